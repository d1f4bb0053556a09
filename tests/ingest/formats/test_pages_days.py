"""The days that a page shows: of publication, of a change, and that one is never taken for the other."""

from __future__ import annotations

import pytest

from ingest.formats.html import parsed

TOLD = (
    "The dam above Tolvik is to be raised by three metres, the water board decided on Tuesday after a long hearing.",
    "The work costs 96 million crowns and begins in April 2027, said its engineer; the road along the lake stays open.",
)


def days(line: str, head: str = "") -> tuple[str, str]:
    text = "".join(f"<p>{each}</p>" for each in TOLD)
    html = f"<html><head><title>Dam</title>{head}</head><body><article><h1>Dam</h1>{line}{text}</article></body></html>"
    record = parsed(html.encode())
    assert record["text"] == "\n\n".join(TOLD)
    return str(record["published"] or "")[:10], str(record["modified"] or "")[:10]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Updated: March 12, 2026</p>",
        '<span class="date">Last updated 12 March 2026, 10:04</span>',
        '<p>Updated <time datetime="2026-03-12T10:00:00Z">12 March</time></p>',
        "<p>Aktualisiert am 12. März 2026</p>",
        "<p>Stand: 12.03.2026, 10:04 Uhr</p>",
        "<p>Mis à jour le 12 mars 2026</p>",
        "<p>Actualizado: 12 de marzo de 2026</p>",
        '<time itemprop="dateModified" datetime="2026-03-12">12 March</time>',
    ],
)
def test_the_day_of_a_change_is_none_of_publication(line: str) -> None:
    assert days(line) == ("", "2026-03-12")


@pytest.mark.parametrize("name", ["article:modified_time", "og:updated_time", "last-modified", "dateModified"])
def test_nor_is_that_of_a_meta_tag(name: str) -> None:
    assert days("", f'<meta name="{name}" content="2026-03-12T10:00:00Z">') == ("", "2026-03-12")


def test_a_change_without_a_year_is_no_day_at_all() -> None:
    assert days("<p>Updated: March 12</p>") == ("", "")


@pytest.mark.parametrize(
    "line",
    [
        "<p>Published: March 10, 2026 Updated: March 12, 2026</p>",
        "<div><span>Published 10 March 2026</span><span>Updated 12 March 2026</span></div>",
        "<p>Publié le 10 mars 2026, mis à jour le 12 mars 2026</p>",
        '<time itemprop="datePublished" datetime="2026-03-10"/><meta itemprop="dateModified" content="2026-03-12">',
    ],
)  # fmt: skip
def test_each_day_is_what_its_label_says(line: str) -> None:
    assert days(line) == ("2026-03-10", "2026-03-12")


@pytest.mark.parametrize(
    "line",
    [
        '<p class="date">March 10, 2026</p>',
        '<time datetime="2026-03-10">10 March</time>',
        '<time class="published" datetime="2026-03-10"></time><time class="updated" datetime="2026-03-12"></time>',
        '<time class="entry-date published updated" datetime="2026-03-10">10 March</time>',
    ],
)  # fmt: skip
def test_a_day_without_a_label_is_that_of_publication(line: str) -> None:
    assert days(line)[0] == "2026-03-10"


def test_the_day_in_an_address_is_not_that_of_a_change() -> None:
    head = '<link rel="canonical" href="https://orm.example/2026/03/10/dam">'
    assert days("<p>Updated: March 12, 2026</p>", head) == ("2026-03-10", "2026-03-12")


def test_a_change_of_another_story_says_nothing() -> None:
    assert days("<aside><p>Updated: March 12, 2026</p></aside>")[1] == ""
