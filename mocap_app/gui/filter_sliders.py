"""Sliders for the parameters of the One-Euro filter."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.gui.translation import translate

if TYPE_CHECKING:
    from mocap_app.settings.schema import FilterConfig

_STEPS = 200


@dataclass(frozen=True, slots=True)
class SliderSpec:
    """One parameter: its name in `FilterConfig`, how it is shown, and its range."""

    field: str
    label: str
    unit: str
    low: float
    high: float
    hint: str


SLIDERS = (
    SliderSpec(
        "min_cutoff_2d_hz",
        QT_TRANSLATE_NOOP("FilterSliders", "2D calm"),
        "Hz",
        0.1,
        10.0,
        QT_TRANSLATE_NOOP("FilterSliders", "Cutoff at rest: lower is calmer, slower"),
    ),
    SliderSpec(
        "beta_2d",
        QT_TRANSLATE_NOOP("FilterSliders", "2D quickness"),
        "Hz/(m/s)",
        0.1,
        50.0,
        QT_TRANSLATE_NOOP("FilterSliders", "Rise of the cutoff with speed: less lag"),
    ),
    SliderSpec(
        "min_cutoff_3d_hz",
        QT_TRANSLATE_NOOP("FilterSliders", "3D calm"),
        "Hz",
        0.1,
        10.0,
        QT_TRANSLATE_NOOP("FilterSliders", "Cutoff at rest: lower is calmer, slower"),
    ),
    SliderSpec(
        "beta_3d",
        QT_TRANSLATE_NOOP("FilterSliders", "3D quickness"),
        "Hz/(m/s)",
        0.1,
        50.0,
        QT_TRANSLATE_NOOP("FilterSliders", "Rise of the cutoff with speed: less lag"),
    ),
)


class FilterSliders(QWidget):
    """Steps are even in the logarithm, as a change from 1 to 2 Hz feels like one from 2 to 4.

    Signals:
        config_changed: The user moved a slider (`FilterConfig`).
    """

    config_changed = Signal(object)

    def __init__(self, config: FilterConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config = config
        self.sliders: dict[str, QSlider] = {}
        self._values: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, spec in enumerate(SLIDERS):
            slider = QSlider(Qt.Orientation.Horizontal, self)
            slider.setRange(0, _STEPS)
            slider.setMinimumWidth(80)
            slider.setToolTip(translate("FilterSliders", spec.hint))
            slider.setAccessibleName(translate("FilterSliders", spec.label))
            value = QLabel(self)
            value.setMinimumWidth(value.fontMetrics().horizontalAdvance("50.0 Hz/(m/s)"))
            label = QLabel(translate("FilterSliders", spec.label), self)
            label.setToolTip(translate("FilterSliders", spec.hint))
            for column, widget in enumerate((label, slider, value)):
                grid.addWidget(widget, row, column)
            self.sliders[spec.field] = slider
            self._values[spec.field] = value
            slider.valueChanged.connect(self._on_moved)
        self.set_config(config)

    def set_config(self, config: FilterConfig) -> None:
        """Show other settings, without a signal."""
        self._config = config
        for spec in SLIDERS:
            slider = self.sliders[spec.field]
            blocker = QSignalBlocker(slider)
            slider.setValue(to_step(getattr(config, spec.field), spec))
            del blocker
        self._show_values()

    @Slot()
    def _on_moved(self) -> None:
        moved = {
            spec.field: to_value(self.sliders[spec.field].value(), spec)
            for spec in SLIDERS
            # Values between two steps, as presets have them, stay what they are.
            if self.sliders[spec.field].value() != to_step(getattr(self._config, spec.field), spec)
        }
        self._config = replace(self._config, **moved)
        self._show_values()
        self.config_changed.emit(self._config)

    def _show_values(self) -> None:
        for spec in SLIDERS:
            value = getattr(self._config, spec.field)
            self._values[spec.field].setText(f"{value:.3g} {spec.unit}")


def to_step(value: float, spec: SliderSpec) -> int:
    """Return the slider position nearest to a value."""
    clipped = min(max(value, spec.low), spec.high)
    return round(_STEPS * math.log(clipped / spec.low) / math.log(spec.high / spec.low))


def to_value(step: int, spec: SliderSpec) -> float:
    """Return the value of a slider position."""
    return float(spec.low * (spec.high / spec.low) ** (step / _STEPS))
