import numpy as np
from PySide6.QtCore import Qt

from mocap_app.settings.schema import Settings
from tests.support.takes import take


def shown(window):
    parts = (window.viewport, window.below_views, window.stream)
    return [part.isVisible() for part in parts]


def test_the_picture_grows_over_everything_beside_and_below_it(desk):
    window = desk.open()
    desk.live()
    window.resize(960, 600)
    # A webcam's picture, on a screen of 1920 by 1200 pixels at 200 %.
    desk.qtbot.waitUntil(lambda: window.video.width() >= 360)
    assert window.video.height() >= 264
    desk.qtbot.mouseDClick(window.video, Qt.MouseButton.LeftButton)
    assert shown(window) == [False, False, False]
    assert window.large_picture.action.isChecked()
    desk.qtbot.waitUntil(lambda: window.video.width() >= 600 and window.video.height() >= 450)
    desk.qtbot.mouseDClick(window.video, Qt.MouseButton.LeftButton)
    assert shown(window) == [True, True, True]


def test_a_take_brings_its_timeline_and_takes_it_away_again(desk):
    desk.takes.save(take(np.arange(30) / 30.0))
    window = desk.open()
    desk.live()
    window.large_picture.action.trigger()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.takes.open_requested.emit(window.takes.list.item(0).data(Qt.ItemDataRole.UserRole).id)
    # Visible before it has its size, and nobody can click on a button without one.
    back = window.timeline.live
    desk.qtbot.waitUntil(lambda: back.isVisible() and back.height() > 0)
    assert shown(window) == [False, True, False]
    desk.click(back)
    assert shown(window) == [False, False, False]


def test_it_is_as_it_was_at_the_last_start(desk):
    window = desk.open(settings=Settings(large_picture=True))
    desk.live()
    assert shown(window) == [False, False, False]
    assert window.large_picture.action.isChecked()
    window.large_picture.action.trigger()
    assert shown(window) == [True, True, True]
    assert not desk.keeper.settings.large_picture
    window.large_picture.action.trigger()
    assert desk.keeper.settings.large_picture


def test_a_tour_shows_everything(desk):
    window = desk.open("demo")
    desk.live()
    window.large_picture.action.trigger()
    window.tour_control.start()
    assert shown(window) == [True, True, True]
    assert not window.large_picture.action.isChecked()
