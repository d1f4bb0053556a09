"""Sentence spans are exact offsets into the text, whatever the text is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.sentences import sentence_spans, sentences_within

PIECES = st.sampled_from([".", "? ", "!", "\n", "\n\n", " ", "\t", "–", "— ", "“", "”", "Mr. ", "3.5", "。", "😀", "é́"])
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)
LANGUAGES = st.sampled_from([None, "en", "de", "fr", "ja", "zh", "ar", "hi", "qq"])


def sentences(text: str, language: str | None = None) -> list[str]:
    return [text[slice(*span)] for span in sentence_spans(text, language)]


@given(TEXTS, LANGUAGES)
def test_every_visible_character_is_in_exactly_one_sentence(text: str, language: str | None) -> None:
    spans = sentence_spans(text, language)
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    assert all(not text[end:start].strip() and end <= start for end, start in zip(ends, starts, strict=True))


@given(TEXTS, LANGUAGES)
def test_no_sentence_is_empty_or_has_white_space_around_it(text: str, language: str | None) -> None:
    assert all(sentence == sentence.strip() != "" for sentence in sentences(text, language))


def test_offsets_are_code_points() -> None:
    text = "🛳 It sank. 😀😀 Nine died."
    assert sentence_spans(text)[1] == (11, len(text))
    assert sentences(text)[1] == "😀😀 Nine died."


def test_an_abbreviation_or_a_decimal_point_ends_no_sentence() -> None:
    assert sentences("Mr. Holt paid 3.5 million crowns. She left.") == [
        "Mr. Holt paid 3.5 million crowns.",
        "She left.",
    ]


def test_the_end_of_a_paragraph_ends_a_sentence() -> None:
    assert sentences("Ferry sinks off Port Anders\n\nNine people died.") == [
        "Ferry sinks off Port Anders",
        "Nine people died.",
    ]


@pytest.mark.parametrize("dash", ["–", "—"])
def test_a_quote_keeps_the_name_after_its_dash(dash: str) -> None:
    text = f"“We had no warning.” {dash} Mira Holt, captain\n\nThe inquiry goes on."
    assert sentences(text) == [f"“We had no warning.” {dash} Mira Holt, captain", "The inquiry goes on."]


def test_a_dash_that_begins_a_line_begins_a_sentence() -> None:
    assert sentences("The bridge is shut.\n– The ferry is not.") == ["The bridge is shut.", "– The ferry is not."]


def test_a_language_that_nobody_knows_is_cut_like_english() -> None:
    assert sentences("It sank. Nine died.", "qq") == ["It sank.", "Nine died."]


def test_chinese_sentences_end_at_their_own_full_stop() -> None:
    assert sentences("渡轮沉没了。九人死亡。", "zh") == ["渡轮沉没了。", "九人死亡。"]


def test_sentences_of_a_part_are_spans_of_the_whole() -> None:
    text = "😀 Before. It sank. Nine died. After."
    start, end = text.index("It"), text.index(" After")
    assert [text[slice(*span)] for span in sentences_within(text, start, end)] == ["It sank.", "Nine died."]


def test_an_empty_text_has_no_sentences() -> None:
    assert sentence_spans("") == sentence_spans(" \n\n ") == []
