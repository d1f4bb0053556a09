"""Numbers of events: to how many something happened."""

from __future__ import annotations

from collections.abc import Sequence

from ragbot.checks.verbs import is_known, is_verb
from ragbot.reading.reading import Reading

NEAR_NUMBER = 5
"""Words between a number and what happened to so many, in a claim."""
NEAR_EVENT = 8
"""Words between a number and what happened to so many, in a source."""
CLAUSE_ENDS = frozenset((",", ";", ":", ".", "and", "but", "while"))


def is_of_another_number(own: Reading, at: int, sources: Sequence[Reading]) -> bool:
    """Return whether the sources have the number only before another event: "150 died" of "150 were injured"."""
    numbers = [token for token in own.tokens[max(at - NEAR_NUMBER, 0) : at] if token.isdigit()]
    if not numbers:
        return False
    places = [(source, i) for source in sources for i, token in enumerate(source.tokens) if token == numbers[-1]]
    next_events = [_event_after(source, i) for source, i in places]
    return bool(places) and all(each and not each & own.meanings[at] for each in next_events)


def _event_after(source: Reading, at: int) -> frozenset[str]:
    """Return the meanings of the first verb after a number, within its clause; none where no verb is known."""
    for i in range(at + 1, min(at + NEAR_EVENT, len(source.tokens))):
        token = source.tokens[i].casefold()
        if token in CLAUSE_ENDS:
            break
        if is_known(source.meanings[i]) and is_verb(source.tokens, i):
            return source.meanings[i]
    return frozenset()
