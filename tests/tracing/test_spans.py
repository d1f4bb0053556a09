"""Spans: what an answer and an ingest went through, by the conventions, and without a word of what was asked."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive, open_archive
from ragbot.errors import LLMError, SettingsError
from ragbot.settings import Settings, load_settings
from ragbot.tracing.spans import NOTHING, Spans, open_spans
from ragbot.tracing.timings import Timings
from ragbot.types import Question, Turn, Usage
from tests.conftest import STORY, add, article
from tests.fakes import WordEmbeddings

QUESTION = Question("How many people died on the ferry Grey Gull?", history=(Turn("user", "What of the ferry?"),))


class Model:
    """A language model that quotes, or fails."""

    name = "openai:gpt-4.1-mini"

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)

    def stream(self, *_: object) -> Generator[str, None, Usage]:
        reply = self.replies.pop(0)
        if not reply:
            raise LLMError("openai:gpt-4.1-mini did not answer: SECRET words of a prompt.")
        for word in reply.split(" "):
            yield f"{word} "
        return Usage(120, 9)


Find = Callable[[str], ReadableSpan]


@pytest.fixture
def exported() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def watched(archive: Archive, exported: InMemorySpanExporter) -> Archive:
    """An archive with the ferry, whose spans are kept."""
    add(archive, article(STORY, source="The Daily", published="2026-03-09"))
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    archive.spans = Spans(provider.get_tracer("test"))
    return archive


def by_name(exported: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exported.get_finished_spans()}


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def test_an_answer_is_a_workflow_with_a_span_for_each_part(watched: Archive, exported: InMemorySpanExporter) -> None:
    answer = Bot(watched, Model("How many died on the Grey Gull?", "Nine people died, the coast guard said. [1]")).ask(
        QUESTION
    )
    assert answer.outcome == "answered"
    found = by_name(exported)
    root = found["invoke_workflow answer"]
    assert attributes(root) == {
        "gen_ai.operation.name": "invoke_workflow",
        "gen_ai.workflow.name": "answer",
        "gen_ai.usage.input_tokens": 240,
        "gen_ai.usage.output_tokens": 18,
        "ragbot.outcome": "answered",
        "ragbot.backend": "openai:gpt-4.1-mini",
        "ragbot.citations": 1,
    }
    assert root.parent is None
    for name in ("retrieval archive", "ragbot.gate", "ragbot.answer", "ragbot.checks", "chat gpt-4.1-mini"):
        parent = found[name].parent
        assert parent is not None, name
        assert parent.span_id == root.context.span_id, name
        times = (root.start_time, found[name].start_time, found[name].end_time, root.end_time)
        assert list(times) == sorted(filter(None, times)), name
    ranked = found["ragbot.rank"].parent
    assert ranked is not None
    assert ranked.span_id in {
        each.context.span_id for each in exported.get_finished_spans() if "retrieval" in each.name
    }
    assert attributes(found["retrieval archive"])["gen_ai.operation.name"] == "retrieval"
    assert attributes(found["ragbot.checks"]) == {
        "ragbot.citations": 1,
        "ragbot.citations.dropped": 0,
        "ragbot.sentences.dropped": 0,
        "ragbot.sentences.unsupported": 0,
    }


def test_each_call_of_a_model_is_told_as_the_conventions_say(watched: Archive, exported: InMemorySpanExporter) -> None:
    Bot(watched, Model("How many died on the Grey Gull?", "Nine people died, the coast guard said. [1]")).ask(QUESTION)
    calls = [span for span in exported.get_finished_spans() if span.name == "chat gpt-4.1-mini"]
    assert len(calls) == 2, "the question made to stand alone, and the answer"
    for call in calls:
        told = attributes(call)
        assert told.pop("gen_ai.response.time_to_first_chunk") >= 0
        assert told == {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4.1-mini",
            "gen_ai.request.stream": True,
            "gen_ai.usage.input_tokens": 120,
            "gen_ai.usage.output_tokens": 9,
        }
        assert call.kind == SpanKind.CLIENT


def test_no_word_of_questions_prompts_answers_and_articles_is_in_them(
    watched: Archive, exported: InMemorySpanExporter
) -> None:
    add(watched, article("The opera of Lund opens in May.", title="Opera", address="https://daily.example/opera"))
    Bot(watched, Model("How many died?", "")).ask(QUESTION)
    text = " ".join(span.to_json() for span in exported.get_finished_spans()).casefold()
    assert "chat gpt-4.1-mini" in text
    for word in ("grey gull", "ferry", "coast guard", "holt", "lund", "secret", "how many", "the daily"):
        assert word not in text


def test_a_model_that_fails_is_an_error_of_its_call_and_not_of_the_answer(
    watched: Archive, exported: InMemorySpanExporter
) -> None:
    answer = Bot(watched, Model("")).ask(Question(QUESTION.text))
    assert answer.outcome == "degraded"
    found = by_name(exported)
    call, root = found["chat gpt-4.1-mini"], found["invoke_workflow answer"]
    assert (call.status.status_code, attributes(call)["error.type"]) == (StatusCode.ERROR, "LLMError")
    assert call.status.description is None
    assert (root.status.status_code, attributes(root)["ragbot.outcome"]) == (StatusCode.UNSET, "degraded")


def test_content_is_in_them_where_it_is_wanted(watched: Archive, exported: InMemorySpanExporter) -> None:
    watched.spans.has_content = True
    Bot(watched, Model("Nine people died, the coast guard said. [1]")).ask(Question(QUESTION.text))
    found = by_name(exported)
    assert QUESTION.text in attributes(found["retrieval archive"])["gen_ai.retrieval.query.text"]
    call = attributes(found["chat gpt-4.1-mini"])
    assert QUESTION.text in call["gen_ai.input.messages"]
    assert call["gen_ai.output.messages"].startswith("Nine people died")
    assert "quot" in call["gen_ai.system_instructions"]


def test_a_reader_who_leaves_ends_the_spans_and_is_no_error(watched: Archive, exported: InMemorySpanExporter) -> None:
    events = Bot(watched, Model("Nine people died, the coast guard said. [1] And more. [1]")).stream(
        Question(QUESTION.text)
    )
    next(iter(events))
    events.close()  # type: ignore[attr-defined]
    found = by_name(exported)
    for name in ("invoke_workflow answer", "ragbot.answer", "chat gpt-4.1-mini"):
        assert found[name].status.status_code == StatusCode.UNSET, name


def test_an_ingest_is_told_with_its_counts(watched: Archive, exported: InMemorySpanExporter) -> None:
    add(watched, article(STORY), article("The opera opens in May.", address="https://daily.example/opera"))
    found = by_name(exported)
    told = attributes(found["ragbot.ingest"])
    assert told["ragbot.articles"] == 2
    assert told["ragbot.articles.added"] == 1
    assert told["ragbot.texts.embedded"] == 1
    embedding = found["embeddings words@1"]
    assert attributes(embedding) == {"gen_ai.operation.name": "embeddings", "ragbot.texts": 1}
    assert embedding.parent is not None
    assert embedding.parent.span_id == found["ragbot.ingest"].context.span_id


def test_they_are_off_unless_they_are_switched_on(archive: Archive) -> None:
    assert open_spans(load_settings()).tracer is None
    assert archive.spans.start("anything") is NOTHING
    with NOTHING.child("anything", {"a": 1}) as nothing:
        nothing.set({"b": 2})
    with Timings().stage("write"):
        pass


def test_without_the_package_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingsError, match=r"RAGBOT_OTEL needs a package that is not installed: .*otel"):
        open_spans(load_settings(otel=True))


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A server that takes what is sent by OTLP over HTTP."""
    posts: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posts.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", posts
    server.shutdown()
    server.server_close()
    thread.join()


def test_they_go_to_the_collector_that_the_usual_variables_name(
    settings: Settings, collector: tuple[str, list[tuple[str, bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, posts = collector
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    monkeypatch.setenv("OTEL_SERVICE_NAME", "news-desk")
    with open_archive(settings.model_copy(update={"otel": True}), WordEmbeddings(), create=True) as archive:
        add(archive, article(STORY))
    assert [path for path, _ in posts] == ["/v1/traces"]
    assert b"ragbot.ingest" in posts[0][1]
    assert b"news-desk" in posts[0][1]
    assert b"Grey Gull" not in posts[0][1]
