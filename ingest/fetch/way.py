"""The way from a target's address to its end: redirects, each checked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urldefrag, urljoin, urlsplit

from ingest.fetch.network import Network, is_public
from ingest.fetch.request import Response
from ingest.records.record import SourceError

MOST_REDIRECTS = 5
PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(slots=True)
class Way:
    """The addresses so far; the next request goes to the last one."""

    urls: list[str]
    network: Network
    is_public: bool
    """Whether the way has been on the internet: from there it may lead to no allowed network."""
    is_permanent: bool = True
    _stood: float = field(default_factory=time.monotonic)

    @property
    def url(self) -> str:
        return self.urls[-1]

    @contextmanager
    def going(self) -> Iterator[Network]:
        """Yield the network for one more request; only its time counts for the deadline, not the wait for a turn."""
        stood = time.monotonic() - self._stood
        allows = is_public if self.is_public else self.network.allows
        self.network = replace(self.network, started=self.network.started + stood, allows=allows)
        try:
            yield self.network
        finally:
            self._stood = time.monotonic()
            self.is_public = self.is_public or any(is_public(each) for each in self.network.met)

    def leads_on(self, response: Response) -> bool:
        """Return whether the response is a redirect, and follow it. Raises SourceError when it leads nowhere."""
        location = response.first("location") if response.status in _REDIRECTS else ""
        if not location:
            return False
        self._go(_joined(self.url, location))
        self.is_permanent = self.is_permanent and response.status in PERMANENT
        return True

    def _go(self, url: str) -> None:
        if url in self.urls:
            raise SourceError(f"leads round in a circle, back to {url[:200]}; check the address in a browser")
        if len(self.urls) > MOST_REDIRECTS:
            raise SourceError(f"leads on to other addresses more than {MOST_REDIRECTS} times; check the address")
        if urlsplit(self.url).scheme == "https" and urlsplit(url).scheme == "http":
            raise SourceError(
                f"leads from https to {url[:200]}, where others on the way can change it; check the address"
            )
        self.urls.append(url)


def _joined(url: str, location: str) -> str:
    try:
        return urldefrag(urljoin(url, location)).url
    except ValueError:
        raise SourceError("leads on to text that is no address; check it in a browser") from None
