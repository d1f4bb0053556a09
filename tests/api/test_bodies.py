"""The bodies of requests: what is in bounds is taken as the description says, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import TypeAdapter, ValidationError

from ragbot.api.bodies import AnswerBody, Count, EvidencePage, Limits, Number, QuestionBody, TurnBody
from ragbot.types import Answer, Question, SearchResult, Turn, Window
from tests.api.fake_bot import FakeBot, app_of, problem
from tests.evidence import evidence


@pytest.fixture(scope="module")
def one_bot() -> FakeBot:
    return FakeBot()


@pytest.fixture(scope="module")
def client(one_bot: FakeBot) -> Iterator[TestClient]:
    """One app for all: to make it takes longer than to ask it."""
    with TestClient(app_of(one_bot), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def bot(one_bot: FakeBot) -> FakeBot:
    """The bot of the app, which was asked nothing yet."""
    one_bot.asked.clear()
    return one_bot


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": " \n\t"}, "question"),
        ({"question": "x" * 2001}, "question"),
        ({"question": 7}, "question"),
        ({"question": None}, "question"),
        ({"question": "\ud800"}, "question"),
        ({"since": "yesterday"}, "since"),
        ({"since": "20260301"}, "since"),
        ({"since": "2026-W10-1"}, "since"),
        ({"until": "2026-02-30"}, "until"),
        ({"until": "२०२६-०२-०१"}, "until"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, ""),
        ({"asked_on": "last week"}, "asked_on"),
        ({"asked_on": "20260301"}, "asked_on"),
        ({"asked_on": "2026-03-01T00:00:00Z"}, "asked_on"),
        ({"asked_on": ""}, "asked_on"),
        ({"asked_on": 7}, "asked_on"),
        ({"sources": "The Example"}, "sources"),
        ({"sources": ["x"] * 101}, "sources"),
        ({"history": [{"role": "user", "text": "x"}] * 21}, "history"),
        ({"history": [{"role": "user", "text": "x" * 8001}]}, "history.0.text"),
        ({"history": [{"role": "system", "text": "x"}]}, "history.0.role"),
        ({"stream": "perhaps"}, "stream"),
        ({"sauce": ["x"]}, "sauce"),
    ],
)
def test_a_question_out_of_bounds_is_refused_by_field(
    client: TestClient, bot: FakeBot, change: dict[str, Any], field: str
) -> None:
    body = json.dumps({"question": "What?", **change})
    found = problem(client.post("/v1/answers", content=body, headers={"Content-Type": "application/json"}), 422)
    assert [error["field"] for error in found["errors"]] == [field]
    assert found["errors"][0]["message"] in found["detail"]
    assert bot.asked == []


def test_a_question_at_the_bounds_is_taken(client: TestClient) -> None:
    history = [{"role": "user", "text": "🌉" * 8000}] * 7
    assert client.post("/v1/answers", json={"question": "🌉" * 2000}).status_code == 200
    one_day = {"since": "2026-03-01", "until": "2026-03-01"}
    assert client.post("/v1/answers", json={"question": "Q", **one_day}).status_code == 200
    body = json.dumps({"question": "Q", "history": history}, ensure_ascii=False).encode()
    response = client.post("/v1/answers", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 200


@pytest.mark.parametrize("limit", [0, 51, -1, "many"])
def test_a_search_has_a_limit_in_bounds(client: TestClient, limit: object) -> None:
    assert (
        problem(client.post("/v1/search", json={"question": "x", "limit": limit}), 422)["errors"][0]["field"] == "limit"
    )


CITED = {"article_id": "unknown", "version": 1, "source_start": 0, "source_end": 3, "cited_text": "The"}


USED = {"article_id": "a1", "version": 1, "start": 0, "end": 3}


FORMATS = FormatChecker(["date"])


@pytest.fixture(scope="module")
def described(client: TestClient) -> Any:
    return client.get("/openapi.json").json()


@FORMATS.checks("date-time", raises=ValueError)
def _is_instant(text: object) -> bool:
    return isinstance(text, str) and "T" in text and bool(datetime.fromisoformat(text).tzinfo)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        *(("/v1/answers", {"question": "x", "stream": stream}) for stream in (False, True, "yes", 1, 0, None)),
        *(
            ("/v1/answers", {"question": "x", "as_of": at})
            for at in ("", "2022-06-12", "2022-06-12T08:30:00Z", 1, None)
        ),
        *(("/v1/search", {"question": "x", "as_of": at}) for at in ("", "x", "2022-06-12T08:30:00+02:00")),
        *(("/v1/search", {"question": "x", "since": day}) for day in ("", "2022-06-12", "2022-13-12", None)),
        *(("/v1/search", {"question": "x", "limit": limit}) for limit in (1, 1.0, 1.5, "1", True, False, None)),
        *(("/v1/search", {"question": question}) for question in ("", " ", "\n", " x ")),
        ("/v1/feedback", {"rating": "down"}),
        ("/v1/feedback", {"rating": "down", "answer_id": None, "question": None}),
        ("/v1/feedback", {"rating": "up", "question": "x", "reason": "wrong"}),
        ("/v1/feedback", {"rating": "up", "question": " "}),
        *(("/v1/suggestions", {"limit": limit}) for limit in (1, 5, 6, "1", True)),
        *(("/v1/suggestions", {"used": [USED | {"end": end}]}) for end in (3, 3.0, "3", False)),
        *(("/v1/suggestions", {"articles": [USED | {"version": version}]}) for version in (1, "1", True, 0)),
        *(("/v1/suggestions", {"as_of": at}) for at in ("", "2022-06-12")),
        *(("/v1/citations/check", {"citations": [CITED | {"source_end": end}]}) for end in (3, 3.0, "3", False)),
        *(("/v1/citations/check", {"citations": [CITED | {"version": version}]}) for version in (1, "1", True)),
    ],
    ids=str,
)
def test_the_server_takes_what_the_description_allows_and_nothing_else(
    client: TestClient, described: dict[str, Any], path: str, body: dict[str, object]
) -> None:
    wanted = described["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema = wanted | {"components": described["components"]}
    allowed = Draft202012Validator(schema, format_checker=FORMATS).is_valid(body)
    assert client.post(path, json=body).status_code == (200 if allowed else 422)


@pytest.mark.parametrize(
    ("moment", "read"),
    [("2022-06-12", "2022-06-12"), ("2022-06-12 10:30+02:00", "2022-06-12T08:30:00Z"), (None, None)],
)
def test_a_moment_is_kept_as_the_archive_writes_it(moment: str | None, read: str | None) -> None:
    assert QuestionBody(question=" Why? ", as_of=moment).to_question() == Question("Why?", as_of=read)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"as_of": "soon"}, "'soon' is no time: write a day, 2022-06-12"),
        ({"since": "12 June"}, "must be a day such as 2022-06-30"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "since is later than until"),
        ({"sauce": 1}, "Extra inputs are not permitted"),
    ],
    ids=str,
)
def test_what_is_wrong_with_limits_is_said(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Limits(**fields)


def test_a_turn_without_citations_and_a_trace_reach_the_question() -> None:
    body = QuestionBody(question="And the toll?", history=[TurnBody(role="user", text="The ferry?")], trace=True)
    assert body.asked_with_history() == Question("And the toll?", history=(Turn("user", "The ferry?"),), trace=True)
    assert not body.to_question().trace


def test_an_answer_goes_over_the_wire_with_all_its_fields_and_flat_evidence() -> None:
    piece = evidence("It sank off Port Anders.")
    corrected = replace(piece, version=replace(piece.version, state="corrected"))
    answer = Answer("1", "Why?", "Why?", "", "related", related=(corrected,), notes=("Late.",))
    body = AnswerBody.of(answer)
    assert {f.name: getattr(body, f.name) for f in fields_of(Answer) if f.name != "related"} == {
        f.name: getattr(answer, f.name) for f in fields_of(Answer) if f.name != "related"
    }
    (flat,) = body.related
    assert (flat.text, flat.source, flat.state, flat.end) == ("It sank off Port Anders.", "Daily", "corrected", 24)


def test_a_search_says_that_it_was_by_words_alone() -> None:
    found = SearchResult((evidence("It sank off Port Anders."),), Window(), (), "Why?", words_only=True)
    page = EvidencePage.of(found, "2026-03-15T08:00:00Z", {"total": 1.5})
    assert (page.words_only, page.archive_as_of, page.timings) == (True, "2026-03-15T08:00:00Z", {"total": 1.5})


@pytest.mark.parametrize(("kind", "least"), [(Count, 0), (Number, 1)])
def test_a_number_is_whole_and_fits_into_the_ledger(kind: Any, least: int) -> None:
    form = TypeAdapter(kind)
    assert [form.validate_python(value) for value in (least, 2**31 - 1, 3.0)] == [least, 2**31 - 1, 3]
    for value in (least - 1, 2**31, 0.5, True, "3", None):
        with pytest.raises(ValidationError):
            form.validate_python(value)
