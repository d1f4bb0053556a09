"""Who speaks in an article, and about what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ragbot.reading.labels import ROLES, TITLES, bare_name, is_body, is_topic_name, takes_the
from ragbot.reading.persons import is_person
from ragbot.reading.reporting import Clause, clauses, is_name
from ragbot.reading.sentences import Span
from ragbot.reading.topics import ArticleReading, Topic, last_name
from ragbot.reading.words import stems


@dataclass(frozen=True, slots=True)
class Speech:
    """The statements of one named speaker."""

    speaker: str
    """The speaker, in the form for a sentence: "Anna Berg", "the Coast Guard"."""
    topic: Topic
    sentences: tuple[str, ...]
    """The sentences that name the speaker as such."""


def speeches(reading: ArticleReading) -> Iterator[Speech]:
    """Yield one speech for each speaker, about their first topic with a name; none for a speaker without one."""
    sentences: dict[str, list[str]] = {}
    topics: dict[str, Topic] = {}
    for span in reading.sentences:
        for speaker in _speakers(reading, span):
            sentences.setdefault(speaker, []).append(reading.text[slice(*span)])
            if speaker not in topics and (topic := _topic(reading, span, speaker)):
                topics[speaker] = topic
    for speaker, topic in topics.items():
        yield Speech(speaker, topic, tuple(sentences[speaker]))


def _speakers(reading: ArticleReading, span: Span) -> Iterator[str]:
    sentence = reading.masked[slice(*span)]
    for clause in clauses(sentence):
        if not _is_placed(sentence, clause) and (speaker := _speaker(clause.speaker, reading)):
            yield speaker


def _is_placed(sentence: str, clause: Clause) -> bool:
    """Return whether a preposition shows that the name is no speaker: "found at Harrow airport"."""
    return bool(_PLACED.search(sentence[: max(sentence.rfind(clause.speaker, 0, clause.start), 0)]))


_PLACED = re.compile(r"\b(?:about|as|at|by|for|from|in|near|of|on|to|with) (?:the )?$")  # "at the "


def _speaker(words: str, reading: ArticleReading) -> str | None:
    """Return the speaker that a question can name: a person in full, a body by its name; else None."""
    words = words.strip(" ,.’'\"")
    if _NO_SPEAKER.search(words):
        return None
    if words[:4].casefold() == "the " and is_name(words[4:]) and _first(words[4:]) not in TITLES:
        return f"the {words[4:]}" if is_topic_name(words[4:]) and is_body(words[4:]) else None
    name = words if is_name(words) else last_name(words)
    if _AT.search(words.removesuffix(name)):
        return None
    bare = bare_name(name)
    if is_person(bare.partition(" of ")[0]):
        bare = bare.partition(" of ")[0]  # Oto Lind of Harrow
    if " and " in bare or not is_topic_name(bare):
        return None
    if " " not in bare or (is_person(bare) and not takes_the(bare)):
        return reading.full(bare)
    return reading.called(bare) if is_body(bare) else None


_NO_SPEAKER = re.compile(r"^(?:the )?\d|[’']s$|(?:^|\s)(?:and|or|but)$", re.IGNORECASE)
"""The end of what was cut: "85 and", "the Analyst’s"."""
_AT = re.compile(r"\b(?:at|by|from|in|near|on) (?:the )?$")
"""As in "a man at Harrow Airport", who speaks for nobody; "a spokesman for Skerrow Line" does."""


def _first(words: str) -> str:
    return words.split()[0].casefold().rstrip(".")


def _topic(reading: ArticleReading, span: Span, speaker: str) -> Topic | None:
    """Return the topic of the sentence; else that of the headline, if the sentence stands near it."""
    fit = [topic for topic in reading.topics if topic.bare not in ROLES and not _shared(topic.words, speaker)]
    near = next((topic for topic in fit if reading.has(topic.bare, span)), None)
    main = max(fit, key=reading.weight, default=None)
    if near or main is None:
        return near
    is_main = reading.is_headline(main) and reading.weight(main) > 1
    return main if is_main and reading.has(main.bare, reading.around(span)) else None


def _shared(one: str, other: str) -> set[str]:
    return stems(one) & stems(other) - {"the"}
