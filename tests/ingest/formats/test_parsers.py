"""Processes that parse pages: bounded in time and memory, few, shared, and none harms the next page."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Mapping

import pytest

from ingest.formats import parsers
from ingest.formats.format import Parsers, Record
from ingest.formats.parsers import ParserProcess, SharedParsers
from ingest.records.record import IsOver, SourceError, never

STORY = "The council of Ostvale passed its budget on Sunday after a debate that lasted nine hours and ended at dawn."
PAGE = f"<html><head><title>Budget passes</title></head><body><article><p>{STORY}</p></article></body></html>"
SLOW = f"<html><body>{'<p>The same few words, again and again.</p>' * 60_000}</body></html>"
LARGE = f"<html><body><article><table>{'<tr><td>x' * 100_000}</table></article></body></html>"
"""0.9 MB, which take over 100."""


@pytest.fixture
def parser() -> Iterator[ParserProcess]:
    with ParserProcess(60) as parser:
        yield parser


def parsed(parser: Parsers, page: str, is_over: IsOver = never) -> Record:
    found = parser.parse("HTML", page.encode(), "", is_over)
    assert isinstance(found, Mapping)
    return found


def process_of(parser: ParserProcess) -> int:
    assert parser._process
    assert parser._process.pid
    return parser._process.pid


def test_a_process_is_used_again_and_knows_nothing_of_the_page_before(parser: ParserProcess) -> None:
    assert parsed(parser, PAGE)["title"] == "Budget passes"
    first = process_of(parser)
    other = parsed(parser, PAGE.replace("Budget passes", "").replace("Ostvale", "Westvale"))
    assert "Westvale" in str(other["text"])
    assert other["title"] != "Budget passes"
    assert process_of(parser) == first


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not bound a process's memory")
def test_a_page_that_takes_all_memory_is_told_and_the_next_one_goes_on() -> None:
    """8 MB of table took 1.6 GB."""
    with ParserProcess(120, memory=50_000_000) as parser:
        parsed(parser, PAGE)
        first = process_of(parser)
        with pytest.raises(SourceError, match=r"takes over 50 MB to parse; save the article's text as \.txt instead"):
            parsed(parser, LARGE)
        assert parsed(parser, PAGE)
        assert process_of(parser) != first


def test_a_page_of_nothing_is_told_as_such(parser: ParserProcess) -> None:
    with pytest.raises(SourceError, match="holds no article text"):
        parsed(parser, "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the limits of another process in /proc")
def test_the_kernel_ends_a_page_that_nobody_ends(parser: ParserProcess) -> None:
    parsed(parser, PAGE)
    with open(f"/proc/{process_of(parser)}/limits") as limits:
        soft = {line[:25].strip(): line[25:].split()[0] for line in limits}
    assert 2 * 60 <= int(soft["Max cpu time"]) < 3 * 60
    assert parsers.MEMORY < int(soft["Max address space"]) < 2 * parsers.MEMORY


@pytest.mark.parametrize("page", [PAGE, SLOW])
def test_a_page_for_which_nobody_waits_ends_at_once(parser: ParserProcess, page: str) -> None:
    """Neither 8 seconds of parsing are waited for, nor the process's start, which may take two minutes."""
    if page is SLOW:
        parsed(parser, PAGE)
    began = time.monotonic()
    with pytest.raises(SourceError, match="was stopped"):
        parsed(parser, page, lambda: True)
    assert time.monotonic() - began < 10
    assert parser._process is None, "its reply would come as that to the next page"
    assert parsed(parser, PAGE)["title"] == "Budget passes"


def test_a_process_that_left_is_replaced_without_a_word(parser: ParserProcess) -> None:
    """It leaves when it has had no page for long, and after one that made it large."""
    parsed(parser, PAGE)
    assert parser._connection
    assert parser._process
    parser._connection.send(None)
    parser._process.join(20)
    assert parser._process.exitcode == 0
    assert parsed(parser, PAGE)["title"] == "Budget passes"


def test_many_share_few_processes_and_each_has_its_own_article() -> None:
    pages = SharedParsers(at_once=2, patience=120)
    told: dict[int, object] = {}

    def ask(n: int) -> None:
        told[n] = parsed(pages, PAGE.replace("Ostvale", f"Town{n}"))["text"]

    threads = [threading.Thread(target=ask, args=[n]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"Town{n} passed" in str(told[n]) for n in range(8))
    held = [pages._free.get_nowait() for _ in range(2)]
    assert len({process_of(parser) for parser in held if parser._process}) <= 2
    for parser in held:
        parser.close()


def test_whoever_waits_too_long_for_a_process_is_told_so_and_whoever_leaves_does_not_wait() -> None:
    none_free = SharedParsers(at_once=0, patience=0.3)
    with pytest.raises(SourceError, match="the parser, which is busy; send it again later"):
        parsed(none_free, PAGE)
    with pytest.raises(SourceError, match="was stopped"):
        parsed(SharedParsers(at_once=0, patience=60), PAGE, lambda: True)
