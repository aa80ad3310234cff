"""What the user sees of an error nobody expected."""

from __future__ import annotations

import platform
import traceback

import numpy as np
import PySide6
from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from mocap_app import __version__


def describe(error: BaseException) -> str:
    """Return versions, system and traceback, ready to be pasted into a report."""
    trace = "".join(traceback.format_exception(error))
    versions = (
        f"mocap-app {__version__}, Python {platform.python_version()}, "
        f"PySide6 {PySide6.__version__}, numpy {np.__version__}"
    )
    return f"{versions}\n{platform.platform()}\n\n{trace}"


class ErrorDialog(QDialog):
    """Offers the report for copying; the program goes on as far as it can."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Unexpected error"))
        self.resize(720, 420)
        text = QLabel(
            self.tr(
                "Something went wrong that this program did not foresee. Recorded takes are safe. "
                "Please send the text below with a word about what you were doing."
            ),
            self,
        )
        text.setWordWrap(True)
        self.report = QPlainTextEdit(describe(error), self)
        self.report.setReadOnly(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(self.report, 1)
        layout.addWidget(buttons)
        copy.clicked.connect(self._on_copy_clicked)
        buttons.rejected.connect(self.reject)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
