"""The context that a quote needs: its speaker, what "He" refers to, the sentences that go on with it."""

from __future__ import annotations

from ragbot.answering.quotable import Quote
from ragbot.answering.quote_context import (
    FOLLOWING,
    MOST_TOGETHER,
    SHORT,
    _whole_sentences,
    in_context,
    spanning,
    with_its_speaker,
    with_the_following,
    with_the_next,
)
from ragbot.types import Evidence
from tests.evidence import evidence


def world(*sentences: str, between: str = " ") -> tuple[list[Quote], list[Evidence]]:
    """A quote of each of the sentences, and the article that they make."""
    text, quotes = "", []
    for sentence in sentences:
        text += between if text else ""
        quotes.append(Quote(1, (len(text), len(text) + len(sentence)), sentence))
        text += sentence
    return quotes, [evidence(text)]


def test_a_span_of_the_version_is_quoted_word_for_word() -> None:
    quotes, pieces = world("It sank.", "Nine died.")
    longer = spanning(quotes[0], 0, 19, pieces)
    assert (longer.span, longer.text, longer.number) == ((0, 19), "It sank. Nine died.", 1)


def test_two_short_sentences_in_a_row_are_quoted_together() -> None:
    quotes, pieces = world("The trial has ended.", "A jury found so.")
    assert with_the_next(quotes[0], quotes, pieces).text == "The trial has ended. A jury found so."
    assert with_the_next(quotes[1], quotes, pieces) == quotes[1]


def test_long_sentences_and_those_that_are_apart_stay_alone() -> None:
    quotes, pieces = world("It sank.", f"It {'so ' * SHORT}sank.")
    assert with_the_next(quotes[0], quotes, pieces) == quotes[0]
    quotes, pieces = world("It sank.", "Nine died.", between="\n\n\n")
    assert with_the_next(quotes[0], quotes, pieces) == quotes[0]
    quotes, pieces = world("It sank.", "Nine died.")
    of_another = Quote(2, quotes[1].span, quotes[1].text)
    headed = Quote(1, quotes[1].span, quotes[1].text, head=(0, 8))
    assert with_the_next(quotes[0], [of_another, headed], pieces) == quotes[0]


def test_the_sentences_that_follow_are_quoted_up_to_a_limit() -> None:
    quotes, pieces = world("It sank.", "Nine died.", "It was old.", "It rained.")
    assert with_the_following(quotes[0], quotes, pieces).text == "It sank. Nine died. It was old."
    assert FOLLOWING == 2
    quotes, pieces = world("It sank.", f"It {'so ' * MOST_TOGETHER}sank.")
    assert with_the_following(quotes[0], quotes, pieces) == quotes[0]


def test_a_quote_with_a_head_is_followed_by_nothing() -> None:
    quotes, pieces = world("It sank.", "Nine died.")
    headed = Quote(1, quotes[0].span, quotes[0].text, head=(0, 0))
    assert with_the_following(headed, quotes, pieces) == headed
    assert in_context(headed, pieces) == headed


def test_half_of_a_quotation_is_extended_to_its_speaker() -> None:
    quotes, pieces = world("“The ferry was far too old.", "Nobody had looked at its door,” said Mira Holt.")
    whole = with_its_speaker(quotes[0], pieces)
    assert whole
    assert whole.text == pieces[0].version.text


def test_what_the_outlet_says_itself_needs_no_speaker() -> None:
    quotes, pieces = world("The ferry was too old.", "Mira Holt said it sank.")
    assert [with_its_speaker(quote, pieces) for quote in quotes] == quotes


def test_a_quotation_without_a_speaker_is_not_quoted() -> None:
    quotes, pieces = world("“The ferry was far too old.”")
    assert with_its_speaker(quotes[0], pieces) is None


def test_a_speaker_outside_of_the_passage_is_too_far() -> None:
    text = "“The ferry was far too old. Nobody had looked at its door,” said Mira Holt."
    piece = evidence(text, span=(0, 27))
    assert with_its_speaker(Quote(1, (0, 27), text[:27]), [piece]) is None


def test_what_a_pronoun_refers_to_is_quoted_before_it() -> None:
    quotes, pieces = world("Mira Holt left the ferry.", "She was tired.", "Nine died.")
    assert in_context(quotes[1], pieces).text == "Mira Holt left the ferry. She was tired."
    assert in_context(quotes[2], pieces) == quotes[2]
    assert in_context(quotes[0], pieces) == quotes[0]


def test_a_pronoun_that_opens_a_paragraph_refers_to_nothing_before() -> None:
    quotes, pieces = world("Mira Holt left the ferry.", "She was tired.", between="\n\n")
    assert in_context(quotes[1], pieces) == quotes[1]


def test_a_correction_is_quoted_to_the_end_of_its_paragraph() -> None:
    quotes, pieces = world("Correction: it said nine died.", "Eight did.", "The ferry was old.")
    assert in_context(quotes[0], pieces).text == pieces[0].version.text
    quotes, pieces = world("Correction: it said nine died.", "Eight did.", between="\n\n")
    assert in_context(quotes[0], pieces) == quotes[0]


def test_whole_sentences_are_those_that_a_span_touches_and_no_others() -> None:
    text = "It sank. Nine died. It was old. It rained."
    assert _whole_sentences([(12, 14)], evidence(text)) == (9, 19)
    assert _whole_sentences([(12, 14), (22, 24)], evidence(text)) == (9, 31)
