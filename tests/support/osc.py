"""Receivers on loopback: a real OSC one, and a bare socket for whatever else comes."""

from __future__ import annotations

import socket

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_bundle import OscBundle

from tests.support.patience import PATIENCE_S


class Receiver:
    """A UDP socket on a free port that keeps what it was sent."""

    def __init__(self, host="127.0.0.1"):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.host, self.port = self.socket.getsockname()[:2]

    def datagram(self, timeout_s=PATIENCE_S):
        """The next one; fails if none comes."""
        self.socket.settimeout(timeout_s)
        return self.socket.recv(65536)

    def waiting(self):
        """All that have arrived; on loopback that is all that were sent."""
        self.socket.setblocking(False)
        found = []
        try:
            while True:
                found.append(self.socket.recv(65536))
        except BlockingIOError:
            return found

    def close(self):
        self.socket.close()


def messages(datagrams):
    """[(address, arguments)] of OSC bundles, as python-osc's own dispatcher hands them out."""
    heard = []
    dispatcher = Dispatcher()
    dispatcher.set_default_handler(lambda address, *values: heard.append((address, values)))
    for datagram in datagrams:
        assert OscBundle.dgram_is_bundle(datagram)
        dispatcher.call_handlers_for_packet(datagram, ("127.0.0.1", 0))
    return heard


def bones(heard):
    """Bone name to (position, quaternion xyzw), from `messages`."""
    return {
        values[0]: (values[1:4], values[4:])
        for address, values in heard
        if address == "/VMC/Ext/Bone/Pos"
    }
