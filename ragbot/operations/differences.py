"""How the ranked passages of a trace differ from those of another, of the same question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ragbot.types import RankedPassage, Trace, TracedSearch

Key = tuple[str, int]
"""The id of an article and the number of its version."""
Place = tuple[str, int, int, int]
"""A passage: its article, the version, start and end."""
Pair = tuple["TracedSearch", "TracedSearch"]


@dataclass(frozen=True, slots=True)
class Moved:
    """A passage that has another place than it had; None where it has none. The first place is 1."""

    article_id: str
    version: int
    start: int
    end: int
    title: str | None
    before: int | None
    after: int | None
    score_before: float | None
    score_after: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A search whose ranked passages are not what they were."""

    text: str
    text_after: str
    """The same, unless the question is read in another way."""
    moved: tuple[Moved, ...]


def pairs_of(trace: Trace, again: Trace) -> list[Pair]:
    """Searches with those that took their place: the ones that the answers draw on, and those of the same words."""
    left = list(again.searches)
    pairs: list[Pair] = []
    for i, search in enumerate(trace.searches):
        is_basis = i == trace.drawn_on and again.drawn_on is not None
        other = again.searches[again.drawn_on or 0] if is_basis else _same(search, left)
        if other is None and i == trace.drawn_on:
            other = replace(search, passages=())  # nothing is searched now
        if other is not None:
            pairs.append((search, other))
            left = [each for each in left if each is not other]
    return pairs


def _same(search: TracedSearch, among: Sequence[TracedSearch]) -> TracedSearch | None:
    wanted = (search.text, search.within, search.limit)
    return next((each for each in among if (each.text, each.within, each.limit) == wanted), None)


def places_of(search: TracedSearch) -> list[Place]:
    return [place_of(passage) for passage in search.passages]


def place_of(passage: RankedPassage) -> Place:
    return passage.article_id, passage.version, passage.start, passage.end


def difference_of(one: TracedSearch, other: TracedSearch, fates: Mapping[Key, str]) -> Difference:
    """How two rankings differ; `fates` says of versions what became of their articles, if anything did."""
    before = {place_of(passage): (n, passage) for n, passage in enumerate(one.passages, 1)}
    after = {place_of(passage): (n, passage) for n, passage in enumerate(other.passages, 1)}
    places = dict.fromkeys([*before, *after])
    moved = (_moved(place, before.get(place), after.get(place), fates) for place in places)
    return Difference(one.text, other.text, tuple(each for each in moved if each.before != each.after))


def _moved(
    place: Place,
    before: tuple[int, RankedPassage] | None,
    after: tuple[int, RankedPassage] | None,
    fates: Mapping[Key, str],
) -> Moved:
    one, other = before or (None, None), after or (None, None)
    passage = one[1] or other[1]
    why = fates.get(place[:2], "") if other[0] is None else ""
    title, scores = passage.title if passage else None, [each.score if each else None for each in (one[1], other[1])]
    return Moved(*place, title, one[0], other[0], scores[0], scores[1], why)


def lines_of(difference: Difference) -> Iterator[str]:
    """The difference for people, a line for each passage that moved."""
    yield f"The ranked passages differ for {difference.text!r}:"
    if difference.text_after != difference.text:
        yield f"  it is searched as {difference.text_after!r} now"
    yield from (_line(moved) for moved in difference.moved)


def _line(moved: Moved) -> str:
    """`  3 → –   0.65 → –   Ferry sinks, version 1, 548–1232: its article is retracted`"""
    places = f"{moved.before or '–'} → {moved.after or '–'}"
    scores = " → ".join("–" if score is None else f"{score:.4f}" for score in (moved.score_before, moved.score_after))
    why = f": {moved.why}" if moved.why else ""
    where = f"version {moved.version}, {moved.start}–{moved.end}"
    return f"  {places:9} {scores:17} {moved.title or moved.article_id}, {where}{why}"
