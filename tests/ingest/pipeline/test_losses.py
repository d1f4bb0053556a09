"""A worse copy never takes a better one's place without a word: stubs, teasers, texts that lost most of themselves."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ingest.pipeline.ingester import ingest
from ingest.pipeline.report import Report
from ingest.pipeline.sinks import ArchiveSink
from ingest.records.record import Raw
from ragbot.archive.archive import Archive
from ragbot.reading.losses import loss

PARTS = [
    "The county court of Velm sentenced the harbour's former clerk, Ada Moor, to two years in prison on Friday.",
    "She had paid for the dredging of a basin that was never dug, the judge, Ivo Lund, said in the afternoon.",
    "Her lawyer will appeal, since the money had come back to the town before the trial began in the spring.",
    "The mayor wants each bill over ten thousand crowns to be seen by two people from the first of June on.",
]
WHOLE = " ".join(PARTS)
STUB = "We and our 842 partners keep and read data on your device. By pressing “Accept all” you let us do so. " * 4
URL = "https://velm.example/clerk"


def taken(archive: Archive, text: str, **more: object) -> Report:
    record: Mapping[str, object] = {"title": "Clerk jailed", "text": text, "url": URL, **more}
    return ingest([Raw("here", record)], ArchiveSink(archive))


def current(archive: Archive) -> str:
    (listed,) = archive.articles().articles
    version = archive.version(listed.id, listed.version)
    assert version
    return version.text


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (STUB, "rewritten"),
        (PARTS[0][:90], "cut"),
        (WHOLE.replace("two years", "three years"), None),
        (" ".join(PARTS[:2]), None),  # half of it is there
        (STUB * 2, None),  # so much fuller that what was there may have been the stub
        ("", "rewritten"),
        ("법원은 벨름 항구의 전 서기에게 징역형을 선고했다. " * 8, "rewritten"),
    ],
)
def test_what_a_text_lost(after: str, found: str | None) -> None:
    assert loss(WHOLE, after) == found
    assert loss(PARTS[0], after) is None, "a few lines may be rewritten"


def test_a_stub_does_not_take_the_place_of_the_article(archive: Archive) -> None:
    assert taken(archive, WHOLE).added == 1
    for text in (STUB, PARTS[0]):
        report = taken(archive, text)
        assert (report.unchanged, report.updated, report.failures, report.passages) == (1, 0, 0, 0)
        (warning,) = report.warnings
        assert warning.reason.startswith("kept the fuller text")
        assert text[:50] in warning.reason, "it is not lost without a word"
        assert current(archive) == WHOLE


def test_a_part_never_takes_the_place_of_the_whole_however_late(archive: Archive) -> None:
    taken(archive, WHOLE, modified="2026-03-10")
    report = taken(archive, " ".join(PARTS[:3]), modified="2026-03-12", partial=True)
    assert (report.unchanged, len(report.warnings)) == (1, 1)
    assert current(archive) == WHOLE
    assert not archive.articles().articles[0].partial


@pytest.mark.parametrize("order", [(True, False), (False, True)])
def test_in_one_run_the_whole_counts_whichever_comes_first(archive: Archive, order: tuple[bool, bool]) -> None:
    record: dict[str, object] = {"title": "Clerk jailed", "url": URL}
    both: dict[bool, dict[str, object]] = {
        True: {**record, "text": PARTS[0], "partial": True},
        False: {**record, "text": WHOLE},
    }
    report = ingest([Raw(f"{partial}", both[partial]) for partial in order], ArchiveSink(archive))
    assert report.failures == 0
    assert current(archive) == WHOLE


def test_a_stub_gives_way_to_the_article(archive: Archive) -> None:
    taken(archive, STUB)
    assert taken(archive, WHOLE + " " + " ".join(reversed(PARTS))).updated == 1
    assert current(archive).startswith(WHOLE)


def test_a_text_that_is_rewritten_under_a_later_date_goes_in_with_a_warning(archive: Archive) -> None:
    taken(archive, WHOLE, modified="2026-03-10T08:00:00Z")
    assert taken(archive, STUB, modified="2026-03-10T08:00:00Z").unchanged == 1, "not later"
    assert taken(archive, PARTS[0], modified="2026-03-11T08:00:00Z").unchanged == 1, "only a piece of what is there"
    report = taken(archive, STUB, modified="2026-03-11T08:00:00Z")
    assert report.updated == 1
    assert [warning.reason.partition(",")[0] for warning in report.warnings] == ["lost most of its text"]
    assert taken(archive, STUB, modified="2026-03-11T08:00:00Z").warnings == ()


@pytest.mark.parametrize("said", [{"retracted": True}, {"correction": "The sentence was two years."}])
def test_what_a_publisher_takes_back_or_corrects_in_few_words_takes_effect(
    archive: Archive, said: dict[str, object]
) -> None:
    taken(archive, WHOLE)
    assert taken(archive, "The editors have looked into this.", **said).updated == 1


def test_a_page_that_says_it_was_removed_hides_the_article(archive: Archive) -> None:
    taken(archive, WHOLE)
    assert taken(archive, "This article has been removed.").updated == 1
    assert archive.facts().articles == 0
