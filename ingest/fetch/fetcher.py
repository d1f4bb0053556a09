"""The fetcher: each request for an address leaves the machine here, politely and safely."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from ipaddress import ip_network
from typing import Literal

import httpcore

from ingest.fetch.fetched import Fetched, RefusedError, Target
from ingest.fetch.freshness import fresh_seconds, retry_seconds
from ingest.fetch.network import Network, Networks, allowing
from ingest.fetch.opt_outs import RESERVED, opt_outs_of
from ingest.fetch.pace import PAUSE_SECONDS, Pace
from ingest.fetch.request import Response, origin_of, respond, target_of
from ingest.fetch.rules import MOST_RULES, KnownRules, Rules
from ingest.fetch.unpack import ACCEPTED
from ingest.fetch.way import Way
from ingest.records.record import IsOver, SourceError, never
from ingest.records.threads import result_of
from ragbot import __version__
from ragbot.settings import Settings

SECONDS = 20.0
"""The most seconds for one address, with its redirects and without the wait for a turn."""
RULES_SECONDS = 10.0
"""The most seconds for each file of a site's rules."""
OptOuts = Literal["followed", "always", "told"]
_VALIDATOR = re.compile(r"[ -~]{1,1000}")  # `W/"a1b2"`, `Sun, 15 Mar 2026 09:00:00 GMT`


class Fetcher:
    """Fetches addresses. A process has one, which threads share: it knows the hosts for all of them."""

    def __init__(
        self,
        *,
        networks: Networks = (),
        contact: str = "",
        opt_outs: OptOuts = "followed",
        pause: float = PAUSE_SECONDS,
        seconds: float = SECONDS,
        network: Callable[[float], Network] | None = None,
    ) -> None:
        """Allow `networks` beside public addresses; `network` returns one that connects within so many seconds."""
        self._agent = {"User-Agent": f"ragbot/{__version__}" + (f" (+{contact})" if contact else "")}
        self._opt_outs, self._pause, self._seconds = opt_outs, pause, seconds
        self._network = network or (lambda seconds: Network(seconds, allowing(networks)))
        self._pace, self._rules = Pace(), KnownRules()

    @classmethod
    def of(cls, settings: Settings) -> Fetcher:
        """Return the fetcher of an operator's settings: one for all, so that they share the pace of a host."""
        return _shared(settings.allowed_networks, settings.contact, settings.opt_outs)

    def fetch(self, target: Target, is_over: IsOver = never) -> Fetched:
        """Return what is at the address; a status that is no success is an answer, too.

        Raises RefusedError when the publisher does not want that, QuietError when the server wants to be left alone,
        and SourceError when the page cannot be reached, is not public, too large, damaged, or not in time.
        """
        return result_of(lambda: self._fetched(target, is_over), is_over)

    def may_fetch(self, url: str, is_over: IsOver = never) -> bool:
        """Return whether its site's robots.txt can be read and allows `url`. Raises SourceError for no address."""
        target = target_of(url)
        return result_of(lambda: self._rules_of(target, False, is_over).allow(_url(target)), is_over)

    def _fetched(self, fetch_target: Target, is_over: IsOver) -> Fetched:
        way = Way([fetch_target.url], self._network(self._seconds), fetch_target.public_only)
        said: list[str] = []
        while True:
            target = target_of(way.url)
            said += self._said_by_rules(target, fetch_target, way, is_over)
            response = self._in_turn(target, fetch_target, way, is_over)
            if not way.leads_on(response):
                said += self._heeded(opt_outs_of(response), fetch_target)
                return _came(way, response, tuple(dict.fromkeys(said)))

    def _said_by_rules(self, target: httpcore.URL, fetch_target: Target, way: Way, is_over: IsOver) -> list[str]:
        """Return the words of its site against the request. Raises SourceError when they end it."""
        rules, url, host = self._rules_of(target, way.is_public, is_over), _url(target), target.host.decode()
        if rules.unreadable and not fetch_target.by_hand:
            raise SourceError(rules.unreadable)
        robots = [] if rules.unreadable or rules.allow(url) else ["robots.txt"]
        if robots and self._refuses(fetch_target, by_robots=True):
            raise RefusedError(f"is closed to ragbot by the robots.txt of {host}; ask its publisher", robots)
        return [*robots, *self._heeded([RESERVED] if rules.reserve(url) else [], fetch_target)]

    def _heeded(self, words: Sequence[str], target: Target) -> Sequence[str]:
        """Return the words. Raises RefusedError when they refuse the request."""
        if words and self._refuses(target):
            raise RefusedError(f"is not for use by machines, says its publisher ({', '.join(words)})", words)
        return words

    def _refuses(self, target: Target, by_robots: bool = False) -> bool:
        if self._opt_outs == "always" or target.by_hand:
            return self._opt_outs == "always"
        return by_robots or self._opt_outs == "followed"

    def _in_turn(self, target: httpcore.URL, fetch_target: Target, way: Way, is_over: IsOver) -> Response:
        """Return the response of one server on the way."""
        rules = self._rules.of(origin_of(target))
        pause = max(self._pause, rules.delay if rules and not fetch_target.by_hand else 0.0)
        with self._pace.turn(target.host.decode(), pause, is_over):
            return self._respond(target, self._headers(fetch_target), way, fetch_target.most_bytes)

    def _rules_of(self, target: httpcore.URL, public_only: bool, is_over: IsOver) -> Rules:
        origin = origin_of(target)
        if rules := self._rules.of(origin):
            return rules
        with self._pace.alone(target.host.decode(), is_over):
            ask = partial(self._plainly, public_only=public_only)
            return self._rules.of(origin) or self._rules.ask(origin, ask)

    def _plainly(self, url: str, public_only: bool) -> Response:
        """Return a file of rules, for which no rules hold."""
        way = Way([url], self._network(min(RULES_SECONDS, self._seconds)), public_only)
        while way.leads_on(response := self._respond(target_of(way.url), self._agent, way, MOST_RULES, True)):
            pass
        return response

    def _respond(
        self, target: httpcore.URL, headers: Mapping[str, str], way: Way, most: int, start_will_do: bool = False
    ) -> Response:
        with way.going() as network:
            response = respond(target, headers, network, most, start_will_do)
        if response.status in (429, 503) and (seconds := retry_seconds(response)):
            self._pace.leave_alone(target.host.decode(), seconds)
        return response

    def _headers(self, target: Target) -> dict[str, str]:
        """Return the headers, without a validator that no header can carry: the server did not send it so."""
        given = {"If-None-Match": target.etag, "If-Modified-Since": target.last_modified}
        known = {name: value for name, value in given.items() if _VALIDATOR.fullmatch(value)}
        return {**self._agent, "Accept": target.accept, "Accept-Encoding": ACCEPTED, **known}


@cache
def _shared(networks: str, contact: str, opt_outs: OptOuts) -> Fetcher:
    allowed = [ip_network(each) for each in networks.split(",") if each]
    return Fetcher(networks=allowed, contact=contact, opt_outs=opt_outs)


def _url(target: httpcore.URL) -> str:
    return f"{origin_of(target)}{target.target.decode()}"


def _came(way: Way, response: Response, opt_outs: tuple[str, ...]) -> Fetched:
    fetched = Fetched(
        url=way.url,
        moved_to=None,
        status=response.status,
        kind=response.kind,
        charset=response.charset,
        data=response.data,
        etag=response.first("etag"),
        last_modified=response.first("last-modified"),
        fresh_seconds=fresh_seconds(response),
        retry_seconds=retry_seconds(response),
        opt_outs=opt_outs,
        is_public=way.is_public,
    )
    has_moved = len(way.urls) > 1 and way.is_permanent and fetched.is_there
    return replace(fetched, moved_to=way.url) if has_moved else fetched
