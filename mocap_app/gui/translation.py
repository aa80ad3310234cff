"""Texts of tables and functions, translated where they are shown; see `core.marked_text`."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from mocap_app.core.errors import MocapError


def translate(context: str, text: str) -> str:
    """Return the text in the language of the window; `lupdate` finds literal ones by this name."""
    return QCoreApplication.translate(context, text)


def sentence_of(error: object) -> str:
    """Return the text of an error in the language of the window, as far as it is translated."""
    if not isinstance(error, MocapError):
        return str(error)
    text = translate("Errors", error.text)
    values = {name: sentence_of(value) for name, value in error.values.items()}
    return text.format(**values) if values else text
