"""Alignment puts the sentences of two versions of an article side by side: which are the same, which became which."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from ragbot.reading.sentences import Span, sentence_spans
from ragbot.types import Version

SIMILAR = 0.4
"""Two sentences that share this part of their words, in [0, 1], count as one that was changed.

Of the pairs of different sentences in real articles, 0.5 % share as much.
"""
CELLS = 10_000
"""The most pairs in a comparison of all with all: 100 sentences with 100."""
DEEPEST = 40
"""The deepest search for anchors between anchors; what a text made to be slow leaves after that counts as changed."""
PARAGRAPH = "\n\n"
NOTED = "\0"
"""Marks the sentences of a correction: what it quotes is not what the article says."""


class Sentence(NamedTuple):
    """A sentence: its place in its text, and its words, by which it equals another."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence in two versions, one of them None when it was added or removed; or paragraphs that both have."""

    before: Sentence | None
    after: Sentence | None
    is_same: bool
    """Whether both sides are the same but for white space."""
    is_run: bool = False
    """Whether the pair is a run of paragraphs that are the same to the character."""


@lru_cache(maxsize=16)
def aligned(before: Version, after: Version) -> tuple[Pair, ...]:
    """Align both texts from beginning to end: the sentences of one beside those of the other.

    The result is cached: two long texts made to be slow take 12 s, and anybody may ask for what changed.
    """
    head = _common_head(before.text, after.text)
    tail = _common_tail(before.text[head:], after.text[head:])
    old_end, new_end = len(before.text) - tail, len(after.text) - tail
    first = [_run(0, 0, head)] if head else []
    last = [_run(old_end, new_end, tail)] if tail else []
    return (*first, *_pairs(_sentences(before, head, old_end), _sentences(after, head, new_end)), *last)


def _run(old: int, new: int, length: int) -> Pair:
    return Pair(Sentence(old, old + length, ""), Sentence(new, new + length, ""), is_same=True, is_run=True)


def _common_head(one: str, other: str) -> int:
    """Return the length of the whole paragraphs that both begin with."""
    if one == other:
        return len(one)
    length = bisect_left(range(min(len(one), len(other))), True, key=lambda n: one[: n + 1] != other[: n + 1])
    found = one.rfind(PARAGRAPH, 0, length)
    return found + len(PARAGRAPH) if found >= 0 else 0


def _common_tail(one: str, other: str) -> int:
    """Return the length of the whole paragraphs that both end with."""
    a, b = len(one), len(other)
    length = bisect_left(range(min(a, b)), True, key=lambda n: one[a - n - 1 :] != other[b - n - 1 :])
    found = one.find(PARAGRAPH, a - length) if length else -1
    return a - found - len(PARAGRAPH) if found >= 0 else 0


def _sentences(version: Version, start: int, end: int) -> list[Sentence]:
    text, notes = version.text, note_spans(version)
    return [
        Sentence(start + a, start + b, _key(text, start + a, start + b, notes))
        for a, b in sentence_spans(text[start:end], version.language)
    ]


def _key(text: str, start: int, end: int, notes: Sequence[Span]) -> str:
    mark = NOTED if any(a <= start and end <= b for a, b in notes) else ""
    return mark + " ".join(text[start:end].split())


def note_spans(version: Version) -> list[Span]:
    """Return where the publisher's words about a correction stand in the text."""
    lines = [line for line in (version.note or "").split("\n") if line]
    starts = [(version.text.rfind(line), len(line)) for line in lines]
    return [(start, start + length) for start, length in starts if start >= 0]


def _pairs(olds: Sequence[Sentence], news: Sequence[Sentence]) -> Iterator[Pair]:
    old_keys, new_keys = [each.key for each in olds], [each.key for each in news]
    i = j = 0
    for next_i, next_j in [*_matches(old_keys, new_keys, (0, len(olds)), (0, len(news))), (len(olds), len(news))]:
        yield from _likeliest(olds[i:next_i], news[j:next_j])
        if next_i < len(olds):
            yield Pair(olds[next_i], news[next_j], is_same=True)
        i, j = next_i + 1, next_j + 1


Place = tuple[int, int]
"""The places of a sentence in the one text and in the other."""


def _matches(one: Sequence[str], other: Sequence[str], a: Span, b: Span, depth: int = 0) -> Iterator[Place]:
    """Return places of equal sentences within these bounds, in order.

    Sentences that stand once in both texts anchor the rest (a "patience diff"). Comparing all with all takes minutes
    for 10,000 sentences, so it is left for what remains between two anchors.
    """
    (i, i_end), (j, j_end) = a, b
    while i < i_end and j < j_end and one[i] == other[j]:
        yield i, j
        i, j = i + 1, j + 1
    tail = 0
    while i < i_end - tail and j < j_end - tail and one[i_end - tail - 1] == other[j_end - tail - 1]:
        tail += 1
    i_end, j_end = i_end - tail, j_end - tail
    yield from _inner_matches(one, other, (i, i_end), (j, j_end), depth)
    yield from ((i_end + n, j_end + n) for n in range(tail))


def _inner_matches(one: Sequence[str], other: Sequence[str], a: Span, b: Span, depth: int) -> Iterator[Place]:
    (i, i_end), (j, j_end) = a, b
    anchors = _anchors(one, other, a, b) if depth < DEEPEST else []
    if not anchors and (i_end - i) * (j_end - j) <= CELLS:
        for block in SequenceMatcher(None, one[i:i_end], other[j:j_end], autojunk=False).get_matching_blocks():
            yield from ((i + block.a + n, j + block.b + n) for n in range(block.size))
    elif anchors:
        for next_i, next_j in [*anchors, (i_end, j_end)]:
            yield from _matches(one, other, (i, next_i), (j, next_j), depth + 1)
            if next_i < i_end:
                yield next_i, next_j
            i, j = next_i + 1, next_j + 1


def _anchors(one: Sequence[str], other: Sequence[str], a: Span, b: Span) -> list[Place]:
    """Return places of the sentences that both texts have once, without those whose order changed."""
    counts, other_counts = Counter(one[slice(*a)]), Counter(other[slice(*b)])
    places = {other[j]: j for j in range(*b) if other_counts[other[j]] == 1}
    return _longest_rising([(i, places[one[i]]) for i in range(*a) if counts[one[i]] == 1 and one[i] in places])


def _longest_rising(places: Sequence[Place]) -> list[Place]:
    """Return the longest selection of the places, sorted by the first number, in which the second rises too."""
    lowest: list[int] = []  # the lowest last number of a rising run of each length,
    ends: list[int] = []  # and which place it is from
    previous: list[int] = []
    for n, (_, j) in enumerate(places):
        at = bisect_left(lowest, j)
        previous.append(ends[at - 1] if at else -1)
        lowest[at : at + 1], ends[at : at + 1] = [j], [n]
    found, n = [], ends[-1] if ends else -1
    while n >= 0:
        found.append(places[n])
        n = previous[n]
    return found[::-1]


def _likeliest(olds: Sequence[Sentence], news: Sequence[Sentence]) -> Iterator[Pair]:
    """Yield the pairs of sentences, in order, that have the most words in common."""
    i = j = 0
    for next_i, next_j in [*_most_alike(olds, news), (len(olds), len(news))]:
        yield from (Pair(old, None, is_same=False) for old in olds[i:next_i])
        yield from (Pair(None, new, is_same=False) for new in news[j:next_j])
        if next_i < len(olds):
            yield Pair(olds[next_i], news[next_j], is_same=False)
        i, j = next_i + 1, next_j + 1


def _most_alike(olds: Sequence[Sentence], news: Sequence[Sentence]) -> Iterator[Place]:
    n, m = len(olds), len(news)
    like = _likeness(olds, news) if n * m <= CELLS else {}
    if not like:
        return
    best = [[0.0] * (m + 1) for _ in range(n + 1)]  # sum of the shares from these places on
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            taken = like[i, j] + best[i + 1][j + 1] if (i, j) in like else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], taken)
    i = j = 0
    while i < n and j < m:
        if (i, j) in like and best[i][j] == like[i, j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _likeness(olds: Sequence[Sentence], news: Sequence[Sentence]) -> dict[Place, float]:
    """Return the share of words, in (0, 1], that similar sentences have in common."""
    old_words, new_words = ([frozenset(each.key.casefold().split()[:200]) for each in side] for side in (olds, news))
    found = {
        (i, j): 2 * len(a & b) / (len(a) + len(b))
        for i, a in enumerate(old_words)
        for j, b in enumerate(new_words)
        if is_note(olds[i]) == is_note(news[j])  # else a sentence that went out would pair with the note about it
    }
    return {place: share for place, share in found.items() if share >= SIMILAR}


def is_note(sentence: Sentence | None) -> bool:
    """Return whether `sentence` is part of a correction."""
    return sentence is not None and sentence.key.startswith(NOTED)
