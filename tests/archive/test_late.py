"""That a followed source is late: what the facts, readiness, the doctor and answers say of it."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from fastapi.testclient import TestClient

from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.bodies import AnswerBody
from ragbot.archive.archive import Archive
from ragbot.archive.late import MOST_LATE, late_of
from ragbot.archive.source import Source, moment
from ragbot.operations.condition import look_at_archive
from ragbot.operations.show import show_answer
from ragbot.settings import load_settings
from ragbot.types import Answer, Question, Window
from tests.conftest import STORY, add, article, stories

ASKED = Question("How many people died when the ferry Grey Gull sank?", asked_on="2026-01-09")
LONG_AGO = "2026-01-05T08:00:00Z"
SILENT = Source(
    "a" * 32, "https://me:secret@daily.example/feed?key=k", "feed", "The Daily", LONG_AGO, LONG_AGO,
    outlet="Daily", newest=LONG_AGO, patience=3600,
)  # fmt: skip


def due_later(source: Source, **more: object) -> Source:
    """Checked now, and to be checked in an hour."""
    now = datetime.now(UTC)
    checked = replace(source, last_check=moment(now), next_check=moment(now + timedelta(hours=1)))
    return replace(checked, **more)  # type: ignore[arg-type]


@pytest.fixture
def following(archive: Archive) -> Archive:
    """An archive of two outlets, one of whose sources has been silent for too long."""
    add(archive, article(STORY, "Nine die at sea", "https://daily.example/f", source="Daily", published="2026-01-05"))
    add(archive, *stories(6))
    archive.followed.add(due_later(SILENT))
    return archive


def answered(archive: Archive, question: Question = ASKED) -> Answer:
    return Bot(archive).ask(question)


def test_an_answer_from_the_outlet_of_a_late_source_says_so(following: Archive) -> None:
    (late,) = answered(following).late
    assert (late.title, late.kind, late.since) == ("The Daily", "silent", LONG_AGO)
    assert late.why == "is silent for longer than usual: its newest article is of 2026-01-05"


@pytest.mark.parametrize("more", [{"outlet": "Other"}, {"outlet": ""}, {"state": "paused"}, {"patience": 10**9}])
def test_sources_that_are_not_late_or_of_others_are_not_told(archive: Archive, more: dict[str, object]) -> None:
    add(archive, article(STORY, "Nine die at sea", "https://daily.example/f", source="Daily", published="2026-01-05"))
    archive.followed.add(due_later(SILENT, **more))
    answer = answered(archive)
    assert answer.citations
    assert not answer.late


def test_an_answer_about_the_past_needs_no_news(following: Archive) -> None:
    earlier = replace(ASKED, window=Window(until="2026-01-05"))
    later = replace(ASKED, window=Window(until="2026-01-06"))
    assert [len(answered(following, each).late) for each in (earlier, later)] == [1, 1]
    assert not answered(following, replace(ASKED, as_of="2027-01-01")).late
    assert not answered(following, replace(ASKED, window=Window(until="2026-01-04"))).late


def test_what_is_only_related_says_so_too(following: Archive) -> None:
    answer = answered(
        following, Question("Which violin did the thief of Grey Gull sell in Madrid?", asked_on="2026-01-09")
    )
    assert answer.outcome != "answered"
    assert "Daily" in {piece.version.source for piece in answer.related}
    assert [one.title for one in answer.late] == ["The Daily"]


def test_facts_and_readiness_name_late_sources_without_their_secrets(following: Archive) -> None:
    failing = {"failures": 3, "failing_since": LONG_AGO, "error": "https://me:secret@daily.example/x is down"}
    following.followed.add(
        due_later(SILENT, id="b" * 32, address="/srv/mira/news", kind="folder", title="/srv/mira/news")
    )
    following.followed.set(SILENT.id, **failing)
    with TestClient(create_app(Bot(following)), base_url="http://127.0.0.1") as client:
        facts, ready = client.get("/v1/archive"), client.get("/readyz")
    assert (facts.status_code, ready.status_code) == (200, 200)
    assert ready.json()["status"] == "ready"
    for told in (facts.json()["late"], ready.json()["late"]):
        assert {one["title"] for one in told} == {"The Daily", "news"}
        assert "is down" in str(told)
        assert not any(secret in str(told) for secret in ("secret", "/srv/mira"))


def test_only_the_first_late_ones_are_told_with_the_facts(archive: Archive) -> None:
    for n in range(MOST_LATE + 5):
        source = due_later(SILENT, id=f"{n:032}", address=f"https://daily.example/{n}")
        archive.followed.add(replace(source, newest=f"2026-01-{28 - n:02}"))
    late = archive.facts().late
    assert len(late) == MOST_LATE
    assert [one.since for one in late] == sorted(one.since for one in late)
    assert late[0].since == "2026-01-04"


def test_the_doctor_and_the_terminal_say_so(following: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    show_answer(AnswerBody.of(answered(following)))
    assert "Late: The Daily is silent for longer than usual" in " ".join(capsys.readouterr().out.split())
    told = list(look_at_archive(load_settings(archive=following.folder)))
    assert ("warning", f"The Daily {answered(following).late[0].why}") in told


def test_lateness_costs_an_answer_less_than_a_millisecond(archive: Archive) -> None:
    begin = perf_counter()
    archive.late.lately()
    assert perf_counter() - begin < 0.1, "with nothing followed"
    for n in range(100):
        archive.followed.add(due_later(SILENT, id=f"{n:032}", address=f"https://daily.example/{n}"))
    assert len(archive.late.now()) == 100
    begin = perf_counter()
    for _ in range(100):
        archive.late.lately()
    assert perf_counter() - begin < 0.1


def test_the_oldest_trouble_comes_first() -> None:
    sources = [
        replace(SILENT, id=day, newest=day, next_check="2026-02-01T00:00:00Z") for day in ("2026-01-03", "2026-01-02")
    ]
    told = late_of(sources, datetime(2026, 2, 1, tzinfo=UTC))
    assert [asdict(one)["id"] for one in told] == ["2026-01-02", "2026-01-03"]
