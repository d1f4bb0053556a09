"""Questions that an article answers, made by rule: "What did Anna Berg say about the Harrow bridge?".

The rules prefer no question to a bad one: no half names, no pronouns, nothing that is clear only beside its article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

from ragbot.reading.amounts import amounts
from ragbot.reading.labels import ROLES, bare_name, is_topic_name
from ragbot.reading.persons import is_person
from ragbot.reading.plain import visible
from ragbot.reading.speakers import speeches
from ragbot.reading.topics import ArticleReading, Name

Kind = Literal["said", "amount", "event", "who", "name", "headline"]
LONGEST, MOST = 160, 40
"""The most characters of a question, as many as a button holds; and the most questions to one article."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question, and the sentences of its article that answer it."""

    question: str
    kind: Kind
    about: str
    """The person or thing that the question is about: readers want one question about each."""
    answers: tuple[str, ...] = ()
    """The sentences of which one answers the question; empty when any sentence of the article may."""


def proposals(title: str, text: str, language: str | None = None) -> list[Proposal]:
    """Return questions to an article, each once, the headline's last; in other languages the headline's alone.

    They are unchecked: whether an archive answers them is not for a rule to say.
    """
    found = list(islice(_of_text(title, text), MOST)) if is_english(text, language) else []
    every = [*found, *_headline(title)]
    return list({proposal.question: proposal for proposal in every if len(proposal.question) <= LONGEST}.values())


def is_english(text: str, language: str | None) -> bool:
    """Return whether `language` is English; without a language, whether `text` has as many small words as English."""
    if language:
        return language == "en"
    words = re.findall(r"[^\W\d_]+", text[:2_000].casefold())
    return sum(word in _SMALL for word in words) > SMALL_SHARE * len(words) > 0


_SMALL = frozenset(["the", "of", "and", "to", "in", "that", "for", "was", "with"])
SMALL_SHARE = 0.15


def _of_text(title: str, text: str) -> Iterator[Proposal]:
    told = ArticleReading(title, text)
    yield from chain(_speech_questions(told), _amounts(told), _who(told), _events(told), _named(told))


def _speech_questions(reading: ArticleReading) -> Iterator[Proposal]:
    for one in speeches(reading):
        question = f"What did {one.speaker} say about {one.topic.words}?"
        yield Proposal(question, "said", one.speaker, one.sentences)


def _amounts(reading: ArticleReading) -> Iterator[Proposal]:
    for question, about, sentence in amounts(reading):
        yield Proposal(question, "amount", about, (sentence,))


# Who somebody is

_ROLE = rf"(?:{'|'.join(sorted(ROLES))})"
_GOES_ON = (
    r"(?=[,.;)]| (?:who|whose|that|which|of|for|in|at|on|with|from|to|behind|based|owned|run|known|called|and)\b)"
)
_APPOSITION = re.compile(rf", (?:\d\d, )?(?:an?|the) (?:[\w’-]+ ){{0,5}}?{_ROLE}\b{_GOES_ON}")
"""As in ", 41, the mayor of Orm,"."""
_BEFORE = re.compile(
    rf"(?:\b(?:the|its|their|his|her)|[’']s) (?:[\w’-]+ ){{0,4}}{_ROLE}(?: (?:of|at|for) [^,.;:]{{3,60}})?, $"
)
"""As in "the mayor of Orm, "."""
_BODY_WORDS = """
agency airline alliance app association brand brewery browser carmaker charity coalition company competition
conglomerate consultancy cooperative drug drugmaker ferry festival firm game group label league maker manufacturer
marketplace movement museum network newsletter non-profit nonprofit novel organisation organization party platform
provider publisher rocket satellite series service show spacecraft species start-up startup studio supplement
telescope treaty union vaccine vessel video virus website
"""
_WHAT = re.compile(rf", (?:an?|the) (?:[\w’-]+ ){{0,5}}?(?:{'|'.join(_BODY_WORDS.split())})\b{_GOES_ON}")
"""As in ", a company based in Orm,"."""
_DIES = re.compile(r"\b(?:[Dd]ied|[Dd]ies|[Dd]ead|[Dd]eath|[Kk]illed)\b")  # "nine died"


def _who(reading: ArticleReading) -> Iterator[Proposal]:
    """Yield questions for who a person is, or what a body is, where the words beside the name answer."""
    for name in reading.names:
        words = name.words
        if not (name.whole and reading.masked.startswith(",", name.span[1]) and words == bare_name(words)):
            continue
        if not is_topic_name(words):
            continue
        if is_person(words) and _tells_who(reading, name):
            yield Proposal(f"Who {_verb(reading, name)} {words}?", "who", words, (_sentence_of(reading, name),))
        elif _WHAT.match(reading.masked, name.span[1]) and not reading.is_surname(words):
            yield Proposal(f"What is {reading.called(words)}?", "who", words, (_sentence_of(reading, name),))


def _tells_who(reading: ArticleReading, name: Name) -> bool:
    before = reading.text[max(name.span[0] - FAR, 0) : name.span[0]]
    return bool(_APPOSITION.match(reading.masked, name.span[1]) or _BEFORE.search(before))


FAR = 160
"""Characters before a name that are searched for words in apposition to it."""


def _verb(reading: ArticleReading, name: Name) -> str:
    """Return "was" when the headline or the sentence says that the person died, else "is"."""
    dies = _DIES.search(reading.title) and name.words.split()[-1] in reading.title
    return "was" if dies or re.search(r"\bwho (?:was killed|died)\b", _sentence_of(reading, name)) else "is"


def _sentence_of(reading: ArticleReading, name: Name) -> str:
    return next(reading.text[a:b] for a, b in reading.sentences if a <= name.span[0] < b)


# What happened, and to whom


def _events(reading: ArticleReading) -> Iterator[Proposal]:
    for topic in reading.topics:
        if topic.is_event and (reading.is_headline(topic) or reading.text.count(topic.bare) > 1):
            yield Proposal(f"What is known about {topic.words}?", "event", topic.words)


def _named(reading: ArticleReading) -> Iterator[Proposal]:
    """Yield questions about the headline's names that the text has often."""
    for topic in reading.topics:
        if not topic.is_event and topic.bare[0].isupper() and " " in topic.bare and reading.count(topic.bare) >= OFTEN:
            yield Proposal(f"What is the news about {topic.words}?", "name", topic.words)


OFTEN = 3
"""The fewest times that a name stands for itself in an article about it."""


# The last resort


def _headline(title: str) -> Iterator[Proposal]:
    """Yield the question about the headline, unless that is short, long, a question, cut short or in capitals."""
    if len(title) > LONGEST:
        return
    plain = _SIGNED.sub("", " ".join(visible(title).split())).rstrip(".")
    letters = [c for c in plain if c.isalpha()]
    shouts = sum(c.isupper() for c in letters) > SHOUTING * len(letters)
    if len(plain.split()) >= FEWEST and not shouts and not re.search(r"[?？]|(?:\.\.\.|…)\W*$", title):
        yield Proposal(f"What is known about “{_inner(plain)}”?", "headline", plain)


_SIGNED = re.compile(r" \| [^|]{2,40}$| [-–—] (?:The )?[A-Z]\w+(?: [A-Z]\w+)?$")
"""An outlet's name after its headline: "Ferry sinks | Orm Daily"."""
FEWEST = 3
"""The fewest words of a headline; scripts without spaces have one, and no such question."""
SHOUTING = 0.6


def _inner(title: str) -> str:
    """Return `title` with single quotation marks in place of double ones."""
    return title.replace("“", "‘").replace("”", "’").replace('"', "’")
