"""Numbers for whoever watches over a server, as Prometheus reads them: requests, answers, the queue, the archive."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import partial

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Receive, Scope, Send

from ragbot import __version__
from ragbot.api.admission import Lane
from ragbot.api.reply_status import NotingSend
from ragbot.archive.archive import Archive
from ragbot.types import Answer, Facts

KEPT = 15.0
"""Seconds that the counts of an archive hold: counting 100,000 articles takes a second, and scrapers come often."""
MOST_OUTLETS = 200
"""Outlets of which the age of the newest article is told, those with most articles first."""
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)

router = APIRouter(tags=["health"])


class Metrics:
    """Of one app."""

    def __init__(self, archive: Archive, lanes: Mapping[str, Lane]) -> None:
        self.registry = CollectorRegistry()
        counter, histogram = partial(Counter, registry=self.registry), partial(Histogram, registry=self.registry)
        self._requests = counter("ragbot_requests", "Requests that are over.", ["method", "route", "status"])
        self._seconds = histogram(
            "ragbot_request_seconds", "Seconds until a request was over.", ["route"], buckets=SECONDS
        )
        self._answers = counter("ragbot_answers", "Answers by what came of the question.", ["outcome"])
        self._degraded = counter("ragbot_answers_degraded", "Degraded answers by cause.", ["cause"])
        self._stages = histogram(
            "ragbot_answer_stage_seconds", "Seconds of each stage of an answer.", ["stage"], buckets=SECONDS
        )
        self._citations = counter("ragbot_dropped_citations", "Markers of a model that pointed at nothing.")
        self._sentences = counter("ragbot_dropped_sentences", "Sentences of a model that were left out.")
        self._marked = counter("ragbot_unsupported_sentences", "Sentences of a model shown as unsupported.")
        self._tokens = counter("ragbot_llm_tokens", "Tokens that the language model counted.", ["direction"])
        self.registry.register(ArchiveCollector(archive))
        self.registry.register(QueueCollector(lanes))

    def note_answer(self, answer: Answer) -> None:
        """Count an answer that is whole. Whoever leaves before that is in the requests alone."""
        self._answers.labels(answer.outcome).inc()
        if answer.outcome == "degraded":
            self._degraded.labels("index" if answer.words_only else "model").inc()
        for stage, ms in answer.timings.items():
            self._stages.labels(stage).observe(ms / 1000)
        self._citations.inc(answer.dropped_citations)
        self._sentences.inc(answer.dropped_sentences)
        self._marked.inc(len(answer.unsupported))
        if answer.usage:
            self._tokens.labels("input").inc(answer.usage.input_tokens)
            self._tokens.labels("output").inc(answer.usage.output_tokens)

    def note_request(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request under the pattern of its route: `/v1/articles/{article_id}`, so that ids make no rows."""
        route = getattr(scope.get("route"), "path", "other")
        self._requests.labels(scope["method"] if route != "other" else "other", route, str(status or "left")).inc()
        self._seconds.labels(route).observe(seconds)


class RequestMetrics:
    """Notes each request when it is over."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, sending = time.monotonic(), NotingSend(send)

        try:
            await self.app(scope, receive, sending)
        finally:
            self.metrics.note_request(scope, sending.status, time.monotonic() - began)


class QueueCollector(Collector):
    """How many requests have a place, and how many wait for one, in each lane."""

    def __init__(self, lanes: Mapping[str, Lane]) -> None:
        self._lanes = lanes

    def collect(self) -> Iterator[Metric]:
        running = GaugeMetricFamily("ragbot_running", "Requests that have a place.", labels=["lane"])
        waiting = GaugeMetricFamily("ragbot_waiting", "Requests that wait for a place.", labels=["lane"])
        for name, lane in self._lanes.items():
            running.add_metric([name], lane.busy)
            waiting.add_metric([name], len(lane.queue))
        yield from (running, waiting)


class ArchiveCollector(Collector):
    """How much an archive holds, how fresh it is, and what was taken in."""

    def __init__(self, archive: Archive, today: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._archive, self._today = archive, today
        self._lock = threading.Lock()
        self._kept: tuple[float, Facts] | None = None

    def describe(self) -> Iterator[Metric]:
        """Nothing, so that registering it counts nothing."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        taken = CounterMetricFamily("ragbot_ingested", "Articles by what became of them.", labels=["result"])
        for result, count in self._archive.ingested().items():
            taken.add_metric([result], count)
        yield taken
        facts = self._facts()
        build = GaugeMetricFamily("ragbot_info", "The release, and the embedding model.", labels=["version", "model"])
        build.add_metric([__version__, facts.embedding_model], 1)
        yield build
        yield GaugeMetricFamily("ragbot_articles", "Articles in the archive.", value=facts.articles)
        yield GaugeMetricFamily("ragbot_versions", "Versions of articles.", value=facts.versions)
        yield GaugeMetricFamily("ragbot_passages", "Passages of current versions.", value=facts.passages)
        yield GaugeMetricFamily("ragbot_late_sources", "Followed sources that are late.", value=len(facts.late))
        yield self._ages(facts)

    def _ages(self, facts: Facts) -> Metric:
        today = self._today().date()
        ages = GaugeMetricFamily(
            "ragbot_newest_article_age_days", "Days since an outlet's newest article was published.", labels=["outlet"]
        )
        for outlet in sorted(facts.sources, key=lambda each: -each.articles)[:MOST_OUTLETS]:
            if outlet.newest:
                ages.add_metric([outlet.source], (today - date.fromisoformat(outlet.newest[:10])).days)
        return ages

    def _facts(self) -> Facts:
        with self._lock:
            if self._kept is None or time.monotonic() - self._kept[0] > KEPT:
                self._kept = (time.monotonic(), self._archive.facts())
            return self._kept[1]


@router.get("/metrics", summary="Numbers in Prometheus' text", response_class=Response, include_in_schema=False)
def metrics(request: Request) -> Response:
    """What Prometheus scrapes."""
    registry: CollectorRegistry = request.app.state.metrics.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
