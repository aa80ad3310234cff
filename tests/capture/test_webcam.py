from __future__ import annotations

import threading
from itertools import pairwise

import cv2
import numpy as np
import pytest

from mocap_app.capture import webcam
from mocap_app.capture.devices import CameraInfo
from mocap_app.capture.webcam import Webcam, WebcamConfig, find_camera
from mocap_app.core.errors import FrameTimeoutError, SourceError
from tests.support.patience import PATIENCE_S

FRONT = CameraInfo(0, "Integrated Webcam", 200)
DESK = CameraInfo(2, "HD Pro Webcam C920", 200)
DESK_TWIN = CameraInfo(4, "HD Pro Webcam C920 (2)", 200)
PATIENT = WebcamConfig(open_timeout_s=PATIENCE_S, frame_timeout_s=PATIENCE_S, retry_s=0.01)
"""Nothing here waits that long unless it is broken."""
QUICK = WebcamConfig(open_timeout_s=PATIENCE_S, frame_timeout_s=0.05, retry_s=0.01)


class Port:
    """The machine's cameras, as a fake of `cv2.VideoCapture` and of the list of devices."""

    def __init__(self):
        self.cameras = [FRONT]
        self.busy = False
        self.hang = None
        self.settings = []
        self.open_handles = 0

    def listed(self):
        return list(self.cameras)

    def make(self, index, _backend):
        return Handle(self, index)


class Handle:
    def __init__(self, port, index):
        self.port = port
        self.index = index
        if port.hang is not None:
            port.hang.wait(PATIENCE_S)
        self.handle_open = not port.busy and index in [c.index for c in port.cameras]
        port.open_handles += self.handle_open

    def isOpened(self):  # noqa: N802
        return self.handle_open

    def set(self, prop, value):
        self.port.settings.append((prop, value))
        return True

    def get(self, _prop):
        return 30.0

    def read(self):
        threading.Event().wait(0.002)  # the pace of a camera
        if self.port.busy or self.index not in [c.index for c in self.port.cameras]:
            return False, None
        return True, np.full((4, 6, 3), self.index, np.uint8)

    def release(self):
        self.port.open_handles -= self.handle_open
        self.handle_open = False


@pytest.fixture
def port(monkeypatch):
    port = Port()
    monkeypatch.setattr(cv2, "VideoCapture", port.make)
    monkeypatch.setattr(webcam.Path, "exists", lambda _: True)
    monkeypatch.setattr(webcam.os, "access", lambda *_: True)
    yield port
    assert port.open_handles == 0


def test_a_camera_gives_stamped_frames(port):
    with Webcam("", PATIENT, port.listed) as source:
        frames = [source.read() for _ in range(5)]
        assert source.live
        assert source.fps == 30.0
        assert source.name == "Integrated Webcam"
    times = [f.timestamp for f in frames]
    assert all(b > a for a, b in pairwise(times))
    assert all(b.index > a.index for a, b in pairwise(frames))
    assert frames[0].image.shape == (4, 6, 3)


def test_motion_jpeg_is_asked_for_before_the_size(port):
    config = WebcamConfig(
        width=800, height=600, fps=60, open_timeout_s=PATIENCE_S, frame_timeout_s=PATIENCE_S
    )
    with Webcam("0", config, port.listed):
        pass
    assert port.settings == [
        (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
        (cv2.CAP_PROP_FRAME_WIDTH, 800),
        (cv2.CAP_PROP_FRAME_HEIGHT, 600),
        (cv2.CAP_PROP_FPS, 60),
    ]


def read_on(source):
    for _ in range(400):
        source.read()


def read_until(source, wanted):
    """Read until a picture of camera number `wanted` comes; the messages seen on the way."""
    messages = []
    for _ in range(400):
        try:
            if source.read().image[0, 0, 0] == wanted:
                return messages
        except FrameTimeoutError as error:
            messages.append(str(error))
    raise AssertionError(f"never came back: {messages[-3:]}")


def test_an_unplugged_camera_comes_back_by_its_name_under_another_number(port):
    port.cameras = [FRONT, DESK]
    with Webcam("c920", QUICK, port.listed) as source:
        read_until(source, wanted=2)
        port.cameras = [FRONT]
        with pytest.raises(FrameTimeoutError, match=r"C920.*Trying again"):
            read_on(source)
        port.cameras = [FRONT, CameraInfo(6, DESK.name, 200)]
        read_until(source, wanted=6)


def test_an_unplugged_camera_is_said_to_be_missing(port, monkeypatch):
    with Webcam("0", QUICK, port.listed) as source:
        read_until(source, wanted=0)
        port.cameras = []
        monkeypatch.setattr(webcam.Path, "exists", lambda _: False)
        messages = []
        while not any("Is it plugged in?" in m for m in messages):
            try:
                source.read()
            except FrameTimeoutError as error:
                messages.append(str(error))
            assert len(messages) < 400
        port.cameras = [FRONT]
        read_until(source, wanted=0)


def test_no_camera_at_all(port):
    port.cameras = []
    with pytest.raises(SourceError, match="No camera was found"):
        Webcam("", PATIENT, port.listed).open()


def test_a_number_without_a_camera(port, monkeypatch):
    monkeypatch.setattr(webcam.Path, "exists", lambda _: False)
    with pytest.raises(SourceError, match="Camera 7 was not found"):
        Webcam("7", PATIENT, port.listed).open()


def test_a_camera_that_another_program_uses(port):
    port.busy = True
    with pytest.raises(SourceError, match="used by another program"):
        Webcam("", PATIENT, port.listed).open()


def test_a_camera_that_opens_but_gives_no_picture_is_taken_too(port, monkeypatch):
    monkeypatch.setattr(Handle, "read", lambda _: (False, None))
    with pytest.raises(SourceError, match="used by another program"):
        Webcam("", PATIENT, port.listed).open()


def test_a_camera_that_may_not_be_used(port, monkeypatch):
    port.busy = True
    monkeypatch.setattr(webcam.sys, "platform", "linux")
    monkeypatch.setattr(webcam.os, "access", lambda *_: False)
    with pytest.raises(SourceError, match="permission denied for /dev/video0"):
        Webcam("", PATIENT, port.listed).open()


def test_a_driver_that_hangs_does_not_hang_the_program(port):
    port.hang = threading.Event()
    config = WebcamConfig(open_timeout_s=0.05)
    before = set(threading.enumerate())
    with pytest.raises(SourceError, match=r"did not answer within 0\.05 seconds"):
        Webcam("", config, port.listed).open()
    port.hang.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(20.0)
    assert port.open_handles == 0, "closed as soon as the driver answered"


def test_closing_and_opening_again(port):
    source = Webcam("", PATIENT, port.listed)
    for _ in range(2):
        with source:
            assert source.read() is not None
    source.close()
    with pytest.raises(RuntimeError, match="open"):
        source.read()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", FRONT),
        ("0", FRONT),
        ("2", DESK),
        ("integrated", FRONT),
        ("HD Pro Webcam C920", DESK),
        ("hd pro webcam c920 (2)", DESK_TWIN),
    ],
)
def test_finding_a_camera(wanted, found):
    assert find_camera(wanted, [FRONT, DESK, DESK_TWIN]) == found


@pytest.mark.parametrize(
    ("wanted", "cameras", "sentence"),
    [
        ("", [], "No camera was found"),
        ("C920", [], "No camera was found"),
        ("Brio", [FRONT, DESK], "no camera named 'Brio'. There are: Integrated Webcam, HD Pro"),
        ("webcam", [FRONT, DESK], "Several cameras fit 'webcam'"),
    ],
)
def test_not_finding_a_camera(wanted, cameras, sentence):
    with pytest.raises(SourceError, match=sentence):
        find_camera(wanted, cameras)


@pytest.mark.camera
def test_the_real_camera_of_this_machine():
    with Webcam() as source:
        frames = [source.read() for _ in range(10)]
    assert all(f.image.ndim == 3 for f in frames)
