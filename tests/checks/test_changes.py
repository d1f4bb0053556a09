"""What changed between two versions: each sentence that differs, once, beside the one that it was."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.archive.archive import Archive
from ragbot.checks.alignment import aligned
from ragbot.checks.changes import changes, corrections
from ragbot.types import ArticleRef, Change, Source, Version, reference_to
from tests.conftest import add, article

ID = article("").id
FERRY = (
    "The ferry Grey Gull sank off Port Anders on Monday. Nine people died, the coast guard said.\n\n"
    "Captain Mira Holt told the inquiry that the bow door had failed. “We had no warning,” she said.\n\n"
    "The minister for transport ordered every ferry of the line to stay in port until March."
)
NOTE = "Correction: An earlier version of this article gave a wrong number. Nine people died."


def version(text: str, number: int = 1, note: str | None = None) -> Version:
    return Version("a", number, "T", text, None, "", None, None, (), "en", "2026-01-01T00:00:00Z", note=note)


def told(before: str, after: str, note: str | None = None) -> list[tuple[str | None, str | None]]:
    one, other = version(before), version(after, 2, note)
    found = changes(one, other)
    for change in found:
        assert change.before == (
            None if change.before_start is None else one.text[change.before_start : change.before_end]
        )
        assert change.after == (
            None if change.after_start is None else other.text[change.after_start : change.after_end]
        )
    return [(change.before, change.after) for change in found]


def test_the_same_text_has_no_changes() -> None:
    assert told(FERRY, FERRY) == []
    assert told("", "") == []


def test_a_changed_sentence_stands_beside_what_it_was() -> None:
    after = FERRY.replace("Nine people died", "Eleven people died")
    assert told(FERRY, after) == [
        ("Nine people died, the coast guard said.", "Eleven people died, the coast guard said.")
    ]
    assert told(after, FERRY) == [
        ("Eleven people died, the coast guard said.", "Nine people died, the coast guard said.")
    ]


def test_a_sentence_may_come_in_and_another_go_out() -> None:
    after = FERRY.replace(" “We had no warning,” she said.", "") + "\n\nDivers found the wreck at 40 metres."
    assert told(FERRY, after) == [
        ("“We had no warning,” she said.", None),
        (None, "Divers found the wreck at 40 metres."),
    ]


def test_what_has_nothing_in_common_is_not_a_changed_sentence() -> None:
    after = FERRY.replace("“We had no warning,” she said.", "Divers found a wreck at 40 metres.")
    assert told(FERRY, after) == [
        ("“We had no warning,” she said.", None),
        (None, "Divers found a wreck at 40 metres."),
    ]


@pytest.mark.parametrize(
    "after", [FERRY.replace("\n\n", "\n"), FERRY.replace(" ", "\u2003"), FERRY.replace("\n\n", " "), f"\n{FERRY}  \n"]
)
def test_white_space_is_no_change(after: str) -> None:
    assert told(FERRY, after) == []


def test_paragraphs_that_change_places_are_no_change() -> None:
    assert told(FERRY, "\n\n".join(FERRY.split("\n\n")[::-1])) == []


def test_texts_without_anything_in_common_go_out_and_come_in() -> None:
    found = told("One thing was said here. So it was.", "Nobody knows anything else today.")
    assert found == [
        ("One thing was said here.", None),
        ("So it was.", None),
        (None, "Nobody knows anything else today."),
    ]
    assert told("", "It is new.") == [(None, "It is new.")]
    assert told("It was old.", "") == [("It was old.", None)]


def test_what_a_correction_quotes_is_not_what_the_article_says() -> None:
    after = FERRY.replace("Nine people died, the coast guard said.", "Eleven people died.") + f"\n\n{NOTE}"
    before = FERRY.replace("Nine people died, the coast guard said.", "Nine people died.")
    assert ("Nine people died.", "Eleven people died.") in told(before, after, NOTE)
    assert (None, "Nine people died.") in told(before, after, NOTE), "it came in, as a part of the note"


def test_of_two_sentences_alike_the_likelier_is_taken_and_the_order_kept() -> None:
    before = "Rates rose by 2 percent in spring. Rates rose by 3 percent in summer. Prices fell."
    after = (
        "Rates rose by 2 percent in spring. Rates rose by 4 percent in summer. Wages rose by 1 percent in summer. "
        "Prices fell."
    )
    assert told(before, after) == [
        ("Rates rose by 3 percent in summer.", "Rates rose by 4 percent in summer."),
        (None, "Wages rose by 1 percent in summer."),
    ]


a_text = st.lists(
    st.sampled_from(["It rose by one.", "It fell.", "It rose by two.", "Nobody came.", "\n\n"]), max_size=25
)


@given(a_text, a_text)
def test_the_changes_of_any_two_texts_lead_from_one_to_the_other(one: list[str], other: list[str]) -> None:
    """Without what changed, both texts have the same sentences, as often."""
    before, after = version(" ".join(one)), version(" ".join(other), 2)
    pairs = aligned(before, after)
    for side, whole in (("before", before), ("after", after)):
        spans = [found for pair in pairs if (found := getattr(pair, side))]
        assert all(a.end <= b.start for a, b in pairwise(spans))
        covered = "".join(whole.text[a.start : a.end] for a in spans)
        assert "".join(covered.split()) == "".join(whole.text.split())
    for pair in pairs:
        if pair.is_same:
            assert pair.before
            assert pair.after
            same = [v.text[s.start : s.end].split() for v, s in ((before, pair.before), (after, pair.after))]
            assert same[0] == same[1]
    found = changes(before, after)
    gone = sorted(change.before for change in found if change.before)
    come = sorted(change.after for change in found if change.after)
    olds, news = (sorted(sentence for sentence in side if sentence.strip()) for side in (one, other))
    assert sorted([*olds, *come]) == sorted([*news, *gone])


def test_ten_thousand_sentences_shuffled_repeated_or_rewritten_are_compared() -> None:
    """Each of these takes minutes when all are compared with all."""
    many = [f"Sentence number {i} tells of the town of Num{i % 97} and its {i} people." for i in range(5_000)]
    shuffled = random.Random(1).sample(many, len(many))
    for one, other in (
        (many, shuffled),
        (["The same was said again."] * 5_000, ["The same was said again.", "Not quite the same."] * 2_500),
        (many, [sentence.replace("tells", "told") for sentence in many]),
        ([*many, "The end."], ["The end.", *many]),
    ):
        assert changes(version(" ".join(one)), version(" ".join(other), 2)) is not None


# Corrections of what an answer cites


def source(number: int, cited: int, article_id: str = ID, **more: object) -> Source:
    ref = ArticleRef(article_id=article_id, version=cited, title="T", url=None, source="", published=None)
    return replace(Source(number, state="corrected", **reference_to(ref)), **more)  # type: ignore[arg-type]


def test_a_corrected_source_comes_with_the_note_and_what_changed(archive: Archive) -> None:
    add(archive, article(FERRY))
    after = FERRY.replace("Nine people died", "Eleven people died") + f"\n\n{NOTE}"
    add(archive, article(after, note=NOTE))
    (found,) = corrections(archive, [source(3, 2)])
    assert (found.number, found.note, found.from_version) == (3, NOTE, 1)
    (change,) = found.changes
    assert isinstance(change, Change)
    assert change.after == "Eleven people died, the coast guard said."
    assert after[change.after_start : change.after_end] == change.after


def test_a_silent_edit_after_a_correction_does_not_hide_what_was_corrected(archive: Archive) -> None:
    add(archive, article(FERRY))
    after = FERRY.replace("Nine people died", "Eleven people died") + f"\n\n{NOTE}"
    add(archive, article(after, note=NOTE))
    for later, note in ((after.replace("Monday", "Tuesday"), NOTE), (after.replace("Monday", "Sunday"), None)):
        add(archive, article(later, note=note))
    for cited in (3, 4):
        (found,) = corrections(archive, [source(1, cited)])
        assert (found.note, found.from_version) == (NOTE, 1)
        assert len(found.changes) == 2


def test_a_second_correction_is_told_from_the_version_before_it(archive: Archive) -> None:
    add(archive, article(FERRY))
    add(archive, article(FERRY.replace("Nine", "Ten"), note="Correction: it was ten."))
    add(archive, article(FERRY.replace("Nine", "Eleven"), note="Correction: it was eleven."))
    (found,) = corrections(archive, [source(1, 3)])
    assert (found.note, found.from_version, len(found.changes)) == ("Correction: it was eleven.", 2, 1)
    (found,) = corrections(archive, [source(1, 2)])
    assert (found.note, found.from_version) == ("Correction: it was ten.", 1), "as it was then"
    assert corrections(archive, [source(1, 1)]) == (), "before it was corrected"


def test_an_article_that_came_in_corrected_has_no_version_before(archive: Archive) -> None:
    add(archive, article(FERRY, note=NOTE))
    (found,) = corrections(archive, [source(1, 1)])
    assert (found.note, found.from_version, found.changes) == (NOTE, None, ())


def test_an_operator_who_corrects_gives_the_note(archive: Archive) -> None:
    add(archive, article(FERRY))
    add(archive, article(FERRY.replace("Nine", "Ten")))
    archive.set_state(ID, "corrected", "The toll was wrong.")
    (found,) = corrections(archive, [source(1, 2)])
    assert (found.note, found.from_version, len(found.changes)) == ("The toll was wrong.", 1, 1)


def test_what_is_not_corrected_or_not_there_has_no_correction(archive: Archive) -> None:
    add(archive, article(FERRY))
    live = source(1, 1, state="live")
    assert corrections(archive, [live]) == ()
    (unknown,) = corrections(archive, [source(2, 1, "0" * 32)])
    assert (unknown.note, unknown.changes) == (None, ())


def test_what_was_compared_once_is_not_compared_again() -> None:
    before, after = version("It sank. Nine died."), version("It sank. Ten died.", number=2)
    assert aligned(before, after) is aligned(replace(before), replace(after))
