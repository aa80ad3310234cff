"""Sends poses to one or more receivers, without ever holding up whoever makes them."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mocap_app.core.errors import StreamError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP
from mocap_app.streaming import json_udp, vmc
from mocap_app.streaming.rate_limit import RateLimit

if TYPE_CHECKING:
    from collections.abc import Callable

    from mocap_app.core.types import ProcessedPose
    from mocap_app.streaming.address import Endpoint

DEFAULT_PORTS = {"vmc": vmc.DEFAULT_PORT, "json": json_udp.DEFAULT_PORT}
FORMATS = tuple(DEFAULT_PORTS)


@dataclass(frozen=True, slots=True)
class StreamTarget:
    """Who receives the poses, and in which form."""

    format: str
    """One of `FORMATS`."""
    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """Everything about a stream that the user decides."""

    targets: tuple[StreamTarget, ...]
    rate: float = 0.0
    """At most so many poses a second; 0 for all."""


class PoseStream:
    """A stream under way; made, used and closed on one thread.

    UDP has no connection: a receiver may come and go. What the system tells of it (nobody
    listens, no network) is told to the user once, and sending goes on.
    """

    def __init__(self, plan: StreamPlan, failed: Callable[[StreamError], None]) -> None:
        """Get ready; a target's socket is opened when there is something to send.

        Args:
            plan: What to send where.
            failed: Called at most once, with the first thing that went wrong.
        """
        self.plan = plan
        self.sent_frames = 0
        self._failed = failed
        self._told = False
        self._limit = RateLimit(plan.rate)
        self._zero: float | None = None
        """Timestamp of second 0."""
        self._links: dict[StreamTarget, socket.socket] = {}
        self._closed = False

    def send(self, pose: ProcessedPose) -> None:
        """Send one pose if its time has come; returns at once, whatever the network does."""
        if self._zero is None:
            # A timestamp may count from the machine's start; the 32 bits of VMC would be too few.
            self._zero = pose.raw.timestamp
        seconds = pose.raw.timestamp - self._zero
        if self._closed or not self._limit.allows(seconds):
            return
        solved = pose.solved
        if solved is not None and not (
            np.isfinite(solved.positions).all() and np.isfinite(solved.rotations).all()
        ):
            solved = None
        made: dict[str, list[bytes]] = {}
        for target in self.plan.targets:
            if target.format not in made:
                made[target.format] = (
                    vmc.vmc_datagrams(solved, seconds)
                    if target.format == "vmc"
                    else [json_udp.json_datagram(solved, pose.raw.frame_index, seconds)]
                )
            self._send_all(target, made[target.format])
        self.sent_frames += 1

    def close(self) -> None:
        """Close the sockets; nothing is sent any more."""
        self._closed = True
        for link in self._links.values():
            link.close()
        self._links.clear()

    def _send_all(self, target: StreamTarget, datagrams: list[bytes]) -> None:
        try:
            link = self._link(target)
            for datagram in datagrams:
                link.send(datagram)
        except BlockingIOError:
            # The network is slower than we are: this frame is lost, as any datagram may be.
            return
        except OSError as error:
            self._tell(target, error)

    def _link(self, target: StreamTarget) -> socket.socket:
        """Return the target's socket; without a network it is opened again and again."""
        if target not in self._links:
            link = socket.socket(target.endpoint.family, socket.SOCK_DGRAM)
            try:
                link.setblocking(False)
                # Only a connected socket is told by the system that nobody listens there.
                link.connect(target.endpoint.numeric)
            except OSError:
                link.close()
                raise
            self._links[target] = link
        return self._links[target]

    def _tell(self, target: StreamTarget, error: OSError) -> None:
        if self._told:
            return
        self._told = True
        address = target.endpoint.address
        if isinstance(error, ConnectionRefusedError | ConnectionResetError):
            text = QT_TRANSLATE_NOOP(
                "Errors",
                "Nobody listens at {address}: start the receiver there or check its port. "
                "Streaming goes on.",
            )
        else:
            text = QT_TRANSLATE_NOOP(
                "Errors",
                "Nothing reaches {address}: {reason}. Streaming goes on; check the network.",
            )
        self._failed(StreamError(text, address=address, reason=error.strerror or str(error)))
