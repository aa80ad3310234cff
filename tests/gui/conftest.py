"""Every test here runs under a Qt application and must leave no thread behind."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEventLoop, QTimer


@pytest.fixture(autouse=True)
def _threads(qapp, no_thread_left):
    return


@pytest.fixture(autouse=True)
def _events_flow(qapp):
    """A test that ends the application leaves Qt without events: every later loop ends at once.

    Such a loop reports nothing, so that whatever waits in the tests after it waits in vain.
    """
    yield
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    stuck = loop.exec() == -1
    if stuck:
        QTimer.singleShot(0, qapp.quit)
        qapp.exec()
    assert not stuck, "the application was told to quit while it did not run"


@pytest.fixture
def shown(qtbot):
    """Show a widget at a size and wait until it is on the screen."""

    def show(widget, width=400, height=300):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return show


@pytest.fixture
def look_restored(qapp):
    """For tests that give the whole application its look."""
    before = (qapp.styleSheet(), qapp.palette(), qapp.style().objectName())
    yield
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    qapp.setStyle(before[2])


@pytest.fixture
def desk(tmp_path, qtbot, monkeypatch):
    """A window on steered sources; it is closed at the end."""
    from mocap_app.gui.viewport import viewport_widget
    from tests.support.desk import Desk

    # The viewport has tests of its own; software OpenGL would make these here slow.
    monkeypatch.setattr(viewport_widget, "why_no_opengl", lambda: "not needed here")
    desk = Desk(tmp_path, qtbot)
    yield desk
    desk.close()
