"""The one road by which messages reach the user."""

from __future__ import annotations

import enum
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from mocap_app.core.errors import MocapError
from mocap_app.gui.translation import sentence_of

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

_INFO_SHOWN_MS = 8000
_MOST_LINES = 3


class Severity(enum.Enum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button beside a message."""

    text: str
    """One word, such as Undo."""
    accept: Callable[[], None]
    """Called on the main thread when it is pressed."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message for the user."""

    text: str
    """A full sentence."""
    severity: Severity
    offer: Offer | None = None
    """What the user may want to do about it at once."""


class Notifier(QObject):
    """Logs every message and passes it on; keeps those sent before anybody listens.

    Signals:
        posted: A message to show (`Notice`).
        crashed: An exception nobody expected, for the error dialog.
    """

    posted = Signal(object)
    crashed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._early: list[Notice] | None = []

    def flush(self) -> None:
        """Send what came too early; call once when the banner is connected."""
        early, self._early = self._early or [], None
        for notice in early:
            self.posted.emit(notice)

    @Slot(str)
    def info(self, text: str) -> None:
        """Tell something that needs no reaction."""
        logger.info("%s", text)
        self._post(Notice(text, Severity.INFO))

    def offer(self, text: str, offer: Offer) -> None:
        """Tell something that the user may want to react to with one click."""
        logger.info("%s", text)
        self._post(Notice(text, Severity.INFO, offer))

    @Slot(str)
    def warning(self, text: str) -> None:
        """Tell something the user may want to react to."""
        logger.warning("%s", text)
        self._post(Notice(text, Severity.WARNING))

    @Slot(object)
    def error(self, error: Exception) -> None:
        """Show an expected failure in the banner, any other in the error dialog."""
        if isinstance(error, MocapError):
            logger.warning("%s", error)
            self._post(Notice(sentence_of(error), Severity.ERROR))
        else:
            logger.error("Unexpected: %r", error, exc_info=error)
            self.crashed.emit(error)

    def _post(self, notice: Notice) -> None:
        if self._early is None:
            self.posted.emit(notice)
        else:
            self._early.append(notice)


class Banner(QFrame):
    """Shows the newest notices over the content.

    An info goes away by itself; warnings and errors stay until they are closed, and what comes
    after them is added below, so that the reason of a failure is not covered by its consequence.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._notices: list[Notice] = []
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offer = QPushButton(self)
        """What can be done about the newest notice; hidden if nothing can."""
        self.offer.setObjectName("offer")
        self.offer.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close = QPushButton("✕", self)
        close.setToolTip(self.tr("Close this message"))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self.offer, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_INFO_SHOWN_MS)
        self._timer.timeout.connect(self._on_timeout)
        close.clicked.connect(self.close_all)
        self.offer.clicked.connect(self._on_accepted)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, one notice a line."""
        return "\n".join(notice.text for notice in self._notices)

    @property
    def severity(self) -> Severity:
        """The worst of what it shows."""
        ranks = list(Severity)
        return max((n.severity for n in self._notices), key=ranks.index, default=Severity.INFO)

    @Slot(object)
    def show_notice(self, notice: Notice) -> None:
        """Show a notice, below the warnings and errors that are still open."""
        open_ones = [n for n in self._notices if n.severity is not Severity.INFO and n != notice]
        self._notices = [*open_ones, notice][-_MOST_LINES:]
        if notice.severity is Severity.INFO:
            self._timer.start()
        self._show()

    @Slot()
    def close_all(self) -> None:
        """Forget everything it shows."""
        self._notices.clear()
        self._show()

    def withdraw(self, text: str) -> None:
        """Take back a notice whose reason is gone, such as a camera that is back."""
        self._notices = [notice for notice in self._notices if notice.text != text]
        self._show()

    @Slot()
    def _on_timeout(self) -> None:
        self._notices = [n for n in self._notices if n.severity is not Severity.INFO]
        self._show()

    @Slot()
    def _on_accepted(self) -> None:
        notice = self._notices[-1]
        self.withdraw(notice.text)
        if notice.offer is not None:
            notice.offer.accept()

    def _show(self) -> None:
        offer = self._notices[-1].offer if self._notices else None
        self.offer.setText(offer.text if offer is not None else "")
        self.offer.setVisible(offer is not None)
        self._text.setText(self.text)
        self.setProperty("severity", self.severity.value)
        # A style sheet looks at properties only when it is applied.
        self.style().unpolish(self)
        self.style().polish(self)
        self.setVisible(bool(self._notices))
