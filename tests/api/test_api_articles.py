"""Articles over HTTP: lists, days, texts with their history, and what the archive holds."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from ragbot.archive.listing import Filter
from ragbot.types import (
    Facts,
    Window,
)
from tests.api.fake_bot import TEXT, FakeBot, problem

FILTERS = (
    "q=bridge&source=The%20Example&source=Other&language=en&since=2026-03-01&until=2026-03-31"
    "&state=live&state=retracted"
)


WANTED = Filter("bridge", ("The Example", "Other"), ("en",), Window("2026-03-01", "2026-03-31"), ("live", "retracted"))


def test_articles_are_listed_with_filters(client: TestClient, bot: FakeBot) -> None:
    body = client.get(f"/v1/articles?{FILTERS}&sort=relevance&cursor=c1&limit=7").json()
    assert body["next"] == "c2"
    assert body["articles"][0] == {**body["articles"][0], "id": "a1", "version": 2, "authors": ["A. B."]}
    assert bot.archive.asked == {"wanted": WANTED, "sort": "relevance", "cursor": "c1", "limit": 7}


def test_without_filters_the_newest_come_and_what_is_retracted_does_not(client: TestClient, bot: FakeBot) -> None:
    client.get("/v1/articles")
    wanted = Filter(states=("live", "corrected"))
    assert bot.archive.asked == {"wanted": wanted, "sort": "date", "cursor": None, "limit": 50}


def test_an_article_that_is_kept_no_longer_is_gone_and_not_unknown(
    client: TestClient, bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.archive, "expiry", lambda _: "It was taken out on 2026-03-20.")
    for path in ("/v1/articles/old", "/v1/articles/old/diff?from=1&to=2"):
        assert problem(client.get(path), 410)["detail"] == "It was taken out on 2026-03-20."


def test_days_are_counted_with_the_filters_of_the_list(client: TestClient, bot: FakeBot) -> None:
    body = client.get(f"/v1/archive/days?{FILTERS}").json()
    assert body == {"days": [{"day": "2026-03-14", "articles": 1}], "undated": 0, "total": 1}
    assert bot.archive.asked == {"wanted": WANTED}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=soon", "since"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("cursor=" + "x" * 501, "cursor"),
        ("q=" + "x" * 501, "q"),
        ("language=" + "x" * 9, "language.0"),
        ("state=removed", "state.0"),
        ("sort=title", "sort"),
    ],
)
def test_a_listing_out_of_bounds_is_refused(client: TestClient, query: str, field: str) -> None:
    assert problem(client.get(f"/v1/articles?{query}"), 422)["errors"][0]["field"] == field


def test_a_cursor_of_somebody_elses_is_refused(client: TestClient) -> None:
    assert "cursor" in problem(client.get("/v1/articles?cursor=torn"), 422)["detail"]


def test_an_article_comes_with_its_text_and_history(client: TestClient) -> None:
    body = client.get("/v1/articles/a1").json()
    assert body["article"]["id"] == "a1"
    assert body["version"]["text"] == TEXT
    assert [version["number"] for version in body["versions"]] == [1, 2]
    assert client.get("/v1/articles/a1?version=2").json() == body


def test_what_is_not_in_the_archive_is_not_found(client: TestClient) -> None:
    assert "id" in problem(client.get("/v1/articles/zzz"), 404)["detail"]
    assert "no version 9; it has 1, 2" in problem(client.get("/v1/articles/a1?version=9"), 404)["detail"]
    assert len(problem(client.get(f"/v1/articles/{'z' * 9000}"), 404)["instance"]) < 300
    for version in ("0", "x", "99999999999999999999"):
        problem(client.get(f"/v1/articles/a1?version={version}"), 422)


def test_the_archive_tells_what_it_holds(client: TestClient) -> None:
    body = client.get("/v1/archive").json()
    assert list(body) == list(Facts.__dataclass_fields__)
    assert body["sources"] == [{"source": "The Example", "articles": 1, "newest": None, "seen": None}]
