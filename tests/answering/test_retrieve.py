"""Retrieval finds by meaning and by words, within the limits, without copies and from more than one voice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from ragbot.answering.retrieve import freshness, retrieve
from ragbot.archive.archive import Archive
from ragbot.archive.tables import Scope
from ragbot.errors import IndexAwayError, QuestionError
from ragbot.tracing.timings import Timings
from ragbot.types import Article, Evidence, Question, Window
from tests.conftest import STORY, add, article

FERRY = "Where did the ferry Grey Gull sink?"


def found(archive: Archive, text: str = FERRY, limit: int = 8, **limits: object) -> tuple[Evidence, ...]:
    return retrieve(archive, Question(text, **limits), limit, Timings()).evidence  # type: ignore[arg-type]


def addresses(evidence: Sequence[Evidence]) -> list[str]:
    return [(piece.version.url or "").rpartition("/")[2] for piece in evidence]


def ferry(number: int, source: str = "", published: str | None = None, more: str = "") -> Article:
    """An article of its own words about the ferry."""
    text = f"The ferry Grey Gull sank, says witness number {number} from the village Vill{number}. {more}".strip()
    address = f"https://daily.example/{number}"
    return article(text, f"Title {number}", address, source=source, published=published)


def test_evidence_is_a_passage_of_the_current_version_with_its_place(archive: Archive) -> None:
    add(archive, article(STORY, title="Ferry sinks", source="Daily", published="2026-01-05"))
    (first, *_) = found(archive)
    passage, version = first.passage, first.version
    assert version.text[passage.start : passage.end] == passage.text
    assert (passage.article_id, passage.version) == (version.article_id, version.number)
    assert (version.title, version.source, version.published) == ("Ferry sinks", "Daily", "2026-01-05")
    assert "Grey Gull" in passage.text


def test_the_best_comes_first_and_scores_fall(archive: Archive) -> None:
    add(archive, ferry(1), ferry(2), article("Bread costs more.", address="https://daily.example/bread"))
    evidence = found(archive, "What does witness number 2 from Vill2 say about the ferry?")
    assert addresses(evidence) == ["2", "1", "bread"]
    scores = [piece.score for piece in evidence]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_what_only_the_meaning_finds_has_a_similarity(archive: Archive) -> None:
    add(archive, ferry(1))
    (piece,) = found(archive, "it was the")
    assert -1 <= piece.similarity <= 1


def test_at_most_four_passages_come_from_one_article(archive: Archive) -> None:
    long = "\n\n".join(f"The ferry Grey Gull sank, day {i}: " + f"word{i} " * 50 + "." for i in range(12))
    add(archive, article(long, source="Daily"), ferry(1), ferry(2))
    evidence = found(archive)
    assert Counter(addresses(evidence)) == {"a": 4, "1": 1, "2": 1}
    assert len({piece.passage.start for piece in evidence if piece.version.url == "https://daily.example/a"}) == 4


def test_an_outlet_with_much_to_say_gets_the_places_of_others_that_say_less(archive: Archive) -> None:
    loud = [ferry(i, "Loud", more="Grey Gull, ferry, sank.") for i in range(10)]
    others = [
        article(f"Town{i} has a new choir.", f"Choir {i}", f"https://q.example/{i}", source="Q") for i in range(9)
    ]
    add(archive, *loud, *others)
    assert Counter(piece.version.source for piece in found(archive)) == {"Loud": 8}


@pytest.mark.parametrize("limit", [1, 3, 8])
def test_no_more_come_than_were_asked_for(archive: Archive, limit: int) -> None:
    add(archive, *(ferry(i) for i in range(12)))
    assert len(found(archive, limit=limit)) == limit


def test_a_copy_is_told_not_shown(archive: Archive) -> None:
    wire = [
        article(STORY, "Ferry sinks", "https://post.example/wire", source="Post", published="2026-01-05"),
        article(STORY, "Ferry sinks", "https://echo.example/wire", source="Echo"),
    ]
    add(archive, *wire)
    evidence = found(archive)
    texts = [piece.passage.text for piece in evidence]
    assert len(texts) == len(set(texts))
    for piece in evidence:
        other = next(one for one in wire if one.id != piece.version.article_id)
        assert [(a.article_id, a.source, a.url, a.published) for a in piece.also_in] == [
            (other.id, other.source, other.url, other.published)
        ]


def test_a_copy_under_another_headline_and_punctuation_is_a_copy(archive: Archive) -> None:
    text = "The ferry Grey Gull sank off Port Anders on Monday."
    add(
        archive,
        article(text, "Ferry sinks", "https://post.example/1"),
        article(text.replace("ferry", "FERRY").replace(" on", ", on"), "Nine die", "https://echo.example/1"),
    )
    (piece,) = found(archive)
    assert len(piece.also_in) == 1


def test_each_outlet_that_has_a_copy_is_told(light_archive: Archive) -> None:
    add(light_archive, *(article(STORY, "Ferry sinks", f"https://{name}.example/1") for name in ("a", "b", "c")))
    assert {len(piece.also_in) for piece in found(light_archive)} == {2}


def test_where_the_index_is_away_words_find_it_and_that_is_told(
    light_archive: Archive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object) -> list[object]:
        raise IndexAwayError("It is asleep.")

    add(light_archive, ferry(1))
    monkeypatch.setattr(light_archive, "nearest", away)
    result = retrieve(light_archive, Question(FERRY), 8, Timings())
    assert (addresses(result.evidence), result.words_only) == (["1"], True)
    assert "by its words alone: It is asleep." in caplog.text


def test_an_article_that_says_it_twice_is_not_also_in_itself(archive: Archive) -> None:
    paragraph = "The ferry Grey Gull sank off Port Anders. " + "It was Monday and it was cold and dark. " * 4
    add(archive, article("\n\n".join([paragraph.strip()] * 4)))
    evidence = found(archive)
    assert all(not piece.also_in for piece in evidence)
    assert len({piece.passage.text for piece in evidence}) == len(evidence)


def test_different_articles_are_no_copies(archive: Archive) -> None:
    add(archive, ferry(1), ferry(2))
    assert [piece.also_in for piece in found(archive)] == [(), ()]


@pytest.mark.parametrize("cry", ["— — —", "😀"])
def test_passages_without_any_word_are_not_taken_for_copies(archive: Archive, cry: str) -> None:
    add(archive, article("!!!", "Ferry Grey Gull", "https://a.example/1"), article(cry, "Sink", "https://b.example/1"))
    assert [piece.also_in for piece in found(archive)] == [(), ()]


def test_only_the_outlets_asked_for_are_searched(archive: Archive) -> None:
    add(archive, ferry(1, "Post"), ferry(2, "Echo"), ferry(3, "Globe"))
    assert addresses(found(archive, sources=("Echo",))) == ["2"]
    assert set(addresses(found(archive, sources=("Echo", "Post")))) == {"1", "2"}


@pytest.mark.parametrize(
    ("window", "days"),
    [
        (Window(), {"1", "2", "3", "4"}),
        (Window("2026-01-02", "2026-01-02"), {"2"}),
        (Window("2026-01-02"), {"2", "3"}),
        (Window(until="2026-01-02"), {"1", "2"}),
        (Window("2026-02-01"), set()),
    ],
)
def test_a_window_holds_both_its_days_and_no_article_without_a_date(
    archive: Archive, window: Window, days: set[str]
) -> None:
    dates = ("2026-01-01", "2026-01-02T23:59:59Z", "2026-01-03T00:00:00Z", None)
    add(archive, *(ferry(i, published=day) for i, day in enumerate(dates, start=1)))
    assert set(addresses(found(archive, window=window))) == days


def test_copies_outside_the_limits_are_not_told(archive: Archive) -> None:
    add(
        archive,
        article(STORY, "Ferry", "https://post.example/1", source="Post", published="2026-01-05"),
        article(STORY, "Ferry", "https://echo.example/1", source="Echo", published="2025-01-05"),
    )
    assert found(archive, window=Window("2026-01-01"))
    assert all(not piece.also_in for piece in found(archive, window=Window("2026-01-01")))
    assert all(not piece.also_in for piece in found(archive, sources=("Post",)))


@pytest.mark.parametrize("state", ["retracted", "removed"])
def test_what_was_taken_back_is_not_found_nor_told_as_a_copy(archive: Archive, state: str) -> None:
    kept = article(STORY, "Ferry", "https://post.example/1")
    taken_back = article(STORY, "Ferry", "https://echo.example/1")
    add(archive, kept, taken_back)
    assert archive.set_state(taken_back.id, state)  # type: ignore[arg-type]
    evidence = found(archive)
    assert {piece.version.article_id for piece in evidence} == {kept.id}
    assert all(not piece.also_in for piece in evidence)


def test_only_the_current_version_is_found(archive: Archive) -> None:
    add(archive, article("The ferry Grey Gull sank; nine people died."))
    add(archive, article("The ferry Grey Gull sank; ten people died."))
    (piece,) = found(archive)
    assert piece.version.number == 2
    assert "ten" in piece.passage.text


@pytest.mark.parametrize("question", ["", "?", "who is it", "渡轮在哪里沉没", "أين غرقت العبارة", "x" * 2000, "😀"])
def test_any_question_can_be_searched_for(archive: Archive, question: str) -> None:
    add(archive, ferry(1), ferry(2))
    assert {piece.version.title for piece in found(archive, question)} == {"Title 1", "Title 2"}


def test_an_empty_archive_has_no_evidence(archive: Archive) -> None:
    assert found(archive) == ()
    assert found(archive, window=Window("2026-01-01"), sources=("Post",)) == ()


def test_every_stage_is_timed(archive: Archive) -> None:
    add(archive, ferry(1))
    timings = Timings()
    retrieve(archive, Question(FERRY), 8, timings)
    assert list(timings.ms) == ["embed_question", "dense", "full_text", "rank", "read", "fold"]
    assert all(ms >= 0 for ms in timings.ms.values())


def test_a_passage_that_only_its_words_have_found_gets_its_cosine(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = [article(f"Council vote, council vote {i}.", address=f"https://a.example/{i}") for i in range(320)]
    for i in range(0, 320, 80):
        add(archive, *crowd[i : i + 80])
    add(archive, article("The zebra of the circus ran over the old bridge, and the council did vote on it."))
    monkeypatch.setattr("ragbot.archive.nearest.EXACT", 0)  # as in a scope too wide to compare one by one
    evidence = found(archive, "Did the council vote on the zebra?")
    (zebra,) = [piece for piece in evidence if "zebra" in piece.passage.text]
    assert zebra.similarity > 0


def test_of_two_that_match_alike_the_newer_comes_first(archive: Archive) -> None:
    days = ("2025-11-01", "2026-01-05", None, "2025-12-24")
    add(archive, *(ferry(i, published=day) for i, day in enumerate(days, start=1)))
    assert addresses(found(archive)) == ["2", "4", "1", "3"]


def test_an_archive_that_ends_long_ago_still_knows_its_newest(archive: Archive) -> None:
    add(archive, ferry(1, published="2001-01-05"), ferry(2, published="2001-03-01"))
    first, second = found(archive)
    assert addresses([first, second]) == ["2", "1"]
    assert first.score > second.score + 0.05


def test_news_is_new_as_of_the_day_on_which_is_asked(archive: Archive) -> None:
    add(archive, ferry(1, published="2026-01-05"), ferry(2, published="2026-03-01"))
    assert addresses(found(archive, asked_on="2026-01-06", window=Window(until="2026-01-06"))) == ["1"]
    assert addresses(found(archive, asked_on="2026-01-06")) == ["1"]
    assert addresses(found(archive, asked_on="2026-03-02")) == ["2", "1"]


def test_what_matches_better_comes_before_what_is_only_newer(archive: Archive) -> None:
    add(archive, ferry(1, published="2025-01-05"), article("Bread costs more now.", published="2026-01-05"))
    assert addresses(found(archive))[0] == "1"


def test_time_words_prefer_their_days_and_are_told(archive: Archive) -> None:
    add(archive, *(ferry(i, published=f"2026-01-{i:02}") for i in range(1, 29, 3)))
    result = retrieve(archive, Question(f"{FERRY} It was on January 10.", asked_on="2026-01-30"), 8, Timings())
    assert addresses(result.evidence)[0] in ("10", "13")
    assert len(result.evidence) == 8, "preferred, not required"
    assert result.time_words == ("on January 10",)
    assert (result.about.since, result.about.until) == ("2026-01-10", "2026-01-10")
    silent = retrieve(archive, Question(FERRY), 8, Timings())
    assert (silent.about, silent.time_words) == (Window(), ())


def test_a_year_before_all_news_makes_no_article_old(archive: Archive) -> None:
    add(archive, ferry(1, published="2026-01-05"), ferry(2, published="2026-03-01"))
    back = retrieve(archive, Question(f"{FERRY} And how many back in 1996?", asked_on="2026-03-02"), 8, Timings())
    assert back.days == Window(until="2026-03-01")
    told = retrieve(archive, Question(f"{FERRY} And how many in January 2026?", asked_on="2026-03-02"), 8, Timings())
    assert told.days.since == "2026-01-01"


@pytest.mark.parametrize(
    ("published", "days", "expected"),
    [
        ("2026-01-31T23:59:59Z", Window(until="2026-01-31"), 1),
        ("2026-01-17", Window(until="2026-01-31"), 0.5),
        ("2026-01-03", Window(until="2026-01-31"), 0.25),
        ("2026-02-14", Window(until="2026-01-31"), 0.5),
        ("2026-01-17", Window("2026-01-01", "2026-01-31"), 0.5),
        ("2026-01-02", Window("2026-01-01", "2026-01-31"), 0.5),
        ("2025-12-18", Window("2026-01-01", "2026-01-31"), 0.25),
        ("2026-02-14", Window("2026-01-01", "2026-01-31"), 0.5),
        ("2026-01-30", Window("2026-01-30", "2026-01-31"), 0.5 ** (1 / 14)),
        ("2026-01-17", Window("2026-01-30", "2026-01-31"), 0.5),
        (None, Window(until="2026-01-31"), 0),
        ("2026-01-31", Window(), 0),
    ],
)
def test_freshness_halves_every_two_weeks_but_not_within_long_windows(
    published: str | None, days: Window, expected: float
) -> None:
    assert freshness(published, days) == pytest.approx(expected)


def test_words_that_are_spread_over_an_article_are_found_together(archive: Archive) -> None:
    filler = "Nothing else was said at the quay, and the wind went on, as it does in this month of the year. " * 3
    spread = f"The ferry left at noon. {filler}\n\nThe Grey Gull never came to Holm. {filler}\n\nIt sank. {filler}"
    only = [article(f"A ferry, number {i}, was late. {filler}", address=f"https://a.example/{i}") for i in range(5)]
    add(archive, article(spread), *only)
    assert addresses(found(archive))[0] == "a"


def test_who_has_all_the_words_comes_before_who_repeats_some(archive: Archive) -> None:
    filler = "Nothing else was said at the quay, and the wind went on, as it does in this month of the year. "
    repeats = "The tunnel is long. A tunnel costs money. This tunnel, that tunnel, tunnel after tunnel. "
    add(
        archive,
        article(repeats + filler * 2, address="https://a.example/repeats"),
        article(
            f"The tunnel has a crack. {filler} An engineer from Harrow saw it. {filler}",
            address="https://a.example/all",
        ),
        *(article(f"Bread costs {i} more. {filler}", address=f"https://a.example/bread{i}") for i in range(8)),
    )
    worth = archive.matching(["tunnel", "engineer", "crack"], 10, Scope())
    urls = {hit.serial: hit.article_id for hit in archive.passages_of(list(worth), Scope())}
    best, other = list(worth)[:2]
    (piece, *_) = found(archive, "Which tunnel crack did an engineer see?")
    assert urls[best] == piece.version.article_id
    assert addresses([piece]) == ["all"]
    assert worth[best] > 2 * worth[other]


def test_words_that_stand_side_by_side_are_worth_more(archive: Archive) -> None:
    apart = "A gull sat on a roof. The roof was grey, and so was the sky above it."
    together = "A roof of the Grey Gull was blown off. The sky above it was blue."
    add(archive, article(apart, address="https://a.example/apart"), article(together, address="https://a.example/both"))
    first, second = archive.matching(["grey", "gull", "grey gull"], 10, Scope()).items()
    assert first[1] > second[1]
    (hit, *_) = archive.passages_of([first[0]], Scope())
    assert addresses(found(archive, "roof of the Grey Gull"))[0] == "both"
    assert found(archive, "roof of the Grey Gull")[0].version.article_id == hit.article_id


def test_a_word_of_very_many_articles_is_not_looked_for_beside_a_rarer_one(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragbot.archive.bm25.FEW", 3)
    add(archive, *(ferry(i) for i in range(1, 9)))
    assert len(archive.matching(["ferry", "vill3"], 10, Scope())) == 1
    assert len(archive.matching(["ferry"], 10, Scope())) == 8


def test_a_wire_story_with_small_edits_is_shown_once_and_an_update_is_not_taken_for_it(archive: Archive) -> None:
    wire = (
        "The ferry Grey Gull sank off Port Anders on Monday. Nine people died, the coast guard said. Captain Mira Holt "
        "told the inquiry that the bow door had failed. Divers will go down as soon as the sea is calm."
    )
    add(
        archive,
        article(wire, "Ferry sinks", "https://post.example/1", source="Post", published="2026-01-06"),
        article(wire.replace("told the inquiry", "said"), "Nine die", "https://echo.example/2", source="Echo"),
        article(wire.replace("Nine", "Ten"), "Ten die", "https://globe.example/3", source="Globe"),
    )
    evidence = found(archive)
    assert {(address, len(p.also_in)) for address, p in zip(addresses(evidence), evidence, strict=True)} == {
        ("1", 1),
        ("3", 0),
    }


def test_a_live_page_leaves_places_for_others(archive: Archive) -> None:
    long = "\n\n".join(f"The ferry Grey Gull sank, update {i}: " + f"word{i} " * 50 + "." for i in range(60))
    add(archive, article(long, "Live", source="Live"), *(ferry(i, f"Outlet {i}") for i in range(20)))
    assert max(Counter(piece.version.source for piece in found(archive)).values()) <= 4
    assert len(found(archive)) == 8


def test_a_crowd_of_copies_leaves_places_for_others(archive: Archive) -> None:
    wire = "The ferry Grey Gull sank off Port Anders on Monday, the coast guard said, and nobody knows why it did."
    copies = [article(wire, "Ferry sinks", f"https://o{i}.example/wire", source=f"Outlet {i}") for i in range(40)]
    add(archive, *copies, *(ferry(i, f"Other {i}") for i in range(20)))
    evidence = found(archive)
    assert len(evidence) == 8
    assert len([piece for piece in evidence if piece.also_in]) == 1


@pytest.mark.parametrize(("day", "known"), [("0001-01-01", []), ("9999-12-31", ["1"])])
def test_any_day_can_be_asked_on(archive: Archive, day: str, known: list[str]) -> None:
    add(archive, ferry(1, published="2026-01-05T08:00:00Z"))
    assert addresses(found(archive, f"{FERRY} It was last week.", asked_on=day)) == known


@pytest.mark.parametrize(
    ("published", "is_known"),
    [
        ("2026-01-05", True),
        ("2026-01-06", False),
        ("2026-01-06T02:00:00Z", True),
        ("2026-01-07T02:00:00Z", False),
        (None, True),
    ],
)
def test_nothing_of_after_the_day_of_the_question_is_found(archive: Archive, published, is_known) -> None:
    add(archive, ferry(1, published=published))
    assert bool(found(archive, FERRY, asked_on="2026-01-05")) is is_known


def test_an_outlet_that_the_archive_lacks_is_no_empty_answer(archive: Archive) -> None:
    asked = Question("What sank?", sources=("Harbour Post 3",))
    assert retrieve(archive, asked, 8, Timings()).evidence == (), "an empty archive has no names yet"
    add(archive, *(ferry(i, source=f"Harbor Post {i}") for i in range(1, 13)))
    with pytest.raises(QuestionError, match=r"no outlet 'Harbour Post 3'. Did you mean .*'Harbor Post 3'.* 12 outlets"):
        retrieve(archive, asked, 8, Timings())
    assert retrieve(archive, replace(asked, sources=("Harbor Post 3",)), 8, Timings()).evidence
    add(archive, ferry(3, source="Harbor Post 3"))
    archive.set_state(ferry(3).id, "retracted")
    assert retrieve(archive, replace(asked, sources=("Harbor Post 3",)), 8, Timings()).evidence == ()


def test_what_the_limits_allow_is_found_though_it_is_of_the_day_after(archive: Archive) -> None:
    add(archive, ferry(1, published="2026-01-06"))
    assert addresses(found(archive, FERRY, asked_on="2026-01-05", window=Window(until="2026-01-06"))) == ["1"]
