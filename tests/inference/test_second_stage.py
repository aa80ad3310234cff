"""The second stage as the program runs it: found, checked, and asked by every look."""

import hashlib
import json

import numpy as np
import pytest

from mocap_app.core.errors import ModelError
from mocap_app.core.skeleton import body27
from mocap_app.core.types import Frame
from mocap_app.inference.look import Looker
from mocap_app.inference.model_store import find_model
from mocap_app.inference.preprocess import Region
from mocap_app.inference.second_stage import load_second_stage
from mocap_app.networks.second_stage import SecondStage, export_second_stage
from mocap_app.networks.second_stage_config import CHANNELS

MIRROR = list(body27().mirror)


@pytest.fixture
def stage(manifest):
    """A second stage, its answers not those of the maps, entered in the manifest."""
    network = SecondStage(width=16, blocks=1)
    network.shrink.weight.data.normal_(std=0.05)
    network.shrink.bias.data.normal_(std=0.05)
    path = manifest.parent / "stage.onnx"
    export_second_stage(network, path)
    enter(manifest, file=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    return path


def enter(manifest, **entry):
    data = json.loads(manifest.read_text())
    data["models"][0]["second_stage"] = entry
    manifest.write_text(json.dumps(data))


def test_a_network_without_one_has_none(manifest):
    assert load_second_stage(find_model()) is None


def test_a_mirrored_person_has_the_mirrored_pose(stage):
    from mocap_app.inference.evidence import mirrored

    network = load_second_stage(find_model())
    seen = np.random.default_rng(0).normal(size=(3, 27, CHANNELS)).astype(np.float32)
    points = network(seen)
    assert points.shape == (3, 27, 3)
    np.testing.assert_allclose(points[:, 0], 0, atol=1e-6)
    np.testing.assert_allclose(
        network(mirrored(seen)), points[:, MIRROR] * np.float32([-1, 1, 1]), atol=1e-5
    )


def test_a_look_gives_its_pose(stage):
    frame = Frame(np.zeros((160, 160, 3), np.uint8), 0.0, 0)
    region = Region(80.0, 80.0, 160.0)  # seen straight ahead: nothing is turned
    answer = np.random.default_rng(1).normal(size=(1, 27, 3)).astype(np.float32)
    asked = []

    def second(evidence):
        asked.append(evidence)
        return answer

    from mocap_app.inference.codec import Maps

    maps = Maps(np.zeros((1, 27, 20, 20), np.float32), np.zeros((1, 81, 20, 20), np.float32))
    alone = Looker(find_model(), lambda _images: maps).study(frame, region)
    look = Looker(find_model(), lambda _images: maps, second).study(frame, region)
    assert asked
    np.testing.assert_allclose(look.pose.keypoints_3d, answer[0], atol=1e-6)
    np.testing.assert_array_equal(look.pose.keypoints_2d, alone.pose.keypoints_2d)
    np.testing.assert_array_equal(look.pose.confidence, alone.pose.confidence)


def test_damage_is_named(stage, manifest):
    stage.write_bytes(b"rubbish")
    with pytest.raises(ModelError, match=r"stage\.onnx is damaged"):
        load_second_stage(find_model())
    enter(manifest, file=stage.name, sha256=hashlib.sha256(b"rubbish").hexdigest())
    with pytest.raises(ModelError, match=r"second stage .* cannot be loaded"):
        load_second_stage(find_model())
    stage.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        load_second_stage(find_model())


@pytest.mark.parametrize("entry", [{"file": "../x", "sha256": ""}, {"file": "stage.onnx"}, 3])
def test_a_damaged_entry_is_named(manifest, entry):
    data = json.loads(manifest.read_text())
    data["models"][0]["second_stage"] = entry
    manifest.write_text(json.dumps(data))
    with pytest.raises(ModelError, match="is damaged"):
        find_model()
