"""One address is asked for: what is sent, where it leads, what comes, what is refused. Servers are on 127.0.0.1."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path

import brotli
import pytest

from ingest.fetch.fetched import FEEDS, Target
from ingest.fetch.fetcher import Fetcher
from ingest.fetch.network import is_public
from ingest.records.record import SourceError
from ragbot import __version__
from tests.website import always, fetcher, reply, serving, to

STORY = b"The ferry to Lundholm sails again from Monday, the harbour office said. " * 20


def text(body: bytes = STORY, *headers: str, status: str = "200 OK") -> bytes:
    return reply(body, "text/plain", status, *headers)


# What is sent


def test_what_is_sent_is_all_that_is_sent() -> None:
    with serving(always(text())) as site:
        site.fetch("/a", fetcher(contact="desk@news.example"), accept=FEEDS)
    assert site.requests[0].split("\n") == [
        "GET /a HTTP/1.1",
        f"Host: news.example:{site.port}",
        f"User-Agent: ragbot/{__version__} (+desk@news.example)",
        f"Accept: {FEEDS}",
        "Accept-Encoding: gzip, deflate, br, zstd",
    ]


def test_without_a_contact_the_name_is_told_alone() -> None:
    with serving(always(text())) as site:
        site.fetch()
    assert f"\nUser-Agent: ragbot/{__version__}\n" in site.requests[0]
    assert f"\nUser-Agent: ragbot/{__version__}" in site.rules[0]


def test_a_cookie_that_was_set_is_not_sent_back() -> None:
    with serving(always(text(STORY, "Set-Cookie: id=7; Path=/"))) as site:
        by = fetcher()
        site.fetch(by=by)
        site.fetch(by=by)
    assert "cookie" not in "".join(site.requests).lower()


def test_what_has_not_changed_is_not_sent_again() -> None:
    with serving(always(reply(b"", None, "304 Not Modified", 'ETag: W/"a1"'))) as site:
        came = site.fetch(etag='W/"a1"', last_modified="Sun, 15 Mar 2026 09:00:00 GMT")
    assert (came.status, came.data, came.etag, came.is_there) == (304, b"", 'W/"a1"', True)
    assert 'If-None-Match: W/"a1"\nIf-Modified-Since: Sun, 15 Mar 2026 09:00:00 GMT' in site.requests[0]


@pytest.mark.parametrize("etag", ['"a"\r\nCookie: id=7', '"ü"', "x" * 1001, '"\0"'])
def test_a_mark_of_the_last_time_that_no_header_can_carry_is_left_out(etag: str) -> None:
    with serving(always(text())) as site:
        site.fetch(etag=etag)
    assert "If-None-Match" not in site.requests[0]


# Where it leads


def test_the_last_address_is_told_and_how_to_ask_the_next_time() -> None:
    steps = {
        "/301": to("/308", "301 Moved Permanently"),
        "/308": to("/end", "308 Permanent Redirect"),
        "/302": to("/301"),
        "/gone": to("/410", "301 Moved Permanently"),
        "/410": text(status="410 Gone"),
        "/end": text(),
    }
    with serving(lambda path: [steps[path]]) as site:
        assert site.fetch("/301").moved_to == site.at("/end")
        assert (site.fetch("/302").moved_to, site.fetch("/302").url) == (None, site.at("/end"))
        assert (site.fetch("/end").moved_to, site.fetch("/end").url) == (None, site.at("/end"))
        assert (site.fetch("/gone").moved_to, site.fetch("/gone").status) == (None, 410)


def test_a_circle_is_named() -> None:
    with serving(lambda path: [to("/b" if path == "/a" else "/a")]) as site:
        with pytest.raises(SourceError, match=f"circle, back to http://news.example:{site.port}/a"):
            site.fetch("/a")
        assert len(site.requests) == 2


def test_what_a_stranger_named_is_in_no_allowed_network() -> None:
    with serving(always(text())) as site:
        by = fetcher()
        assert not site.fetch(by=by).is_public
        with pytest.raises(SourceError, match=r"leads to 127.0.0.1, which is no public address"):
            site.fetch(by=by, public_only=True)
        assert len(site.requests) == 1


def test_an_allowed_network_is_reached_and_its_neighbours_are_not() -> None:
    with serving(always(text())) as site:
        allowed = Fetcher(networks=[ip_network("127.0.0.0/8")], pause=0.0)
        came = allowed.fetch(Target(f"http://127.0.0.1:{site.port}/"))
        assert (came.status, came.is_public) == (200, False)
        for networks in ([], [ip_network("127.0.0.0/32")], [ip_network("10.0.0.0/8"), ip_network("::/0")]):
            with pytest.raises(SourceError, match="RAGBOT_ALLOWED_NETWORKS"):
                Fetcher(networks=networks, pause=0.0).fetch(Target(f"http://127.0.0.1:{site.port}/"))
        assert len(site.requests) == 1
    assert not is_public(ip_address("127.0.0.1"))


# What comes


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "429 Too Many Requests", "500 Oops", "302 Found"])
def test_a_status_is_an_answer(status: str) -> None:
    with serving(always(text(STORY, status=status))) as site:
        came = site.fetch()
    assert (came.status, came.data, came.is_there) == (int(status[:3]), b"", False)


def test_the_headers_are_read() -> None:
    headers = ('ETag: "a1"', "Last-Modified: Sun, 15 Mar 2026 09:00:00 GMT", "Cache-Control: public, max-age=300")
    with serving(always(reply(b"<rss/>", 'Application/RSS+XML; Charset="ISO-8859-2"', "200 OK", *headers))) as site:
        came = site.fetch()
    assert (came.kind, came.charset, came.data) == ("application/rss+xml", "ISO-8859-2", b"<rss/>")
    assert (came.etag, came.last_modified) == ('"a1"', "Sun, 15 Mar 2026 09:00:00 GMT")
    assert (came.fresh_seconds, came.retry_seconds, came.opt_outs) == (300.0, None, ())


def test_what_comes_packed_is_unpacked() -> None:
    with serving(always(text(brotli.compress(gzip.compress(STORY)), "Content-Encoding: gzip, br"))) as site:
        assert site.fetch().data == STORY


def test_a_length_over_the_limit_is_believed_and_one_below_is_not() -> None:
    sent: list[int] = []

    def lying(path: str) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99999999999\r\n\r\n"
        for _ in range(500):
            sent.append(1)
            yield b"word " * 10_000

    with serving(lying) as site, pytest.raises(SourceError, match="is over 10 MB"):
        site.fetch()
    assert len(sent) < 100  # what the sockets hold
    short = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nwords and more"
    with serving(always(short)) as site:
        assert site.fetch().data == b"words"


def test_a_body_that_breaks_off_says_so() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
    for rest in (b"Content-Length: 900\r\n\r\nshort", b"Transfer-Encoding: chunked\r\n\r\n9\r\nshort"):
        with serving(always(head + rest)) as site, pytest.raises(SourceError, match="broke off before its end"):
            site.fetch()


def test_a_feed_that_never_ends_ends_at_the_limit_that_was_wanted() -> None:
    def endless(path: str) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss><channel>"
        while True:
            yield b"<item><title>Ferry sails</title></item>" * 500

    with serving(endless) as site, pytest.raises(SourceError, match="is over 2 MB"):
        site.fetch(most_bytes=2_000_000)


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate with")
def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key, made = tmp_path / "key.pem", tmp_path / "made.pem"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    subprocess.run([*make, *names, "-keyout", key, "-out", made], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    with serving(always(text()), tls=context) as site:
        url = site.at("/").replace("http:", "https:")
        with pytest.raises(SourceError, match="the certificate of its server is not valid"):
            fetcher().fetch(Target(url, by_hand=True))
        assert site.requests == []
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("SSL_CERT_FILE", str(made))
            assert fetcher().fetch(Target(url)).status == 200
