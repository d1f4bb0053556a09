"""The followed feeds as one file: they go out, come in once, and only for whoever has the token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from ingest.http.opml import MOST_NAMED, _deed_of
from ragbot.archive.archive import Archive
from tests.ingest.http.test_http_sources import AUTHORIZED, FOLDER, api, problem


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    with api(archive) as client:
        yield client


OPML = b"""<opml version="2.0"><body><outline text="News">
<outline xmlUrl="https://courier.example/feed" text="Courier"/><outline xmlUrl="https://tide.example/rss"/></outline></body></opml>"""


def test_the_feeds_go_out_as_opml_and_come_in_once(client: TestClient, archive: Archive) -> None:
    archive.followed.add(FOLDER)
    came = [client.post("/v1/sources/opml", content=OPML, headers=AUTHORIZED).json() for _ in range(2)]
    assert came[0]["added"] == ["https://courier.example/feed", "https://tide.example/rss"]
    assert (came[1]["added"], came[1]["unchanged"]) == ([], 2)
    response = client.get("/v1/sources/opml", headers=AUTHORIZED)
    assert response.headers["content-type"].startswith("text/x-opml")
    assert response.text.count("xmlUrl=") == 2
    assert "/srv/mira" not in response.text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is no OPML"),
        (b"<html><body>no</body></html>", "is no OPML"),
        (b'<opml version="2.0"><body/></opml>', "names no feed"),
        (b'<opml><body><outline xmlUrl="file:///etc/passwd"/></body></opml>', "names no feed"),
    ],
)
def test_a_file_that_names_no_feed_says_so(client: TestClient, content: bytes, why: str) -> None:
    assert why in problem(client.post("/v1/sources/opml", content=content, headers=AUTHORIZED), 422)


def test_opml_is_for_the_operator(client: TestClient) -> None:
    problem(client.get("/v1/sources/opml"), 401)
    problem(client.post("/v1/sources/opml", content=OPML), 401)
    problem(client.post("/v1/sources/opml", content=b" " * (4 * 1024 * 1024 + 1), headers=AUTHORIZED), 413)


@pytest.mark.parametrize(
    ("added", "deed"),
    [
        ([], None),
        (["https://courier.example/feed"], "1 followed: https://courier.example/feed"),
        (["https://mira:pass@tide.example/rss?key=k1"], "1 followed: https://tide.example/rss"),
    ],
)
def test_the_audit_names_what_is_followed_without_keys(added: list[str], deed: str | None) -> None:
    assert _deed_of(added) == deed


def test_the_audit_names_the_first_feeds_and_counts_all() -> None:
    deed = _deed_of([f"https://courier.example/{n}" for n in range(MOST_NAMED + 5)])
    assert deed
    assert deed.startswith(f"{MOST_NAMED + 5} followed: https://courier.example/0, ")
    assert deed.count("https://") == MOST_NAMED
