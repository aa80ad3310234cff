"""Exceptions that nobody caught reach the log and the error dialog."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from types import TracebackType

logger = logging.getLogger(__name__)


class ExceptHook(QObject):
    """Installed by `app`; lives on the main thread.

    Signals:
        caught: The exception. Sent from the thread it happened on, so that a connection to a
            slot of a QObject on the main thread arrives there.
    """

    caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self._previous = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take over from Python's own hooks."""
        self._previous = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._handle
        threading.excepthook = self._handle_thread

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._previous

    def _handle(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not issubclass(kind, Exception):
            self._previous[0](kind, error, trace)
            return
        logger.error("Unexpected: %r", error, exc_info=(kind, error, trace))
        # An error while showing an error must not go round in circles.
        if not self._busy:
            self._busy = True
            try:
                self.caught.emit(error)
            finally:
                self._busy = False

    def _handle_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._handle(args.exc_type, args.exc_value, args.exc_traceback)
