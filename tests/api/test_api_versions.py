"""Two versions of an article compared over HTTP, and what a retracted one tells there."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from fastapi.testclient import TestClient

from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from tests.conftest import add, article

ID = article("").id
FIRST = "The ferry Grey Gull sank off Port Anders on Monday. Nine people died, the coast guard said."
NOTE = "Correction: An earlier version of this article gave a wrong number."
SECOND = f"{FIRST.replace('Nine', 'Eleven')}\n\n{NOTE}"


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    add(archive, article(FIRST))
    add(archive, article(SECOND, note=NOTE))
    app = create_app(cast(Bot, SimpleNamespace(archive=archive)))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def test_two_versions_are_compared_over_http_in_either_direction(client: TestClient) -> None:
    there = client.get(f"/v1/articles/{ID}/diff", params={"from": 1, "to": 2}).json()
    assert (there["from_version"]["number"], there["to_version"]["number"], there["note"]) == (1, 2, NOTE)
    assert there["article"]["state"] == "corrected"
    pairs = [(change["before"], change["after"]) for change in there["changes"]]
    assert ("Nine people died, the coast guard said.", "Eleven people died, the coast guard said.") in pairs
    for change in there["changes"]:
        assert change["after"] == SECOND[change["after_start"] : change["after_end"]]
    back = client.get(f"/v1/articles/{ID}/diff", params={"from": 2, "to": 1}).json()
    assert [(change["after"], change["before"]) for change in back["changes"]] == pairs
    assert client.get(f"/v1/articles/{ID}/diff", params={"from": 2, "to": 2}).json()["changes"] == []


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"/v1/articles/{'0' * 32}/diff?from=1&to=2", 404, "No article"),
        (f"/v1/articles/{ID}/diff?from=1&to=3", 404, "no version 3; it has 1, 2"),
        (f"/v1/articles/{ID}/diff?from=9&to=1", 404, "no version 9; it has 1, 2"),
        (f"/v1/articles/{ID}/diff?from=1", 422, "to"),
        (f"/v1/articles/{ID}/diff?to=1", 422, "from"),
        (f"/v1/articles/{ID}/diff?from=0&to=1", 422, "from"),
        (f"/v1/articles/{ID}/diff?from=one&to=1", 422, "from"),
        (f"/v1/articles/{ID}/diff?from=1&to=99999999999", 422, "to"),
        ("/v1/articles?state=removed", 422, "state"),
        ("/v1/articles?state=soon", 422, "state"),
    ],
)
def test_what_cannot_be_compared_or_listed_is_told(client: TestClient, path: str, status: int, words: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert words in response.json()["detail"]


def test_a_retracted_article_is_read_with_its_reason_and_listed_when_asked_for(
    client: TestClient, archive: Archive
) -> None:
    archive.set_state(ID, "retracted", "Invented.")
    assert client.get("/v1/articles").json()["articles"] == []
    (listed,) = client.get("/v1/articles", params={"state": ["retracted", "live"]}).json()["articles"]
    assert (listed["id"], listed["state"]) == (ID, "retracted")
    read = client.get(f"/v1/articles/{ID}").json()
    assert read["version"]["note"] == NOTE
    notice = read["notice"]
    assert (notice["state"], notice["by"], notice["reason"]) == ("retracted", "operator", "Invented.")
    assert client.get(f"/v1/articles/{ID}/diff", params={"from": 1, "to": 2}).status_code == 200
    archive.set_state(ID, "removed")
    assert client.get(f"/v1/articles/{ID}").status_code == 404
    assert client.get(f"/v1/articles/{ID}/diff", params={"from": 1, "to": 2}).status_code == 404
