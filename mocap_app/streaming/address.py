"""Where a stream goes: what the user types, and what a socket needs."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from mocap_app.core.errors import StreamError
from mocap_app.core.marked_text import QT_TRANSLATE_NOOP

MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class Address:
    """A host by name or number, and a UDP port."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An `Address` whose host has been looked up."""

    address: Address
    family: int
    """Address family of the socket: IPv4 or IPv6."""
    numeric: tuple[str, int]
    """Numeric host and port, for `socket.connect`."""


def parse_address(text: str) -> Address:
    """Read HOST:PORT; an IPv6 number stands in brackets, as in [::1]:39539.

    Raises:
        StreamError: There is no host, no port, or no such port.
    """
    host, colon, port = text.strip().rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    host = host[1:-1] if bracketed else host
    if not colon or not host or (":" in host and not bracketed):
        raise StreamError(
            QT_TRANSLATE_NOOP(
                "Errors", "'{address}' is no address: write host and port, as in 127.0.0.1:39539."
            ),
            address=text,
        )
    if not (port.isascii() and port.isdigit()):
        raise StreamError(
            QT_TRANSLATE_NOOP("Errors", "'{port}' is no port: write a number from 1 to {most}."),
            port=port,
            most=MAX_PORT,
        )
    return checked(Address(host, int(port[:9])))


def checked(address: Address) -> Address:
    """Return the address if it can be one.

    Raises:
        StreamError: It cannot.
    """
    if not address.host.strip() or any(c.isspace() or c == "\0" for c in address.host):
        raise StreamError(
            QT_TRANSLATE_NOOP(
                "Errors", "'{host}' is no host: write a name or a number, as in 127.0.0.1."
            ),
            host=address.host,
        )
    if not 1 <= address.port <= MAX_PORT:
        raise StreamError(
            QT_TRANSLATE_NOOP("Errors", "{port} is no port: write a number from 1 to {most}."),
            port=address.port,
            most=MAX_PORT,
        )
    return address


def look_up(address: Address) -> Endpoint:
    """Find the number of a host; a name may take the network seconds to answer.

    Raises:
        StreamError: The address cannot be one, or nobody knows the name.
    """
    checked(address)
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise StreamError(
            QT_TRANSLATE_NOOP(
                "Errors", "The host {host} is not known; check its spelling and the network."
            ),
            host=address.host,
        ) from error
    # IPv4 first: "localhost" is both, and the receivers listen on IPv4.
    family, _, _, _, place = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    return Endpoint(address, family, (str(place[0]), address.port))
