import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QWidget

from mocap_app.gui.window_place import FrameFitter, describe_place, resize_on_screen, restore_place


@pytest.fixture
def window(shown):
    return shown(QWidget(), 320, 240)


def test_a_dialog_is_no_larger_than_the_screen(window):
    resize_on_screen(window, 400, 300)
    assert (window.width(), window.height()) == (400, 300)
    resize_on_screen(window, 99_999, 300)
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert window.height() == 300
    assert room.width() - 100 < window.width() < room.width()


def test_a_window_comes_back_where_it_was_however_often(window):
    screen = QGuiApplication.primaryScreen().availableGeometry()
    window.move(screen.topLeft())
    window.resize(screen.size())
    first = describe_place(window)
    for _ in range(3):
        assert restore_place(window, describe_place(window))
    assert describe_place(window) == first
    assert window.size() == screen.size(), "not a title bar smaller"


def test_a_maximised_window_is_maximised_again_and_keeps_its_usual_size(window, qtbot):
    window.move(20, 30)
    window.showMaximized()
    qtbot.waitUntil(window.isMaximized)
    text = describe_place(window)
    assert text.endswith("320 240 maximised")
    other = QWidget()
    qtbot.addWidget(other)
    assert restore_place(other, text)
    assert other.isMaximized()


@pytest.mark.parametrize("text", ["", "AdnQywADAAA=", "1 2 3", "90000 90000 300 200", "a b c d"])
def test_what_is_nowhere_is_left_alone(window, text):
    before = describe_place(window)
    assert not restore_place(window, text)
    assert describe_place(window) == before


class Framed(QWidget):
    """A window with a title and a border, as on a desktop."""

    def frameGeometry(self):  # noqa: N802 - Qt's name
        return self.geometry().adjusted(-1, -20, 1, 5)


def test_a_window_that_its_title_makes_too_high_is_made_to_fit(qtbot):
    room = QGuiApplication.primaryScreen().availableGeometry()
    for height, left in ((room.height(), room.height() - 25), (300, 300)):
        window = Framed()
        qtbot.addWidget(window)
        window.setGeometry(room.x() + 1, room.y() + 20, 400, height)
        FrameFitter(window)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda window=window, left=left: window.height() == left)
        assert window.width() == 400, "only what is too much is taken"


def test_a_window_that_is_gone_right_after_its_first_picture_is_not_asked_to_fit(qtbot):
    window = Framed()
    fitter = FrameFitter(window)
    QCoreApplication.sendEvent(window, QPaintEvent(QRect(0, 0, 10, 10)))
    shiboken6.delete(window)
    qtbot.wait(10)
    assert not shiboken6.isValid(fitter)


def test_a_screen_that_became_smaller_still_holds_it(window):
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert restore_place(window, f"0 0 {screen.width() + 500} {screen.height() + 500}")
    assert window.size() == screen.size()
