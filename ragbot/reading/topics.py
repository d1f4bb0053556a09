"""Topics of an article, in words that can stand in a question: its names, and phrases such as "the Harrow fire"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ragbot.reading.labels import LONGEST_NAME, MOST_WORDS, ROLES, THE, TITLES, bare_name, is_topic_name, takes_the
from ragbot.reading.persons import is_person, names
from ragbot.reading.quotations import speech
from ragbot.reading.reporting import QUOTED
from ragbot.reading.sentences import Span, sentence_spans
from ragbot.reading.words import STOP_WORDS, stems

READ = 12_000
"""The most characters of an article that are read: a good topic is seldom further down, and a book of one article would
cost as much as all the others."""
LONGEST_TITLE = 300
LONGEST_SENTENCE = 600
"""The most characters of a sentence; a longer one is a table or a list, and costs more than it says."""
MOST_SENTENCES, MOST_TOPICS = 120, 30


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands in a text."""

    words: str
    span: Span
    whole: bool
    """Whether no word beside the name belongs to it: not the "Halmere" of "Halmere police" or of "a new Halmere"."""
    article: bool
    """Whether "the" stands before the name."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing that a question may be about."""

    words: str
    span: Span
    is_event: bool
    """Whether the words name an event: "the sinking of the Grey Linnet"."""

    @property
    def bare(self) -> str:
        return self.words.removeprefix("the ")


class ArticleReading:
    """The reading of an article, up to READ characters: its sentences, its names and its topics."""

    def __init__(self, title: str, text: str) -> None:
        self.title, self.text = title[:LONGEST_TITLE], text[:READ]

    @cached_property
    def sentences(self) -> list[Span]:
        """Return the whole sentences: no headings, no bylines, no lists."""
        spans = [span for span in sentence_spans(self.text) if span[1] - span[0] <= LONGEST_SENTENCE]
        return [(a, b) for a, b in spans if _WHOLE.search(self.text, a, b) and "\n" not in self.text[a:b]][
            :MOST_SENTENCES
        ]

    @cached_property
    def masked(self) -> str:
        """Return the text with its quotations masked by QUOTED, at the same length."""
        masked = list(self.text)
        for start, end in speech(self.text, "en"):
            masked[start:end] = [c if c == "\n" else QUOTED for c in self.text[start:end]]
        return "".join(masked)

    @cached_property
    def small(self) -> set[str]:
        """Return the words that stand in small letters somewhere: no names, even where they open a sentence."""
        return {word for span in self.sentences for word in re.findall(r"\b[a-z][\w’'-]*", self.text[slice(*span)])}

    @cached_property
    def names(self) -> list[Name]:
        """Return the names outside of quotations, in order."""
        return [name for span in self.sentences for name in self._names_in(span)]

    def _names_in(self, sentence: Span) -> Iterator[Name]:
        found = _joined(self.masked[slice(*sentence)])
        for a, b in found:
            start, end = a + sentence[0], b + sentence[0]
            words = self.text[start:end]
            before = self.text[max(start - 40, sentence[0]) : start]
            if (a or self._is_capital(words)) and len(words) <= LONGEST_NAME and not self._is_cut(before, words, end):
                article = before[-4:].casefold() == "the "
                whole = _ENDS.match(self.text, end) and not _OWNED.search(before) and not _OPENED.search(before)
                paired = article and _PAIRED.match(self.text, end)  # the Bill and Anna Foundation
                yield Name(words, (start, end), bool(whole) and not paired, article)

    def _is_cut(self, before: str, words: str, end: int) -> bool:
        """Return whether a longer name is cut: "Disease Control" of "Centers for Disease Control", "Hybe Corp"."""
        joined = words.split()[-1].casefold() in THE and _JOINED.search(before)
        return bool(_GOES_ON.search(before) or joined or _ABBREVIATED.match(self.text, end))

    def _is_capital(self, words: str) -> bool:
        """Return whether a name that begins a sentence is one: its first word may have its capital only for that.

        Without the first word it may be half a name: the "York City" of "New York City".
        """
        first = re.split(r"[ ’']", words.casefold())[0]
        return first not in self.small | STOP_WORDS or (" " in words and first in TITLES | ROLES)

    @cached_property
    def with_article(self) -> dict[str, bool]:
        """Return for each name whether it mostly has "the" before it: the Grey Linnet."""
        counts: Counter[str] = Counter()
        for name in self.names:
            if name.whole:
                counts[name.words] += 1 if name.article else -1
        return {words: count >= 0 for words, count in counts.items()}

    def count(self, name: str) -> int:
        """Return how often a name stands for itself."""
        return self._counts[name]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(name.words for name in self.names if name.whole)

    def called(self, name: str) -> str:
        """Return the name with "the", where a sentence needs it."""
        last = name.split()[-1]
        plural = last != name and last.endswith("s") and f"the {last}" in self.text  # the Nets: the Brooklyn Nets
        return f"the {name}" if self.with_article.get(name) or takes_the(name) or plural else name

    def full(self, name: str) -> str | None:
        """Return the full name of the one person with the last word of `name`; None when there is none, or several."""
        return _longest(filter(is_person, self._longer.get(name.split()[-1], ())), name)

    @cached_property
    def _longer(self) -> dict[str, set[str]]:
        """Return the names of more than one word, by their last word."""
        found: dict[str, set[str]] = {}
        for name in self.names:
            bare = bare_name(name.words)
            if " " in bare and is_topic_name(bare):
                found.setdefault(bare.split()[-1], set()).add(bare)
        return found

    @cached_property
    def title_stems(self) -> set[str]:
        return stems(self.title) - _STOP_STEMS

    @cached_property
    def topics(self) -> list[Topic]:
        """Return events, then names in the headline, then things in it; each once, where it first stands."""
        found = [*self._events(), *self._headline_names(), *self._things()]
        return list({topic.words: topic for topic in reversed(found)}.values())[::-1][:MOST_TOPICS]

    def _events(self) -> Iterator[Topic]:
        ends = {name.span[0]: name for name in self.names if name.whole and len(name.words.split()) <= MOST_WORDS}
        for m in _EVENT_OF.finditer(self.masked):
            name = ends.get(m.end())
            if name and self.is_topic(name.words):
                words = self.text[m.start() : name.span[1]]
                yield Topic(f"the {words[4:]}", (m.start(), name.span[1]), True)
        for name in self.names:
            m2 = _NAMED_EVENT.match(self.masked, name.span[1]) if name.article else None
            if m2 and self.is_topic(name.words):
                yield Topic(f"the {self.text[name.span[0] : m2.end()]}", (name.span[0], m2.end()), True)

    def _headline_names(self) -> Iterator[Topic]:
        for name in self.names:
            bare = bare_name(name.words)
            often = " " in bare or self.count(bare) > 1
            if name.whole and often and self.is_topic(bare) and (words := self._in_headline(bare)):
                yield Topic(self.called(words), name.span, False)

    def _in_headline(self, name: str) -> str | None:
        """Return the name if the headline has it: by its last word in full, or by half of its words; else None."""
        last = name.split()[-1]
        if not re.search(rf"(?<!\w){re.escape(last)}(?!\w)", self.title, re.IGNORECASE):
            return None
        if last in self._longer:
            return _longest(self._longer[last], name)
        own = stems(name) - _STOP_STEMS
        return name if 2 * len(own & self.title_stems) >= len(own) > 0 else None

    def is_topic(self, name: str) -> bool:
        """Return whether a question can be about the name: it stands for itself, and has a word that is never small."""
        return is_topic_name(name) and not all(word.casefold() in self.small for word in name.split())

    def has(self, words: str, span: Span) -> bool:
        """Return whether `words` stand for themselves in `span`, quoted or not: not only as in "Harrow police"."""
        at = self.text.find(words, *span)
        while at >= 0:
            if not self.text[max(at - 1, 0) : at].isalnum() and _ENDS.match(self.text, at + len(words)):
                return True
            at = self.text.find(words, at + 1, span[1])
        return False

    def is_surname(self, name: str) -> bool:
        """Return whether the last word of `name` stands alone elsewhere, as a person's does after the full name."""
        return " " in name and any(other.words == name.split()[-1] for other in self.names)

    def around(self, sentence: Span) -> Span:
        """Return the span from three sentences before to three after."""
        i = self.sentences.index(sentence)
        return self.sentences[max(i - 3, 0)][0], self.sentences[min(i + 3, len(self.sentences) - 1)][1]

    def weight(self, topic: Topic) -> int:
        """Return how often the text has the last word of the topic."""
        return self.text.count(topic.bare.split()[-1])

    def is_headline(self, topic: Topic) -> bool:
        return bool(stems(topic.words) & self.title_stems)

    def _things(self) -> Iterator[Topic]:
        for start, end in self.sentences:
            for m in _THING.finditer(self.masked, start, end):
                noun = m["noun"]
                fits = noun not in _GENERIC and not noun.endswith(("ing", "ed")) and stems(noun) <= self.title_stems
                if fits and self._is_thing(noun):
                    yield Topic(f"the {noun}", m.span(), False)

    def _is_thing(self, noun: str) -> bool:
        """Return whether `noun` is one: "the intruders came" makes none of "came", nor does a headline that has it."""
        return bool(re.search(rf"\b(?:[Tt]he|[Aa]n?) {re.escape(noun)}\b", self.masked))


_WHOLE = re.compile(r"[.!?…][”\"’)]*$")  # "It sank."
_GOES_ON = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'-]* (?:(?:for|on|of|in|to) (?:the |an? )?|& |vs?\. )|St\. |\b(?:al|de|von|van|bin|ben|el)[ -])$"
)
"""As in "Ministry for the "."""
_JOINED = re.compile(r"[A-ZÀ-Þ][\w’'-]* (?:and|&) $")  # "Holt and "
_PAIRED = re.compile(r" (?:and|&) [A-ZÀ-Þ]")  # "Holt & Berg"
_ABBREVIATED = re.compile(r"\.(?:,| [a-z])| vs?\. ")  # "Holt vs. Berg"
_OPENED = re.compile(r"[“‘\"]$")
"""The mark before a title, perhaps a longer one: the "“" of “Top Gun: Maverick”."""
_OWNED = re.compile(
    r"(?:[’']s?|\b(?:an?|its|his|her|their|our|my|this|that|each|every|another|some|no|\d[\d,.%]*))\s$", re.I
)
"""As in "the mayor’s "."""
_FUNCTION_WORDS = (
    "is was were are has have had will would can could may might should did does said says told and or but in on at to"
    " for from by with as after before during since until when while where who which that than over under between"
    " against into about through across because if also"
)
_FUNCTION = rf"(?:{'|'.join(_FUNCTION_WORDS.split())})"
_ENDS = re.compile(rf"[,.;:!?)”\"–—]|\s[–—(“\"]|\s{_FUNCTION}\b|$")  # "It sank, and"
_EVENT_WORDS = """
acquisition arrest assassination assault attack blackout blast blaze bombing breach break-in closure collapse
conviction coronation crash crisis death deaths debate demolition derailment disappearance discovery earthquake
election elections eruption evacuation execution explosion extradition fire fires flood flooding floods funeral
hearing heist hurricane impeachment inauguration indictment inquiry invasion killing killings launch lawsuit
massacre merger murder murders opening outbreak premiere protests raid recall referendum release rescue resignation
retirement retrial riot riots robbery ruling sale sentencing shipwreck shooting shutdown siege sinking stabbing
storm strike strikes summit takeover theft trial tsunami verdict vote war wedding wildfire wildfires
"""
_EVENT = rf"(?:{'|'.join(_EVENT_WORDS.split())})"
_MODIFIER = r"(?!first|last|latest|next|same|other|only|second|third|new|two|three)[a-z][a-z-]{2,20}"
_EVENT_OF = re.compile(rf"\b[Tt]he (?:{_MODIFIER} )?{_EVENT} (?:of|in|at|on|against|near) (?:the )?(?=[A-ZÀ-Þ])")
"""As in "the ferry fire in Orm"."""
_NAMED_EVENT = re.compile(
    rf"(?: (?!(?:{_FUNCTION}|must|shall)\b)[a-z][a-z’-]{{2,20}})? {_EVENT}(?=[,.;:!?)]|\s(?!of\b){_FUNCTION}\b)"
)
"""As in " ferry fire,"."""
_THING = re.compile(
    rf"\b[Tt]he (?:[a-z][a-z’-]{{2,20}} ){{0,2}}?(?P<noun>[a-z][a-z’-]{{3,20}})(?=[,.;!?]|\s{_FUNCTION}\b)"
)
"""As in "the old ferry."."""
_GENERIC_WORDS = """
accused animal area best case center centre chance city companies company countries country county court dead
department end fact family film future game group head house idea issue issues land latest lead life list
matter men money more most movie need news night number official officials one open other others people person
place point price prices public question reason report rest result right screen season second show side start
state statement states story team thing things time title today top town truth victim victims wake way week
weekend women word words work world year years
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
_STOP_STEMS = {stem for word in STOP_WORDS for stem in stems(word)}


def _longest(names: Iterable[str], end: str) -> str | None:
    """Return the longest name that ends so, if all that do are parts of it: Jada Pinkett Smith, with Pinkett Smith."""
    found = sorted((name for name in names if f" {name}".endswith(f" {end}")), key=len)
    return found[-1] if found and all(found[-1].endswith(name) for name in found) else None


def last_name(words: str) -> str:
    """Return the name at the end of `words`, or "": of "Houston manager Oto Lind" the last two words."""
    start, end = next(reversed(_joined(words)), (0, 0))
    return words[start:end] if end == len(words) and not _GOES_ON.search(words[:start]) else ""


def _joined(text: str) -> list[Span]:
    """Return the spans of names, those that the full stop of an initial cuts in two as one: "Joseph R. Biden"."""
    spans: list[Span] = []
    for start, end in names(text):
        last = spans[-1] if spans else (0, 0)
        if spans and re.fullmatch(r"\.\s", text[last[1] : start]) and re.search(r"\s[A-Z]$", text[slice(*last)]):
            spans[-1] = (last[0], end)
        else:
            spans.append((start, end))
    return spans
