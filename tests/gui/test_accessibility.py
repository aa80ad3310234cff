"""Every control has a name that is read aloud, can be reached by Tab, and is not cut off."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollBar,
    QTextEdit,
    QToolButton,
)

from mocap_app.gui.calibration_wizard import CalibrationWizard
from mocap_app.gui.export_dialog import ExportDialog
from mocap_app.gui.settings_dialog import SettingsDialog
from mocap_app.gui.side_column import SideColumn
from mocap_app.gui.theme import apply_theme
from mocap_app.recording.take_store import TakeStore
from mocap_app.settings.schema import Settings
from tests.support.cut_off import cut_off
from tests.support.takes import long_take, take

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QProgressBar,
    QTextEdit,
)
PRESSED = (QPushButton, QToolButton, QCheckBox, QComboBox)


def is_inner(widget):
    """Whether Qt made it as a part of another control."""
    parent = widget.parent()
    inside = isinstance(
        parent, QAbstractSpinBox | QComboBox | QAbstractItemView | QScrollBar | QLineEdit
    )
    return inside or isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_")


def controls(root):
    found = [w for kind in CONTROLS for w in root.findChildren(kind) if not is_inner(w)]
    popups = [w for w in found if w.window() is not root.window()]
    return [w for w in dict.fromkeys(found) if w not in popups]


def spoken(widget):
    read = QAccessible.queryAccessibleInterface(widget)
    return read.text(QAccessible.Text.Name) if read is not None else widget.accessibleName()


def unnamed(root):
    return [
        f"{type(w).__name__} {w.objectName()!r} in {type(w.parent()).__name__}: {w.toolTip()!r}"
        for w in controls(root)
        # What is shown only at times gets its words then.
        if not (isinstance(w, QPushButton) and not w.isVisible() and not w.text())
        if not spoken(w).strip(" ✕▲▼…")
    ]


@pytest.fixture
def dialogs(qtbot, tmp_path):
    store = TakeStore(tmp_path / "takes")
    info = store.save(long_take(30))
    made = [
        ExportDialog([info], Settings()),
        SettingsDialog(Settings()),
        CalibrationWizard(0),
    ]
    for dialog in made:
        qtbot.addWidget(dialog)
    return made


def test_every_control_of_the_window_has_a_name(desk):
    window = desk.open("demo")
    assert len(controls(window)) > 30
    assert not unnamed(window)


def test_every_control_of_the_dialogs_has_a_name(dialogs):
    for dialog in dialogs:
        assert controls(dialog)
        assert not unnamed(dialog)


def tab_around(window, limit=200):
    """Return the widgets that Tab goes through, from the window round to the first again."""
    seen = []
    for _ in range(limit):
        window.focusNextPrevChild(True)
        here = QApplication.focusWidget()
        if here in seen:
            return seen
        seen.append(here)
    return seen


def test_tab_reaches_every_control_in_the_order_of_the_work(desk):
    window = desk.open("demo")
    desk.live()
    desk.qtbot.activate(window)
    seen = tab_around(window)
    expected = [w for w in controls(window) if w.isVisible() and w.isEnabled()]
    expected = [w for w in expected if not isinstance(w, QProgressBar)]
    missed = [w for w in expected if w not in seen]
    assert not missed, [f"{type(w).__name__} {spoken(w)}" for w in missed]
    # What is used first comes first; the views and what is below them come last.
    work = [window.source.choice, window.record.button, window.solver.calibrate, window.stream.form]
    assert [seen.index(w) for w in work] == sorted(seen.index(w) for w in work)


def test_tab_goes_through_a_panel_as_one_reads_it(desk):
    desk.takes.save(take(np.arange(60) / 30.0))
    window = desk.open("demo")
    desk.live()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.takes.open_requested.emit(window.takes.list.item(0).data(Qt.ItemDataRole.UserRole).id)
    desk.qtbot.waitUntil(window.timeline.isVisible)
    window.timeline.trimmed.emit(0.5, 1.0)
    desk.qtbot.activate(window)
    seen = tab_around(window)
    takes, timeline = window.takes, window.timeline
    shown, view = window.viewport._buttons
    for read in (
        [takes.search, takes.only_starred, takes.trash, takes.list, takes.export, takes.more],
        [shown, view, window.viewport._follow, window.viewport._reset],
        [timeline.transport.play, timeline.trim_off, timeline.live, timeline.joint],
    ):
        assert [widget for widget in seen if widget in read] == read


def test_one_sees_what_has_the_focus(desk, qapp, look_restored):
    apply_theme(qapp)
    desk.takes.save(take(np.arange(60) / 30.0))
    window = desk.open("demo")
    desk.live()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    desk.qtbot.activate(window)
    unseen = []
    for control in [w for w in tab_around(window) if isinstance(w, CONTROLS)]:
        control.setFocus(Qt.FocusReason.TabFocusReason)
        with_focus = control.grab().toImage()
        window.setFocus()
        if control.grab().toImage() == with_focus:
            unseen.append(f"{type(control).__name__} {spoken(control)}")
    assert not unseen, "\n".join(unseen)


def test_the_space_bar_presses_what_tab_reached_and_records_otherwise(desk):
    window = desk.open("demo")
    desk.live()
    desk.qtbot.activate(window)
    window.source.mirror.setFocus(Qt.FocusReason.TabFocusReason)
    desk.qtbot.keyClick(window.source.mirror, Qt.Key.Key_Space)
    assert window.source.mirror.isChecked()
    assert not window.record.recording
    desk.live()


def test_a_click_leaves_the_space_bar_to_the_recording(desk):
    window = desk.open("demo")
    desk.live()
    for kind in PRESSED:
        for control in window.findChildren(kind):
            if not is_inner(control):
                assert not control.focusPolicy() & Qt.FocusPolicy.ClickFocus, spoken(control)


def test_keys_typed_into_a_field_do_nothing_else(desk):
    desk.takes.save(take(np.arange(60) / 30.0))
    window = desk.open()
    desk.live()
    desk.qtbot.waitUntil(lambda: window.takes.list.count() == 1)
    window.takes.open_requested.emit(window.takes.list.item(0).data(Qt.ItemDataRole.UserRole).id)
    desk.qtbot.waitUntil(window.timeline.isVisible)
    desk.qtbot.activate(window)
    player, search = window.timeline.player, window.takes.search
    player.seek(1.0)
    before = (player.position, player.playing, player.loop, player.span, desk.session.state)
    for field in (search, window.stream.host, window.stream.port):
        field.setFocus()
        for letter in "klobins ,.":
            desk.qtbot.keyClick(field, letter)
        desk.qtbot.keyClick(field, Qt.Key.Key_Home)
        desk.qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert not field.hasFocus(), "Esc has left the field"
        now = (player.position, player.playing, player.loop, player.span, desk.session.state)
        assert now == before
        assert window.timeline.isVisible()
    assert search.text() == "klobins ,."
    desk.qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.timeline.isVisible()


def test_every_menu_and_action_has_a_letter(desk):
    window = desk.open("demo")
    for menu in window.menus.all:
        actions = [a for a in menu.actions() if not a.isSeparator()]
        letters = [a.text()[a.text().index("&") + 1].lower() for a in actions if "&" in a.text()]
        assert len(letters) == len(set(letters)), f"{menu.title()}: {letters}"
    titles = [menu.title() for menu in window.menus.all]
    assert all("&" in title for title in titles)


def test_no_shortcut_is_given_twice(desk):
    window = desk.open("demo")
    keys = [
        action.shortcut().toString()
        for menu in window.menus.all
        for action in menu.actions()
        if not action.shortcut().isEmpty()
    ]
    assert len(keys) == len(set(keys)), keys


def test_nothing_is_cut_off_in_the_least_window(desk):
    window = desk.open("demo")
    desk.live()
    window.resize(window.minimumSizeHint())
    desk.qtbot.wait(50)
    desk.qtbot.waitUntil(lambda: not cut_off(window))


def test_nothing_is_cut_off_in_the_dialogs(dialogs, qtbot):
    for dialog in dialogs:
        with qtbot.waitExposed(dialog):
            dialog.show()
        dialog.resize(dialog.minimumSizeHint())
        assert not cut_off(dialog)


def test_the_window_fits_at_twice_the_size_on_an_ordinary_screen(desk):
    """1920 by 1080 pixels at 200 % are 960 by 540, and the desktop's bars want some of them."""
    window = desk.open("demo")
    window.viewport.show_pose(None)
    assert window.viewport._nobody.isVisible()
    hint = window.minimumSizeHint()
    assert hint.width() <= 960
    assert hint.height() <= 500


def test_recording_and_takes_are_in_view_at_twice_the_size(desk):
    window = desk.open("demo")
    window.resize(960, 520)
    side = window.findChild(SideColumn)
    desk.qtbot.waitUntil(lambda: side.verticalScrollBar().maximum() == 0)
    assert window.source.folded
    assert window.solver.folded
    for widget in (window.record.button, window.takes.list, window.takes.export):
        assert not widget.visibleRegion().isEmpty()
    assert window.takes.list.height() >= 58, "one row at the least"
    window.resize(1200, 800)
    desk.qtbot.waitUntil(lambda: not window.source.folded and not window.solver.folded)
