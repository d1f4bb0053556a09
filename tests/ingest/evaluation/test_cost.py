"""The cost of an ingest: its rates, and what ends a measurement."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ingest.evaluation.cost import IngestCost, _check, take_in
from ingest.pipeline.report import Problem, Report
from ragbot.archive.archive import Archive
from ragbot.archive.intake import Added
from ragbot.errors import ArchiveError, EvaluationError
from tests.fakes import WordEmbeddings

FILE = Path("news.jsonl")
FAILED = (Problem("news.jsonl:3", "has no text"),)


def test_rates_are_of_the_articles_and_their_seconds() -> None:
    cost = IngestCost(False, 10, 50, 40, 0, 4.0, 6.0, 300.0).as_json()
    assert (cost["articles_per_s"], cost["passages_per_s"], cost["cpu_seconds_per_article"]) == (2.5, 12.5, 0.6)
    assert (cost["articles"], cost["embedded"], cost["peak_memory_mb"]) == (10, 40, 300.0)


def test_an_archive_that_was_there_has_no_rates() -> None:
    cost = IngestCost(True, 10, 50, 0, 0, 4.0, 6.0, 300.0).as_json()
    assert [cost[name] for name in ("articles_per_s", "passages_per_s", "cpu_seconds_per_article")] == [None] * 3


def test_no_time_and_no_articles_are_no_division_by_nothing() -> None:
    cost = IngestCost(False, 0, 0, 0, 0, 0.0, 0.0, 0.0).as_json()
    assert (cost["articles_per_s"], cost["cpu_seconds_per_article"]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("report", "error", "reason"),
    [
        (Report(added=3, interrupted=True), KeyboardInterrupt, ""),
        (Report(added=3, stopped="The disk is full."), ArchiveError, "The disk is full."),
        (Report(failed=FAILED, failed_more=1), EvaluationError, "2 of 2 articles failed; news.jsonl:3: has no text"),
        (Report(), EvaluationError, "news.jsonl holds no article."),
    ],
)
def test_a_measurement_needs_a_whole_archive(report: Report, error: type[BaseException], reason: str) -> None:
    with pytest.raises(error) as caught:
        _check(report, FILE)
    assert str(caught.value) == reason


def test_a_few_bad_records_are_told_and_it_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    _check(Report(added=9, failed=FAILED), FILE)
    assert "1 of 10 articles failed; news.jsonl:3: has no text" in capsys.readouterr().err
    _check(Report(unchanged=1), FILE)
    assert capsys.readouterr().err == ""


def test_the_articles_of_a_file_go_in(tmp_path: Path) -> None:
    held: list[Any] = []

    def add(articles: list[Any], cut: object) -> Added:
        held.extend(articles)
        return Added(tuple("added" for _ in articles), 2 * len(articles), 3)

    archive = SimpleNamespace(
        embeddings=WordEmbeddings(),
        add=add,
        extent=lambda: (len(held), None, None),
        facts=lambda: SimpleNamespace(articles=len(held), passages=2 * len(held)),
    )
    file = tmp_path / "news.jsonl"
    file.write_text(
        "\n".join(json.dumps({"text": f"Halmere votes on {n}.", "language": "en"}) for n in range(3)) + "\n{"
    )
    cost = take_in(cast(Archive, archive), file, quiet=True)
    assert (cost.reused, cost.articles, cost.passages, cost.embedded, cost.failed) == (False, 3, 6, 3, 1)
    assert cost.peak_memory_mb > 1
    assert take_in(cast(Archive, archive), file, quiet=True).reused
