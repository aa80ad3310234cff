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
    views.setSizes([480, 480])
    views.setStretchFactor(0, 1)
    views.setStretchFactor(1, 1)
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
