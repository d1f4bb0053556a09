"""Appeals of a site to its readers: a sentence that is nothing else, and no sentence of the news."""

from __future__ import annotations

import time

import pytest

from ingest.formats.pages.appeals import APPEALS


@pytest.mark.parametrize(
    "appeal",
    [
        "Did you like this story?", "Was this page useful?", "Rate this article",
        "Hat Ihnen der Beitrag gefallen?", "War dieser Artikel hilfreich?", "Cet article vous a plu ?",
        "Te ha gustado esta nota", "Ti è piaciuto questo articolo?", "Gostou desta matéria?",
        "Vond je dit artikel goed?",
        "Dann unterstützen Sie uns bitte mit einer Spende.", "Please support our work with a donation",
        "Please consider donating today!", "Soutenez-nous", "Apoya el periodismo independiente",
        "Independent journalism needs your support.", "Unabhängiger Journalismus kostet Geld.",
        "You need to sign in to comment.", "Please confirm your address", "Log in or register to comment",
        "Be the first to comment", "Leave a reply", "Comments are closed.", "Please wait...", "Loading comments",
        "This feature is temporarily unavailable.", "Average rating: 4.2", "» Leave a comment …", "PLEASE WAIT",
    ],
)  # fmt: skip
def test_an_appeal_is_known(appeal: str) -> None:
    assert APPEALS.fullmatch(appeal)


@pytest.mark.parametrize(
    "sentence",
    [
        "Was this treaty broken in May?",
        "The rate of this article of faith fell.",
        "Please wait for the ferry at the new quay in the harbour of Orm, wrote the council.",
        "Leave a comment out, and the editor asks why.",
        "He asked to be the first to comment on the dam, and was.",
        "Comments are few in Tolvik.",
        "The dam needs your support. So does the bridge.",
        "Average rating agencies saw Orm in May as safe, and others said so too.",
        "",
    ],
)
def test_a_sentence_of_the_news_is_none(sentence: str) -> None:
    assert APPEALS.fullmatch(sentence) is None


@pytest.mark.parametrize("part", ["journalism ", "please ", "a", "»", "log in to "])
def test_a_long_line_is_read_in_time(part: str) -> None:
    begun = time.process_time()
    APPEALS.fullmatch(part * 5_000)
    assert time.process_time() - begun < 0.5
