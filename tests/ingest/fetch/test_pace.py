"""One request at a time to a host, with pauses, and none while it wants to be left alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ingest.fetch.fetched import QuietError, Target
from ingest.fetch.pace import MOST_HOSTS, Pace
from ingest.records.record import SourceError, never
from tests.website import Reply, always, fetcher, reply, serving, to

PLAIN = reply(b"The ferry sails.", "text/plain")


def test_one_host_is_asked_one_thing_at_a_time_and_others_meanwhile() -> None:
    now, most = 0, 0
    lock = threading.Lock()

    def slowly(path: str) -> Iterator[bytes]:
        nonlocal now, most
        with lock:
            now, most = now + 1, max(most, now + 1)
        time.sleep(0.1)
        with lock:
            now -= 1
        yield PLAIN

    with serving(slowly) as site, ThreadPoolExecutor(6) as threads:
        by = fetcher()
        list(threads.map(lambda number: site.fetch(f"/{number}", by), range(6)))
        assert (most, len(site.requests)) == (1, 6)
        most = 0
        each = [site.at("/", f"{number}.example") for number in range(6)]
        list(threads.map(lambda url: by.fetch(Target(url)), each))
        assert most > 1


def times(by_path: dict[str, float], answers: dict[str, bytes]) -> Reply:
    """Answers that note when they were asked for."""

    def answer(path: str) -> list[bytes]:
        by_path[path] = time.monotonic()
        return [answers.get(path, PLAIN)]

    return answer


def test_between_two_requests_is_a_pause_also_on_a_way() -> None:
    asked: dict[str, float] = {}
    with serving(times(asked, {"/1": to("/2")})) as site:
        by = fetcher(pause=0.3)
        site.fetch("/1", by)
        site.fetch("/3", by)
    assert asked["/2"] - asked["/1"] >= 0.3
    assert asked["/3"] - asked["/2"] >= 0.3


def test_a_crawl_delay_makes_the_pause_longer_but_not_for_a_person() -> None:
    asked: dict[str, float] = {}
    rules = {"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 0.6\n", "text/plain")}
    with serving(times(asked, {}), rules) as site:
        by = fetcher()
        site.fetch("/1", by)
        site.fetch("/2", by)
        site.fetch("/3", by, by_hand=True)
    assert asked["/2"] - asked["/1"] >= 0.6
    assert asked["/3"] - asked["/2"] < 0.5


def test_waiting_for_a_turn_is_not_counted_for_the_deadline() -> None:
    with serving(always(PLAIN)) as site:
        by = fetcher(pause=0.8, seconds=0.6)
        assert [site.fetch(by=by).status for _ in range(2)] == [200, 200]


def test_a_turn_for_which_nobody_waits_is_given_up() -> None:
    pace, began = Pace(), time.monotonic()
    with pace.turn("news.example", 0.0, never):
        pass
    with pytest.raises(SourceError, match="was stopped"), pace.turn("news.example", 30.0, lambda: True):
        pass
    held, stopped = pace.alone("news.example", never), pytest.raises(SourceError, match="was stopped")
    with held, stopped, pace.turn("news.example", 0.0, lambda: True):
        pass
    assert time.monotonic() - began < 2
    with pace.turn("news.example", 0.0, never):
        pass


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Busy"])
def test_who_wants_to_be_left_alone_is(status: str) -> None:
    with serving(always(reply(b"", None, status, "Retry-After: 600"))) as site:
        by = fetcher()
        assert site.fetch(by=by).retry_seconds == 600
        for by_hand in (False, True):
            with pytest.raises(QuietError, match="wants to be left alone for another 10 minutes") as quiet:
                site.fetch("/other", by, by_hand=by_hand)
            assert 590 < quiet.value.seconds <= 600
        assert len(site.requests) == 1
        assert by.may_fetch(site.at("/x"))


def test_rules_are_not_asked_for_either_while_a_host_wants_to_be_left_alone() -> None:
    with serving(always(PLAIN), {"/robots.txt": reply(b"", None, "429 Too Many", "Retry-After: 60")}) as site:
        by = fetcher()
        for _ in range(2):
            with pytest.raises(SourceError):
                site.fetch(by=by)
        with pytest.raises(QuietError):
            site.fetch(by=by, by_hand=True)
        assert (site.requests, len(site.rules)) == ([], 1)


def test_a_short_while_is_waited_for_and_a_long_one_is_bounded() -> None:
    asked: dict[str, float] = {}
    with serving(times(asked, {"/1": reply(b"", None, "503 Busy", "Retry-After: 1")})) as site:
        by = fetcher()
        site.fetch("/1", by)
        site.fetch("/2", by)
    assert asked["/2"] - asked["/1"] >= 1
    pace = Pace()
    pace.leave_alone("news.example", 1e12)
    with pytest.raises(QuietError) as quiet, pace.turn("news.example", 0.0, never):
        pass
    assert quiet.value.seconds <= 86_400


def test_hosts_are_forgotten_when_they_are_many_but_not_who_wants_to_be_left_alone() -> None:
    pace = Pace()
    pace.leave_alone("quiet.example", 600)
    for number in range(MOST_HOSTS + 50):
        with pace.turn(f"{number}.example", 0.0, never):
            pass
    assert len(pace._hosts) <= MOST_HOSTS
    with pytest.raises(QuietError), pace.turn("quiet.example", 0.0, never):
        pass
