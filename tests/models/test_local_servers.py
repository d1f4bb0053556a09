"""Servers for language models that run on this machine are found where they listen, and offered."""

from __future__ import annotations

import time

import pytest

from ragbot.models import local_servers
from ragbot.models.local_servers import USUAL, LocalServer
from tests.openai_server import OpenAIServer, Reply, fails, nowhere


def usual(monkeypatch: pytest.MonkeyPatch, **addresses: str) -> None:
    monkeypatch.setattr(local_servers, "USUAL", addresses)


@pytest.mark.parametrize(
    "models", [fails(404), fails(500), Reply(body="<html>a router</html>"), Reply(body='{"a": 1}')]
)
def test_what_is_no_such_server_is_not_offered(models: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer(models=models) as server:
        usual(monkeypatch, Ollama=server.base_url)
        assert local_servers.local_servers() == []


@pytest.mark.parametrize("models", [Reply(body="[]", delay=20), Reply(trickle=True)])
def test_a_server_that_hangs_is_not_waited_for(models: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_servers, "PATIENCE", 0.1)
    with OpenAIServer(models=models) as server:
        usual(monkeypatch, Ollama=server.base_url)
        begin = time.monotonic()
        assert local_servers.local_servers() == []
        assert time.monotonic() - begin < 5


def test_the_name_of_a_model_cannot_leave_its_quotation_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer(models=["x; rm -rf ~\x1b[2J"]) as server:
        usual(monkeypatch, Ollama=server.base_url)
        (only_one,) = local_servers.local_servers()
    assert only_one.settings.startswith("RAGBOT_LLM='x; rm -rf ~ [2J' ")


def test_the_usual_places_are_on_this_machine() -> None:
    assert "127.0.0.1:11434" in str(USUAL)
    assert all(url.startswith("http://127.0.0.1:") and url.endswith("/v1") for url in USUAL.values())


def test_those_that_answer_are_found_without_models_for_embeddings(monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer(models=["nomic-embed-text", "qwen3:8b"]) as one, OpenAIServer(models=["Embedder"]) as other:
        usual(monkeypatch, Ollama=one.base_url, Studio=other.base_url, Cpp=nowhere())
        assert local_servers.local_servers() == [
            LocalServer("Ollama", one.base_url, ("qwen3:8b",)),
            LocalServer("Studio", other.base_url, ()),
        ]


def test_a_server_is_told_with_its_first_models_and_the_settings_for_one() -> None:
    four = LocalServer("Ollama", "http://127.0.0.1:1/v1", ("a", "b", "c", "d"))
    assert str(four) == (
        "Ollama runs at http://127.0.0.1:1/v1 with a, b, c and 1 more. "
        "To use it, set RAGBOT_LLM=a RAGBOT_LLM_BASE_URL=http://127.0.0.1:1/v1"
    )
    assert " with a, b, c. " in str(LocalServer("Ollama", "http://127.0.0.1:1/v1", ("a", "b", "c")))
    assert str(LocalServer("Ollama", "http://127.0.0.1:1/v1", ())).endswith(" and has no model: load one to use it")
