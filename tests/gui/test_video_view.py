from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from mocap_app.core.skeleton import body27
from mocap_app.gui.video_view import VideoView, confidence_color, to_qimage
from tests.support.live import frame, processed

POSE = processed(frame(0)).raw


def grey(width=64, height=48, value=128):
    return np.full((height, width, 3), value, np.uint8)


def pixel(widget, x, y):
    return QColor(widget.grab().toImage().pixel(round(x), round(y))).name()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(*[st.integers(10, 2000)] * 4)
def test_letterbox_never_stretches_and_always_fits(qapp, width, height, wide, high):
    view = VideoView()
    view.setMinimumSize(1, 1)
    view.resize(wide, high)
    view.show_frame(np.zeros((height, width, 3), np.uint8))
    rect = view.picture_rect()
    assert rect.width() / width == pytest.approx(rect.height() / height)
    assert rect.width() <= wide + 1e-6
    assert rect.height() <= high + 1e-6
    assert max(rect.width() / wide, rect.height() / high) == pytest.approx(1.0)
    assert rect.center().x() == pytest.approx(wide / 2, abs=0.51)


def test_pictures_are_bgr_and_copied():
    image = np.zeros((4, 6, 3), np.uint8)
    image[..., 0] = 255  # blue
    shown = to_qimage(image)
    image[:] = 0
    assert shown.pixelColor(5, 3) == QColor(0, 0, 255)
    assert (shown.width(), shown.height()) == (6, 4)


def test_a_cut_out_of_a_larger_picture_is_shown_right():
    image = np.arange(10 * 10 * 3, dtype=np.uint8).reshape(10, 10, 3)
    part = image[2:7, 3:8]
    blue, green, red = part[4, 1].tolist()
    assert to_qimage(part).pixelColor(1, 4) == QColor(red, green, blue)


def test_bars_are_dark_and_the_picture_is_between_them(shown):
    view = shown(VideoView(), 400, 300)
    view.show_frame(grey(100, 100, 200))
    assert pixel(view, 200, 150) == "#c8c8c8"
    assert QColor(pixel(view, 10, 150)).lightness() < 30
    assert QColor(pixel(view, 390, 150)).lightness() < 30


def test_bones_lie_on_the_picture_in_the_colour_of_their_confidence(shown):
    view = shown(VideoView(), 640, 480)
    keypoints = np.full((27, 2), np.nan)
    confidence = np.zeros(27)
    elbow, wrist = body27().index("left_elbow"), body27().index("left_wrist")
    keypoints[elbow], keypoints[wrist] = (10, 24), (50, 24)
    confidence[[elbow, wrist]] = 0.9
    view.show_frame(grey(), replace(POSE, keypoints_2d=keypoints, confidence=confidence))
    scale = 640 / 64
    assert pixel(view, 30 * scale, 24 * scale) == confidence_color(0.9).name()
    assert pixel(view, 30 * scale, 34 * scale) == "#808080"
    confidence[wrist] = 0.0
    view.show_frame(grey(), replace(POSE, keypoints_2d=keypoints, confidence=confidence))
    assert pixel(view, 30 * scale, 24 * scale) == "#808080"
    assert pixel(view, 10 * scale, 24 * scale) == confidence_color(0.9).name()


def test_nobody_means_no_lines(shown):
    view = shown(VideoView(), 320, 240)
    view.show_frame(grey(), processed(frame(0), tracked=False).raw)
    image = view.grab().toImage()
    assert {image.pixelColor(x, y).name() for x in range(0, 320, 7) for y in range(0, 240, 7)} == {
        "#808080"
    }


def test_confidence_goes_from_red_over_yellow_to_green():
    hues = [confidence_color(c).hue() for c in (0.0, 0.3, 0.45, 0.6, 1.0)]
    assert hues == sorted(hues)
    assert hues[0] < 10
    assert 40 < hues[2] < 80
    assert 110 < hues[-1] < 140


def test_the_age_of_a_pose_is_taken_when_it_is_painted(shown):
    now = [10.0]
    view = shown(VideoView(clock=lambda: now[0]), 320, 240)
    view.show_frame(grey(), POSE, captured_at=9.95)
    now[0] = 10.02
    view.grab()
    assert view.pose_age.median_ms == pytest.approx(70.0)
    now[0] = 11.0
    view.grab()
    assert view.pose_age.median_ms == pytest.approx(70.0), "only the first painting counts"


def test_without_a_picture_there_is_a_message(shown):
    view = shown(VideoView(), 320, 240)
    view.show_frame(grey(value=255))
    view.clear("Nothing to see")
    image = view.grab().toImage()
    lights = [image.pixelColor(x, 120).lightness() for x in range(320)]
    assert max(lights) > 60, "the words"
    assert view.picture_rect().isEmpty()
