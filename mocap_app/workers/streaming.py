"""Starts and stops the stream of poses out of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mocap_app.streaming.address import Address, look_up
from mocap_app.streaming.pose_stream import StreamPlan, StreamTarget
from mocap_app.workers.jobs import Listeners

if TYPE_CHECKING:
    from mocap_app.streaming.address import Endpoint
    from mocap_app.workers.session import Session


class StreamSwitch(QObject):
    """Looks the receiver up in the background and tells the session; lives on the main thread.

    Signals:
        started: Poses are sent from now on, to this `Address`.
        stopped: Nothing is sent any more.
        failed: The stream could not be started (`StreamError`).
    """

    started = Signal(object)
    stopped = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        # What was asked for last: an older answer must not start what was stopped meanwhile.
        self._wanted: object | None = None

    @property
    def on(self) -> bool:
        """Whether poses are sent, or will be once the host is looked up."""
        return self._wanted is not None

    @Slot(str, str, int, float)
    def start(self, form: str, host: str, port: int, rate: float) -> None:
        """Look the host up and send; `started` or `failed` follows.

        Args:
            form: One of `FORMATS`.
            host: Name or number of the receiver's computer.
            port: Its UDP port.
            rate: At most so many poses a second; 0 for all.
        """
        wanted = self._wanted = object()
        address = Address(host, port)

        def begin(endpoint: Endpoint) -> None:
            if self._wanted is wanted:
                plan = StreamPlan((StreamTarget(form, endpoint),), rate)
                self._session.use_stream(plan)
                self.started.emit(address)

        def give_up(error: Exception) -> None:
            if self._wanted is wanted:
                self.stop()
                self.failed.emit(error)

        self._session.jobs.run(lambda _job: look_up(address), Listeners(done=begin, failed=give_up))

    @Slot()
    def stop(self) -> None:
        """Send nothing more; `stopped` follows."""
        self._wanted = None
        self._session.use_stream(None)
        self.stopped.emit()
