"""What a question asks for, and what a sentence that tells it looks like: an amount, a day, a name."""

from __future__ import annotations

import re

from ragbot.language.sentences import sentence_spans

_NUMBER = (
    r"\b(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|half|dozens?|hundreds?"
    r"|thousands?|[mb]illions?)"
)
_SHARE = r"[\d.,]+ ?%|[\w.,-]+ per ?cent\b"
_NAME = r"(?<=[\w,;:’'”\"–—-] )[A-Z][\w’'-]+"
"""A capitalised word that does not begin a sentence."""
WHEN = r"^(?:(?!\b(?:who|whose|what|which|where|why|how)\b).)*\bwhen\b"
"""As a question word: "How many died when it sank?" asks for a number."""

_ASKED = (
    (r"\b(?:percent|percentage|share of)\b", _SHARE),
    (
        r"\bhow much\b|\bwhat price\b|\bcosts?\b",
        rf"[$£€] ?[\d.,]+|[\d.,]+ (?:dollar|euro|pound|crown)|[\w.,-]+ [mb]illion\b|{_SHARE}",
    ),
    (r"\bhow old\b|\b(?:what|which) age\b", r"\d+[ -]years?[ -]old|\bage[ds]?\b.{1,4}\d|, \d\d,"),
    (
        rf"{WHEN}|\bhow soon\b|\b(?:what|which) (?:year|day|date|month|time)\b|\bhow long ago\b",
        r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:Jan|Febr)uary\b|\bMarch\b|\bApril\b|\bMay\b|\bJune\b"
        r"|\bJuly\b|\bAugust\b|\b(?:Septem|Octo|Novem|Decem)ber\b|\b(?:1[5-9]|20)\d\d\b|\byesterday\b"
        r"|\b(?:last|this|next) (?:week|month|year)\b",
    ),
    (r"\bhow (?:many|long|far|big|large|tall|fast|often)\b|\b(?:what|which) number\b", _NUMBER),
    (
        r"\bwhere\b|\b(?:what|which) (?:country|city|state|town|place|continent)\b",
        r"\b(?:in|at|near|from|to|of) [A-Z][\w’'-]+",
    ),
    (
        r"\bwhy\b|\bhow come\b",
        r"\bbecause\b|\bdue to\b|\bafter\b|\bcaused?\b|\bled to\b|\bblam|\breason|\bto prevent\b|\bsince\b",
    ),
    (r"\bwhat (?:did|does|has) .*\b(?:say|said|tell|told)\b", r"[“\"].+?[”\"]|\bsaid\b|\bnoted\b|\bsays\b|\btold\b"),
)
"""How a question asks, and the answer's form; the first that fits counts, and any other question asks for a name.

A number beside its very unit ("how many minutes": "187 minutes") counted no better than any number.
"""


def last_sentence(question: str) -> str:
    """The one that asks: "The ferry sank on Monday. Where was it bound?" asks where; what is before is the topic."""
    spans = sentence_spans(question)
    return question[slice(*spans[-1])] if spans else question


def expected(question: str) -> re.Pattern[str]:
    """What to look for in a sentence that would answer it."""
    lowered = last_sentence(question).casefold()
    return re.compile(next((answer for cue, answer in _ASKED if re.search(cue, lowered)), _NAME))
