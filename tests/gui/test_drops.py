"""Files dropped onto a window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from mocap_app.gui.drops import Drops
from mocap_app.gui.notifications import Notifier


class Desk:
    def __init__(self, qtbot):
        self.window = QWidget()
        self.field = QLineEdit(self.window)
        qtbot.addWidget(self.window)
        self.notices, self.taken = [], []
        notifier = Notifier(self.window)
        notifier.flush()
        notifier.posted.connect(self.notices.append)
        self.drops = Drops(notifier, self.window)
        self.drops.take((".mp4", ".mov"), self.taken.append)

    def drop(self, *urls, onto=None):
        data = QMimeData()
        data.setUrls([QUrl(url) for url in urls])
        data.setText("\n".join(urls))  # as some file managers do
        target = self.window if onto is None else onto
        actions, buttons, keys = (
            Qt.DropAction.CopyAction,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        enter = QDragEnterEvent(QPoint(5, 5), actions, data, buttons, keys)
        QApplication.sendEvent(target, enter)
        event = QDropEvent(QPointF(5, 5), actions, data, buttons, keys)
        QApplication.sendEvent(target, event)
        return enter.isAccepted()


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot)


def test_a_file_goes_to_whoever_takes_its_kind(desk):
    assert desk.drop("file:///videos/Walk%20one.MP4", "file:///videos/run.mov")
    assert desk.taken == [Path("/videos/Walk one.MP4"), Path("/videos/run.mov")]
    assert not desk.notices


def test_a_file_dropped_onto_a_field_is_no_text(desk):
    assert desk.drop("file:///videos/walk.mp4", onto=desk.field)
    assert desk.taken == [Path("/videos/walk.mp4")]
    assert not desk.field.text()


def test_another_kind_is_a_sentence_and_the_rest_is_done(desk):
    desk.drop("file:///notes.txt", "file:///walk.mp4")
    assert desk.taken == [Path("/walk.mp4")]
    assert desk.notices[0].text == "notes.txt cannot be used here; files that can: mov, mp4."


def test_what_is_no_file_is_a_sentence(desk):
    desk.drop("https://example.org/walk.mp4")
    assert not desk.taken
    assert "Only files of this computer" in desk.notices[0].text


def test_text_is_not_accepted(desk):
    data = QMimeData()
    data.setText("hello")
    event = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    QApplication.sendEvent(desk.window, event)
    assert not event.isAccepted()
