import socket

import pytest

from mocap_app.core.errors import StreamError
from mocap_app.streaming.address import Address, look_up, parse_address


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:39539", "127.0.0.1", 39539),
        (" studio-pc:1 ", "studio-pc", 1),
        ("[::1]:65535", "::1", 65535),
    ],
)
def test_an_address_is_read_and_written(text, host, port):
    assert parse_address(text) == Address(host, port)
    assert str(Address(host, port)) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        *("", ":", "127.0.0.1", ":39539", "host:", "host:port", "host:-1", "host:0", "host:65536"),
        *("::1:39539", "[]:1", "two words:39539", "host:39539.0", "host:" + "9" * 5000, "host:٣"),
    ],
)
def test_what_is_none_gives_a_sentence(text):
    with pytest.raises(StreamError, match=r"^.+: write .+\.$|as in 127.0.0.1.+\.$"):
        parse_address(text)


def test_a_number_is_its_own_answer():
    endpoint = look_up(Address("127.0.0.1", 39539))
    assert (endpoint.family, endpoint.numeric) == (socket.AF_INET, ("127.0.0.1", 39539))


def test_a_name_prefers_ipv4(monkeypatch):
    six = (socket.AF_INET6, socket.SOCK_DGRAM, 17, "", ("::1", 5, 0, 0))
    four = (socket.AF_INET, socket.SOCK_DGRAM, 17, "", ("127.0.0.1", 5))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: [six, four])
    assert look_up(Address("localhost", 5)).numeric == ("127.0.0.1", 5)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 300, "ü" * 70])
def test_a_host_nobody_knows_gives_a_sentence(host):
    with pytest.raises(StreamError, match=r"is not known; check its spelling and the network\.$"):
        look_up(Address(host, 39539))
