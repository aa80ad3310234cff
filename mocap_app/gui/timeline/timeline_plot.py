"""The curve of one joint over a take, the bars of the standing feet, and the trim handles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mocap_app.gui import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mocap_app.core.types import FloatArray

FOOT_COLORS = ("#6fd08c", "#c79bff")
"""Of the left and the right foot."""
_CURSOR = "#ffffff"
_OTHER = "#8a93a5"
_AXIS_WIDTH = 48
_FEET_HEIGHT = 40
_LEAST_TRIM_S = 0.05


class _ScrubBox(pyqtgraph.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot in which pressing and dragging goes to a time; the wheel zooms time."""

    scrubbed = Signal(float)

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=True, y=False)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:  # noqa: ARG002 - Qt's form
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._go(ev.scenePos())

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            if ev.double():
                self.enableAutoRange(x=True)
            else:
                self._go(ev.scenePos())

    def _go(self, place: QPointF) -> None:
        self.scrubbed.emit(float(self.mapSceneToView(place).x()))


class _TrimRegion(pyqtgraph.LinearRegionItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Two handles; what is between them is no handle, so that it can be scrubbed."""

    def mouseDragEvent(self, ev: Any) -> None:
        ev.ignore()

    def hoverEvent(self, ev: Any) -> None:
        del ev


class TimelinePlot(QWidget):
    """Draws one take; knows nothing of where its numbers come from.

    Signals:
        scrubbed: The user went to a time, seconds after the first frame.
        trimmed: The user let go of a handle: begin and end, seconds.
    """

    scrubbed = Signal(float)
    trimmed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duration = 0.0
        self._boxes = (_ScrubBox(), _ScrubBox())
        self.curve_plot = pyqtgraph.PlotWidget(
            self, background=theme.PLOT_BACKGROUND, viewBox=self._boxes[0]
        )
        self.feet_plot = pyqtgraph.PlotWidget(
            self, background=theme.PLOT_BACKGROUND, viewBox=self._boxes[1]
        )
        self._other = self.curve_plot.plot(pen=pyqtgraph.mkPen(_OTHER, width=1))
        self._curve = self.curve_plot.plot(pen=pyqtgraph.mkPen(theme.FILTERED_COLOR, width=2))
        self.region = _TrimRegion(
            brush=pyqtgraph.mkBrush(77, 176, 255, 26),
            pen=pyqtgraph.mkPen(theme.RAW_COLOR, width=3),
            hoverPen=pyqtgraph.mkPen(_CURSOR, width=4),
            swapMode="block",
        )
        self.curve_plot.addItem(self.region)
        self._cursors = [
            pyqtgraph.InfiniteLine(pen=pyqtgraph.mkPen(_CURSOR, width=1)) for _ in self._boxes
        ]
        self._bars: list[Any] = []
        self._style()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.curve_plot, 1)
        column.addWidget(self.feet_plot)
        for box in self._boxes:
            box.scrubbed.connect(self.scrubbed)
        self.region.sigRegionChangeFinished.connect(self._on_trimmed)

    def show_take(self, times: FloatArray, standing: NDArray[np.bool_]) -> None:
        """Draw another take.

        Args:
            times: (T,) seconds after the first frame.
            standing: (T, 2) where the left and the right foot stand.
        """
        self._duration = max(float(times[-1]), 1e-3)
        for box in self._boxes:
            box.setLimits(xMin=0.0, xMax=self._duration, minXRange=min(0.2, self._duration))
            box.setXRange(0.0, self._duration, padding=0.0)
        self.region.setBounds((0.0, self._duration))
        for bar in self._bars:
            self.feet_plot.removeItem(bar)
        self._bars = [self._add_bar(times, standing[:, foot], foot) for foot in (0, 1)]

    def show_curve(self, times: FloatArray, values: FloatArray, other: FloatArray | None) -> None:
        """Draw (T,) values, and pale behind them those of the take to compare with."""
        self._curve.setData(times, values, connect="finite")
        self._other.setData(times, values * np.nan if other is None else other, connect="finite")
        both = values if other is None else np.concatenate([values, other])
        seen = both[np.isfinite(both)]
        if len(seen):
            low, high = float(seen.min()), float(seen.max())
            room = max(0.1 * (high - low), 0.01)
            self._boxes[0].setYRange(low - room, high + room, padding=0.0)

    def show_span(self, begin: float, end: float) -> None:
        """Put the handles, without a signal."""
        blocker = QSignalBlocker(self.region)
        self.region.setRegion((begin, end))
        del blocker

    @Slot(float)
    def show_position(self, seconds: float) -> None:
        """Put the cursor; a view that is zoomed in follows it."""
        for cursor in self._cursors:
            cursor.setValue(seconds)
        (begin, end), _ = self._boxes[0].viewRange()
        if not begin <= seconds <= end:
            start = min(max(seconds - 0.1 * (end - begin), 0.0), self._duration - (end - begin))
            self._boxes[0].setXRange(start, start + end - begin, padding=0.0)

    @Slot()
    def _on_trimmed(self) -> None:
        begin, end = (float(edge) for edge in self.region.getRegion())
        if end - begin < _LEAST_TRIM_S:
            end = min(begin + _LEAST_TRIM_S, self._duration)
            begin = max(end - _LEAST_TRIM_S, 0.0)
            self.show_span(begin, end)
        self.trimmed.emit(begin, end)

    def _add_bar(self, times: FloatArray, standing: NDArray[np.bool_], foot: int) -> Any:
        edges = np.diff(np.concatenate([[False], standing, [False]]).astype(np.int8))
        begin = times[np.flatnonzero(edges == 1)]
        end = times[np.minimum(np.flatnonzero(edges == -1), len(times) - 1)]
        bar = pyqtgraph.BarGraphItem(
            x0=begin,
            x1=end,
            y0=np.full(len(begin), 0.12 + 1 - foot),
            height=0.76,
            brush=FOOT_COLORS[foot],
            pen=None,
        )
        self.feet_plot.addItem(bar)
        return bar

    def _style(self) -> None:
        for plot, cursor in zip((self.curve_plot, self.feet_plot), self._cursors, strict=True):
            item = plot.getPlotItem()
            item.hideButtons()
            item.disableAutoRange()
            plot.addItem(cursor, ignoreBounds=True)
            plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            for side in ("left", "bottom"):
                item.getAxis(side).setPen(theme.PLOT_TEXT)
                item.getAxis(side).setTextPen(theme.PLOT_TEXT)
            item.getAxis("left").setWidth(_AXIS_WIDTH)
            item.getAxis("left").enableAutoSIPrefix(False)
        self.curve_plot.getPlotItem().showGrid(x=True, y=True, alpha=0.2)
        self.curve_plot.setMinimumHeight(70)
        self.curve_plot.setToolTip(
            self.tr(
                "Click or drag to go to a time; drag the orange handles to trim; the wheel zooms, "
                "a double click shows all"
            )
        )
        feet = self.feet_plot.getPlotItem()
        feet.hideAxis("bottom")
        feet.getAxis("left").setTicks([[(0.5, "R"), (1.5, "L")]])
        feet.setYRange(0.0, 2.0, padding=0.0)
        feet.setXLink(self.curve_plot.getPlotItem())
        self.feet_plot.setFixedHeight(_FEET_HEIGHT)
        self.feet_plot.setToolTip(self.tr("Where the left and the right foot stand"))
