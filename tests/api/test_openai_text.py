"""The text that OpenAI's clients get: harmless as Markdown, and completed below the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.api.openai.text import FOOT, WITHDRAWN, ClientText, foot, inert, without_foot
from ragbot.types import LateSource, Opinion
from tests.api.fake_bot import ANSWER, EVIDENCE, NOT_THERE, SOURCE


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![x](https://evil.example/a.png)", "!［x]（https://evil.example/a.png)"),
        ("![x][y]", "!［x][y]"),
        ("[Reuters](https://evil.example)", "[Reuters]（https://evil.example)"),
        ("[1](https://evil.example)", "[1]（https://evil.example)"),
        ("<img src=x> </b> <!-- <?x", "‹img src=x> ‹/b> ‹!-- ‹?x"),
        ("Stop![1] It sank [1]. (So they say.)", "Stop![1] It sank [1]. (So they say.)"),
        ("3 < 5 > 2, a[0], f(x), “[sic]”", "3 < 5 > 2, a[0], f(x), “[sic]”"),
    ],
)
def test_what_an_article_says_loads_no_image_and_hides_no_address(text: str, shown: str) -> None:
    assert inert(text) == shown
    assert len(shown) == len(text)


def test_markup_in_two_pieces_is_none_either() -> None:
    text = ClientText(has_foot=False)
    assert [text.piece(piece) for piece in ("It <", "i> ! ", "!", "[x]", "(y)")] == [
        "It ‹",
        "i> ! ",
        "!",
        "［x]",
        "（y)",
    ]


def test_sources_are_in_the_order_of_their_numbers_with_what_became_of_them() -> None:
    title = "Bridge\nclosed \u202ea"
    opinion = replace(
        SOURCE, number=2, state="corrected", url=None, opinion=Opinion("column", "Mira Holt"), published=None
    )
    late = (LateSource("s", "The Example", "The Example", "silent", "2026-03-14", "is silent for longer than usual"),)
    answer = replace(ANSWER, sources=(replace(SOURCE, title=title), opinion), newest_evidence="2026-03-14", late=late)
    assert foot(answer) == (
        f"{FOOT}Sources:\n"
        "- [1] Bridge closed a (The Example, 2026-03-14) https://news.example/b\n"
        "- [2] Bridge closed (The Example, date unknown); Column by Mira Holt; corrected\n\n"
        "Newest article 2026-03-14. Archive as of 2026-03-15T08:00:00Z. "
        "Late: The Example is silent for longer than usual."
    )


def test_what_is_related_is_no_source() -> None:
    related = foot(replace(NOT_THERE, outcome="related", related=(EVIDENCE,)))
    assert "About it:\n- Bridge closed (The Example, 2026-03-14) https://news.example/b" in related
    assert "Sources:" not in related
    assert "About it:" not in foot(NOT_THERE)


def test_an_answer_that_comes_back_is_without_what_was_added() -> None:
    assert without_foot(f"It was a train.{WITHDRAWN}It sank. [1]{foot(ANSWER)}") == "It sank. [1]"
    assert without_foot("It sank. [1]") == "It sank. [1]"
