"""The line over the picture."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from mocap_app.gui.guidance import GuidanceBar, GuidanceControl
from mocap_app.gui.menus import Menus
from mocap_app.settings.schema import Settings
from mocap_app.workers.live import CapturedFrame, LivePose, SessionState, SourceInfo
from tests.support.live import frame, processed


class FakeSession(QObject):
    source_opened = Signal(object)
    state_changed = Signal(object)


class FakeKeeper(QObject):
    changed = Signal(object)

    def __init__(self):
        super().__init__()
        self.settings = Settings()

    def change(self, **values):
        self.settings = replace(self.settings, **values)
        self.changed.emit(frozenset(values))


class FakeDisplay:
    """Knows how long ago it got its pose; that slow ones last longer is the real one's concern."""

    latest = None
    held = False
    waited = 0.0

    def current(self, least_s):
        return self.latest if self.waited <= least_s else None


class Desk:
    def __init__(self, shown):
        self.view = QWidget()
        self.bar = GuidanceBar(self.view)
        shown(self.view, 500, 300)
        self.now = 0.0
        self.display = FakeDisplay()
        self.session = FakeSession()
        self.keeper = FakeKeeper()
        self.window = QMainWindow()
        parts = SimpleNamespace(session=self.session, keeper=self.keeper)
        self.control = GuidanceControl(
            self.bar, self.display, parts, Menus(self.window), lambda: self.now
        )
        self.control._timer.stop()

    def pass_time(self, seconds, *, people=1, fresh=True):
        for _ in range(int(seconds * 5)):
            self.now += 0.2
            self.display.waited = 0.0 if fresh else self.display.waited + 0.2
            if fresh or self.display.latest is None:
                shown = replace(frame(1), image=np.full((48, 64, 3), 120, np.uint8))
                pose = replace(processed(shown), people=people)
                self.display.latest = LivePose(CapturedFrame(shown, 0.0, 30.0), pose, 20.0, 0)
            self.control.look()


@pytest.fixture
def desk(shown, qtbot):
    desk = Desk(shown)
    qtbot.addWidget(desk.window)
    desk.session.source_opened.emit(SourceInfo("Camera", 30.0, live=True))
    return desk


def test_it_says_what_would_help_and_stops_when_all_is_well(desk):
    desk.pass_time(3)
    assert not desk.bar.isVisible()
    desk.pass_time(3, people=2)
    assert "Two people" in desk.bar.text
    assert desk.bar.isVisible()
    assert desk.bar.accessibleName() == desk.bar.text
    desk.pass_time(2)
    assert not desk.bar.isVisible()


def test_nobody_is_told_to_step_back_in_a_film(desk):
    desk.session.source_opened.emit(SourceInfo("walk.mp4", 30.0, live=False))
    desk.pass_time(5, people=2)
    assert not desk.bar.isVisible()


def test_it_is_silent_while_a_take_is_shown(desk):
    desk.pass_time(3, people=2)
    desk.display.held = True
    desk.pass_time(1, people=2)
    assert not desk.bar.isVisible()
    desk.display.held = False
    desk.pass_time(3, people=2)
    assert desk.bar.isVisible()


def test_an_old_pose_says_nothing_about_now(desk):
    desk.pass_time(3, people=2)
    desk.pass_time(2, fresh=False)
    assert not desk.bar.isVisible()


def test_a_source_that_waits_takes_the_advice_back(desk):
    desk.pass_time(3, people=2)
    desk.session.state_changed.emit(SessionState.WAITING)
    assert not desk.bar.isVisible()


def test_it_can_be_turned_off_and_on_again(desk, qtbot):
    desk.pass_time(3, people=2)
    qtbot.mouseClick(desk.bar.off, Qt.MouseButton.LeftButton)
    assert not desk.bar.isVisible()
    assert not desk.keeper.settings.guidance
    desk.pass_time(3, people=2)
    assert not desk.bar.isVisible()
    desk.control.action.trigger()
    assert desk.keeper.settings.guidance
    desk.pass_time(3, people=2)
    assert desk.bar.isVisible()


def test_it_stays_at_the_top_of_the_picture(desk):
    desk.bar.say("A long sentence. " * 12)
    before = desk.bar.height()
    desk.view.resize(900, 300)
    assert desk.bar.width() == 880
    assert desk.bar.height() < before, "fewer lines"
