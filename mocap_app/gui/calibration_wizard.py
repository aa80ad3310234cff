"""The way to a calibration: a pose to copy, a countdown, what came of it, keep or repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mocap_app.gui.countdown import Countdown
from mocap_app.gui.number_box import NumberBox
from mocap_app.gui.pose_checklist import PoseChecklist
from mocap_app.gui.pose_figure import PoseFigure
from mocap_app.gui.translation import sentence_of
from mocap_app.gui.video_view import VideoView
from mocap_app.gui.window_place import resize_on_screen
from mocap_app.pipeline.pose_check import A_POSE, T_POSE, check_pose, judge_hold
from mocap_app.settings.schema import HEIGHTS_CM

if TYPE_CHECKING:
    from mocap_app.core.calibration import Calibration
    from mocap_app.core.types import PoseEstimate
    from mocap_app.pipeline.pose_check import HoldQuality
    from mocap_app.workers.live import LivePose

_DELAYS = (3, 5, 10)
_DELAY = 5
HOLD_S = 2.0
"""How long the pose is watched, as the calibration does; for the progress bar only."""
_PREPARE, _COUNT, _RESULT = range(3)


class CalibrationWizard(QDialog):
    """Leads through one calibration, as often as it takes.

    Signals:
        watch_requested: The countdown is over: watch the pose now.
        height_chosen: Centimetres, 0 for estimated.
        kept: The user is content with the result.
        discarded: The dialog was left without keeping a result.
    """

    watch_requested = Signal()
    height_chosen = Signal(int)
    kept = Signal()
    discarded = Signal()

    def __init__(
        self, height_cm: int, parent: QWidget | None = None, countdown: Countdown | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Calibrate"))
        self.countdown = countdown if countdown is not None else Countdown()
        self.countdown.setParent(self)
        self.result_shown = False
        """Whether there is a calibration to keep."""
        self._watching = False
        self._started_at: float | None = None
        self._held: list[PoseEstimate] = []
        self._make_widgets(height_cm)
        self._lay_out()
        self._connect_signals()
        self._go_to(_PREPARE)

    def _make_widgets(self, height_cm: int) -> None:
        self.figure = PoseFigure(T_POSE, self)
        self.video = VideoView(self)
        self.video.clear(self.tr("No picture yet"))
        self.checklist = PoseChecklist(self)
        self.pose = QComboBox(self)
        self.pose.addItem(self.tr("T-pose: arms out to the sides"), T_POSE)
        self.pose.addItem(self.tr("A-pose: arms half lowered"), A_POSE)
        self.pose.setToolTip(self.tr("Either will do; an A-pose needs less room"))
        self.height_cm = NumberBox(HEIGHTS_CM[0] - 1, HEIGHTS_CM[1], self, self.tr(" cm"))
        self.height_cm.setSpecialValueText(self.tr("estimated"))
        self.height_cm.setValue(height_cm or self.height_cm.minimum())
        self.height_cm.setToolTip(self.tr("Your height; it gives takes their true size"))
        self.delay = QComboBox(self)
        for seconds in _DELAYS:
            self.delay.addItem(self.tr("{n} seconds").format(n=seconds), seconds)
        self.delay.setCurrentIndex(_DELAYS.index(_DELAY))
        self.delay.setToolTip(self.tr("Time to get from the computer into the pose"))
        self.number = QLabel(self)
        self.number.setObjectName("wizardNumber")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("How long the pose was held"))
        self.outcome = QLabel(self)
        self.outcome.setObjectName("wizardOutcome")
        self.details = QLabel(self)
        for label in (self.outcome, self.details):
            label.setWordWrap(True)
        self.start = QPushButton(self.tr("&Start"), self)
        self.start.setDefault(True)
        self.keep = QPushButton(self.tr("&Keep"), self)
        self.again = QPushButton(self.tr("&Repeat"), self)
        self.pages = QStackedWidget(self)

    def _lay_out(self) -> None:
        intro = QLabel(
            self.tr(
                "Stand two to four metres from the camera, facing it, so that all of you is in the "
                "picture. Take up the pose that is shown and hold it still for two seconds."
            ),
            self,
        )
        intro.setWordWrap(True)
        views = QHBoxLayout()
        views.addWidget(self.figure, 1)
        views.addWidget(self.video, 2)
        self.pages.addWidget(self._prepare_page())
        self.pages.addWidget(_page(self.number, self.progress))
        self.pages.addWidget(_page(self.outcome, self.details))
        lower = QHBoxLayout()
        lower.addWidget(self.pages, 1)
        lower.addWidget(self.checklist)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        for button in (self.start, self.keep, self.again):
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.addWidget(intro)
        layout.addLayout(views, 1)
        layout.addLayout(lower)
        layout.addWidget(self.buttons)
        resize_on_screen(self, 860, 620)

    def _prepare_page(self) -> QWidget:
        page = QWidget(self)
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("&Pose"), self.pose)
        form.addRow(self.tr("Your &height"), self.height_cm)
        form.addRow(self.tr("&Countdown"), self.delay)
        return page

    def _connect_signals(self) -> None:
        self.pose.activated.connect(self._on_pose_chosen)
        self.height_cm.valueChanged.connect(self._on_height_changed)
        self.start.clicked.connect(self.begin)
        self.again.clicked.connect(self.begin)
        self.keep.clicked.connect(self._on_keep)
        self.buttons.rejected.connect(self.reject)
        self.countdown.ticked.connect(self._on_ticked)
        self.countdown.finished.connect(self._on_counted)

    @Slot()
    def begin(self) -> None:
        """Start the countdown, the first time or again."""
        self.result_shown = False
        self._go_to(_COUNT)
        self.progress.setValue(0)
        self.countdown.start(int(self.delay.currentData()))

    def show_live(self, live: LivePose) -> None:
        """Show the newest pose on its frame, and what is still wrong with it."""
        pose = live.pose.filtered
        self.video.show_frame(live.captured.frame.image, pose)
        self.checklist.show_check(check_pose(pose, str(self.pose.currentData())))
        if not self._watching:
            return
        if self._started_at is None:
            self._started_at = pose.timestamp
        self._held.append(pose)
        share = (pose.timestamp - self._started_at) / HOLD_S
        self.progress.setValue(max(0, min(100, round(100 * share))))

    @Slot(object)
    def show_result(self, calibration: Calibration) -> None:
        """Show what the pose gave, to keep or to repeat."""
        quality = judge_hold(self._held)
        self._end_watching()
        self.result_shown = True
        self.outcome.setText(self._headline(calibration, quality))
        self.details.setText("\n".join(self._details(calibration, quality)))
        self._go_to(_RESULT)
        self.keep.setFocus()

    @Slot(object)
    def show_failure(self, error: Exception) -> None:
        """Say why there is no calibration."""
        self._end_watching()
        self.outcome.setText(self.tr("That did not work."))
        self.details.setText(sentence_of(error))
        self._go_to(_RESULT)
        self.again.setFocus()

    @Slot()
    def reject(self) -> None:
        """Leave without a result."""
        self.countdown.cancel()
        self.discarded.emit()
        super().reject()

    def _headline(self, calibration: Calibration, quality: HoldQuality | None) -> str:
        height = round(100.0 * calibration.height_m)
        if quality is not None and quality.good:
            return self.tr("Good: you are {height} cm tall.").format(height=height)
        return self.tr("Usable: you are {height} cm tall. Repeating may make it better.").format(
            height=height
        )

    def _details(self, calibration: Calibration, quality: HoldQuality | None) -> list[str]:
        pitch = calibration.pitch_deg
        looks = (
            self.tr("The camera looks {degrees}° down and is tilted by {tilt}°.")
            if pitch >= 0
            else self.tr("The camera looks {degrees}° up and is tilted by {tilt}°.")
        )
        tilt = f"{abs(calibration.roll_deg):.0f}"
        lines = [looks.format(degrees=f"{abs(pitch):.0f}", tilt=tilt)]
        if calibration.camera_height_m is not None:
            height = round(100.0 * calibration.camera_height_m)
            lines.append(self.tr("It stands {height} cm above the floor.").format(height=height))
        if quality is not None:
            lines.append(
                self.tr(
                    "All of you was seen in {share} of the pictures; you moved {cm} cm."
                ).format(share=f"{quality.seen:.0%}", cm=f"{100.0 * quality.wobble_m:.1f}")
            )
        return lines

    def _end_watching(self) -> None:
        self._watching = False
        self._held.clear()
        self._started_at = None
        QApplication.beep()

    def _go_to(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.start.setVisible(page == _PREPARE)
        self.again.setVisible(page == _RESULT)
        self.keep.setVisible(page == _RESULT and self.result_shown)

    @Slot()
    def _on_pose_chosen(self) -> None:
        pose = str(self.pose.currentData())
        self.figure.show_pose(pose)
        self.checklist.show_pose(pose)

    @Slot(int)
    def _on_height_changed(self, value: int) -> None:
        self.height_chosen.emit(value if value >= HEIGHTS_CM[0] else 0)

    @Slot(int)
    def _on_ticked(self, left: int) -> None:
        QApplication.beep()
        self.number.setText(str(left))

    @Slot()
    def _on_counted(self) -> None:
        QApplication.beep()
        self.number.setText(self.tr("Hold still…"))
        self._watching = True
        self.watch_requested.emit()

    @Slot()
    def _on_keep(self) -> None:
        self.kept.emit()
        super().accept()


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addStretch(1)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return page
