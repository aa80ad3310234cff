from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from mocap_app.capture.stream import Stream, StreamConfig, without_password
from mocap_app.core.errors import FrameTimeoutError, SourceError

CONFIG = StreamConfig(open_timeout_s=10.0, read_timeout_s=2.0, frame_timeout_s=0.2, retry_s=0.01)


class NetworkCamera(ThreadingHTTPServer):
    """Motion JPEG on the loopback; `value` is the brightness of its pictures."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), PictureHandler)
        self.value = 60
        self.hang_up = threading.Event()
        self.refuse = False
        self.connections = 0

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/video"

    def handle_error(self, request, client_address):
        """The reader hangs up when it likes."""


class PictureHandler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.server.refuse:
            self.send_error(503)
            return
        self.server.connections += 1
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        while not self.server.hang_up.wait(0.005):
            picture = np.full((48, 64, 3), self.server.value, np.uint8)
            data = cv2.imencode(".jpg", picture)[1].tobytes()
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
            self.wfile.write(head.encode() + data + b"\r\n")


@pytest.fixture
def camera():
    server = NetworkCamera()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.hang_up.set()
    server.shutdown()
    thread.join(20.0)
    server.server_close()


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
        camera.refuse = True
        camera.hang_up.set()
        with pytest.raises(FrameTimeoutError, match="Trying again"):
            read_on(source)
        camera.hang_up.clear()
        camera.value, camera.refuse = 200, False
        after, _ = read_until(source, 200)
    assert camera.connections >= 2
    assert after.index > before.index
    assert after.timestamp > before.timestamp


def test_an_address_without_video(camera, capfd):
    camera.refuse = True
    with pytest.raises(SourceError, match="No video comes from http://127"):
        Stream(camera.address, CONFIG).open()
    assert capfd.readouterr() == ("", "")


def test_nobody_at_the_address(camera):
    address = camera.address
    camera.shutdown()
    camera.server_close()
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
