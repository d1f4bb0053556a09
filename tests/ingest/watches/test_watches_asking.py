"""A look at a standing question: when it is asked again, and what of its cited answer changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.watches.asking import LONGEST_PAUSE, Asker, Look, put_off
from ingest.watches.standing import StandingQuestions
from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.archive.source import ASKED, moment
from ragbot.archive.watch import LEAST_PAUSE, Watch
from ragbot.archive.watches import Watches
from ragbot.cancellation import Cancellation, Cancelled, cancelled_by
from ragbot.errors import ArchiveError, LLMError
from ragbot.types import SearchResult, Window
from tests.conftest import add
from tests.ingest.watches.desk import NINE, QUESTION, TEN, Desk, desk, ferry, opera, texts

__all__ = ["desk"]


def test_a_changed_article_is_told_with_what_went_and_what_came(desk: Desk) -> None:
    watch = desk.watch()
    assert (watch.outcome, watch.updates) == ("answered", 1)
    assert NINE in texts(watch.sentences)
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    update = desk.updates[0]
    assert (texts(update.old), texts(update.new), update.number) == ([NINE], [TEN], 2)
    (new,) = update.new
    version = desk.archive.version(new.article_id, new.version)
    assert version
    assert version.number == 2
    assert version.text[new.source_start : new.source_end] == new.cited_text
    assert (new.source, new.published) == ("The Daily", "2026-03-09")


def test_it_is_asked_only_when_its_search_finds_something_else(desk: Desk) -> None:
    desk.watch(webhook="")
    assert desk.asked == 1
    assert not desk.turn(minutes=2), "nothing came in"
    add(desk.archive, ferry())
    assert not desk.turn(minutes=2), "nothing was changed"
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    assert desk.asked == 2


def test_what_its_search_does_not_find_costs_a_search_and_no_answer(desk: Desk) -> None:
    desk.watch(sources=("The Daily",), window=Window(since="2026-03-01"))
    add(desk.archive, ferry("ten", 2, source="The Rival"))
    assert desk.turn(minutes=2)
    assert (desk.asked, desk.one.updates) == (1, 1)
    assert not desk.turn(minutes=2)


def test_another_article_that_changes_no_cited_sentence_is_told_to_nobody(desk: Desk) -> None:
    desk.watch()
    add(desk.archive, opera())
    add(desk.archive, ferry("nine", 2, source="The Rival"))  # a copy
    assert desk.turn(minutes=2)
    assert desk.one.updates == 1


def test_a_retracted_article_takes_its_sentences_out_of_the_answer(desk: Desk) -> None:
    desk.watch()
    desk.archive.set_state(ferry().id, "retracted", "Invented.")
    assert desk.turn(minutes=2)
    update = desk.updates[0]
    assert (update.outcome, update.new, NINE in texts(update.old)) == ("not_in_archive", (), True)


def test_an_answer_that_is_not_there_yet_is_told_when_it_comes(archive: Archive) -> None:
    desk = Desk(archive)
    watch = desk.watch()
    assert (watch.outcome, watch.updates, watch.sentences) == ("not_in_archive", 0, ())
    add(archive, ferry())
    assert desk.turn(minutes=2)
    assert (desk.one.updates, desk.updates[0].old, NINE in texts(desk.updates[0].new)) == (1, (), True)


class Torn:
    """A language model that fails."""

    name = "torn"

    def stream(self, *_: object) -> Iterator[str]:
        raise LLMError("The model is away.")
        yield ""


def test_a_degraded_answer_is_no_change_and_is_asked_again(desk: Desk) -> None:
    desk.watch()
    good = desk.questions
    desk.questions = StandingQuestions(desk.archive, desk.settings, Bot(desk.archive, Torn()), desk.clock)
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    assert desk.one.updates == 1
    assert (desk.one.failures, "The model is away." in (desk.one.error or "")) == (1, True)
    desk.questions = good
    assert desk.turn(minutes=2)
    assert (desk.one.updates, desk.one.failures, desk.one.error) == (2, 0, None)


def test_a_server_that_stops_is_no_failure_of_the_question(desk: Desk) -> None:
    before, cancellation = desk.watch(), Cancellation()
    add(desk.archive, ferry("ten"))
    cancellation.cancel("The server stops.")
    with cancelled_by(cancellation), pytest.raises(Cancelled):
        Asker(Bot(desk.archive), desk.clock).look(before)
    assert desk.one == before
    assert desk.turn(minutes=2)
    assert desk.one.updates == 2


NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("failures", "pause"), [(0, 120), (1, 240), (2, 480), (9, 61_440), (10, 86_400), (60, 86_400)])
def test_a_question_that_fails_is_asked_again_after_twice_as_long_up_to_a_day(failures: int, pause: int) -> None:
    watch = Watch("b" * 32, "Does the ferry sail?", moment(NOW), ASKED, failures=failures, marker="m")
    look = put_off(watch, NOW, "The index is away. " * 100)
    assert LEAST_PAUSE < pause <= LONGEST_PAUSE
    assert (look.pause, look.update) == (pause, None)
    assert (look.values["failures"], look.values["marker"], look.values["last_check"]) == (
        failures + 1,
        "",
        moment(NOW),
    )
    assert len(look.values["error"]) == 500


def look_of(desk: Desk, watch: Watch, bot: Any = None) -> Look:
    return Asker(bot or Bot(desk.archive), desk.clock).look(watch)


def test_a_look_keeps_nothing_itself(desk: Desk) -> None:
    before = desk.watch()
    add(desk.archive, ferry("ten"))
    look = look_of(desk, before)
    assert look.update
    assert (look.update.number, look.update.delivery) == (2, "none")
    assert (look.values["failures"], look.values["error"], look.values["outcome"]) == (0, None, "answered")
    assert desk.one == before


@pytest.mark.parametrize(
    ("outcome", "webhook", "delivery"),
    [
        ("answered", "https://desk.example/hook", "waiting"),
        ("answered", "", "none"),
        ("", "https://desk.example/hook", "none"),
    ],
    ids=["webhook", "no webhook", "the first answer"],
)
def test_an_update_waits_for_a_webhook_unless_it_is_the_first_answer(
    desk: Desk, outcome: Any, webhook: str, delivery: str
) -> None:
    watch = Watch("b" * 32, QUESTION, moment(NOW), ASKED, outcome=outcome, webhook=webhook)
    update = look_of(desk, watch).update
    assert update
    assert (update.watch_id, update.number, update.delivery) == ("b" * 32, 1, delivery)


def test_what_draws_on_more_than_its_search_is_asked_at_any_change(desk: Desk) -> None:
    desk.watch("What happened this week?")
    assert (desk.asked, desk.one.evidence) == (1, "")
    add(desk.archive, opera())
    assert desk.turn(minutes=2)
    assert desk.asked == 2


class WordsOnly:
    """A bot whose index of meanings is away, or whose ledger fails."""

    def __init__(self, bot: Bot, error: Exception | None = None) -> None:
        self.archive, self._error = bot.archive, error

    def search(self, *_: object) -> SearchResult:
        if self._error:
            raise self._error
        return SearchResult((), Window(), (), QUESTION, words_only=True)


@pytest.mark.parametrize(
    ("error", "message"),
    [(None, "The index of meanings is away, and words alone are not compared."), (LLMError("No."), "No.")],
    ids=["words only", "another failure"],
)
def test_a_search_that_fails_is_a_look_too(desk: Desk, error: Exception | None, message: str) -> None:
    before = desk.watch()
    add(desk.archive, ferry("ten"))
    look = look_of(desk, before, WordsOnly(Bot(desk.archive), error))
    assert (look.pause, look.update, look.values["error"]) == (120, None, message)


def test_a_ledger_that_fails_is_raised(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.watch()

    def marker(_: Watches) -> str:
        raise ArchiveError("The ledger is gone.")

    monkeypatch.setattr(Watches, "marker", marker)
    with pytest.raises(ArchiveError, match="The ledger is gone"):
        look_of(desk, before)


def test_a_schedule_asks_nothing_again_on_the_same_day_unless_somebody_wants_it(desk: Desk) -> None:
    watch = desk.watch(every=3600)
    desk.clock.forward(hours=1)
    assert look_of(desk, watch).values.keys() == {"failures", "error", "last_check"}
    wanted = look_of(desk, replace(watch, next_check=ASKED))
    assert wanted.values["marker"] == watch.marker
    assert wanted.values["last_check"] == moment(desk.clock.now)
    assert wanted.update is None
