"""Connections: to public and allowed addresses only, in whatever disguise, and before one deadline."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from threading import Event

import httpcore
import pytest

from ingest.fetch.network import Network, NotPublicError, UnreachableError, allowing, is_public, resolve
from tests.website import always, is_loopback, reply, serving


def network(*addresses: str, seconds: float = 5.0, **more: object) -> Network:
    """One in which each name has these addresses."""
    return Network(seconds, resolve=lambda host: addresses, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "::1", "::127.0.0.1", "fe80::1", "fe80::1%1",
        "fec0::1", "fd00::1", "ff02::1", "ff0e::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
        "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "2001::1", "2001:db8::1",
        "100::1", "4000::1",
    ],
)  # fmt: skip
def test_what_is_not_on_the_internet_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(NotPublicError, match=r"is no public address; save the page as a file, or allow its network"):
        network(address).check("news.example")


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822", "2002:5db8:d822::1"],
)
def test_what_is_on_the_internet_is_not(address: str) -> None:
    assert is_public(ip_address(address))
    network(address).check("news.example")


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("2002:a01:203::", True),
        ("64:ff9b::a01:203", True),
        ("fd00::7", True),
        ("93.184.216.34", True),
        ("10.2.0.1", False),
        ("::ffff:10.2.0.1", False),
        ("fd01::7", False),
        ("127.0.0.1", False),
    ],
)
def test_an_allowed_network_is_allowed_in_whatever_disguise(address: str, is_allowed: bool) -> None:
    allows = allowing([ip_network("10.1.0.0/16"), ip_network("fd00::/16")])
    assert allows(ip_address(address)) == is_allowed


def test_a_name_that_leads_there_among_others_is_refused_with_the_address() -> None:
    with pytest.raises(NotPublicError, match=r"is refused: news.example leads to 10.0.0.9, which is no public address"):
        network("93.184.216.34", "10.0.0.9").check("news.example")
    with pytest.raises(NotPublicError, match=r"is refused: 10.0.0.9 is no public address"):
        network("10.0.0.9").check("10.0.0.9")


@pytest.mark.parametrize("error", [OSError("Name or service not known"), UnicodeError("label too long")])
def test_an_unknown_name_says_so(error: Exception) -> None:
    def unknown(host: str) -> Sequence[str]:
        raise error

    with pytest.raises(UnreachableError, match=r"has a host that was not found \(news.example\); check its spelling"):
        Network(5.0, resolve=unknown).check("news.example")
    with pytest.raises(UnreachableError, match=r"has a host without an address \(news.example\)"):
        network().connect_tcp("news.example", 80)


def test_a_resolver_that_hangs_is_left_at_the_deadline() -> None:
    end = Event()

    def hanging(host: str) -> Sequence[str]:
        end.wait(5)
        return []

    with pytest.raises(UnreachableError, match=r"was not found within 0.02 s \(news.example\); try again"):
        Network(0.02, resolve=hanging).check("news.example")
    with pytest.raises(httpcore.ConnectTimeout):
        Network(0.02, resolve=hanging).connect_tcp("news.example", 80)
    end.set()


def test_after_the_deadline_nothing_is_sent() -> None:
    late = network("93.184.216.34", seconds=0.0)
    with pytest.raises(httpcore.ReadTimeout):
        late.left()
    with pytest.raises(httpcore.ReadTimeout):
        late.connect_tcp("news.example", 80)
    assert late.met == []


def test_a_connection_goes_to_the_address_that_was_checked_and_each_read_has_the_time_that_is_left() -> None:
    with serving(always(reply(b"Halmere"))) as site:
        one = network("127.0.0.2", "127.0.0.1", allows=is_loopback)  # nothing listens at the first
        stream = one.connect_tcp("news.example", site.port)
        assert one.met == [ip_address("127.0.0.1")]
        stream.write(b"GET / HTTP/1.1\r\n\r\n")
        assert stream.read(8) == b"HTTP/1.1"
        object.__setattr__(one, "started", one.started - 60)
        with pytest.raises(httpcore.ReadTimeout, match="the deadline is over"):
            stream.read(8)
        stream.close()


def test_this_machine_knows_its_own_addresses() -> None:
    assert "127.0.0.1" in resolve("127.0.0.1")
