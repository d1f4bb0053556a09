"""Connections to addresses that others name: to public ones only, each checked itself, all before one deadline."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpcore

from ingest.records.record import SourceError
from ingest.records.threads import started

Address = IPv4Address | IPv6Address
Networks = Sequence[IPv4Network | IPv6Network]

CONNECT_SECONDS = 5.0
"""The most seconds for each address of a name: the first of several may be out of reach."""
_UNICAST = IPv6Network("2000::/3")  # all addresses that were ever given out
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Return whether the address is on the internet, and not on this machine or its network, in whatever disguise."""
    if isinstance(address, IPv6Address):
        if inner := _disguised(address):
            return is_public(inner)
        return address in _UNICAST and address.is_global
    return address.is_global and not address.is_multicast


def allowing(networks: Networks) -> Callable[[Address], bool]:
    """Return a function that allows public addresses, and those in the networks, in whatever disguise."""

    def allows(address: Address) -> bool:
        inner = (_disguised(address) if isinstance(address, IPv6Address) else None) or address
        return is_public(address) or any(inner in network for network in networks)

    return allows


def _disguised(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address at which packets to `address` end; None when it is no disguise."""
    nat64 = IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    return address.ipv4_mapped or address.sixtofour or nat64


def resolve(host: str) -> Sequence[str]:
    """Return all addresses of a name. Raises OSError when there is none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


class UnreachableError(SourceError):
    """A server to which there is no way, whatever the request."""


class NotPublicError(SourceError):
    """An address that is neither public nor allowed."""


@dataclass(frozen=True, slots=True)
class Network(httpcore.NetworkBackend):
    """Connects to the very address that was checked: a second look-up may give another one (DNS rebinding)."""

    seconds: float
    allows: Callable[[Address], bool] = is_public
    resolve: Callable[[str], Sequence[str]] = resolve
    started: float = field(default_factory=time.monotonic)
    met: list[Address] = field(default_factory=list)
    """The addresses of its connections."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection. Raises SourceError when the name is unknown or leads to a forbidden address."""
        failure: Exception = UnreachableError(f"has a host without an address ({host}); check its spelling")
        for address in self._checked(host):
            try:
                seconds = min(self.left(), CONNECT_SECONDS)
                stream = httpcore.SyncBackend().connect_tcp(str(address), port, seconds)
                self.met.append(address)
                return _Stream(stream, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def left(self) -> float:
        """Return the seconds until the deadline. Raises ReadTimeout when it is over."""
        left = self.started + self.seconds - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline is over")
        return left

    def check(self, host: str) -> None:
        """Raise SourceError when the name is unknown, slow or leads to a forbidden address; send nothing."""
        try:
            self._checked(host)
        except httpcore.TimeoutException:
            raise UnreachableError(
                f"has a host that was not found within {self.seconds:g} s ({host}); try again"
            ) from None

    def _checked(self, host: str) -> list[Address]:
        addresses = [ip_address(each) for each in self._resolved(host)]
        for address in addresses:
            if not self.allows(address):
                which = host if host == str(address) else f"{host} leads to {address}, which"
                raise NotPublicError(
                    f"is refused: {which} is no public address; save the page as a file, "
                    "or allow its network in RAGBOT_ALLOWED_NETWORKS"
                )
        return addresses

    def _resolved(self, host: str) -> Sequence[str]:
        """Return the addresses, by a thread of its own: the system's resolver knows no deadline."""
        future = started(lambda: self.resolve(host), "resolver")
        try:
            return future.result(self.left())
        except TimeoutError:
            raise httpcore.ConnectTimeout("the name was not found in time") from None
        except (OSError, ValueError):
            raise UnreachableError(f"has a host that was not found ({host}); check its spelling") from None


@dataclass(frozen=True, slots=True)
class _Stream(httpcore.NetworkStream):
    """A connection that gives each read the time that is left: a limit for each would let a drip last for ever."""

    stream: httpcore.NetworkStream
    network: Network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.network.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.network.left())

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, self.network.left()), self.network)

    def close(self) -> None:
        self.stream.close()

    def get_extra_info(self, info: str) -> object:
        return self.stream.get_extra_info(info)
