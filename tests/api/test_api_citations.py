"""Citations of an earlier answer are checked over HTTP, in their order; a body that holds none is refused."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.citations import CitationsBody, CitedBody
from ragbot.archive.archive import Archive
from ragbot.checks.recheck import EarlierCitation
from tests.checks.test_recheck import NOTE, cite, corrected


@pytest.fixture
def archive(light_archive: Archive) -> Archive:
    return corrected(light_archive)


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    app = create_app(cast(Bot, SimpleNamespace(archive=archive)))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def body_of(cited: EarlierCitation, **more: object) -> dict[str, object]:
    names = ("article_id", "version", "source_start", "source_end", "cited_text")
    return {**{name: getattr(cited, name) for name in names}, **more}


def test_citations_are_checked_in_their_order_and_nothing_is_stored(client: TestClient, archive: Archive) -> None:
    citations = [
        body_of(cite("Nine people died, the coast guard said."), number=1, title="T", outlets=["A"]),
        body_of(cite("until March.")),
        body_of(EarlierCitation("nobody", 1, 0, 1, "x")),
        body_of(cite("until March.")),
    ]
    reply = client.post("/v1/citations/check", json={"citations": citations}).json()
    assert [each["verdict"] for each in reply["citations"]] == ["changed", "holds", "unknown", "holds"]
    changed = reply["citations"][0]
    assert (changed["text"], changed["note"]) == ("Eleven people died, the coast guard said.", NOTE)
    assert reply["archive_as_of"] == archive.as_of()
    assert client.post("/v1/citations/check", json={"citations": []}).json()["citations"] == []


GOOD: dict[str, Any] = body_of(EarlierCitation("a" * 32, 1, 0, 3, "The"))


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 422, "citations: Field required"),
        ({"citations": {}}, 422, "valid list"),
        ({"citations": [7]}, 422, "citations.0"),
        ({"citations": [{}]}, 422, "article_id"),
        ({"citations": [GOOD] * 201}, 422, "at most 200"),
        ({"citations": [], "more": 1}, 422, "more"),
        ({"citations": [{**GOOD, "version": 0}]}, 422, "version"),
        ({"citations": [{**GOOD, "version": 2**63}]}, 422, "version"),
        ({"citations": [{**GOOD, "source_start": -1}]}, 422, "source_start"),
        ({"citations": [{**GOOD, "source_end": 10**12}]}, 422, "source_end"),
        ({"citations": [{**GOOD, "source_end": 0.5}]}, 422, "source_end"),
        ({"citations": [{**GOOD, "article_id": "x" * 65}]}, 422, "article_id"),
        ({"citations": [{**GOOD, "cited_text": None}]}, 422, "cited_text"),
        ({"citations": [{**GOOD, "cited_text": "x" * 300_000}]}, 413, "longer"),
    ],
)
def test_a_body_that_holds_no_citations_is_refused(client: TestClient, body: object, status: int, words: str) -> None:
    response = client.post("/v1/citations/check", json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert words in response.json()["detail"]


@pytest.mark.parametrize("body", [b"\xff", b'{"citations": [' + b"1" * 5000 + b"]}", b"[" * 100_000])
def test_a_body_that_no_parser_takes_is_told_what_it_has_to_be(client: TestClient, body: bytes) -> None:
    reply = client.post("/v1/citations/check", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 400
    assert "cannot be read as JSON: it has to be UTF-8" in reply.json()["detail"]


def test_half_a_character_and_a_zero_are_unknown_or_refused(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    for odd in (r"\ud800", r"\u0000", "%00", "' OR 1=1 --"):
        spans = '"version": 1, "source_start": 0, "source_end": 1'
        raw = f'{{"citations": [{{"article_id": "{odd}", "cited_text": "{odd}", {spans}}}]}}'
        response = client.post("/v1/citations/check", content=raw.encode(), headers=headers)
        assert response.status_code in (200, 422), response.text


def test_as_many_and_as_long_as_an_answer_can_have_are_checked(client: TestClient) -> None:
    longest = {**GOOD, "article_id": "x" * 64, "cited_text": "x" * 1_000}
    reply = client.post("/v1/citations/check", json={"citations": [longest] * 200})
    assert reply.status_code == 200
    assert {each["verdict"] for each in reply.json()["citations"]} == {"unknown"}
    assert len(CitedBody(**{**GOOD, "cited_text": "x" * 100_000}).cited_text) == 100_000


def test_a_citation_is_checked_by_its_own_fields_alone() -> None:
    body = CitedBody.model_validate({**GOOD, "number": 7, "title": "The ferry"})
    assert body.to_citation() == EarlierCitation("a" * 32, 1, 0, 3, "The")
    assert set(body.model_dump()) == set(GOOD)


def test_the_description_has_an_example_that_is_taken_and_says_what_the_text_is_compared_with() -> None:
    (example,) = CitationsBody.model_json_schema()["examples"]
    assert [each.source_end for each in CitationsBody.model_validate(example).citations] == [183]
    described = CitedBody.model_json_schema()["properties"]["cited_text"]["description"]
    assert "text[source_start:source_end]" in described
