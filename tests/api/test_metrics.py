"""/metrics: what happened is in it, under bounded names, and a scrape costs little."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Message, Receive, Scope, Send

from ragbot.answering.bot import Bot
from ragbot.api.admission import Lane
from ragbot.api.app import create_app
from ragbot.api.metrics import ArchiveCollector, Metrics, QueueCollector, RequestMetrics
from ragbot.archive.archive import Archive
from ragbot.errors import ArchiveError
from ragbot.types import Answer, Facts, Unsupported, Usage
from tests.api.test_readiness import LATE
from tests.conftest import add, article
from tests.coroutines import result_of

DOCS = Path(__file__).parents[2] / "docs"
FERRY = "Nine people died when the ferry Grey Gull sank off Port Anders."


@pytest.fixture
def bot(archive: Archive) -> Bot:
    dated = replace(article(FERRY), published="2026-01-05", source="Halmere Wire")
    add(archive, dated, article("The harbour bridge was closed.", address="https://x.example/b"))
    return Bot(archive)


@pytest.fixture
def client(bot: Bot) -> Iterator[TestClient]:
    with TestClient(create_app(bot), base_url="http://127.0.0.1") as client:
        yield client


def numbers(client: TestClient) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels."""
    reply = client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(reply.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_answers_are_counted_by_what_came_of_them_with_the_time_of_each_stage(client: TestClient) -> None:
    client.post("/v1/answers", json={"question": "How many people died when the ferry sank?"})
    client.post("/v1/answers", json={"question": "Who won the chess tournament in Halmere?", "stream": True})
    seen = numbers(client)
    assert seen["ragbot_answers_total", "answered"] == 1
    assert sum(count for (name, *_), count in seen.items() if name == "ragbot_answers_total") == 2
    assert seen["ragbot_answer_stage_seconds_count", "total"] == 2
    assert seen["ragbot_requests_total", "POST", "/v1/answers", "200"] == 2
    assert seen["ragbot_request_seconds_count", "/v1/answers"] == 2


def test_what_a_model_costs_and_what_the_checks_did_is_counted(client: TestClient, bot: Bot) -> None:
    answer = Answer("q", "Q?", "Q?", "A.", "degraded", dropped_citations=2, dropped_sentences=1, usage=Usage(70, 30))
    bot.on_answer(answer)
    bot.on_answer(replace(answer, timings={"total": 1_500.0}))
    bot.on_answer(replace(answer, words_only=True, unsupported=(Unsupported(0, 1, ()),)))
    seen = numbers(client)
    assert seen["ragbot_answers_total", "degraded"] == 3
    assert (seen["ragbot_answers_degraded_total", "model"], seen["ragbot_answers_degraded_total", "index"]) == (2, 1)
    assert (seen["ragbot_dropped_citations_total",], seen["ragbot_dropped_sentences_total",]) == (6, 3)
    assert seen["ragbot_unsupported_sentences_total",] == 1
    assert seen["ragbot_answer_stage_seconds_sum", "total"] == 1.5
    assert (seen["ragbot_llm_tokens_total", "input"], seen["ragbot_llm_tokens_total", "output"]) == (210, 90)


def test_the_archive_its_outlets_and_the_lanes_are_told(client: TestClient, archive: Archive) -> None:
    seen = numbers(client)
    assert (seen["ragbot_articles",], seen["ragbot_versions",], seen["ragbot_late_sources",]) == (2, 2, 0)
    assert seen["ragbot_ingested_total", "added"] == 2
    assert seen["ragbot_ingested_total", "updated"] == 0
    assert seen["ragbot_running", "answers"] == 0
    assert seen["ragbot_waiting", "ingesting"] == 0
    old = (datetime.now(UTC).date() - date(2026, 1, 5)).days
    assert seen["ragbot_newest_article_age_days", "Halmere Wire"] == pytest.approx(old, abs=1)


def test_a_lane_tells_how_many_have_a_place_and_how_many_wait() -> None:
    lane = Lane(4, 9, busy=3, queue=deque(cast(Any, [None, None])))
    samples = [one for each in QueueCollector({"a": lane}).collect() for one in each.samples]
    assert {one.name: one.value for one in samples} == {"ragbot_running": 3, "ragbot_waiting": 2}


def test_addresses_make_no_rows_of_their_own(client: TestClient) -> None:
    for path in ("/v1/articles/nope", "/v1/articles/nope2", "/x/1", "/x/2", "/v1/answers"):
        client.request("BREW" if path == "/x/2" else "GET", path)
    rows = [key for key in numbers(client) if key[0] == "ragbot_requests_total"]
    assert ("ragbot_requests_total", "GET", "/v1/articles/{article_id}", "404") in rows
    assert not [row for row in rows if "nope" in str(row) or "/x/" in str(row) or "BREW" in row]


@pytest.mark.parametrize(("begun", "status"), [(False, "left"), (True, "200")])
def test_whoever_leaves_and_what_breaks_off_are_counted(light_archive: Archive, begun: bool, status: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200})
        raise ArchiveError("The disk is full.")

    async def nothing(*_: Message) -> Message:
        return {}

    counted, route = Metrics(light_archive, {}), SimpleNamespace(path="/v1/answers")
    scope = {"type": "http", "method": "POST", "route": route}
    with pytest.raises(ArchiveError):
        result_of(RequestMetrics(app, counted)(scope, nothing, nothing))  # type: ignore[arg-type]
    labels = {"method": "POST", "route": route.path, "status": status}
    assert counted.registry.get_sample_value("ragbot_requests_total", labels) == 1


def test_the_archive_is_not_counted_at_every_scrape(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    facts, counts = replace(archive.facts(), late=(LATE,)), []

    def counting() -> Facts:
        counts.append(1)
        return facts

    monkeypatch.setattr(archive, "facts", counting)
    collector = ArchiveCollector(archive)
    for _ in range(5):
        told = {each.name: each.samples for each in collector.collect()}
    assert len(counts) == 1
    assert told["ragbot_late_sources"][0].value == 1


def test_the_dashboard_asks_for_what_is_there(client: TestClient) -> None:
    there = {name for name, *_ in numbers(client)} | {"ragbot_answer_stage_seconds_bucket"}
    client.post("/v1/answers", json={"question": "How many people died when the ferry sank?"})
    there |= {name for name, *_ in numbers(client)}
    unlabelled = {"ragbot_answers_degraded_total", "ragbot_llm_tokens_total"}  # have no row before the first of a kind
    named = set(re.findall(r"ragbot_\w+", (DOCS / "grafana.json").read_text()))
    assert named <= there | unlabelled
