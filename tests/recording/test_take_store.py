from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from mocap_app.core.errors import OutputError, TakeError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.recording import take_info, take_store
from mocap_app.recording.annotations import Annotations
from mocap_app.recording.header import TakeHeader
from mocap_app.recording.reference_video import ReferenceVideo, VideoWriter
from mocap_app.recording.take_store import TakeStore, new_id
from tests.support.live import frame
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


def test_a_folder_that_refuses_files_is_found_out_beforehand(store, monkeypatch):
    store.check_writable()
    assert list(store.folder.iterdir()) == []
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(OutputError, match=r"Cannot write to .*Permission denied"):
        store.check_writable()


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


def with_company(store):
    """A take with a video and notes."""
    info = store.save(take(TIMES), annotations=Annotations(notes="good", trim=(0.1, 0.2)))
    writer = VideoWriter(info.path.with_suffix(".avi"))
    for index in range(3):
        writer.write(frame(index))
    writer.close()
    return store.info(info.id)


def files(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_video_and_notes_go_into_the_trash_and_come_back(store):
    info = with_company(store)
    assert info.has_video
    before = files(store.folder)
    assert len(before) == 3
    store.delete(info.id)
    assert files(store.folder) == []
    assert [deleted.annotations.notes for deleted in store.trash()] == ["good"]
    assert store.restore(info.id) == info
    assert files(store.folder) == before
    assert files(store.trash_folder) == []


def test_video_and_notes_stay_with_a_take_that_is_renamed(store):
    info = with_company(store)
    renamed = store.rename(info.id, "other")
    assert (renamed.has_video, renamed.annotations) == (True, info.annotations)


def test_emptying_the_trash_leaves_nothing_behind(store):
    info = with_company(store)
    store.delete(info.id)
    assert store.empty_trash() == 1
    assert files(store.trash_folder) == []
    assert store.trash() == []


def test_annotating_changes_one_thing_and_not_the_motion(store):
    info = with_company(store)
    motion = info.path.read_bytes()
    store.annotate(info.id, starred=True)
    (listed,) = store.list()
    assert listed.annotations == replace(info.annotations, starred=True)
    assert info.path.read_bytes() == motion
    with pytest.raises(TakeError, match="no take"):
        store.annotate("nothing", starred=True)


def test_the_trimmed_part_is_what_counts(store):
    info = with_company(store)
    assert info.span == (0.1, 0.2)
    part = store.load_trimmed(info.id)
    np.testing.assert_array_equal(part.timestamps, store.load(info.id).timestamps[3:7])
    assert store.load(info.id).frame_count == 10, "nothing is cut off"
    store.annotate(info.id, trim=(5.0, 6.0))
    assert store.info(info.id).span == (0.0, pytest.approx(0.3)), "of a longer take, perhaps"
    with pytest.raises(TakeError, match="part to keep"):
        store.load_trimmed(info.id)
    store.annotate(info.id, trim=None)
    assert store.load_trimmed(info.id).frame_count == 10


def test_the_video_of_a_killed_recording_is_recovered_with_it(store):
    path = interrupted(store)
    writer = VideoWriter(path.with_suffix(".avi"))
    for index in range(4):
        writer.write(frame(index))
    writer._avi._file.close()  # as the death of the program does
    (info,) = store.recover()
    assert info.has_video
    with ReferenceVideo(store.video(info.id)) as video:
        assert video.frame_count == 4
    assert list(store.journal_folder.iterdir()) == []


def test_what_is_no_video_is_not_adopted_and_not_deleted(store, caplog):
    path = interrupted(store)
    path.with_suffix(".avi").write_bytes(b"rubbish")
    (info,) = store.recover()
    assert not info.has_video
    assert path.with_suffix(".avi").exists()
    assert "cannot be used" in caplog.text


def test_a_take_that_vanishes_while_listed_does_no_harm(store, monkeypatch):
    info = store.save(take(TIMES))
    real = take_info.read_summary

    def vanish(path):
        path.unlink()
        return real(path)

    monkeypatch.setattr(take_info, "read_summary", vanish)
    (listed,) = store.list()
    assert listed.id == info.id
    assert "There is no take" in listed.problem
