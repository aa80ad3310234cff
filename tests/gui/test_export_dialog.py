from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mocap_app.core.errors import OutputError
from mocap_app.gui.export_dialog import ExportDialog
from mocap_app.recording.take_store import TakeInfo
from mocap_app.settings.schema import Settings
from mocap_app.workers.take_library import ExportRequest

TAKE = TakeInfo(
    id="a",
    name='Take 12:30 "fast"/slow',
    created=datetime(2024, 6, 1, tzinfo=UTC),
    duration=2.0,
    frame_count=60,
    tracked_count=60,
    path=Path("a.npz"),
)


@pytest.fixture
def dialog(shown, tmp_path):
    settings = Settings(export_target="generic", export_fps=25, export_folder=str(tmp_path))
    dialog = shown(ExportDialog(TAKE, settings), 560, 300)
    dialog.heard = []
    dialog.export_requested.connect(dialog.heard.append)
    dialog.cancel_requested.connect(lambda: dialog.heard.append("cancel"))
    return dialog


def press(qtbot, dialog):
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)


def test_it_proposes_what_was_used_last(dialog, qtbot, tmp_path):
    press(qtbot, dialog)
    path = tmp_path / "Take 12_30 _fast__slow.bvh"
    assert dialog.heard == [ExportRequest("a", path, "generic", 25)]
    assert dialog.busy
    assert dialog.progress.isVisible()


def test_a_failure_is_shown_where_it_happened_and_can_be_repaired(dialog, qtbot):
    press(qtbot, dialog)
    dialog.show_failure(OutputError("The folder is read-only."))
    assert dialog.message.text() == "The folder is read-only."
    assert dialog.message.isVisible()
    assert not dialog.busy
    press(qtbot, dialog)
    assert len(dialog.heard) == 2
    assert not dialog.message.isVisible()


def test_cancel_stops_the_export_first_and_closes_then(dialog, qtbot):
    press(qtbot, dialog)
    dialog.reject()
    assert dialog.heard[-1] == "cancel"
    assert dialog.isVisible()
    dialog.show_cancelled()
    dialog.reject()
    assert not dialog.isVisible()


def test_progress(dialog, qtbot):
    press(qtbot, dialog)
    dialog.show_progress(0.42)
    assert dialog.progress.value() == 42


def test_the_hint_follows_the_target(dialog):
    generic = dialog.hint.text()
    dialog.target.setCurrentIndex(dialog.target.findData("blender"))
    dialog.target.activated.emit(dialog.target.currentIndex())
    assert "Blender" in dialog.hint.text() != generic
