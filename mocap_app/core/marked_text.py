"""Marks texts of tables for translators; the window translates them where it shows them.

Here and not beside the window, since tables of texts also stand in packages that know no Qt.
"""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001, N802 - lupdate's name
    """Return the text as it is; `lupdate` finds it by the name of this function.

    Qt's own function of that name does the same and returns an `object`.
    """
    return text
