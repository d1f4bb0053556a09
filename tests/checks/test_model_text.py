"""What a language model writes is cut into sentences, and each is checked before anybody sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.checks.citations import CitedText
from ragbot.checks.claims import Checker
from ragbot.checks.model_text import read_checked
from ragbot.checks.sentence_stream import LONGEST, OPEN, sentences_of
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.types import Delta
from tests.evidence import evidence
from tests.fakes import WordEmbeddings

SHIP = "The Grey Gull sank off Port Anders after two weeks. Nine people died."
LAW = "Parliament passed the budget on 12 March."


def cut(*pieces: str, language: str | None = None) -> list[str]:
    return [sentence.text for sentence in sentences_of(pieces, language)]


def read(*pieces: str) -> CitedText:
    found = [evidence(SHIP, "ship"), evidence(LAW, "law")]
    answer = CitedText(found)
    deltas = [
        event.text
        for event in read_checked(pieces, answer, Checker(found, "What sank?", WordEmbeddings()))
        if isinstance(event, Delta)
    ]
    assert "".join(deltas) == answer.text or TAKEN_BACK in pieces
    return answer


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n ", []),
        ("It sank", ["It sank"]),
        ("It sank. Nine died.", ["It sank.", "Nine died."]),
        ("It sank [1]. Nine died [2].", ["It sank [1].", "Nine died [2]."]),
        ("It sank. [1] [2] Nine died.", ["It sank. [1] [2]", "Nine died."]),
        ("It sank.[1]\nNine died.", ["It sank.[1]", "Nine died."]),
        ("Mr. Holt sank. It did.", ["Mr. Holt sank.", "It did."]),
        ("It cost 4.5 crowns. It did.", ["It cost 4.5 crowns.", "It did."]),
        ("“It sank. It did,” he said. Nine died.", ["“It sank. It did,” he said.", "Nine died."]),
        ("See [the ferry. It sank] there. It did.", ["See [the ferry. It sank] there.", "It did."]),
        ("- It sank\n- Nine died", ["It sank", "Nine died"]),
        ("# Ferry\n\nIt sank.", ["Ferry", "It sank."]),
        ("它沉了。 九人死亡。", ["它沉了。", "九人死亡。"]),
    ],
)
def test_a_text_is_cut_into_sentences_with_their_markers(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_the_white_space_before_a_sentence_is_kept_beside_it() -> None:
    assert [(one.gap, one.text) for one in sentences_of(["It sank. Nine died.\n\nIt did."])] == [
        ("", "It sank."),
        (" ", "Nine died."),
        ("\n\n", "It did."),
    ]


def test_a_sentence_comes_as_soon_as_the_next_word_is_whole() -> None:
    seen: list[str] = []

    def pieces() -> Iterator[str]:
        for piece in ("It sank.", " Ni", "ne", " died", "."):
            seen.append(piece)
            yield piece

    first = next(sentences_of(pieces()))
    assert (first.text, seen) == ("It sank.", ["It sank.", " Ni", "ne", " died"])


def test_a_date_in_german_ends_no_sentence() -> None:
    text = "Am 11. März sank sie. Neun starben."
    assert cut(text, language="de") == ["Am 11. März sank sie.", "Neun starben."]


def test_what_was_thought_aloud_is_taken_back() -> None:
    assert cut("Let me see. It was ", TAKEN_BACK, "It sank.") == ["Let me see.", TAKEN_BACK, "It sank."]
    assert read("Nine people died [1]. ", TAKEN_BACK, "Parliament passed the budget [2].").text.startswith("Parliament")


def test_a_sentence_that_does_not_end_is_cut() -> None:
    texts = cut("so " * LONGEST)
    assert "".join(texts).replace(" ", "") == "so" * LONGEST
    assert max(map(len, texts)) <= LONGEST
    assert len(cut("x" * (LONGEST + 10) + " y")[0]) == LONGEST


def test_a_quotation_that_stays_open_ends_no_sentence_for_so_long_only() -> None:
    assert len(cut("“It sank. Nine died. It did.")) == 1
    assert len(cut(f"“It sank {'so ' * OPEN}. Nine died. It did.")) > 1


PIECES = ("It sank", ". ", "[1]", "[2] ", "\n", "Nine died", "! ", "“", "” ", "Mr. Holt ", "4.5", "- ", "(", "。", " [")


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.integers(1, 5))
def test_where_the_pieces_are_cut_makes_no_difference(text: str, size: int) -> None:
    assert cut(*(text[i : i + size] for i in range(0, len(text), size))) == cut(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_word_is_lost(text: str) -> None:
    plain = [c for c in text if c.isalpha()]
    assert [c for c in "".join(cut(text)) if c.isalpha()] == plain


def test_a_sentence_that_its_piece_says_is_cited() -> None:
    answer = read("Nine people died [1].")
    assert (answer.text, answer.opening, answer.unsupported) == ("Nine people died [1].", "supported", [])
    assert answer.citations[0].cited_text == "Nine people died."


def test_a_sentence_that_nothing_supports_is_marked_and_an_invented_one_left_out() -> None:
    answer = read("The captain swam home. Seventy people died [1]. Nine people died [1].")
    assert answer.text == "The captain swam home. Nine people died [1]."
    assert [answer.text[one.start_index : one.end_index] for one in answer.unsupported] == ["The captain swam home."]
    assert (answer.dropped_sentences, answer.opening) == (1, "marked")


def test_a_citation_of_the_wrong_piece_is_moved_to_the_one_that_says_so() -> None:
    (citation,) = read("Parliament passed the budget on 12 March [1].").citations
    assert citation.article_id == "law"
    assert citation.support
    assert citation.support.found


def test_a_number_that_points_at_nothing_is_dropped_and_counted() -> None:
    answer = read("Nine people died [1][9]. [0]")
    assert (answer.text, answer.dropped) == ("Nine people died [1].", 2)
    assert read("[1] [2]").text == ""


def test_a_bare_yes_is_read_with_the_sentence_after_it() -> None:
    assert read("Yes. Nine people died [1].").text == "Yes. Nine people died [1]."
    assert read("Yes.").text == "Yes."


def test_paragraphs_and_lines_stay() -> None:
    assert read("Nine people died [1].\n\n\nParliament passed the budget [2].").text.count("\n") == 2
    assert read("- Nine people died [1].\n- Parliament passed the budget [2].").text.count("\n") == 1
