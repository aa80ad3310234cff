import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from mocap_app.gui.take_list import INFO, PICTURE
from tests.support.takes import take

TIMES = np.arange(10) / 30.0


@pytest.fixture
def trash(desk):
    """A window with two takes in the trash and one outside of it; the trash is open."""
    ids = [desk.takes.save(take(TIMES, name=name)).id for name in ("a", "b", "c")]
    for take_id in ids[:2]:
        desk.takes.delete(take_id)
    window = desk.open()
    desk.live()
    desk.click(window.takes.trash)
    dialog = window.takes_control.trash
    desk.qtbot.waitUntil(lambda: dialog.list.count() == 2)
    desk.window = window
    return dialog


def names(store):
    return sorted(info.name for info in store.list())


def test_takes_are_restored(desk, trash):
    assert not trash.restore.isEnabled()
    row = next(r for r in range(2) if "b" in trash.list.item(r).text().split("\n")[0])
    trash.list.item(row).setSelected(True)
    desk.click(trash.restore)
    desk.qtbot.waitUntil(lambda: trash.list.count() == 1)
    assert names(desk.takes) == ["b", "c"]
    desk.qtbot.waitUntil(lambda: desk.window.takes.list.count() == 2)


def test_a_take_keeps_its_picture_and_its_score(desk, trash):
    window = desk.window
    row = window.takes.list.item
    desk.qtbot.waitUntil(lambda: row(0) is not None and row(0).data(PICTURE) is not None)
    window.takes.list.item(0).setSelected(True)
    desk.click(window.takes.delete)

    def shown():
        rows = [trash.list.item(row) for row in range(trash.list.count())]
        # The other two were deleted before anybody had looked at them.
        return {row.data(INFO).name for row in rows if row.data(PICTURE) is not None}

    desk.qtbot.waitUntil(lambda: shown() == {"c"})
    texts = [trash.list.item(number).text() for number in range(3)]
    assert sum("score" in text for text in texts) == 1


def test_emptying_needs_a_yes(desk, trash):
    desk.click(trash.empty)
    assert "2 takes for good" in trash.confirmation.text()
    desk.click(trash.confirmation.button(QMessageBox.StandardButton.Cancel))
    assert trash.confirmation is None
    assert len(desk.takes.trash()) == 2
    desk.click(trash.empty)
    yes = next(b for b in trash.confirmation.buttons() if b.text() == "Delete for good")
    desk.click(yes)
    desk.qtbot.waitUntil(lambda: trash.list.count() == 0)
    assert desk.takes.trash() == []
    assert "empty" in trash.hint.text()
    assert not trash.empty.isEnabled()


def test_return_deletes_nothing(desk, trash):
    desk.qtbot.keyClick(trash, Qt.Key.Key_Return)
    assert trash.confirmation is None
    assert len(desk.takes.trash()) == 2


def test_what_is_deleted_meanwhile_appears(desk, trash):
    window = desk.window
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.takes.list.item(0).setSelected(True)
    desk.click(window.takes.delete)
    desk.qtbot.waitUntil(lambda: trash.list.count() == 3)
    window.undo.undo()
    desk.qtbot.waitUntil(lambda: trash.list.count() == 2)
    assert names(desk.takes) == ["c"]


def test_after_emptying_nothing_is_left_to_undo(desk, trash):
    window = desk.window
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.takes.list.item(0).setSelected(True)
    desk.click(window.takes.delete)
    desk.qtbot.waitUntil(lambda: trash.list.count() == 3)
    trash.empty_requested.emit()
    desk.qtbot.waitUntil(lambda: trash.list.count() == 0)
    assert not window.undo.canUndo()
