"""Where everything in the window sits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from mocap_app.gui.side_column import SideColumn

if TYPE_CHECKING:
    from mocap_app.gui.main_window import MainWindow

_SIDE_WIDTH = 310
_SPACE = 8
_VIEWS_WIDTH = 960
_SHARES = (3, 2)  # of the picture and of the 3D view


def central_widget(window: MainWindow) -> QWidget:
    """Return the window's panels side by side: pictures and curve left, what to do right."""
    row = QHBoxLayout()
    row.setSpacing(_SPACE)
    row.addLayout(_left(window), 1)
    panels = (window.source, window.record, window.solver, window.takes)
    row.addWidget(SideColumn(panels, _SIDE_WIDTH, _SPACE, window))
    central = QWidget(window)
    layout = QVBoxLayout(central)
    layout.setContentsMargins(_SPACE, _SPACE, _SPACE, _SPACE)
    layout.setSpacing(_SPACE)
    layout.addWidget(window.banner)
    layout.addLayout(row, 1)
    return central


def _left(window: MainWindow) -> QVBoxLayout:
    views = QSplitter(Qt.Orientation.Horizontal, window)
    views.addWidget(window.video)
    views.addWidget(window.viewport)
    # Pictures are wide and people are tall.
    for place, share in enumerate(_SHARES):
        views.setStretchFactor(place, share)
    views.setSizes([_VIEWS_WIDTH * share // sum(_SHARES) for share in _SHARES])
    upper = QSplitter(Qt.Orientation.Vertical, window)
    upper.addWidget(views)
    upper.addWidget(window.below_views)
    upper.setStretchFactor(0, 1)
    upper.setStretchFactor(1, 0)
    upper.setSizes([520, 190])
    for splitter in (views, upper):
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(_SPACE)
    column = QVBoxLayout()
    column.setSpacing(_SPACE)
    column.addWidget(upper, 1)
    column.addWidget(window.stream)
    return column
