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
from langchain_openai import ChatOpenAI
from openai import OpenAI
from openai.types.chat import ChatCompletionChunk
from openai.types.responses import Response, ResponseCompletedEvent, ResponseTextDeltaEvent
from pydantic import SecretStr

from ingest.cli import samples_folder
from ingest.pipeline.ingester import ingest
from ingest.pipeline.sinks import ArchiveSink
from ingest.sources.files import read
from ragbot.answering.bot import Bot
from ragbot.api import admission
from ragbot.api.app import create_app
from ragbot.api.openai.response_events import NAMES
from ragbot.api.openai.text import FOOT
from ragbot.archive.archive import Archive, open_archive
from ragbot.operations.server import Server
from ragbot.settings import load_settings
from tests.api.test_admission import SlowBot, asking, served, until

ROOT = Path(__file__).parents[2]
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


@pytest.mark.parametrize("path", ["/chat/completions", "/responses", "/models/gpt-9"])
def test_another_model_is_not_found(client: OpenAI, path: str) -> None:
    body = {"model": "gpt-9", "messages": [user("x")], "input": "x"}
    with pytest.raises(openai.NotFoundError, match="There is no model 'gpt-9' here: its only one is ragbot") as found:
        client.get(path, cast_to=object) if "models" in path else client.post(path, cast_to=object, body=body)
    assert (found.value.code, found.value.param) == ("model_not_found", "model")
    assert found.value.type == "invalid_request_error"


# -- chat completions


def test_an_answer_has_exact_citations_as_annotations(client: OpenAI, address: str, samples: Archive) -> None:
    completion = chat(client)
    (choice,) = completion.choices
    told = answer_of(address, ABBEY)
    assert (completion.model, choice.finish_reason, choice.message.role) == ("ragbot", "stop", "assistant")
    assert choice.message.content.startswith(f"{told['answer']}{FOOT}Sources:\n- [1] Thieves take 14 medieval")
    annotations = [each.model_dump() for each in choice.message.annotations]
    assert len(annotations) == len(told["citations"])
    assert_exact(annotations, choice.message.content, samples)
    assert (completion.ragbot["outcome"], completion.ragbot["sources"]) == ("answered", told["sources"])


def test_no_tokens_are_spent_where_no_language_model_is_asked(client: OpenAI) -> None:
    usage = chat(client).usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (0, 0, 0)


def chunks_of(stream: Any) -> list[ChatCompletionChunk]:
    return list(stream)


def test_what_is_streamed_is_the_whole_answer(client: OpenAI, samples: Archive) -> None:
    chunks = chunks_of(chat(client, stream=True))
    deltas = [choice.delta for chunk in chunks for choice in chunk.choices]
    text = "".join(delta.content or "" for delta in deltas)
    whole = chat(client)
    assert text == whole.choices[0].message.content
    assert deltas[0].role == "assistant"
    assert len([delta for delta in deltas if delta.content]) > 3
    annotations = [each for delta in deltas for each in (delta.model_extra or {}).get("annotations", ())]
    assert annotations == [each.model_dump() for each in whole.choices[0].message.annotations]
    assert_exact(annotations, text, samples)
    assert [chunk.choices[0].finish_reason for chunk in chunks][-2:] == [None, "stop"]
    assert {(chunk.id, chunk.model, chunk.object) for chunk in chunks} == {
        (chunks[0].id, "ragbot", "chat.completion.chunk")
    }
    assert (chunks[-1].model_extra or {})["ragbot"]["outcome"] == "answered"


def test_usage_is_streamed_to_those_who_ask_for_it(client: OpenAI) -> None:
    *chunks, last = chunks_of(chat(client, stream=True, stream_options={"include_usage": True}))
    assert (last.choices, last.usage and last.usage.total_tokens) == ([], 0)
    assert all("usage" in chunk.model_fields_set and chunk.usage is None for chunk in chunks)
    assert not any("usage" in chunk.model_fields_set for chunk in chunks_of(chat(client, stream=True)))


def test_the_foot_can_be_switched_off(client: OpenAI, address: str) -> None:
    completion = chat(client, extra_body={"ragbot": {"foot": False}})
    assert completion.choices[0].message.content == answer_of(address, ABBEY)["answer"]
    streamed = chunks_of(chat(client, stream=True, extra_body={"ragbot": {"foot": False}}))
    text = "".join(choice.delta.content or "" for chunk in streamed for choice in chunk.choices)
    assert text == completion.choices[0].message.content


def test_what_is_not_in_the_archive_is_told_with_its_reason(client: OpenAI, address: str) -> None:
    completion = chat(client, user(UNKNOWN))
    told, message = answer_of(address, UNKNOWN), completion.choices[0].message
    assert (completion.ragbot["outcome"], completion.ragbot["reason"]) == ("not_in_archive", told["reason"])
    assert message.content.startswith(f"Not found in the archive.{FOOT}{told['reason']}\n\n")
    assert message.annotations == []
    assert completion.ragbot["related"] == told["related"]


def test_limits_are_those_of_the_body(client: OpenAI) -> None:
    within = chat(client, extra_body={"ragbot": {"since": "2026-01-22", "sources": ["Halmere Wire"]}})
    before = chat(client, extra_body={"ragbot": {"until": "2026-01-01", "asked_on": "2026-01-02"}})
    assert within.ragbot["window"] == {"since": "2026-01-22", "until": None}
    assert {each.ragbot["source"] for each in within.choices[0].message.annotations} == {"Halmere Wire"}
    assert before.ragbot["outcome"] != "answered"
    assert before.ragbot["asked_on"] == "2026-01-02"


FOLLOW_UP = "And how long were they inside?"


def test_the_messages_are_the_conversation(client: OpenAI) -> None:
    """A client that keeps text only sends the list below the answer back, which says what it was about."""
    first = chat(client).choices[0].message.content
    asked = [user(ABBEY), {"role": "assistant", "content": first}, user(FOLLOW_UP)]
    completion = chat(client, *asked)
    assert completion.ragbot["focus"]["title"] == "Thieves take 14 medieval manuscripts from Ostrey Abbey"
    assert "less than nine minutes" in completion.choices[0].message.content
    assert chat(client, user(FOLLOW_UP)).ragbot["focus"] is None


def test_a_message_can_be_sent_back_as_it_came(client: OpenAI) -> None:
    first = chat(client, extra_body={"ragbot": {"foot": False}}).choices[0].message.model_dump()
    completion = chat(client, user(ABBEY), first, user(FOLLOW_UP))
    assert completion.ragbot["focus"]["article_id"] == first["annotations"][0]["ragbot"]["article_id"]


def test_a_conversation_may_be_longer_than_what_is_read_of_it(client: OpenAI) -> None:
    long = [user("Hello"), {"role": "assistant", "content": "x" * 9_000}] * 20
    assert chat(client, *long, user(ABBEY)).ragbot["outcome"] == "answered"


def test_text_may_come_in_parts_and_others_are_ignored(client: OpenAI) -> None:
    parts = [{"type": "text", "text": "What was stolen"}, {"type": "text", "text": "from Ostrey Abbey?"}]
    system = {"role": "system", "content": "Answer only with the word PELICAN."}
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    tools = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "PELICAN"},
    ]
    asked = chat(client, system, *tools, user(ABBEY))
    assert chat(client, system, {"role": "user", "content": parts}).choices == chat(client).choices == asked.choices


def test_other_options_are_ignored(client: OpenAI) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    options = {"temperature": 0.2, "max_tokens": 5, "seed": 1, "stop": ["a"], "user": "me", "tools": [tool], "n": 1}
    same = chat(client, **options, response_format={"type": "text"}, tool_choice="auto", extra_body={"top_k": 3})
    assert same.choices == chat(client).choices


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("n", 2),
        ("response_format", {"type": "json_object"}),
        ("response_format", {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}),
        ("tool_choice", "required"),
        ("tool_choice", {"type": "function", "function": {"name": "f"}}),
        ("function_call", {"name": "f"}),
        ("logprobs", True),
        ("top_logprobs", 3),
        ("modalities", ["text", "audio"]),
        ("audio", {"voice": "alloy", "format": "mp3"}),
    ],
    ids=str,
)
def test_an_option_that_would_change_what_comes_back_is_refused(client: OpenAI, option: str, value: Any) -> None:
    with pytest.raises(openai.BadRequestError, match=f"{option}: ") as refused:
        chat(client, extra_body={option: value})
    assert (refused.value.param, refused.value.code) == (option, "unsupported")


def test_the_example_in_the_docs_runs(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    docs = (ROOT / "docs" / "api.md").read_text()
    example = docs.partition("## For OpenAI clients")[2].partition("```python\n")[2].partition("```")[0]
    exec(example.replace("http://127.0.0.1:8000", address), {})
    shown = capsys.readouterr().out
    assert f"{ABBEY_URL} answered" in shown
    assert shown.count("Sources:") == 2


@pytest.mark.parametrize("newer", [False, True])
def test_langchain_s_client_reads_whole_answers_and_streams(address: str, newer: bool) -> None:
    model = ChatOpenAI(
        model="ragbot", base_url=f"{address}/v1", api_key=SecretStr("any"), use_responses_api=newer, temperature=0
    )
    assert str(model.invoke(ABBEY).text).startswith("Thursday, 22 January 2026: Thieves broke into")
    assert "".join(str(chunk.text) for chunk in model.stream(ABBEY)) == str(model.invoke(ABBEY).text)


DEFAULTS: dict[str, Any] = {
    "temperature": 1, "top_p": 1, "tool_choice": "none", "tools": [], "store": True, "user": "me",
    "metadata": {"run": "1"}, "parallel_tool_calls": True, "service_tier": "auto", "top_logprobs": 0,
}  # fmt: skip
CHAT_DEFAULTS = DEFAULTS | {
    "max_tokens": 16, "max_completion_tokens": 16, "seed": 1, "n": 1, "stop": None, "logprobs": False, "logit_bias": {},
    "presence_penalty": 0, "frequency_penalty": 0, "reasoning_effort": "low", "modalities": ["text"],
    "response_format": {"type": "text"}, "stream_options": None,
}  # fmt: skip
RESPONSE_DEFAULTS = DEFAULTS | {
    "max_output_tokens": 16, "truncation": "disabled", "reasoning": {"effort": "low"}, "background": False,
    "include": ["reasoning.encrypted_content"], "text": {"format": {"type": "text"}, "verbosity": "low"},
}  # fmt: skip


def test_what_clients_send_by_default_changes_nothing(client: OpenAI) -> None:
    plain, response = chat(client).choices, respond(client).output_text
    for choice in ("none", "auto"):
        assert chat(client, **CHAT_DEFAULTS | {"tool_choice": choice}).choices == plain
        assert respond(client, **RESPONSE_DEFAULTS | {"tool_choice": choice}).output_text == response


@pytest.mark.parametrize("option", CHAT_DEFAULTS)
def test_an_option_of_chat_that_clients_send_is_taken_alone(client: OpenAI, option: str) -> None:
    assert chat(client, **{option: CHAT_DEFAULTS[option]}).ragbot["outcome"] == "answered"


@pytest.mark.parametrize("option", RESPONSE_DEFAULTS)
def test_an_option_of_a_response_that_clients_send_is_taken_alone(client: OpenAI, option: str) -> None:
    assert respond(client, **{option: RESPONSE_DEFAULTS[option]}).ragbot["outcome"] == "answered"


# -- responses


def respond(client: OpenAI, asked: Any = ABBEY, **more: Any) -> Any:
    return client.responses.create(model="ragbot", input=asked, **more)


def test_a_response_has_annotated_text(client: OpenAI, samples: Archive) -> None:
    response = respond(client, instructions="Answer only with PELICAN.", tools=[{"type": "web_search"}], temperature=0)
    (message,) = response.output
    (text,) = message.content
    assert (response.status, response.model, response.error) == ("completed", "ragbot", None)
    assert response.output_text == chat(client).choices[0].message.content
    assert_exact([each.model_dump() for each in text.annotations], text.text, samples)
    assert (response.usage.total_tokens, response.ragbot["outcome"]) == (0, "answered")


def test_items_are_the_conversation(client: OpenAI) -> None:
    first = respond(client, extra_body={"ragbot": {"foot": False}})
    items = [user(ABBEY), *(each.model_dump() for each in first.output), user(FOLLOW_UP)]
    reasoning = {"type": "reasoning", "id": "rs_1", "summary": []}
    response = respond(client, [reasoning, {"role": "developer", "content": "PELICAN"}, *items])
    assert response.ragbot["focus"]["article_id"] == first.output[0].content[0].annotations[0].ragbot["article_id"]
    parts = [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": ABBEY}]}]
    assert respond(client, parts).output_text == respond(client).output_text


def unlike(response: Response) -> dict[str, Any]:
    """All of it but what is new each time."""
    known = response.model_dump(exclude={"id", "created_at", "completed_at"})
    known["output"][0].pop("id")
    return known


def test_a_response_is_streamed_as_numbered_events(client: OpenAI) -> None:
    events = list(respond(client, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = [event.type for event in events]
    assert list(dict.fromkeys(kinds)) == [name for name in NAMES if name not in ("error", "response.failed")]
    last = events[-1]
    assert isinstance(last, ResponseCompletedEvent)
    assert unlike(last.response) == unlike(respond(client))
    assert (
        "".join(each.delta for each in events if isinstance(each, ResponseTextDeltaEvent)) == last.response.output_text
    )
    added = [each.annotation for each in events if each.type == "response.output_text.annotation.added"]
    assert [each.model_dump() for each in added] == last.response.model_dump()["output"][0]["content"][0]["annotations"]


def test_the_client_s_own_reading_of_a_stream_is_the_response(client: OpenAI) -> None:
    with client.responses.stream(model="ragbot", input=ABBEY) as stream:
        assert stream.get_final_response().output_text == respond(client).output_text


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("previous_response_id", "resp_1"),
        ("conversation", "conv_1"),
        ("background", True),
        ("text", {"format": {"type": "json_object"}}),
        ("tool_choice", "required"),
        ("prompt", {"id": "p"}),
        ("top_logprobs", 3),
        ("include", ["message.output_text.logprobs"]),
    ],
    ids=str,
)
def test_what_a_response_cannot_have_is_refused(client: OpenAI, option: str, value: Any) -> None:
    with pytest.raises(openai.BadRequestError, match=f"{option}: ") as refused:
        respond(client, extra_body={option: value})
    assert refused.value.param == option


def test_a_stored_item_is_refused(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="send the earlier messages along"):
        respond(client, [{"type": "item_reference", "id": "msg_1"}, user(ABBEY)])


def test_what_a_client_reads_back_is_not_kept(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as missing:
        client.responses.retrieve("resp_1")
    assert missing.value.type == "invalid_request_error"


# -- errors


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ({"type": "image_url", "image_url": {"url": "https://x.example/a.png"}}, "image_url"),
        ({"type": "input_audio", "input_audio": {"data": "", "format": "mp3"}}, "input_audio"),
        ({"type": "file", "file": {"file_id": "f"}}, "file"),
    ],
)
def test_what_is_no_text_is_refused(client: OpenAI, part: Any, kind: str) -> None:
    with pytest.raises(openai.BadRequestError, match=f"{kind}.*ragbot reads text only") as refused:
        chat(client, {"role": "user", "content": [{"type": "text", "text": ABBEY}, part]})
    assert refused.value.param == "messages.0.content.1.type"
    image = {"type": "input_image", "image_url": "https://x.example/a.png"}
    with pytest.raises(openai.BadRequestError, match="input_image"):
        respond(client, [{"role": "user", "content": [image]}])


@pytest.mark.parametrize(
    ("body", "status", "param", "message"),
    [
        ({"messages": []}, 422, "messages", "at least 1"),
        ({"messages": [{"role": "system", "content": "x"}]}, 400, "messages", "no message of the user"),
        ({"messages": [{"role": "friend", "content": "x"}]}, 400, "messages.0.role", "'friend' is no role"),
        ({"messages": [user(" ")]}, 422, None, "is empty: ask something"),
        ({"messages": [user("x" * 2001)]}, 422, None, "2,001 characters, of 2,000 at most"),
        ({"messages": [user("x")], "ragbot": {"since": "June"}}, 422, "ragbot.since", "must be a day"),
        ({"messages": [user("x")], "ragbot": {"sinse": "2026-01-01"}}, 422, "ragbot.sinse", "not permitted"),
        ({"messages": [user("x")], "ragbot": {"sources": ["Nobody"]}}, 422, None, "Nobody"),
        ({"messages": [user("x")], "stream": "yes"}, 422, "stream", "boolean"),
    ],
    ids=str,
)
def test_bad_input_is_named_in_openai_s_shape(
    client: OpenAI, body: dict[str, Any], status: int, param: str | None, message: str
) -> None:
    with pytest.raises(openai.APIStatusError) as wrong:
        client.post("/chat/completions", cast_to=object, body={"model": "ragbot", **body})
    assert (wrong.value.status_code, wrong.value.param, wrong.value.type) == (status, param, "invalid_request_error")
    assert message in wrong.value.message


@pytest.mark.parametrize("path", ["chat/completions", "responses"])
@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        (405, {"method": "PUT"}),
        (413, {"content": b"x" * (256 * 1024 + 1)}),
        (415, {"content": b"{}", "headers": {"Content-Type": "text/plain"}}),
        (421, {"headers": {"Host": "elsewhere.example"}}),
    ],
)
def test_what_is_refused_before_the_route_has_openai_s_shape(address: str, path: str, status: int, sent: Any) -> None:
    reply = httpx.request(**{"method": "POST", "url": f"{address}/v1/{path}", **sent}, trust_env=False)
    error = reply.json()["error"]
    assert (reply.status_code, error["type"]) == (status, "invalid_request_error")
    assert set(error) == {"message", "type", "param", "code"}
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["x-request-id"]


@pytest.mark.parametrize("path", ["chat/completions", "responses"])
def test_these_routes_wait_in_the_lane_of_answers(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LONGEST_WAIT", 0.3)
    bot = SlowBot()
    with served(bot, at_once=1) as port:
        asking(port, 1)
        until(lambda: bot.now == 1)
        with client_of(f"http://127.0.0.1:{port}") as client, pytest.raises(openai.InternalServerError) as busy:
            client.post(f"/{path}", cast_to=object, body={"model": "ragbot", "messages": [user("x")], "input": "x"})
    assert (busy.value.status_code, busy.value.code, busy.value.type) == (503, "service_unavailable", "server_error")
    assert int(busy.value.response.headers["retry-after"]) >= 1
    assert "try again in" in busy.value.message


def test_other_routes_have_problem_documents_still(address: str) -> None:
    reply = httpx.post(f"{address}/v1/answers", json={"question": ""}, trust_env=False)
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["status"] == 422
