"""Files dropped onto the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget

    from mocap_app.gui.notifications import Notifier


class Drops(QObject):
    """Gives each dropped file to whoever takes its kind; the window's child.

    Controls call `take` for the suffixes they know. Made when the window has its fields.
    """

    def __init__(self, notifier: Notifier, window: QWidget) -> None:
        super().__init__(window)
        self._notifier = notifier
        self._handlers: dict[str, Callable[[Path], object]] = {}
        window.setAcceptDrops(True)
        # Fields would write the file's address down, where its folder gives that as text too.
        for target in (window, *window.findChildren(QLineEdit)):
            target.installEventFilter(self)

    def take(self, suffixes: Iterable[str], handler: Callable[[Path], object]) -> None:
        """Call `handler` with the path of every dropped file that ends in one of `suffixes`."""
        self._handlers |= dict.fromkeys(suffixes, handler)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Accept files, and say what cannot be done with the others."""
        if isinstance(event, QDragEnterEvent | QDragMoveEvent) and event.mimeData().hasUrls():
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.mimeData().hasUrls():
            event.acceptProposedAction()
            urls = event.mimeData().urls()
            self.open([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
            return True
        return super().eventFilter(watched, event)

    def open(self, paths: list[Path]) -> None:
        """Give each file to the handler of its kind; tell which have none."""
        unknown = [path for path in paths if path.suffix.lower() not in self._handlers]
        for path in paths:
            if path not in unknown:
                self._handlers[path.suffix.lower()](path)
        if paths and not unknown:
            return
        names = ", ".join(path.name for path in unknown)
        known = ", ".join(sorted(suffix.removeprefix(".") for suffix in self._handlers))
        if not names:
            text = self.tr("Only files of this computer can be dropped here.")
        else:
            text = self.tr("{names} cannot be used here; files that can: {known}.").format(
                names=names, known=known
            )
        self._notifier.warning(text)
