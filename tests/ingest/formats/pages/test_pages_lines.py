"""Lines of a page that are none of its article: buttons, credits, invitations, its headline again, its day."""

from __future__ import annotations

import pytest

from ingest.formats.pages.lines import FEWEST, MOST_ABOVE, without_chrome, without_day, without_head

STORY = "The dam above Tolvik is to be raised by three metres, the water board decided on Tuesday."


@pytest.mark.parametrize(
    "line",
    [
        "Share", "Share this update", "Copy link", "Link copied!", "Email this story", "12 comments", "Comments (3)",
        "Facebook", "Advertisement", "Anzeige", "Play video", "Listen now", "Log in", "Photo: Orm Port",
        "Image credit: Mira Holt", "9:49 am ET", "9:49 am ET, March 10, 2026", "____", "•", "→ Share ←", "- Share",
        "Please consider donating today!", "Was this article helpful? Leave a comment.",
        "Sign up here for the ‘Orm’ newsletter.", "Read more: Choir dismisses its conductor",
        "— Choir of Orm (@ormchoir) March 14, 2026",
    ],
)  # fmt: skip
def test_what_the_page_is_made_of_is_no_line_of_the_article(line: str) -> None:
    assert without_chrome([STORY, "", line, STORY]) == [STORY, "", STORY]


@pytest.mark.parametrize(
    "line",
    [
        STORY,
        "",
        "Share prices fell.",
        "12 comments were deleted by the board.",
        "Log in the harbour",
        "Photo: a ferry leaves. It is late.",
        "Correction: Please wait was misstated.",
        "Please wait for the ferry, the mayor said. It comes at noon.",
        "9:49",
    ],
)
def test_what_tells_something_stays(line: str) -> None:
    expected = [STORY] if line == "9:49" else [STORY, line]
    assert without_chrome([STORY, line]) == expected


def test_where_nothing_else_is_left_all_stays() -> None:
    assert without_chrome(["Share", "", "Log in"]) == ["Share", "", "Log in"]
    assert without_chrome([]) == []


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["10 March 2026", STORY], [STORY]),
        (["", "2026-03-10", "", STORY], ["", STORY]),
        ([STORY, "10 March 2026"], [STORY, "10 March 2026"]),
        (["10 March 2026", ""], ["10 March 2026", ""]),
        (["On 10 March 2026 the dam of Tolvik, which is old, broke.", STORY], None),
        (["Tuesday", STORY], None),
        ([], []),
    ],
    ids=str,
)
def test_a_day_alone_above_a_text_is_no_line_of_it(lines: list[str], left: list[str] | None) -> None:
    assert without_day(lines) == (lines if left is None else left)


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["Dam to be raised", STORY], [STORY]),
        (["Water", "10 March 2026", "DAM TO BE RAISED!", STORY], [STORY]),
        (["Orm: Dam to be raised", STORY], [STORY]),
        (["raised", STORY], None),
        (["to be raised", STORY], [STORY]),
        (["Premier water league of the county of Orm: Dam to be raised", STORY], None),
        (["Dam to be raised"], None),
        (["Dam to be raised", " "], None),
        ([STORY, "Dam to be raised", STORY], None),
        (["w" * (MOST_ABOVE + 1), "Dam to be raised", STORY], None),
        (["w" * MOST_ABOVE, "Dam to be raised", STORY], [STORY]),
        ([], None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_headline_near_the_top_and_what_is_above_it_go(lines: list[str], left: list[str] | None) -> None:
    assert without_head(lines, "Dam to be raised") == (lines if left is None else left)


def test_a_headline_of_few_letters_proves_nothing() -> None:
    short = "D" * (FEWEST - 1)
    assert without_head([short, STORY], short) == [short, STORY]
    assert without_head(["", STORY], "") == ["", STORY]
