"""The sources over HTTP: what anybody sees of them, and what an operator adds and changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.http.articles import router
from ingest.http.sources import FollowBody, _chosen
from ingest.records.record import IsOver, SourceError
from ingest.sources.discovery import Candidate
from ingest.sources.lists import Listed
from ingest.sources.subscriptions import add_all
from ragbot.answering.bot import Bot
from ragbot.api import problems
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from ragbot.archive.source import ASKED, Check, Item, Refusal, Source, moment

TOKEN = "a-long-token-of-tests"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
NOW = datetime.now(UTC)
FEED = "https://courier.example/feed"
SITE = [
    Candidate("feed", FEED, "The Courier", 12, "Council raises the dam"),
    Candidate("feed", "https://courier.example/sport", "The Courier: Sport", 3),
    Candidate("page", "https://courier.example/", "The Courier"),
]
COURIER = Source(
    "a" * 32,
    "https://mira:pass@courier.example/feed?key=k123",
    "feed",
    "The Courier",
    moment(NOW - timedelta(days=3)),
    moment(NOW + timedelta(hours=1)),
    last_check=moment(NOW),
    newest=moment(NOW - timedelta(hours=2)),
)
FOLDER = replace(COURIER, id="b" * 32, address="/srv/mira/wires", kind="folder", title="wires")


def found(address: str, is_over: IsOver) -> list[Candidate]:
    """What discovers otherwise."""
    if "gone" in address:
        raise SourceError("is answered with 404; look at the address in a browser")
    return [each for each in SITE if each.address == address and each.kind != "page"] or SITE


@contextmanager
def api(archive: Archive) -> Iterator[TestClient]:
    """A client of the routes, over an archive and a web of invented sites."""
    app = create_app(Bot(archive), routers=[router(archive, TOKEN, discover=found)])
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    with api(archive) as client:
        yield client


def problem(response: Any, status: int) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return str(response.json()["detail"])


def told(client: TestClient, **headers: str) -> list[dict[str, Any]]:
    response = client.get("/v1/sources", headers=headers)
    assert response.status_code == 200, response.text
    return list(response.json()["sources"])


def followed(client: TestClient, **body: object) -> Any:
    return client.post("/v1/sources", json=body, headers=AUTHORIZED)


def test_what_is_followed_is_told_with_its_articles_by_day(client: TestClient, archive: Archive) -> None:
    assert told(client) == []
    archive.followed.add(COURIER)
    days = [NOW - timedelta(days=back) for back in (0, 0, 29, 31)]
    archive.followed.keep_items(
        [Item(COURIER.id, str(n), moment(NOW), published=moment(day)) for n, day in enumerate(days)]
    )
    (source,) = told(client)
    assert (source["title"], source["state"], source["late"], source["error"]) == ("The Courier", "active", None, None)
    assert [day["articles"] for day in source["days"]] == [1, 2]
    assert source["next_check"] == COURIER.next_check


@pytest.mark.parametrize("source", [COURIER, FOLDER])
def test_secrets_of_addresses_are_for_the_operator(client: TestClient, archive: Archive, source: Source) -> None:
    error = f"{source.address} cannot be read"
    archive.followed.add(replace(source, title=source.address, failures=3, failing_since=moment(NOW), error=error))
    archive.followed.keep_check(Check(source.id, moment(NOW), error=error))
    for path in ("/v1/sources", f"/v1/sources/{source.id}"):
        public, private = (client.get(path, headers=headers).text for headers in ({}, AUTHORIZED))
        assert "mira" not in public
        assert "pass" not in public + private
        assert "cannot be read" in public
        assert ("/srv/mira/wires" if source.kind == "folder" else "/feed?key=k123") in private
    changed = client.patch(f"/v1/sources/{source.id}", json={}, headers=AUTHORIZED).json()
    assert changed["address"].endswith("/srv/mira/wires" if source.kind == "folder" else "/feed?key=k123")
    assert [each["address"] for each in told(client)] == [
        "wires" if source.kind == "folder" else "https://courier.example/feed"
    ]


def test_a_source_has_its_history_the_newest_check_first(client: TestClient, archive: Archive) -> None:
    archive.followed.add(COURIER)
    for minute in (1, 3, 2):
        archive.followed.keep_check(Check(COURIER.id, f"2026-03-10T09:0{minute}:00Z", added=minute))
    body = client.get(f"/v1/sources/{COURIER.id}").json()
    assert [check["added"] for check in body["history"]] == [3, 2, 1]
    assert body["source"]["id"] == COURIER.id


def test_what_a_check_refused_is_told_to_the_operator_only(client: TestClient, archive: Archive) -> None:
    archive.followed.add(COURIER)
    refused = Refusal("https://mira:pass@courier.example/dam?key=k123", "is a list of links")
    archive.followed.keep_check(Check(COURIER.id, moment(NOW), failed=1, requests=2, refusals=(refused,)))
    path = f"/v1/sources/{COURIER.id}"
    [public], [private] = (client.get(path, headers=headers).json()["history"] for headers in ({}, AUTHORIZED))
    assert (public["failed"], public["requests"], public["refused"]) == (1, 2, [])
    [told] = private["refused"]
    assert told["reason"] == "is a list of links"
    assert "key=k123" in told["origin"]
    assert "pass" not in told["origin"]


def test_a_title_that_an_operator_chose_is_given_back(client: TestClient, archive: Archive) -> None:
    archive.followed.add(replace(COURIER, etag='"1"'))
    path = f"/v1/sources/{COURIER.id}"
    chosen = client.patch(path, json={"title": "Ours\n"}, headers=AUTHORIZED).json()
    assert (chosen["title"], chosen["is_named"]) == ("Ours", True)
    assert client.patch(path, json={"every": 600}, headers=AUTHORIZED).json()["is_named"]
    assert not client.patch(path, json={"title": None}, headers=AUTHORIZED).json()["is_named"]
    assert archive.followed.all()[0].etag == "", "it comes whole, with its title"


def test_only_the_late_ones_are_told_if_wanted(client: TestClient, archive: Archive) -> None:
    archive.followed.add(COURIER)
    archive.followed.add(replace(COURIER, id="c" * 32, address="https://tide.example/rss", title="Tide", patience=60))
    late = client.get("/v1/sources", params={"late": "true"}).json()["sources"]
    assert [(each["title"], each["late_kind"]) for each in late] == [("Tide", "silent")]
    assert late[0]["late"].startswith("is silent for longer than usual")


def test_a_feed_is_followed_once_and_checked_at_once(client: TestClient, archive: Archive) -> None:
    first, second = followed(client, url=FEED), followed(client, url=FEED, kind="feed")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert [source.address for source in archive.followed.due(moment(datetime.now(UTC)))] == [FEED]


def test_of_several_things_one_has_to_be_chosen(client: TestClient, archive: Archive) -> None:
    told = problem(followed(client, url="https://courier.example/"), 422)
    assert "feed https://courier.example/feed (The Courier); feed https://courier.example/sport" in told
    assert "several things" in problem(followed(client, url="https://courier.example/", kind="feed"), 422).lower()
    assert "no sitemap" in problem(followed(client, url="https://courier.example/", kind="sitemap"), 422)
    assert archive.followed.all() == []
    assert followed(client, url="https://courier.example/", kind="page").json()["kind"] == "page"


def test_a_choice_is_told_without_passwords() -> None:
    address = "https://mira:pass@courier.example/"
    with pytest.raises(problems.Problem) as several:
        _chosen([replace(each, address=f"{address}{each.kind}") for each in SITE], FollowBody(url=address))
    assert "feed https://courier.example/feed (The Courier); " in several.value.detail
    assert "pass" not in several.value.detail


def test_what_is_at_an_address_is_shown_before_it_is_followed(client: TestClient, archive: Archive) -> None:
    body = {"url": " https://courier.example/ "}
    response = client.post("/v1/sources/discover", json=body, headers=AUTHORIZED)
    assert [each["kind"] for each in response.json()["candidates"]] == ["feed", "feed", "page"]
    assert response.json()["candidates"][0]["newest"] == "Council raises the dam"
    assert archive.followed.all() == []


@pytest.mark.parametrize("url", ["/srv/wires", "file:///etc/passwd", "~/news", "ftp://courier.example/feed"])
@pytest.mark.parametrize("path", ["/v1/sources", "/v1/sources/discover"])
def test_folders_are_followed_on_the_command_line_only(client: TestClient, path: str, url: str) -> None:
    assert "ragbot-ingest follow" in problem(client.post(path, json={"url": url}, headers=AUTHORIZED), 422)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://[feeds/news", "cannot be read; check"),
        ("https://news.example]/feed", "cannot be read; check"),
        ("https://news.example:feeds/", "cannot be read; check"),
        ("https://news.example:0/", "cannot be read; check"),
        ("https://news.example:65536/", "cannot be read; check"),
        ("https://news..example/feed", "cannot be read; check"),
        (f"https://{'n' * 64}.example/feed", "cannot be read; check"),
        ("https://news.example/our feed", "write a blank as %20"),
        ("https://news .example/feed", "write a blank as %20"),
        ("https://news.example/\u00a0feed", "write a blank as %20"),
        ("https://news.ex\nample/feed", "a control character"),
        ("https://news.example/\tfeed", "a control character"),
        ("https://news.example/\x00", "a control character"),
        ("https://news.example/\x85feed", "a control character"),
        ("https://", "names no server"),
        ("https:///feed", "names no server"),
        ("https://:443/feed", "names no server"),
        ("https://?feed", "names no server"),
        ("https://mira@/feed", "names no server"),
        ("feed://news.example/rss", "is no http(s) address"),
        ("feed:https://news.example/rss", "is no http(s) address"),
        ("javascript:alert(1)", "is no http(s) address"),
        ("//news.example/feed", "is no http(s) address"),
        ("https:news.example", "is no http(s) address"),
        ("https:\\\\news.example\\feed", "is no http(s) address"),
        ("news.example/feed", "is no http(s) address"),
    ],
)
def test_an_address_at_which_nothing_can_be_asked_for_is_refused_by_its_field(
    client: TestClient, archive: Archive, url: str, why: str
) -> None:
    for path in ("/v1/sources", "/v1/sources/discover"):
        response = client.post(path, json={"url": url}, headers=AUTHORIZED)
        assert problem(response, 422).startswith("url: The address ")
        [error] = response.json()["errors"]
        assert error["field"] == "url"
        assert why in error["message"]
    assert archive.followed.all() == []


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://News.Example:8443/Feed?format=rss&x=[1]#top",
        "https://[::1]:8000/feed",
        "https://нов.example/лента",
        "https://xn--b1ac.example./feed",
        "http://192.0.2.7/our%20feed",
        "https://news_desk.example/a|b",
    ],
)
def test_an_address_of_any_other_form_is_looked_at(client: TestClient, url: str) -> None:
    assert client.post("/v1/sources/discover", json={"url": f" {url}\n"}, headers=AUTHORIZED).status_code == 200


def test_where_there_is_nothing_it_is_said_why(client: TestClient) -> None:
    assert "404; look at the address" in problem(followed(client, url="https://gone.example/"), 422)


def changed(client: TestClient, **body: object) -> dict[str, Any]:
    response = client.patch(f"/v1/sources/{COURIER.id}", json=body, headers=AUTHORIZED)
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_a_source_is_paused_and_resumed_with_its_failures_forgiven(client: TestClient, archive: Archive) -> None:
    archive.followed.add(replace(COURIER, failures=5, failing_since=moment(NOW), error="is answered with 500"))
    paused = changed(client, state="paused")
    assert (paused["state"], paused["late"], paused["next_check"]) == ("paused", None, None)
    resumed = changed(client, state="active")
    assert (resumed["state"], resumed["failures"], resumed["error"]) == ("active", 0, None)
    assert archive.followed.due_by_hand(), "it is checked at once"


def test_an_interval_of_an_operators_counts_until_it_is_learned_again(client: TestClient, archive: Archive) -> None:
    archive.followed.add(COURIER)
    source = changed(client, every=7200)
    assert (source["every"], source["interval"]) == (7200, 7200)
    assert source["next_check"] == moment(NOW + timedelta(hours=2))
    assert changed(client, every=None)["every"] is None
    assert changed(client, title="The Daily Courier")["title"] == "The Daily Courier"
    assert changed(client)["title"] == "The Daily Courier"


def test_a_check_is_asked_for(client: TestClient, archive: Archive) -> None:
    archive.followed.add(COURIER)
    assert changed(client, check="now")["next_check"] <= moment(datetime.now(UTC))
    assert archive.followed.all()[0].next_check == ASKED


def test_a_forgotten_source_is_gone(client: TestClient, archive: Archive) -> None:
    archive.followed.add(COURIER)
    path = f"/v1/sources/{COURIER.id}"
    assert client.delete(f"/v1/sources/{COURIER.title}", headers=AUTHORIZED).status_code == 404, "by its id alone"
    assert client.delete(path, headers=AUTHORIZED).status_code == 204
    assert told(client) == []
    for method in ("GET", "PATCH", "DELETE"):
        body: dict[str, str] | None = {} if method == "PATCH" else None
        response = client.request(method, path, headers=AUTHORIZED, json=body)
        assert "GET /v1/sources lists them" in problem(response, 404)


@pytest.mark.parametrize(
    "body",
    [
        {"state": "gone"},
        {"every": 59},
        {"every": True},
        {"every": 10**8},
        {"check": "later"},
        {"title": " "},
        {"id": 1},
    ],
)
def test_what_cannot_be_is_refused(client: TestClient, archive: Archive, body: dict[str, object]) -> None:
    archive.followed.add(COURIER)
    problem(client.patch(f"/v1/sources/{COURIER.id}", json=body, headers=AUTHORIZED), 422)
    assert archive.followed.all() == [COURIER]


def test_the_token_comes_before_everything_that_changes_or_fetches(client: TestClient, archive: Archive) -> None:
    archive.followed.add(COURIER)
    for method, path in [
        ("POST", "/v1/sources"),
        ("POST", "/v1/sources/discover"),
        ("PATCH", f"/v1/sources/{COURIER.id}"),
        ("DELETE", f"/v1/sources/{COURIER.id}"),
    ]:
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            problem(client.request(method, path, content=b"{", headers=headers), 401)
    assert archive.followed.all() == [COURIER]


def test_the_description_has_the_routes_and_their_refusals(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths["/v1/sources"]["post"]["responses"]) >= {"200", "201", "401", "422"}
    assert set(paths["/v1/sources/{source_id}"]) == {"get", "patch", "delete"}
    assert paths["/v1/sources"]["get"]["tags"] == ["sources"]


def test_an_address_that_cannot_be_split_is_shown_to_nobody_with_its_key(client: TestClient, archive: Archive) -> None:
    address = "http://me:pa55@[feeds/news?key=s3cret"
    opml = f'<opml version="2.0"><body><outline xmlUrl="{address}"/></body></opml>'
    assert client.post("/v1/sources/opml", content=opml, headers=AUTHORIZED).status_code == 422
    add_all(archive.followed, [Listed(address)])  # as earlier versions did
    (source,) = client.get("/v1/sources").json()["sources"]
    assert source["address"] == "http://[feeds/news"
