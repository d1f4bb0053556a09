"""The tally of an ingest: each record is counted once, and each problem is kept or at least counted."""

from __future__ import annotations

import signal
from collections.abc import Sequence

import pytest

from ingest.pipeline import tally as tallies
from ingest.pipeline.report import Passed
from ingest.pipeline.tally import MOST_KINDS, Entry, Tally
from ingest.records.record import PassedOver
from ragbot.archive.intake import Added, Result
from ragbot.errors import ArchiveError, ServerError
from tests.conftest import article

LONG = "The ferry Grey Linnet sails. " * 20


def batch(count: int, text: str = "It rained.") -> Sequence[Entry]:
    return [Entry(n, f"news.jsonl:{n}", article(text, title="Halmere")) for n in range(count)]


def test_nothing_is_a_tally_too() -> None:
    tally = Tally()
    report = tally.report()
    assert (tally.done, tally.expected, report.total, report.failures) == (0, None, 0, 0)
    assert (report.interrupted, report.stopped, report.passed_over) == (False, None, ())


@pytest.mark.parametrize(
    ("result", "counts", "failures", "warning"),
    [
        ("added", (1, 0, 0), 0, ""),
        ("updated", (0, 1, 0), 0, ""),
        ("unchanged", (0, 0, 1), 0, ""),
        ("older", (0, 0, 0), 1, ""),
        ("fuller", (0, 0, 1), 0, "kept the fuller text that is there; what came has little of it: Halmere: It rained."),
        ("shortened", (0, 1, 0), 0, "lost most of its text, by its publisher's later date"),
    ],
)
def test_each_result_of_the_archive_is_counted(
    result: Result, counts: tuple[int, int, int], failures: int, warning: str
) -> None:
    tally = Tally(outcomes={})
    tally.add(batch(1), Added((result,), 4, 3))
    report = tally.report()
    assert (report.added, report.updated, report.unchanged) == counts
    assert (report.passages, report.embedded, report.failures, tally.done) == (4, 3, failures, 1)
    assert tally.outcomes == {0: result}
    assert warning in "".join(each.reason for each in report.warnings)
    assert len(report.warnings) == bool(warning)


def test_an_older_version_is_told_by_its_origin() -> None:
    tally = Tally()
    tally.add(batch(2), Added(("added", "older"), 1, 1))
    (problem,) = tally.report().failed
    assert problem.origin == "news.jsonl:1"
    assert problem.reason == "the archive has a later version and keeps it"


def test_a_batch_has_as_many_results_as_articles() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Tally().add(batch(2), Added(("added",), 1, 1))


def test_of_a_text_that_did_not_go_in_the_beginning_is_shown() -> None:
    tally = Tally()
    tally.keep_fuller(batch(1, LONG)[0])
    (warning,) = tally.report().warnings
    assert warning.reason.endswith("…")
    assert "Halmere: The ferry Grey Linnet sails." in warning.reason
    assert len(warning.reason) < 300


def test_a_short_text_that_did_not_go_in_is_shown_whole() -> None:
    tally = Tally()
    tally.keep_fuller(batch(1)[0])
    (warning,) = tally.report().warnings
    assert not warning.reason.endswith("…")


def test_problems_beyond_the_most_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "MOST_KEPT", 2)
    tally = Tally()
    for n in range(5):
        tally.fail(n, f"news.jsonl:{n}", "has no text")
        tally.warn(f"news.jsonl:{n}", "has no date")
    report = tally.report()
    assert [each.origin for each in report.failed] == ["news.jsonl:0", "news.jsonl:1"]
    assert (report.failed_more, report.failures, tally.done) == (3, 5, 5)
    assert (len(report.warnings), report.warnings_more) == (2, 3)


def test_files_that_are_passed_over_are_counted_by_kind_the_most_frequent_first() -> None:
    tally = Tally()
    for kind in (".jpg", ".doc", ".jpg"):
        tally.pass_over(PassedOver(kind, "save it as .docx" if kind == ".doc" else ""))
    assert tally.report().passed_over == (Passed(".jpg", 2), Passed(".doc", 1, "save it as .docx"))
    for n in range(MOST_KINDS):
        tally.pass_over(PassedOver(f".x{n}"))
    tally.pass_over(PassedOver(".jpg"))
    kinds = {each.kind: each.count for each in tally.report().passed_over}
    assert (len(kinds), kinds[".jpg"], kinds["of other kinds"]) == (MOST_KINDS + 1, 3, 2)


@pytest.mark.parametrize(
    ("read", "progress", "expected"), [(10, 0.25, 40), (10, 1.0, 10), (10, None, None), (0, 0.0, None), (3, 0.99999, 3)]
)
def test_how_many_there_seem_to_be(read: int, progress: float | None, expected: int | None) -> None:
    assert Tally(read=read, progress=progress).expected == expected


@pytest.mark.parametrize("error", [ArchiveError("The disk is full."), ServerError("The server is gone.")])
def test_a_sink_that_fails_is_the_end_and_the_first_reason_stays(error: Exception) -> None:
    tally = Tally()
    with tally.stopping():
        raise error
    with tally.stopping():
        raise ArchiveError("Another one.")
    assert tally.report().stopped == str(error)
    assert not tally.report().interrupted


def test_ctrl_c_ends_it_and_the_next_one_kills() -> None:
    before = signal.getsignal(signal.SIGINT)
    tally = Tally()
    try:
        with tally.stopping():
            raise KeyboardInterrupt
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGINT, before)
    assert tally.report().interrupted
    assert tally.report().stopped is None


def test_a_mistake_of_ours_is_raised() -> None:
    tally = Tally()
    with pytest.raises(ZeroDivisionError), tally.stopping():
        raise ZeroDivisionError
