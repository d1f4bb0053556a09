"""Reversal: a source says the other way round who did it to whom."""

from __future__ import annotations

from ragbot.checks.event_numbers import NEAR_EVENT
from ragbot.checks.participants import is_named
from ragbot.checks.subject import name_after, name_before
from ragbot.checks.verbs import is_passive, place_of_being
from ragbot.reading.proper_names import has_name, words_of
from ragbot.reading.reading import Reading

_DIRECTED = "=win =attack =shoot =sue =arrest =charge =convict =fire =release =elect"
DIRECTED = frozenset(_DIRECTED.split())
"""Verbs whose doer and sufferer differ; "the bridge closed" and "was closed" are the same."""
BEATEN = frozenset(("knocked", "eliminated", "ousted"))
"""Verbs whose subject lost, unless an object follows: "Norland knocked out Ostrey"."""
DEFEATS = frozenset(("defeat", "defeats", "losses", "loss"))


def is_other_way_round(own: Reading, at: int, source: Reading, place: int) -> bool:
    """Return whether the source has it the other way round: "Belgium beat Norland" where the claim is "Norland won"."""
    if _is_done_instead(own, at, source, place):
        return True
    doer, done_to = _sides(own, at)
    other_doer, other_done_to = (words_of([" ".join(name)]) for name in _sides(source, place))
    if not doer or not has_name(other_done_to, doer) or has_name(other_doer, doer):
        return False
    return has_name(other_doer, done_to) if done_to else "=win" in own.meanings[at]


def _sides(own: Reading, at: int) -> tuple[list[str], list[str]]:
    """Return the names of those who do it, and of those to whom it is done."""
    sides = (name_before(own.tokens, at), name_after(own.tokens, at))
    if is_passive(own, at):
        return sides[1], sides[0]
    is_done_to = place_of_being(own, at) is not None and own.meanings[at] & (DIRECTED | {"=lose"})
    return ([], sides[0]) if is_done_to else sides


def _is_done_instead(own: Reading, at: int, source: Reading, place: int) -> bool:
    """Return whether the source has the claim's doer as the sufferer: "Norland was defeated" for "Norland won"."""
    words = own.tokens[at].casefold(), source.tokens[place].casefold()
    is_directed = bool(own.meanings[at] & source.meanings[place] & DIRECTED) or BEATEN.issuperset(words)
    being = place_of_being(source, place)
    if not is_directed or words[0] in DEFEATS or being is None or place_of_being(own, at) is not None:
        return False
    subject, done_to = name_before(own.tokens, at), name_before(source.tokens, being)
    by = [i for i in range(place + 1, min(place + NEAR_EVENT, len(source.tokens))) if source.tokens[i] == "by"]
    doer = name_after(source.tokens, by[0]) if by else []
    return is_named(words_of([" ".join(done_to)]), subject) and not is_named(words_of([" ".join(doer)]), subject)
