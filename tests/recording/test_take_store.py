from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from mocap_app.core.errors import OutputError, TakeError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.recording import take_store
from mocap_app.recording.header import TakeHeader
from mocap_app.recording.take_store import TakeStore, new_id
from tests.support.takes import CREATED, poses, take

TIMES = np.arange(10) / 30.0
HEADER = TakeHeader("walk", "camera", CREATED, solved_skeleton())


@pytest.fixture
def store(tmp_path):
    return TakeStore(tmp_path / "not" / "there" / "yet")


def interrupted(store, count=10, header=HEADER):
    journal = store.create_journal(header)
    for pose in poses(TIMES[:count]):
        journal.append(pose)
    journal.close()
    return journal.path


def test_a_new_store_is_empty(store):
    assert store.list() == []
    assert store.recover() == []
    assert store.empty_trash() == 0
    assert not store.folder.exists()


def test_a_saved_take_is_listed_and_loaded(store):
    info = store.save(take(TIMES, lost={1}, name="walk"))
    assert (info.name, info.created, info.problem) == ("walk", CREATED, "")
    assert (info.frame_count, info.tracked_count) == (10, 9)
    assert info.duration == pytest.approx(0.3)
    assert store.list() == [info]
    assert store.load(info.id).name == "walk"


def test_newest_first(store):
    made = [
        store.save(replace(take(TIMES, name=name), created=CREATED + timedelta(days=day)))
        for day, name in ((1, "b"), (2, "c"), (0, "a"))
    ]
    assert len({info.id for info in made}) == 3
    assert [info.name for info in store.list()] == ["c", "b", "a"]


def test_rename_keeps_everything_else(store):
    info = store.save(take(TIMES))
    before = store.load(info.id)
    renamed = store.rename(info.id, "  jump / 跳  ")
    assert (renamed.id, renamed.path, renamed.name) == (info.id, info.path, "jump / 跳")
    after = store.load(info.id)
    np.testing.assert_array_equal(after.filtered_2d, before.filtered_2d)
    np.testing.assert_array_equal(after.rotations, before.rotations)
    assert store.list() == [renamed]


def test_rename_needs_a_name(store):
    info = store.save(take(TIMES))
    with pytest.raises(TakeError, match="needs a name"):
        store.rename(info.id, "  ")


def test_delete_can_be_undone_until_the_trash_is_emptied(store):
    info = store.save(take(TIMES))
    store.delete(info.id)
    assert store.list() == []
    assert store.restore(info.id) == info
    store.delete(info.id)
    assert store.empty_trash() == 1
    with pytest.raises(TakeError, match="no take"):
        store.restore(info.id)


@pytest.mark.parametrize("take_id", ["gone", "", "../gone", "a/b"])
@pytest.mark.parametrize("method", ["load", "delete", "restore"])
def test_unknown_takes_are_named(store, method, take_id):
    with pytest.raises(TakeError, match="no take"):
        getattr(store, method)(take_id)


def test_a_damaged_take_is_listed_with_its_problem_and_hides_no_other(store):
    good = store.save(take(TIMES))
    bad = store.save(take(TIMES))
    bad.path.write_bytes(bad.path.read_bytes()[:-200])
    listed = {info.id: info for info in store.list()}
    assert listed[good.id] == good
    assert "is damaged" in listed[bad.id].problem
    assert listed[bad.id].frame_count == 0
    with pytest.raises(TakeError, match=bad.id):
        store.load(bad.id)
    store.delete(bad.id)
    assert store.list() == [good]


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Cannot write to"):
        TakeStore(tmp_path / "file").save(take(TIMES))


def test_an_interrupted_recording_is_recovered_once(store):
    path = interrupted(store)
    (info,) = store.recover()
    assert info.name == "walk (recovered)"
    assert (info.frame_count, info.created) == (10, CREATED)
    assert not path.exists()
    assert store.recover() == []
    assert store.list() == [info]


def test_a_torn_recording_is_recovered_up_to_the_tear(store):
    path = interrupted(store)
    path.write_bytes(path.read_bytes()[:-10])
    assert [info.frame_count for info in store.recover()] == [9]


def test_a_running_recording_is_not_touched(store):
    journal = store.create_journal(HEADER)
    journal.append(poses(TIMES)[0])
    assert store.recover() == []
    assert journal.path.exists()
    journal.close()
    assert len(store.recover()) == 1


def test_death_between_saving_and_tidying_makes_no_second_take(store):
    path = interrupted(store)
    info = store.save(take(TIMES, name="walk"), path.stem)
    assert store.recover() == []
    assert not path.exists()
    assert store.list() == [info]


def test_a_recording_without_a_frame_is_removed(store):
    path = interrupted(store, count=0)
    assert store.recover() == []
    assert not path.exists()


def test_an_unreadable_journal_is_set_aside_and_stops_no_other(store, caplog):
    good, bad = interrupted(store), interrupted(store)
    bad.write_bytes(b"rubbish" * 100)
    (info,) = store.recover()
    assert info.id == good.stem
    assert bad.with_suffix(".damaged").read_bytes() == b"rubbish" * 100
    assert "set aside" in caplog.text
    assert store.recover() == []


def test_ids_sort_by_date_and_differ():
    ids = [new_id(CREATED + timedelta(seconds=second)) for second in (0, 0, 1)]
    assert len(set(ids)) == 3
    assert max(ids[:2]) < ids[2]
    assert ids[0].startswith("20240601-123015-")


def refuse(*_args, **_kwargs):
    raise OSError(13, "Permission denied")


def test_what_the_system_refuses_is_said(store, monkeypatch):
    info = store.save(take(TIMES))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(OutputError, match=r"Cannot move .*Permission denied"):
            store.delete(info.id)
    assert store.list() == [info]
    store.delete(info.id)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(OutputError, match=r"Cannot delete .*Permission denied"):
            store.empty_trash()
    assert store.restore(info.id) == info


def test_a_journal_that_cannot_be_opened_is_left_alone(store, monkeypatch, caplog):
    path = interrupted(store)
    with monkeypatch.context() as patch:
        patch.setattr(take_store.io, "FileIO", refuse)
        assert store.recover() == []
    assert "cannot be opened" in caplog.text
    assert path.exists()
    assert len(store.recover()) == 1


def test_a_take_that_vanishes_while_listed_does_no_harm(store, monkeypatch):
    info = store.save(take(TIMES))
    real = take_store.read_summary

    def vanish(path):
        path.unlink()
        return real(path)

    monkeypatch.setattr(take_store, "read_summary", vanish)
    (listed,) = store.list()
    assert listed.id == info.id
    assert "There is no take" in listed.problem
