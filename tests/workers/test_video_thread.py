import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from mocap_app.core.errors import OutputError
from mocap_app.core.mailbox import LatestSlot
from mocap_app.recording import reference_video
from mocap_app.recording.reference_video import ReferenceVideo
from mocap_app.recording.take_store import TakeStore
from mocap_app.workers.live import CapturedFrame
from mocap_app.workers.video_thread import QUEUE_FRAMES, FrameTap, VideoThread
from tests.support.live import frame, gate
from tests.support.patience import PATIENCE_S

SCRIPT = Path(__file__).parents[1] / "support" / "film_forever.py"


@pytest.fixture(autouse=True)
def _threads(qapp, no_thread_left):
    return


def test_all_that_was_offered_is_written_before_it_ends(tmp_path):
    thread = VideoThread(tmp_path / "a.avi", 640)
    for index in range(QUEUE_FRAMES):
        thread.offer(frame(index))
    thread.start()
    assert thread.stop(PATIENCE_S)
    with ReferenceVideo(tmp_path / "a.avi") as video:
        assert video.frame_count == QUEUE_FRAMES
    assert thread.dropped == 0


def test_what_it_cannot_keep_up_with_is_dropped_and_nobody_waits(tmp_path, monkeypatch):
    inside, go_on = LatestSlot(), LatestSlot()
    real = reference_video.encode

    def slow(shown, size):
        inside.put(True)
        assert go_on.take(PATIENCE_S)
        go_on.put(True)
        return real(shown, size)

    monkeypatch.setattr(reference_video, "encode", slow)
    thread = VideoThread(tmp_path / "a.avi", 640)
    thread.start()
    thread.offer(frame(0))
    assert inside.take(PATIENCE_S)
    for index in range(1, 31):
        thread.offer(frame(index))
    assert thread.dropped == 30 - QUEUE_FRAMES
    go_on.put(True)
    assert thread.stop(PATIENCE_S)
    with ReferenceVideo(tmp_path / "a.avi") as video:
        assert video.frame_count == 1 + QUEUE_FRAMES


def test_a_full_disk_ends_the_video_with_a_sentence(tmp_path, monkeypatch, qtbot):
    def full(shown, size):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reference_video, "encode", full)
    thread = VideoThread(tmp_path / "a.avi", 640)
    with qtbot.waitSignal(thread.failed) as failed:
        thread.start()
        thread.offer(frame(0))
    assert isinstance(failed.args[0], OutputError)
    assert "No space left on device. The recording is whole." in str(failed.args[0])
    gate(thread.isFinished)
    for index in range(50):
        thread.offer(frame(index))  # The capture thread does not know yet.


def test_a_tap_leads_nowhere_until_it_is_opened(tmp_path):
    tap = FrameTap()
    captured = CapturedFrame(frame(0), 0.0, 30.0)
    tap.put(captured)
    tap.video = VideoThread(tmp_path / "a.avi", 640)
    tap.put(captured)
    assert tap.video._waiting.qsize() == 1


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_killed_in_the_middle_take_and_video_lose_less_than_a_second(tmp_path):
    command = [sys.executable, str(SCRIPT), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            while int(process.stdout.readline()) < 90:
                pass
        finally:
            process.send_signal(signal.SIGKILL)
        lines = process.stdout.read().splitlines(keepends=True)
    last = max([90] + [int(line) for line in lines if line.endswith("\n")])
    store = TakeStore(tmp_path)
    (info,) = store.recover()
    assert info.has_video
    take = store.load(info.id)
    with ReferenceVideo(store.video(info.id)) as video:
        assert last / 30.0 - video.times[-1] < 1.0
        assert last / 30.0 - take.timestamps[-1] < 1.0
        assert set(video.times) <= {row / 30.0 for row in range(last + 2)}
        assert video.image(video.frame_count - 1).shape == (240, 320, 3)
        seen = video.frame_count
    other = cv2.VideoCapture(str(store.video(info.id)), cv2.CAP_FFMPEG)
    assert sum(1 for _ in iter(lambda: other.read()[0], False)) == seen, "players read it too"
    other.release()
