from __future__ import annotations

import sys
from types import SimpleNamespace

import cv2
import pytest

from mocap_app.capture import devices


def pretend(monkeypatch, enumerate_cameras):
    module = SimpleNamespace(enumerate_cameras=enumerate_cameras)
    monkeypatch.setitem(sys.modules, "cv2_enumerate_cameras", module)


def test_cameras_of_this_machine_can_be_listed():
    assert all(camera.name for camera in devices.list_cameras())


def test_cameras_come_by_number_with_names_of_their_own(monkeypatch):
    found = [
        SimpleNamespace(index=4, name="Webcam"),
        SimpleNamespace(index=0, name=" Webcam "),
        SimpleNamespace(index=2, name=None),
    ]
    pretend(monkeypatch, lambda _: found)
    cameras = devices.list_cameras()
    names = {c.index: c.name for c in cameras}
    assert list(names) == [0, 2, 4]
    assert list(names.values()) == ["Webcam", "Camera 2", "Webcam (2)"]


@pytest.mark.parametrize("error", [OSError("no services"), NotImplementedError(), RuntimeError()])
def test_a_system_that_cannot_list_has_none(monkeypatch, error, caplog):
    def fail(backend):
        raise error

    pretend(monkeypatch, fail)
    assert devices.list_cameras() == []
    assert "cannot be listed" in caplog.text


@pytest.mark.parametrize(
    ("platform", "backend"),
    [("linux", cv2.CAP_V4L2), ("win32", cv2.CAP_DSHOW), ("darwin", cv2.CAP_AVFOUNDATION)],
)
def test_each_system_has_its_interface(monkeypatch, platform, backend):
    monkeypatch.setattr(devices.sys, "platform", platform)
    assert devices.preferred_backend() == backend
