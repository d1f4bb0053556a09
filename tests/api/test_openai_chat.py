"""Chat completions, whole and in chunks, as OpenAI's own client and LangChain's read them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_openai import ChatOpenAI
from openai import OpenAI
from pydantic import SecretStr

from ragbot.api.openai.text import FOOT
from ragbot.archive.archive import Archive
from ragbot.types import Delta, Usage
from tests.api.fake_bot import ANSWER, FakeBot
from tests.api.openai_calls import (
    ABBEY,
    BODY,
    UNKNOWN,
    answer_of,
    assert_exact,
    chat,
    chunks_of,
    client,
    client_over,
    data_of,
    user,
)

__all__ = ["client"]

ROOT = Path(__file__).parents[2]
ABBEY_URL = "https://halmere-wire.example/2026/01/22/0815-ostrey-abbey"


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


def test_the_example_in_the_docs_runs(address: str, no_proxy: None, capsys: pytest.CaptureFixture[str]) -> None:
    docs = (ROOT / "docs" / "api.md").read_text()
    example = docs.partition("## For OpenAI clients")[2].partition("```python\n")[2].partition("```")[0]
    exec(example.replace("http://127.0.0.1:8000", address), {})
    shown = capsys.readouterr().out
    assert f"{ABBEY_URL} answered" in shown
    assert shown.count("Sources:") == 2


@pytest.mark.parametrize("newer", [False, True])
def test_langchain_s_client_reads_whole_answers_and_streams(address: str, no_proxy: None, newer: bool) -> None:
    model = ChatOpenAI(
        model="ragbot", base_url=f"{address}/v1", api_key=SecretStr("any"), use_responses_api=newer, temperature=0
    )
    assert str(model.invoke(ABBEY).text).startswith("Thursday, 22 January 2026: Thieves broke into")
    assert "".join(str(chunk.text) for chunk in model.stream(ABBEY)) == str(model.invoke(ABBEY).text)


def posted(bot: FakeBot, **more: Any) -> Any:
    with client_over(bot) as client:
        return client.post("/v1/chat/completions", json={**BODY, **more})


def test_a_stream_begins_with_the_role_and_ends_with_done() -> None:
    text = posted(FakeBot(), stream=True).text
    blocks = text.removesuffix("\n\n").split("\n\n")
    first, *_, finish = data_of(text)
    assert first["choices"] == [
        {"index": 0, "delta": {"role": "assistant", "content": ""}, "logprobs": None, "finish_reason": None}
    ]
    assert (finish["choices"][0]["delta"], finish["choices"][0]["finish_reason"]) == ({}, "stop")
    assert blocks[-1] == "data: [DONE]"
    assert all(block.startswith("data: ") for block in blocks), "the events have no names"


def test_a_stream_that_fails_is_never_done() -> None:
    bot = FakeBot()
    bot.events = [*bot.events[:2], ZeroDivisionError("secret")]
    text = posted(bot, stream=True).text
    assert "[DONE]" not in text
    assert "secret" not in text
    assert '"finish_reason":"stop"' not in text


def test_tokens_are_summed_and_null_where_a_model_did_not_count() -> None:
    bot = FakeBot()
    bot.answer = replace(ANSWER, usage=Usage(20, 3), backend="fake:model")
    assert posted(bot).json()["usage"] == {"prompt_tokens": 20, "completion_tokens": 3, "total_tokens": 23}
    bot.events = [replace(ANSWER, usage=None, backend="fake:model")]
    *_, last = data_of(posted(bot, stream=True, stream_options={"include_usage": True}).text)
    assert (last["choices"], last["usage"]) == ([], None)


def test_an_annotation_is_where_its_sentence_is_after_a_text_that_is_withdrawn() -> None:
    bot = FakeBot()
    bot.events = [Delta("It fell into the sea."), ANSWER]
    deltas = [choice["delta"] for each in data_of(posted(bot, stream=True).text) for choice in each["choices"]]
    text = "".join(delta.get("content", "") for delta in deltas)
    ((annotation,),) = [delta["annotations"] for delta in deltas if "annotations" in delta]
    span = annotation["url_citation"]
    assert text[span["start_index"] : span["end_index"]] == "The harbour bridge is closed. [1]"
    assert (annotation["type"], span["url"]) == ("url_citation", "https://news.example/b")


def test_the_foot_s_switch_and_limits_reach_the_bot() -> None:
    bot = FakeBot()
    reply = posted(bot, ragbot={"foot": False, "since": "2026-03-09", "sources": ["The Example"]}).json()
    assert reply["choices"][0]["message"]["content"] == ANSWER.answer
    (question,) = bot.asked
    assert (question.window.since, question.sources) == ("2026-03-09", ("The Example",))
