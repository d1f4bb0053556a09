"""What a site asks of robots, and what its publisher says against the use of a page."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from ingest.fetch.fetched import FEEDS, RefusedError, Target
from ingest.fetch.fetcher import Fetcher
from ingest.fetch.opt_outs import opt_outs_in
from ingest.fetch.request import Response, target_of
from ingest.fetch.rules import MOST_RULES, KnownRules, Rules
from ingest.records.record import SourceError
from ragbot.settings import load_settings
from tests.website import always, fetcher, reply, serving, to

STORY = b"<html><head><title>Ferry</title></head><body><p>The ferry sails again from Monday.</p></body></html>"
PAGE = always(reply(STORY))
CLOSED = b"User-agent: *\nDisallow: /\n"


def robots(text: bytes, kind: str = "text/plain") -> dict[str, bytes]:
    return {"/robots.txt": reply(text, kind)}


def reserving(*rules: object) -> dict[str, bytes]:
    return {"/.well-known/tdmrep.json": reply(json.dumps(rules).encode(), "application/json")}


# robots.txt


ALLOWED = {
    "nothing": b"",
    "another's": b"User-agent: GPTBot\nDisallow: /\n",
    "another's, of which ours is a part": b"User-agent: ragbot-news\nDisallow: /\n",
    "a part of ours": b"User-agent: bot\nDisallow: /\n",
    "ours before all": b"User-agent: *\nDisallow: /\n\nUser-agent: ragbot\nAllow: /\n",
    "longest": b"User-agent: *\nDisallow: /news/\nAllow: /news/free/\n",
    "end": b"User-agent: *\nDisallow: /*.html$\n",
    "small letters": b"User-agent: *\nDisallow: /NEWS\n",
    "a page": b"<!doctype html>\nUser-agent: *\nDisallow: /\n",
    "empty rule": b"User-agent: *\nDisallow:\n",
    "binary": bytes(range(256)) * 9,
}
FORBIDDEN = {
    "all": CLOSED,
    "mark": b"\xef\xbb\xbf" + CLOSED,
    "ours": b"User-agent: *\nAllow: /\n\nUser-Agent: RagBot\nDisallow: /news\n",
    "two groups of ours": b"User-agent: ragbot\nDisallow: /a\n\nUser-agent: ragbot\nDisallow: /news\n",
    "several names": b"User-agent: GPTBot\nUser-agent: ragbot\nDisallow: /\n",
    "star": b"User-agent: *\nDisallow: /*/free/\n",
    "end": b"User-agent: *\nDisallow: /*.html?print=1$\n",
    "percent": b"User-agent: *\nDisallow: /news/free/%61\n",
    "carriage returns": b"User-agent: *\rDisallow: /news\r",
    "comments": b"User-agent: * # all\nDisallow: /news # stay out\n",
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_robots_txt_allows_is_fetched(name: str) -> None:
    with serving(PAGE, robots(ALLOWED[name])) as site:
        assert fetcher().may_fetch(site.at("/news/free/a.html?print=1"))
        assert site.fetch("/news/free/a.html?print=1").status == 200


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_robots_txt_forbids_is_not_asked_for(name: str) -> None:
    with serving(PAGE, robots(FORBIDDEN[name])) as site:
        assert not fetcher().may_fetch(site.at("/news/free/a.html?print=1"))
        with pytest.raises(RefusedError, match=r"closed to ragbot by the robots.txt of news.example") as refused:
            site.fetch("/news/free/a.html?print=1")
        assert refused.value.words == ("robots.txt",)
        assert site.requests == []


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "401 Unauthorized", "403 Forbidden", "451 No"])
def test_a_site_without_rules_is_open(status: str) -> None:
    with serving(PAGE, {"/robots.txt": reply(CLOSED, "text/plain", status)}) as site:
        assert site.fetch().status == 200


@pytest.mark.parametrize("status", ["429 Too Many", "500 Oops", "503 Busy", "304 Not Modified", "302 Found"])
def test_a_site_whose_rules_cannot_be_read_is_left_for_now(status: str) -> None:
    with serving(PAGE, {"/robots.txt": reply(b"", "text/plain", status)}) as site:
        by = fetcher()
        for _ in range(2):
            with pytest.raises(SourceError, match=f"robots.txt of news.example cannot be read: .* {status[:3]}"):
                site.fetch(by=by)
        assert not by.may_fetch(site.at())
        assert (site.requests, len(site.rules)) == ([], 1)
        assert site.fetch(by=by, by_hand=True).opt_outs == ()


def test_where_no_way_leads_to_a_site_its_rules_are_not_blamed() -> None:
    with serving(PAGE) as site:
        pass
    with pytest.raises(SourceError, match=r"^cannot be reached \(.*refused\)"):
        site.fetch()


@pytest.mark.parametrize("url", ["http://news example/a", "http://news.example\u2009/a"])
def test_a_host_with_a_blank_is_none(url: str) -> None:
    with pytest.raises(SourceError, match="its host has a blank"):
        target_of(url)


def test_rules_that_drip_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(path: str) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        for _ in range(200):
            time.sleep(0.05)
            yield b"#"

    monkeypatch.setattr("ingest.fetch.fetcher.RULES_SECONDS", 0.3)
    with serving(PAGE, {"/robots.txt": drip}) as site:
        began = time.monotonic()
        with pytest.raises(SourceError, match="cannot be read: it did not come within"):
            site.fetch()
        assert time.monotonic() - began < 3


def test_rules_are_asked_for_once_and_for_each_origin() -> None:
    with serving(PAGE) as site, serving(PAGE) as other:
        by = fetcher()
        for _ in range(3):
            site.fetch(by=by)
            other.fetch(by=by)
        assert [line.split()[1] for line in site.rules] == ["/robots.txt", "/.well-known/tdmrep.json"]
        assert len(other.rules) == 2


def test_rules_elsewhere_are_followed_there() -> None:
    with serving(lambda path: [reply(CLOSED, "text/plain")]) as elsewhere:
        rules = {"/robots.txt": to(elsewhere.at("/r", "other.example"), "301 Moved Permanently")}
        with serving(PAGE, rules) as site, pytest.raises(RefusedError):
            site.fetch()


def test_a_redirect_is_checked_by_the_rules_of_where_it_leads() -> None:
    with serving(PAGE, robots(CLOSED)) as closed, serving(always(to(closed.at("/a", "closed.example")))) as site:
        with pytest.raises(RefusedError, match=r"closed.example"):
            site.fetch()
        assert (len(site.requests), len(closed.requests)) == (1, 0)


def rules_of(*answers: bytes | SourceError) -> list[Rules]:
    """What is known of a site after each of these answers for its robots.txt."""
    known, found = KnownRules(), []
    for answer in answers:

        def ask(url: str, answer: bytes | SourceError = answer) -> Response:
            if isinstance(answer, SourceError):
                raise answer
            return Response(200 if url.endswith("robots.txt") else 404, [], answer)

        found.append(known.ask("https://news.example", ask))
    return found


def test_rules_that_were_read_hold_on_while_they_cannot_be_read() -> None:
    before, after = rules_of(b"User-agent: *\nDisallow: /a\n", SourceError("cannot be reached"))
    assert [after.allow(f"https://news.example{path}") for path in ("/a", "/b")] == [False, True]
    assert after.until < before.until  # and are asked for again soon


def test_of_endless_rules_the_start_counts_and_no_half_line() -> None:
    start = b"User-agent: *\nDisallow: /secret\n"
    text = start + b"#" * (MOST_RULES - len(start) - 13) + b"\nDisallow: /news/hidden\n"
    assert text[:MOST_RULES].endswith(b"\nDisallow: /n")
    with serving(PAGE, robots(text + b"Disallow: /\n" * 100_000)) as site:
        assert site.fetch("/news").status == 200
        with pytest.raises(RefusedError):
            site.fetch("/secret")


def test_what_is_kept_of_rules_is_bounded() -> None:
    known = KnownRules()
    for number in range(12):
        known.ask(f"https://{number}.example", lambda url: Response(200, [], b"User-agent: *\n" + b"#" * 400_000))
    assert [number for number in range(12) if known.of(f"https://{number}.example")] == [8, 9, 10, 11]


@pytest.mark.parametrize(
    ("delay", "seconds"), [(b"5", 5), (b"0.5", 0.5), (b"1e9", 60), (b"-3", 0), (b"nan", 0), (b"soon", 0), (b"", 0)]
)
def test_a_crawl_delay_is_bounded(delay: bytes, seconds: float) -> None:
    (rules,) = rules_of(b"User-agent: *\nCrawl-delay: " + delay + b"\n")
    assert rules.delay == seconds


# Opt-outs


OPT_OUTS = {
    "noai": ("X-Robots-Tag: noai, noimageai",),
    "noindex": ("X-Robots-Tag: noindex",),
    "none": ("X-Robots-Tag: NONE",),
    "nosnippet": ("X-Robots-Tag: nofollow", "X-Robots-Tag: nosnippet"),
    "max-snippet:0": ("X-Robots-Tag: max-snippet: 0",),
    "noml": ("X-Robots-Tag: googlebot: nofollow, ragbot: noml",),
    "tdm-reservation": ("tdm-reservation: 1", "tdm-policy: https://news.example/policy.json"),
}
NONE = [
    ("X-Robots-Tag: googlebot: noindex, nosnippet",),
    ("X-Robots-Tag: otherbot: noai, googlebot: noindex",),
    ("X-Robots-Tag: noimageai, nofollow, noarchive",),
    ("X-Robots-Tag: max-snippet:50, max-image-preview:large",),
    ("X-Robots-Tag: unavailable_after: 25 Jun 2010 15:00:00 PST",),
    ("tdm-reservation: 0",),
    ("X-Robots-Tag: noaid",),
    ("X-Robots-Tag:",),
]


@pytest.mark.parametrize("word", OPT_OUTS)
def test_what_its_publisher_wants_left_out_is_left_out(word: str) -> None:
    with serving(always(reply(STORY, "text/html", "200 OK", *OPT_OUTS[word]))) as site:
        with pytest.raises(RefusedError, match=word) as refused:
            site.fetch()
        assert refused.value.words == (word,)
        assert site.fetch(by_hand=True).opt_outs == (word,)
        assert site.fetch(by=fetcher(opt_outs="told")).opt_outs == (word,)
        with pytest.raises(RefusedError):
            site.fetch(by=fetcher(opt_outs="always"), by_hand=True)


@pytest.mark.parametrize("headers", NONE)
def test_what_is_said_to_others_or_of_other_uses_is_not(headers: tuple[str, ...]) -> None:
    with serving(always(reply(STORY, "text/html", "200 OK", *headers))) as site:
        assert site.fetch().opt_outs == ()


def test_a_feed_that_is_no_hit_itself_is_read() -> None:
    feed = reply(b"<rss/>", "application/rss+xml", "200 OK", "X-Robots-Tag: noindex, follow")
    with serving(always(feed)) as site:
        assert site.fetch(accept=FEEDS).opt_outs == ()
    feed = reply(b"<rss/>", "application/rss+xml", "200 OK", "X-Robots-Tag: noai")
    with serving(always(feed)) as site, pytest.raises(RefusedError, match="noai"):
        site.fetch(accept=FEEDS)


def test_an_error_page_that_is_in_no_index_is_an_answer() -> None:
    with serving(always(reply(b"", "text/html", "404 Not Found", "X-Robots-Tag: noindex"))) as site:
        assert (site.fetch().status, site.fetch().opt_outs) == (404, ())


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ('<meta name="robots" content="noai, noimageai">', ("noai",)),
        ("<META content=' NOINDEX , follow' NAME=Robots>", ("noindex",)),
        ('<meta name="ragbot" content="nosnippet"/>', ("nosnippet",)),
        ('<meta name="tdm-reservation" content="1">', ("tdm-reservation",)),
        ('<meta name="robots" content="max-snippet:0"><meta name="robots" content="noai">', ("max-snippet:0", "noai")),
        ('<meta name="googlebot" content="noindex">', ()),
        ('<meta name="tdm-reservation" content="0">', ()),
        ('<!-- <meta name="robots" content="noai"> -->', ()),
        ('<script>var m = \'<meta name="robots" content="noai">\'</script>', ()),
        ('<meta name="description" content="noai">', ()),
        ('<meta property="robots">', ()),
        ("", ()),
        ("<", ()),
        ("\x00\ud800<meta", ()),
        ("<div>" * 50_000, ()),
        ('<meta name="robots" content="' + "noai," * 50_000 + '">', ("noai",)),
        ("<!--" * 50_000, ()),
    ],
)
def test_the_meta_tags_of_a_page_are_read(head: str, words: tuple[str, ...]) -> None:
    began = time.monotonic()
    assert opt_outs_in(head) == words
    assert time.monotonic() - began < 1


def test_the_meta_tags_of_what_comes_are_read() -> None:
    page = b"<html><head>" + b"<style>p{}</style>" * 9_000 + b'<meta name="robots" content="noai"></head></html>'
    with serving(always(reply(page))) as site, pytest.raises(RefusedError, match="noai"):
        site.fetch()


TDMREP = [{"location": "/open/*", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1, "tdm-policy": "x"}]


def test_a_site_may_reserve_mining_by_location() -> None:
    with serving(PAGE, reserving(*TDMREP)) as site:
        assert site.fetch("/open/a").opt_outs == ()
        with pytest.raises(RefusedError, match="tdm-reservation"):
            site.fetch("/a")
        assert site.fetch("/a", by_hand=True).opt_outs == ("tdm-reservation",)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"<html>", b"[" * 100_000, b'{"location": "/", "tdm-reservation": 1}', b'[1, null, "x", {"location": 5}]',
        b'[{"tdm-reservation": 1}]', b'[{"location": "/", "tdm-reservation": true}]', b"\xff\xfe", b"[1e999]",
        b'[{"location": "/b\\nDisallow: /", "tdm-reservation": 1}]', b"[" + b"9" * 5000 + b"]",
    ],
)  # fmt: skip
def test_a_reservation_that_is_none_reserves_nothing(text: bytes) -> None:
    with serving(PAGE, {"/.well-known/tdmrep.json": reply(text, "application/json")}) as site:
        assert site.fetch("/a").opt_outs == ()


def test_what_is_told_by_hand_names_robots_txt_too() -> None:
    with serving(PAGE, {**robots(CLOSED), **reserving({"location": "*", "tdm-reservation": "1"})}) as site:
        assert site.fetch(by_hand=True).opt_outs == ("robots.txt", "tdm-reservation")
        with pytest.raises(RefusedError):
            site.fetch(by=fetcher(opt_outs="told"))  # a licence to mine is none to crawl
        with pytest.raises(RefusedError):
            site.fetch(by=fetcher(opt_outs="always"), by_hand=True)


def test_a_fetcher_is_made_by_the_settings() -> None:
    settings = load_settings(allowed_networks="127.0.0.1", contact="desk@news.example", opt_outs="always")
    with serving(PAGE) as site:
        assert Fetcher.of(settings).fetch(Target(f"http://127.0.0.1:{site.port}/")).status == 200
        assert "(+desk@news.example)" in site.requests[0]
