"""Pages that are no article are refused with the reason; articles that look like lists or tell of such are taken."""

from __future__ import annotations

import pytest

from ingest.formats.html import parsed
from ingest.records.record import SourceError
from tests.no_articles import CLASSES, STORIES, WEBSITE, listed, lists, named, notices, page

LISTS, NOTICES, NAMED = dict(lists()), dict(notices()), dict(named())
REASONS = {
    "gallery": "holds no article text",
    "404": "check the address",
    "consent": "consent to cookies",
    "login": "offer to subscribe",
    "subscribe": "offer to subscribe",
    "challenge": "human",
    "nothing found": "check the address",
    "script": "holds no article text",
    "about": "holds no article text",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_articles_is_none(name: str) -> None:
    with pytest.raises(SourceError, match="list of links"):
        parsed(LISTS[name])


@pytest.mark.parametrize("name", CLASSES)
def test_a_page_that_its_system_calls_a_list_is_one(name: str) -> None:
    with pytest.raises(SourceError, match="list of links"):
        parsed(NAMED[name])


@pytest.mark.parametrize("name", NOTICES)
def test_a_page_that_says_why_it_has_no_article_is_refused_so(name: str) -> None:
    reason = next(REASONS[kind] for kind in sorted(REASONS, key=len, reverse=True) if name.startswith(kind))
    with pytest.raises(SourceError, match=reason):
        parsed(NOTICES[name])


TOLD = (
    "The dam above Tolvik is to be raised by three metres, the water board decided on Tuesday after a long hearing.",
    "The work costs 96 million crowns and begins in April 2027, said its engineer; the road along the lake stays open.",
    "Farmers below the dam fear for their meadows, and the county has promised to pay for hay in wet years.",
)


CLUB = "The page of the club says that 404 people came to see it."


def told(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


@pytest.mark.parametrize(
    "html",
    [
        page("Dam to be raised", f"<h1>Dam to be raised</h1>{told(*TOLD)}{listed('bare')}"),
        page("Dam to be raised", f"<h1>Dam to be raised</h1>{told(*TOLD)}{listed('plain')}", WEBSITE),
        page("Dam to be raised", f"{listed('table', 5)}<h1>Dam to be raised</h1>{told(*TOLD)}"),
        page(
            "Dam to be raised",
            "<h1>Dam to be raised</h1>"
            + "".join(f'<p><a href="/{n}">What the board says</a> {t}</p>' for n, t in enumerate(TOLD * 2)),
        ),
        page("Dam to be raised", f"<h1>Dam to be raised</h1>{told(*TOLD)}").replace(
            b"<body>", b'<body class="post-template-default single single-post postid-7 blog category-local">'
        ),
        page(
            "The week in Orm",
            "<h1>The week in Orm</h1>" + listed("plain"),
            '<meta property="article:published_time" content="2026-03-10T09:00:00Z">',
        ),
        page("Sport Club 404 wins", f"<h1>Sport Club 404 wins</h1>{told(CLUB, *TOLD)}"),
    ],
    ids=["teasers", "website", "above", "links within", "single", "dated", "404"],
)  # fmt: skip
def test_an_article_that_looks_like_a_list_is_taken(html: bytes) -> None:
    assert parsed(html)["text"]


def test_of_an_article_the_stories_beside_it_are_no_text() -> None:
    text = str(parsed(page("Dam to be raised", f"<h1>Dam to be raised</h1>{told(*TOLD)}{listed('cards')}"))["text"])
    assert text == "\n\n".join(TOLD)
    assert STORIES[0][1] not in text
