"""The dark look of the whole program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QIcon, QPalette

from mocap_app.core.paths import resources_dir

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

RAW_COLOR = "#ff9e42"
FILTERED_COLOR = "#4db0ff"
PLOT_BACKGROUND = "#171a20"
PLOT_TEXT = "#aeb7c6"

_PALETTE = {
    QPalette.ColorRole.Window: "#1b1f26",
    QPalette.ColorRole.WindowText: "#e6e9ef",
    QPalette.ColorRole.Base: "#171a20",
    QPalette.ColorRole.AlternateBase: "#222730",
    QPalette.ColorRole.Text: "#e6e9ef",
    QPalette.ColorRole.PlaceholderText: "#8c96a8",
    QPalette.ColorRole.Button: "#323a48",
    QPalette.ColorRole.ButtonText: "#e6e9ef",
    QPalette.ColorRole.Highlight: "#1f6fb2",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.ToolTipBase: "#2a303b",
    QPalette.ColorRole.ToolTipText: "#e6e9ef",
    QPalette.ColorRole.Link: "#4db0ff",
}


def apply_theme(app: QApplication) -> None:
    """Give every window of the program the dark look, whatever the desktop's own is."""
    # The style sheet names its pictures as icons:NAME, wherever the program is installed.
    QDir.setSearchPaths("icons", [str(resources_dir() / "icons")])
    app.setStyle("Fusion")
    palette = QPalette()
    for role, color in _PALETTE.items():
        palette.setColor(role, QColor(color))
    app.setPalette(palette)
    sheet = resources_dir() / "theme" / "dark.qss"
    app.setStyleSheet(sheet.read_text(encoding="utf-8"))
    app.setWindowIcon(icon("mocap_app"))


def icon(name: str) -> QIcon:
    """Return the icon of that name in the resources."""
    return QIcon(str(resources_dir() / "icons" / f"{name}.svg"))
