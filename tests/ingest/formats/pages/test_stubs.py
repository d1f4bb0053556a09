"""Pages in the place of an article: each kind is known by its sentences or its title, and news of the same is not."""

from __future__ import annotations

import pytest

from ingest.formats.pages.stubs import LONGEST, NOTICES, notice_in, without_offer

NOTE = {
    "consent": ("Before you continue", "We and our 842 partners store cookies. You can withdraw your consent."),
    "human": ("Just a moment...", "Verify you are human. Ray ID: 8a5c1e."),
    "refuses": ("Access Denied", "You don't have permission to view this page. Reference #18.2f."),
    "JavaScript": ("Orm Courier", "You need to enable JavaScript to run this app."),
    "address": ("404 – Not found", "This page no longer exists. Go back to our home page."),
    "subscribe": ("Sign in", "Subscribe for 4 crowns per week. Already a subscriber? Log in."),
}
KINDS = list(NOTE)
NEWS = "The dam above Tolvik is to be raised by three metres, the water board decided after a long hearing. " * 5


def test_each_kind_has_an_example() -> None:
    assert len(NOTE) == len(NOTICES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_says_what_it_is(kind: str) -> None:
    title, text = NOTE[kind]
    for known in (True, False):
        assert notice_in(title, text, is_known=known) == NOTICES[KINDS.index(kind)].reason
        assert notice_in("", text, is_known=known) == NOTICES[KINDS.index(kind)].reason


@pytest.mark.parametrize("kind", KINDS)
def test_its_title_counts_where_nothing_says_that_there_is_an_article(kind: str) -> None:
    title, text = NOTE[kind]
    mixed = NEWS + text
    assert bool(notice_in(title, mixed, is_known=False)) is (kind != "JavaScript")  # whose title is no notice's
    assert notice_in(title, mixed, is_known=True) == ""
    assert notice_in("Dam to be raised", mixed, is_known=False) == ""
    assert notice_in(title, NEWS, is_known=False) == ""


@pytest.mark.parametrize(
    "text",
    ["", " ", "The county fined a shop for its cookies. It had kept the names of 9,000 readers, said the board."],
)
def test_news_or_nothing_is_no_notice(text: str) -> None:
    assert notice_in("News of Orm", text, is_known=False) == ""


def test_what_is_longer_is_an_article() -> None:
    sentence = "We use cookies. "
    assert notice_in("Cookies", sentence * (LONGEST // len(sentence)), is_known=False)
    assert notice_in("Cookies", sentence * (LONGEST // len(sentence) + 1), is_known=False) == ""


@pytest.mark.parametrize(
    "offer",
    [
        "Subscribe to continue reading", "This article is only for subscribers.",
        "The rest of this story is for members",
        "Log in to read the rest", "Already a subscriber? Log in", "To keep reading, join us",
        "La suite est réservée aux abonnés", "Il vous reste 72 % de cet article", "Jetzt weiterlesen mit Orm+",
        "Dieser Artikel ist exklusiv für Abonnenten", "Contenido exclusivo para suscriptores",
        "［有料会員限定］この記事",
        "» Sign in to continue",
    ],
)  # fmt: skip
def test_the_line_that_offers_the_rest_ends_a_text(offer: str) -> None:
    assert without_offer(f"{NEWS}\n\n{offer}\nAll offers\nHelp") == (NEWS.rstrip(), True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        NEWS,
        f"Subscribe to continue reading\n{NEWS}",
        f"{NEWS}\nSubscribe to the ferry, said the mayor, and save.",
        f"{NEWS}\nSubscribe to continue reading {'w' * 300}",
    ],
    ids=["nothing", "news", "above", "said", "long"],
)
def test_a_text_without_an_offer_in_its_second_half_stays(text: str) -> None:
    assert without_offer(text) == (text, False)
