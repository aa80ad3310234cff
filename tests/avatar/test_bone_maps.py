import json

import pytest

from mocap_app.avatar.bone_maps import BoneMapStore
from mocap_app.avatar.loading import avatar_from_bytes
from mocap_app.avatar.mannequin import mannequin
from mocap_app.core.errors import OutputError
from tests.support.avatars import MIXAMO, STRANGE, avatar_file


@pytest.fixture
def avatar():
    return avatar_from_bytes(avatar_file(MIXAMO)[0].bytes(), "me")


def test_a_corrected_map_is_found_again_wherever_the_file_lies(avatar, tmp_path):
    store = BoneMapStore(tmp_path / "maps")
    assert store.load(avatar) is None
    changed = {joint: node for joint, node in avatar.bones.items() if joint != "Neck"}
    store.save(avatar, changed)
    moved = avatar_from_bytes(avatar_file(MIXAMO)[0].bytes(), "another name")
    assert BoneMapStore(tmp_path / "maps").load(moved) == changed
    other = avatar_from_bytes(avatar_file(STRANGE)[0].bytes(), "me")
    assert store.load(other) is None
    store.forget(avatar)
    assert store.load(avatar) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "[" * 90_000),
        *('{"bones": {}}', '{"bones": {"Hips": 9999}}', '{"bones": {"Hips": true}}'),
        '{"bones": {"Hips": 1, "Tail": 2}}',
    ],
)
def test_a_damaged_map_is_not_used(avatar, tmp_path, text):
    store = BoneMapStore(tmp_path)
    store.save(avatar, avatar.bones)
    (path,) = tmp_path.glob("*.json")
    assert json.loads(path.read_text())["bones"] == avatar.bones
    path.write_text(text)
    assert store.load(avatar) is None


def test_the_mannequin_has_no_file_and_no_map(tmp_path):
    assert BoneMapStore(tmp_path).load(mannequin()) is None


def test_a_folder_that_cannot_be_written_is_told(avatar, tmp_path):
    (tmp_path / "maps").write_text("a file")
    with pytest.raises(OutputError, match="bones of me"):
        BoneMapStore(tmp_path / "maps").save(avatar, avatar.bones)
