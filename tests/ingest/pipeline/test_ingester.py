"""Taking records in: everything is counted, nothing bad stops the rest, and doing it twice changes nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import uvicorn
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.http.articles import router
from ingest.pipeline import ingester
from ingest.pipeline.ingester import ingest
from ingest.pipeline.report import Report
from ingest.pipeline.sinks import ArchiveSink, ServerSink
from ingest.pipeline.tally import Tally
from ingest.records.record import PassedOver, Raw
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.intake import Added
from ragbot.archive.lock import Owner
from ragbot.client import Client
from ragbot.errors import ArchiveError
from ragbot.models.embeddings import Vectors
from ragbot.settings import Settings, load_settings
from ragbot.types import Article
from tests.fakes import WordEmbeddings

TOKEN = "a-long-token"
URL = "https://daily.example/toll"


def raw(n: int, **fields: object) -> Raw:
    """The n-th of many different articles."""
    record = {"title": f"Town{n} votes", "text": f"The council of Town{n} voted for a bridge.", "url": f"{URL}/{n}"}
    return Raw(f"news.jsonl:{n}", {**record, **fields})


def state(text: str, published: str | None = None, origin: str = "toll.jsonl", **more: object) -> Raw:
    """One state of the article at URL."""
    return Raw(origin, {"title": "The toll", "text": text, "url": URL, "published": published, **more})


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, len(report.failed)


def texts(archive: Archive) -> list[str]:
    """The text of every version of the article at URL that can be read, oldest first."""
    (summary,) = [a for a in archive.articles().articles if a.url == URL]
    _, versions = archive.article(summary.id) or (None, ())
    found = [archive.version(summary.id, version.number) for version in versions]
    return [version.text for version in found if version]


@pytest.fixture
def sink(archive: Archive) -> ArchiveSink:
    return ArchiveSink(archive)


# Counting


def test_what_was_passed_over_is_counted_by_kind_and_is_no_failure(sink: ArchiveSink) -> None:
    passed = [Raw("x", None, passed=PassedOver(f".k{n}")) for n in range(200)]
    report = ingest([*passed, raw(1), Raw("a.pdf", None, passed=PassedOver(".pdf", "save it")), *passed[:1]], sink)
    assert counts(report) == (1, 0, 0, 0)
    assert [(each.kind, each.count) for each in report.passed_over[:2]] == [("of other kinds", 151), (".k0", 2)]
    assert len(report.passed_over) == 51


def test_everything_is_counted(sink: ArchiveSink) -> None:
    first = ingest([raw(1), raw(2)], sink)
    assert counts(first) == (2, 0, 0, 0)
    assert (first.passages, first.embedded) == (2, 2)
    assert first.seconds > 0
    second = ingest(
        [raw(1), raw(2, text="The council of Town2 voted against it."), raw(3), Raw("x", None, "torn")], sink
    )
    assert counts(second) == (1, 1, 1, 1)
    assert second.total == 4
    assert (second.passages, second.embedded) == (2, 2)
    assert not second.interrupted


def test_nothing_at_all_is_a_report_too(sink: ArchiveSink) -> None:
    report = ingest([], sink)
    assert (report.total, report.passages, report.interrupted) == (0, 0, False)


def test_taking_the_same_in_twice_embeds_and_writes_nothing(sink: ArchiveSink, embeddings: WordEmbeddings) -> None:
    raws = [raw(n) for n in range(9)]
    ingest(raws, sink)
    facts, embedded = sink.archive.facts(), embeddings.embedded
    again = ingest(raws, sink)
    assert counts(again) == (0, 0, 9, 0)
    assert (again.passages, again.embedded) == (0, 0)
    assert (sink.archive.facts(), embeddings.embedded) == (facts, embedded)


# Bad records


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (Raw("x", None, "is not JSON"), "is not JSON"),
        (Raw("x", None), "nothing could be read"),
        (Raw("x", {}), "no text"),
        (Raw("x", {"text": "\x00\u200b \n"}), "no text that can be seen"),
        (Raw("x", {"text": ["a", "list"]}), "list as its text"),
        (Raw("x", {"text": "é" * 1_000_001}), "over the limit"),
    ],
)
def test_a_bad_record_is_told_with_its_reason_and_the_rest_goes_on(sink: ArchiveSink, bad: Raw, reason: str) -> None:
    report = ingest([raw(1), bad, raw(2)], sink)
    assert counts(report) == (2, 0, 0, 1)
    assert report.failed[0].origin == "x"
    assert reason in report.failed[0].reason
    assert sink.archive.facts().articles == 2


def test_a_date_that_is_no_date_is_told_and_left_unknown(sink: ArchiveSink) -> None:
    report = ingest([state("The toll is nine.", "the day before yesterday")], sink)
    assert counts(report) == (1, 0, 0, 0)
    (warning,) = report.warnings
    assert warning.origin == "toll.jsonl"
    assert "the day before yesterday" in warning.reason
    assert sink.archive.articles().articles[0].published is None


# One article more than once


def test_an_article_given_twice_counts_once_as_unchanged(sink: ArchiveSink) -> None:
    assert counts(ingest([raw(1), raw(1), raw(2), raw(1)], sink)) == (2, 0, 2, 0)


def test_of_two_undated_texts_for_one_address_the_first_is_kept_and_the_other_told(sink: ArchiveSink) -> None:
    report = ingest([state("The toll is nine."), raw(1), state("The toll is ten.", origin="late.jsonl:7")], sink)
    assert counts(report) == (2, 0, 0, 1)
    assert report.failed[0].origin == "late.jsonl:7"
    assert URL in report.failed[0].reason
    assert texts(sink.archive) == ["The toll is nine."]


def test_a_text_that_is_dated_later_becomes_the_second_version(sink: ArchiveSink) -> None:
    report = ingest([state("The toll is nine.", "2026-01-01"), state("The toll is ten.", "2026-01-02")], sink)
    assert counts(report) == (1, 1, 0, 0)
    assert texts(sink.archive) == ["The toll is nine.", "The toll is ten."]


def test_a_time_of_modification_makes_it_later_as_well(sink: ArchiveSink) -> None:
    early, late = (f"2026-01-01T0{hour}:00:00Z" for hour in (8, 9))
    report = ingest(
        [state("The toll is nine.", early), state("The toll is ten.", early, modified=late)],
        sink,
    )
    assert counts(report) == (1, 1, 0, 0)
    assert texts(sink.archive)[-1] == "The toll is ten."


def test_a_text_that_is_dated_earlier_is_told_and_left_out(sink: ArchiveSink) -> None:
    report = ingest([state("The toll is ten.", "2026-01-02"), state("The toll is nine.", "2026-01-01")], sink)
    assert counts(report) == (1, 0, 0, 1)
    assert texts(sink.archive) == ["The toll is ten."]


def test_a_day_and_a_time_on_it_do_not_tell_which_came_first(sink: ArchiveSink) -> None:
    raws = [state("The toll is nine.", "2026-01-01"), state("The toll is ten.", "2026-01-01T09:00:00Z")]
    assert counts(ingest(raws, sink)) == (1, 0, 0, 1)
    assert counts(ingest(raws, sink)) == (0, 0, 1, 1)
    assert texts(sink.archive) == ["The toll is nine."]


def test_a_folder_given_twice_over_is_unchanged_the_second_time(sink: ArchiveSink) -> None:
    raws = [state("The toll is nine.", "2026-01-01"), state("The toll is ten.", "2026-01-02")]
    assert counts(ingest(raws * 2, sink)) == (1, 1, 2, 0)
    assert texts(sink.archive) == ["The toll is nine.", "The toll is ten."]


TAKEN_BACK = [
    state("The toll is nine.", "2026-01-01"),
    state("The toll is ten.", "2026-01-02"),
    state("The toll is nine.", "2026-01-03"),
]


def test_an_edit_that_was_taken_back_ends_at_the_first_text(sink: ArchiveSink) -> None:
    assert counts(ingest(TAKEN_BACK, sink)) == (1, 2, 0, 0)
    assert texts(sink.archive) == ["The toll is nine.", "The toll is ten.", "The toll is nine."]


def test_taking_in_twice_an_edit_that_was_taken_back_changes_nothing(sink: ArchiveSink) -> None:
    ingest(TAKEN_BACK, sink)
    assert counts(ingest(TAKEN_BACK, sink)) == (0, 0, 3, 0)


def test_an_older_state_than_the_archive_has_is_told(sink: ArchiveSink) -> None:
    ingest([state("The toll is ten.", "2026-01-02")], sink)
    report = ingest([state("The toll is nine.", "2026-01-01"), raw(1)], sink)
    assert counts(report) == (1, 0, 0, 1)
    assert "later version" in report.failed[0].reason
    assert texts(sink.archive) == ["The toll is ten."]


STATES = [
    state("The toll is unknown."),
    state("The toll is eight."),
    state("The toll is nine.", "2026-01-01"),
    state("The toll is ten.", "2026-01-01T09:00:00Z"),
    state("The toll is eleven.", "2026-01-01T10:00:00Z"),
    state("The toll is twelve.", "2026-01-02", modified="2026-01-03"),
    state("The toll is nine.", "2026-01-01"),
    raw(1),
]


@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(0, len(STATES) - 1), min_size=2, max_size=10), size=st.integers(1, 4))
def test_in_any_order_running_it_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, order: list[int], size: int
) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", size)
    raws = [STATES[i] for i in order]
    with open_archive(load_settings(archive=tmp_path_factory.mktemp("any")), WordEmbeddings(), create=True) as archive:
        first = ingest(raws, ArchiveSink(archive))
        before = (archive.facts(), archive.articles())
        again = ingest(raws, ArchiveSink(archive))
        assert (archive.facts(), archive.articles()) == before
        assert counts(again) == (0, 0, first.added + first.updated + first.unchanged, len(first.failed))
        assert first.failed == again.failed


# Batches, progress, Ctrl-C


class Listing:
    """A sink that only remembers its batches."""

    def __init__(self) -> None:
        self.batches: list[list[Article]] = []

    def add(self, articles: Sequence[Article]) -> Added:
        self.batches.append(list(articles))
        return Added(tuple("added" for _ in articles), 2 * len(articles), len(articles))


def test_a_batch_ends_with_enough_articles_or_enough_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 3)
    monkeypatch.setattr(ingester, "BATCH_CHARACTERS", 1000)
    sink = Listing()
    report = ingest([raw(0, text="Long. " * 200), *(raw(n) for n in range(1, 8))], sink)
    assert [len(batch) for batch in sink.batches] == [1, 3, 3, 1]
    assert [a.title for batch in sink.batches for a in batch] == [f"Town{n} votes" for n in range(8)]
    assert (report.added, report.passages, report.embedded) == (8, 16, 8)


def test_two_states_of_an_article_are_never_in_one_batch() -> None:
    sink = Listing()
    ingest([raw(1), state("Nine.", "2026-01-01"), state("Ten.", "2026-01-02"), raw(2)], sink)
    assert [[a.text[:3] for a in batch] for batch in sink.batches] == [["The", "Nin"], ["Ten", "The"]]


def test_records_are_read_as_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 2)
    sink, seen = Listing(), []

    def raws() -> Iterator[Raw]:
        for n in range(30):
            seen.append(len(sink.batches))
            yield raw(n)

    ingest(raws(), sink)
    assert all(n - 2 * taken <= 2 * (ingester.AT_ONCE + 1) for n, taken in enumerate(seen))
    assert seen[-1] > 0


def test_progress_is_told_after_each_batch_and_each_bad_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 2)
    told: list[tuple[int, int, float | None]] = []

    def watch(tally: Tally) -> None:
        told.append((tally.counts["added"], len(tally.failed), tally.progress))

    raws = [Raw(r.origin, r.record, None, (n + 1) / 5) for n, r in enumerate([raw(1), raw(2), Raw("x", None), raw(3)])]
    ingest(raws, Listing(), watch)
    assert told == sorted(told)
    assert [failed for _, failed, _ in told] == [1, 1, 1], "what is read meanwhile is told first"
    assert told[-1] == (3, 1, 0.8)


def test_a_batch_with_an_article_that_is_on_its_way_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 1)
    started: list[str] = []

    class Slow:
        def add(self, articles: Sequence[Article]) -> Added:
            started.append(f"{articles[0].text} begins")
            time.sleep(0.05)
            started.append(f"{articles[0].text} ends")
            return Added(("added",), 1, 1)

    ingest([state("Nine.", "2026-01-01"), state("Ten.", "2026-01-02"), raw(1)], Slow())
    assert started.index("Nine. ends") < started.index("Ten. begins")
    assert len(started) == 6


def test_ctrl_c_between_batches_ends_in_a_report_and_the_next_run_finishes(
    sink: ArchiveSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 2)

    def interrupted() -> Iterator[Raw]:
        yield from (raw(n) for n in range(5))
        raise KeyboardInterrupt

    report = ingest(interrupted(), sink)
    assert report.interrupted
    assert counts(report) == (4, 0, 0, 0), "the fifth was in no batch yet"
    assert sink.archive.facts().articles == 4
    report = ingest((raw(n) for n in range(7)), sink)
    assert counts(report) == (3, 0, 4, 0)
    assert not report.interrupted


class InterruptedEmbeddings(WordEmbeddings):
    """Ctrl-C comes while the second batch is embedded."""

    def encode(self, texts: list[str]) -> Vectors:
        if self.embedded:
            raise KeyboardInterrupt
        return super().encode(texts)


def test_ctrl_c_while_embedding_shows_nothing_half_and_the_next_run_finishes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 2)
    raws = [raw(n) for n in range(6)]
    with open_archive(settings, InterruptedEmbeddings(), create=True) as archive:
        report = ingest(raws, ArchiveSink(archive))
        assert (report.interrupted, report.added, archive.facts().articles) == (True, 2, 2)
    with open_archive(settings, WordEmbeddings()) as archive:
        report = ingest(raws, ArchiveSink(archive))
        assert counts(report) == (4, 0, 2, 0)
        assert archive.facts().versions == 6
        assert archive.verify() == []


def test_an_archive_that_fails_stops_the_ingest_and_the_report_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 2)

    class Filling(Listing):
        def add(self, articles: Sequence[Article]) -> Added:
            if self.batches:
                raise ArchiveError("The disk is full.")
            return super().add(articles)

    report = ingest((raw(n) for n in range(6)), Filling())
    assert report.stopped == "The disk is full."
    assert (counts(report), report.interrupted) == ((2, 0, 0, 0), False)


def test_a_mistake_of_ours_is_not_taken_for_a_failing_archive() -> None:
    class Wrong(Listing):
        def add(self, articles: Sequence[Article]) -> Added:
            raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        ingest([raw(1)], Wrong())


# Through a server


@pytest.fixture
def server(archive: Archive) -> Iterator[Client]:
    """A real server on the archive, and a client with its token."""
    app = create_app(Bot(archive), routers=[router(archive, TOKEN)])
    running = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not running.started:
                time.sleep(0.01)
            yield Client(Owner(1, "ragbot serve", "now", f"http://127.0.0.1:{listening.getsockname()[1]}", TOKEN))
        finally:
            running.should_exit = True
            thread.join(20)


def test_a_handed_over_article_is_the_same_as_one_put_in(archive: Archive, server: Client, tmp_path: Path) -> None:
    odd = state(
        "Zażółć “gęślą” 🎻 &amp; \u202eevil\u202c [red]text[/red].\n\nA second paragraph.",
        "2026-01-02T03:04:05+02:00",
        authors=["Ann Lee", "Bo Å"],
        source="The Daily",
        language="pl",
    )
    undated = Raw("a.txt", {"title": "", "text": "Nobody knows where this is from.", "_file": "file:/a.txt"})
    with open_archive(load_settings(archive=tmp_path / "other"), WordEmbeddings(), create=True) as other:
        one = ingest([odd, undated, Raw("x", None, "torn")], ArchiveSink(other))
        two = ingest([odd, undated, Raw("x", None, "torn")], ServerSink(server))
        assert counts(one) == counts(two) == (2, 0, 0, 1)
        assert (one.passages, one.embedded, one.failed) == (two.passages, two.embedded, two.failed)
        for listed in other.articles().articles:
            mine, handed = other.version(listed.id, 1), archive.version(listed.id, 1)
            assert mine
            assert handed
            fields = set(mine.__dataclass_fields__) - {"seen"}
            assert {f: getattr(mine, f) for f in fields} == {f: getattr(handed, f) for f in fields}


def test_handing_over_twice_changes_nothing(archive: Archive, server: Client) -> None:
    raws = [raw(1), state("Nine.", "2026-01-01"), state("Ten.", "2026-01-02")]
    assert counts(ingest(raws, ServerSink(server))) == (2, 1, 0, 0)
    facts = archive.facts()
    assert counts(ingest(raws, ServerSink(server))) == (0, 0, 3, 0)
    assert archive.facts() == facts


def test_an_older_state_handed_over_is_told_and_the_rest_goes_on(archive: Archive, server: Client) -> None:
    ingest([state("The toll is ten.", "2026-01-02")], ServerSink(server))
    report = ingest([state("The toll is nine.", "2026-01-01"), raw(1)], ServerSink(server))
    assert counts(report) == (1, 0, 0, 1)
    assert report.failed[0].origin == "toll.jsonl"
    assert "later version" in report.failed[0].reason


def test_hundreds_of_long_articles_fit_through(server: Client, archive: Archive) -> None:
    long = [raw(n, text=f"Town{n} said so. " * 700) for n in range(2)]
    assert counts(ingest([*long, *(raw(n) for n in range(2, 250))], ServerSink(server))) == (250, 0, 0, 0)
    assert archive.facts().articles == 250


def test_a_server_that_refuses_the_token_or_is_gone_is_told(server: Client) -> None:
    stranger = Client(Owner(1, "ragbot serve", "now", server.address, "wrong"))
    refused = ingest([raw(1)], ServerSink(stranger))
    assert "token" in (refused.stopped or "")
    with socket.socket() as bound:  # and nobody listens
        bound.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{bound.getsockname()[1]}"
        gone = ingest([raw(1)], ServerSink(Client(Owner(1, "ragbot serve", "now", address, TOKEN))))
    assert f"{address} does not answer" in (gone.stopped or "")
    assert refused.total == gone.total == 0


@pytest.mark.parametrize("before", [True, False])
def test_ctrl_c_while_a_batch_begins_leaves_nothing_untold(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    start = threading.Thread.start

    def interrupted(thread: threading.Thread) -> None:
        if not before:
            start(thread)
            time.sleep(0.05)  # as long as it takes the thread to be there
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    report = ingest([raw(1)], ArchiveSink(archive))
    assert report.interrupted
    assert counts(report) == ((0, 0, 0, 0) if before else (1, 0, 0, 0))
    assert len(archive.articles().articles) == report.added
