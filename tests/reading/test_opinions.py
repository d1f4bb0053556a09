"""An opinion piece is told from a report, with its author; and a reader is told so wherever it is quoted."""

from __future__ import annotations

from datetime import date

import pytest

from ragbot.answering.answerers.story import from_story
from ragbot.answering.bot import Bot
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.answering.retrieve import retrieve
from ragbot.archive.archive import Archive
from ragbot.reading.opinions import opinion_in, without_genre
from ragbot.tracing.timings import Timings
from ragbot.types import Article, Opinion, Question
from tests.conftest import add, article

NEWS = "The ferry Grey Linnet sank off Orm on Monday. Nine people died.\n\nThe coast guard is looking for two more."


@pytest.mark.parametrize(
    ("title", "url", "text", "kind"),
    [
        ("Opinion: The ferry was too old", None, NEWS, "opinion"),
        ("Analysis | The ferry was too old", None, NEWS, "analysis"),
        ("The ferry was too old | Editorial", None, NEWS, "editorial"),
        ("Letters: The ferry was too old", None, NEWS, "letter"),
        ("The ferry was too old", "https://daily.example/opinions/2026/ferry", NEWS, "opinion"),
        ("The ferry was too old", "https://daily.example/commentisfree/2026/ferry", NEWS, "opinion"),
        ("The ferry was too old", "https://daily.example/sports/columnist/mira-holt/ferry", NEWS, "column"),
        ("It was too old", None, f"{NEWS}\n\nThe views expressed in this commentary are her own.", "opinion"),
        ("It was too old", None, f"{NEWS}\n\nMira Holt is a columnist for the Orm Courier.", "opinion"),
        ("It was too old", None, f"Mira Holt\n\nOpinion contributor\n\n{NEWS}", "opinion"),
    ],
)
def test_an_opinion_is_known_by_its_headline_its_section_or_its_text(
    title: str, url: str | None, text: str, kind: str
) -> None:
    found = opinion_in(title, text, url, ())
    assert found
    assert found.kind == kind


@pytest.mark.parametrize(
    ("title", "url", "text"),
    [
        ("The ferry sinks", "https://daily.example/news/2026/opinion-poll-on-the-ferry", NEWS),
        ("Ferry: Analysis of the wreck begins", None, NEWS),
        ("Poll - public opinion turns on the ferry", None, NEWS),
        ("The ferry sinks", None, f"{NEWS} The mayor expressed her views."),
        ("The ferry sinks", None, f"{NEWS} In his opinion, a column of water rose."),
        ("The ferry sinks", None, f"{NEWS} A columnist for the Courier was on board."),
        ("", None, ""),
    ],
)
def test_a_report_is_no_opinion(title: str, url: str | None, text: str) -> None:
    assert opinion_in(title, text, url, ()) is None


@pytest.mark.parametrize(
    ("text", "url", "authors", "author"),
    [
        (NEWS, None, ("Opinion Mira Holt For The Courier",), "Mira Holt"),
        (NEWS, None, ("Mira Holt Oto Lind", "Mira Holt", "Oto Lind"), "Mira Holt and Oto Lind"),
        (NEWS, None, ("Daily Staff",), ""),
        (NEWS, "https://daily.example/columnist/mira-holt/1", (), "Mira Holt"),
        (f"Mira Holt\n\nOpinion contributor\n\n{NEWS}", None, (), "Mira Holt"),
        (f"Editor’s Note: Mira Holt (@mh) is a pilot. The views expressed are hers.\n\n{NEWS}", None, (), "Mira Holt"),
        (f"{NEWS}\n\nMira Holt is a former captain. Write to her.", None, (), "Mira Holt"),
        (f"{NEWS}\n\nFollow the Courier's Mira Holt on Twitter @mh", None, (), ""),
        (f"{NEWS}\n\nFollow Mira Holt on Twitter @mh", None, (), "Mira Holt"),
        (f"The Editorial Board\n\n{NEWS}", None, (), "Editorial Board"),
        (f"{NEWS}\n\nOto Lind is definitely going to jail! As soon as they find him.", None, (), ""),
    ],
)  # fmt: skip
def test_its_author_is_named_where_the_article_does(
    text: str, url: str | None, authors: tuple[str, ...], author: str
) -> None:
    assert opinion_in("Opinion: The ferry was too old", text, url, authors) == Opinion("opinion", author)


def test_a_headline_goes_without_the_word_that_is_told_beside_it() -> None:
    assert without_genre("Opinion: The ferry was too old") == "The ferry was too old"
    assert without_genre("Ferry: It was too old") == "Ferry: It was too old"


COLUMN = "The ferry Grey Linnet sank since nobody dared to ask how old the ferry Grey Linnet was."
REPORT = "The ferry Grey Linnet sank off Orm since its bow door had not been closed, said the coast guard."


def piece(text: str, title: str, address: str, day: str = "2026-03-18") -> Article:
    return article(text, title, f"https://daily.example/{address}", published=day, authors=("Mira Holt",))


def reply(archive: Archive, text: str) -> Reply:
    found = retrieve(archive, Question(text, asked_on="2026-03-20"), 12, Timings())
    return from_story(archive, read_question(text, date(2026, 3, 20)), text, found)


def test_an_answer_says_whose_opinion_it_quotes(archive: Archive) -> None:
    add(archive, piece(COLUMN, "Opinion: The Grey Linnet was too old", "a"))
    answer = Bot(archive).ask(Question("Why did the ferry Grey Linnet sink?", asked_on="2026-03-20"))
    assert answer.answer.startswith("Opinion by Mira Holt, 18 March 2026: ")
    (citation,), (source,) = answer.citations, answer.sources
    assert citation.opinion == source.opinion == Opinion("opinion", "Mira Holt")


def test_the_outlet_that_signs_an_opinion_gives_way_to_whom_its_text_names(archive: Archive) -> None:
    text = f"{COLUMN}\n\nMira Holt is a former captain. Write to her."
    title, outlet = "Opinion: The Grey Linnet was too old", "Orm Journal"
    add(archive, article(text, title, published="2026-03-18", source=outlet, authors=(outlet,)))
    answer = Bot(archive).ask(Question("Why did the ferry Grey Linnet sink?", asked_on="2026-03-20"))
    assert answer.citations[0].opinion == Opinion("opinion", "Mira Holt")


def test_a_report_is_quoted_before_an_opinion(archive: Archive) -> None:
    add(archive, piece(COLUMN, "Opinion: Grey Linnet ferry sank", "a"), piece(REPORT, "Grey Linnet ferry sank", "b"))
    told = reply(archive, "Why did the ferry Grey Linnet sink?")
    first = next(part for part in told.parts if isinstance(part, Quote))
    assert told.evidence[first.number - 1].version.url == "https://daily.example/b"


def test_a_line_of_a_digest_says_so_too(archive: Archive) -> None:
    add(archive, piece(COLUMN, "Opinion: The Grey Linnet was too old", "a"))
    answer = Bot(archive).ask(Question("news about the Grey Linnet", asked_on="2026-03-20"))
    assert "- 18 March 2026 · Opinion by Mira Holt · The Grey Linnet was too old: " in answer.answer
