import json
import os
import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.errors import OutputError
from mocap_app.export import gltf_writer
from mocap_app.export.clip import make_clip
from mocap_app.export.gltf_writer import write_glb
from mocap_app.export.options import ExportOptions
from mocap_app.export.presets import TARGETS
from tests.support.gltf import Glb
from tests.support.patience import PROCESS_S
from tests.support.takes import take

VALIDATOR = os.environ.get("MOCAP_GLTF_VALIDATOR", "")
TIMES = np.arange(12) / 30.0


def written(path, made, **options):
    clip = make_clip(made, ExportOptions(**options))
    write_glb(clip, path)
    return clip, Glb(path)


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    reach=st.floats(0.0, 3.1),
    target=st.sampled_from(list(TARGETS)),
    rest=st.sampled_from(["t", "a"]),
)
def test_the_file_puts_every_joint_where_the_solver_did(
    tmp_path_factory, seed, reach, target, rest
):
    """Metres, whatever the target's own unit is."""
    path = tmp_path_factory.getbasetemp() / "a.glb"
    made = take(TIMES, seed=seed, reach=reach)
    clip, glb = written(path, made, target=target, rest=rest)
    count = len(clip.tree.joints)
    assert tuple(glb.names[:count]) == clip.tree.joints
    assert tuple(glb.parents[:count]) == clip.tree.parents
    expected = clip.positions(clip.frames(0, clip.frame_count)) / clip.scale
    assert np.abs(glb.world()[:, :count, :3, 3] - expected).max() < 1e-5
    np.testing.assert_allclose(glb.times, np.arange(12) / clip.fps, atol=1e-6)
    assert glb.json["asset"]["extras"] == {"fps": 30, "frames": 12}


@pytest.mark.parametrize("target", ["blender", "ue5"])
@pytest.mark.parametrize("rest", ["t", "a"])
def test_the_mannequin_moves_with_the_joints(tmp_path, target, rest):
    clip, glb = written(tmp_path / "a.glb", take(TIMES, reach=0.0), target=target, rest=rest)
    mesh = glb.array(glb.json["meshes"][0]["primitives"][0]["attributes"]["POSITION"])
    np.testing.assert_allclose(glb.skin(glb.rest()[None])[0], mesh, atol=1e-5)
    # The motion stays in the T-pose: there the hands are as high as the shoulders.
    moved = clip.frames(0, 12).hips[:, 1] / clip.scale
    skin = glb.skin(glb.world())[..., 1] - moved[:, None]
    hands = np.abs(mesh[:, 0]) > np.abs(mesh[:, 0]).max() - 0.1
    np.testing.assert_allclose(skin[:, hands].mean(axis=1), 0.48, atol=0.02)
    assert mesh[hands, 1].mean() == pytest.approx(1.36 if rest == "t" else 0.86, abs=0.05)


def test_each_joint_turns_the_short_way(tmp_path):
    _, glb = written(tmp_path / "a.glb", take(np.arange(600) / 30.0, reach=3.1))
    for sampler in glb.json["animations"][0]["samplers"][1:]:
        turns = glb.array(sampler["output"])
        assert (np.einsum("fi,fi->f", turns[1:], turns[:-1]) > 0.0).all()


def test_a_name_in_any_language(tmp_path):
    _, glb = written(tmp_path / "a.glb", take(TIMES, name='Größe 大 "walk"'))
    assert glb.json["animations"][0]["name"] == 'Größe 大 "walk"'


def test_a_failure_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.glb"
    path.write_text("precious")
    monkeypatch.setattr(gltf_writer, "_LIMIT", 1000)
    with pytest.raises(OutputError, match="too long for one GLB"):
        write_glb(make_clip(take(TIMES)), path)
    assert path.read_text() == "precious"


@pytest.mark.skipif(
    not (VALIDATOR and shutil.which("node")),
    reason="MOCAP_GLTF_VALIDATOR names no folder of npm's gltf-validator, or there is no node",
)
def test_the_khronos_validator_finds_nothing(tmp_path):
    files = []
    for target in ("blender", "ue5"):
        for frames in (1, 12):
            files.append(tmp_path / f"{target}{frames}.glb")
            written(files[-1], take(np.arange(frames) / 30.0), target=target, rest="a")
    script = (
        "const [folder, ...files] = process.argv.slice(1);"
        "const validator = require(folder), fs = require('fs');"
        "Promise.all(files.map(f => validator.validateBytes(new Uint8Array(fs.readFileSync(f)))))"
        ".then(all => console.log(JSON.stringify(all.map(report => report.issues))))"
    )
    command = ["node", "-e", script, VALIDATOR, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PROCESS_S, check=True)
    for issues in json.loads(done.stdout):
        assert issues["messages"] == []
