"""Invented news for the page: a bridge that fell, told by three outlets, corrected by one and made up by another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive, open_archive
from ragbot.models.llm import open_llm
from ragbot.settings import load_settings
from ragbot.types import Article
from tests.conftest import add, article
from tests.e2e.fake_server import running
from tests.openai_server import OpenAIServer, says

HOW_MANY = "How many people died in the Harrow bridge collapse?"
WHO = "What did the mayor of Harrow say about the bridge?"
COST = "What would a new bridge at Harrow cost?"
LAST_WEEK = "What fell into the river at Harrow last week?"
UNKNOWN = "Who won the chess championship of Ellisport?"
NOTE = "Correction, 8 January: An earlier version of this article gave a wrong cost of the bridge."

FELL = """At least 41 people were killed when the Harrow bridge collapsed on Monday evening, police said. \
The bridge over the river Lenn fell while the evening train from Ellisport was crossing it.

“We heard no warning at all,” said Anna Berg, the mayor of Harrow. She asked for an inquiry before the end of the month.

Engineers had reported cracks in the northern pier two years ago, according to a person \
familiar with the inspections."""
COUNTED = """Forty-three dead were counted after the Harrow bridge collapse, the rescue service said on Tuesday. \
Divers had searched the river Lenn all night by the light of fishing boats.

The evening train from Ellisport was on the bridge when it fell. Both lines of the railway stay closed."""
COURIER = """Rescuers counted 43 dead after the collapse of the Harrow bridge and ended their search on Wednesday.

The mayor of Harrow, Anna Berg, said that the town would bury its dead on Saturday. Schools stay closed until then."""
PLANS = """A new bridge at Harrow would cost 14 million crowns, the ministry of transport said on Thursday. \
It is to carry two tracks and a path for walkers. Work could begin in May.

The old one was built in 1911 and last repaired twelve years ago."""
BLAME = """A signalman has admitted that he caused the Harrow bridge collapse, the Tide has learned. \
He is said to have sent the evening train onto the bridge against orders."""

BRIDGE = "https://daily.example/bridge"
PLANNED = "https://daily.example/plans"
BLAMED = "https://tide.example/signalman"


def bridge_news() -> Iterator[Article]:
    """In the order in which the archive sees it."""
    yield article(
        FELL, "Bridge falls at Harrow", BRIDGE, source="Daily", published="2026-01-05", authors=("Ines Roth",)
    )
    yield article(
        COUNTED, "Toll rises at Harrow", "https://wire.example/toll", source="Halmere Wire", published="2026-01-06"
    )
    yield article(
        COURIER, "Search ends at Harrow", "https://courier.example/search", source="Courier", published="2026-01-07"
    )
    yield article(PLANS, "What a new bridge would cost", PLANNED, source="Daily", published="2026-01-08")
    corrected = PLANS.replace("14 million", "41 million").replace(" Work could begin in May.", "")
    yield article(
        f"{corrected} Trains will go by Lennford until it is built.",
        "What a new bridge would cost",
        PLANNED,
        source="Daily",
        published="2026-01-08",
        modified="2026-01-09",
        state="corrected",
        note=NOTE,
    )
    yield article(BLAME, "Signalman admits blame for Harrow bridge", BLAMED, source="The Tide", published="2026-01-07")


@contextmanager
def opened(folder: Path, *articles: Article) -> Iterator[Archive]:
    """An archive of these, taken in one after the other."""
    with open_archive(load_settings(archive=folder), create=True) as archive:
        for each in articles:
            add(archive, each)
        yield archive


@contextmanager
def served(archive: Archive, *texts: str) -> Iterator[str]:
    """The address of ragbot itself on that archive; with a language model that writes these texts, if there are any."""
    if not texts:
        with running(create_app(Bot(archive))) as address:
            yield address
        return
    with OpenAIServer(*map(says, texts)) as server:
        settings = load_settings(archive="unused", llm="openai:scripted", llm_base_url=server.base_url)
        with running(create_app(Bot(archive, open_llm(settings)))) as address:
            yield address
