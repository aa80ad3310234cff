"""Reference cycles are collected on the main thread alone.

Python collects them on whatever thread happens to allocate. There it would delete widgets: Qt locks
them, asks for Python's lock to do so, and waits for ever if the main thread has that one already
and deletes something, too.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

_TICK_MS = 1000


class MainThreadGarbage(QObject):
    """Collects by a timer of the main thread, while automatic collection is off."""

    def __init__(
        self, parent: QObject | None = None, collect: Callable[[int], object] = gc.collect
    ) -> None:
        super().__init__(parent)
        self._collect = collect
        self._was_enabled = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)

    def begin(self) -> None:
        """Turn automatic collection off and collect here from now on."""
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer.start()

    def end(self) -> None:
        """Leave collection as it was found; nothing happens without `begin`."""
        if self._timer.isActive():
            self._timer.stop()
            if self._was_enabled:
                gc.enable()

    @Slot()
    def tick(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds."""
        due = zip(gc.get_count(), gc.get_threshold(), strict=True)
        generations = [g for g, (count, limit) in enumerate(due) if limit and count > limit]
        if generations:
            self._collect(generations[-1])
