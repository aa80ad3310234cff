"""How soon after its start the program is of use."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

if TYPE_CHECKING:
    from mocap_app.gui.main_window import MainWindow

_TICK_MS = 2


class StartWatch(QObject):
    """Notes when the window is on the screen and when it shows a pose, and closes it then."""

    def __init__(self, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moments: dict[str, float] = {}
        """Seconds since the epoch, so that another process can compare: `window`, `pose`."""
        self._window = window
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def begin(self) -> None:
        """Begin to look."""
        self._timer.start()

    @Slot()
    def _on_tick(self) -> None:
        live = self._window.display.latest
        if self._window.isVisible() and self._window.windowHandle().isExposed():
            self.moments.setdefault("window", time.time())
        if live is not None and live.pose.solved is not None:
            self.moments["pose"] = time.time()
            self._timer.stop()
            self._window.close()
