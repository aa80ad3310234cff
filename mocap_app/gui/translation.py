"""Texts of tables and functions: marked where they stand, translated where they are shown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001, N802 - lupdate's name
    """Return the text as it is; `lupdate` finds it by the name of this function.

    Qt's own function of that name does the same and returns an `object`.
    """
    return text


def translate(context: str, text: str) -> str:
    """Return the text in the language of the window; `lupdate` finds literal ones by this name."""
    return QCoreApplication.translate(context, text)
