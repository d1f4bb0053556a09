"""Printed pages: which lines make a paragraph, which words they break, and what stands on every page."""

from __future__ import annotations

import time

import pytest

from ingest.formats.printed import Line, body_size, paragraphs, without_running

FULL = "The ferry Avra sank off Ostvale on Sunday morning with all its cargo,"
REST = "and its owner said that an inspection had been put off for a month."


def lines(*texts: str, y: float = 600, step: float = 14, x: float = 72, size: float = 11) -> list[Line]:
    """Lines one below the other."""
    return [Line(text, x, y - step * number, size) for number, text in enumerate(texts)]


# A line


def test_a_line_goes_on_with_what_is_drawn_behind_it() -> None:
    bullet = Line("• ", 72, 600, 8)
    assert bullet.with_more(Line("a new ferry", 80, 600, 11)) == Line("• a new ferry", 72, 600, 11)
    assert Line("a new ferry", 72, 600, 11).with_more(Line("1", 120, 603, 6)) == Line("a new ferry1", 72, 600, 11)


def test_a_tidy_line_has_single_blanks_and_no_ligatures() -> None:
    assert Line("  The  ﬁrst\toﬃce ﬂew ", 1, 2, 3).tidy() == Line("The first office flew", 1, 2, 3)
    assert Line(" \n", 1, 2, 3).tidy().text == ""


def test_the_size_of_the_body_is_that_of_most_letters() -> None:
    assert body_size([Line("Avra sank", 72, 700, 20), Line("So", 72, 600, 9), *lines(FULL, REST)]) == 11


# Paragraphs


@pytest.mark.parametrize(
    ("drawn", "found"),
    [
        (lines(FULL, REST), [f"{FULL} {REST}"]),
        ([*lines(FULL, REST), *lines("It was old.", y=560)], [f"{FULL} {REST}", "It was old."]),
        (lines("Nobody was hurt.", FULL, REST), ["Nobody was hurt.", f"{FULL} {REST}"]),
        (lines("A ferry", "sank", FULL), [f"A ferry sank {FULL}"]),
        ([*lines("The ferry sank", size=20, y=640), *lines(FULL)], ["The ferry sank", FULL]),
        ([*lines(f"{FULL} again."), *lines(REST, y=586, x=90)], [f"{FULL} again.", REST]),
        ([*lines(f"{FULL} again."), *lines(REST, y=586, x=78)], [f"{FULL} again.", REST]),
        ([*lines(f"{FULL} again."), *lines(REST, y=586, x=77)], [f"{FULL} again. {REST}"]),
        ([*lines(FULL), *lines(REST, y=586, x=90)], [f"{FULL} {REST}"]),
        (lines("It wants", "• a ferry", "• a bridge"), ["It wants", "• a ferry", "• a bridge"]),
        ([*lines(FULL, y=60), *lines(REST, y=700)], [f"{FULL} {REST}"]),
        ([*lines(f"{FULL} again.", y=60), *lines("Nine are safe", y=700)], [f"{FULL} again.", "Nine are safe"]),
        ([*lines(FULL), *lines("By Mira Holt", y=60), *lines("Nine are safe", y=700)], None),
        (lines("One."), ["One."]),
    ],
    ids=[
        "joined", "a gap", "a short end", "broken anywhere", "another size", "an indent after a sentence",
        "half a letter", "less than half a letter",
        "an indent within one", "bullets", "over a page", "a new page", "a short line before a page", "one",
    ],
)  # fmt: skip
def test_lines_make_the_paragraphs_that_a_reader_sees(drawn: list[Line], found: list[str] | None) -> None:
    assert list(paragraphs(drawn)) == (found or [f"{FULL} By Mira Holt", "Nine are safe"])


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("The inspec-", "tion was off", "The inspection was off"),
        ("The inspec\u00ad", "tion was off", "The inspection was off"),
        ("The inspec\u2010", "tion was off", "The inspection was off"),
        ("from Tarn-", "Ostvale came", "from Tarn-Ostvale came"),
        ("in 2025-", "2026 it was", "in 2025- 2026 it was"),
        ("It was -", "so", "It was - so"),
        ("The ferry", "sank", "The ferry sank"),
    ],
    ids=["broken", "soft", "typeset", "a name", "years", "a dash", "whole"],
)
def test_a_word_that_the_end_of_a_line_broke_is_whole(first: str, second: str, joined: str) -> None:
    assert list(paragraphs(lines(first, second))) == [joined]


def test_a_compound_that_stands_elsewhere_keeps_its_hyphen() -> None:
    assert list(paragraphs(lines("A long-term plan, a long-", "term one"))) == ["A long-term plan, a long-term one"]
    assert list(paragraphs(lines("A long-term plan, a long\u00ad", "term one"))) == ["A long-term plan, a longterm one"]


def test_a_paragraph_of_a_whole_book_takes_time_with_its_length() -> None:
    drawn = [Line("of-a-long-line-that-is-bro-", 72, -14.0 * number, 11) for number in range(30_000)]
    begun = time.process_time()
    (whole,) = paragraphs(drawn)
    assert time.process_time() - begun < 3  # 0.4 s; 5.5 when each line was joined to all before it
    assert len(whole) > 700_000


# What stands on every page


def page(number: int, *, top: str = "The Ostvale Courier", bottom: str = "Page {}") -> list[Line]:
    body = lines(
        *(f"Story {'ABCDEF'[number]} has line {word}" for word in ("one", "two", "three", "four", "five", "six"))
    )
    return [Line(top, 72, 760, 9), *body, Line(bottom.format(number), 72, 30, 9)]


@pytest.mark.parametrize("bottom", ["Page {}", "{}", "– {} –", "{} of 4", "March 2026, page {}"])
def test_a_header_and_a_number_that_counts_pages_go(bottom: str) -> None:
    pages = [page(number, bottom=bottom) for number in range(1, 5)]
    assert without_running(pages) == [each[1:-1] for each in pages]


def test_what_less_than_half_of_the_pages_have_stays() -> None:
    pages = [page(number, top=f"Part {'ABCDE'[number]}", bottom="") for number in range(5)]
    pages[0][0] = pages[1][0] = Line("Correction", 72, 760, 9)
    assert without_running(pages)[0][0].text == "Correction"
    pages[2][0] = pages[0][0]
    assert [each[0].text for each in without_running(pages)[3:]] == ["Part D", "Part E"]
    assert without_running(pages)[0][0].text != "Correction"


def test_what_is_repeated_in_the_middle_or_at_another_place_stays() -> None:
    pages = [page(number) for number in range(1, 5)]
    for number, each in enumerate(pages):
        each.insert(4, Line("Nobody knows why.", 72, 560, 11))
        each[0] = Line("The Courier", 72, 760 - 5 * number, 9)
    kept = without_running(pages)
    assert all("Nobody knows why." in [line.text for line in each] for each in kept)
    assert all(each[0].text == "The Courier" for each in kept)


@pytest.mark.parametrize(
    ("text", "is_left_out"),
    [("1", True), ("- 1 -", True), ("Page 1 of 1", True), ("1/1", True), ("17", False), ("1 ferry", False)],
)
def test_the_number_of_an_only_page_goes(text: str, is_left_out: bool) -> None:
    only = [*lines(FULL, REST, "It was old.", "So it sank."), Line(text, 72, 30, 9)]
    assert (text not in [line.text for line in without_running([only])[0]]) is is_left_out


def test_pages_of_nothing_stay_so() -> None:
    assert without_running([]) == []
    assert without_running([[], []]) == [[], []]
