"""Texts of tables and functions, translated where they are shown; see `core.marked_text`."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def translate(context: str, text: str) -> str:
    """Return the text in the language of the window; `lupdate` finds literal ones by this name."""
    return QCoreApplication.translate(context, text)
