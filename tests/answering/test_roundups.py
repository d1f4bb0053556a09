"""Round-ups: the stories that their headlines list, as far as their texts tell them in a sentence."""

from __future__ import annotations

import pytest

from ragbot.answering.answerers.roundups import HEADING, MOST_READ, item_line, items_of
from ragbot.archive.archive import Archive
from ragbot.archive.openings import opening
from ragbot.archive.tables import Scope
from tests.conftest import add
from tests.evidence import version
from tests.week_of_news import FLOOD, digest_of, lines, news, week

TITLE = "5 things to know for March 6: Lighthouse sale, Opera"
SALE = "The lighthouse of Cape Ness was sold to a baker for two million crowns."
GALA = "The opera of Port Anders reopened after three years with a gala for its builders."
BUYER = "A baker of Velm paid two million crowns for a tower that nobody wanted."


def labels(archive: Archive, text: str, title: str = TITLE) -> dict[str, str]:
    """What is told of each item of a round-up with that text."""
    add(archive, news(text, title, "2026-03-06"))
    return {item.line.label: item.line.text for item in items_of(archive, archive.openings(Scope(), 10))}


def test_what_a_round_up_lists_and_no_article_tells_has_a_line(light_archive: Archive) -> None:
    text = (
        "Good morning, and welcome to the day.\n\n1. Harrow flood\n\n" + FLOOD.format(count="sixty") + "\n\n"
        "2. Lighthouse sale\n\nThe lighthouse of Cape Ness was sold to a baker for two million crowns."
    )
    add(light_archive, *week(), news(text, "5 things to know for March 6: Harrow flood, Lighthouse sale", "2026-03-06"))
    told_lines = lines(digest_of(light_archive, "what happened this week"))
    assert any("Lighthouse sale: The lighthouse of Cape Ness was sold" in line for line in told_lines)
    assert sum("flood" in line.lower() for line in told_lines) == 1, "a story with articles of its own is told once"
    assert not any("5 things" in line for line in told_lines)


@pytest.mark.parametrize(
    ("text", "told_of"),
    [
        (f"Lighthouse sale\n\n{BUYER}\n\nOpera\n\n{GALA}", {"Lighthouse sale": BUYER, "Opera": GALA}),
        (f"A lighthouse is on sale\n\nBut why? {BUYER}", {"Lighthouse sale": BUYER}),
        (f"{GALA} The sale of a lighthouse to a baker of Velm shook the coast.",
         {"Lighthouse sale": "The sale of a lighthouse to a baker of Velm shook the coast."}),
        (f"Rain\n\n{BUYER}", {}),
        (f"Lighthouse sale\n\n{'Rain fell on the coast, they say. ' * 3}\n\n{BUYER}", {}),
        (GALA, {}),
        (f"{'Rain fell on the coast of Velm. ' * 300}\n\nLighthouse sale\n\n{BUYER}", {}),
    ],
    ids=[
        "under headings",
        "what leans on others is passed over",
        "by its words",
        "another heading",
        "a heading counts for one paragraph",
        "one word takes a heading",
        "too far down",
    ],
)  # fmt: skip
def test_an_item_is_told_by_a_sentence_under_its_heading_or_with_its_words(
    light_archive: Archive, text: str, told_of: dict[str, str]
) -> None:
    assert labels(light_archive, text) == told_of


def test_a_paragraph_that_is_longer_than_a_heading_is_none(light_archive: Archive) -> None:
    heading = "Lighthouse sale ".ljust(HEADING, "x")
    assert "Lighthouse sale" in labels(light_archive, f"{heading}\n\n{BUYER}")
    assert "Lighthouse sale" not in labels(light_archive, f"{heading}x\n\n{BUYER}")


def test_a_line_quotes_the_round_up_under_a_label_with_a_capital() -> None:
    found = item_line(version(f"Rain. {SALE}"), (6, 6 + len(SALE)), "lighthouse sale")
    assert (found.key, found.text, found.day, found.label) == (("a", 1), SALE, "2026-01-05", "Lighthouse sale")
    assert item_line(version(SALE), (0, len(SALE)), "").label == ""


def test_an_ordinary_headline_lists_nothing(light_archive: Archive) -> None:
    assert labels(light_archive, f"Lighthouse sale\n\n{BUYER}", "Baker buys the lighthouse of Cape Ness") == {}
    assert items_of(light_archive, []) == []


def test_of_many_round_ups_the_first_are_read(light_archive: Archive) -> None:
    text = f"Lighthouse sale\n\n{BUYER}"
    add(light_archive, *(news(f"{text} {i}", TITLE, "2026-03-06", f"Paper{i}") for i in range(MOST_READ + 3)))
    found = items_of(light_archive, light_archive.openings(Scope(), 100))
    assert len({item.line.key for item in found}) == MOST_READ


def test_a_round_up_that_is_gone_meanwhile_lists_nothing(light_archive: Archive) -> None:
    assert items_of(light_archive, [opening(version(f"Lighthouse sale\n\n{BUYER}", title=TITLE))]) == []
