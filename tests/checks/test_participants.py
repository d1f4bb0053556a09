"""Of whom something is said: of the very name, or of whom the article calls otherwise."""

from __future__ import annotations

from ragbot.checks.predicate import compared

WOMAN = "A young Orman woman has died after being arrested by police in the harbour, an uncle said."


BUSES = "Mira Holt began sending buses with bakers to the capital as an affront to the council."


def test_whom_the_article_calls_otherwise_may_be_named() -> None:
    claim = "Ann Moe died after being arrested by police in the harbour."
    assert compared(claim, [WOMAN, "Ann Moe and her uncle had come to Orm."]) == "stated"
    assert compared(claim, [WOMAN, "Carl Lind and his uncle had come to Orm."]) == "missing"  # nothing names her
    assert compared("Ann Moe died after being sentenced by a court.", [WOMAN, "Ann Moe had come to Orm."]) == "missing"
    claim = "The governor of Orm began sending buses with bakers to the capital as an affront to the council."
    assert compared(claim, [BUSES, "The governor’s office is in Orm."]) == "stated"
    assert compared(claim, [BUSES, "Governor Carl Lind of Orm said nothing."]) == "missing"  # he is the governor
    assert compared(claim, [BUSES, "The mayor’s office is in Orm."]) == "missing"


def test_the_very_word_said_of_others_alone_does_not_do() -> None:
    told = ["Ann Orm was released on Monday.", "The exchange left Carl Lind behind."]
    assert compared("Carl Lind was released.", told) == "missing"
    assert compared("Ann Orm was released.", told) == "stated"
