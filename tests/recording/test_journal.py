import os
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocap_app.core.errors import OutputError, TakeError
from mocap_app.core.skeleton import solved_skeleton
from mocap_app.recording import journal
from mocap_app.recording.header import TakeHeader
from mocap_app.recording.journal import MAGIC, JournalWriter, read_journal
from mocap_app.recording.pose_record import POSE_DTYPE, pose_record
from tests.support.takes import CREATED, poses

POSES = poses(np.arange(8) / 30.0, lost={2})
HEADER = TakeHeader("walk", "camera", CREATED, solved_skeleton())
RECORD_BYTES = 9 + POSE_DTYPE.itemsize


def scaled(factor):
    return solved_skeleton().with_offsets(factor * solved_skeleton().offsets)


def written(path, made=POSES):
    writer = JournalWriter(path, HEADER)
    for pose in made:
        writer.append(pose)
    writer.finish()
    writer.close()
    return path.read_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return written(tmp_path_factory.mktemp("journal") / "a.journal")


def test_everything_comes_back(tmp_path):
    path = tmp_path / "folder" / "a.journal"
    written(path)
    contents = read_journal(path)
    assert contents.lost_bytes == 0
    assert contents.header.to_json() == HEADER.to_json()
    expected = np.concatenate([pose_record(pose) for pose in POSES])
    assert contents.records.tobytes() == expected.tobytes()
    assert contents.to_take().name == "walk"
    assert contents.to_take("other").name == "other"


def test_the_last_skeleton_holds(tmp_path):
    path = tmp_path / "a.journal"
    writer = JournalWriter(path, HEADER)
    writer.append(POSES[0])
    writer.set_skeleton(scaled(1.1))
    writer.append(POSES[1])
    writer.set_skeleton(scaled(1.2))
    writer.close()
    contents = read_journal(path)
    assert len(contents.records) == 2
    np.testing.assert_array_equal(contents.header.skeleton.offsets, scaled(1.2).offsets)


def test_the_same_skeleton_is_written_once(tmp_path):
    path = tmp_path / "a.journal"
    writer = JournalWriter(path, HEADER)
    before = path.stat().st_size
    writer.set_skeleton(scaled(1.0))
    assert path.stat().st_size == before
    writer.set_skeleton(scaled(1.1))
    grown = path.stat().st_size
    writer.set_skeleton(scaled(1.1))
    assert before < grown == path.stat().st_size
    writer.close()


def test_no_pose_waits_in_memory(tmp_path):
    """Whatever `append` returned from survives the death of the program."""
    path = tmp_path / "a.journal"
    writer = JournalWriter(path, HEADER)
    for count, pose in enumerate(POSES, start=1):
        writer.append(pose)
        assert len(read_journal(path).records) == count
    writer.close()


def test_it_is_forced_onto_the_disk_each_second_and_not_more_often(tmp_path, monkeypatch):
    synced = []
    now = 100.0
    real_sync = os.fsync
    monkeypatch.setattr(journal.os, "fsync", lambda fd: (synced.append(now), real_sync(fd)))
    writer = JournalWriter(tmp_path / "a.journal", HEADER, clock=lambda: now)
    for _ in range(300):
        now += 1 / 30
        writer.append(POSES[0])
    assert synced[0] == 100.0, "the header is safe at once"
    assert np.diff([*synced, now]).max() <= 1.0
    assert len(synced) <= 21
    writer.close()


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_torn_tail_costs_the_last_pose_only(whole, tmp_path_factory, data):
    start = len(whole) - len(POSES) * RECORD_BYTES
    cut = data.draw(st.integers(start, len(whole)))
    path = tmp_path_factory.getbasetemp() / "torn.journal"
    path.write_bytes(whole[:cut])
    contents = read_journal(path)
    assert len(contents.records) == (cut - start) // RECORD_BYTES
    assert contents.lost_bytes == (cut - start) % RECORD_BYTES


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_damage_in_the_middle_keeps_everything_before_it(whole, tmp_path_factory, data):
    start = len(whole) - len(POSES) * RECORD_BYTES
    at = data.draw(st.integers(start, len(whole) - 1))
    content = bytearray(whole)
    content[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.journal"
    path.write_bytes(bytes(content))
    contents = read_journal(path)
    whole_records = (at - start) // RECORD_BYTES
    assert len(contents.records) == whole_records
    assert contents.records.tobytes() == b"".join(
        pose_record(pose).tobytes() for pose in POSES[:whole_records]
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "does not begin like one"),
        (b"something else entirely", "does not begin like one"),
        (MAGIC, "header is incomplete"),
        (MAGIC + b"H\xff\xff\xff\xff", "header is incomplete"),
    ],
)
def test_a_file_without_a_header_is_named(tmp_path, content, reason):
    path = tmp_path / "a.journal"
    path.write_bytes(content)
    with pytest.raises(TakeError, match=rf"a\.journal is damaged: .*{reason}"):
        read_journal(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TakeError, match=r"Cannot read .*gone"):
        read_journal(tmp_path / "gone")


def test_a_journal_never_overwrites_a_file(tmp_path):
    path = tmp_path / "a.journal"
    path.write_text("precious")
    with pytest.raises(OutputError, match=r"a\.journal"):
        JournalWriter(path, HEADER)
    assert path.read_text() == "precious"


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Cannot record to"):
        JournalWriter(tmp_path / "file" / "a.journal", HEADER)


class FullDisk:
    """A file on a disk with room for a number of bytes; takes half a record, as disks do."""

    def __init__(self, file, room):
        self._file = file
        self.room = room

    def __getattr__(self, name):
        return getattr(self._file, name)

    def write(self, data):
        fits = bytes(data[: max(0, self.room)])
        self.room -= len(fits)
        if not fits:
            raise OSError(28, "No space left on device")
        return self._file.write(fits)


def test_a_full_disk_keeps_what_was_written(tmp_path, monkeypatch):
    disk = []
    real_create = journal._create

    def create(path):
        disk.append(FullDisk(real_create(path), 10**9))
        return disk[0]

    monkeypatch.setattr(journal, "_create", create)
    path = tmp_path / "a.journal"
    writer = JournalWriter(path, HEADER)
    writer.append(POSES[0])
    disk[0].room = RECORD_BYTES // 2
    with pytest.raises(OSError, match="No space left"):
        writer.append(POSES[1])
    assert read_journal(path).lost_bytes == 0, "half a record stayed"
    disk[0].room = 10**9
    writer.append(POSES[2])
    writer.close()
    contents = read_journal(path)
    assert list(contents.records["frame_indices"]) == [0, 2]


def test_a_disk_that_is_full_from_the_start_leaves_nothing(tmp_path, monkeypatch):
    real_create = journal._create
    monkeypatch.setattr(journal, "_create", lambda path: FullDisk(real_create(path), 40))
    path = tmp_path / "a.journal"
    with pytest.raises(OutputError, match="No space left"):
        JournalWriter(path, HEADER)
    assert not path.exists()


def test_header_date_keeps_its_zone(tmp_path):
    created = datetime(2024, 1, 1, tzinfo=UTC)
    path = tmp_path / "a.journal"
    JournalWriter(path, TakeHeader("a", "b", created, solved_skeleton())).close()
    assert read_journal(path).header.created == created


def test_a_disk_that_will_not_sync_at_the_end_keeps_the_poses(tmp_path, monkeypatch, caplog):
    def fail(_fd):
        raise OSError(5, "Input/output error")

    path = tmp_path / "a.journal"
    writer = JournalWriter(path, HEADER)
    writer.append(POSES[0])
    monkeypatch.setattr(journal.os, "fsync", fail)
    writer.finish()
    writer.close()
    assert "could not be synced" in caplog.text
    assert len(read_journal(path).records) == 1


@pytest.mark.parametrize("header", [b"not json", b"{}", b"\xff"])
def test_a_whole_record_with_a_useless_header_is_damage(tmp_path, monkeypatch, header):
    path = tmp_path / "a.journal"
    monkeypatch.setattr(TakeHeader, "to_json", lambda _self: header.decode("latin-1"))
    JournalWriter(path, HEADER).close()
    with pytest.raises(TakeError, match=r"a\.journal is damaged"):
        read_journal(path)


def test_records_of_an_unknown_kind_are_passed_over(tmp_path):
    path = tmp_path / "a.journal"
    writer = JournalWriter(path, HEADER)
    writer.append(POSES[0])
    writer._put(b"Z", b"a later version's idea")
    writer.append(POSES[1])
    writer.close()
    assert len(read_journal(path).records) == 2
