"""A window of text to read: manual, shortcuts, licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from mocap_app.gui.window_place import resize_on_screen

if TYPE_CHECKING:
    from pathlib import Path


class TextDialog(QDialog):
    """Shows a Markdown file with its pictures, or a text; the window behind stays usable."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(title)
        # Links of the manual stay in here, those to the web go to the browser.
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
        resize_on_screen(self, 820, 640)

    def show_file(self, path: Path) -> None:
        """Show a Markdown file; its pictures are found beside it."""
        self.text.setSource(QUrl.fromLocalFile(str(path)))

    def show_markdown(self, text: str) -> None:
        """Show a Markdown text."""
        self.text.setMarkdown(text)

    @Slot(QUrl)
    def _on_link(self, url: QUrl) -> None:
        if url.scheme() in {"http", "https"}:
            QDesktopServices.openUrl(url)
        elif url.hasFragment() and not url.path().endswith(".md"):
            self.text.scrollToAnchor(url.fragment())
        else:
            self.text.setSource(self.text.source().resolved(url))
