"""A reader says what an answer is worth; it goes into the ledger, and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ragbot.api import keyring as keyrings
from ragbot.archive import feedback as book
from ragbot.archive.archive import Archive
from ragbot.archive.feedback import CitedSpan
from tests.api.test_key_guard import TOKEN, app_of, bearer
from tests.conftest import add, stories

QUESTION = "How much would the bridge of Town2 cost?"
SECRET = "my neighbour Zebedee told me otherwise"


@pytest.fixture
def client(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(keyrings, "KEPT_SECONDS", 0.0)
    add(archive, *stories(3))
    with TestClient(app_of(archive), base_url="http://127.0.0.1") as client:
        yield client


def answer(client: TestClient, **more: Any) -> dict[str, Any]:
    body: dict[str, Any] = client.post("/v1/answers", json={"question": QUESTION, **more}).json()
    return body


def as_page(found: dict[str, Any], **more: Any) -> dict[str, Any]:
    """As the page sends it: all of the answer that another process needs."""
    same = {name: found[name] for name in ("question", "standalone_question", "outcome", "asked_on", "citations")}
    return {"answer_id": found["id"], **same, **more}


def test_a_recent_answer_is_rated_by_its_id(archive: Archive, client: TestClient) -> None:
    found = answer(client, until="2026-02-01", asked_on="2026-01-20")
    reply = client.post("/v1/feedback", json={"answer_id": found["id"], "rating": "up"})
    assert reply.status_code == 200
    (kept,) = archive.feedback.all()
    assert (kept.id, kept.at, kept.rating, kept.reason, kept.who) == (*reply.json().values(), "up", None, "")
    rated = kept.answer
    assert (rated.question, rated.outcome, rated.asked_on, rated.until) == (
        QUESTION,
        "answered",
        "2026-01-20",
        "2026-02-01",
    )
    spans = {(c["article_id"], c["version"], c["source_start"], c["source_end"]) for c in found["citations"]}
    assert {(s.article_id, s.version, s.source_start, s.source_end) for s in rated.citations} == spans


def test_an_answer_that_is_not_remembered_is_rated_by_its_question_and_citations(
    archive: Archive, client: TestClient
) -> None:
    body = as_page(answer(client, asked_on="2026-01-20"), rating="down", reason="wrong", text=f"  {SECRET} ")
    body |= {"answer_id": "of-another-process", "until": "2026-02-01", "standalone_question": f"{QUESTION} In crowns?"}
    reply = client.post("/v1/feedback", json={"answer_id": "of-another-process", "rating": "up"})
    assert (reply.status_code, "its question and its citations" in reply.json()["detail"]) == (404, True)
    assert client.post("/v1/feedback", json=body).status_code == 200
    (kept,) = archive.feedback.all()
    assert (kept.reason, kept.text, len(kept.answer.citations)) == ("wrong", SECRET, len(body["citations"]))
    rated = kept.answer
    assert (rated.question, rated.standalone_question) == (QUESTION, f"{QUESTION} In crowns?")
    assert (rated.asked_on, rated.until) == ("2026-01-20", "2026-02-01")


def test_who_changes_their_mind_replaces_what_they_said(archive: Archive, client: TestClient) -> None:
    found = answer(client)
    keys = {name: archive.keys.add(name, ["ask"]) for name in ("one", "other")}
    for name, rating in (("one", "up"), ("other", "up"), ("one", "down")):
        body = {"answer_id": found["id"], "rating": rating}
        assert client.post("/v1/feedback", json=body, headers=bearer(keys[name])).status_code == 200
    assert [(kept.who, kept.rating) for kept in archive.feedback.all()] == [("other", "up"), ("one", "down")]


def test_of_an_answer_without_an_id_each_rating_counts(archive: Archive, client: TestClient) -> None:
    for _ in range(2):
        assert client.post("/v1/feedback", json={"question": QUESTION, "rating": "down"}).status_code == 200
    assert [kept.answer.outcome for kept in archive.feedback.all()] == ["not_in_archive"] * 2


def test_an_article_that_was_removed_since_may_have_been_cited(archive: Archive, client: TestClient) -> None:
    found = answer(client)
    archive.set_state(found["citations"][0]["article_id"], "removed")
    assert client.post("/v1/feedback", json=as_page(found, rating="up")).status_code == 200


SPAN = {"article_id": "a", "version": 1, "source_start": 0, "source_end": 5}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"rating": "up"}, "answer_id: name the answer, or send its question and its citations"),
        ({"question": QUESTION}, "rating: Field required"),
        ({"question": QUESTION, "rating": "sideways"}, "rating"),
        ({"question": QUESTION, "rating": "down", "reason": "ugly"}, "reason"),
        ({"question": QUESTION, "rating": "up", "reason": "wrong"}, "reason: there is one where the rating is down"),
        ({"question": QUESTION, "rating": "up", "text": "x" * 1001}, "text"),
        ({"question": " ", "rating": "up"}, "question"),
        ({"question": QUESTION, "rating": "up", "stars": 5}, "stars"),
        ({"question": QUESTION, "rating": "up", "asked_on": "yesterday"}, "asked_on"),
        ({"question": QUESTION, "rating": "up", "citations": [SPAN] * 101}, "citations"),
        ({"question": QUESTION, "rating": "up", "citations": [SPAN]}, "citations.0: the archive has no version 1 of"),
        ({"question": QUESTION, "rating": "up", "citations": [{**SPAN, "version": 0}]}, "citations.0.version"),
    ],
)
def test_a_bad_body_gets_a_problem_that_names_the_field(
    archive: Archive, client: TestClient, body: dict[str, Any], told: str
) -> None:
    reply = client.post("/v1/feedback", json=body)
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert told in reply.json()["detail"]
    assert archive.feedback.count() == 0


def test_a_span_must_be_in_its_version(archive: Archive, client: TestClient) -> None:
    article_id = archive.articles().articles[0].id
    version = archive.version(article_id, 1)
    assert version
    whole = len(version.text)
    for start, end, status in ((5, 5, 422), (9, 4, 422), (0, whole + 1, 422), (0, whole, 200)):
        span = {**SPAN, "article_id": article_id, "source_start": start, "source_end": end}
        reply = client.post("/v1/feedback", json={"question": QUESTION, "rating": "up", "citations": [span]})
        assert (reply.status_code, "no such span" in reply.text) == (status, status == 422)


def test_nothing_that_a_reader_says_is_in_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    body = as_page(answer(client), rating="down", reason="other", text=SECRET)
    with caplog.at_level(logging.DEBUG):
        assert client.post("/v1/feedback", json=body).status_code == 200
        assert client.post("/v1/feedback", json={**body, "rating": SECRET}).status_code == 422
        assert client.post("/v1/feedback", json={**body, "text": SECRET * 99}).status_code == 422
    assert "POST /v1/feedback 422" in caplog.text
    assert "Zebedee" not in caplog.text
    assert "bridge of Town2" not in caplog.text


def test_an_operator_lists_it_page_by_page(archive: Archive, client: TestClient) -> None:
    for n in range(3):
        client.post("/v1/feedback", json={"question": f"{QUESTION} {n}", "rating": "up"})
    assert client.get("/v1/feedback").status_code == 401
    first = client.get("/v1/feedback?limit=2", headers=bearer(TOKEN)).json()
    rest = client.get(f"/v1/feedback?limit=2&before={first['before']}", headers=bearer(TOKEN)).json()
    shown = [each["answer"]["question"][-1] for page in (first, rest) for each in page["feedback"]]
    assert (shown, first["count"], rest["before"]) == (["2", "1", "0"], 3, None)


def test_the_rate_of_a_key_counts_for_feedback_too(archive: Archive) -> None:
    key = archive.keys.add("desk", ["ask"])
    with TestClient(app_of(archive, rate="2/h"), base_url="http://127.0.0.1") as client:
        body = {"question": QUESTION, "rating": "up"}
        found = [client.post("/v1/feedback", json=body, headers=bearer(key)) for _ in range(3)]
    assert [reply.status_code for reply in found] == [200, 200, 429]
    assert archive.feedback.count() == 2


def test_only_a_rating_of_an_answer_that_the_server_remembers_keeps_an_article(
    archive: Archive, client: TestClient
) -> None:
    found = answer(client)
    cited = {citation["article_id"] for citation in found["citations"]}
    every = [{**SPAN, "article_id": each.id} for each in archive.articles().articles]
    invented = as_page(found, rating="up", citations=every)
    for answer_id in (None, "of-another-process", "of-another-process"):
        assert client.post("/v1/feedback", json={**invented, "answer_id": answer_id}).status_code == 200
    assert archive.feedback.cited_articles() == set()
    assert client.post("/v1/feedback", json=invented).status_code == 200
    assert archive.feedback.cited_articles() == cited, "of its own answer the server knows what it cited"
    assert archive.vacuum({None: 1}, date(2099, 1, 1), dry=True).kept == {"cited by a kept answer": len(cited)}


def test_the_oldest_ratings_go_where_there_are_too_many(
    archive: Archive, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "MOST", 5)
    monkeypatch.setattr(book, "MOST_OF_ONE", 2)
    keys = {name: bearer(archive.keys.add(name, ["ask"])) for name in ("calm", "loud", "late")}
    for name, count in (("calm", 1), ("loud", 4), ("late", 2), ("calm", 1)):
        for n in range(count):
            body = {"question": f"{QUESTION} {n}", "rating": "up"}
            assert client.post("/v1/feedback", json=body, headers=keys[name]).status_code == 200
    kept = [(each.who, each.answer.question[-1]) for each in archive.feedback.all()]
    assert kept == [("loud", "2"), ("loud", "3"), ("late", "0"), ("late", "1"), ("calm", "0")]


def test_without_keys_only_the_number_of_all_counts(
    archive: Archive, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "MOST", 3)
    monkeypatch.setattr(book, "MOST_OF_ONE", 2)
    for n in range(4):
        client.post("/v1/feedback", json={"question": f"{QUESTION} {n}", "rating": "up"})
    assert [each.answer.question[-1] for each in archive.feedback.all()] == ["1", "2", "3"]


def test_what_was_cited_twice_is_kept_once(archive: Archive, client: TestClient) -> None:
    found = answer(client)
    body = as_page(found, rating="up", citations=found["citations"] * 2)
    assert client.post("/v1/feedback", json=body).status_code == 200
    (kept,) = archive.feedback.all()
    assert len(kept.answer.citations) == len(set(kept.answer.citations)) == len({_span(c) for c in found["citations"]})


def _span(citation: dict[str, Any]) -> CitedSpan:
    return CitedSpan(*(citation[name] for name in ("article_id", "version", "source_start", "source_end")))
