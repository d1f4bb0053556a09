"""Participants: whether a claim and its source say a thing of the same person or thing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ragbot.checks.content_words import in_common
from ragbot.checks.subject import has_role, is_some_person, name_before, role_of
from ragbot.checks.verbs import is_passive
from ragbot.reading.events import REPORTS, meanings
from ragbot.reading.proper_names import Words, folded, has_name, words_of
from ragbot.reading.reading import Reading

NEARLY_ALL = 0.8
"""Share of the claim's words, in [0, 1], that a sentence must have where it calls the same person otherwise."""


def is_of_another(own: Reading, at: int, source: Reading, place: int, sources: Sequence[Reading]) -> bool:
    """Return whether the source says it of another name, and has the claim's name nowhere, or only as the speaker."""
    subject, other = name_before(own.tokens, at), name_before(source.tokens, place)
    if not subject or not other:
        return False
    if not is_named(_words_of(source.text), subject):
        return not _is_called_otherwise(own, at, source, place, sources)
    return not (is_passive(own, at) or is_passive(source, place)) and _tells_it(source, place, subject)


def _is_called_otherwise(own: Reading, at: int, source: Reading, place: int, sources: Sequence[Reading]) -> bool:
    """Return whether both may mean the same person: "A 22-year-old Orman woman", "the mayor of Orm" and a name."""
    if in_common(own, [source]) < NEARLY_ALL:
        return False
    subject, other = name_before(own.tokens, at), name_before(source.tokens, place)
    if not has_name(_words_of("\n".join(each.text for each in sources)), subject):
        return False
    role = role_of(own.tokens, at, subject)
    if is_some_person(source.tokens, place, other):
        return not role
    return role is not None and has_role([each.tokens for each in sources], role, subject, other)


def _tells_it(source: Reading, place: int, subject: list[str]) -> bool:
    """Return whether the name is only that of a speaker: "Ann Orm has won, her coach Carl Lind said"."""
    after = source.tokens[place + 1 :]
    tells = any(
        REPORTS in meanings(token) and subject[-1] in map(folded, after[max(i - 3, 0) : i])
        for i, token in enumerate(after)
    )
    return tells and not is_named(words_of([" ".join(source.tokens[:place])]), subject)


ALMOST_ALL = 0.6
"""Share of a claim's words, in [0, 1], that its passages must have where they lack one of its verbs."""


def is_on_others(own: Reading, at: int, sources: Sequence[Reading], about: Words) -> bool:
    """Return whether the sentence that has most of the claim's words has other names than the claim."""
    subject = name_before(own.tokens, at)
    if not subject or not sources or is_named(about, subject):
        return False
    nearest = max(sources, key=lambda source: in_common(own, [source]))
    names = name_before(nearest.tokens, len(nearest.tokens))
    return in_common(own, [nearest]) >= ALMOST_ALL and bool(names) and not is_named(_words_of(nearest.text), subject)


def is_named(words: Words, name: list[str]) -> bool:
    """Return whether `words` have the name, or its last word, as news calls people after their first mention."""
    return bool(name) and (has_name(words, name) or has_name(words, name[-1:]))


@lru_cache(maxsize=1_000)
def _words_of(text: str) -> Words:
    return words_of([text])
