"""Hurried words are written out."""

from __future__ import annotations

import pytest

from ragbot.reading.shorthand import written_out


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("why are ppl leaving rn", "why are people leaving right now"),
        ("wat happened w the ferry", "what happened with the ferry"),
        ("mayor w/ the union", "mayor with the union"),
        ("who takes over from the mayor", "who replaces the mayor"),
        ("when did lind take over from holm", "when did lind replace holm"),
        ("why was he kicked out of the party", "why was he expelled from the party"),
        ("yesterdays news pls", "yesterdays news please"),
        ("will it snow tmrw?", "will it snow tomorrow?"),
        ("what happened this wk", "what happened this week"),
        ("whats the newest article u got", "whats the newest article you got"),
    ],
)
def test_hurried_words_are_written_out(typed: str, whole: str) -> None:
    assert written_out(typed) == whole


@pytest.mark.parametrize(
    "text",
    [
        "George W. Bush",
        "U of Harrow",
        "who took over the port",
        "the RN ward",
        "bc-19",
        "at u.example",
        "@ppl",
        "the year's news",
        "ferry/w",
        "",
        "été",
    ],
)
def test_what_only_looks_like_them_stays(text: str) -> None:
    assert written_out(text) == text
