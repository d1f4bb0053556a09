"""The requests of row 1 about what is followed, and the formats: lists, changes, addresses that nobody should send."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from tests.scorecard.cases import ID, MIB, Case

SOURCES = "/v1/sources"
OPML = f"{SOURCES}/opml"
CLOSED = "http://127.0.0.1:9/feed"
"""An address that the server follows without asking anybody: it is not public."""
ONE = f"{SOURCES}/{hashlib.sha256(CLOSED.encode()).hexdigest()[:32]}"
_OUTLINE = f'<outline text="Closed" xmlUrl="{CLOSED}"/>'
_BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


def followed() -> Iterator[Case]:
    for kind in (lists, changes, addresses, looks, keys):
        yield from kind()


def _opml(name: str, body: str | bytes, *want: int) -> Case:
    kind = {"Content-Type": "text/x-opml"}
    data = body.encode() if isinstance(body, str) else body
    return Case(f"OPML: {name}", "POST", OPML, data, kind, with_token=True, want=want)


def _whole(outlines: str, before: str = "") -> str:
    return f'{before}<opml version="2.0"><body>{outlines}</body></opml>'


def lists() -> Iterator[Case]:
    yield _opml("one feed", _whole(_OUTLINE), 200)
    yield _opml("the same again", _whole(_OUTLINE * 1_000), 200)
    yield _opml("nothing", b"", 422)
    yield _opml("NULs", bytes(1_000), 422)
    yield _opml("a page", "<!doctype html><html><body><p>no</p></body></html>", 422)
    yield _opml("no UTF-8", b'<opml><body><outline xmlUrl="\xff\xfe"/></body></opml>', 422)
    yield _opml("UTF-16 of no feed", _whole('<outline text="\u202e"/>').encode("utf-16"), 422)
    yield _opml("100,000 deep", _whole("<outline>" * 100_000))
    yield _opml("a bomb", _whole('<outline text="&e11;"/>', f'<!DOCTYPE opml [<!ENTITY e0 "bomb">{_BOMB}]>'), 422)
    entity = '<!DOCTYPE opml [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    yield _opml("a file of the machine", _whole('<outline xmlUrl="&file;"/>', entity), 422)
    yield _opml("other schemes", _whole('<outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="javascript:x"/>'), 422)
    yield _opml("a lone surrogate", _whole('<outline text="&#xD800;" xmlUrl="gopher://x"/>'), 422)
    yield _opml("a huge attribute", _whole(f'<outline text="{"w" * 3 * MIB}"/>'), 422)
    yield _opml("4 MiB and a byte", b" " * (4 * MIB + 1), 413)


def changes() -> Iterator[Case]:
    for body in (
        b'{"every":59}',
        b'{"every":-1}',
        b'{"every":1e400}',
        b'{"every":NaN}',
        b'{"every":"60"}',
        b'{"every":true}',
        b'{"every":9223372036854775808}',
        b'{"every":2592001}',
        rb'{"title":"\ud800"}',
        b'{"title":""}',
        b'{"title":"%s"}' % (b"w" * 501),
        b'{"title":["x"]}',
        b'{"state":"gone"}',
        b'{"check":"later"}',
        b'{"address":"http://evil.example/"}',
        b"[]",
        b"null",
        b"",
    ):
        yield Case(f"change {body[:24]!r}", "PATCH", ONE, body, with_token=True, want=(400, 422))
    for body in (
        rb'{"title":"a\u0000b \u202egpj"}',
        b'{"title":null,"every":null}',
        b'{"every":60,"state":"paused","check":"now"}',
        b'{"state":"active"}',
        b"{}",
    ):
        yield Case(
            f"change {body[:24]!r}", "PATCH", ONE, body, with_token=True, want=(200, 404)
        )  # 404: before its list


def addresses() -> Iterator[Case]:
    for url in (
        "",
        " ",
        "x" * 2001,
        "/etc/passwd",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "http://a b/",
        "http://user:pass@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:9/\0",
        "http://127.0.0.1:9/\u202egpj",
        CLOSED,
    ):
        for path in (SOURCES, f"{SOURCES}/discover"):
            yield Case(f"{path} {url[:24]!r}", "POST", path, {"url": url}, with_token=True, want=(422,))
    for path in (SOURCES, f"{SOURCES}/discover"):
        yield Case(f"{path} surrogate", "POST", path, rb'{"url":"http://\ud800/"}', with_token=True, want=(422,))
    yield Case("a folder", "POST", SOURCES, {"url": "/etc", "kind": "folder"}, with_token=True, want=(422,))


def looks() -> Iterator[Case]:
    for query in ("late=maybe", "late=%00", "late=true&late=false", "late=" + "1" * 5_000):
        yield Case(f"sources {query[:20]}", "GET", f"{SOURCES}?{query}")
    for name in ("%00", "%ff", "..", ID, "opml/", f"{ID}/x", "a" * 20_000):
        yield Case(f"source {name[:12]}", "GET", f"{SOURCES}/{name}")
    yield Case("the list", "GET", OPML, with_token=True, want=(200,))
    yield Case("the formats", "GET", "/v1/formats", with_token=True, want=(200,))
    for method in ("HEAD", "PUT", "DELETE", "PATCH", "FOO"):
        for path in (SOURCES, OPML, "/v1/formats"):
            yield Case(f"{method} {path}", method, path)


def keys() -> Iterator[Case]:
    """What only an operator may do, without a key."""
    for method, path in (
        ("POST", SOURCES),
        ("POST", f"{SOURCES}/discover"),
        ("GET", OPML),
        ("POST", OPML),
        ("PATCH", ONE),
        ("DELETE", ONE),
        ("GET", "/v1/formats"),
    ):
        yield Case(f"{method} {path} without a key", method, path, {}, want=(401,))
    unknown = f"{SOURCES}/{ID}"
    yield Case("an unknown one forgotten", "DELETE", unknown, with_token=True, want=(404,))
    yield Case("an unknown one changed", "PATCH", unknown, {"state": "paused"}, with_token=True, want=(404,))
