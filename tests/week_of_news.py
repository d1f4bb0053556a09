"""A week of made-up news, and digests of it as a reader sees them."""

from __future__ import annotations

from ragbot.answering.answerers.digest import digest
from ragbot.answering.answerers.topic import CANDIDATES
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.answering.retrieve import retrieve
from ragbot.archive.archive import Archive
from ragbot.timestamps import asked_on
from ragbot.tracing.timings import Timings
from ragbot.types import Article, Question
from tests.conftest import article

FLOOD = "The river Orm flooded the old town of Harrow on its way to the sea, and {count} families left their houses."
STRIKE = "Tram drivers in Selby walked out over night shifts, and {count} lines stood still all morning."
OPERA = "The opera house of Port Anders reopened after {count} years with a gala for its builders and painters."


def news(text: str, title: str, day: str | None, source: str = "Daily", **more: object) -> Article:
    address = f"https://{source.lower()}.example/{abs(hash((title, day, source)))}"
    return article(text, title, address, source=source, published=day, **more)


def week() -> list[Article]:
    """A flood in three articles of three outlets, a strike in two, a gala in one."""
    return [
        news(FLOOD.format(count="ten"), "Harrow is flooded", "2026-03-02"),
        news(FLOOD.format(count="forty"), "Harrow flood: forty families leave", "2026-03-03", "Evening"),
        news(FLOOD.format(count="fifty"), "Flood in Harrow: fifty families leave", "2026-03-04", "Herald"),
        news(STRIKE.format(count="nine"), "Selby trams stand still", "2026-03-05"),
        news(STRIKE.format(count="eleven"), "Selby tram drivers walk out again", "2026-03-06", "Evening"),
        news(OPERA.format(count="three"), "Opera of Port Anders reopens", "2026-03-06"),
    ]


def digest_of(archive: Archive, text: str, **limits: object) -> Reply:
    question = Question(text, **{"asked_on": "2026-03-07", **limits})  # type: ignore[arg-type]
    reading = read_question(text, asked_on(question))
    about = Question(reading.about, question.window, question.sources, (), question.asked_on, question.as_of)
    found = retrieve(archive, about, CANDIDATES, Timings()) if reading.about else None
    return digest(archive, reading, question, found)


def words(reply: Reply) -> str:
    """As a reader sees it."""
    text = ""
    for part in reply.parts:
        if isinstance(part, Quote):
            text += f"{part.text} [{part.number}]"
        else:
            text += f"\n{part}" if part.startswith("- ") else f"\n\n{part}"
    return text.strip()


def lines(reply: Reply) -> list[str]:
    return [line for line in words(reply).splitlines() if line.startswith("- ")]
