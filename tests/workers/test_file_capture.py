"""Takes of video files in the background."""

import numpy as np
import pytest

from mocap_app.core.errors import SourceError
from mocap_app.pipeline import capture_file as module
from mocap_app.pipeline.capture_file import FileChoices, capture_file
from mocap_app.recording.take_store import TakeStore
from mocap_app.workers.file_capture import FileCapture
from mocap_app.workers.jobs import JobCancelledError, JobQueue
from tests.support.patience import PATIENCE_S
from tests.support.takes import take

CHOICES = FileChoices()


class Desk:
    def __init__(self, tmp_path, monkeypatch):
        self.store = TakeStore(tmp_path)
        self.jobs = JobQueue()
        self.files = FileCapture(self.store, self.jobs)
        self.told, self.gate = [], []
        self.files.progressed.connect(lambda path, share: self.told.append((path, share)))
        self.files.finished.connect(lambda path, info: self.told.append((path, info.name)))
        self.files.failed.connect(lambda error: self.told.append(str(error)))
        self.files.ended.connect(lambda: self.told.append("ended"))
        monkeypatch.setattr(module, "capture_file", self.capture)

    def capture(self, path, _choices, report):
        if "bad" in path:
            raise SourceError("Nobody was found.")
        while "long" in path:
            report(0.5)
        report(0.5)
        return take(np.arange(10) / 30, name=path)


@pytest.fixture
def desk(tmp_path, monkeypatch, qtbot):
    desk = Desk(tmp_path, monkeypatch)
    yield desk
    assert desk.jobs.shut_down(PATIENCE_S)


def test_files_become_takes_one_after_the_other(desk, qtbot):
    for path in ("a", "bad", "b"):
        desk.files.capture(path, CHOICES)
    qtbot.waitUntil(lambda: "ended" in desk.told)
    ends = [what for what in desk.told if not (isinstance(what, tuple) and what[1] in (0.0, 0.5))]
    assert ends == [("a", "a"), "Nobody was found.", ("b", "b"), "ended"]
    assert {info.name for info in desk.store.list()} == {"a", "b"}


def test_a_file_that_is_captured_again_gives_a_take_of_another_name(desk, qtbot):
    for _ in range(2):
        desk.files.capture("a", CHOICES)
    qtbot.waitUntil(lambda: "ended" in desk.told)
    desk.store.delete(next(info.id for info in desk.store.list() if info.name == "a 2"))
    desk.told.clear()
    desk.files.capture("a", CHOICES)
    qtbot.waitUntil(lambda: "ended" in desk.told)
    assert {info.name for info in desk.store.list()} == {"a", "a 3"}, "the trash has the second"


def test_a_folder_that_refuses_takes_is_told_before_the_work(desk, qtbot, monkeypatch):
    def refuse(**_kwargs):
        raise OSError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    desk.files.capture("long", CHOICES)  # which would go on until it is stopped
    qtbot.waitUntil(lambda: "ended" in desk.told)
    assert any("Permission denied" in what for what in desk.told if isinstance(what, str))


def test_what_is_stopped_leaves_nothing(desk, qtbot):
    desk.files.capture("long", CHOICES)
    desk.files.capture("a", CHOICES)
    qtbot.waitUntil(lambda: ("long", 0.5) in desk.told)
    desk.files.cancel()
    qtbot.waitUntil(lambda: "ended" in desk.told)
    assert not desk.store.list()
    desk.files.capture("a", CHOICES)
    qtbot.waitUntil(lambda: ("a", "a") in desk.told)


@pytest.fixture
def film(tmp_path):
    import cv2

    path = tmp_path / "Empty room.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (64, 48))
    for _ in range(5):
        writer.write(np.zeros((48, 64, 3), np.uint8))
    writer.release()
    return path


def test_a_film_with_nobody_in_it_is_a_sentence(film):
    with pytest.raises(SourceError, match=r"Nobody was found in Empty room\.avi"):
        capture_file(str(film), CHOICES, lambda _share: None)


def test_a_capture_can_be_stopped(film):
    def stop(_share):
        raise JobCancelledError

    with pytest.raises(JobCancelledError):
        capture_file(str(film), CHOICES, stop)


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(SourceError):
        capture_file(str(tmp_path / "none.mp4"), CHOICES, lambda _share: None)


@pytest.mark.slow
def test_the_bundled_film_becomes_a_take():
    shares = []
    from mocap_app.core.paths import resources_dir

    film = resources_dir() / "samples" / "demo.mp4"
    made = capture_file(str(film), FileChoices(mirror=True), shares.append)
    assert made.name == "demo"
    assert made.mirrored
    assert made.tracked.mean() > 0.9
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
