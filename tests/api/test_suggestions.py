"""Suggested questions over HTTP: their articles, their limits, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from ragbot.answering.suggest import QuotedSpan, SuggestionScope
from ragbot.api.suggestions import SuggestionsBody
from ragbot.types import (
    Window,
)
from tests.api.fake_bot import FakeBot, problem


def test_questions_are_suggested_from_articles_within_limits(client: TestClient, bot: FakeBot) -> None:
    body = client.post("/v1/suggestions", json={}).json()
    assert bot.wanted == SuggestionScope()
    assert body["questions"] == [
        {
            "question": "Who is Ann Lee?",
            "article_id": "a1",
            "version": 2,
            "title": "Bridge closed",
            "source": "The Example",
            "published": "2026-03-14",
        }
    ]
    assert set(body["timings"]) == {"total"}
    asked = {
        "articles": [{"article_id": "a1", "version": 2}],
        "asked": ["What is closed?"],
        "used": [{"article_id": "a1", "version": 2, "start": 0, "end": 29}],
        "since": "2026-03-01",
        "until": "2026-03-31",
        "sources": ["The Example"],
        "asked_on": "2026-04-01",
        "as_of": "2026-04-01",
        "limit": 5,
    }
    assert client.post("/v1/suggestions", json=asked).status_code == 200
    limits = (Window("2026-03-01", "2026-03-31"), ("The Example",), "2026-04-01", "2026-04-01", 5)
    assert bot.wanted == SuggestionScope((("a1", 2),), ("What is closed?",), (QuotedSpan("a1", 2, 0, 29),), *limits)
    problem(client.post("/v1/suggestions", json={"sources": ["Broken"]}), 503)


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 0},
        {"limit": 6},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"articles": [{"article_id": "a1"}]},
        {"articles": [{"article_id": "a1", "version": 0}]},
        {"articles": [{"article_id": "a", "version": 1}] * 21},
        {"asked": ["x" * 2001]},
        {"asked": ["x"] * 21},
        {"asked": "x"},
        {"used": [{"article_id": "a1", "version": 1, "start": -1, "end": 2}]},
        {"used": [{"article_id": "a1", "version": 1, "start": 0, "end": 2}] * 201},
        {"question": "x"},
    ],
    ids=str,
)
def test_impossible_suggestions_are_refused(client: TestClient, wrong: dict[str, Any]) -> None:
    assert problem(client.post("/v1/suggestions", json=wrong), 422)["errors"]


def test_without_a_body_of_ones_own_the_newest_articles_are_asked_about() -> None:
    assert SuggestionsBody().scope() == SuggestionScope()
    body = SuggestionsBody(articles=({"article_id": "a1", "version": 2, "title": "let through"},))  # type: ignore[arg-type]
    assert body.scope().articles == (("a1", 2),), "what else is known of an article may come along"


def test_the_example_in_the_description_is_taken() -> None:
    (example,) = SuggestionsBody.model_json_schema()["examples"]
    assert SuggestionsBody(**example).scope().questions == ("What was stolen from Ostrey Abbey?",)
