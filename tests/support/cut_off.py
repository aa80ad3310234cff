"""Finding texts that do not fit."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton

_BORDER = 6
"""Pixels that a button needs beside its words at the least."""


def cut_off(root):
    """Return the texts of all visible labels and buttons that are wider than their widget."""
    return [
        f"{type(w).__name__} {w.text()!r}: {w.width()} of {_needed(w)}"
        for kind in (QLabel, QPushButton, QCheckBox)
        for w in root.findChildren(kind)
        if w.isVisible() and w.text() and not (isinstance(w, QLabel) and w.wordWrap())
        if w.width() < _needed(w) - 1
    ]


def _needed(widget):
    if isinstance(widget, QPushButton):
        icon = 0 if widget.icon().isNull() else widget.iconSize().width() + 4
        flags = Qt.TextFlag.TextShowMnemonic
        return widget.fontMetrics().size(flags, widget.text()).width() + icon + _BORDER
    return widget.sizeHint().width()
