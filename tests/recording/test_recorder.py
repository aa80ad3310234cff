import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from mocap_app.core.errors import OutputError, TakeError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.recording import journal, take_store
from mocap_app.recording.journal import SYNC_INTERVAL_S, read_journal
from mocap_app.recording.recorder import Recorder
from mocap_app.recording.take_file import read_take
from mocap_app.recording.take_store import TakeStore
from tests.support.takes import CREATED, poses

SCRIPT = Path(__file__).parents[1] / "support" / "record_forever.py"
STEP = 1.0 / 30.0
POSES = poses(np.arange(20) * STEP, lost={0, 7})


@pytest.fixture
def store(tmp_path):
    return TakeStore(tmp_path / "takes")


@pytest.fixture
def recorder(store):
    return Recorder(store, now=lambda: CREATED)


def start(recorder):
    recorder.start("walk", "camera", solved_skeleton(), mirrored=True)


@pytest.mark.parametrize(
    ("limit_s", "frames"),
    [(5 * STEP, 6), (5.5 * STEP, 7), (0.5 * STEP, 2), (0.0, 20), (100.0, 20)],
    ids=["a frame at the limit", "none at the limit", "two frames", "no limit", "a far limit"],
)
def test_the_frame_that_reaches_the_limit_is_the_last_of_the_take(recorder, limit_s, frames):
    recorder.limit_s = limit_s
    start(recorder)
    for pose in POSES:
        recorder.append(pose)
    assert recorder.full == (frames < 20)
    assert recorder.frame_count == frames
    assert recorder.stop().frame_count == frames
    start(recorder)
    assert not recorder.full
    recorder.append(POSES[0])
    recorder.stop()


def test_a_frame_long_after_the_limit_is_not_part_of_the_take(recorder):
    recorder.limit_s = 0.5
    start(recorder)
    for pose in poses(np.array([0.0, STEP, 0.7, 0.5]), lost=set()):
        recorder.append(pose)
    assert recorder.full
    assert recorder.stop().frame_count == 2


def test_a_limit_that_is_set_late_ends_it_with_the_next_frame(recorder):
    start(recorder)
    for pose in POSES[:10]:
        recorder.append(pose)
    recorder.limit_s = 3 * STEP
    assert not recorder.full
    recorder.append(POSES[10])
    assert recorder.full
    assert recorder.stop().frame_count == 10


def test_what_was_appended_becomes_a_saved_take(store, recorder):
    start(recorder)
    assert recorder.recording
    for pose in POSES:
        recorder.append(pose)
    assert recorder.frame_count == 20
    assert recorder.duration == pytest.approx(19 * STEP)
    take = recorder.stop()
    assert not recorder.recording
    assert (take.name, take.source, take.mirrored, take.created) == (
        "walk",
        "camera",
        True,
        CREATED,
    )
    assert list(np.flatnonzero(~take.solved)) == [0, 7]
    np.testing.assert_array_equal(take.rotations[1], POSES[1].solved.rotations)
    assert store.list() == [recorder.saved]
    assert store.load(recorder.saved.id).frame_count == 20
    assert list(store.journal_folder.iterdir()) == []


def test_the_learned_skeleton_becomes_the_takes(recorder):
    learned = solved_skeleton().with_offsets(1.1 * solved_skeleton().offsets)
    start(recorder)
    recorder.append(POSES[1])
    recorder.set_skeleton(learned)
    np.testing.assert_array_equal(recorder.stop().skeleton.offsets, learned.offsets)


def test_nothing_happens_while_nothing_records(recorder, store):
    recorder.append(POSES[0])
    recorder.set_skeleton(solved_skeleton())
    with pytest.raises(TakeError, match="no recording to stop"):
        recorder.stop()
    assert not store.folder.exists()


def test_only_one_recording_at_a_time(recorder):
    start(recorder)
    with pytest.raises(TakeError, match="running already"):
        start(recorder)
    recorder.append(POSES[0])
    assert recorder.stop().frame_count == 1


def test_an_empty_recording_leaves_nothing(recorder, store):
    start(recorder)
    with pytest.raises(TakeError, match="no frame arrived"):
        recorder.stop()
    assert store.list() == []
    assert list(store.journal_folder.iterdir()) == []
    start(recorder)
    recorder.append(POSES[0])
    assert recorder.stop().frame_count == 1


def test_recording_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    recorder = Recorder(TakeStore(tmp_path / "file"))
    with pytest.raises(OutputError, match="Cannot record"):
        start(recorder)
    assert not recorder.recording


def fail_after(monkeypatch, count):
    """Let the disk be full after so many poses."""
    real_write = journal.JournalWriter._write
    written = []

    def write(self, data):
        if data[:1] == b"P":
            written.append(1)
            if len(written) > count:
                raise OSError(28, "No space left on device")
        real_write(self, data)

    monkeypatch.setattr(journal.JournalWriter, "_write", write)


def test_a_full_disk_ends_the_recording_and_keeps_it(monkeypatch, recorder, store):
    fail_after(monkeypatch, 5)
    start(recorder)
    for pose in POSES[:5]:
        recorder.append(pose)
    with pytest.raises(TakeError, match=r"No space left on device.*first 5 frames are kept"):
        recorder.append(POSES[5])
    assert not recorder.recording
    recorder.append(POSES[6])
    assert recorder.stop().frame_count == 5
    assert store.list()[0].frame_count == 5


def test_a_failed_recording_that_nobody_stopped_is_recovered(monkeypatch, recorder, store):
    fail_after(monkeypatch, 5)
    start(recorder)
    for pose in POSES[:5]:
        recorder.append(pose)
    with pytest.raises(TakeError):
        recorder.append(POSES[5])
    monkeypatch.undo()
    start(recorder)
    assert [info.name for info in store.recover()] == ["walk (recovered)"]
    recorder.append(POSES[0])
    assert recorder.stop().frame_count == 1
    assert sorted(info.frame_count for info in store.list()) == [1, 5]


def test_a_take_that_cannot_be_saved_is_recovered_later(monkeypatch, recorder, store):
    start(recorder)
    for pose in POSES:
        recorder.append(pose)

    def full(take, path):
        raise OutputError(f"Cannot write {path}: No space left on device.")

    with monkeypatch.context() as patch:
        patch.setattr(take_store, "write_take", full)
        with pytest.raises(OutputError, match=r"No space left on device.*recovered at the next"):
            recorder.stop()
        assert not recorder.recording
        with pytest.raises(OutputError, match="not recovered yet"):
            store.recover()
    assert [info.frame_count for info in store.recover()] == [20]
    assert store.recover() == []


def test_nobody_else_recovers_a_take_that_is_being_saved(monkeypatch, recorder, store):
    real_save = TakeStore.save
    stolen = []

    def save(self, take, take_id=None):
        monkeypatch.setattr(TakeStore, "save", real_save)
        stolen.extend(TakeStore(store.folder).recover())
        return real_save(self, take, take_id)

    start(recorder)
    recorder.append(POSES[0])
    monkeypatch.setattr(TakeStore, "save", save)
    recorder.stop()
    assert stolen == []
    assert [info.name for info in store.list()] == ["walk"]


def test_poses_and_commands_from_two_threads(recorder, store):
    """Every take holds an unbroken run of frames, whoever came in between."""
    stop = threading.Event()
    failures = []

    def infer():
        frame = 0
        while not stop.is_set():
            made = POSES[frame % 20]
            try:
                recorder.append(made)
                recorder.set_skeleton(solved_skeleton())
            except TakeError as error:
                failures.append(error)
            frame += 1

    thread = threading.Thread(target=infer, daemon=True)
    thread.start()
    takes = []
    for _ in range(8):
        start(recorder)
        while recorder.frame_count < 15:
            assert thread.is_alive()
        takes.append(recorder.stop())
    stop.set()
    thread.join()
    assert not failures
    for take in takes:
        assert take.frame_count >= 15
        assert set(np.diff(take.frame_indices) % 20) == {1}
    assert len(store.list()) == 8
    assert list(store.journal_folder.iterdir()) == []


def record_in_a_process(folder, limit=0):
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(folder), str(STEP), str(limit)],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_kill_in_the_middle_loses_less_than_a_second(store):
    with record_in_a_process(store.folder) as process:
        try:
            while int(process.stdout.readline()) < 100:
                pass
            assert store.recover() == [], "took the journal of a living recorder"
            assert len(list(store.journal_folder.iterdir())) == 1
            while int(process.stdout.readline()) < 200:
                pass
        finally:
            process.send_signal(signal.SIGKILL)
        lines = process.stdout.read().splitlines(keepends=True)
    assert process.returncode == -signal.SIGKILL
    last = max([200] + [int(line) for line in lines if line.endswith("\n")])
    (info,) = store.recover()
    assert info.name == "dance (recovered)"
    take = store.load(info.id)
    lost_seconds = last * STEP - take.timestamps[-1]
    assert lost_seconds < 1.0
    np.testing.assert_array_equal(take.frame_indices % 30, np.arange(take.frame_count) % 30)
    assert store.recover() == []
    assert store.list() == [info]


@pytest.mark.skipif(os.name != "posix", reason="RLIMIT_FSIZE")
def test_a_file_that_may_not_grow_keeps_what_is_there(store):
    """The system itself refuses the write, as on a full disk."""
    with record_in_a_process(store.folder, limit=100_000) as process:
        output = process.stdout.read().splitlines()
    assert process.returncode == 0
    written = output.index(next(line for line in output if line.startswith("append: ")))
    assert "The recording has stopped: File too large." in output[written]
    assert f"Its first {written} frames are kept." in output[written]
    assert written > 20
    # A take is about as big as its journal, so here it may have found room or not.
    if output[-1] == f"stop: {written}":
        (info,) = store.list()
    else:
        assert "cannot be saved yet" in output[-1]
        (info,) = store.recover()
    assert info.frame_count == written


@pytest.mark.skipif(os.name != "posix", reason="open files cannot be deleted elsewhere")
def test_a_folder_deleted_while_recording_costs_nothing(recorder, store, caplog):
    start(recorder)
    for pose in POSES[:5]:
        recorder.append(pose)
    shutil.rmtree(store.folder)
    for pose in POSES[5:]:
        recorder.append(pose)
    assert recorder.stop().frame_count == len(POSES)
    assert [info.frame_count for info in store.list()] == [len(POSES)]
    assert "was deleted while recording" in caplog.text


@pytest.mark.skipif(os.name != "posix", reason="open files cannot be deleted elsewhere")
def test_a_deleted_journal_is_back_on_the_disk_within_a_second(store):
    now = 100.0
    recorder = Recorder(store, clock=lambda: now)
    start(recorder)
    recorder.append(POSES[0])
    shutil.rmtree(store.folder)
    now += SYNC_INTERVAL_S
    recorder.append(POSES[1])
    recorder.append(POSES[2])
    (path,) = store.journal_folder.iterdir()
    assert len(read_journal(path).records) == 3
    assert TakeStore(store.folder).recover() == [], "its new file is locked as well"
    assert recorder.stop().frame_count == 3


@pytest.mark.skipif(os.name != "posix", reason="open files cannot be deleted elsewhere")
def test_a_folder_that_cannot_come_back_ends_the_recording(store, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    now = 100.0
    recorder = Recorder(store, clock=lambda: now)
    start(recorder)
    recorder.append(POSES[0])
    shutil.rmtree(store.folder)
    store.folder.write_text("no folder any more")
    now += SYNC_INTERVAL_S
    with pytest.raises(TakeError, match="The recording has stopped"):
        recorder.append(POSES[1])
    with pytest.raises(OutputError, match=r"The folder of takes is gone.*instead\."):
        recorder.stop()
    (refuge,) = tmp_path.glob("*.npz")
    assert read_take(refuge).frame_count == 2
