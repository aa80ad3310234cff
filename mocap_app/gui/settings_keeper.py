"""Keeps the settings and writes them a moment after each change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mocap_app.core.errors import MocapError
from mocap_app.workers.jobs import Listeners

if TYPE_CHECKING:
    from mocap_app.settings.schema import Settings
    from mocap_app.settings.store import SettingsStore
    from mocap_app.workers.jobs import JobQueue

_CALM_MS = 800


class SettingsKeeper(QObject):
    """The one holder of the current settings; lives on the main thread.

    Signals:
        changed: Names of the fields that have another value now (frozenset of str).
        failed: The settings could not be written (`OutputError`).
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        settings: Settings,
        store: SettingsStore,
        jobs: JobQueue,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self._store = store
        self._jobs = jobs
        # A slider sends many changes; one write after the last of them is enough.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CALM_MS)
        self._timer.timeout.connect(self._on_calm)

    def change(self, **values: Any) -> None:
        """Change some fields of the settings."""
        before, self.settings = self.settings, replace(self.settings, **values)
        names = frozenset(
            name for name in values if getattr(before, name) != getattr(self.settings, name)
        )
        if names:
            self._timer.start()
            self.changed.emit(names)

    def save_now(self) -> None:
        """Write at once, when the program ends and no job can run any more."""
        self._timer.stop()
        try:
            self._store.save(self.settings)
        except MocapError as error:
            self.failed.emit(error)

    @Slot()
    def _on_calm(self) -> None:
        settings = self.settings
        self._jobs.run(lambda _job: self._store.save(settings), Listeners(failed=self.failed.emit))
