"""Recording from elsewhere: a tablet, a stage desk, another program that sends OSC.

| address | arguments | what it does |
|---|---|---|
| /mocap/record/start | name (string), optional | record now, without a countdown |
| /mocap/record/stop | | end the recording |
| /mocap/record/toggle | | what the record button does, with its countdown |
| /mocap/scene | name (string or number) | scene in the names of the takes to come |
| /mocap/shot | name (string or number) | shot in the names of the takes to come |

A control that sends its state, as buttons on tablets do, counts when it is pressed: with 0 or
False as only argument, a message of the first three is passed over.
"""

from __future__ import annotations

import logging
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from mocap_app.core.errors import StreamError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.workers.loop_thread import LoopThread

if TYPE_CHECKING:
    from pythonosc.osc_message import OscMessage

logger = logging.getLogger(__name__)

PREFIX = "/mocap/"
ADDRESSES = (
    "/mocap/record/start  [name]",
    "/mocap/record/stop",
    "/mocap/record/toggle",
    "/mocap/scene  name",
    "/mocap/shot  name",
)
"""What is understood, for those who set up the other side."""
_WAIT_S = 0.1
_LONGEST = 65535


@dataclass(frozen=True, slots=True)
class RemotePlan:
    """Where to listen."""

    port: int
    """UDP port; 0 for any free one."""
    host: str
    """127.0.0.1 for this computer only, 0.0.0.0 for the whole network."""


class OscRemote(LoopThread):
    """Listens for OSC messages over UDP.

    Signals:
        listening: The port is open; its number.
        start_requested: Name of the take, empty for the usual one.
        stop_requested: End the recording.
        toggle_requested: Do what the record button does.
        scene_chosen: Scene of the takes to come.
        shot_chosen: Shot of the takes to come.
    """

    listening = Signal(int)
    start_requested = Signal(str)
    stop_requested = Signal()
    toggle_requested = Signal()
    scene_chosen = Signal(str)
    shot_chosen = Signal(str)

    def __init__(self, plan: RemotePlan) -> None:
        super().__init__()
        self._plan = plan
        self._socket: socket.socket | None = None

    def set_up(self) -> None:
        """Open the port.

        Raises:
            StreamError: Another program has it.
        """
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(_WAIT_S)
        try:
            self._socket.bind((self._plan.host, self._plan.port))
        except OSError as error:
            raise StreamError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "Recording by OSC is not possible: port {port} cannot be opened ({reason}). "
                    "Choose another one.",
                ),
                port=self._plan.port,
                reason=error.strerror or error,
            ) from error
        self.listening.emit(self._socket.getsockname()[1])

    def step(self) -> bool:
        """Wait a moment for a message and obey it."""
        assert self._socket is not None, "step runs after set_up"
        try:
            data, _ = self._socket.recvfrom(_LONGEST)
        except TimeoutError:
            return True
        except ConnectionError:
            # Windows tells so when somebody whom nobody asked does not answer.
            return True
        for message in parse(data):
            self._obey(message.address, list(message.params))
        return True

    def tear_down(self) -> None:
        """Close the port."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _obey(self, address: str, params: list[object]) -> None:
        what = address.removeprefix(PREFIX)
        text = _text(params[0]) if params else ""
        released = len(params) == 1 and not isinstance(params[0], str) and not params[0]
        if what == "scene":
            self.scene_chosen.emit(text)
        elif what == "shot":
            self.shot_chosen.emit(text)
        elif released:
            return
        elif what == "record/start":
            named = bool(params) and isinstance(params[0], str)
            self.start_requested.emit(text if named else "")
        elif what == "record/stop":
            self.stop_requested.emit()
        elif what == "record/toggle":
            self.toggle_requested.emit()


def parse(data: bytes) -> list[OscMessage]:
    """Return the messages of a datagram, alone or in a bundle; none of one that is no OSC."""
    from pythonosc.osc_bundle import ParseError as BundleError
    from pythonosc.osc_message import ParseError as MessageError
    from pythonosc.osc_packet import OscPacket, ParseError

    try:
        messages = [timed.message for timed in OscPacket(data).messages]
    except (ParseError, BundleError, MessageError, ValueError, IndexError, RecursionError) as error:
        logger.debug("Not an OSC message: %s", error)
        return []
    return [message for message in messages if message.address.startswith(PREFIX)]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
