"""Lets the smoothing panel speak with the session and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mocap_app.settings.schema import CUSTOM, FilterConfig

if TYPE_CHECKING:
    from mocap_app.gui.tuning_panel import TuningPanel
    from mocap_app.gui.window_parts import WindowParts


class TuningControl(QObject):
    """Keeps filter and curve; the window's child."""

    def __init__(self, panel: TuningPanel, parts: WindowParts, parent: QObject) -> None:
        super().__init__(parent)
        self._panel = panel
        self._parts = parts
        settings = parts.keeper.settings
        panel.set_filter(settings.filter_preset, settings.custom_filter)
        panel.set_joint(settings.curve_joint)
        panel.filter_chosen.connect(self._on_filter_chosen)
        panel.joint_chosen.connect(self._on_joint_chosen)
        parts.session.use_filter(settings.filter_config)
        parts.keeper.changed.connect(self._on_settings_changed)

    @Slot(str, object)
    def _on_filter_chosen(self, preset: str, config: FilterConfig) -> None:
        custom = {"custom_filter": config} if preset == CUSTOM else {}
        self._parts.keeper.change(filter_preset=preset, **custom)

    @Slot(object)
    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if names & {"filter_preset", "custom_filter"}:
            settings = self._parts.keeper.settings
            self._panel.set_filter(settings.filter_preset, settings.custom_filter)
            self._parts.session.use_filter(settings.filter_config)

    @Slot(str)
    def _on_joint_chosen(self, name: str) -> None:
        self._parts.keeper.change(curve_joint=name)
