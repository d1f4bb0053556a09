"""Attribution: whether a cited text is the outlet's own statement or somebody else's, and whose."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ragbot.reading.quotations import FEWEST_WORDS, paragraphs_around, speech
from ragbot.reading.reporting import QUOTED, Clause, clauses, is_name
from ragbot.reading.sentences import Span, sentences_within
from ragbot.types import Attribution, Version


def attribution(version: Version, span: Span) -> Attribution | None:
    """Return whose statement `span` is; None when the outlet makes it in its own name.

    This reads the paragraphs around the span too: a quotation may have begun two sentences before.
    """
    return attributed_span(version, span).attribution(version)


@dataclass(frozen=True, slots=True)
class AttributedSpan:
    """A span of an article, and the clause that tells who says it."""

    quotes: tuple[Span, ...]
    """The quotations that the span touches, in the article's offsets."""
    clause: Span | None
    """The sentence that says who speaks; None where none does."""
    speaker: str
    """The words for the speaker, with pronouns resolved; "" where nobody is named."""
    own: bool
    """Whether the clause stands in the span itself."""

    def attribution(self, version: Version) -> Attribution | None:
        if not self.quotes and self.clause is None:
            return None
        return Attribution(version.source, _named(self.speaker), bool(self.quotes))


def attributed_span(version: Version, span: Span) -> AttributedSpan:
    """Return whose statement `span` is, and which sentence says so."""
    start, end = paragraphs_around(version.text, span)
    room = _Room(version.text[start:end], version.language)
    return room.span_of((span[0] - start, span[1] - start), start)


class _Room:
    """The paragraphs around a span, with their quotations masked."""

    def __init__(self, text: str, language: str | None) -> None:
        self.text, self.language = text, language
        self.quotes = speech(text, language)
        masked = list(text)
        for start, end in self.quotes:
            masked[start:end] = [c if c == "\n" else QUOTED for c in text[start:end]]
        self.masked = "".join(masked)

    def span_of(self, span: Span, offset: int) -> AttributedSpan:
        quotes = tuple(quote for quote in self.quotes if self._touches(quote, span))
        own = self._clauses(span)
        if own:
            return self._attributed(quotes, span, self._nearest(own, quotes), offset, own=True)
        for sentence in self._sentences_near(quotes[-1], span) if quotes else self._sentences_of(span):
            if near := self._clauses(sentence):
                clause = self._nearest(near, quotes or (span,))
                return self._attributed(quotes, sentence, clause, offset, own=False)
        return AttributedSpan(_moved(quotes, offset), None, self._signed(quotes[-1]) if quotes else "", own=False)

    def _attributed(
        self, quotes: tuple[Span, ...], sentence: Span, clause: Clause, offset: int, own: bool
    ) -> AttributedSpan:
        speaker = self._resolved(clause.speaker, clause.start)
        return AttributedSpan(_moved(quotes, offset), (sentence[0] + offset, sentence[1] + offset), speaker, own)

    def _touches(self, quote: Span, span: Span) -> bool:
        """Return whether `span` lies in `quote`, or shares enough words with it."""
        start, end = max(quote[0], span[0]), min(quote[1], span[1])
        words = len(re.findall(r"\w+", self.text[start:end])) if start < end else 0
        return words >= FEWEST_WORDS or (words > 0 and quote[0] <= span[0] and span[1] <= quote[1])

    def _clauses(self, sentence: Span) -> list[Clause]:
        start = sentence[0]
        return [Clause(c.start + start, c.end + start, c.speaker) for c in clauses(self.masked[slice(*sentence)])]

    @staticmethod
    def _nearest(clauses_: list[Clause], quotes: tuple[Span, ...]) -> Clause:
        """Return the clause nearest to one of `quotes`; the first clause where there are none."""
        clauses_ = [clause for clause in clauses_ if clause.speaker] or clauses_
        return min(clauses_, key=lambda c: min((max(c.start - end, start - c.end) for start, end in quotes), default=0))

    def _paragraph(self, at: int) -> Span:
        end = self.text.find("\n", at)
        return self.text.rfind("\n", 0, at) + 1, end if end >= 0 else len(self.text)

    def _sentences(self, paragraph: Span) -> list[Span]:
        return sentences_within(self.text, *paragraph, self.language)

    def _sentences_of(self, span: Span) -> list[Span]:
        """Return the whole sentences around `span`: "The bow door failed" may go on with "the police said"."""
        paragraphs = dict.fromkeys(self._paragraph(at) for at in (span[0], max(span[1] - 1, span[0])))
        return [s for each in paragraphs for s in self._sentences(each) if s[0] < span[1] and span[0] < s[1]]

    def _sentences_near(self, quote: Span, span: Span) -> list[Span]:
        """Return where the speaker of `quote` may be named: beside its ends, before, after; then one paragraph on."""
        paragraph = self._paragraph(span[0])
        sentences = self._sentences(paragraph)
        ends = [s for s in sentences if s[0] < quote[1] + 2 and quote[1] <= s[1]]
        before = [s for s in sentences if s[1] <= span[0]][::-1]
        after = [s for s in sentences if s[0] >= span[1]][:1]
        earlier = self._sentences(self._paragraph(_stripped_end(self.text, paragraph[0])))[::-1]
        return [*ends, *before, *after, *(earlier if self._begins(paragraph) else []), *self._next(paragraph)]

    def _begins(self, paragraph: Span) -> bool:
        """Return whether `paragraph` opens with a quotation: then the speaker of the paragraph before goes on."""
        return paragraph[0] > 0 and self.masked[paragraph[0]] == QUOTED

    def _next(self, paragraph: Span) -> list[Span]:
        following = re.compile(r"\S").search(self.text, paragraph[1])
        return self._sentences(self._paragraph(following.start()))[:1] if following else []

    def _signed(self, quote: Span) -> str:
        """Return the name after a quotation's end: “…” – Isolde Marchbank-Fry"""
        signature = re.compile(r"\s*[–—-]+\s*(?P<who>[A-ZÀ-Þ][^\n.;:]{2,60})").match(self.text, quote[1])
        return signature["who"].strip() if signature else ""

    def _resolved(self, speaker: str, at: int) -> str:
        """Return who "he" is: the last speaker, or the only person, before it in this paragraph or the previous one."""
        if speaker.casefold() not in PRONOUNS:
            return speaker
        paragraph = self._paragraph(at)
        for start, end in (paragraph, (self._paragraph(_stripped_end(self.text, paragraph[0]))[0], paragraph[0])):
            spoke = [c.speaker for c in self._clauses((start, min(end, at))) if is_name(c.speaker)]
            if spoke:
                return spoke[-1]
            people = self._people(start, min(end, at))
            if len({name.split()[-1] for name in people}) == 1:
                return people[-1]
        return speaker

    def _people(self, start: int, end: int) -> list[str]:
        """Return the names of people between `start` and `end`.

        News writes a person's name in full once, and then the surname alone; it never shortens a place so.

        Where there are more than `MOST_NAMES`, return none: each is searched for in the whole text.
        """
        names = [m[0] for m in NAME.finditer(self.masked, start, end)]
        different = set(names)
        if len(different) > MOST_NAMES:
            return []
        people = {name for name in different if self._is_person(name)}
        return [name for name in names if name in people]

    def _is_person(self, name: str) -> bool:
        first, _, last = name.rpartition(" ")
        surname = re.escape(last)
        full = first or re.search(rf"\b[A-ZÀ-Þ][\w’'-]+ {surname}\b", self.text)
        alone = re.search(rf"(?<![A-ZÀ-Þ\w][\w.]) (?<!the ){surname}(?:\b[’']s)?(?= [a-z]|,)", self.text)
        return bool(full and alone) or bool(
            first and TELLS_OF_A_PERSON.match(self.text, self.text.find(name) + len(name))
        )


_PRONOUN_WORDS = "he she they it er sie es il elle lui lei él ella hij zij ze on ona who"
PRONOUNS = frozenset(_PRONOUN_WORDS.split())
MOST_NAMES = 100
"""The most different names before a pronoun in its paragraph: 2 ms each in the longest text that is read."""
NAME = re.compile(r"(?<![\w’'-])[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'.-]*)*(?<!\.)(?<![’']s)")  # "Mira Holt"
TELLS_OF_A_PERSON = re.compile(r", (?:\d\d,|who |a |an |the (?:\w+ ){0,3}(?:of|for|at) )|’s? (?:wife|husband|lawyer)")
"""As in "Mira Holt, 41, "."""
UNNAMED = re.compile(
    r"(?:officials?|sources?|insiders?|(?:person|people|someone|individuals?) (?:familiar|close|with|briefed)\b.*"
    r"|somebody|someone|some|many|most|others|everyone|people|they|who|that|which|it|one|we|i|you)$",
    re.IGNORECASE,
)
"""As in "people familiar with the talks"."""
UNNAMED_GROUP = re.compile(
    r"\b(?:officials?|sources?|experts?|analysts?|critics?|witnesses|observers|authorities|residents|supporters|opponents"
    r"|researchers|scientists|investigators|doctors|economists|lawyers|prosecutors|activists|advocates|leaders|aides?"
    r"|diplomats?|executives?|fans|users|workers|employees|survivors|neighbou?rs|parents|historians|reports?|accounts)\b",
    re.IGNORECASE,
)
"""As in "local residents"."""


def _named(speaker: str) -> str | None:
    """Return the speaker, unless nobody could tell who that is: "officials", "a person familiar with the matter"."""
    words = speaker.strip(" ,.’'")
    head = re.split(r"\s(?:at|in|of|from|with|on|for|by|within|inside)\s", words)[0]
    a_name = re.search(r"(?<=\s)[A-ZÀ-Þ]|^[A-ZÀ-Þ]\w+ [A-ZÀ-Þ]", words)
    official = re.search(
        r"\b(?:officials?|sources?|insiders?|aides?|familiar|close to|briefed)\b", head + words[len(head) :][:9]
    )
    if not words or UNNAMED.match(words) or official or (UNNAMED_GROUP.search(head) and not a_name):
        return None
    return words


def _moved(spans: tuple[Span, ...], offset: int) -> tuple[Span, ...]:
    return tuple((start + offset, end + offset) for start, end in spans)


def _stripped_end(text: str, end: int) -> int:
    """Return the end of the text before `end` without the white space there."""
    return max(len(text[:end].rstrip()) - 1, 0)
