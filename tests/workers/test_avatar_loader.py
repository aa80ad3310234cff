import pytest

from mocap_app.avatar.bone_maps import BoneMapStore
from mocap_app.core.errors import AvatarError, OutputError
from mocap_app.workers.avatar_loader import AvatarLoader
from mocap_app.workers.jobs import JobQueue
from tests.support.avatars import MIXAMO, STRANGE, avatar_file
from tests.support.patience import PATIENCE_S


@pytest.fixture
def loader(qapp, tmp_path):
    jobs = JobQueue()
    yield AvatarLoader(jobs, BoneMapStore(tmp_path / "maps"))
    assert jobs.shut_down(PATIENCE_S)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "me.glb"
    path.write_bytes(avatar_file(MIXAMO)[0].bytes())
    return path


def test_a_file_comes_ready_to_move(loader, file, qtbot):
    with qtbot.waitSignal(loader.loaded) as heard:
        loader.load(file)
    loaded = heard.args[0]
    assert (loaded.avatar.name, loaded.path) == ("me", file)
    assert loaded.rig.bones == loaded.bones == loaded.avatar.bones


def test_what_was_asked_for_last_wins(loader, file, qtbot):
    heard = []
    loader.loaded.connect(heard.append)
    for _ in range(5):
        loader.load(file)
    loader.load_mannequin()
    qtbot.waitUntil(lambda: len(heard) > 0)
    qtbot.wait(50)
    assert [loaded.avatar.name for loaded in heard][-1] == "Mannequin"
    assert heard[-1].path is None


def test_a_bad_file_is_told(loader, tmp_path, qtbot):
    with qtbot.waitSignal(loader.failed) as heard:
        loader.load(tmp_path / "nothing.vrm")
    assert isinstance(heard.args[0], AvatarError)


def test_corrected_bones_are_found_the_next_time(loader, file, qtbot):
    with qtbot.waitSignal(loader.loaded) as heard:
        loader.load(file)
    first = heard.args[0]
    bones = {joint: node for joint, node in first.bones.items() if joint != "Neck"}
    with qtbot.waitSignal(loader.loaded) as heard:
        loader.try_bones(first, bones)
    assert heard.args[0].rig.bones == bones
    loader.keep_bones(first.avatar, bones)
    qtbot.waitUntil(lambda: loader._maps.load(first.avatar) == bones)
    with qtbot.waitSignal(loader.loaded) as heard:
        loader.load(file)
    assert heard.args[0].bones == bones
    loader.keep_bones(first.avatar, first.avatar.bones)
    qtbot.waitUntil(lambda: loader._maps.load(first.avatar) is None)


def test_bones_that_cannot_be_kept_are_told(loader, file, tmp_path, qtbot):
    with qtbot.waitSignal(loader.loaded) as heard:
        loader.load(file)
    (tmp_path / "maps").write_text("in the way")
    with qtbot.waitSignal(loader.failed) as failed:
        loader.keep_bones(heard.args[0].avatar, {"Hips": 1})
    assert isinstance(failed.args[0], OutputError)


def test_without_hips_there_is_no_rig(loader, tmp_path, qtbot):
    path = tmp_path / "strange.glb"
    path.write_bytes(avatar_file(STRANGE)[0].bytes())
    with qtbot.waitSignal(loader.loaded) as heard:
        loader.load(path)
    assert heard.args[0].rig is None
