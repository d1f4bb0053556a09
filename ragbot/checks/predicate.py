"""What a claim says of whom: whether its source states it, denies it, only expects it, or has no word of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Literal

from ragbot.checks.subject import has_role, is_some_person, name_after, name_before, role_of
from ragbot.reading.direction import Direction, direction
from ragbot.reading.events import IRREGULAR, OPPOSITES, REPORTS, is_past, meanings, root, tokens_of
from ragbot.reading.modality import AUXILIARIES, MODALS, PLANS, Modality, modality_of
from ragbot.reading.proper_names import CALENDAR, Words, folded, has_name, words_of
from ragbot.reading.wordings import also, worded
from ragbot.reading.words import STOP_WORDS, terms_of

Finding = Literal["stated", "unknown", "missing", "denied"]
"""Of a word of a claim: "unknown" is that of a verb of no known event, which may be told in many ways."""
Pair = tuple[str, str]
Gaps = dict[Pair, list["Gap"]]
ANSWERS = re.compile(r"\W*(?P<word>yes|no)\b[\s,.:;!–—-]*", re.IGNORECASE)
"""What a claim may open with: "Yes, …"."""
_LIGHT = """
become becomes became get gets getting got remain remains remained include includes included continue continued
continues use used uses put set see saw seen need needed needs want wanted wants come comes came work worked works
based follow followed follows involve involved related regarding concerned concerning known happen happened happens
occur occurred occurs expected likely due planned scheduled reportedly according allegedly seem seems seemed appear
appears appeared cause caused causes located mentioned identified considered various significant number many people
time year years day days week weeks month months part way
"""
LIGHT = frozenset(_LIGHT.split())
"""Words that a claim needs no like of: they tell what hardly differs."""
NO_CONTENT = (STOP_WORDS | LIGHT | CALENDAR) - {"won"}
IN_COMMON, ALMOST_ALL = 0.3, 0.6
"""Shares of a claim's words that its passages must have: at least, and where a verb of it is not there."""
FEWEST = 2
"""Words that tell something, beside names and numbers, from which on a claim can be looked for."""
NEGATIONS = frozenset(("not", "never", "no", "cannot", "neither", "nor", "hardly"))
HELPING = (STOP_WORDS | AUXILIARIES | MODALS | NEGATIONS) - {"won"}
"""What may stand between two words of a claim, and says whether it is so."""
_ENGLISH = "the of to and is was for that with by has have are were not his her their it he she at"
ENGLISH = frozenset(_ENGLISH.split())
"""Words of which a longer sentence has one, if it is English."""

_BEFORE_NOUNS = "the a an his her its their our this that these those some any no of in by with"
BEFORE_NOUNS = frozenset(_BEFORE_NOUNS.split())
ADVERBS = frozenset(("still", "soon", "already", "even", "yet", "also", "now"))
"""After "is" they are no verbs: "is not still in prison"."""
LY_VERBS = frozenset(("apply", "supply", "rely", "comply", "reply", "imply", "multiply", "fly", "rally"))

CLAUSE_ENDS = frozenset((",", ";", ":", ".", "and", "but", "while"))
MOST_EVENTS = 24
"""Of a sentence: one of 6,000 characters that repeats a verb took the cube of its length."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What helping words between two others say of the second."""

    modality: Modality
    is_present: bool
    root: str
    """Of the second word."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a source, read for what it says."""

    tokens: tuple[str, ...]
    meanings: tuple[frozenset[str], ...]
    text: str

    def places(self, event: frozenset[str]) -> Iterator[int]:
        """Where a word tells the event; of a text made for it, that repeats one word, the first few."""
        return islice((i for i, found in enumerate(self.meanings) if found & event), MOST_EVENTS)


@lru_cache(maxsize=4_000)
def read(text: str) -> Sentence:
    return _read(text, text)


@lru_cache(maxsize=4_000)
def reworded(text: str) -> Sentence:
    """With all the wordings that tell the same: only for what somebody wrote of it, not for what is asked."""
    own = _read(worded(text), text)
    told = (each | also(token) if each else each for token, each in zip(own.tokens, own.meanings, strict=True))
    return replace(own, meanings=tuple(told))


def _read(words: str, text: str) -> Sentence:
    tokens = tuple(tokens_of(words))
    return Sentence(tokens, tuple(meanings(token) if token[0].isalpha() else frozenset() for token in tokens), text)


def compared(claim: str, sentences: Sequence[str], question: str = "", heads: Sequence[str] = ()) -> Finding:
    """The claim with the sentences of its sources and their headlines; `asked` is what a bare "Yes." answers."""
    answer = ANSWERS.match(claim)
    bare = answer is not None and not re.search(r"\w", claim[answer.end() :])
    own = reworded(question if bare else claim[answer.end() :] if answer else claim)
    if not _is_english(own):
        return "stated"
    denies = bare and answer is not None and answer["word"].casefold() == "no"
    sources, about = [reworded(text) for text in (*sentences, *heads)], words_of(heads)
    if answer and not bare and (way := _way(question, own, (*sentences, *heads))):
        return "stated" if way == answer["word"].capitalize() else "missing"
    events = _events(own, everything=bare)[:MOST_EVENTS]
    findings = {_finding_of(own, at, sources, about, denies, answer is not None) for at in events}
    is_state_denied = False  # as in "No, she is not in prison"
    if denies:
        return "stated" if "stated" in findings else "missing"  # of "Did he attend the wedding?" one word is denied
    if not events:
        nouns = _nouns(own)[:MOST_EVENTS]
        found = {_finding_of(own, at, sources, about, denies, answer is not None) for at in nouns}
        findings = {"missing" if each == "denied" else each for each in found}
        is_state_denied = any(modality_of(own.tokens, at).is_denied for at in nouns)
    if not bare:
        is_unsure = answer is not None and (not (events or is_state_denied) or "stated" not in findings)
        is_of_others = "unknown" in findings and _is_of_others(own, events[0], sources, about)
        if is_unsure or is_of_others or any(_is_of_another_number(own, at, sources) for at in events):
            findings.add("missing")
        findings.add(_between(own, sources))
    if "denied" in findings:
        return "denied"
    least = ALMOST_ALL if "unknown" in findings else IN_COMMON
    return "missing" if "missing" in findings or _in_common(own, sources) < least else "stated"


_HAVING = re.compile(
    r"\b(?:tests?|tested) positive for |\b(?:has |have )?(?:contracted|caught|come down with|been diagnosed with) ",
    re.I,
)
"""As in "tested positive for measles"."""


def _way(question: str, own: Sentence, sentences: Sequence[str]) -> Direction | None:
    """Which way the sources decide the question, all of them, for a claim that says no more than it asks."""
    words = frozenset[str]().union(*map(meanings, terms_of(question)))
    if not all(meanings(word) & words or _is_light(word) for word in terms_of(" ".join(own.tokens))):
        return None
    has = (_HAVING.sub("has ", worded(text)) for text in sentences)
    ways = {direction(worded(question), re.sub(r"(?<=\bhas )\w", lambda m: m[0].lower(), text)) for text in has} - {
        None
    }
    return ways.pop() if len(ways) == 1 else None


def _is_light(word: str) -> bool:
    return word in NO_CONTENT or not word[0].isalpha()


def told_share(claim: str, sentences: Sequence[str]) -> float:
    """Share of the claim's words that the sentences have; 0 for a claim of too few to be sure of."""
    own = reworded(claim)
    told = sum(_is_content(own, i) for i in range(len(own.tokens)))
    return _in_common(own, [reworded(text) for text in sentences]) if told >= FEWEST else 0.0


def _is_english(own: Sentence) -> bool:
    """The tables know no other language."""
    words = {token.casefold() for token in own.tokens if token[0].isalpha()}
    return len(words) < 6 or bool(words & ENGLISH)


def _events(own: Sentence, everything: bool = False) -> list[int]:
    """Where the words stand that tell what happened or is so: its verbs, and what follows "is"."""
    told = [i for i in range(len(own.tokens)) if _is_content(own, i) and not own.meanings[i] & {REPORTS}]
    if everything:
        return told
    verbs = [i for i in told if _is_verb(own.tokens, i)]
    return verbs or [i for i in told if _is_after_a_subject(own.tokens, i) and _is_known(own.meanings[i])]


def _nouns(own: Sentence) -> list[int]:
    """Where words stand that may tell an event, in a sentence whose verb is not seen: "payments start again"."""
    return [i for i in range(len(own.tokens)) if _is_content(own, i) and _is_known(own.meanings[i])]


def _is_content(own: Sentence, at: int) -> bool:
    """A word in small letters that tells something, or one that begins the sentence and tells an event."""
    token = own.tokens[at]
    if not token[0].isalpha() or len(token) < 3 or token.casefold() in NO_CONTENT:
        return False
    return token[0].islower()


def _is_known(event: frozenset[str]) -> bool:
    return any(meaning.startswith("=") for meaning in event)


def _is_verb(tokens: Sequence[str], at: int) -> bool:
    """By its form, or by the helping word before it."""
    word = tokens[at].casefold()
    if (at and tokens[at - 1].casefold() in BEFORE_NOUNS) or _is_adverb(word):
        return False
    i = at - 1
    while i >= 0 and (tokens[i].casefold() in {"not", "also", "now", "still", "yet"} or tokens[i].endswith("ly")):
        i -= 1
    governor = tokens[i].casefold() if i >= 0 else ""
    return is_past(word) or governor in AUXILIARIES | MODALS | {"to"}


def _is_adverb(word: str) -> bool:
    return word in ADVERBS or (word.endswith("ly") and word not in LY_VERBS)


def _is_after_a_subject(tokens: Sequence[str], at: int) -> bool:
    """As "wins" in "Belgium wins", and "beat"."""
    before, word = tokens[at - 1] if at else "", tokens[at].casefold()
    is_verb = word.endswith("s") or word in IRREGULAR
    return is_verb and (before[:1].isupper() or before in {"he", "she", "it", "who", "that", "which"})


def _finding_of(
    own: Sentence, at: int, sources: Sequence[Sentence], about: Words, denies: bool, answers: bool
) -> Finding:
    """What the sources say of one event of the claim: the best that any of them says.

    Only of the very word do they deny it, or of any word for it where the claim is an answer: "Yes, he went". Where
    that word is said of others alone, no other word for it will do, but for whom the headlines name.
    """
    event, how = own.meanings[at], modality_of(own.tokens, at)
    how = replace(how, is_denied=how.is_denied or denies)
    is_present = not is_past(own.tokens[at].casefold()) or _is_under_way(own.tokens, at)
    is_current = is_present and not PAST_ONES & {token.casefold() for token in own.tokens[max(at - 4, 0) : at]}
    subject, findings = name_before(own.tokens, at), set[Finding]()
    is_reversed = is_of_others = is_of_it = False
    for source in sources:
        for place in source.places(event):
            is_same = root(source.tokens[place]) == root(own.tokens[at])
            if _is_of_another(own, at, source, place, sources) or (is_current and _is_former(source, place)):
                is_of_others = is_of_others or is_same
                continue
            is_of_it = is_of_it or is_same
            is_swapped = _is_swapped(own, at, source, place)
            found = _agreed(how, modality_of(source.tokens, place), is_swapped, is_present)
            is_reversed = is_reversed or (is_swapped and is_same and found == "denied")
            findings.add(found if answers or is_same or is_swapped or found == "stated" else "missing")
    if is_reversed:
        return "denied"
    if is_of_others and not is_of_it and not _has(about, subject):
        return "missing"
    if "stated" in findings:
        return "stated"
    if how.is_denied and not _is_verb(own.tokens, at) and _is_opposed(event, subject, sources, STATES):
        return "stated"
    if (subject or how.is_denied) and _is_opposed(event, subject, sources):
        return "stated" if how.is_denied else "denied"
    if "denied" in findings:
        return "denied"
    return "missing" if findings or _is_known(event) else "unknown"


def _is_under_way(tokens: Sequence[str], at: int) -> bool:
    """As "is getting crowned", which may be said of what will be."""
    before = [token.casefold() for token in tokens[max(at - 2, 0) : at]]
    return before[-1:] in (["getting"], ["being"]) and before[0] in {"is", "are", "am", "'s", "'re"}


FORMER = frozenset(("former", "previous", "ex", "then"))
PAST_ONES = FORMER | {"was", "were", "had"}


def _is_former(source: Sentence, place: int) -> bool:
    """Whether it is said of who no longer is: of "the former boss of Orm" nobody may claim that he runs it."""
    return bool(FORMER & {token.casefold() for token in source.tokens[max(place - 2, 0) : place]})


def _agreed(claim: Modality, source: Modality, is_swapped: bool, is_present: bool) -> Finding:
    """`is_present`: "it closes on Monday" may be said of what will close then."""
    if is_swapped:
        return "stated" if claim.is_denied else "denied"
    is_only_expected = source.is_expected and not (is_present and source.is_planned) and not claim.is_expected
    if claim.is_denied:
        contradicts = not source.is_denied and not is_only_expected
        return "missing" if contradicts else "stated"
    if source.is_denied:
        return "missing" if claim.is_expected else "denied"
    return "denied" if is_only_expected else "stated"


def _between(own: Sentence, sources: Sequence[Sentence]) -> Finding:
    """What the sources have between two words where the claim has the same two: "has been" where it has "could be"."""
    theirs, findings = [_gaps(source) for source in sources], set[Finding]()
    for pair, gaps in _gaps(own).items():
        mine, *others = set(gaps)
        found = {
            _agreed(mine.modality, gap.modality, False, mine.is_present)
            for each in theirs
            for gap in each.get(pair, [])
        }
        if found and "stated" not in found and not others and not _is_elsewhere(pair, mine, sources, theirs):
            findings |= found
    return "denied" if "denied" in findings else "missing" if findings else "stated"


def _is_elsewhere(pair: Pair, mine: Gap, sources: Sequence[Sentence], theirs: Sequence[Gaps]) -> bool:
    """Whether another sentence says the second word as the claim does: "It could close. On Monday it was closed."."""
    others = [source for source, gaps in zip(sources, theirs, strict=True) if pair not in gaps]
    places = ((source, place) for source in others for place in source.places(frozenset({pair[1]})))
    tokens = ((source.tokens, place) for source, place in places if root(source.tokens[place]) == mine.root)
    return any(is_past(each[place]) and modality_of(each, place) == mine.modality for each, place in tokens)


def _gaps(own: Sentence) -> Gaps:
    """By two words that tell something, with only helping words between them: what those say, or the present tense."""
    gaps: Gaps = {}
    before, between, led = "", list[str](), False
    for token, meaning in zip(own.tokens, own.meanings, strict=True):
        word = token.casefold()
        if word in HELPING or word == ",":
            between.append(word)
        else:
            if before and meaning:
                is_plain = not is_past(word) and not AUXILIARIES & set(between)
                is_present = is_plain or _is_under_way([*between, word], len(between))
                gaps.setdefault((before, min(meaning)), []).append(Gap(_helped(between, led), is_present, root(word)))
            before, between, led = min(meaning, default=""), [], between[-1:] == ["no"]
    return gaps


def _helped(between: Sequence[str], no: bool) -> Modality:
    """What helping words say of the word after them; `no` stands before the first word: "no beer is sold"."""
    modals = (MODALS | {"to"}) & set(between)
    denied = no or any(word in NEGATIONS or word.endswith("n't") for word in between)
    return Modality(denied, bool(modals), bool(modals) and modals <= PLANS | {"to"})


STATES = {"=arrest": "=release"}
"""What ended a state: who was released is not in prison, though there she was."""


def _is_opposed(
    event: frozenset[str], subject: list[str], sources: Sequence[Sentence], opposed: Mapping[str, str] = OPPOSITES
) -> bool:
    """Whether a source states the opposite of the same subject: "lost to" where the claim has "won"."""
    opposites = frozenset(opposed[each] for each in event if each in opposed)
    places = ((source, place) for source in sources for place in source.places(opposites))
    return any(
        has_name(words_of([_clause_before(source, place)]), subject) and modality_of(source.tokens, place) == Modality()
        for source, place in places
    )


# -- of whom --


def _clause_before(own: Sentence, at: int) -> str:
    words = list(own.tokens[:at])
    stops = [i for i, token in enumerate(words) if token in {";", ":", "—", "–"}]
    return " ".join(words[stops[-1] + 1 :] if stops else words)


NEARLY_ALL = 0.8
"""Share of the claim's words that a sentence must have where it calls otherwise whom the claim names."""


def _is_called_otherwise(own: Sentence, at: int, source: Sentence, place: int, sources: Sequence[Sentence]) -> bool:
    """Whether both may mean the same: "A 22-year-old Orman woman" in an article that names her, "the mayor of Orm"."""
    if _in_common(own, [source]) < NEARLY_ALL:
        return False
    subject, other = name_before(own.tokens, at), name_before(source.tokens, place)
    if not has_name(_words_of("\n".join(each.text for each in sources)), subject):
        return False
    role = role_of(own.tokens, at, subject)
    if is_some_person(source.tokens, place, other):
        return not role
    return role is not None and has_role([each.tokens for each in sources], role, subject, other)


def _is_of_another(own: Sentence, at: int, source: Sentence, place: int, sources: Sequence[Sentence]) -> bool:
    """Whether the source says it of another name, and has the claim's nowhere, or only as who tells it."""
    subject, other = name_before(own.tokens, at), name_before(source.tokens, place)
    if not subject or not other:
        return False
    if not _has(_words_of(source.text), subject):
        return not _is_called_otherwise(own, at, source, place, sources)
    return not (_is_passive(own, at) or _is_passive(source, place)) and _tells_it(source, place, subject)


def _tells_it(source: Sentence, place: int, subject: list[str]) -> bool:
    """Whether the name stands only where somebody reports: "Ann Orm has won, her coach Carl Lind said"."""
    after = source.tokens[place + 1 :]
    tells = any(
        REPORTS in meanings(token) and subject[-1] in map(folded, after[max(i - 3, 0) : i])
        for i, token in enumerate(after)
    )
    return tells and not _has(words_of([" ".join(source.tokens[:place])]), subject)


def _has(words: Words, name: list[str]) -> bool:
    """Whether the name is there, or the last word of it, as news calls people after their first mention."""
    return bool(name) and (has_name(words, name) or has_name(words, name[-1:]))


def _is_of_others(own: Sentence, at: int, sources: Sequence[Sentence], about: Words) -> bool:
    """Whether the sentence that has most of the claim's words is on other names than the claim's."""
    subject = name_before(own.tokens, at)
    if not subject or _has(about, subject):
        return False
    nearest = max(sources, key=lambda source: _in_common(own, [source]))
    names = name_before(nearest.tokens, len(nearest.tokens))
    return _in_common(own, [nearest]) >= ALMOST_ALL and bool(names) and not _has(_words_of(nearest.text), subject)


NEAR_NUMBER, NEAR_EVENT = 5, 8
"""Words between a number and what happened to so many, in a claim and in a source."""


def _is_of_another_number(own: Sentence, at: int, sources: Sequence[Sentence]) -> bool:
    """Whether the sources have the number before an event only with another one: "150 died" of "150 were injured"."""
    numbers = [token for token in own.tokens[max(at - NEAR_NUMBER, 0) : at] if token.isdigit()]
    if not numbers:
        return False
    places = [(source, i) for source in sources for i, token in enumerate(source.tokens) if token == numbers[-1]]
    next_events = [_event_after(source, i) for source, i in places]
    return bool(places) and all(each and not each & own.meanings[at] for each in next_events)


def _event_after(source: Sentence, at: int) -> frozenset[str]:
    """What the first verb after a number tells, within its clause; nothing where no known one is."""
    for i in range(at + 1, min(at + NEAR_EVENT, len(source.tokens))):
        token = source.tokens[i].casefold()
        if token in CLAUSE_ENDS:
            break
        if _is_known(source.meanings[i]) and _is_verb(source.tokens, i):
            return source.meanings[i]
    return frozenset()


@lru_cache(maxsize=1_000)
def _words_of(text: str) -> Words:
    return words_of([text])


def _is_passive(own: Sentence, at: int) -> bool:
    """As "was sued by", "is being sued on Monday by", and "a bus sent by"."""
    if own.tokens[at + 1 : at + 2] == ("by",) and is_past(own.tokens[at].casefold()):
        return True
    before = [token.casefold() for token in own.tokens[max(at - 3, 0) : at]]
    after = [token.casefold() for token in own.tokens[at + 1 : at + 4]]
    return "by" in after and bool(AUXILIARIES & set(before))


def _sides(own: Sentence, at: int) -> tuple[list[str], list[str]]:
    """Who does it, and to whom, where names tell."""
    sides = (name_before(own.tokens, at), name_after(own.tokens, at))
    if _is_passive(own, at):
        return sides[1], sides[0]
    return ([], sides[0]) if _being(own, at) is not None and own.meanings[at] & (DIRECTED | {"=lose"}) else sides


def _is_swapped(own: Sentence, at: int, source: Sentence, place: int) -> bool:
    """Whether the source says it the other way round: "Belgium beat the United States" of whom the claim says "won"."""
    if _is_done_instead(own, at, source, place):
        return True
    doer, done_to = _sides(own, at)
    other_doer, other_done_to = (words_of([" ".join(name)]) for name in _sides(source, place))
    if not doer or not has_name(other_done_to, doer) or has_name(other_doer, doer):
        return False
    return has_name(other_doer, done_to) if done_to else "=win" in own.meanings[at]


_DIRECTED = "=win =attack =shoot =sue =arrest =charge =convict =fire =release =elect"
DIRECTED = frozenset(_DIRECTED.split())
"""Who does these is not whom they are done to; "the bridge closed" and "was closed" are the same."""
BEATEN = frozenset(("knocked", "eliminated", "ousted"))
"""Told of who lost, unless somebody else is after it: "Norland knocked out Ostrey"."""
DEFEATS = frozenset(("defeat", "defeats", "losses", "loss"))
_BEING = "is are was were be been being get gets got getting"
BEING = frozenset(_BEING.split())


def _is_done_instead(own: Sentence, at: int, source: Sentence, place: int) -> bool:
    """Whether it was done to whom the claim says that did it: "Norland won", of "Norland was defeated in the final"."""
    words = own.tokens[at].casefold(), source.tokens[place].casefold()
    is_directed = bool(own.meanings[at] & source.meanings[place] & DIRECTED) or BEATEN.issuperset(words)
    being = _being(source, place)
    if not is_directed or words[0] in DEFEATS or being is None or _being(own, at) is not None:
        return False
    subject, done_to = name_before(own.tokens, at), name_before(source.tokens, being)
    by = [i for i in range(place + 1, min(place + NEAR_EVENT, len(source.tokens))) if source.tokens[i] == "by"]
    doer = name_after(source.tokens, by[0]) if by else []
    return _has(words_of([" ".join(done_to)]), subject) and not _has(words_of([" ".join(doer)]), subject)


COORDINATED = 14
"""Words between "was" and a further thing that was done."""


def _being(own: Sentence, at: int) -> int | None:
    """Where its "was" stands, of "was beaten", and of the last word of "was beaten by Ostrey and knocked out"."""
    if not is_past(own.tokens[at].casefold()):
        return None
    words = [token.casefold() for token in own.tokens[:at]]
    told = [i for i in range(max(at - COORDINATED, 0), at) if not _is_adverb(words[i]) and words[i] != "not"]
    if not told or words[told[-1]] not in BEING | {"and"}:
        return None
    helped = [i for i in told[:-1] if words[i] in BEING and is_past(words[i + 1])]
    return told[-1] if words[told[-1]] in BEING else next(reversed(helped), None)


def _in_common(own: Sentence, sources: Sequence[Sentence]) -> float:
    """Share of the claim's words that tell something which the sources have."""
    words = [own.meanings[i] for i in range(len(own.tokens)) if _is_content(own, i)]
    known = frozenset().union(*(each for source in sources for each in source.meanings))
    return sum(bool(word & known) for word in words) / len(words) if words else 1.0
