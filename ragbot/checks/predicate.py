"""The predicate of a claim: its source states it, denies it, only expects it, or has no word of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ragbot.checks.content_words import in_common
from ragbot.checks.event_numbers import is_of_another_number
from ragbot.checks.helping_words import between_words
from ragbot.checks.participants import ALMOST_ALL, is_named, is_of_another, is_on_others
from ragbot.checks.polarity import STATES, Finding, agreed, is_opposed
from ragbot.checks.reversal import is_other_way_round
from ragbot.checks.subject import name_before
from ragbot.checks.verbs import event_places, is_known, is_under_way, is_verb, noun_places
from ragbot.checks.yes_no import ANSWERS, contradicts_itself, is_over, is_told_at_once, restates, way_of_sources
from ragbot.reading.events import is_past, root
from ragbot.reading.modality import Modality, modality_of
from ragbot.reading.proper_names import Words, words_of
from ragbot.reading.reading import MOST_EVENTS, Reading, reworded

IN_COMMON = 0.3
"""The least share of a claim's words, in [0, 1], that its passages must have."""
FORMER = frozenset(("former", "previous", "ex", "then"))
PAST_ONES = FORMER | {"was", "were", "had"}


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim, and the word that it answers with."""

    sentence: Reading
    """The claim itself; for a bare "Yes." the question."""
    answer: str = ""
    """"Yes" or "No", where the claim begins so."""
    is_bare: bool = False
    """Whether the claim is that word alone."""

    @property
    def denies(self) -> bool:
        """Return whether the claim is a bare "No."."""
        return self.is_bare and self.answer == "No"


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a claim is compared with: the sentences that it cites and their headlines."""

    sentences: Sequence[Reading]
    about: Words
    """Those of the headlines."""


def compared(claim: str, sentences: Sequence[str], question: str = "", heads: Sequence[str] = ()) -> Finding:
    """Compare a claim with the sentences of its sources and their headlines; a bare "Yes." answers the question."""
    own = _claim_of(claim, question)
    if not own.sentence.is_english:
        return "stated"
    sources = _Sources([reworded(text) for text in (*sentences, *heads)], words_of(heads))
    if own.answer and not own.is_bare and (decided := _decided(own, question, sources)):
        return decided
    if is_over(own.sentence, own.answer, question, sources.sentences):
        return "missing"
    events = event_places(own.sentence, everything=own.is_bare)[:MOST_EVENTS]
    findings = {_finding_of(own, at, sources) for at in events}
    if own.denies:
        return "stated" if "stated" in findings else "missing"  # of "Did he attend the wedding?" one word is denied
    if not events:
        findings = _findings_of_nouns(own, sources)
    if not own.is_bare:
        findings |= _findings_beside(own, events, findings, sources)
    return _worst(findings, own, sources)


def _decided(own: _Claim, question: str, sources: _Sources) -> Finding | None:
    """Return what a rule knows of a claim that begins with "Yes" or "No"; None where none does.

    One that says no more than the question needs sources that decide it, or that have it in one sentence.
    """
    if contradicts_itself(own.answer, question, own.sentence):
        return "missing"
    if not restates(question, own.sentence):
        return None
    if way := way_of_sources(question, [source.text for source in sources.sentences]):
        return "stated" if way == own.answer else "missing"
    return None if is_told_at_once(own.sentence, sources.sentences) else "missing"


def _claim_of(text: str, question: str) -> _Claim:
    answer = ANSWERS.match(text)
    if not answer:
        return _Claim(reworded(text))
    rest = text[answer.end() :]
    is_bare = not re.search(r"\w", rest)
    return _Claim(reworded(question if is_bare else rest), answer["word"].capitalize(), is_bare)


def _findings_of_nouns(own: _Claim, sources: _Sources) -> set[Finding]:
    """Look for the nouns that tell of an event, of which none is denied for certain: "the arrest of Ada Holm"."""
    findings = {_finding_of(own, at, sources) for at in noun_places(own.sentence)[:MOST_EVENTS]}
    return {"missing" if each == "denied" else each for each in findings}


def _findings_beside(
    own: _Claim, events: Sequence[int], findings: Collection[Finding], sources: _Sources
) -> set[Finding]:
    """Compare all but the events: a "Yes" or "No", other participants, numbers, and words between events."""
    sentence, cited = own.sentence, sources.sentences
    is_unsure = bool(own.answer) and ("stated" not in findings or not (events or _denies_a_state(sentence)))
    is_of_others = "unknown" in findings and is_on_others(sentence, events[0], cited, sources.about)
    is_missing = is_unsure or is_of_others or any(is_of_another_number(sentence, at, cited) for at in events)
    between = between_words(sentence, cited)
    return {between, "missing"} if is_missing else {between}


def _denies_a_state(sentence: Reading) -> bool:
    """Return whether a sentence denies a state, as "No, she is not in prison" does."""
    return any(modality_of(sentence.tokens, at).is_denied for at in noun_places(sentence)[:MOST_EVENTS])


def _worst(findings: Collection[Finding], own: _Claim, sources: _Sources) -> Finding:
    """Return "stated" where no finding is denied or missing, and enough of the claim's words are in the sources."""
    if "denied" in findings:
        return "denied"
    least = ALMOST_ALL if "unknown" in findings else IN_COMMON
    return "missing" if "missing" in findings or in_common(own.sentence, sources.sentences) < least else "stated"


@dataclass(frozen=True, slots=True)
class _OwnEvent:
    """An event of a claim, and how the claim says it."""

    sentence: Reading
    at: int
    how: Modality
    subject: list[str]
    is_present: bool
    is_current: bool
    """Whether the event holds now: the claim says it of no former holder of a role."""

    @classmethod
    def of(cls, own: _Claim, at: int) -> _OwnEvent:
        tokens, how = own.sentence.tokens, modality_of(own.sentence.tokens, at)
        is_present = not is_past(tokens[at].casefold()) or is_under_way(tokens, at)
        is_current = is_present and not PAST_ONES & {token.casefold() for token in tokens[max(at - 4, 0) : at]}
        how = replace(how, is_denied=how.is_denied or own.denies)
        return cls(own.sentence, at, how, name_before(tokens, at), is_present, is_current)

    @property
    def word(self) -> str:
        return self.sentence.tokens[self.at]

    @property
    def meanings(self) -> frozenset[str]:
        return self.sentence.meanings[self.at]


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place where a source has an event of the claim."""

    is_same: bool
    """Whether the source has the claim's very word."""
    finding: Finding | None
    """None where the source says it of another subject."""
    is_swapped: bool = False
    """Whether doer and sufferer have changed places."""

    def weighed(self, answers: bool) -> Finding | None:
        """Return the finding; another word for the event denies only an answer to a question: "Yes, he went"."""
        is_sure = answers or self.is_same or self.is_swapped or self.finding in ("stated", None)
        return self.finding if is_sure else "missing"

    @property
    def is_reversed(self) -> bool:
        return self.is_swapped and self.is_same and self.finding == "denied"


def _finding_of(own: _Claim, at: int, sources: _Sources) -> Finding:
    """Return the best finding that any source has of one event of the claim.

    Where the sources say the very word of others alone, no other word counts, except of a subject of the headlines.
    """
    event = _OwnEvent.of(own, at)
    mentions = _mentions_of(event, sources.sentences)
    if any(each.is_reversed for each in mentions):
        return "denied"
    same = [each for each in mentions if each.is_same]
    if same and all(each.finding is None for each in same) and not is_named(sources.about, event.subject):
        return "missing"
    findings = {each.weighed(bool(own.answer)) for each in mentions} - {None}
    if "stated" in findings:
        return "stated"
    if opposed := _opposed(event, sources.sentences):
        return opposed
    if "denied" in findings:
        return "denied"
    return "missing" if findings or is_known(event.meanings) else "unknown"


def _mentions_of(event: _OwnEvent, sources: Sequence[Reading]) -> list[_Mention]:
    places = ((source, place) for source in sources for place in source.places(event.meanings))
    return [_mention(event, source, place, sources) for source, place in places]


def _mention(event: _OwnEvent, source: Reading, place: int, sources: Sequence[Reading]) -> _Mention:
    own, at = event.sentence, event.at
    is_same = root(source.tokens[place]) == root(own.tokens[at])
    is_past_one = event.is_current and _is_former(source, place)
    if is_past_one or _names_no_holder(event, source, place) or is_of_another(own, at, source, place, sources):
        return _Mention(is_same, None)
    is_swapped = is_other_way_round(own, at, source, place)
    how = modality_of(source.tokens, place)
    return _Mention(is_same, agreed(event.how, how, is_swapped, event.is_present), is_swapped)


def _opposed(event: _OwnEvent, sources: Sequence[Reading]) -> Finding | None:
    """Return the finding where the sources say the opposite of the same subject: "released" for "arrested"."""
    is_denied, meanings, subject = event.how.is_denied, event.meanings, event.subject
    is_noun = not is_verb(event.sentence.tokens, event.at)
    if is_denied and is_noun and is_opposed(meanings, subject, sources, STATES):
        return "stated"
    if (subject or is_denied) and is_opposed(meanings, subject, sources):
        return "stated" if is_denied else "denied"
    return None


HOLDERS = re.compile(r"(?:winn|los|kill|buy|own|found|hold|attack)ers?|champions?|survivors?", re.IGNORECASE)
"""Those of whom an event is told by a noun: "the winner", "its buyers", "survivors"."""
PRONOUNS = frozenset(("he", "she", "it", "they", "we", "i", "who"))


def _names_no_holder(event: _OwnEvent, source: Reading, place: int) -> bool:
    """Return whether a source has, in place of the event, a noun for whoever it is told of, and does not say who.

    "The winner of the cup is told on Sunday" says of nobody that he won it; "She was the winner" may.
    """
    if not event.subject or not HOLDERS.fullmatch(source.tokens[place]) or HOLDERS.fullmatch(event.word):
        return False
    return not is_named(words_of([source.text]), event.subject) and PRONOUNS.isdisjoint(
        map(str.casefold, source.tokens)
    )


def _is_former(source: Reading, place: int) -> bool:
    """Return whether the source speaks of a former holder: nobody may claim that "the former boss of Orm" runs it."""
    return bool(FORMER & {token.casefold() for token in source.tokens[max(place - 2, 0) : place]})
