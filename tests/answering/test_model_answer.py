"""What a model wrote is shown where its first sentence stands and answers as the quotes do; else these are."""

from __future__ import annotations

from datetime import date

import pytest

from ragbot.answering.model_answer import is_shown
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.checks.citations import CitedText
from ragbot.checks.claims import Checker
from ragbot.checks.model_text import read_checked
from tests.evidence import evidence
from tests.fakes import WordEmbeddings

TODAY = date(2026, 1, 5)
TEXT = (
    "The mayor of Harrow, Ann Reed, resigned on Monday because of the debts of the old harbour. "
    "Nine people had sued the town over it. She was mayor of Harrow for twelve years."
)


def shown(question: str, written: str, quoted: str, tells: bool = False) -> bool:
    piece = evidence(TEXT)
    text, start = CitedText([piece]), TEXT.index(quoted)
    list(read_checked([written], text, Checker([piece], question, WordEmbeddings())))
    quote = Quote(1, (start, start + len(quoted)), quoted, tells=tells)
    return is_shown(text, Reply((quote,), (piece,)), read_question(question, TODAY))


REASON = "resigned on Monday because of the debts of the old harbour"


@pytest.mark.parametrize(
    ("question", "written", "is_told"),
    [
        ("Why did Ann Reed resign?", "Ann Reed resigned because of the debts of the harbour [1].", True),
        ("Why did Ann Reed resign?", "Ann Reed, mayor of Harrow, resigned on Monday [1].", False),
        ("What happened to the mayor of Harrow?", "The mayor of Harrow resigned on Monday [1].", True),
        ("Who is Ann Reed?", "She was mayor of Harrow for twelve years [1].", True),
        ("Who is Ann Reed, the mayor of Harrow?", "Ann Reed was the mayor of Harrow [1].", False),  # as it is asked
        ("Was Ann Reed mayor of Harrow?", "Yes, Ann Reed was mayor of Harrow [1].", True),
        ("Was Ann Reed mayor of Harrow?", "Ann Reed was mayor of Harrow [1].", True),  # it is the answer
    ],
)
def test_a_reason_has_something_of_the_quotes(question: str, written: str, is_told: bool) -> None:
    assert (
        shown(question, written, "because of the debts of the old harbour" if "Why" in question else REASON) == is_told
    )


def test_what_a_reason_has_of_the_quotes_is_not_what_was_asked() -> None:
    asked = "Why did Ann Reed, the mayor of Harrow, resign?"
    quoted = "The mayor of Harrow, Ann Reed, resigned on Monday because of the debts of the old harbour."
    assert not shown(asked, "She was mayor of Harrow for twelve years [1].", quoted)


@pytest.mark.parametrize("asked", ["What happened in Harrow?", "harbour of Harrow"])
def test_of_what_happened_another_article_than_the_newest_tells_no_news(asked: str) -> None:
    newest, other = evidence(TEXT), evidence("The harbour of Harrow had opened again.", "b")
    text = CitedText([newest, other])
    list(read_checked(["The harbour had opened again [2]."], text, Checker([newest, other], asked, WordEmbeddings())))
    assert text.opening == "supported"
    quote = Quote(1, (0, len(TEXT)), TEXT)
    assert not is_shown(text, Reply((quote,), (newest, other)), read_question(asked, TODAY))


def test_of_what_happened_the_newest_comes_first() -> None:
    """What is told far below is no news."""
    far = evidence(f"{TEXT}\n\n{'The town talked of nothing else for weeks. ' * 20}\n\nThe harbour had opened in 1960.")
    quote = Quote(1, (0, len(TEXT)), TEXT)
    for written, is_told in [
        ("The mayor of Harrow resigned on Monday [1].", True),
        ("The harbour had opened [1].", False),
    ]:
        text = CitedText([far])
        list(read_checked([written], text, Checker([far], "What happened?", WordEmbeddings())))
        assert text.opening == "supported"
        assert is_shown(text, Reply((quote,), (far,)), read_question("What happened in Harrow?", TODAY)) == is_told


def test_where_a_quote_has_the_value_that_is_asked_for_the_answer_needs_one() -> None:
    asked, quoted = "How many people had sued the town?", "Nine people had sued the town over it."
    assert shown(asked, "Nine people had sued the town over it [1].", quoted, tells=True)
    assert not shown(asked, "The mayor of Harrow resigned on Monday because of the debts [1].", quoted, tells=True)
    assert shown(asked, "The mayor of Harrow resigned on Monday because of the debts [1].", quoted), "no quote has one"
    of_the_question = "How many people had sued the mayor of twelve years?"
    assert not shown(of_the_question, "She was mayor of Harrow for twelve years [1].", quoted, tells=True)


def test_where_nothing_could_be_quoted_what_is_supported_is_shown() -> None:
    piece, asked = evidence(TEXT), "What happened in Harrow?"
    text = CitedText([piece])
    list(read_checked(["The mayor of Harrow resigned on Monday [1]."], text, Checker([piece], asked, WordEmbeddings())))
    assert is_shown(text, Reply((), (piece,)), read_question(asked, TODAY))


def test_a_first_sentence_that_fails_is_not_shown_whatever_comes_after_it() -> None:
    assert not shown("Who is Ann Reed?", "Ann Reed fled to Tarn [1]. She was mayor of Harrow [1].", REASON)


def test_a_bare_yes_belongs_to_the_sentence_after_it() -> None:
    assert shown("Did Ann Reed resign?", "Yes. Ann Reed resigned on Monday because of the debts [1].", REASON)


@pytest.mark.parametrize(
    ("written", "tells", "is_believed"),
    [
        ("The articles do not say how many people had sued the town.", False, True),
        ("The articles do not say how many people had sued the town.", True, False),
        ("The articles do not say how many had sued. Ann Reed resigned on Monday [1].", True, True),
    ],
)
def test_that_the_articles_do_not_tell_is_believed_unless_a_quote_has_the_value(
    written: str, tells: bool, is_believed: bool
) -> None:
    asked, quoted = "How many people had sued the town?", "Nine people had sued the town over it."
    assert shown(asked, written, quoted, tells=tells) is is_believed
