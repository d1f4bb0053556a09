"""What a language model writes is cut into sentences, and each is checked before anybody sees it."""

from __future__ import annotations

from ragbot.checks.citations import CitedText
from ragbot.checks.claims import Checker
from ragbot.checks.model_text import read_checked
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.types import Delta
from tests.evidence import evidence
from tests.fakes import WordEmbeddings

SHIP = "The Grey Gull sank off Port Anders after two weeks. Nine people died."
LAW = "Parliament passed the budget on 12 March."


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


def test_what_was_thought_aloud_is_taken_back() -> None:
    assert read("Nine people died [1]. ", TAKEN_BACK, "Parliament passed the budget [2].").text.startswith("Parliament")


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
