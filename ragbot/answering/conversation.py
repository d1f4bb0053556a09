"""A conversation is about a story; a question goes on with it or asks for something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ragbot.answering.answerability import judge
from ragbot.answering.followup import (
    Exchange,
    cased,
    chained,
    elided,
    elsewhere,
    exchanges,
    joined,
    natural,
    opened,
    said_last,
)
from ragbot.answering.retrieve import NEAREST, NEWS, freshness, scope_of
from ragbot.answering.stories import ALIKE_IN_A_WEEK, ALIKE_UNDATED, grouped, key_of, stories
from ragbot.archive.archive import Archive
from ragbot.archive.tables import VISIBLE
from ragbot.errors import IndexAwayError
from ragbot.reading.persons import names
from ragbot.reading.pronouns import GOES_ON, content, points_back, refers_back, whole_after_and
from ragbot.reading.time_windows import time_words, without
from ragbot.reading.words import stem, stems, terms_of
from ragbot.timestamps import asked_on
from ragbot.types import LONGEST_QUESTION, Evidence, Focus, Question, SearchResult, Version, Window

Search = Callable[[Question, tuple[str, ...]], SearchResult]
"""Returns what a search finds for a question in the articles of these ids, or in the whole archive without ids."""

OF_FOCUS = 3
"""The most articles of the last answer that are the focus; those that it cites beyond them are seldom its story."""
LINKED = 60
"""A story may go on in another one within so many days: the leader who fell, and who follows."""
MOST_LINKED = 40
"""The most linked articles that are searched beside the story's own."""
AGAIN = 300
"""Characters of the last answer that are searched for, to find its story again."""
READ = 6_000
"""Characters of an article in which names are looked for."""
POINTS, FEW_WORDS = 0.35, 0.15
"""A bonus for the story in focus, beside a passage's support, when the question points back, or has few words."""
AFTER = 0.35
"""The same for what was written after the story, when the question asks what came then."""
_LATER = re.compile(
    r"\b(?:next|then|after(?:wards?| that)?|since|later|follow(?:ed|s)?|replac\w+|succe(?:ed|ss)\w*|in the end|outcome"
    r"|turn(?:ed)? out|com(?:e|ing) back|came back|still|now|become|became)\b",
    re.IGNORECASE,
)
"""The question asks what came of something: "and who replaced her?", "what happened next", "is it still closed?"."""
_EVENT = re.compile(r"\b(?:it|that|this)\s*(?:\?|$)", re.IGNORECASE)
"""Ends with what only the question before tells: "who is suspected of it?"."""
SHORT = 6
"""Words of a question that may be but "and" and a name."""
MANY_WORDS = 2
"""Search words that a question needs to be found outside of the story; one word is found everywhere."""
RARE = 3.7
"""Rarity, in nats, of a word that fewer than one in fifty articles have."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, with what it refers to, and what a search found for it."""

    text: str
    """The question as readers see it: one that a person would ask."""
    compared: str
    """The wording that passages and sentences are compared with."""
    result: SearchResult
    focus: Focus | None = None
    """The story that was searched; None when the whole archive was."""
    last_answer: str = ""
    """In a story, the previous answer without its citation numbers, which need not be repeated."""


def understood(archive: Archive, question: Question, search: Search, rewritten: str | None = None) -> Understood:
    """Read the question in the light of its history. `rewritten` is a language model's wording, None without a model.

    A follow-up is searched for both in the story of the last answer and in the whole archive; the better result counts.
    """
    today = asked_on(question)
    text, leaves = opened(question.text)
    before = exchanges(question.history, today)
    if not before or leaves:
        return _anywhere(replace(question, text=text), search)
    story = _story(archive, question, before, search)
    read = _Conversation(archive, replace(question, text=text), search, before, story).read(rewritten)
    return replace(read, last_answer=said_last(question.history)) if read.focus else read


def _anywhere(question: Question, search: Search, compared: str | None = None) -> Understood:
    compared = compared or question.text
    return Understood(question.text, compared, search(replace(question, text=compared), ()))


# -- the story in focus ------------------------------------------------------------------------------------------------


def _story(archive: Archive, question: Question, before: Sequence[Exchange], search: Search) -> list[Version]:
    """Return the articles that the last answer cites; none when it cites none.

    Where the client does not say which, a search finds them again. An answer without citations is passed over when its
    question went on from the one before.
    """
    for one in reversed(before):
        if one.article_ids and not question.as_of and (known := _current(archive, one.article_ids)):
            return known
        if one.is_cited or not refers_back(one.question, asked_on(question)):
            return _found_again(archive, replace(question, history=()), one, search)
    return []


def _current(archive: Archive, ids: Sequence[str]) -> list[Version]:
    """Return the visible versions of these articles that tell one story, in the order of the ids."""
    known = [
        (summary.id, summary.version) for i in ids[:OF_FOCUS] if (found := archive.article(i)) for summary in found[:1]
    ]
    versions = archive.versions(known)
    shown = [versions[key] for key in known if key in versions and versions[key].state in VISIBLE]
    return grouped(shown, archive.leads(known))[0] if shown else []


def _found_again(archive: Archive, question: Question, one: Exchange, search: Search) -> list[Version]:
    """Find an answer's articles by its words, mostly theirs, when it cites any; else by its question."""
    text = f"{one.question} {one.answer[:AGAIN]}" if one.is_cited else one.question
    found = search(replace(question, text=text[:LONGEST_QUESTION]), ())
    if not found.evidence or not (one.is_cited or judge(found, archive).outcome != "unknown"):
        return []
    return list(stories(archive, found.evidence)[0].versions[:OF_FOCUS])


def linked(archive: Archive, question: Question, story: Sequence[Version]) -> dict[str, str | None]:
    """Return ids and days of the story's articles and of those linked to the first: alike, and near in time."""
    first = story[0]
    own = {version.article_id: version.published for version in story}
    lead = archive.leads([key_of(first)]).get(key_of(first))
    if lead is None:
        return own
    try:
        near = {hit.article_id: hit for hit, _ in archive.nearest(lead, NEAREST, scope_of(archive, question))}
    except IndexAwayError:
        return own
    leads = archive.leads([(hit.article_id, hit.version) for hit in near.values()])
    cosines = {key[0]: float(vector @ lead) for key, vector in leads.items()}
    alike = [i for i in cosines if i in near and cosines[i] >= _needed(first.published, near[i].published)]
    best = sorted(alike, key=cosines.__getitem__, reverse=True)[:MOST_LINKED]
    return own | {i: near[i].published for i in best if i not in own}


def _needed(one: str | None, other: str | None) -> float:
    """Return the least cosine of two leads of which one goes on with the other's story; above 1 when too far apart."""
    if not one or not other:
        return ALIKE_UNDATED
    days = abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
    return ALIKE_IN_A_WEEK if days <= LINKED else ALIKE_UNDATED


# -- the question ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Conversation:
    """A question with what was said before it."""

    archive: Archive
    question: Question
    search: Search
    before: Sequence[Exchange]
    story: Sequence[Version]

    @cached_property
    def today(self) -> date:
        return asked_on(self.question)

    @cached_property
    def texts(self) -> list[str]:
        return [f"{version.title}\n{version.text[:READ]}" for version in self.story]

    @cached_property
    def last(self) -> Exchange:
        return chained(self.before, self.today, self.texts)

    @cached_property
    def links(self) -> dict[str, str | None]:
        return linked(self.archive, self.question, self.story)

    def read(self, rewritten: str | None) -> Understood:
        own = self.question.text
        if not points_back(own, self.today):
            return self._alone(rewritten or own)
        if rest := whole_after_and(own, self.today):
            return self._apart(rest)
        if other := self._of_another(own):
            return self._searched(other, other)
        text = rewritten or self._natural(own)
        is_whole = text != own and not _EVENT.search(text)
        whole = text if is_whole else joined(self.last.question, text, self.today)
        if not self.story:
            return self._searched(text, whole)
        inside = self._inside(text, whole)
        own_words = self._words(text)
        if inside.result.evidence and (len(own_words) < MANY_WORDS or not self._lacks(inside, text)):
            return inside
        outside = self._searched(text, text if len(own_words) >= MANY_WORDS else whole)
        if inside.result.evidence and not self._is_named(outside, text):
            return self._wider(inside, text, whole)
        better = self._support(inside, text) + POINTS >= self._support(outside, text)
        return inside if inside.result.evidence and better else outside

    def _alone(self, text: str) -> Understood:
        """Search the whole archive, unless a question has few words that the story in focus has as well or alone."""
        outside = self._searched(text, text)
        if not self.story or (not refers_back(text, self.today) and self._is_relevant(outside)):
            return outside
        inside = self._inside(text, text)
        if not inside.result.evidence:
            return outside
        if self._is_named(outside, text) and (
            self._lacks(inside, text) or self._support(inside, text) + FEW_WORDS < self._support(outside, text)
        ):
            return outside
        whole = joined(self.last.question, text, self.today)
        return self._wider(self._inside(text, whole), text, whole)

    def _of_another(self, own: str) -> str | None:
        """The last question that can be asked about something else, be its name in small letters: "and in halm?"."""
        texts = self.texts
        if GOES_ON.match(own) and len(own.split()) <= SHORT and not names(own):
            pieces = self.search(replace(self.question, text=own), ()).evidence
            texts = [*texts, *(f"{piece.version.title}\n{piece.passage.text}" for piece in pieces)]
        own, earlier = cased(own, texts), [self.last.question, *(one.question for one in reversed(self.before))]
        found = (elided(cased(one, texts), own, self.today) for one in earlier)
        return next(filter(None, found), None) or elsewhere(cased(earlier[0], texts), own, self.today)

    def _apart(self, text: str) -> Understood:
        """Search the archive and the story for a whole question that only goes on with "and": the better counts."""
        outside, inside = self._searched(text, text), self._inside(text, text) if self.story else None
        if inside is None or not inside.result.evidence:
            return outside
        better = self._support(inside, text) + FEW_WORDS >= self._support(outside, text)
        return inside if better else outside

    def _wider(self, inside: Understood, text: str, whole: str) -> Understood:
        """Keep to the story; where it lacks a word, search the archive for whom the previous question named."""
        if not self._lacks(inside, text):
            return inside
        wide = self._on_the_same(self._searched(text, whole))
        return wide if wide.result.evidence and not self._lacks(wide, text) else inside

    def _on_the_same(self, wide: Understood) -> Understood:
        """Keep only articles with all names of the previous question; there must be some."""
        asked = self.last.question
        named = {stem(word) for a, b in names(asked) for word in terms_of(asked[a:b])}
        texts = {p.version.article_id: f"{p.version.title} {p.version.text[:READ]}" for p in wide.result.evidence}
        same = {article for article, text in texts.items() if named and named <= stems(text)}
        pieces = tuple(piece for piece in wide.result.evidence if piece.version.article_id in same)
        return replace(wide, result=replace(wide.result, evidence=pieces))

    def _natural(self, own: str) -> str:
        pairs = [(one.question, one.answer) for one in self.before[:-1]] + [(self.last.question, self.last.answer)]
        return natural(own, pairs, self.today, self.texts)

    def _searched(self, text: str, compared: str, within: Iterable[str] = ()) -> Understood:
        """Search these articles, or all. In a story, sentences are compared with the question's own words, if any."""
        found = self.search(replace(self.question, text=compared), tuple(within))
        own = self._words(text)
        focus = _focus(self.story[0]) if within else None
        return Understood(text, text if focus and own else compared, found, focus)

    def _inside(self, text: str, compared: str) -> Understood:
        """Search the story, or only what was written after its main article when the question asks for that."""
        inside = self._searched(text, compared, self.links)
        day = (self.story[0].published or "")[:10]
        after = [i for i, published in self.links.items() if day and (published or "")[:10] > day]
        if after and _LATER.search(text):
            later = self._searched(text, compared, after)
            if self._support(later, compared) + AFTER >= self._support(inside, compared):
                return later
        return inside

    def _lacks(self, one: Understood, text: str) -> bool:
        """Whether the result lacks a rare word of the question."""
        held = stems(" ".join(f"{piece.version.title} {piece.passage.text}" for piece in one.result.evidence))
        rarity = self.archive.rarity(self._words(text))
        return any(weight >= RARE and stem(term) not in held for term, weight in rarity.items())

    def _is_named(self, one: Understood, text: str) -> bool:
        """Whether a question names its subject: by a name, or by all the words of a headline among the results.

        Otherwise "how much was the damage?" would be answered with any damage.
        """
        words = {stem(term) for term in self._words(text)}
        headlines = [stems(piece.version.title) for piece in one.result.evidence]
        return bool(names(text)) or any(words <= headline for headline in headlines)

    def _is_relevant(self, one: Understood) -> bool:
        return _is_answered(one.result, self.archive)

    def _words(self, text: str) -> list[str]:
        """Return the words to look for."""
        return content(without(text, time_words(text, self.today).spans))

    def _support(self, one: Understood, text: str) -> float:
        """Return the support of the best passage for these words."""
        weights = self.archive.rarity(terms_of(without(text, time_words(text, self.today).spans)))
        pieces = one.result.evidence if weights else ()
        return max((_support(weights, piece, one.result.days) for piece in pieces), default=0.0)


def _support(weights: dict[str, float], piece: Evidence, days: Window) -> float:
    """Add up a passage's cosine, the share of the question's words in it and its title, and the worth of its day."""
    words = stems(f"{piece.version.title} {piece.passage.text}")
    shared = sum(weight for term, weight in weights.items() if stem(term) in words)
    return piece.similarity + shared / sum(weights.values()) + NEWS * freshness(piece.version.published, days)


def _is_answered(result: SearchResult, archive: Archive) -> bool:
    return judge(result, archive).outcome == "answerable"


def _focus(main: Version) -> Focus:
    return Focus(main.article_id, main.title, main.published)
