"""The Help menu: manual, shortcuts, diagnostics, about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from mocap_app import __version__
from mocap_app.core.paths import resources_dir
from mocap_app.gui.diagnostics import diagnostics
from mocap_app.gui.menus import Menus, add_action
from mocap_app.gui.text_dialog import TextDialog

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from mocap_app.gui.log_memory import LogMemory
    from mocap_app.gui.source_control import SourceControl
    from mocap_app.gui.window_parts import WindowParts


def manual_path() -> Path:
    """Return the manual's file; its pictures lie beside it."""
    return resources_dir() / "manual" / "manual.md"


class HelpControl(QObject):
    """Opens what explains the program; the window's child."""

    def __init__(
        self, menus: Menus, source: SourceControl, parts: WindowParts, window: QWidget
    ) -> None:
        super().__init__(window)
        self.log: LogMemory | None = None
        """Where the lines for diagnostics come from; `app` sets it."""
        self._menus = menus
        self._source = source
        self._parts = parts
        self._window = window
        self._cameras: list[str] = []
        parts.cameras.cameras_found.connect(self._on_cameras_found)
        add_action(menus.help, self.tr("&Manual"), self.show_manual, "F1")
        add_action(menus.help, self.tr("Keyboard &shortcuts"), self.show_shortcuts, "Ctrl+/")
        add_action(menus.help, self.tr("&Copy diagnostics"), self.copy_diagnostics)
        about = add_action(menus.help, self.tr("&About mocap-app"), self.show_about)
        about.setMenuRole(QAction.MenuRole.AboutRole)

    @Slot()
    def show_manual(self) -> None:
        """Open the manual beside the window."""
        dialog = TextDialog(self.tr("Manual"), self._window)
        dialog.show_file(manual_path())
        dialog.show()

    @Slot()
    def show_shortcuts(self) -> None:
        """List every key that does something."""
        dialog = TextDialog(self.tr("Keyboard shortcuts"), self._window)
        dialog.show_markdown(self.shortcuts())
        dialog.resize(560, 560)
        dialog.show()

    @Slot()
    def copy_diagnostics(self) -> None:
        """Put what a helper needs to know onto the clipboard."""
        log = [] if self.log is None else self.log.lines
        text = diagnostics(self._parts.keeper.settings, self._cameras, self._source.spec, log)
        QGuiApplication.clipboard().setText(text)
        self._parts.notifier.info(
            self.tr("Diagnostics are on the clipboard; paste them where you ask for help.")
        )

    @Slot()
    def show_about(self) -> None:
        """Tell version and licences."""
        dialog = TextDialog(self.tr("About mocap-app"), self._window)
        dialog.show_markdown(self.about())
        dialog.show()

    def shortcuts(self) -> str:
        """Return the table of shortcuts, Markdown: the menus' own first, so that it stays true."""
        lines = [self.tr("| Keys | What they do |"), "|---|---|"]
        for menu in self._menus.all:
            lines += [
                f"| {_keys(action)} | {plain_title(action.text())} |"
                for action in _actions(menu)
                if not action.shortcut().isEmpty()
            ]
        lines += [
            self.tr("| Tab, Shift+Tab | To the next or the previous control |"),
            self.tr("| Space on a control reached by Tab | Press it |"),
            self.tr("| Esc in a text field | Leave it |"),
            self.tr("| Alt and an underlined letter | Open that menu |"),
            self.tr("| F2 in the list of takes | Rename the take |"),
            self.tr("| Delete in the list of takes | Delete the take |"),
            self.tr("| N, S in the list of takes | Notes; star |"),
            self.tr("| Return in the list of takes | Show the take on the timeline |"),
            self.tr("| K on the timeline | Play or pause |"),
            self.tr("| , . on the timeline | One frame back or on; with Shift one second |"),
            self.tr("| Home, End on the timeline | To the begin or the end |"),
            self.tr("| L on the timeline | Start over at the end, or stop there |"),
            self.tr("| I, O on the timeline | Trim: what counts begins or ends here |"),
            self.tr("| B on the timeline | Before or after refining |"),
            self.tr("| Esc on the timeline | Back to live |"),
        ]
        return "\n".join(lines)

    def about(self) -> str:
        """Return version, licence and those of everything that comes along, Markdown."""
        intro = self.tr(
            "Live 3D motion capture from one ordinary webcam. Free software under the MIT licence; "
            "everything stays on this computer."
        )
        summary = resources_dir() / "licences" / "summary.md"
        licences = summary.read_text(encoding="utf-8") if summary.is_file() else ""
        return f"# mocap-app {__version__}\n\n{intro}\n\n{licences}"

    @Slot(object)
    def _on_cameras_found(self, names: list[str]) -> None:
        self._cameras = list(names)


def plain_title(text: str) -> str:
    """Return what an action is called, without its letter: "자유(&E)" gives "자유"."""
    return re.sub(r"\(&.\)", "", text).replace("&", "").rstrip("…")


def _actions(menu: QMenu) -> list[QAction]:
    found: list[QAction] = []
    for action in menu.actions():
        inner = action.menu()
        found += _actions(inner) if isinstance(inner, QMenu) else [action]
    return found


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText).replace("|", "\\|")
