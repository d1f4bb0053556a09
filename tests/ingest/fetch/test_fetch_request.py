"""One request and its response: where it may go, what is sent, and why it fails."""

from __future__ import annotations

import pytest

from ingest.fetch.network import Network, UnreachableError
from ingest.fetch.request import Response, origin_of, respond, target_of
from ingest.records.record import SourceError
from tests.website import Reply, always, is_loopback, reply, serving


def here() -> Network:
    """A new one, since its seconds count from when it is made."""
    return Network(10.0, allows=is_loopback, resolve=lambda host: ["127.0.0.1"])


def fetched(answer: Reply, most: int = 1_000, start_will_do: bool = False, posted: bytes | None = None) -> Response:
    with serving(answer) as site:
        return respond(target_of(site.at("/a")), {"Accept": "*/*"}, here(), most, start_will_do, posted)


@pytest.mark.parametrize(
    ("url", "origin", "path"),
    [
        ("https://news.example", "https://news.example", "/"),
        ("HTTP://News.Example:80/a", "http://news.example", "/a"),
        ("https://news.example:8443/a?b=c d#part", "https://news.example:8443", "/a?b=c%20d"),
        ("https://news.example/ü/%C3%BC", "https://news.example", "/%C3%BC/%C3%BC"),
        ("https://müller.example/", "https://xn--mller-kva.example", "/"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080", "/"),
    ],
)
def test_an_address_is_a_target_with_its_origin(url: str, origin: str, path: str) -> None:
    target = target_of(url)
    assert origin_of(target) == origin
    assert target.target.decode() == path


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "is no http or https address, such as https://news.example/article"),
        ("ftp://news.example/a", "is no http or https address"),
        ("news.example/a", "is no http or https address"),
        ("http:///a", "is no http or https address"),
        ("https://mira:pass@news.example/", "has a user name in it; leave out what stands before the @"),
        ("https://@news.example/", "has a user name in it"),
        ("http://news.example:70000/", "is no address of a page; check its spelling"),
        ("http://[::1", "is no address of a page; check its spelling"),
        ("http://a..b/", "is no address of a page; check its spelling"),
        ("http://news example/", "is no address of a page: its host has a blank; check its spelling"),
    ],
)
def test_what_is_no_target_says_so(url: str, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        target_of(url)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("content_type", "kind", "charset"),
    [
        ("text/html", "text/html", ""),
        ('Application/RSS+XML ; Charset="ISO-8859-2"', "application/rss+xml", "ISO-8859-2"),
        ("text/plain; charset = 'utf-8'; format=flowed", "text/plain", "utf-8"),
        ("charset=utf-8", "charset=utf-8", "utf-8"),
        ("", "", ""),
    ],
)
def test_the_kind_of_a_response_is_read(content_type: str, kind: str, charset: str) -> None:
    response = Response(200, [("content-type", content_type)], b"")
    assert (response.kind, response.charset) == (kind, charset)


def test_headers_of_one_name_are_all_there_and_the_first_counts() -> None:
    response = Response(200, [("link", "a"), ("age", "7"), ("link", "b")], b"")
    assert response.all("link") == ["a", "b"]
    assert (response.first("link"), response.first("etag"), response.all("etag")) == ("a", "", [])


def test_only_the_headers_that_are_named_are_sent() -> None:
    with serving(always(reply(b"Halmere", None, "200 OK", "X-Odd: \xfc"))) as site:
        came = respond(target_of(site.at("/a?b")), {"Accept": "*/*"}, here(), 1_000)
        assert site.requests == [f"GET /a?b HTTP/1.1\nHost: news.example:{site.port}\nAccept: */*"]
    assert (came.status, came.data, came.kind) == (200, b"Halmere", "")
    assert came.first("x-odd") == "Ã¼"  # each byte is a character


@pytest.mark.parametrize("status", ["301 Moved", "404 Not Found", "503 Away"])
def test_only_the_body_of_a_success_is_read(status: str) -> None:
    came = fetched(always(reply(b"x" * 5_000, status=status)))
    assert (came.status, came.data) == (int(status[:3]), b"")


def test_of_the_response_to_a_post_only_the_head_is_read() -> None:
    came = fetched(always(reply(b"x" * 5_000)), posted=b"{}")
    assert (came.status, came.data) == (200, b"")


def test_a_body_over_the_most_bytes_is_refused_unless_its_start_will_do() -> None:
    body = b"The ferry sails. " * 90
    for answer in (always(reply(body)), always(b"HTTP/1.1 200 OK\r\n\r\n" + body)):
        with pytest.raises(SourceError, match=r"is over 0.001 MB, the most that is taken from one address"):
            fetched(answer)
        assert fetched(answer, start_will_do=True).data == body[:1_000]
        assert fetched(answer, most=len(body)).data == body


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nshort", "broke off before its end; try again"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort", "broke off before its end"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "is answered with something other than HTTP"),
        (b"", "is answered with something other than HTTP"),
    ],
)
def test_what_is_no_response_says_so(answer: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        fetched(always(answer))


def test_where_nothing_listens_it_cannot_be_reached(unused_port: int) -> None:
    with pytest.raises(UnreachableError, match=r"cannot be reached \(.*\); check the address"):
        respond(target_of(f"http://news.example:{unused_port}/"), {}, here(), 1_000)


def test_what_comes_too_late_says_so() -> None:
    late = Network(0.0, allows=is_loopback, resolve=lambda host: ["127.0.0.1"])
    with pytest.raises(SourceError, match="did not come within 0 s; save the page and drop the file"):
        respond(target_of("http://news.example/"), {}, late, 1_000)
