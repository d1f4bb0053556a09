"""Verdicts: how right an answer is, each worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from ragbot.evaluation.typed_questions import Judged
from ragbot.evaluation.verdicts import Scored, fold, groups_in, scored, stands
from ragbot.types import AlsoIn, Answer, ArticleRef, Citation, Outcome, Source, reference_to

DAILY = "https://daily.example"


GOOD: dict[str, Any] = {
    "id": "f1",
    "kind": "fact",
    "question": "how long will the bridge be closed",
    "asked_on": "2026-01-20",
    "expect": "answer",
    "must": [["nine days", "9 days"]],
}


def judged(**more: object) -> Judged:
    return Judged.model_validate_json(json.dumps(GOOD | more))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("It’s CAFÉ-time!", "its cafe time"),
        ("1,150 of $2.5 Inc.", "1150 of 2.5 inc"),
        ("rose 5%, then 0.08%", "rose 5 percent then 0.08 percent"),
        ("Київ, Straße", "киів strasse"),
    ],
)
def test_a_text_is_compared_without_case_accents_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("charg", "he charges for bags", True),
        ("charg", "it recharges", False),
        ("40", "40 people", True),
        ("40", "400 people", False),
        ("40", "40.5 percent", False),
        ("40", "of 0.40", False),
        ("40", "it was 40.", True),
        ("44 billion", "for $44 billion", True),
        ("won't attend", "She wont attend", True),
        ("U.S.", "the U.S. said", True),
    ],
)
def test_a_string_stands_in_a_text_from_the_start_of_a_word(phrase: str, text: str, there: bool) -> None:
    assert stands(phrase, fold(text)) is there


def test_of_each_group_one_string_is_enough() -> None:
    assert groups_in([("nine", "9"), ("May",), ("June", "July")], "closed for 9 days in May") == [True, True, False]


def at(n: int, url: str) -> dict[str, Any]:
    """The fields of a citation and a source that tell the article."""
    return reference_to(ArticleRef(article_id=f"id{n}", version=1, title="", url=url, source="", published=None))


def said(text: str, *cited: tuple[str, str], outcome: Outcome = "answered", copies: Mapping[int, str] = {}) -> Answer:
    """An answer with citations of (address, quote), whose sources have copies at other addresses."""
    citations = tuple(
        Citation(
            n,
            0,
            1,
            quote,
            0,
            1,
            **at(n, url),
        )
        for n, (url, quote) in enumerate(cited, 1)
    )
    sources = tuple(
        Source(
            n,
            **at(n, url),
            also_in=(AlsoIn("x", "", "", copies[n], None),) if n in copies else (),
        )
        for n, (url, _) in enumerate(cited, 1)
    )
    return Answer("id", "q", "q", text, outcome, citations, sources)


BRIDGE = (f"{DAILY}/bridge", "The bridge will close for nine days.")


FERRY = (f"{DAILY}/ferry", "The ferry will sail for nine days.")


OF_BRIDGE = judged(cite_any=["http://www.daily.example/bridge/"], must_not=["sail"])


TWO = judged(must=[["nine days"], ["May"]])


REFUSE = judged(expect="refuse", must=[], kind="hard")


DIGEST = judged(expect="digest", must=[["bridge"], ["seals"], ["comet"]], at_least=2)


SMALLTALK = judged(expect="smalltalk", must=[])


@pytest.mark.parametrize(
    ("question", "answer", "verdict"),
    [
        (OF_BRIDGE, said("For 9 days. [1]", BRIDGE), "right"),
        (OF_BRIDGE, said("It closes. [1]", BRIDGE), "right"),  # by what it cites
        (OF_BRIDGE, said("For nine days. [1]", (f"{DAILY}/other", "Nine days.")), "partly"),  # another story
        (OF_BRIDGE, said("Nine days. [1]", (f"{DAILY}/o", "Days."), copies={1: f"{DAILY}/bridge"}), "right"),
        (OF_BRIDGE, said("It will close. [1]", (f"{DAILY}/bridge", "It will.")), "wrong"),
        (OF_BRIDGE, said("For nine days. [1] [2]", BRIDGE, FERRY), "wrong-event"),
        (OF_BRIDGE, said("Nothing.", outcome="not_in_archive"), "wrongly refused"),
        (OF_BRIDGE, said("Nine days.", outcome="related"), "wrongly refused"),
        (OF_BRIDGE, said("For nine days. [1]", BRIDGE, outcome="degraded"), "right"),
        (TWO, said("In May."), "partly"),
        (judged(max_chars=12), said("For nine days."), "partly"),
        (judged(max_chars=14), said("For nine days."), "right"),
        (REFUSE, said("Nothing.", outcome="not_in_archive"), "rightly refused"),
        (REFUSE, said("Nothing.", outcome="related"), "rightly refused"),
        (REFUSE, said("Yes."), "wrong"),
        (judged(expect="refuse"), said("Not ten: nine days."), "right"),  # the premise is put right
        (judged(expect="refuse", must=[["nine"], ["ten"]]), said("For nine days."), "wrong"),
        (DIGEST, said("The bridge, and the comet."), "right"),
        (DIGEST, said("The bridge."), "partly"),
        (DIGEST, said("Ferries."), "wrong"),
        (SMALLTALK, said("Hello! Ask me about the news."), "right"),
        (SMALLTALK, said("Nine days. [1]", BRIDGE), "wrong"),
        (SMALLTALK, said("Nothing.", outcome="not_in_archive"), "wrongly refused"),
        (judged(expect="smalltalk"), said("The newest tells of nine days. [1]", BRIDGE), "right"),
    ],
)
def test_an_answer_gets_its_verdict(question: Judged, answer: Answer, verdict: str) -> None:
    assert scored(question, answer).verdict == verdict


def test_a_verdict_tells_what_it_rests_on() -> None:
    question = judged(must=[["nine"], ["ten", "10"]], must_not=["sail", "seal"], cite_any=[f"{DAILY}/bridge"])
    assert scored(question, said("Nine [1]", FERRY)) == Scored("wrong-event", False, (("ten", "10"),), ("sail",), False)


@pytest.mark.parametrize(
    ("answer", "padded"),
    [
        (said("Nine days. [1] [2]", BRIDGE, (f"{DAILY}/seals", "Seals.")), True),
        (said("Nine days. [1] [2]", BRIDGE, BRIDGE), False),  # out of the same story
        (said("Nine days. [1] [2]", (f"{DAILY}/bridge", "It will."), FERRY), False),  # alone it would not do
        (said("Nine days. [1]", FERRY), False),
    ],
)
def test_an_answer_is_padded_that_cites_more_than_it_needs(answer: Answer, padded: bool) -> None:
    assert scored(judged(cite_any=[f"{DAILY}/bridge"]), answer).padded is padded
