"""Sentence spans are exact offsets into the text, whatever the text is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.sentences import LONGEST, sentence_spans, sentences_within

PIECES = st.sampled_from(
    [
        ".",
        "|",
        "\n| A. Lind. B |",
        "? ",
        "!",
        "\n",
        "\n\n",
        " ",
        "\t",
        "–",
        "— ",
        "“",
        "”",
        "Mr. ",
        "3.5",
        "D-N.Y.",
        "。",
        "😀",
        "é́",
    ]
)
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


@pytest.mark.parametrize(
    "sentence",
    [
        "Sen. Kirsten Gillibrand, D-N.Y., said so.",
        "Reps. Ro Lind, R-N.C., and Ann Holt, D-N.J., voted for it.",
        "Sen. Joe Holt, R-W.Va., did not.",
    ],
)
def test_no_sentence_begins_inside_an_abbreviation(sentence: str) -> None:
    assert sentences(f"{sentence} She left.") == [sentence, "She left."]


@pytest.mark.parametrize(
    "sentence",
    [
        "It began at 4 a.m. ET on deck.",
        "It began at 4 p.m. Pacific time.",
        "It began at 4 p.m. Friday in Orm.",
        "Orm Books (NYSE: OB. N) sued the town.",
        "The singer Anna .Berg came.",
        "The J.D. Harrow survey says so.",
        "The bridge near Orm v. wade was shut.",
        "It is at 308 N. Second Ave. in Orm.",
        "It is open (see www.orm.example).",
        "“Is it safe?” she asked.",
        "“Is it safe?” — she asked.",
        "Sens. Ann Holt, R-Okla.; Joe Lind, R-Ga.; and Mira Berg, D-Md., said so.",
        "Q. How safe is it?",
        "Wait! for it, they sang.",
    ],
)
def test_a_sentence_is_cut_at_no_abbreviation_and_before_no_small_letter(sentence: str) -> None:
    assert sentences(f"Nine died. {sentence} She left.") == ["Nine died.", sentence, "She left."]


def test_a_text_in_small_letters_has_sentences_too() -> None:
    assert sentences("it sank. nine died. it was late.") == ["it sank.", "nine died.", "it was late."]


def test_a_label_of_one_letter_begins_its_sentence() -> None:
    assert sentences("Q. Is it safe?\nA. It is.") == ["Q. Is it safe?", "A. It is."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It began at 4 p.m.", "The mayor left."),
        ("It began at 4 p.m.", "Friday’s talks failed."),
        ("She went to Washington, D.C.", "The talks failed."),
        ("He has a phone.", "iPhone sales rose."),
        ("It is open.", "orm.example tells more."),
        ("It was cold.", "https://orm.example/a"),
        ("The ferry sank off Orm.", "– Live updates"),
        ("The ferry sank off Orm.", "— What we know so far"),
    ],
)
def test_what_may_end_a_sentence_still_does(first: str, second: str) -> None:
    assert sentences(f"{first} {second}") == [first, second]


def test_a_tweet_keeps_its_signature() -> None:
    tweet = "The ferry is back. — Orm Ferries (@ormferries) March 14, 2026"
    assert sentences(tweet) == [tweet]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The vote ended.", "The minister left."),
        ("He lives in the U.S.", "The minister left."),
        ("It goes to plan B.", "The minister left."),
        ("It began at 5 p.m.", "Nobody came."),
    ],
)
def test_a_missing_space_does_not_join_two_sentences(first: str, second: str) -> None:
    assert sentences(f"{first}{second}") == [first, second]


@given(TEXTS, LANGUAGES, st.sampled_from(["“ ", "a", "A. ", "Mr. Lind said, “No. Not I. ", "\n\n"]))
def test_a_text_of_any_length_is_covered_by_sentences_of_a_bounded_one(text: str, language: str | None, n: str) -> None:
    text = text + n * (3 * LONGEST // len(n)) + text
    spans = sentence_spans(text, language)
    assert "".join("".join(text[slice(*span)].split()) for span in spans) == "".join(text.split())
    assert all(end - start <= LONGEST for start, end in spans)


STORY = "Sen. Ann Holt, D-N.Y., said so. “We heard it. Twice.” – Mira Lind\nIt cost 3.5 million crowns. Mr. Holt left. "


def test_a_paragraph_of_any_length_has_the_sentences_of_its_parts() -> None:
    assert sentences(STORY * 200) == sentences(STORY) * 200


def test_a_quotation_before_a_cut_stays_whole() -> None:
    quotation = f"“{'It is so. ' * 120}No.”"
    text = "It is cold. " * 150 + quotation + " It is cold." * 400
    assert any(quotation in sentence for sentence in sentences(text))


def test_a_list_in_a_long_text_keeps_its_numbers() -> None:
    lines = [f"{number}. Sport and news of the day." for number in range(1, 400)]
    assert "4." not in sentences("\n".join(lines))


def test_what_has_no_sentence_is_cut_between_words() -> None:
    found = sentences("word " * 2_000)
    assert {word for sentence in found for word in sentence.split()} == {"word"}


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


def test_each_row_of_a_table_is_one() -> None:
    rows = ["| Party | Votes |", "|---|---|", "| A. Lind. Forest List | 2,870. |", "| Rail Union | 3 |"]
    table = "\n".join(rows)
    assert sentences(f"It voted.\n\n{table}\nNobody won. It votes again.") == [
        "It voted.", *rows, "Nobody won.", "It votes again.",
    ]  # fmt: skip
    assert sentences("\n\n".join(rows)) == rows


def test_a_bar_within_a_line_is_no_table() -> None:
    assert sentences("Orm | Courier. It sank.") == ["Orm | Courier.", "It sank."]


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
