"""The doors for OpenAI's clients, with OpenAI's own client, a real server on loopback and the sample articles."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import openai
import pytest
from openai import OpenAI

from ingest.cli import samples_folder
from ingest.pipeline.ingester import ingest
from ingest.pipeline.sinks import ArchiveSink
from ingest.sources.files import read
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive, open_archive
from ragbot.operations.server import Server
from ragbot.settings import load_settings

ROOT = Path(__file__).parent.parent
ABBEY = "What was stolen from Ostrey Abbey?"
UNKNOWN = "Who won the 2022 World Cup?"
ABBEY_URL = "https://halmere-wire.example/2026/01/22/0815-ostrey-abbey"


@contextmanager
def serving(bot: Bot) -> Iterator[str]:
    """The address of a real server that answers under one name."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(50)
        server = Server(create_app(bot, hosts=("127.0.0.1",)))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


@pytest.fixture(autouse=True, scope="module")
def no_proxy() -> Iterator[None]:
    """None of the environment's comes between."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with open_archive(load_settings(archive=tmp_path_factory.mktemp("openai")), create=True) as archive:
        assert ingest(read([samples_folder()]), ArchiveSink(archive)).added
        yield archive


@pytest.fixture(scope="module")
def address(samples: Archive) -> Iterator[str]:
    with serving(Bot(samples)) as address:
        yield address


def client_of(address: str) -> OpenAI:
    return OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0, timeout=60)


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[OpenAI]:
    with client_of(address) as client:
        yield client


def user(text: str) -> Any:
    return {"role": "user", "content": text}


def chat(client: OpenAI, *messages: Any, **more: Any) -> Any:
    return client.chat.completions.create(model="ragbot", messages=messages or [user(ABBEY)], **more)


def answer_of(address: str, question: str, **limits: object) -> dict[str, Any]:
    """The same from ragbot's own route."""
    asked = {"question": question, **limits}
    reply = httpx.post(f"{address}/v1/answers", json=asked, trust_env=False, timeout=60).raise_for_status()
    return cast(dict[str, Any], reply.json())


def assert_exact(annotations: list[Mapping[str, Any]], text: str, archive: Archive) -> None:
    """Each span is in its article, and its place in the text ends with its number."""
    assert annotations
    for each in annotations:
        ours, shown = each["ragbot"], each.get("url_citation", each)
        version = archive.version(ours["article_id"], ours["version"])
        assert version
        assert version.text[ours["source_start"] : ours["source_end"]] == ours["cited_text"] != ""
        assert text[shown["start_index"] : shown["end_index"]].endswith(f"[{ours['number']}]")
        assert (shown["url"], shown["title"]) == (version.url, version.title)


# -- models


def test_there_is_one_model_and_it_is_ragbot(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["ragbot"]
    assert client.models.retrieve("ragbot").owned_by == "ragbot"


@pytest.mark.parametrize("path", ["/models/gpt-9"])
def test_another_model_is_not_found(client: OpenAI, path: str) -> None:
    body = {"model": "gpt-9", "messages": [user("x")], "input": "x"}
    with pytest.raises(openai.NotFoundError, match="There is no model 'gpt-9' here: its only one is ragbot") as found:
        client.get(path, cast_to=object) if "models" in path else client.post(path, cast_to=object, body=body)
    assert (found.value.code, found.value.param) == ("model_not_found", "model")
    assert found.value.type == "invalid_request_error"


def test_other_routes_have_problem_documents_still(address: str) -> None:
    reply = httpx.post(f"{address}/v1/answers", json={"question": ""}, trust_env=False)
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["status"] == 422
