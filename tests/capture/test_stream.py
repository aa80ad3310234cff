from __future__ import annotations

import cv2
import numpy as np
import pytest

from mocap_app.capture.stream import JpegPictures, Stream, StreamConfig, without_password
from mocap_app.core.errors import FrameTimeoutError, SourceError
from tests.support.network_camera import NetworkCamera
from tests.support.patience import PATIENCE_S

CONFIG = StreamConfig(
    open_timeout_s=PATIENCE_S, read_timeout_s=2.0, frame_timeout_s=0.2, retry_s=0.01
)


@pytest.fixture
def camera():
    with NetworkCamera() as camera:
        yield camera


def read_on(source):
    for _ in range(5000):
        source.read()


def read_until(source, value):
    """Read until a picture of about this brightness comes; return it and the timeouts seen."""
    timeouts = 0
    for _ in range(5000):
        try:
            frame = source.read()
        except FrameTimeoutError:
            timeouts += 1
            continue
        if abs(float(frame.image.mean()) - value) < 5:
            return frame, timeouts
    raise AssertionError("that picture never came")


def test_pictures_come_from_an_address(camera):
    with Stream(camera.address, CONFIG) as source:
        assert source.live
        first, _ = read_until(source, 60)
        second, _ = read_until(source, 60)
    assert first.image.shape == (48, 64, 3)
    assert second.timestamp > first.timestamp
    assert second.index > first.index


def test_it_connects_again_after_a_drop(camera):
    with Stream(camera.address, CONFIG) as source:
        before, _ = read_until(source, 60)
        camera.fault = "refuse"
        with pytest.raises(FrameTimeoutError, match="Trying again"):
            read_on(source)
        camera.value, camera.fault = 200, ""
        after, _ = read_until(source, 200)
    assert camera.connections >= 2
    assert after.index > before.index
    assert after.timestamp > before.timestamp


def test_an_address_without_video(camera, capfd):
    camera.fault = "refuse"
    with pytest.raises(SourceError, match="No video comes from http://127"):
        Stream(camera.address, CONFIG).open()
    assert capfd.readouterr() == ("", "")


def test_nobody_at_the_address():
    with NetworkCamera() as camera:
        address = camera.address
    with pytest.raises(SourceError, match="No video comes from"):
        Stream(address, CONFIG).open()


def test_it_can_only_be_read_when_open():
    with pytest.raises(RuntimeError, match="open"):
        Stream("http://127.0.0.1/").read()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://me:secret@10.0.0.7:554/live?x=1", "rtsp://10.0.0.7:554/live?x=1"),
        ("http://cam/video", "http://cam/video"),
        ("rtsp://me:p@ss@cam/1", "rtsp://cam/1"),
    ],
)
def test_passwords_are_not_shown(address, shown):
    assert without_password(address) == shown
    assert Stream(address).name == shown


def test_pictures_keep_the_size_they_have(camera):
    """OpenCV alone squeezes them into the size of the first one."""
    with Stream(camera.address, CONFIG) as source:
        read_until(source, 60)
        camera.size, camera.value = (48, 96), 150
        frame, _ = read_until(source, 150)
    assert frame.image.shape == (96, 48, 3)


class Packets:
    """Damaged pictures, then one that is not."""

    def __init__(self, damaged):
        good = cv2.imencode(".jpg", np.full((8, 8, 3), 90, np.uint8))[1]
        self.left = [np.frombuffer(b"\xff\xd8nonsense", np.uint8)] * damaged + [good]
        self.released = False

    def read(self):
        return (True, self.left.pop(0)) if self.left else (False, None)

    def release(self):
        self.released = True

    def get(self, _property):
        return 25.0


def test_damaged_pictures_are_passed_over():
    packets = Packets(3)
    pictures = JpegPictures(packets)
    ok, image = pictures.read()
    assert ok
    assert image.shape == (8, 8, 3)
    assert pictures.read() == (False, None)
    assert pictures.get(cv2.CAP_PROP_FPS) == 25.0
    pictures.release()
    assert packets.released


def test_nothing_but_damage_is_a_broken_connection():
    assert JpegPictures(Packets(1000)).read() == (False, None)
