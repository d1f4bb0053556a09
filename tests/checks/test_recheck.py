"""Yesterday's citations checked today: what still stands, what reads otherwise, what was taken back."""

from __future__ import annotations

from typing import Any

import pytest

from ragbot.archive.archive import Archive
from ragbot.checks.recheck import EarlierCitation, Recheck, recheck
from tests.conftest import add, article

ID = article("").id
FIRST = (
    "The ferry Grey Gull sank off Port Anders on Monday. Nine people died, the coast guard said.\n\n"
    "Captain Mira Holt told the inquiry that the bow door had failed. “We had no warning,” she said.\n\n"
    "The minister for transport ordered every ferry of the line to stay in port until March."
)
NOTE = "Correction: An earlier version of this article gave a wrong number. Nine people died."
SECOND = (
    FIRST.replace("The ferry", "PORT ANDERS - The ferry").replace("Nine people died, the", "Eleven people died, the")
    + f"\n\n{NOTE}"
)


def cite(text: str, whole: str = FIRST, version: int = 1) -> EarlierCitation:
    start = whole.index(text)
    return EarlierCitation(ID, version, start, start + len(text), text)


def one(archive: Archive, cited: EarlierCitation) -> Recheck:
    (found,) = recheck(archive, [cited])
    assert (found.article_id, found.version) == (cited.article_id, cited.version)
    if found.text is not None:
        current = archive.version(ID, found.current_version or 0)
        assert current
        assert current.text[found.source_start : found.source_end] == found.text
    else:
        assert (found.source_start, found.source_end) == (None, None)
    return found


def corrected(archive: Archive) -> Archive:
    add(archive, article(FIRST))
    add(archive, article(SECOND, note=NOTE))
    return archive


def test_nothing_has_happened(archive: Archive) -> None:
    add(archive, article(FIRST))
    found = one(archive, cite("Nine people died, the coast guard said."))
    assert (found.verdict, found.current_version, found.state, found.note) == ("holds", 1, "live", None)
    assert found.text == "Nine people died, the coast guard said."


def test_what_was_not_corrected_still_holds_at_its_new_place(archive: Archive) -> None:
    corrected(archive)
    for text in ("“We had no warning,” she said.", "We had no warning", FIRST.split("\n\n")[1], "until March."):
        found = one(archive, cite(text))
        assert (found.verdict, found.text, found.note) == ("holds", text, NOTE)
        assert found.source_start == SECOND.index(text)


def test_what_was_corrected_comes_with_the_new_sentence_and_the_note(archive: Archive) -> None:
    corrected(archive)
    for text in ("Nine people died, the coast guard said.", "Nine people died"):
        found = one(archive, cite(text))
        assert (found.verdict, found.state, found.note) == ("changed", "corrected", NOTE)
        assert found.text == "Eleven people died, the coast guard said."


def test_a_sentence_that_only_the_correction_quotes_does_not_hold(archive: Archive) -> None:
    first = FIRST.replace("Nine people died, the coast guard said.", "Nine people died.")
    add(archive, article(first))
    add(archive, article(f"{first.replace('Nine people died.', '')}\n\n{NOTE}", note=NOTE))
    found = one(archive, cite("Nine people died.", first))
    assert (found.verdict, found.text, found.note) == ("changed", None, NOTE)


def test_several_sentences_hold_only_together(archive: Archive) -> None:
    corrected(archive)
    paragraph = FIRST.split("\n\n")[0]
    found = one(archive, cite(paragraph))
    assert (found.verdict, found.text) == ("changed", SECOND.split("\n\n")[0])
    across = FIRST[FIRST.index("Captain") : FIRST.index(" ordered")]
    assert one(archive, cite(across)).verdict == "holds"


def test_a_sentence_that_came_in_between_is_a_change(archive: Archive) -> None:
    add(archive, article(FIRST))
    add(archive, article(FIRST.replace("Monday. Nine", "Monday. It was dark. Nine")))
    found = one(archive, cite(FIRST.split("\n\n")[0]))
    assert found.verdict == "changed"
    assert found.text
    assert "It was dark." in found.text
    assert one(archive, cite("Nine people died, the coast guard said.")).verdict == "holds"


def test_what_went_out_is_changed_and_nothing_stands_there(archive: Archive) -> None:
    add(archive, article(FIRST))
    add(archive, article(FIRST.replace(" “We had no warning,” she said.", "")))
    found = one(archive, cite("“We had no warning,” she said."))
    assert (found.verdict, found.text, found.note) == ("changed", None, None)


def test_a_part_of_a_sentence_does_not_hold_when_the_rest_turns_it_round(archive: Archive) -> None:
    add(archive, article(FIRST))
    add(archive, article(FIRST.replace("Nine people died, the", "It is not true that Nine people died, the")))
    assert one(archive, cite("Nine people died, the coast guard said.")).verdict == "changed"


def test_a_number_that_goes_on_is_another_number(archive: Archive) -> None:
    add(archive, article("The rate rose to 9. Banks were open."))
    add(archive, article("The rate rose to 9.5 percent. Banks were open."))
    assert one(archive, cite("The rate rose to 9.", "The rate rose to 9.")).verdict == "changed"


def test_another_place_and_other_white_space_change_nothing(archive: Archive) -> None:
    add(archive, article(FIRST))
    moved = "\n\n".join(FIRST.split("\n\n")[::-1]).replace("Nine people", "Nine\npeople")
    add(archive, article(moved))
    found = one(archive, cite("Nine people died, the coast guard said."))
    assert (found.verdict, found.text) == ("holds", "Nine\npeople died, the coast guard said.")
    assert one(archive, cite("until March.")).verdict == "holds"


def test_a_version_that_came_back_holds_again(archive: Archive) -> None:
    for text in (FIRST, SECOND, FIRST):
        add(archive, article(text))
    found = one(archive, cite("Nine people died, the coast guard said."))
    assert (found.verdict, found.current_version) == ("holds", 3)


@pytest.mark.parametrize("state", ["retracted", "removed"])
def test_what_was_taken_back_is_told_with_the_reason_and_without_its_text(archive: Archive, state: Any) -> None:
    corrected(archive)
    archive.set_state(ID, state, "Invented.")
    found = one(archive, cite("“We had no warning,” she said."))
    assert (found.verdict, found.state, found.note, found.text) == (state, state, "Invented.", None)
    archive.set_state(ID, "live")
    assert one(archive, cite("“We had no warning,” she said.")).verdict == "holds"


@pytest.mark.parametrize(
    "cited",
    [
        EarlierCitation(ID, 1, 0, 4, "That"),
        EarlierCitation(ID, 1, 1, 5, "The "),
        EarlierCitation(ID, 1, 0, 0, ""),
        EarlierCitation(ID, 1, 10**6, 10**6 + 4, "The "),
        EarlierCitation(ID, 1, 8, 4, ""),
        EarlierCitation(ID, 2, 0, 9, "The ferry"),
    ],
)
def test_a_citation_that_its_version_never_supported_is_altered(archive: Archive, cited: EarlierCitation) -> None:
    assert one(corrected(archive), cited).verdict == "altered"
    archive.set_state(ID, "retracted")
    assert one(archive, cited).verdict == "altered"


def test_what_the_archive_never_had_is_unknown(archive: Archive) -> None:
    corrected(archive)
    found = one(archive, EarlierCitation(ID, 3, 0, 3, "The"))
    assert (found.verdict, found.current_version, found.state) == ("unknown", 2, "corrected")
    assert one(archive, EarlierCitation("0" * 32, 1, 0, 3, "The")).verdict == "unknown"
    assert recheck(archive, []) == ()


def test_the_note_is_told_only_to_who_cites_from_before_it(archive: Archive) -> None:
    corrected(archive)
    add(archive, article(SECOND.replace("Monday", "Sunday"), note=NOTE))
    assert one(archive, cite("until March.")).note == NOTE
    assert one(archive, cite("until March.", SECOND, 2)).note is None
