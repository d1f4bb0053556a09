"""Amounts: questions for how many and how much, in the words of the sentence that answers them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ragbot.reading.labels import is_topic_name
from ragbot.reading.sentences import Span
from ragbot.reading.topics import ArticleReading

LONGEST = 16
"""The most words after the number that go into a question."""


def amounts(reading: ArticleReading) -> Iterator[tuple[str, str, str]]:
    """Yield questions, each with its topic and the sentence that answers it.

    "Nine people died when the ferry sank off Harrow": how many people died when the ferry sank off Harrow? The words
    must begin a sentence, have a name, and point to nothing outside of it.
    """
    for start, end in reading.sentences:
        sentence = reading.text[start:end]
        if reading.masked[start:end] == sentence:
            for question, about in (*_how_many(reading, start, sentence), *_how_much(reading, start, sentence)):
                yield question, about, sentence


def _how_many(reading: ArticleReading, start: int, sentence: str) -> Iterator[tuple[str, str]]:
    m = _HOW_MANY.match(sentence)
    if not m or (sentence.startswith(".", m.end()) and m.end() < len(sentence) - 1):
        return  # "… against Lt. Gov. Anna Berg"
    does = _WHEN.sub("", m["does"]).rstrip()
    if _stands_alone(does, reading, (start + m.start("does"), start + m.end())):
        yield f"How many {m['what']} {does}?", does


def _how_much(reading: ArticleReading, start: int, sentence: str) -> Iterator[tuple[str, str]]:
    m = _HOW_MUCH.match(sentence)
    if not m or not _stands_alone(m["what"], reading, (start, start + m.end("what"))):
        return
    what = m["what"].strip()
    what = what[0].lower() + what[1:] if what.split()[0] in ("The", "A", "An") else what
    yield f"How much {_COSTS[m['costs']]} {what} cost?", what


def _stands_alone(words: str, reading: ArticleReading, span: Span) -> bool:
    """Return whether `words` have a name, and no word that points elsewhere."""
    named = any(span[0] <= n.span[0] and n.span[1] <= span[1] and is_topic_name(n.words) for n in reading.names)
    return named and not _LOOSE.search(words) and len(words.split()) <= LONGEST


_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,4}(?:\.\d+)?|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight"
    r"|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve|(?:[Tt]wenty|[Tt]hirty|[Ff]orty|[Ff]ifty|[Ss]ixty|[Ss]eventy|[Ee]ighty"
    r"|[Nn]inety)(?:-[a-z]+)?|[Dd]ozens|[Hh]undreds|[Tt]housands)(?: (?:hundred|thousand|[mb]illion))?"
)
_ABOUT = (
    r"(?:(?:[Aa]t least|[Mm]ore than|[Aa]bout|[Nn]early|[Ss]ome|[Aa]round|[Aa]lmost|[Oo]ver|[Uu]p to|[Aa]n estimated"
    r"|[Rr]oughly|[Aa]pproximately|[Aa]s many as|[Aa] total of) )?"
)
_HOW_MANY = re.compile(
    rf"{_ABOUT}{_NUMBER} (?:of )?+(?!(?:the|these|those|its|his|her|their|our|my) )"
    r"(?P<what>(?:[a-z][a-z-]+ ){0,2}(?:people|men|women|children|police|[a-z]{3,}[a-rt-z]s)) "
    r"(?P<does>(?:were|have|had|are|died|took|marched|voted|live|lived|work|worked|attended|joined|signed|lost|gathered"
    r"|fled|perished|competed|entered)\b[^,;:.!?–—()“”\"\n]{3,110})"
)
"""As in "Some 40 people were rescued from the ferry"."""
_WHEN = re.compile(
    r"(?:,? (?:early|late))?(?: on)? (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:morning|evening|night|afternoon))?(?![’'])"
    r"| (?:(?:last|this) (?:week|weekend|month|year)|yesterday|today)(?![’'])"
)
"""As in " on Tuesday morning"."""
_LOOSE = re.compile(
    r"\b(?:he|she|they|it|its|his|her|we|our|us|this|that|these|those|there|here|who|which|I|you|ago|now|so far|said"
    r"|according|as of|because|but|including|say|says|and \d+)\b"
)
"""As in "they"."""
_HOW_MUCH = re.compile(
    r"(?P<what>(?:The|A|An) (?:[\w’-]+ ){1,6}?|(?:[A-ZÀ-Þ][\w’-]+ ){1,4})(?P<costs>cost|costs|will cost|would cost)"
    r" (?:about |around |nearly |roughly |more than |over |some |an estimated )?"
    r"(?:[$€£]\d|\d[\d,.]*(?: [mb]illion)? (?:crowns|dollars|euros|pounds))"
)
"""As in "The new ferry cost about $4"."""
_COSTS = {"cost": "did", "costs": "does", "will cost": "will", "would cost": "would"}
