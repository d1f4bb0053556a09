"""What may be quoted is whole, says something, and brings along what it does not make sense without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.units import Unit, units_within

TEXTS = st.lists(
    st.sampled_from(
        ["It sank. ", "Why? ", "\n", "\n\n", "| a | b |", "|---|", "- one ", "1. ", ": ", "—", "渡轮。", "Q: "]
    )
    | st.text(max_size=4),
    max_size=30,
).map("".join)


def units(text: str, start: int = 0, end: int | None = None) -> list[Unit]:
    return units_within(text, start, len(text) if end is None else end)


def told(text: str) -> list[tuple[str, str]]:
    return [(unit.kind, text[slice(*unit.span)]) for unit in units(text)]


def headed(text: str) -> dict[str, str | None]:
    """What must be shown before each unit."""
    return {
        text[slice(*unit.span)]: text[slice(*unit.head)] if unit.head and unit.needs_head else None
        for unit in units(text)
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "In April 2027.",
        "It sank!",
        "“We had no warning.”",
        "“We had no warning.” – Mira Holt, captain",
        "iPhone sales rose.",
        f"The ferry {'and the bus ' * 60}sank.",
        "पुल अप्रैल में बंद होगा।",
        "পুল বন্ধ হবে।",
        "پل اپریل میں بند ہو گا۔",
        "สะพานจะปิดในเดือนเมษายน",
        "Կամուրջը փակ է։",
        "ድልድዩ ተዘግቷል።",
        "တံတားပိတ်သည်။",
        "大桥四月关闭。",
        "橋は四月に閉まる。",
        "다리는 4월에 닫힌다.",
    ],
)
def test_a_whole_sentence_may_be_quoted(sentence: str) -> None:
    assert told(sentence) == [("sentence", sentence)]
    assert told(f"{sentence}\n\n{sentence}") == [("sentence", sentence)] * 2


@pytest.mark.parametrize(
    "text", ["", "Why is it shut?", "为什么？", "No.", "…", "Wow!", "He said:", "and sank.", "1,034", "Sport"]
)
def test_what_says_nothing_is_not_quoted(text: str) -> None:
    assert told(text) == []


def test_half_a_sentence_is_not_quoted() -> None:
    text = "The ferry Orm sank off the coast. Nine people died in it"
    middle = text.index("sank")
    assert [text[slice(*unit.span)] for unit in units(text)] == ["The ferry Orm sank off the coast."]
    assert units(text, middle) == units(text, text.index("Orm")) == units(text, 0, middle) == []


def test_what_stands_around_a_part_is_no_part_of_it() -> None:
    text = "The ferry sank. Nine died. It was late."
    start = text.index("Nine")
    assert [text[slice(*unit.span)] for unit in units(text, start, text.index(" It"))] == ["Nine died."]


def test_a_caption_without_a_verb_is_not_quoted() -> None:
    assert told("The ferry sank.\n\nThe new bridge over the Orm.\n\nA school is built.") == [
        ("sentence", "The ferry sank."),
        ("sentence", "A school is built."),
    ]


def test_furniture_is_not_quoted_and_a_dateline_is_cut_off() -> None:
    text = "By Mira Holt\n\nORM (AP) — Nine died.\n\nRead more here.\n\nFollow her on Twitter @miraholt."
    assert told(text) == [("sentence", "Nine died.")]


TABLE = """The vote:

| Party | Votes | Seats |
|---|---|---|
| Harbour Party | 4,211 | 11 |
| Rail Union | 1,034 | 3 |

It is over."""


@pytest.mark.parametrize("table", [TABLE, TABLE.replace("\n|", "\n\n|"), TABLE.replace("|---|---|---|\n", "")])
def test_a_row_comes_with_the_header_of_its_table(table: str) -> None:
    assert headed(table) == {
        "Harbour Party | 4,211 | 11": "Party | Votes | Seats",
        "Rail Union | 1,034 | 3": "Party | Votes | Seats",
        "It is over.": None,
    }


def test_a_row_finds_a_header_that_stands_before_the_part_that_is_read() -> None:
    row = units(TABLE, TABLE.index("| Rail"))[0]
    assert TABLE[slice(*row.span)] == "Rail Union | 1,034 | 3"
    assert row.head == units(TABLE)[0].head


def test_a_row_alone_or_half_of_one_is_not_quoted() -> None:
    assert told("| Sport | News |") == []
    assert units(TABLE, TABLE.index("| Rail"), TABLE.index("| 3 |")) == []


def test_an_item_without_a_full_stop_may_be_quoted_with_the_words_before_its_list() -> None:
    text = "It is late. This is planned:\n\n- Eleven houses are torn down\n\n- a school\n- The pier stays. It is old."
    assert headed(text) == {
        "It is late.": None,
        "Eleven houses are torn down": "This is planned:",
        "a school": "This is planned:",
        "The pier stays. It is old.": None,
    }
    assert {unit.kind for unit in units(text)} == {"sentence", "item"}


def test_an_item_of_one_word_needs_a_list_that_is_named() -> None:
    assert told("1. Orm\n2. Eleven houses are torn down") == [("item", "Eleven houses are torn down")]


def test_the_name_of_who_wrote_it_is_no_item() -> None:
    assert told("It sank.\n\n– Mira Holt, Orm Courier\n\n– It is late in Orm") == [
        ("sentence", "It sank."),
        ("item", "It is late in Orm"),
    ]


@pytest.mark.parametrize(
    "interview",
    [
        "When does it close?\n\nYes, in May.",
        "Q: When does it close?\nA: Yes, in May.",
        "Q. When does it close?\n\nA. Yes, in May.",
    ],
)
def test_an_answer_comes_with_its_question(interview: str) -> None:
    assert headed(interview) == {"Yes, in May.": "When does it close?"}
    assert told(interview) == [("turn", "Yes, in May.")]


def test_an_answer_that_makes_sense_alone_does_without_its_question() -> None:
    answer = "The bridge over the Orm closes for good in May, the mayor said."
    assert headed(f"When does it close?\n\n{answer}") == {answer: None}


def test_the_choices_of_a_quiz_are_no_answers() -> None:
    assert told("Who won the vote in Orm?\n\nMira Holt\n\nThe Rail Union") == [("heading", "The Rail Union")]
    assert told("Who won the vote in Orm?\n\n- Mira Holt and her party\n- the Rail Union of Orm") == []


def test_a_paragraph_that_ends_with_a_question_asks_nobody() -> None:
    assert told("The bridge is old. Who pays?\n\nThe city does.") == [
        ("sentence", "The bridge is old."),
        ("sentence", "The city does."),
    ]


def test_a_heading_is_told_from_a_sentence() -> None:
    assert told("Nine die off Orm\n\nThe ferry sank.") == [
        ("heading", "Nine die off Orm"),
        ("sentence", "The ferry sank."),
    ]


@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_units_lie_in_order_within_the_part_that_is_read(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    spans = [unit.span for unit in units_within(text, start, end)]
    edges = [start, *(edge for span in spans for edge in span), end]
    assert edges == sorted(edges)
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)
