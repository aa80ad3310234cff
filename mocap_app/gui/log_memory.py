"""The last lines of the log, for "copy diagnostics"."""

from __future__ import annotations

import logging
from collections import deque

_LINES = 200


class LogMemory(logging.Handler):
    """Keeps the newest lines of everything that is logged; any thread may log."""

    def __init__(self, lines: int = _LINES) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._lines: deque[str] = deque(maxlen=lines)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        self._lines.append(self.format(record))

    @property
    def lines(self) -> list[str]:
        """What was logged, oldest first."""
        return list(self._lines)

    def install(self) -> None:
        """Listen to the whole program's log."""
        package = logging.getLogger("mocap_app")
        package.addHandler(self)
        if package.getEffectiveLevel() > logging.INFO:
            # The console still shows what it did before: its own handler has a level, too.
            for handler in logging.getLogger().handlers:
                handler.setLevel(max(handler.level, package.getEffectiveLevel()))
            package.setLevel(logging.INFO)

    def remove(self) -> None:
        """Listen no more."""
        logging.getLogger("mocap_app").removeHandler(self)
