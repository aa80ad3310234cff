"""Damaged or missing networks are named before they are used."""

import json

import pytest

from mocap_app.core.errors import ModelError, SkeletonError
from mocap_app.inference.model_store import find_model, read_model


def change(path, **values):
    data = json.loads(path.read_text())
    data["models"][0] |= values
    path.write_text(json.dumps(data))


def test_default_and_named(manifest):
    assert find_model().name == find_model("net").name == "net"
    assert read_model(find_model()) == b"weights"


def test_the_one_for_quality_if_there_is_one(manifest):
    assert find_model("quality").name == "net"
    listed = json.loads(manifest.read_text())
    listed["models"].append(listed["models"][0] | {"name": "slow", "input_size": 256})
    listed["quality"] = "slow"
    manifest.write_text(json.dumps(listed))
    assert find_model("quality").input_size == 256
    assert find_model("net").name == "net"
    assert find_model().name == find_model("default").name == "net"


def test_unknown_network_names_the_known(manifest):
    with pytest.raises(ModelError, match=r"no network 'other'; there are: net"):
        find_model("other")


def test_damaged_file_names_the_checksum(manifest):
    info = find_model()
    info.path.write_bytes(b"weighty")
    with pytest.raises(ModelError, match=info.sha256):
        read_model(info)


def test_missing_file_is_named(manifest):
    info = find_model()
    info.path.unlink()
    with pytest.raises(ModelError, match=r"net\.onnx cannot be read"):
        read_model(info)


def test_missing_and_damaged_manifest(manifest):
    manifest.write_text("{")
    with pytest.raises(ModelError, match="is damaged"):
        find_model()
    manifest.unlink()
    with pytest.raises(ModelError, match="is missing"):
        find_model()


@pytest.mark.parametrize("joints", [[], {}, 10**400, "x" * 1000])
def test_a_joint_set_that_is_no_name(manifest, joints):
    change(manifest, joints=joints)
    with pytest.raises(ModelError, match="is damaged"):
        find_model()


def test_unknown_joint_set(manifest):
    change(manifest, joints="body99")
    with pytest.raises(SkeletonError, match="body99"):
        find_model()
