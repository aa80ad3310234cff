import pytest
from PySide6.QtWidgets import QMainWindow

from mocap_app.gui.status_bar import StatusBar
from mocap_app.gui.work_progress import WorkProgress


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setStatusBar(StatusBar(window))
    window.work = WorkProgress("what", "stop", "tip", window.statusBar())
    window.statusBar().insertWidget(2, window.work)
    with qtbot.waitExposed(window):
        window.show()
    return window


def test_a_long_name_does_not_widen_the_window(window, qtbot):
    narrow = window.minimumSizeHint().width()
    window.work.show_progress("Opening " + 20 * "a long name ", 0.4)
    qtbot.waitUntil(window.work.isVisible)
    assert window.minimumSizeHint().width() <= narrow + 200
    window.resize(narrow + 200, 200)
    qtbot.waitUntil(lambda: window.width() <= narrow + 200)
    assert window.work.name.toolTip().endswith("name ")
    assert window.work.bar.value() == 40


def test_where_there_is_room_all_of_it_is_shown(window, qtbot):
    window.resize(1600, 200)
    window.work.show_progress("Capturing walk.mp4", 0.5)
    bar, name = window.work.bar, window.work.name
    qtbot.waitUntil(lambda: bar.width() == min(bar.sizeHint().width(), 120))
    assert name.width() >= name.sizeHint().width()
