"""A network camera on the loopback that can be made to misbehave."""

from __future__ import annotations

import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np

FAULTS = ("stall", "cut", "reset", "refuse", "garbage", "resize")


class NetworkCamera(ThreadingHTTPServer):
    """Motion JPEG; `fault` is what is wrong at the moment, `size` the pictures' width and height.

    `value` is the brightness of the pictures, by which a reader tells old ones from new ones.
    """

    daemon_threads = True

    def __init__(self, size=(64, 48), pause_s=0.01):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fault = ""
        self.size = size
        self.value = 60
        self.pause_s = pause_s
        self.closing = threading.Event()
        self.connections = 0
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/video"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self.closing.set()
        self.shutdown()
        self._thread.join(20.0)
        self.server_close()

    def handle_error(self, request, client_address):
        """The reader hangs up when it likes."""

    def picture(self):
        width, height = self.size
        image = np.full((height, width, 3), self.value, np.uint8)
        return cv2.imencode(".jpg", image)[1].tobytes()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        camera = self.server
        if camera.fault in {"refuse", "cut", "reset"}:
            self.send_error(503)
            return
        camera.connections += 1
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        while not camera.closing.wait(camera.pause_s):
            if not self.send(camera.fault, camera.picture()):
                return

    def send(self, fault, data):
        """Send one picture, or what becomes of it; False ends the connection."""
        if fault == "stall":
            return True
        if fault == "refuse":
            return False
        if fault == "garbage":
            data = b"\xff\xd8" + np.random.default_rng(3).bytes(len(data))
        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
        part = head.encode() + data + b"\r\n"
        if fault in {"cut", "reset"}:
            self.wfile.write(part[: len(part) // 2])
            if fault == "reset":
                # Closing with unsent data at once sends a reset instead of a good end.
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            return False
        self.wfile.write(part)
        return True
