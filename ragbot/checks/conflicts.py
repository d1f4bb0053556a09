"""A conflict: current articles give different values for the fact that a question asks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from ragbot.checks.circumstances import ROOT, is_of_another_time, is_old, nation_of, same_circumstances
from ragbot.checks.outlets import independent
from ragbot.checks.values import LABELS, Kind, Value, asked_kind, asked_label, differ, topic_of, values_in, words_of
from ragbot.models.embeddings import TextEmbeddings
from ragbot.reading.furniture import DATELINE
from ragbot.reading.quantities import UNITS
from ragbot.reading.sentences import Span, sentences_within
from ragbot.reading.words import stem, stems, terms_of
from ragbot.types import Conflict, Evidence, Statement, reference_to

ON_TOPIC = 0.5
"""Share of the question's words that a sentence and its headline must have."""
NEAR_THE_QUESTION, COUNTS_NEAR_IT = 0.55, 0.45
"""The least cosine of a sentence and the question; COUNTS_NEAR_IT where the sentence counts what the question asks."""
ALIKE = 0.75
"""From this cosine on, of the sentences without their values, two sentences tell the same fact."""
ALIKE_WEEKDAYS = 0.85
"""ALIKE for sentences that differ only in a weekday, "Friday" and "Tuesday": most stories have a day for each step."""
ALIKE_COUNTS = 0.45
"""ALIKE for sentences that both count what the question asks for: "43 people were killed", "at least 41 dead"."""
MOST_SAID = 100
"""The most values that are compared with one another: lists of names made to be slow took 7 s."""
MOST_COMPARED = 10
"""The most sentences that are embedded: 5 ms each."""
LONGEST = 500
"""The most characters of a sentence."""


@dataclass(frozen=True, slots=True)
class EvidenceStatement:
    """A sentence of the evidence with a value in it."""

    number: int
    """The number of its piece of evidence, from 0."""
    span: Span
    text: str
    value: Value
    share: float
    """The share of the question's words that it has."""
    title: str

    @property
    def frame(self) -> str:
        """Return the sentence without its value; where it counts dead or hurt, with the headline of the event."""
        start, end = self.value.span
        frame = f"{self.text[:start]}#{self.text[end:]}"
        return f"{self.title}\n{frame}" if self.value.counted & LABELS else frame


def conflicts(question: str, evidence: Sequence[Evidence], embeddings: TextEmbeddings) -> tuple[Conflict, ...]:
    """Return the conflicts between articles of the story over the question's fact: at most one for each fact.

    A development counts too: "14 dead" on Monday and "18 dead" on Tuesday are two statements with their times. Values
    that may be the same are no conflict: "about 9,000" and "9,104", a weekday and its date.
    """
    kind = asked_kind(question)
    if kind is None:
        return ()
    found = list(_statements_in(question, kind, evidence))
    if len(found) > MOST_SAID:
        found = sorted(found, key=lambda each: -each.share)[:MOST_SAID]
    pairs = [(a, b) for a, b in combinations(found, 2) if _may_conflict(question, a, b, evidence)]
    pairs = _alike(question, pairs, embeddings)
    return tuple(_conflict(kind, group, found, evidence) for group in _groups(pairs))


def _statements_in(question: str, kind: Kind, evidence: Sequence[Evidence]) -> Iterator[EvidenceStatement]:
    """Yield sentences on the topic with a value of `kind`, unless the question has that value itself."""
    topic, cue = topic_of(" ".join(terms_of(question))), _cue(question, kind)
    seen: set[str] = set()
    newest = max((piece.version.published or "" for piece in evidence), default="")
    for number, piece in enumerate(evidence):
        version = piece.version
        if is_old(version.published, newest):
            continue
        for span, share in _on_topic(topic, piece, cue):
            text = version.text[slice(*span)]
            if text not in seen:
                values = _values_for(question, kind, text, version.published)
                yield from (EvidenceStatement(number, span, text, each, share, version.title) for each in values)
            seen.add(text)


def _on_topic(topic: frozenset[str], piece: Evidence, cue: re.Pattern[str] | None) -> Iterator[tuple[Span, float]]:
    """Yield the sentences that, with the headline, have enough words of the topic, and what share of them each has."""
    version = piece.version
    about = topic_of(version.title)
    for sentence in _sentences(piece, cue):
        span = _without_dateline(version.text, sentence)
        text = version.text[slice(*span)]
        share = len(topic & (topic_of(text) | about)) / max(len(topic), 1)
        if share >= ON_TOPIC and len(text) <= LONGEST and not text.endswith("?"):
            yield span, share


def _without_dateline(text: str, sentence: Span) -> Span:
    dateline = DATELINE.match(text, *sentence)
    return (dateline.end() if dateline else sentence[0], sentence[1])


def _values_for(question: str, kind: Kind, text: str, published: str | None) -> list[Value]:
    """Return the values of a sentence that may answer the question: all names, but only the first number or date."""
    if kind == "number" and is_of_another_time(text, question, published):
        return []
    values = [value for value in values_in(text, kind, published) if value.text not in question]
    fitting = [each for each in values if _is_asked(question, each) and nation_of(text, each) in question.casefold()]
    return fitting if kind == "name" else fitting[:1]


READ = 6_000
"""Characters at the start of an article that are read beside its passages: a count stands there if there is one."""


def _sentences(piece: Evidence, cue: re.Pattern[str] | None) -> Iterator[Span]:
    """Yield sentences of the passage, and of other paragraphs near the beginning that name what is counted."""
    version, passage = piece.version, piece.passage
    yield from sentences_within(version.text, passage.start, passage.end, version.language)
    for line in _LINE.finditer(version.text[:READ]) if cue else ():
        if cue and cue.search(line[0]) and not passage.start <= line.start() < line.end() <= passage.end:
            yield from sentences_within(version.text, *line.span(), version.language)


_LINE = re.compile(r"[^\n]+")  # "Nine died."


def _cue(question: str, kind: Kind) -> re.Pattern[str] | None:
    """Match words for what a question counts: "dead", "died", "killed"; None where it counts nothing."""
    if kind != "number":
        return None
    label, counts = asked_label(question), _COUNTS.search(question)
    nouns = [word for word in terms_of(counts["what"] if counts else "") if stem(word) not in _GENERIC]
    words = words_of(label) if label else [re.escape(noun.removesuffix("s")) for noun in nouns]
    return re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE) if words else None


_COUNTS = re.compile(
    r"how many (?P<what>(?:[\w’'-]+ ){0,3}?[\w’'-]+?)(?= (?:are|is|was|were|did|do|does|has|have|had|can|could|will"
    r"|would|may|might|should|who|in|of|from|on|at|for|to|that|[a-z]+ed)\b|[?,]|$)",
    re.IGNORECASE,
)
"""As in "How many people were killed?"."""
_GENERIC = stems("people persons men women others lives total individuals victims")
_FORMS = (
    (r"\bpercent|\bper cent|\bshare of|\bproportion|\bturnout|\binterest rate|\binflation", {"%"}),
    (r"\bhow much (?:of|plastic|water|snow|rain)", {"%", "tonne", "inch", "cm", "kg"}),
    (
        r"\bhow much\b|\bprice\b|\bcosts?\b|\bsum\b|\bworth\b|\bfee\b|\bexpensive",
        {"$", "€", "£", "¥", "₹", "kr", "%", ""},
    ),
    (r"\bhow old\b|\bage\b", {"year"}),
)


def _is_asked(question: str, value: Value) -> bool:
    """Return whether a number counts what the question counts: years for years, dead for dead."""
    if value.quantity is None:
        return True
    units, lowered = value.quantity.units, question.casefold()
    if (m := _COUNTS.search(question)) is None:
        wanted = next((form for cue, form in _FORMS if re.search(cue, lowered)), None)
        return wanted is None or bool(units & wanted)
    what = m["what"].casefold()
    unit = next((name for name, pattern in UNITS.items() if re.search(rf"\b(?:{pattern})", what)), None)
    if unit is not None:
        return unit in units
    nouns, label = stems(what) - _GENERIC, asked_label(question)
    if label or nouns:
        counts = (label is not None and label in value.counted) or bool(nouns & value.counted)
    else:  # "how many people marched"
        counts = bool(value.near & {stem(word) for word in terms_of(question)})
    return units <= {"", "metre"} and counts


def _may_conflict(
    question: str, one: EvidenceStatement, other: EvidenceStatement, evidence: Sequence[Evidence]
) -> bool:
    """Return whether, by words alone, two articles give two values of one thing at one time and place."""
    a, b = evidence[one.number].version, evidence[other.number].version
    if a.article_id == b.article_id or not _near_in_time(one.value, other.value, a.published, b.published):
        return False
    same = _same_fact(question, one.value, other.value) or all(_counts_people(question, said) for said in (one, other))
    if not same or not differ(one.value, other.value):
        return False
    if one.value.kind == "name" and (one.value.text in b.text or other.value.text in a.text):
        return False  # both know both names: each has its own part
    return same_circumstances(one, other, question)


RATIOS = ((14, 3.0), (60, 1.5))
OF_A_TOLL = (3, 10.0)
"""The most days between two articles, and the most times that one number may be the other: a toll doubles in the first
days. Numbers that differ more, or later, count other things."""
TOLLS = frozenset({"dead", "injured", "missing"})


def _near_in_time(one: Value, other: Value, day: str | None, other_day: str | None) -> bool:
    apart = abs((date.fromisoformat(day[:10]) - date.fromisoformat(other_day[:10])).days) if day and other_day else 0
    if not (one.quantity and other.quantity):
        return apart <= RATIOS[-1][0]
    low, high = sorted((max(one.quantity.values), max(other.quantity.values)))
    ratios = (OF_A_TOLL, *RATIOS) if one.counted & other.counted & TOLLS else RATIOS
    return any(apart <= days and 0 < high <= ratio * low for days, ratio in ratios)


def _same_fact(question: str, one: Value, other: Value) -> bool:
    """Return whether two values belong to one fact: they count the same in one unit, or words beside them agree."""
    if one.quantity and other.quantity:
        if one.quantity.units != other.quantity.units or "under" in {one.quantity.hedge, other.quantity.hedge}:
            return False  # "up to 4,000" is no number of anything
        if one.quantity.units == {""}:
            return one.counted == other.counted or bool(one.counted & other.counted)
    common = one.near & other.near
    enough = 2 if one.quantity else max(2, 0.6 * min(len(one.near), len(other.near)))
    return len(common) >= enough and bool(common & {stem(word) for word in terms_of(question)})


_PEOPLE = re.compile(r"\s*(?:people|persons|men and women)\b(?P<what>[^,;:()]*)")  # "people on board"


def _counts_people(question: str, statement: EvidenceStatement) -> bool:
    """Return whether a sentence counts people who did what the question asks: "4,200 people marched"."""
    counted = _PEOPLE.match(statement.text, statement.value.span[1])
    asked = {word[:ROOT] for word in terms_of(_asked_of(question))}
    return counted is not None and bool(asked & {word[:ROOT] for word in terms_of(counted["what"])})


def _asked_of(question: str) -> str:
    """Return the deed of the people that a question counts: "marched" of "how many people marched", or a label."""
    found = re.search(
        r"how many (?:people|persons) (?:\w+ )??(?P<did>\w+ed|took part|came|went)\b", question, re.IGNORECASE
    )
    return found["did"] if found and not asked_label(question) else ""


def _alike(
    question: str, pairs: list[tuple[EvidenceStatement, EvidenceStatement]], embeddings: TextEmbeddings
) -> list[tuple[EvidenceStatement, EvidenceStatement]]:
    """Keep pairs whose sentences are near the question and, without their values, near each other."""
    best = sorted(dict.fromkeys(said for pair in pairs for said in pair), key=lambda each: -each.share)[:MOST_COMPARED]
    pairs = [pair for pair in pairs if pair[0] in best and pair[1] in best]
    if not pairs:
        return []
    vectors = embeddings.encode_few([question, *(said.frame for said in best)])
    near = {said: float(vectors[i] @ vectors[0]) for i, said in enumerate(best, 1)}
    rows = {said: vectors[i] for i, said in enumerate(best, 1)}
    return [(a, b) for a, b in pairs if _is_alike(question, (a, b), (near[a], near[b]), float(rows[a] @ rows[b]))]


def _is_alike(
    question: str, pair: tuple[EvidenceStatement, EvidenceStatement], near: tuple[float, float], cosine: float
) -> bool:
    label = asked_label(question)
    counted = label and all(label in said.value.counted for said in pair)
    if counted or all(_counts_people(question, said) for said in pair):
        return min(near) >= COUNTS_NEAR_IT and cosine >= ALIKE_COUNTS
    weekdays = all(said.value.kind == "date" and said.value.text.endswith("day") for said in pair)
    return min(near) >= NEAR_THE_QUESTION and cosine >= (ALIKE_WEEKDAYS if weekdays else ALIKE)


def _groups(pairs: list[tuple[EvidenceStatement, EvidenceStatement]]) -> list[list[EvidenceStatement]]:
    """Group the sentence that differs from most others with those others; then go on with what is left."""
    groups = []
    while pairs:
        count = Counter(said for pair in pairs for said in pair)
        hub = max(count, key=lambda each: (count[each], each.share))
        group = list(dict.fromkeys([hub, *(said for pair in pairs if hub in pair for said in pair)]))
        groups.append(group)
        pairs = [pair for pair in pairs if not set(pair) & set(group)]
    return groups


def _conflict(
    kind: Kind, group: list[EvidenceStatement], all_: list[EvidenceStatement], evidence: Sequence[Evidence]
) -> Conflict:
    """Make a statement of the newest sentence for each value; newest first."""
    newest = sorted(group, key=lambda s: (evidence[s.number].version.published or "", s.share), reverse=True)
    kept: list[EvidenceStatement] = []
    for said in newest:
        if all(differ(said.value, other.value) for other in kept):
            kept.append(said)
    statements = tuple(_statement(said, kept[0], all_, evidence) for said in kept)
    return Conflict(kind, statements)


GROWS = TOLLS | {"saved", "evacuated", "infected", "arrested"}
STANDS = 7
"""Days after which a newer number replaces an older one; a day is enough where numbers grow."""


def _is_superseded(statement: EvidenceStatement, newest: EvidenceStatement, evidence: Sequence[Evidence]) -> bool:
    """Return whether `newest` is so much later that things have gone on, and nobody need be wrong."""
    day, last = (evidence[each.number].version.published for each in (statement, newest))
    if not day or not last or statement.value.kind != "number":
        return False
    apart = (date.fromisoformat(last[:10]) - date.fromisoformat(day[:10])).days
    return apart >= (1 if statement.value.counted & GROWS else STANDS)


def _statement(
    statement: EvidenceStatement, newest: EvidenceStatement, all_: list[EvidenceStatement], evidence: Sequence[Evidence]
) -> Statement:
    version = evidence[statement.number].version
    same = [
        s for s in all_ if s is statement or (not differ(s.value, statement.value) and _tells_the_same(s, statement))
    ]
    numbers = [statement.number, *dict.fromkeys(s.number for s in same if s.number != statement.number)]
    return Statement(
        value=statement.value.text,
        cited_text=statement.text,
        source_start=statement.span[0],
        source_end=statement.span[1],
        outlets=independent([evidence[n] for n in numbers]),
        superseded=_is_superseded(statement, newest, evidence),
        **reference_to(version),
    )


def _tells_the_same(one: EvidenceStatement, other: EvidenceStatement) -> bool:
    return bool(one.value.counted & other.value.counted or one.value.near & other.value.near)
