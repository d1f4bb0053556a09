"""What a claim says of whom: whether its source states it, denies it, only expects it, or has no word of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ragbot.checks.content_words import in_common
from ragbot.checks.event_numbers import is_of_another_number
from ragbot.checks.helping_words import between_words
from ragbot.checks.participants import ALMOST_ALL, is_named, is_of_another, is_on_others
from ragbot.checks.polarity import STATES, Finding, agreed, is_opposed
from ragbot.checks.reversal import is_other_way_round
from ragbot.checks.sentence import MOST_EVENTS, Sentence, is_english, reworded
from ragbot.checks.subject import name_before
from ragbot.checks.verbs import event_places, is_known, is_under_way, is_verb, noun_places
from ragbot.checks.yes_no import ANSWERS, way_of_sources
from ragbot.reading.events import is_past, root
from ragbot.reading.modality import modality_of
from ragbot.reading.proper_names import Words, words_of

IN_COMMON = 0.3
"""Share of a claim's words that its passages must have at least."""
FORMER = frozenset(("former", "previous", "ex", "then"))
PAST_ONES = FORMER | {"was", "were", "had"}


def compared(claim: str, sentences: Sequence[str], question: str = "", heads: Sequence[str] = ()) -> Finding:
    """The claim with the sentences of its sources and their headlines; `question` is what a bare "Yes." answers."""
    answer = ANSWERS.match(claim)
    bare = answer is not None and not re.search(r"\w", claim[answer.end() :])
    own = reworded(question if bare else claim[answer.end() :] if answer else claim)
    if not is_english(own):
        return "stated"
    denies = bare and answer is not None and answer["word"].casefold() == "no"
    sources, about = [reworded(text) for text in (*sentences, *heads)], words_of(heads)
    if answer and not bare and (way := way_of_sources(question, own, (*sentences, *heads))):
        return "stated" if way == answer["word"].capitalize() else "missing"
    events = event_places(own, everything=bare)[:MOST_EVENTS]
    findings = {_finding_of(own, at, sources, about, denies, answer is not None) for at in events}
    is_state_denied = False  # as in "No, she is not in prison"
    if denies:
        return "stated" if "stated" in findings else "missing"  # of "Did he attend the wedding?" one word is denied
    if not events:
        nouns = noun_places(own)[:MOST_EVENTS]
        found = {_finding_of(own, at, sources, about, denies, answer is not None) for at in nouns}
        findings = {"missing" if each == "denied" else each for each in found}
        is_state_denied = any(modality_of(own.tokens, at).is_denied for at in nouns)
    if not bare:
        is_unsure = answer is not None and (not (events or is_state_denied) or "stated" not in findings)
        is_of_others = "unknown" in findings and is_on_others(own, events[0], sources, about)
        if is_unsure or is_of_others or any(is_of_another_number(own, at, sources) for at in events):
            findings.add("missing")
        findings.add(between_words(own, sources))
    if "denied" in findings:
        return "denied"
    least = ALMOST_ALL if "unknown" in findings else IN_COMMON
    return "missing" if "missing" in findings or in_common(own, sources) < least else "stated"


def _finding_of(
    own: Sentence, at: int, sources: Sequence[Sentence], about: Words, denies: bool, answers: bool
) -> Finding:
    """What the sources say of one event of the claim: the best that any of them says.

    Only of the very word do they deny it, or of any word for it where the claim is an answer: "Yes, he went". Where
    that word is said of others alone, no other word for it will do, but for whom the headlines name.
    """
    event, how = own.meanings[at], modality_of(own.tokens, at)
    how = replace(how, is_denied=how.is_denied or denies)
    is_present = not is_past(own.tokens[at].casefold()) or is_under_way(own.tokens, at)
    is_current = is_present and not PAST_ONES & {token.casefold() for token in own.tokens[max(at - 4, 0) : at]}
    subject, findings = name_before(own.tokens, at), set[Finding]()
    is_reversed = is_of_others = is_of_it = False
    for source in sources:
        for place in source.places(event):
            is_same = root(source.tokens[place]) == root(own.tokens[at])
            if is_of_another(own, at, source, place, sources) or (is_current and _is_former(source, place)):
                is_of_others = is_of_others or is_same
                continue
            is_of_it = is_of_it or is_same
            is_swapped = is_other_way_round(own, at, source, place)
            found = agreed(how, modality_of(source.tokens, place), is_swapped, is_present)
            is_reversed = is_reversed or (is_swapped and is_same and found == "denied")
            findings.add(found if answers or is_same or is_swapped or found == "stated" else "missing")
    if is_reversed:
        return "denied"
    if is_of_others and not is_of_it and not is_named(about, subject):
        return "missing"
    if "stated" in findings:
        return "stated"
    if how.is_denied and not is_verb(own.tokens, at) and is_opposed(event, subject, sources, STATES):
        return "stated"
    if (subject or how.is_denied) and is_opposed(event, subject, sources):
        return "stated" if how.is_denied else "denied"
    if "denied" in findings:
        return "denied"
    return "missing" if findings or is_known(event) else "unknown"


def _is_former(source: Sentence, place: int) -> bool:
    """Whether it is said of who no longer is: of "the former boss of Orm" nobody may claim that he runs it."""
    return bool(FORMER & {token.casefold() for token in source.tokens[max(place - 2, 0) : place]})
