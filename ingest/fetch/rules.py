"""The rules of a site for robots: its robots.txt (RFC 9309) and its tdmrep.json (TDMRep), kept for a day."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlsplit

from protego import Protego

from ingest.fetch.fetched import QuietError
from ingest.fetch.network import NotPublicError, UnreachableError
from ingest.fetch.opt_outs import TOKEN
from ingest.fetch.request import Response
from ingest.records.record import SourceError

MOST_RULES = 500_000
"""The most bytes of a file that are read, as many as RFC 9309 demands."""
KEPT_SECONDS = 86_400.0
TRIED_SECONDS = 600.0
"""Seconds until a robots.txt that could not be read is asked for again."""
MOST_DELAY = 60.0
"""The most seconds of a Crawl-delay: longer ones would let a feed of 50 items take hours."""
MOST_ORIGINS, MOST_BYTES = 1_000, 2_000_000
"""The most origins, and bytes of their rules, that are kept; parsed rules take 30 times their bytes."""
MOST_LOCATIONS = 10_000
_NO_PATH = re.compile(r"[\s#]+")  # "/a\nAllow: /": a path has none of them

Ask = Callable[[str], Response]
"""Returns the response at an address, after redirects. Raises SourceError."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one origin."""

    robots: Protego
    reserved: Protego
    """Its rules disallow addresses where text and data mining is reserved."""
    unreadable: str
    """Why nothing can or may be fetched for now; "" when the rules are known."""
    until: float
    """When to ask for the rules again, on the monotonic clock."""
    size: int

    @property
    def delay(self) -> float:
        """Return the seconds between two requests."""
        return max(0.0, min(self.robots.crawl_delay(TOKEN) or 0.0, MOST_DELAY))

    def allow(self, url: str) -> bool:
        return not self.unreadable and self.robots.can_fetch(url, TOKEN)

    def reserve(self, url: str) -> bool:
        return not self.reserved.can_fetch(url, TOKEN)


class KnownRules:
    """The rules of the origins that were asked last; threads share them."""

    def __init__(self) -> None:
        self._rules: dict[str, Rules] = {}
        self._lock = Lock()

    def of(self, origin: str) -> Rules | None:
        """Return the rules of an origin; None when it is time to ask for them."""
        with self._lock:
            rules = self._rules.get(origin)
        return rules if rules and time.monotonic() < rules.until else None

    def ask(self, origin: str, ask: Ask) -> Rules:
        """Return the rules that the origin has now; where they cannot be read, the ones before hold on."""
        rules = fetched_rules(origin, ask)
        with self._lock:
            old = self._rules.pop(origin, None)
            if rules.unreadable and old and not old.unreadable:
                rules = Rules(old.robots, old.reserved, "", rules.until, old.size)
            self._rules[origin] = rules
            self._forget()
        return rules

    def _forget(self) -> None:
        while len(self._rules) > MOST_ORIGINS or sum(each.size for each in self._rules.values()) > MOST_BYTES:
            del self._rules[next(iter(self._rules))]


def fetched_rules(origin: str, ask: Ask) -> Rules:
    """Return the rules as the origin gives them now."""
    robots, unreadable = _robots(origin, ask)
    reserved = "" if unreadable else _reserved(origin, ask)
    seconds = TRIED_SECONDS if unreadable else KEPT_SECONDS
    until = time.monotonic() + seconds
    return Rules(Protego.parse(robots), Protego.parse(reserved), unreadable, until, len(robots) + len(reserved))


def _robots(origin: str, ask: Ask) -> tuple[str, str]:
    """Return the text of the robots.txt, or why nothing may be fetched for now; the other is "".

    By RFC 9309: 4xx means that there are no rules (also 401 and 403: the pages behind such a wall say so themselves);
    a server that fails or wants to be left alone may have some.
    """
    try:
        response = ask(f"{origin}/robots.txt")
    except (NotPublicError, QuietError):
        raise
    except UnreachableError as error:  # nor can the pages be
        return "", str(error)
    except SourceError as error:
        return "", _left(origin, str(error))
    if response.status == 429 or response.status // 100 not in (2, 4):
        return "", _left(origin, f"is answered with {response.status}")
    text = response.data.decode("utf-8-sig", "replace").lstrip()
    is_rules = 200 <= response.status < 300 and not text.startswith("<")  # a page says that there is none
    return (_whole_lines(text, response.data) if is_rules else ""), ""


def _left(origin: str, why: str) -> str:
    return f"is left for now, since the robots.txt of {urlsplit(origin).hostname} cannot be read: it {why}"


def _whole_lines(text: str, data: bytes) -> str:
    return text[: text.rfind("\n") + 1] if len(data) >= MOST_RULES else text


def _reserved(origin: str, ask: Ask) -> str:
    """Return its tdmrep.json as a robots.txt, for locations match as paths do there; "" when it reserves nothing."""
    try:
        response = ask(f"{origin}/.well-known/tdmrep.json")
        listed = json.loads(response.data) if 200 <= response.status < 300 else []
    except (SourceError, ValueError, RecursionError):
        return ""
    lines = [_line(each) for each in listed[:MOST_LOCATIONS]] if isinstance(listed, list) else []
    return "\n".join(["User-agent: *", *lines]) if any(lines) else ""


def _line(rule: object) -> str:
    """Return the line for a rule: `Disallow: /news/` for {"location": "/news/", "tdm-reservation": 1}."""
    location = rule.get("location") if isinstance(rule, dict) else None
    if not isinstance(rule, dict) or not isinstance(location, str):
        return ""
    verb = "Disallow" if str(rule.get("tdm-reservation")) == "1" else "Allow"
    return f"{verb}: /{_NO_PATH.sub('', location).lstrip('/')}"
