from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QStyle, QStyleOptionSpinBox

from mocap_app.core.errors import OutputError
from mocap_app.export.exporter import FORMATS
from mocap_app.export.options import ExportOptions
from mocap_app.gui.export_dialog import ExportDialog
from mocap_app.gui.theme import apply_theme
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
OTHER = replace(TAKE, id="b", name="Jump")


@pytest.fixture
def settings(tmp_path):
    return Settings(export_target="generic", export_fps=25, export_folder=str(tmp_path))


def listening(dialog):
    dialog.heard = []
    dialog.export_requested.connect(dialog.heard.append)
    dialog.cancel_requested.connect(lambda: dialog.heard.append("cancel"))
    return dialog


@pytest.fixture
def dialog(shown, settings):
    return listening(shown(ExportDialog([TAKE], settings), 580, 360))


@pytest.fixture
def batch(shown, settings):
    return listening(shown(ExportDialog([TAKE, OTHER], settings), 580, 360))


def press(qtbot, dialog):
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)


def choose(box, data):
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def test_it_proposes_what_was_used_last(dialog, qtbot, tmp_path):
    press(qtbot, dialog)
    path = tmp_path / "Take 12_30 _fast__slow.bvh"
    options = ExportOptions(target="generic", fps=25, order="ZXY")
    assert dialog.heard == [ExportRequest(("a",), (path,), options)]
    assert dialog.busy
    assert dialog.progress.isVisible()


def test_every_choice_reaches_the_export(dialog, qtbot):
    choose(dialog.target, "ue5")
    choose(dialog.unit, "m")
    choose(dialog.rest, "a")
    choose(dialog.order, "ZYX")
    dialog.fps.setValue(120)
    dialog.rest_frame.setChecked(True)
    dialog.on_floor.setChecked(True)
    press(qtbot, dialog)
    (request,) = dialog.heard
    assert request.options == ExportOptions(
        target="ue5", fps=120, unit="m", order="ZYX", rest="a", rest_frame=True, on_floor=True
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_format_changes_the_file_and_what_can_be_chosen(dialog, tmp_path, suffix):
    choose(dialog.unit, "cm")
    choose(dialog.format, suffix)
    assert Path(dialog.path.text()) == tmp_path / f"Take 12_30 _fast__slow{suffix}"
    assert dialog.order.isEnabled() == (suffix == ".bvh")
    assert dialog.options.order == ("ZXY" if suffix == ".bvh" else None)
    assert dialog.unit.isEnabled() == (suffix != ".glb")
    assert dialog.options.unit == (None if suffix == ".glb" else "cm")


def test_the_format_of_last_time_is_proposed(shown, settings):
    dialog = shown(ExportDialog([TAKE], replace(settings, export_format=".glb")))
    assert dialog.suffix == ".glb"
    assert dialog.path.text().endswith(".glb")
    unknown = shown(ExportDialog([TAKE], replace(settings, export_format=".doc")))
    assert unknown.suffix == ".bvh"


def test_several_takes_go_into_a_folder(batch, qtbot, tmp_path):
    assert Path(batch.path.text()) == tmp_path
    choose(batch.format, ".fbx")
    assert Path(batch.path.text()) == tmp_path
    press(qtbot, batch)
    (request,) = batch.heard
    assert request.take_ids == ("a", "b")
    names = [path.name for path in request.paths]
    assert names == ["Take 12_30 _fast__slow.fbx", "Jump.fbx"]
    assert request.place == tmp_path


@pytest.mark.parametrize("several", [False, True])
def test_browsing(dialog, batch, qtbot, several, tmp_path):
    asked = batch if several else dialog
    qtbot.mouseClick(asked.browse, Qt.MouseButton.LeftButton)
    chooser = asked.findChild(QFileDialog)
    folders = chooser.fileMode() == QFileDialog.FileMode.Directory
    assert folders == several
    chooser.fileSelected.emit(str(tmp_path / "there"))
    assert asked.path.text() == str(tmp_path / "there")
    chooser.reject()


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


def test_the_hint_follows_target_format_and_unit(dialog):
    assert "Scale to 0.01" in dialog.hint.text()
    choose(dialog.unit, "m")
    assert "Scale" not in dialog.hint.text()
    assert "One unit is one metre" in dialog.hint.text()
    assert "Update Scene FPS" in dialog.hint.text()
    choose(dialog.format, ".fbx")
    assert "Update Scene FPS" not in dialog.hint.text()
    choose(dialog.target, "mixamo")
    assert "mixamorig" in dialog.hint.text()


def test_the_frame_rate_has_arrows(dialog, qapp, qtbot):
    apply_theme(qapp)
    qtbot.wait(50)
    picture = dialog.fps.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1)
    option = QStyleOptionSpinBox()
    dialog.fps.initStyleOption(option)
    parts = (QStyle.SubControl.SC_SpinBoxUp, QStyle.SubControl.SC_SpinBoxDown)
    for part in parts:
        kind = QStyle.ComplexControl.CC_SpinBox
        box = dialog.fps.style().subControlRect(kind, option, part, dialog.fps)
        drawn = rows[box.top() + 2 : box.bottom() - 2, box.left() + 4 : box.right() - 4]
        assert np.ptp(drawn.astype(int)) > 60, "something bright is drawn on the dark ground"
    before = dialog.fps.value()
    up = dialog.fps.style().subControlRect(
        QStyle.ComplexControl.CC_SpinBox, option, parts[0], dialog.fps
    )
    qtbot.mouseClick(dialog.fps, Qt.MouseButton.LeftButton, pos=up.center())
    assert dialog.fps.value() == before + 1
