"""Filter presets and sliders beside the live curve of one joint, raw against filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph
from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mocap_app.core.skeleton import body27
from mocap_app.gui import theme
from mocap_app.gui.curve_history import COORDINATES, SECONDS, CurveHistory
from mocap_app.gui.filter_sliders import FilterSliders
from mocap_app.gui.keypoint_titles import keypoint_title
from mocap_app.gui.setting_field import words
from mocap_app.gui.settings_table import FILTER_WORDS
from mocap_app.gui.translation import translate
from mocap_app.settings.schema import CUSTOM, PRESETS, FilterConfig

if TYPE_CHECKING:
    from mocap_app.core.types import FloatArray, ProcessedPose

# Shares of the curve's height: room left above and below, and how loose the axis may become.
_MARGIN = 0.25
_WIDEST = 3.0


class TuningPanel(QFrame):
    """How much the motion is smoothed, and what that does to it.

    Signals:
        filter_chosen: Preset name (or `CUSTOM`) and the `FilterConfig` it stands for.
        joint_chosen: Name of the keypoint whose curve is shown.
    """

    filter_chosen = Signal(str, object)
    joint_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.history = CurveHistory()
        self._custom = next(iter(PRESETS.values()))
        self.preset = QComboBox(self)
        self.preset.setAccessibleName(self.tr("Smoothing"))
        for name in (*PRESETS, CUSTOM):
            self.preset.addItem(words(FILTER_WORDS[name]), name)
        self.sliders = FilterSliders(self._custom, self)
        self.joint = QComboBox(self)
        for name in body27().joints:
            self.joint.addItem(keypoint_title(name), name)
        self.joint.setAccessibleName(self.tr("Joint whose curve is shown"))
        self.coordinate = QComboBox(self)
        self.coordinate.setAccessibleName(self.tr("Coordinate that is shown"))
        for label in COORDINATES:
            self.coordinate.addItem(translate("Curve", label), label)
        self.plot = pyqtgraph.PlotWidget(self, background=theme.PLOT_BACKGROUND)
        self._raw = self.plot.plot(pen=pyqtgraph.mkPen(theme.RAW_COLOR, width=1))
        self._filtered = self.plot.plot(pen=pyqtgraph.mkPen(theme.FILTERED_COLOR, width=2))
        self._range = (0.0, 0.0)
        self._style_plot()
        self._lay_out()
        self.preset.activated.connect(self._on_preset_chosen)
        self.sliders.config_changed.connect(self._on_sliders_moved)
        self.joint.activated.connect(self._on_joint_chosen)
        self.coordinate.activated.connect(self.redraw)

    def set_filter(self, preset: str, custom: FilterConfig) -> None:
        """Show remembered settings, without a signal."""
        self._custom = custom
        self.preset.setCurrentIndex(max(0, self.preset.findData(preset)))
        self.sliders.set_config(PRESETS.get(preset, custom))

    def set_joint(self, name: str) -> None:
        """Show the curve of this keypoint."""
        self.joint.setCurrentIndex(max(0, self.joint.findData(name)))

    def add(self, pose: ProcessedPose) -> None:
        """Take in one more pose; `redraw` shows it."""
        self.history.add(pose)

    @Slot()
    def redraw(self) -> None:
        """Draw the curves as they are now."""
        times, raw, filtered = self.history.curve(
            self.joint.currentIndex(), str(self.coordinate.currentData())
        )
        self._raw.setData(times, raw, connect="finite")
        self._filtered.setData(times, filtered, connect="finite")
        self._keep_in_range(np.concatenate([raw, filtered]))

    def _keep_in_range(self, values: FloatArray) -> None:
        # pyqtgraph's own auto range moves the axis with every pose, and drawing the numbers of an
        # axis anew costs more than all the rest of the plot.
        seen = values[np.isfinite(values)]
        if not len(seen):
            return
        low, high = float(seen.min()), float(seen.max())
        span = max(high - low, 1e-3)
        shown_low, shown_high = self._range
        too_wide = shown_high - shown_low > _WIDEST * span
        if low < shown_low or high > shown_high or too_wide:
            self._range = (low - _MARGIN * span, high + _MARGIN * span)
            self.plot.setYRange(*self._range, padding=0.0)

    def _style_plot(self) -> None:
        item = self.plot.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.showGrid(x=True, y=True, alpha=0.2)
        item.setMouseEnabled(x=False, y=False)
        item.setXRange(-SECONDS, 0.0, padding=0.0)
        item.disableAutoRange()
        item.setLabel("bottom", self.tr("seconds ago"))
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(theme.PLOT_TEXT)
            axis.setTextPen(theme.PLOT_TEXT)
        item.getAxis("left").setWidth(48)
        item.getAxis("left").enableAutoSIPrefix(False)
        self.plot.setMinimumHeight(110)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        heading = QLabel(self.tr("Smoothing"), self)
        heading.setObjectName("panelTitle")
        first = QHBoxLayout()
        first.addWidget(heading)
        first.addStretch(1)
        first.addWidget(self.preset)
        left.addLayout(first)
        left.addWidget(self.sliders)
        left.addStretch(1)
        legend = QHBoxLayout()
        legend.addStretch(1)
        for color, word in (
            (theme.RAW_COLOR, self.tr("raw")),
            (theme.FILTERED_COLOR, self.tr("filtered")),
        ):
            legend.addWidget(QLabel(f'<span style="color:{color}">▬</span> {word}', self))
        left.addLayout(legend)

        choose = QHBoxLayout()
        choose.addWidget(QLabel(self.tr("Curve of"), self))
        # On a narrow window their texts are shortened, and nothing else.
        for box, letters in ((self.joint, 9), (self.coordinate, 6)):
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            box.setSizeAdjustPolicy(policy)
            box.setMinimumContentsLength(letters)
            choose.addWidget(box, letters)
        choose.addStretch(3)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addLayout(choose)
        right.addWidget(self.plot, 1)

        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addLayout(left, 2)
        row.addLayout(right, 3)

    @Slot(int)
    def _on_preset_chosen(self, index: int) -> None:
        name = str(self.preset.itemData(index))
        config = PRESETS.get(name, self._custom)
        self.sliders.set_config(config)
        self.filter_chosen.emit(name, config)

    @Slot(object)
    def _on_sliders_moved(self, config: FilterConfig) -> None:
        self._custom = config
        blocker = QSignalBlocker(self.preset)
        self.preset.setCurrentIndex(self.preset.findData(CUSTOM))
        del blocker
        self.filter_chosen.emit(CUSTOM, config)

    @Slot(int)
    def _on_joint_chosen(self, index: int) -> None:
        self.redraw()
        self.joint_chosen.emit(str(self.joint.itemData(index)))
