"""A conversation that is too long, or whose turns are nobody's, is refused with what to do about it."""

from __future__ import annotations

from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from ragbot.answering.bot import Bot
from ragbot.answering.followup import check_history
from ragbot.api.app import create_app
from ragbot.errors import QuestionError
from ragbot.types import LONGEST_ID, LONGEST_TURN, MOST_CITED, MOST_TURNS, Turn


@pytest.mark.parametrize(
    ("history", "says"),
    [
        ([Turn("user", "What?")] * 200, "The conversation has 200 turns: send the last 20 at most."),
        ([Turn("user", "x" * 50_000)], "Turn 1 has 50,000 characters: send at most 8,000, or leave it out."),
        ([Turn("user", "a"), Turn("system", "b")], "Turn 2 is by 'system': a turn is by user or by assistant."),  # type: ignore[arg-type]
        ([Turn("User", "a")], "Turn 1 is by 'User': a turn is by user or by assistant."),  # type: ignore[arg-type]
        ([Turn("", "a")], "Turn 1 is by '': a turn is by user or by assistant."),  # type: ignore[arg-type]
        ([Turn("x" * 9999, "a")], "is by 'xxx"),  # type: ignore[arg-type]
        ([Turn("user", "a"), Turn("assistant", None)], "Turn 2 has no text"),  # type: ignore[arg-type]
        ([Turn("user", "a"), Turn("assistant", "b", ("x",) * 21)], "Turn 2 cites too much: send at most 20 ids"),
        ([Turn("assistant", "b", ("x" * 65,))], "Turn 1 cites too much"),
    ],
)
def test_a_conversation_out_of_bounds_is_refused(history: list[Turn], says: str) -> None:
    with pytest.raises(QuestionError) as raised:
        check_history(history)
    assert says in str(raised.value)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize(
    "history",
    [
        (),
        [Turn("user", "")],
        [Turn("assistant", "Hello."), Turn("assistant", "Ask me.")],
        [Turn("user", "🌉" * LONGEST_TURN)] * MOST_TURNS,
        [Turn("assistant", "b", ("x" * LONGEST_ID,) * MOST_CITED)],
    ],
)
def test_a_conversation_at_the_bounds_is_taken(history: list[Turn]) -> None:
    check_history(history)


class NoBot:
    """Must not be reached."""

    backend = "extractive"
    archive = None


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(cast(Bot, NoBot())), base_url="http://127.0.0.1:8000")


@pytest.mark.parametrize(
    ("history", "field"),
    [
        ([{"role": "user", "text": "What?"}] * 200, "history"),
        ([{"role": "user", "text": "a"}, {"role": "user", "text": "x" * 50_000}], "history.1.text"),
        ([{"role": "system", "text": "a"}], "history.0.role"),
        ([{"role": None, "text": "a"}], "history.0.role"),
        ([{"text": "a"}], "history.0.role"),
        ([{"role": "user"}], "history.0.text"),
        ([{"role": "user", "text": ["a"]}], "history.0.text"),
        ([{"role": "user", "text": "a", "tool": "rm"}], "history.0.tool"),
        ([{"role": "assistant", "text": "a", "cited": ["x"] * 21}], "history.0.cited"),
        ([{"role": "assistant", "text": "a", "cited": ["x" * 65]}], "history.0.cited.0"),
        ([{"role": "assistant", "text": "a", "cited": "x"}], "history.0.cited"),
        ("What was asked before", "history"),
        ({"role": "user", "text": "a"}, "history"),
    ],
)
def test_over_http_it_gets_a_problem_that_names_the_field(client: TestClient, history: Any, field: str) -> None:
    response = client.post("/v1/answers", json={"question": "And when was that?", "history": history})
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert [error["field"] for error in problem["errors"]] == [field]
    assert field in problem["detail"]
    assert "xxxxx" not in response.text
