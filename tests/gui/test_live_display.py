import pytest

from mocap_app.gui.live_display import LiveDisplay, LiveViews
from mocap_app.gui.status_bar import StatusBar
from mocap_app.gui.tuning_panel import TuningPanel
from mocap_app.gui.video_view import VideoView
from mocap_app.gui.viewport.viewport_widget import ViewportWidget
from mocap_app.workers.live import CapturedFrame, LivePose, SessionState
from tests.support.live import frame, processed


class FakeSession:
    def __init__(self):
        self.pose = None
        self.preview = None

    def take_pose(self):
        pose, self.pose = self.pose, None
        return pose

    def take_preview(self):
        preview, self.preview = self.preview, None
        return preview


def live(index, *, tracked=True, inference_ms=5.0):
    captured = CapturedFrame(frame(index), captured_at=0.0, capture_fps=30.0)
    return LivePose(captured, processed(captured.frame, tracked=tracked), inference_ms, 0)


@pytest.fixture
def display(qtbot):
    views = LiveViews(VideoView(), ViewportWidget(allow_opengl=False), TuningPanel(), StatusBar())
    for widget in (views.video, views.viewport, views.tuning, views.status):
        qtbot.addWidget(widget)
    display = LiveDisplay(FakeSession(), views, clock=lambda: display.now)
    display.now = 0.0
    display.show_state(SessionState.RUNNING)
    return display


def grey_shown(display):
    image = display.views.video._image
    return None if image is None else image.pixelColor(0, 0).red()


def test_the_overlay_belongs_to_the_picture_under_it(display):
    display._session.pose = live(7)
    display._session.preview = CapturedFrame(frame(9), 0.0, 30.0)
    display.refresh()
    assert grey_shown(display) == 47
    assert display.views.video._pose.frame_index == 7
    assert display.views.viewport.scene.figure is not None


def test_bare_pictures_are_shown_only_while_poses_are_overdue(display):
    display._session.preview = CapturedFrame(frame(1), 0.0, 30.0)
    display.refresh()
    assert grey_shown(display) == 41, "before the network is loaded"
    display._session.pose = live(2)
    display.refresh()
    display._session.preview = CapturedFrame(frame(3), 0.0, 30.0)
    display.now = 0.1
    display.refresh()
    assert grey_shown(display) == 42, "a pose is on its way"
    display.now = 1.0
    display.refresh()
    assert grey_shown(display) == 43


def test_a_slow_network_is_waited_for_without_jumping_ahead(display):
    display._session.pose = live(2, inference_ms=1200.0)
    display.refresh()
    display._session.preview = CapturedFrame(frame(3), 0.0, 30.0)
    display.now = 2.0
    display.refresh()
    assert grey_shown(display) == 42, "the next pose may come yet"
    display.now = 4.0
    display.refresh()
    assert grey_shown(display) == 43


def test_a_pose_speaks_of_the_present_for_a_while(display):
    assert display.current(1.0) is None
    display._session.pose = live(2)
    display.refresh()
    display.now = 0.9
    assert display.current(1.0) is display.latest
    display.now = 1.1
    assert display.current(1.0) is None
    display._session.pose = live(3, inference_ms=1200.0)
    display.refresh()
    display.now = 4.6
    assert display.current(1.0) is display.latest, "no newer one can be there yet"
    display.now = 4.8
    assert display.current(1.0) is None


def test_nobody_in_view_empties_the_viewport(display):
    display._session.pose = live(1)
    display.refresh()
    display._session.pose = live(2, tracked=False)
    display.refresh()
    assert display.views.viewport.scene.figure is None
    assert grey_shown(display) == 42


def test_numbers_follow_the_newest_pose(display):
    display._session.pose = live(1)
    display.refresh()
    assert display.views.status.inference.text() == "Inference 5.0 ms"
    assert len(display.views.tuning._raw.getData()[0]) == 1


def test_numbers_change_no_faster_than_they_can_be_read(display):
    shown = []
    for index in range(1, 31):
        display.now = index / 30.0
        display._session.pose = live(index, inference_ms=float(index))
        display.refresh()
        shown.append(display.views.status.inference.text())
    assert 8 <= len(set(shown)) <= 11


def test_the_age_of_poses_is_unknown_while_a_take_is_shown(display):
    display.views.video.pose_age.add(0.4, now=0.0)
    display.hold(on=True)
    display._session.pose = live(1)
    display.refresh()
    assert display.views.status.latency.text() == "Latency - ms"


def test_another_source_starts_with_a_clean_sheet(display):
    display._session.pose = live(1)
    display.refresh()
    display.show_state(SessionState.OPENING)
    assert grey_shown(display) is None
    assert display.views.viewport.scene.figure is None
    assert display.views.status.inference.text() == "Inference - ms"
    assert len(display.views.tuning.history.curve(0, "across (px)")[0]) == 0


def test_waiting_keeps_the_last_picture(display):
    display._session.pose = live(1)
    display.refresh()
    display.show_state(SessionState.WAITING)
    assert grey_shown(display) == 41
    assert display.views.viewport.scene.figure is None
