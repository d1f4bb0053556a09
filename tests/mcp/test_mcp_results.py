"""What the tools of an assistant give: the shapes of their results, and how they are made."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from ragbot.api.bodies import AnswerBody, ArticleBody, EvidenceBody
from ragbot.errors import QuestionError
from ragbot.mcp.results import LAST_BREAK, MOST_TEXT, answered, fetched, listed, search_results
from ragbot.types import (
    Answer,
    ArticleRef,
    ArticleSummary,
    Citation,
    Conflict,
    Correction,
    LateSource,
    State,
    Statement,
    reference_to,
)
from tests.evidence import evidence, version

MARK = re.compile(r"<<<[0-9a-f]{16}>>>")


def body(article_id: str, text: str = "It sank.", **more: Any) -> EvidenceBody:
    return replace(EvidenceBody.of(evidence(text, article_id)), **more)


def read(text: str, start: int = 0, state: State = "live", **more: Any) -> Any:
    summary = ArticleSummary("a", None, "Daily", state, "2026-01-06T08:00:00Z", 1, "A title", None, None, (), "en")
    return fetched(ArticleBody(summary, replace(version(text), state=state, **more), ()), start)


def test_each_article_is_found_once_by_its_best_passage() -> None:
    passages = [body("a"), body("b", title=" Two\nlines "), body("a", "Nine died."), body("c", url=None, title="")]
    found = search_results(passages, 9).results
    assert [(each.id, each.title, each.url) for each in found] == [
        ("a", "A title", "https://daily.example/a"),
        ("b", "Two lines", "https://daily.example/b"),
        ("c", "Without a title", ""),
    ]
    assert [each.id for each in search_results(passages, 2).results] == ["a", "b"]
    assert search_results([], 9).results == []


def test_a_passage_and_an_article_are_listed_alike() -> None:
    summary = ArticleSummary("a", None, "Daily", "corrected", "", 1, "", "2026-01-05", None, (), "en")
    assert (listed(summary).id, listed(summary).title, listed(summary).url) == ("a", "Without a title", "")
    assert (listed(summary).state, listed(summary).published) == ("corrected", "2026-01-05")
    assert listed(body("b")).id == "b"


def test_an_article_is_quoted_between_two_marks_that_are_new_each_time() -> None:
    one, other = read("It sank."), read("It sank.")
    marks = MARK.findall(one.text)
    assert len(marks) == 3
    assert len(set(marks)) == 1
    assert one.text.endswith(f"{marks[0]}\nIt sank.\n{marks[0]}")
    assert marks[0] not in other.text
    assert (one.id, "next" in one.metadata) == ("a", False)


def test_a_retracted_article_says_so_before_its_text() -> None:
    text = read("It sank.", state="retracted").text
    assert text.index("It was RETRACTED: it proves nothing.") < text.index("It sank.")
    assert "RETRACTED" not in read("It sank.").text


def test_only_what_is_known_is_told_beside_it() -> None:
    known = read("It sank.", authors=("Mira Holt", "Oto Lind"), published=None, source="").metadata
    assert known == {
        "authors": "Mira Holt, Oto Lind",
        "language": "en",
        "state": "live",
        "version": 1,
        "characters": 8,
    }


def test_the_parts_of_a_long_article_are_all_of_it_and_cut_no_word() -> None:
    text = " ".join(f"word{i}" for i in range(7000))
    parts, start = "", 0
    while start < len(text):
        part = read(text, start)
        mark = MARK.findall(part.text)[0]
        quoted = part.text.split(mark + "\n")[1].removesuffix("\n")
        assert len(quoted) <= MOST_TEXT
        assert f"These are characters {start:,} to {start + len(quoted):,} of {len(text):,}." in part.text
        assert part.id == (f"a:{start}" if start else "a")
        parts, start = parts + quoted, start + len(quoted)
        assert part.metadata.get("next") == (f"a:{start}" if start < len(text) else None)
        assert not parts[-1:].isalnum() or start == len(text)
    assert parts == text


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("x" * (MOST_TEXT + 9), MOST_TEXT),
        ("x" * (MOST_TEXT - LAST_BREAK - 1) + " " + "x" * 900, MOST_TEXT),  # a blank too far back
        ("x" * (MOST_TEXT - LAST_BREAK) + "\n" + "x" * 900, MOST_TEXT - LAST_BREAK + 1),
        ("x" * MOST_TEXT, None),
    ],
)
def test_a_part_ends_behind_the_last_blank_near_its_end(text: str, end: int | None) -> None:
    assert read(text).metadata.get("next") == (f"a:{end}" if end else None)


@pytest.mark.parametrize("start", [8, 9, 10**9])
def test_beyond_its_end_an_article_has_no_part(start: int) -> None:
    with pytest.raises(QuestionError, match=rf"^The article has 8 characters: there is nothing at {start:,}\.$"):
        read("It sank.", start)


def test_an_empty_article_can_be_read() -> None:
    assert "characters" not in read("").metadata


def test_an_answer_comes_with_its_quotations_and_what_else_to_know() -> None:
    ref = ArticleRef(article_id="a", version=1, title="", url=None, source="Daily", published="2026-01-05")
    answer = Answer(
        "1", "What sank?", "What sank?", "It sank [1].", "answered",
        citations=(Citation(1, 0, 12, "It sank.", 0, 8, **reference_to(ref)),),
        related=(evidence("It sank.", "b"), evidence("Nine died.", "b")),
        corrections=(Correction(1, "nine, not ten", None), Correction(2, None, None)),
        late=(LateSource("f", "The Courier", "", "silent", "2026-01-01", "is silent for longer than usual"),),
        notes=("Only Daily tells of it.",),
    )  # fmt: skip
    found = answered(AnswerBody.of(answer))
    ((quoted,), (related,)) = found.citations, found.related
    assert (quoted.number, quoted.cited_text, quoted.title, quoted.url, quoted.id) == (
        1,
        "It sank.",
        "Without a title",
        "",
        "a",
    )
    assert related.id == "b"
    assert found.notes == [
        "[1] was corrected: nine, not ten",
        "[2] was corrected: no note says how.",
        "There may be newer news: The Courier is silent for longer than usual.",
        "Only Daily tells of it.",
    ]


@pytest.mark.parametrize(
    ("is_superseded", "told"),
    [
        (False, "The articles differ: 43 (Halmere Wire, undated); 41 (Halmere Wire, 2026-01-20)"),
        (True, "How the figure went on, newest first: 43 (Halmere Wire, undated); 41 (Halmere Wire, 2026-01-20)"),
    ],
)
def test_articles_that_disagree_are_both_named(is_superseded: bool, told: str) -> None:
    wire = ArticleRef(article_id="a", version=1, title="", url=None, source="Halmere Wire", published=None)
    newest, other = (
        Statement(value, "", 0, 1, **reference_to(replace(wire, published=day)))
        for value, day in (("43", None), ("41", "2026-01-20"))
    )
    conflict = Conflict("number", (newest, replace(other, superseded=is_superseded)))
    answer = Answer("1", "How many?", "How many?", "43 [1].", "answered", conflicts=(conflict,))
    assert answered(AnswerBody.of(answer)).notes == [told]
