"""Lets the panel about body and floor speak with the session and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from mocap_app.core.calibration import Calibration
    from mocap_app.gui.solver_panel import SolverPanel
    from mocap_app.gui.window_parts import WindowParts

_FIELDS = {
    "body",
    "calibrated_source",
    "calibration",
    "feet",
    "floor",
    "height_cm",
    "in_place",
}
"""Fields of `Settings` that the solver works with."""


class SolverControl(QObject):
    """Keeps the solver's choices and the calibration of the source; the window's child."""

    def __init__(self, panel: SolverPanel, parts: WindowParts, parent: QObject) -> None:
        super().__init__(parent)
        self._panel = panel
        self._parts = parts
        self._spec = ""
        session = parts.session
        panel.set_choices(parts.keeper.settings)
        panel.chosen.connect(self.change)
        parts.keeper.changed.connect(self._on_settings_changed)
        panel.forget_requested.connect(self._on_forgotten)
        session.calibrated.connect(self._on_calibrated)
        for signal in (session.network_ready, session.state_changed, session.take_save_ended):
            signal.connect(self._on_possibilities_changed)

    @Slot(str)
    def use_source(self, spec: str) -> None:
        """Solve with what is known about this source."""
        self._spec = spec
        self._use_settings()

    def _use_settings(self) -> None:
        config = self._parts.keeper.settings.solver_config(self._spec)
        self._panel.show_calibration(config.calibration)
        self._parts.session.use_solver(config)

    @Slot(object)
    def change(self, changes: dict[str, object]) -> None:
        """Change fields of `Settings` that concern the solver, and solve with them at once."""
        self._parts.keeper.change(**changes)

    @Slot(object)
    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if names & _FIELDS:
            self._panel.set_choices(self._parts.keeper.settings)
            self._use_settings()

    @Slot(object)
    def _on_calibrated(self, calibration: Calibration) -> None:
        self._parts.keeper.change(calibration=calibration, calibrated_source=self._spec)
        self._panel.show_calibration(calibration)

    @Slot()
    def _on_forgotten(self) -> None:
        self.change({"calibration": None, "calibrated_source": ""})

    @Slot()
    def _on_possibilities_changed(self) -> None:
        self._panel.set_possible(self._parts.session.can_record)
