"""Opens the calibration wizard and lets it speak with session and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from mocap_app.gui.calibration_wizard import CalibrationWizard
from mocap_app.workers.live import SessionState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from mocap_app.gui.live_display import LiveDisplay
    from mocap_app.gui.solver_control import SolverControl
    from mocap_app.gui.solver_panel import SolverPanel
    from mocap_app.gui.window_parts import WindowParts
    from mocap_app.workers.live import LivePose

_INTERVAL_MS = 40


class CalibrationControl(QObject):
    """One wizard at a time; what was in force before comes back unless a result is kept."""

    def __init__(
        self,
        panel: SolverPanel,
        solver: SolverControl,
        display: LiveDisplay,
        parts: WindowParts,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.wizard: CalibrationWizard | None = None
        """The wizard while it is open."""
        self._window = window
        self._solver = solver
        self._display = display
        self._parts = parts
        self._shown: LivePose | None = None
        self._before: dict[str, object] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._on_time)
        panel.calibration_requested.connect(self.open)
        parts.session.state_changed.connect(self._on_state_changed)

    @Slot()
    def open(self) -> None:
        """Show the wizard, unless nothing can be calibrated now."""
        if self.wizard is not None or not self._parts.session.can_record:
            return
        settings = self._parts.keeper.settings
        self._before = {
            "calibration": settings.calibration,
            "calibrated_source": settings.calibrated_source,
        }
        wizard = CalibrationWizard(settings.height_cm, self._window)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        session = self._parts.session
        wizard.watch_requested.connect(session.calibrate)
        wizard.height_chosen.connect(self._on_height_chosen)
        wizard.kept.connect(self._on_kept)
        wizard.discarded.connect(self._on_discarded)
        wizard.finished.connect(self._on_closed)
        session.calibrated.connect(wizard.show_result)
        session.calibration_failed.connect(wizard.show_failure)
        self.wizard = wizard
        self._timer.start()
        wizard.open()

    @Slot()
    def close(self) -> None:
        """Leave the wizard, as Cancel does."""
        if self.wizard is not None:
            self.wizard.reject()

    @Slot()
    def _on_time(self) -> None:
        live = self._display.latest
        if self.wizard is not None and live is not None and live is not self._shown:
            self._shown = live
            self.wizard.show_live(live)

    @Slot(int)
    def _on_height_chosen(self, height_cm: int) -> None:
        self._solver.change({"height_cm": height_cm})

    @Slot()
    def _on_kept(self) -> None:
        self._parts.notifier.info(self.tr("Calibrated. It is kept for this source."))

    @Slot()
    def _on_discarded(self) -> None:
        if self.wizard is not None and self.wizard.result_shown:
            self._solver.change(self._before)

    @Slot(object)
    def _on_state_changed(self, state: SessionState) -> None:
        # Without a source no answer would ever come. A camera that stumbles is waited for.
        if state not in {SessionState.RUNNING, SessionState.WAITING}:
            self.close()

    @Slot()
    def _on_closed(self) -> None:
        self.wizard = None
        self._timer.stop()
