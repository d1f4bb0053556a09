"""The list of models, which has one."""

from __future__ import annotations

import openai
import pytest
from fastapi.testclient import TestClient
from openai import OpenAI

from tests.api.fake_bot import FakeBot, app_of
from tests.api.openai_calls import client, user

__all__ = ["client"]


def test_there_is_one_model_and_it_is_ragbot(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["ragbot"]
    assert client.models.retrieve("ragbot").owned_by == "ragbot"


@pytest.mark.parametrize("path", ["/chat/completions", "/responses", "/models/gpt-9"])
def test_another_model_is_not_found(client: OpenAI, path: str) -> None:
    body = {"model": "gpt-9", "messages": [user("x")], "input": "x"}
    with pytest.raises(openai.NotFoundError, match="There is no model 'gpt-9' here: its only one is ragbot") as found:
        client.get(path, cast_to=object) if "models" in path else client.post(path, cast_to=object, body=body)
    assert (found.value.code, found.value.param) == ("model_not_found", "model")
    assert found.value.type == "invalid_request_error"


@pytest.mark.parametrize("name", ["RAGBOT", "ragbot ", "rag/bot", "x" * 5_000], ids=lambda name: name[:8])
def test_a_name_is_matched_whole_and_told_in_a_few_words(name: str) -> None:
    with TestClient(app_of(FakeBot()), base_url="http://127.0.0.1") as client:
        reply = client.get(f"/v1/models/{name}")
    assert reply.status_code == 404
    assert set(reply.json()["error"]) == {"message", "type", "param", "code"}
    assert len(reply.content) < 400


def test_the_list_has_the_same_model_as_the_look_up() -> None:
    with TestClient(app_of(FakeBot()), base_url="http://127.0.0.1") as client:
        listed, one = client.get("/v1/models").json(), client.get("/v1/models/ragbot").json()
    assert listed == {"object": "list", "data": [one]}
    assert one == {"id": "ragbot", "object": "model", "created": 0, "owned_by": "ragbot"}
