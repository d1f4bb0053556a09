"""The requests of row 1 by kind: surrogates, NULs, cursors, the ends of the calendar, JSON oddities, raw HTTP."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

ANSWERS = "/v1/answers"
ID = "a" * 32
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Case:
    """One request; a body that is no bytes is sent as JSON."""

    name: str
    method: str
    path: str | bytes
    body: object = None
    headers: Mapping[str, str | bytes] = field(default_factory=dict)
    with_token: bool = False
    want: tuple[int, ...] = ()
    """Statuses that it may get, where one is known."""


def cases() -> Iterator[Case]:
    for kind in (surrogates, nuls, queries, cursors, edges, words_of_time, moments, oddities, records):
        yield from kind()
    for kind in (bodies, types, methods, paths, sizes, keys):
        yield from kind()


def _ask(name: str, body: object, **more: object) -> Case:
    return Case(name, "POST", ANSWERS, body, **more)  # type: ignore[arg-type]


def _get(name: str, path: str | bytes) -> Case:
    return Case(name, "GET", path)


def _articles(name: str, *records: bytes) -> Case:
    body = b'{"articles":[' + b",".join(records) + b"]}"
    return Case(name, "POST", "/v1/articles", body, with_token=True)


def surrogates() -> Iterator[Case]:
    """Lone ones, which JSON can say and UTF-8 cannot."""
    for place, body in {
        "question": rb'{"question":"what \ud800 is"}',
        "source": rb'{"question":"what is news","sources":["\ud800"]}',
        "history": rb'{"question":"and when?","history":[{"role":"user","text":"\udfff x"}]}',
        "as_of": rb'{"question":"x","as_of":"\udfff"}',
        "unknown field": rb'{"question":"x","\udfff":1}',
    }.items():
        yield _ask(f"surrogate in {place}", body)
    suggestions = rb'{"articles":[{"article_id":"\ud800","version":1}]}'
    cited = rb'{"article_id":"a","version":1,"source_start":0,"source_end":1,"cited_text":"\ud800"}'
    yield Case("surrogate asked before", "POST", "/v1/suggestions", rb'{"asked":["\ud800"]}')
    yield Case("surrogate in an article's id", "POST", "/v1/suggestions", suggestions)
    yield Case("surrogate cited", "POST", "/v1/citations/check", b'{"citations":[' + cited + b"]}")
    text = b'"text":"An article of the surrogate kind, number '
    for number, fields in enumerate(
        (
            rb'"origin":"\ud800"',
            rb'"url":"zz\ud800"',
            rb'"\ud800":"\ud800"',
            rb'"status":"retracte\ud800","creativeWorkStatus":"retracted\ud800"',
            rb'"published":"\ud800 2020"',
            rb'"source":"\ud800","author":"\ud800","language":"\ud800"',
            rb'"correction":"\ud800"',
            rb'"title":"\ud800"',
        )
    ):
        yield _articles(f"surrogate in a record: {fields.decode()[:30]}", b"{%s,%s%d." % (fields, text, number) + b'"}')
    yield _articles("surrogate in a text", rb'{"text":"\ud800"}', rb'{"text":"A text \udc00 that goes on."}')
    reason = rb'{"state":"live","reason":"\ud800"}'
    yield Case("surrogate reason", "POST", f"/v1/articles/{ID}/state", reason, with_token=True)
    yield Case("surrogate url", "POST", "/v1/articles/url", rb'{"url":"http://\ud800/"}', with_token=True)


def nuls() -> Iterator[Case]:
    yield _ask("NUL in a question", {"question": "what\0is\0it"})
    yield _ask("NUL in a source", {"question": "what is it", "sources": ["\0"]})
    yield _get("NUL in an id", "/v1/articles/%00")
    yield _get("NUL searched", "/v1/articles?q=a%00b")
    yield _articles(
        "NULs in a record", rb'{"title":"a\u0000b","text":"A text \u0000 with a NUL in it.","url":"\u0000"}'
    )


def queries() -> Iterator[Case]:
    for query in (
        "q=%ff%fe",
        "q=%ed%a0%80",
        "q=%22%22%22%27%27*-(%22",
        "q=NEAR(a+b)+AND+OR+NOT+title:x+^x+x*",
        "q=%01%02",
        "q=" + "%22a%22" * 80,
        "limit=1&limit=2",
        "limit=" + "9" * 5000,
        "limit=1e2",
        "limit=-1",
        "since=0000-00-00",
        "since=9999-12-31",
        "since=%D9%A2%D9%A0%D9%A2%D9%A2-01-01",
        "sort=relevance",
        "state=none",
        "&".join(["source=x"] * 101),
    ):
        yield _get(f"query {query[:40]}", f"/v1/articles?{query}")
    for version in ("9223372036854775808", "0", "-1", "x"):
        yield _get(f"version {version}", f"/v1/articles/{ID}?version={version}")
    yield _get("id of no UTF-8", "/v1/articles/%ff%fe")
    yield _get("no UTF-8 at all", b"/v1/articles/\xff\xfe")
    yield _get("diff of nothing", f"/v1/articles/{ID}/diff?from=1&to=99999999999999999999")


def cursors() -> Iterator[Case]:
    yield _get("cursor of NUL", "/v1/articles?cursor=%00")
    for text in ("rank 999999999", "rank ٣", f" {ID}", f"2022-01-01T99:99 {ID}", "", "\ud800"):
        junk = base64.urlsafe_b64encode(text.encode(errors="surrogatepass")).decode()
        yield _get(f"cursor {text[:20]!r}", f"/v1/articles?cursor={junk}")
        yield _get(f"cursor {text[:20]!r} by rank", f"/v1/articles?q=the&sort=relevance&cursor={junk}")


def edges() -> Iterator[Case]:
    """The first and the last day that there is."""
    for day in ("0001-01-01", "9999-12-31"):
        question = {"question": "What happened last week and yesterday and next month?"}
        yield _ask(f"asked on {day}", {**question, "asked_on": day})
        yield _ask(f"as of {day}", {**question, "as_of": day})
        yield _ask(f"since and until {day}", {**question, "since": day, "until": day})
        yield Case(f"suggestions on {day}", "POST", "/v1/suggestions", {"asked_on": day, "as_of": day})


def words_of_time() -> Iterator[Case]:
    for words in (
        "in the year 99999",
        "in 0000",
        "on 31 February 2022",
        "9999 years ago",
        "100000000 days ago",
        "-5 days ago",
        "in December 9999",
        "last century",
        "two hundred million weeks ago",
        "since the 13th month",
        "between 2022 and 2021",
        "999999999999999999999 days ago",
        "last 99999 weekends",
        "next 99999999 years",
        "on 9999-12-31",
        "in the week of 9999-12-31",
        "two days before 0001-01-02",
    ):
        question = {"question": f"What happened {words}?"}
        yield _ask(f"{words}", question)
        for day in ("0001-01-01", "9999-12-31"):
            yield _ask(f"{words}, asked on {day}", {**question, "asked_on": day})


def moments() -> Iterator[Case]:
    for moment in (
        "2022-06-12T08:30:00Z",
        "2022-06-12T08:30:00+99:00",
        "2022-06-12T24:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2022-06-12T08:30:00.123456789Z",
        "now",
        "1655022600",
        "20220612T083000Z",
        "2022-W23-7",
        "",
    ):
        yield _ask(f"as of {moment!r}", {"question": "What happened?", "as_of": moment})


def oddities() -> Iterator[Case]:
    """JSON that parsers disagree about."""
    yield _ask("deep array", b"[" * 200_000)
    yield _ask("deep array, closed", b'{"question":' + b"[" * 60_000 + b"]" * 60_000 + b"}")
    yield _ask("a key twice", b'{"question":"a","question":"What was stolen?"}')
    yield _ask("__proto__", b'{"question":"a","__proto__":{}}')
    for value in ("NaN", "Infinity", "1e400", "5.0", "9" * 5000, "true", "-1", '"5"', "null"):
        yield Case(f"limit {value[:9]}", "POST", "/v1/search", b'{"question":"x","limit":%s}' % value.encode())
    for start in ("NaN", "false", "1e2", "-1", "2147483648", "99999999999999999999"):
        cited = {"article_id": ID, "version": 1, "source_start": "START", "source_end": 9, "cited_text": "x"}
        body = json.dumps({"citations": [cited]}).replace('"START"', start)
        yield Case(f"source_start {start}", "POST", "/v1/citations/check", body.encode())


def records() -> Iterator[Case]:
    """What operators' programs feed."""
    for depth in (500, 900, 100_000):
        yield _articles(f"a record {depth} deep", b"[" * depth + b"]" * depth)
        nested = b"[" * depth + b"]" * depth
        yield _articles(f"authors {depth} deep", b'{"text":"A deep record, %d.","author":%s}' % (depth, nested))
    names = b'{"name":' * 900 + b"1" + b"}" * 900
    yield _articles("a name 900 deep", b'{"text":"A deep record, names.","author":%s}' % names)
    yield _articles("a correction 900 deep", b'{"text":"A deep record, corrections.","correction":%s}' % names)
    for number, value in enumerate((b"NaN", b"Infinity", b"9" * 4000, b"9" * 300, b"1e308", b"-1", b"[]", b"{}")):
        record = b'{"text":"An odd record, number %d.","published":%s,"id":%s,"url":%s}' % (number, value, value, value)
        yield _articles(f"published {value[:9].decode()}", record)
    yield Case("201 records", "POST", "/v1/articles", {"articles": [{}] * 201}, with_token=True, want=(422,))
    mixed: dict[str, object] = {"articles": [None, 1, "x", [], {}] * 40}
    yield Case("200 records that are none", "POST", "/v1/articles", mixed, with_token=True, want=(200,))
    for name in (
        "../../evil.txt",
        "..\\evil.txt",
        "x\0.txt",
        ".txt",
        "x.pdf",
        "a" * 5000 + ".txt",
        "\u202egpj.txt",
        "x%0d%0aX: 1",
    ):
        quoted = name.encode("utf-8").hex(" ").replace(" ", "%")
        path = f"/v1/articles/file?name=%{quoted}"
        text = f"A title\n\nThe text of a file whose name is {len(name)} long."
        file = {"Content-Type": "application/octet-stream"}
        yield Case(f"file {name[:20]!r}", "POST", path, text.encode(), file, with_token=True)


def bodies() -> Iterator[Case]:
    for body in (
        b"[]",
        b"null",
        b"",
        b'"x"',
        b'{"question":"x"} x',
        b'\xef\xbb\xbf{"question":"x"}',
        b'{"question":"caf\xe9"}',
    ):
        yield _ask(f"body {body[:20]!r}", body)
    yield _ask("UTF-16", '{"question":"x"}'.encode("utf-16"))
    for text in (" \u200b \u2060", "\U0001f600" * 100, "why " * 500, "w" * 2001, "\x1b[31m?", "‮?"):
        yield _ask(f"question {text[:8]!r}", {"question": text})


def types() -> Iterator[Case]:
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/problem+json",
        "application/json; charset=utf-16",
        "APPLICATION/JSON",
        "application/jsonx",
        "",
        "application/vnd.api+json",
        "text/json",
        "caf\xe9",
    ):
        yield _ask(f"content type {kind}", b'{"question":"What was stolen?"}', headers={"Content-Type": kind})


def methods() -> Iterator[Case]:
    for method in ("HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "FOO", "CONNECT"):
        for path in (ANSWERS, "/", "/v1/articles", "/v1/articles/file", "/healthz"):
            yield Case(f"{method} {path}", method, path)


def paths() -> Iterator[Case]:
    for path in (
        "/..%2f..%2fetc/passwd",
        "/static/x/../../../etc/passwd",
        "/static/x/%2e%2e/%2e%2e/serve.py",
        "/static/x/__init__.py",
        "/static/x/style.css%00",
        "//etc",
        "/static//etc/passwd",
        "/static/x/",
        "/openapi.json/",
        "/v1/articles/",
        "/docs",
        "/redoc",
        "/v1/articles/../archive",
        "/%0d%0aInjected:%201",
        "*",
        "/" + "a" * 20_000,
    ):
        yield _get(f"path {path[:40]}", path)


def sizes() -> Iterator[Case]:
    question = b'{"question":"What was stolen?"}'
    for size in (256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 480_000):
        yield _ask(f"a body of {size}", question.ljust(size))
    history = [{"role": "user", "text": "z" * 8000}] * 20
    yield _ask("as much as may be", {"question": "x", "sources": ["y" * 290] * 100, "history": history})
    yield Case("33 MiB without a key", "POST", "/v1/articles", b" " * (33 * MIB), want=(401, 413))
    whole = b'{"articles":[]}'
    yield Case("32 MiB", "POST", "/v1/articles", whole.ljust(32 * MIB), with_token=True, want=(200,))
    yield Case("32 MiB and a byte", "POST", "/v1/articles", whole.ljust(32 * MIB + 1), with_token=True, want=(413,))


def keys() -> Iterator[Case]:
    empty: dict[str, object] = {"articles": []}
    for key in (
        "Bearer",
        "Bearer ",
        "Basic dG9rZW46eA==",
        "Bearer x y",
        "Bearer x,Bearer y",
        "token",
        "Bearer caf\xe9",
    ):
        yield Case(f"key {key}", "POST", "/v1/articles", empty, {"Authorization": key}, want=(401,))
    path = "/v1/articles?token=x&key=x&access_token=x"
    yield Case("a key in the address", "POST", path, empty, want=(401,))


# -- what no client sends

_HEAD = b"POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
RAW = (
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"\x16\x03\x01\x00\xa5\x01\x00\x00",
    b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"GET /healthz HTTP/9.9\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    _HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    _HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    _HEAD + b"Content-Length: -1\r\n\r\n",
    _HEAD + b"Content-Length: +5\r\n\r\nabcde",
    _HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n",
    _HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    _HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    _HEAD + b"Transfer-Encoding: gzip\r\n\r\n",
    _HEAD + b"Transfer-Encoding: chunked\r\n\r\n10\r\n" + b'{"question":"x"}' + b"\r\n0\r\nX-Trailer: y\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Y: a\nInjected: b\r\nConnection: close\r\n\r\n",
    b"GET /healthz HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET  /healthz  HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\n Host: 127.0.0.1\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-\xff: \xfe\r\nConnection: close\r\n\r\n",
    _HEAD + b'Expect: 100-continue\r\nContent-Length: 16\r\n\r\n{"question":"x"}',
    b"\r\n\r\n\r\n",
    b"hello\r\n\r\n",
)

_QUESTION = b'{"question":"What was stolen?"}'
_HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_ONE_ASK = (
    b"POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
    % (len(_QUESTION), _QUESTION)
)
PIPELINED = {
    "200 looks at the health": ((_HEALTH + b"\r\n") * 199 + _HEALTH + b"Connection: close\r\n\r\n", 200),
    "10 asks and a look": (_ONE_ASK * 10 + _HEALTH + b"Connection: close\r\n\r\n", 11),
}
