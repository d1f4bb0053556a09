"""As of an earlier time the archive answers from what it had seen by then, in the words that it had then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ragbot.answering.bot import Bot
from ragbot.answering.extract import best_quotes
from ragbot.answering.retrieve import retrieve
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.rebuild import rebuild
from ragbot.archive.tables import Scope
from ragbot.settings import Settings
from ragbot.timestamps import asked_on, end_of
from ragbot.tracing.timings import Timings
from ragbot.types import Article, Evidence, Question, SearchResult, State, Window
from tests.conftest import add, article, stories
from tests.fakes import WordEmbeddings

DAYS = ("2026-01-05", "2026-01-06", "2026-01-07")
TEXTS = (
    "The ferry Grey Gull sank off Port Anders on Monday. Four people died, the coast guard said.",
    "The ferry Grey Gull sank off Port Anders on Monday. Nine people died, the coast guard said.",
    "The ferry Grey Gull sank off Port Anders on Monday. Eleven people died, the ministry said.",
)
TOLL = "How many people died when the ferry Grey Gull sank?"
ADDRESS = "https://daily.example/ferry"

At = Callable[[str], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Sets the time at which the archive sees what is added."""

    def set_to(moment: str) -> None:
        monkeypatch.setattr("ragbot.archive.clock.now", lambda: end_of(moment))

    return set_to


def ferry(text: str = TEXTS[0], title: str = "Ferry sinks", **more: object) -> Article:
    return article(text, title, ADDRESS, **{"source": "Daily", "published": DAYS[0], **more})


@pytest.fixture
def told(archive: Archive, at: At) -> Archive:
    return fed(archive, at)


def fed(archive: Archive, at: At) -> Archive:
    """A ferry whose toll rose on each of three days, among other articles that were there before."""
    at("2026-01-04")
    add(archive, *stories(12))
    for day, text in zip(DAYS, TEXTS, strict=True):
        at(day)
        add(archive, ferry(text))
    return archive


def found(archive: Archive, as_of: str | None, text: str = TOLL, **limits: object) -> SearchResult:
    return retrieve(archive, Question(text, as_of=as_of, **limits), 8, Timings())  # type: ignore[arg-type]


def of_ferry(archive: Archive, as_of: str | None, **limits: object) -> list[Evidence]:
    return [piece for piece in found(archive, as_of, TOLL, **limits).evidence if piece.version.url == ADDRESS]


# -- the clock ---------------------------------------------------------------------------------------------------------


def test_what_comes_in_after_the_clock_was_set_back_is_not_seen_earlier(archive: Archive, at: At) -> None:
    at(DAYS[1])
    add(archive, ferry(TEXTS[0]))
    at("2024-11-01")
    add(archive, ferry(TEXTS[1]), article("The mayor of Ostvik resigned.", address="https://daily.example/mayor"))
    at(DAYS[2])
    add(archive, ferry(TEXTS[2]))
    assert of_ferry(archive, "2025-06-01") == []
    assert [piece.version.number for piece in of_ferry(archive, DAYS[1])] == [2]
    (_, history) = archive.article(ferry().id) or (None, ())
    assert [each.seen[:10] for each in history] == [DAYS[1], DAYS[1], DAYS[2]]
    assert archive.as_of() == f"{DAYS[2]}T23:59:59Z"


# -- what is found -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_article_is_found_and_quoted_as_it_was_then(told: Archive, number: int) -> None:
    (piece,) = of_ferry(told, DAYS[number - 1])
    assert (piece.passage.version, piece.version.number) == (number, number)
    assert piece.version.text == TEXTS[number - 1]
    assert piece.passage.text == piece.version.text[piece.passage.start : piece.passage.end]
    quote = best_quotes(TOLL, [piece]).quotes[0]
    assert piece.version.text[slice(*quote.span)] == quote.text


def test_the_version_of_then_is_the_best_evidence_and_scored_by_its_own_words(told: Archive) -> None:
    for day, word in zip(DAYS, ("Four", "Nine", "Eleven"), strict=True):
        best = found(told, day, f"Did {word.lower()} people die when the ferry Grey Gull sank?").evidence[0]
        assert best.version.url == ADDRESS
        assert word in best.passage.text
        assert best.similarity > 0.5


def test_a_day_is_all_of_it_and_an_instant_includes_its_second(archive: Archive, at: At) -> None:
    for moment, text in (("2026-01-05T08:00:00Z", TEXTS[0]), ("2026-01-05T20:00:00Z", TEXTS[1])):
        at(moment)
        add(archive, ferry(text))
    at("2026-01-06T00:00:00Z")
    add(archive, ferry(TEXTS[2]))

    def number(as_of: str) -> int:
        return of_ferry(archive, as_of)[0].version.number

    assert number("2026-01-05") == 2
    assert number("2026-01-05T08:00:00Z") == number("2026-01-05T19:59:59Z") == 1
    assert number("2026-01-05T20:00:00Z") == 2
    assert number("2026-01-06T00:00:00Z") == number("2026-01-06") == 3
    assert not of_ferry(archive, "2026-01-05T07:59:59Z")


def test_what_was_first_seen_later_is_not_found(told: Archive) -> None:
    assert not of_ferry(told, "2026-01-04")
    pieces = found(told, "2026-01-04").evidence
    assert pieces
    assert all(piece.version.seen <= "2026-01-04T23:59:59Z" for piece in pieces)


def test_before_the_first_article_nothing_is_found(told: Archive) -> None:
    assert found(told, "2026-01-03").evidence == ()
    assert told.extent("2026-01-03T23:59:59Z") == (0, None, None)
    assert told.as_of("2026-01-03T23:59:59Z") is None
    assert told.began() == "2026-01-04T23:59:59Z"


@pytest.mark.parametrize("future", ["2026-01-07", "2030-01-01", "9999-12-31T23:59:59Z"])
def test_as_of_the_future_is_now(told: Archive, future: str) -> None:
    now = found(told, None, asked_on="2026-01-08")
    assert found(told, future, asked_on="2026-01-08") == now
    assert now.evidence[0].version.number == 3


def test_an_archive_that_is_empty_answers_as_of_any_day(archive: Archive) -> None:
    assert found(archive, "2026-01-05").evidence == ()
    assert archive.began() is None


def test_words_side_by_side_count_in_what_was_said_then(archive: Archive, at: At) -> None:
    at(DAYS[0])
    add(
        archive,
        ferry("A gull, grey as the sea, sat there."),
        article("A grey gull sat there.", address="https://b.example"),
    )
    at(DAYS[1])
    add(archive, ferry("Nothing is left."), article("Nothing is left here.", address="https://b.example"))
    scope = Scope(as_of=end_of(DAYS[0]))
    serials = [hit.serial for hit in archive.passages_of(range(10), scope)]
    words, both = (archive.matching_then(terms, serials, scope) for terms in (["gull"], ["gull", "grey gull"]))
    assert sorted(both[serial] > words[serial] for serial in serials) == [False, True]


def test_a_version_whose_words_are_all_gone_is_found(archive: Archive, at: At) -> None:
    """Its article's present words do not lead to it: only the embedding that was put aside does."""
    at("2026-01-04")
    add(archive, *stories(12))
    at("2026-01-05")
    add(archive, ferry())
    at("2026-01-06")
    add(archive, ferry("This page has moved. Nothing more is to be read here today.", "Moved"))
    best = found(archive, "2026-01-05").evidence[0]
    assert (best.version.title, best.version.number) == ("Ferry sinks", 1)
    assert not of_ferry(archive, "2026-01-06")[1:]


def test_a_version_still_on_its_way_in_supersedes_nothing(told: Archive, at: At, embeddings: WordEmbeddings) -> None:
    def killed(texts: list[str]) -> None:
        raise KeyboardInterrupt

    at("2026-01-08")
    embed, embeddings.encode = embeddings.encode, killed  # type: ignore[method-assign, assignment]
    with pytest.raises(KeyboardInterrupt):
        add(told, ferry("All that was said about the ferry Grey Gull was false."))
    embeddings.encode = embed  # type: ignore[method-assign]
    assert [of_ferry(told, day)[0].version.number for day in ("2026-01-06", "2026-01-08")] == [2, 3]


def test_a_version_is_seen_when_readers_see_it_not_when_a_killed_ingest_began_it(
    told: Archive, at: At, embeddings: WordEmbeddings
) -> None:
    def killed(texts: list[str]) -> None:
        raise KeyboardInterrupt

    embed, last = embeddings.encode, "All that was said about the ferry Grey Gull was false."
    for day, text in (("2026-01-08", "Nobody ever reads that the ferry Grey Gull sailed."), ("2026-01-09", last)):
        at(day)
        embeddings.encode = killed  # type: ignore[method-assign, assignment]
        with pytest.raises(KeyboardInterrupt):
            add(told, ferry(text))
    embeddings.encode = embed  # type: ignore[method-assign]
    at("2026-01-11")
    assert add(told, ferry(last)).results == ("updated",)
    days = [f"2026-01-{day:02d}" for day in range(7, 12)]
    assert [of_ferry(told, day)[0].version.number for day in days] == [3, 3, 3, 3, 5]
    assert told.as_of("2026-01-10T00:00:00Z") == "2026-01-07T23:59:59Z"
    assert told.as_of() == "2026-01-11T23:59:59Z"


def test_a_text_that_came_back_is_found_in_both_times(archive: Archive, at: At) -> None:
    for day, text in zip(DAYS, (TEXTS[0], TEXTS[1], TEXTS[0]), strict=True):
        at(day)
        add(archive, ferry(text))
    assert [of_ferry(archive, day)[0].version.number for day in DAYS] == [1, 2, 3]
    assert archive.verify() == []


def test_a_page_that_was_updated_often_is_found_in_each_state(archive: Archive, at: At) -> None:
    at("2026-01-01")
    add(archive, *stories(3))
    for minute in range(60):
        at(f"2026-01-05T08:{minute:02d}:00Z")
        add(archive, ferry(f"{TEXTS[0]} The search goes on, it was said at minute number{minute}."))
    for minute in (0, 7, 31, 59):
        (piece,) = of_ferry(archive, f"2026-01-05T08:{minute:02d}:30Z")
        assert piece.version.number == minute + 1
        assert f"number{minute}." in piece.passage.text


# -- with other limits -------------------------------------------------------------------------------------------------


def test_other_limits_hold_as_well(archive: Archive, at: At) -> None:
    at("2026-01-04")
    add(archive, article(TEXTS[0], "Ferry sinks", "https://post.example/f", source="Post", published="2026-01-02"))
    told = fed(archive, at)
    assert len(of_ferry(told, DAYS[0], sources=("Daily",))) == 1
    assert not of_ferry(told, DAYS[0], sources=("Post",))
    assert len(of_ferry(told, DAYS[0], window=Window("2026-01-05", "2026-01-05"))) == 1
    assert not of_ferry(told, DAYS[0], window=Window(until="2026-01-04"))
    assert not of_ferry(told, DAYS[0], window=Window(since="2026-01-06"))
    later = found(told, DAYS[0], window=Window(until="2026-01-04"), sources=("Post",)).evidence
    assert [piece.version.source for piece in later] == ["Post"]


def test_each_version_is_in_the_window_of_its_own_date(archive: Archive, at: At) -> None:
    at(DAYS[0])
    add(archive, ferry(published="2026-01-01"))
    at(DAYS[1])
    add(archive, ferry(TEXTS[1], published="2026-01-06"))
    assert len(of_ferry(archive, DAYS[0], window=Window(until="2026-01-02"))) == 1
    assert not of_ferry(archive, DAYS[1], window=Window(until="2026-01-02"))


def test_time_words_and_freshness_count_from_then(told: Archive) -> None:
    question = Question("Which ferry sank last week?", as_of="2026-01-14T10:00:00Z")
    assert asked_on(question).isoformat() == "2026-01-14"
    then = retrieve(told, question, 8, Timings())
    assert then.about.since == "2026-01-05"
    assert asked_on(replace(question, asked_on="2026-02-01")).isoformat() == "2026-02-01"
    assert asked_on(Question("Now?", as_of="9999-12-31")) == asked_on(Question("Now?"))


def test_the_newest_day_is_that_of_what_had_been_seen(told: Archive) -> None:
    last = asked_on(Question("", asked_on="2026-06-01"))
    assert told.newest_day(last, "2026-01-04T23:59:59Z") == "2026-01-12"
    assert told.newest_day(last, "2026-01-03T00:00:00Z") is None
    assert told.as_of("2026-01-06T12:00:00Z") == "2026-01-05T23:59:59Z"
    assert told.as_of() == "2026-01-07T23:59:59Z"
    assert told.extent("2026-01-04T23:59:59Z")[0] == 12
    assert told.extent("2026-01-06T00:00:00Z") == (13, "2026-01-01", "2026-01-12")


# -- states ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["retracted", "removed"])
def test_what_was_withdrawn_supports_nothing_also_as_of_before(told: Archive, state: State) -> None:
    """A retraction says that it was never right, so it counts for all times."""
    (other,) = of_ferry(told, DAYS[1])
    told.set_state(other.version.article_id, state)
    assert not [piece for day in DAYS for piece in of_ferry(told, day)]


def test_what_was_corrected_is_found_as_it_was(told: Archive) -> None:
    (piece,) = of_ferry(told, DAYS[1])
    told.set_state(piece.version.article_id, "corrected")
    assert [of_ferry(told, day)[0].version.number for day in DAYS] == [1, 2, 3]


# -- what the archive keeps for it -------------------------------------------------------------------------------------


def test_a_rebuild_changes_nothing_about_earlier_times(settings: Settings, embeddings: WordEmbeddings, at: At) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        for day, text in zip(DAYS, TEXTS, strict=True):
            at(day)
            add(archive, ferry(text))
        before = [found(archive, day) for day in DAYS]
    rebuild(settings, embeddings)
    with open_archive(settings, embeddings) as archive:
        assert [found(archive, day) for day in DAYS] == before
        assert archive.verify() == []


def test_under_another_model_earlier_texts_are_embedded_when_they_are_asked_for(settings: Settings, at: At) -> None:
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        for day, text in zip(DAYS, TEXTS, strict=True):
            at(day)
            add(archive, ferry(text))
        before = [found(archive, day) for day in DAYS]
    other = WordEmbeddings("other@1")
    rebuild(settings, other)
    with open_archive(settings, other) as archive:
        embedded = other.embedded
        after = [found(archive, day) for day in DAYS]
        assert other.embedded == embedded + 3 + 2  # three questions, and the two texts that are not current
    assert [[p.version.number for p in one.evidence] for one in after] == [[1], [2], [3]]
    for one, two in zip(before, after, strict=True):
        assert one.evidence[0].similarity == pytest.approx(two.evidence[0].similarity, abs=2e-3)


def test_embeddings_put_aside_are_taken_for_none_that_the_index_lacks(settings: Settings, at: At) -> None:
    for day, text in zip(DAYS, TEXTS, strict=True):
        at(day)
        with open_archive(settings, WordEmbeddings(), create=True) as archive:
            add(archive, ferry(text))
            assert archive.verify() == []


# -- how it is written -------------------------------------------------------------------------------------------------


# -- the whole bot -----------------------------------------------------------------------------------------------------


def test_an_answer_cites_the_version_of_then(told: Archive) -> None:
    for number, day in enumerate(DAYS, 1):
        answer = Bot(told).ask(Question(TOLL, as_of=day))
        assert answer.outcome == "answered"
        cited = {(c.version, c.cited_text in TEXTS[number - 1]) for c in answer.citations if c.url == ADDRESS}
        assert cited == {(number, True)}


def test_before_the_first_article_the_bot_answers_nothing(told: Archive) -> None:
    answer = Bot(told).ask(Question(TOLL, as_of="2026-01-03"))
    assert (answer.outcome, answer.citations, answer.related) == ("not_in_archive", (), ())
