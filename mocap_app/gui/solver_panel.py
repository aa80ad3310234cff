"""How the motion is solved: calibration, height, feet, floor and body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from mocap_app.gui.number_box import NumberBox
from mocap_app.gui.panel import FoldingPanel
from mocap_app.gui.setting_field import words
from mocap_app.gui.settings_table import BODY_WORDS, FEET_WORDS, FLOOR_WORDS
from mocap_app.gui.translation import translate
from mocap_app.settings.schema import HEIGHTS_CM

if TYPE_CHECKING:
    from mocap_app.core.calibration import Calibration
    from mocap_app.settings.schema import Settings


class SolverPanel(FoldingPanel):
    """Choices about body and floor, and the calibration.

    Signals:
        chosen: Fields of `Settings` that the user changed (dict).
        calibration_requested: The user wants to calibrate.
        forget_requested: The user wants automatic calibration again.
    """

    chosen = Signal(object)
    calibration_requested = Signal()
    forget_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("SolverPanel", "Body and floor"), parent)
        self.calibrate = QPushButton(self.tr("Calibrate…"), self)
        self.calibrate.setToolTip(self.tr("Measure yourself and the camera from a pose you hold"))
        self.forget = QPushButton(self.tr("Automatic"), self)
        self.forget.setToolTip(self.tr("Forget the calibration and estimate person and camera"))
        self.state = QLabel(self)
        self.state.setObjectName("hint")
        self.state.setWordWrap(True)
        self.height_cm = NumberBox(HEIGHTS_CM[0] - 1, HEIGHTS_CM[1], self, self.tr(" cm"))
        self.height_cm.setSpecialValueText(self.tr("estimated"))
        self.height_cm.setToolTip(self.tr("Height of the person; it gives takes their true size"))
        self.feet = _choice(self, FEET_WORDS, self.tr("What happens to feet that stand"))
        self.floor = _choice(self, FLOOR_WORDS, self.tr("Whether both feet may leave the floor"))
        self.body_mode = _choice(
            self, BODY_WORDS, self.tr("Whether the legs are captured or held still")
        )
        self.in_place = QCheckBox(self.tr("In place"), self)
        self.in_place.setToolTip(self.tr("Hold the hips over one spot"))
        self.choices = QWidget(self)
        self.more = QToolButton(self)
        self.more.setCheckable(True)
        self.more.setToolTip(self.tr("Height, feet, floor, body"))
        self.more.setAccessibleName(self.tr("Choices about body and floor"))
        self._lay_out()
        self._connect_signals()
        self.show_calibration(None)

    def set_choices(self, settings: Settings) -> None:
        """Show remembered choices without sending them."""
        boxes = {"feet": self.feet, "floor": self.floor, "body": self.body_mode}
        widgets: list[QWidget] = [*boxes.values(), self.in_place, self.height_cm]
        blockers = [QSignalBlocker(widget) for widget in widgets]
        for name, box in boxes.items():
            box.setCurrentIndex(max(0, box.findData(getattr(settings, name))))
        self.in_place.setChecked(settings.in_place)
        self.height_cm.setValue(settings.height_cm or self.height_cm.minimum())
        del blockers

    def show_calibration(self, calibration: Calibration | None) -> None:
        """Show what is in force; None for automatic."""
        self.forget.setEnabled(calibration is not None)
        if calibration is None:
            self.state.setText(self.tr("Not calibrated: estimated from the first seconds."))
            return
        looks = (
            self.tr("Calibrated: {cm} cm tall, camera looks {degrees}° down.")
            if calibration.pitch_deg >= 0
            else self.tr("Calibrated: {cm} cm tall, camera looks {degrees}° up.")
        )
        cm, degrees = 100.0 * calibration.height_m, abs(calibration.pitch_deg)
        self.state.setText(looks.format(cm=f"{cm:.0f}", degrees=f"{degrees:.0f}"))

    @Slot(bool)
    def set_possible(self, possible: bool) -> None:
        """Allow or forbid everything: while a take is recorded nothing may change."""
        for widget in (self.calibrate, self.height_cm, self.body_mode, self.in_place):
            widget.setEnabled(possible)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.calibrate, 1)
        row.addWidget(self.forget)
        row.addWidget(self.more)
        form = QFormLayout(self.choices)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(4)
        form.addRow(self.tr("Height"), self.height_cm)
        form.addRow(self.tr("Feet"), self.feet)
        form.addRow(self.tr("Floor"), self.floor)
        form.addRow(self.tr("Body"), self.body_mode)
        form.addRow("", self.in_place)
        self.body.addLayout(row)
        self.body.addWidget(self.state)
        self.body.addWidget(self.choices)
        self.show_choices(shown=False)

    @Slot(bool)
    def show_choices(self, shown: bool) -> None:
        """Unfold the choices, or fold them away: the list of takes wants the room."""
        self.choices.setVisible(shown)
        self.more.setArrowType(Qt.ArrowType.UpArrow if shown else Qt.ArrowType.DownArrow)

    def _connect_signals(self) -> None:
        self.more.toggled.connect(self.show_choices)
        self.calibrate.clicked.connect(self.calibration_requested)
        self.forget.clicked.connect(self.forget_requested)
        self.height_cm.valueChanged.connect(self._on_height_changed)
        for box in (self.feet, self.floor, self.body_mode):
            box.currentIndexChanged.connect(self._on_choice_changed)
        self.in_place.toggled.connect(self._on_choice_changed)

    @Slot(int)
    def _on_height_changed(self, value: int) -> None:
        self.chosen.emit({"height_cm": value if value >= HEIGHTS_CM[0] else 0})

    @Slot()
    def _on_choice_changed(self) -> None:
        self.chosen.emit(
            {
                "feet": str(self.feet.currentData()),
                "floor": str(self.floor.currentData()),
                "body": str(self.body_mode.currentData()),
                "in_place": self.in_place.isChecked(),
            }
        )


def _choice(parent: QWidget, texts: dict[object, str], tip: str) -> QComboBox:
    box = QComboBox(parent)
    box.setToolTip(tip)
    for name, text in texts.items():
        box.addItem(words(text), name)
    return box
