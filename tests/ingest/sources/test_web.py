"""One page of the web: what is fetched, what is refused and why, against servers that misbehave on 127.0.0.1."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from ingest.fetch.network import is_public
from ingest.formats.parsers import SharedParsers
from ingest.pipeline.ingester import ingest
from ingest.pipeline.sinks import ArchiveSink
from ingest.records.articles import article_from
from ingest.records.record import Raw
from ingest.sources.web import read_page
from ragbot.archive.archive import Archive
from tests import website
from tests.website import Reply, Site, always, fetcher, reply, to

STORY = "The council of Ostvale passed its budget on Sunday after a debate that lasted nine hours and ended at dawn."
MORE = "Bus fares rise by 4 percent, and two libraries will open on Sundays from September, the mayor said."
PLAIN = b"Budget passes\n\n" + STORY.encode()

PAGES = SharedParsers()


def page(head: str = "") -> bytes:
    article = f"<article><h1>Budget passes</h1><p>{STORY}</p><p>{MORE}</p></article>"
    return f"<!doctype html><html><head><title>Budget passes</title>{head}</head><body>{article}</body></html>".encode()


@dataclass
class Pages:
    """The pages of a server for one test, read as an operator asks for them."""

    site: Site
    requests: list[str]

    @property
    def port(self) -> int:
        return self.site.port

    def at(self, path: str = "/", host: str = "news.example") -> str:
        return self.site.at(path, host)

    def read(self, url: str | None = None, **given: object) -> Raw:
        (raw,) = read_page(url or self.at(), PAGES, fetcher=fetcher(**given))  # type: ignore[arg-type]
        return raw

    def failure(self, url: str | None = None, **given: object) -> str:
        raw = self.read(url, **given)
        assert raw.record is None
        return raw.failure or ""


@contextmanager
def serving(answer: Reply, rules: Mapping[str, bytes] | None = None) -> Iterator[Pages]:
    with website.serving(answer, rules) as site:
        yield Pages(site, site.requests)


# What is fetched


def test_a_page_becomes_a_record_with_its_address() -> None:
    with serving(always(reply(page()))) as site:
        raw = site.read(site.at("/a?b=1&c=ü#part"))
        article, _ = article_from(raw.record or {}, raw.origin)
        assert (article.title, article.url) == ("Budget passes", site.at("/a?b=1&c=%C3%BC"))
        assert article.text.startswith(STORY)
        (request,) = site.requests
        assert request.startswith(f"GET /a?b=1&c=%C3%BC HTTP/1.1\nHost: news.example:{site.port}\nUser-Agent: ragbot/")
        assert "cookie" not in request.lower()


def test_plain_text_is_taken_with_its_title_and_address() -> None:
    with serving(always(reply(PLAIN, "text/plain"))) as site:
        assert site.read().record == {"title": "Budget passes", "text": STORY, "url": site.at()}


def test_the_servers_charset_goes_before_the_pages() -> None:
    text = "Rada města schválila rozpočet po devíti hodinách. " * 4
    body = f"<html><head><meta charset='utf-8'></head><body><p>{text}</p></body></html>".encode("cp1250")
    with serving(always(reply(body, "text/html; charset=windows-1250"))) as site:
        assert "devíti hodinách" in str((site.read().record or {})["text"])


def test_gzip_is_unpacked_though_the_server_does_not_say_so() -> None:
    packed = gzip.compress(PLAIN)
    with serving(
        lambda path: [reply(packed, "text/plain", "200 OK", *(["Content-Encoding: gzip"] if path == "/a" else []))]
    ) as site:
        assert site.read(site.at("/a")).record == {"title": "Budget passes", "text": STORY, "url": site.at("/a")}
        assert site.read(site.at("/b")).record


def test_redirects_are_followed_and_the_last_address_counts() -> None:
    steps = {"/1": to("/2"), "/2": to("3?x=y"), "/3?x=y": reply(PLAIN, "text/plain")}
    with serving(lambda path: [steps[path]]) as site:
        assert (site.read(site.at("/1")).record or {})["url"] == site.at("/3?x=y")


def test_a_page_names_its_own_address_on_its_own_site() -> None:
    canonical = '<link rel="canonical" href="https://www.news.example/budget">'
    with serving(always(reply(page(canonical)))) as site:
        assert (site.read().record or {})["url"] == "https://www.news.example/budget"


def test_a_page_cannot_pass_for_an_article_of_another_site() -> None:
    canonical = '<link rel="canonical" href="https://daily.example/budget">'
    with serving(always(reply(page(canonical)))) as site:
        assert (site.read().record or {})["url"] == site.at()


def test_a_page_of_another_site_cannot_borrow_the_name_of_its_outlet_either() -> None:
    name = '<meta property="og:site_name" content="The Daily">'
    canonical = '<link rel="canonical" href="https://daily.example/budget">'
    with serving(always(reply(page(name + canonical)))) as site:
        article, _ = article_from(site.read().record or {}, site.at())
        assert article.source == "news.example"
    with serving(always(reply(page(name)))) as site:
        assert article_from(site.read().record or {}, site.at())[0].source == "The Daily"


@pytest.mark.parametrize("location", ["http://[", "//[x", "http://a]b/"])
def test_a_redirect_to_what_is_no_address_is_told(location: str) -> None:
    with serving(always(to(location))) as site:
        assert "no address" in site.failure()


def test_a_body_without_a_length_and_in_chunks_is_read() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(PLAIN) + PLAIN + b"\r\n0\r\n\r\n"
    for whole in (head + b"\r\n" + PLAIN, chunked):
        with serving(always(whole)) as site:
            assert site.read().record


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(always(reply(PLAIN, "text/plain"))) as site:
        assert site.read().record


# Where nobody is to be led


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0", "[::1]"])
def test_no_spelling_of_this_machine_gets_through(host: str) -> None:
    with serving(always(reply(PLAIN, "text/plain"))) as site:
        (raw,) = read_page(site.at(host=host), PAGES)
        assert raw.record is None
        assert "no public address" in str(raw.failure) or "was not found" in str(raw.failure)
        assert site.requests == []


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_that_leads_there_among_others_is_refused(order: int) -> None:
    answers = ["93.184.216.34", "127.0.0.1"][::order]
    with serving(always(reply(PLAIN, "text/plain"))) as site:
        assert "127.0.0.1" in site.failure(allows=is_public, resolve=lambda host: answers)
        assert site.requests == []


def test_a_name_is_asked_once_for_each_request_so_that_it_cannot_lead_elsewhere_in_between() -> None:
    asked: list[str] = []

    def rebinding(host: str) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 3 else ["10.0.0.1"]

    with serving(always(reply(PLAIN, "text/plain"))) as site:
        by = fetcher(resolve=rebinding)
        (first,) = read_page(site.at(), PAGES, fetcher=by)
        (second,) = read_page(site.at(), PAGES, fetcher=by)
        assert (len(asked), len(site.requests), len(site.site.rules)) == (4, 1, 2)
    assert first.record
    assert "10.0.0.1, which is no public address" in str(second.failure)


@pytest.mark.parametrize(
    "location",
    ["http://inside.example:{port}/", "http://169.254.169.254/latest/meta-data", "//10.0.0.1/", "http://[::1]:{port}/"],
)
def test_a_redirect_is_checked_like_the_address_itself(location: str) -> None:
    addresses = {"news.example": "127.0.0.1", "inside.example": "10.0.0.9"}
    with serving(lambda path: [to(location.format(port=site.port))]) as site:
        told = site.failure(
            resolve=lambda host: [addresses.get(host, host)], allows=lambda address: str(address) == "127.0.0.1"
        )
        assert "is no public address" in told
        assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "is no http or https address"),
        ("gopher://news.example/", "is no http or https address"),
        ("http://user@news.example/", "has a user name"),
        ("http://news.example:99999/", "is no address of a page"),
    ],
)
def test_a_redirect_leads_to_pages_only(location: str, reason: str) -> None:
    with serving(always(to(location))) as site:
        assert reason in site.failure()


def test_a_redirect_that_leads_round_ends() -> None:
    with serving(lambda path: [to(path + "a")]) as site:
        assert "more than 5 times" in site.failure()
        assert len(site.requests) == 6


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://news.example/a", "is no http or https address"),
        ("file:///etc/passwd", "is no http or https address"),
        ("javascript:alert(1)", "is no http or https address"),
        ("news.example/a", "is no http or https address"),
        ("http://", "is no http or https address"),
        ("http:///a", "is no http or https address"),
        ("https://user:secret@news.example/", "has a user name in it"),
        ("https://@news.example/", "has a user name in it"),
        ("http://news.example:0x50/", "is no address of a page"),
        ("http://news.example:70000/", "is no address of a page"),
        ("http://[::1", "is no address of a page"),
        ("http://a..b/", "is no address of a page"),
        (f"http://{'a' * 70}.example/", "is no address of a page"),
        ("http://news.example\\@127.0.0.1/", "has a user name in it"),
    ],
)
def test_what_is_no_address_of_a_page_says_so(url: str, reason: str) -> None:
    def never(host: str) -> Sequence[str]:
        raise AssertionError(host)

    (raw,) = read_page(url, PAGES, fetcher=fetcher(5, resolve=never))
    assert reason in str(raw.failure)


# What its publisher does not want


def test_a_page_that_machines_are_not_to_use_is_read_by_hand_with_a_warning() -> None:
    closed = {"/robots.txt": reply(b"User-agent: *\nDisallow: /", "text/plain")}
    with serving(always(reply(page('<meta name="robots" content="noai">'))), closed) as site:
        raw = site.read()
        assert raw.record
        (warning,) = raw.warnings
        assert "does not want machines to use it (robots.txt, noai)" in warning
        assert "robots.txt of news.example" in site.failure(opt_outs="always")


def test_what_was_odd_about_the_way_is_in_the_report(archive: Archive) -> None:
    with serving(always(reply(page('<meta name="robots" content="noai">')))) as site:
        report = ingest([site.read()], ArchiveSink(archive))
    assert report.added == 1
    assert "(noai)" in report.warnings[0].reason


# What goes wrong


def test_an_unknown_name_says_so() -> None:
    def unknown(host: str) -> Sequence[str]:
        raise OSError("Name or service not known")

    (raw,) = read_page("https://news.example/", PAGES, fetcher=fetcher(5, resolve=unknown))
    assert raw.failure == "has a host that was not found (news.example); check its spelling"


def test_a_resolver_that_hangs_is_not_waited_for() -> None:
    def hanging(host: str) -> Sequence[str]:
        time.sleep(30)
        return []

    began = time.monotonic()
    (raw,) = read_page("https://news.example/", PAGES, fetcher=fetcher(0.3, resolve=hanging))
    assert "did not come within 0.3 s" in str(raw.failure)
    assert time.monotonic() - began < 5


def test_an_address_where_nothing_listens_says_so_and_the_next_one_is_tried() -> None:
    with serving(always(reply(PLAIN, "text/plain"))) as site:
        assert site.read(resolve=lambda host: ["127.0.0.2", "127.0.0.1"]).record
    assert "cannot be reached" in site.failure()


def drip(before: bytes, drops: bytes) -> Iterator[bytes]:
    yield before
    for _ in range(200):
        time.sleep(0.05)
        yield drops


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: ", b""]
)
def test_a_drip_ends_at_the_deadline(start: bytes) -> None:
    with serving(lambda path: drip(start, b"x" if start else b"")) as site:
        began = time.monotonic()
        assert "did not come within 0.5 s" in site.failure(seconds=0.5)
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("hanging", ["resolver", "server"])
def test_a_page_for_which_nobody_waits_is_left_at_once(hanging: str) -> None:
    def slowly(host: str) -> Sequence[str]:
        time.sleep(20 if hanging == "resolver" else 0)
        return ["127.0.0.1"]

    began = time.monotonic()
    with serving(lambda path: drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", b"x")) as site:
        (raw,) = read_page(site.at(), PAGES, lambda: time.monotonic() - began > 0.3, fetcher(20, resolve=slowly))
    assert "was stopped" in str(raw.failure)
    assert time.monotonic() - began < 5


def test_redirects_share_one_deadline() -> None:
    def slowly(path: str) -> Iterator[bytes]:
        time.sleep(0.3)
        yield to(path + "a")

    with serving(slowly) as site:
        assert "did not come within 0.5 s" in site.failure(seconds=0.5)


def test_a_body_over_the_limit_is_not_read_to_its_end() -> None:
    sent: list[int] = []

    def endless(path: str) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        for _ in range(1000):
            sent.append(1)
            yield b"<p>word</p>" * 10_000

    with serving(endless) as site:
        assert "is over 10 MB" in site.failure()
    assert len(sent) < 200


def test_a_gzip_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"a" * 50_000_000)
    for headers in ([], ["Content-Encoding: gzip"]):
        with serving(always(reply(bomb, "text/plain", "200 OK", *headers))) as site:
            assert "unpacks to over 100 times its size" in site.failure()


def test_broken_gzip_says_so() -> None:
    with serving(always(reply(gzip.compress(PLAIN * 50)[:60], "text/plain"))) as site:
        assert "gzip data" in site.failure()


@pytest.mark.parametrize(
    ("whole", "reason"),
    [
        (reply(b"gone", "text/html", "404 Not Found"), "is answered with 404 Not Found"),
        (reply(b"", "text/html", "599 Odd"), "is answered with 599"),
        (reply(b"%PDF-1.7", "application/pdf"), "is a damaged PDF file"),
        (reply(b"%PDF-1.7", "text/html"), "is a damaged PDF file"),
        (reply(b"[]", "application/json"), "holds no articles"),
        (reply(b'{"version": "https://jsonfeed.org/version/1.1"}', "application/json"), "is a feed and no page"),
        (
            reply(b"PK\3\4" + bytes(26) + b"xl/workbook.xml", "application/vnd.ms-excel"),
            "is a spreadsheet, which is not",
        ),
        (reply(b'<?xml version="1.0"?><minutes/>', "text/xml"), "is XML of an unknown kind, which is not read"),
        (reply(b"GIF89a" + bytes(99), "image/gif"), "is a picture, which is not read"),
        (reply(PLAIN, None), "does not say what it is"),
        (reply(PLAIN, "nonsense"), "is nonsense"),
        (reply(b"", "text/html"), "is empty"),
        (reply(b"<html></html>"), "holds no article text"),
        (reply(b"\x07\x08" + bytes(range(256)) * 20, "text/plain"), "is not text but binary data"),
        (reply(PLAIN, "text/plain", "200 OK", "Content-Encoding: compress"), "comes packed as 'compress'"),
        (reply(PLAIN, "text/plain", "200 OK", "Content-Encoding: br"), "is damaged Brotli data"),
        (reply(b"<rss><channel></channel></rss>", "text/xml"), "is a feed and no page; follow it with 'ragbot-ingest"),
        (reply(b'<?xml version="1.0"?><!-- ours --><feed xmlns="a">', "text/html"), "is a feed and no page"),
        (reply(b"{}", "application/feed+json"), "is a feed and no page"),
        (reply(b'<urlset xmlns="a"></urlset>', "application/xml"), "is a sitemap and no page"),
        (reply(gzip.compress(b"<sitemapindex/>"), "application/gzip"), "is a sitemap and no page"),
        (reply(b"GIF89a" + bytes(99), "text/html"), "calls itself text/html, but is a picture, which is not read"),
        (reply(b"SQLite format 3\0" + bytes(99), "text/plain"), "calls itself text/plain, but is a database"),
        (reply(b"", None, "302 Found"), "is answered with 302 Found"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "is answered with something other than HTTP"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 900\r\n\r\nshort",
            "broke off before its end",
        ),
        (b"", "is answered with something other than HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 500_000 + b"\r\n\r\n", "is answered with something other than HTTP"),
    ],
)
def test_what_is_no_page_says_what_it_is(whole: bytes, reason: str) -> None:
    with serving(always(whole)) as site:
        assert reason in site.failure()


def test_a_server_without_tls_under_https_says_so() -> None:
    with serving(always(reply(PLAIN, "text/plain"))) as site:
        assert "cannot be reached" in site.failure(site.at().replace("http:", "https:"))
