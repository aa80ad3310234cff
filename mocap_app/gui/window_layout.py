"""Where everything in the window sits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSplitter, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mocap_app.gui.main_window import MainWindow

SIDE_WIDTH = 310
"""Least width of the column on the right, pixels."""
SPACE = 8
"""Pixels between the parts."""
_VIEWS_WIDTH = 960
_SHARES = (3, 2)  # of the picture and of the 3D view


def central_widget(window: MainWindow) -> QWidget:
    """Return the window's panels side by side: pictures and curve left, what to do right."""
    row = _splitter("columns", Qt.Orientation.Horizontal, (window.side,), (0,))
    # Before it for the eye and after it for Tab, which goes by the order of adding.
    row.insertWidget(0, _left(window))
    row.setStretchFactor(0, 1)
    row.setSizes([_VIEWS_WIDTH, SIDE_WIDTH])
    central = QWidget(window)
    layout = QVBoxLayout(central)
    layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
    layout.setSpacing(SPACE)
    layout.addWidget(row, 1)
    return central


def _left(window: MainWindow) -> QWidget:
    # Pictures are wide and people are tall.
    pictures = (window.video, window.viewport)
    views = _splitter("views", Qt.Orientation.Horizontal, pictures, _SHARES)
    views.setSizes([_VIEWS_WIDTH * share // sum(_SHARES) for share in _SHARES])
    above = _with_banner(window, views)
    upper = _splitter("rows", Qt.Orientation.Vertical, (above, window.below_views), (1, 0))
    upper.setSizes([520, 190])
    left = QWidget(window)
    column = QVBoxLayout(left)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE)
    column.addWidget(upper, 1)
    column.addWidget(window.stream)
    return left


def _with_banner(window: MainWindow, views: QWidget) -> QWidget:
    """Lay the banner over the pictures: what comes and goes moves nothing.

    At the bottom edge: at the upper one are the guidance and the buttons of the 3D view.
    """
    both = QWidget(window)
    cell = QGridLayout(both)
    cell.setContentsMargins(0, 0, 0, 0)
    cell.addWidget(views, 0, 0)
    cell.addWidget(window.banner, 0, 0, Qt.AlignmentFlag.AlignBottom)
    return both


def _splitter(
    name: str, direction: Qt.Orientation, parts: Sequence[QWidget], shares: Sequence[int]
) -> QSplitter:
    """Return parts with handles between them; `shares` of added room go to each.

    The sizes are remembered by the name.
    """
    splitter = QSplitter(direction)
    splitter.setObjectName(name)
    for place, (part, share) in enumerate(zip(parts, shares, strict=True)):
        splitter.addWidget(part)
        splitter.setStretchFactor(place, share)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(SPACE)
    return splitter
