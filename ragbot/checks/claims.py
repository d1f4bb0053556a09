"""Checked claims: whether what a sentence says is in the passages that it cites, and where in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from ragbot.checks.predicate import Finding, compared, told_share
from ragbot.checks.told import Figure, Told, figures_in, told_by, told_by_text
from ragbot.language.plain import names_like_hosts
from ragbot.language.proper_names import Words, has_name, names_in, words_of
from ragbot.language.sentences import Span
from ragbot.language.verbatim import has_words, quoted_words
from ragbot.language.words import stems
from ragbot.models.embeddings import TextEmbeddings, Vectors
from ragbot.models.entail import ENTAILS, Entailment
from ragbot.types import Check, Evidence, Support

MEANING = 0.4
"""Cosine of a sentence and the best one or two sentences of the passage that it cites, below which they tell different
things. On real news (all-MiniLM-L6-v2, 150 articles) it refuses 3 % of headlines against their own article and no light
paraphrase (all are above 0.9), and 65 % of sentences that cite another article on the same topic; 0.5 would refuse 9
and 83 %, 0.3 3 and 50 %."""
TOLD, MOVED = 0.75, 0.85
"""Shares of a sentence's words that a passage must have to be cited for it unasked: where none is cited, and instead of
one that does not say so."""
FEW = 4
"""Words of a part of a sentence that are too few to be compared alone."""
CHECKS: tuple[Check, ...] = ("quote", "figure", "name", "predicate", "meaning", "entailment")
VERBATIM = Support(("quote", "figure", "name", "meaning"))
"""Of what is quoted word for word."""
_PIECES = r"(?:pieces?|articles?|passages?|sources?|evidence|archive|excerpts?|texts?|materials?|reports?)"
_TELL = (
    r"(?:tell|say|state|mention|answer|give|name|show|report|contain|include|provide|specify|explain|describe|discuss|cover"
    r"|address|indicate|identify|reveal|confirm|find|know|determine|see|hold|have)"
)
_TOLD = (
    r"(?:told|said|stated|mentioned|answered|given|named|shown|reported|contained|included|provided|specified|explained"
    r"|described|discussed|covered|addressed|indicated|identified|revealed|confirmed|found|mention|information|answer|word)"
)
_NOT = r"(?:\b(?:do|does|did|can|could)(?:\s?not|n[’']t)|\bcan[’']t)"
NO_CLAIM = re.compile(
    rf"\W*(?:[^,:;]{{0,40}}\b{_PIECES}\b(?:\s+\w+){{0,4}}?\s+(?:{_NOT}\s+(?:\w+ly\s+)?{_TELL}|{_TELL}s?\s+(?:no|nothing))\b"
    rf"|(?:None|Neither|Nothing)\b[^,:;]{{0,40}}\b{_PIECES}\b"
    rf"|(?:(?!\b(?:and|but)\b)[^,:;]){{0,80}}(?:\b(?:not|no|never)|n[’']t)\b(?:\s+\w+){{0,2}}?\s+{_TOLD}\b(?:\s+\w+){{0,5}}?"
    rf"\s+(?:in|by|from)\s+(?:the|these|any)\s+(?:\w+\s+)?{_PIECES}\b"
    rf"|I\s+(?:{_NOT}|am\s+not\s+able\s+to|am\s+unable\s+to)\s+(?:\w+ly\s+)?{_TELL}\b)"
    r"(?:(?!(?:\band|,)\s(?!\s*(?:or|nor|who|whom|whose|what|when|where|which|why|how|whether)\b)"
    r"|\b(?:but|however|though|although|while|because|since|yet)\b)[^:;]){0,160}",
    re.IGNORECASE,
)
"""Such as "The pieces do not tell who won.": about the evidence, and nothing else after it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a sentence, with the numbers of the evidence cited right after it."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(slots=True)
class Verdict:
    """How a sentence compares with what it cites."""

    failed: tuple[Check, ...] = ()
    is_claim: bool = True
    """False for "The pieces do not tell.", which needs no source."""
    is_invented: bool = False
    """It has a number or a quotation that nothing in the evidence has, or what it cites denies it or only expects."""
    supports: dict[tuple[int, int], tuple[Span, Support]] = field(default_factory=dict)
    """By part and number of the evidence: where it says so (a span of its version), and what was compared."""


class Checker:
    """Checks the sentences of one answer, and reads each passage once, when it is first cited."""

    def __init__(
        self,
        evidence: Sequence[Evidence],
        question: str,
        embeddings: TextEmbeddings,
        entailment: Entailment | None = None,
        asked_on: str | None = None,
    ) -> None:
        self._evidence, self._question = evidence, question
        self._embeddings, self._entailment = embeddings, entailment
        self._asked_on = asked_on
        self._told: dict[int, Told] = {}
        self._alone: dict[int, list[Told]] = {}
        self._vectors: dict[int, Vectors] = {}

    def verdict(self, parts: Sequence[Part]) -> Verdict:
        """Of a whole sentence, in its parts; each number must be one of the evidence."""
        return self._verdict(parts)

    def _verdict(self, parts: Sequence[Part]) -> Verdict:
        whole = "".join(part.text for part in parts)
        cited = list(dict.fromkeys(number for part in parts for number in part.numbers))
        figures, quotes = figures_in(whole), quoted_words(whole)
        if any(map(self._is_invented, figures)) or any(map(self._nobody_said, quotes)):
            return Verdict(is_invented=True)
        if not cited:
            return Verdict(is_claim=self._is_claim(whole))
        return self._compared(_joined(parts), whole, cited, quotes)

    def source_of(self, claim: str, least: float = TOLD) -> int | None:
        """The number of the piece that says so, for a sentence that cites none; None where that is not sure.

        It has to pass every check, and to be told in `least` of its words: being alike is not enough.
        """
        own = _Own(figures_in(claim), names_in(claim, self._known), quoted_words(claim))
        numbers = range(1, len(self._evidence) + 1)
        shares = {n: told_share(claim, self._sentences(n)) for n in numbers if not self._wrong(own, [n])}
        likely = sorted((n for n in shares if shares[n] >= least), key=lambda n: -shares[n])
        return next((n for n in likely if self.is_said_by(claim, n)), None)

    def is_said_by(self, claim: str, number: int) -> bool:
        """Whether that piece alone says so, as far as all checks can tell."""
        verdict = self._verdict([Part(claim, (number,))])
        return not verdict.failed and any("predicate" in each.passed for _, each in verdict.supports.values())

    def _compared(self, parts: Sequence[Part], whole: str, cited: Sequence[int], quotes: Sequence[str]) -> Verdict:
        verdict, failed = Verdict(), set[Check]()
        unsaid = [q for q in quotes if not any(has_words(self._tells(n).plain, q) for n in cited)]
        vectors = self._claim_vectors(parts, whole)
        for i, part in enumerate(parts):
            own = _Own(figures_in(part.text), names_in(part.text, self._known), quotes)
            happens = self._happens(part.text, part.numbers or cited)
            if happens == "denied":
                return Verdict(is_invented=True)
            wrong = self._wrong(own, part.numbers or cited)
            wrong |= {"predicate"} if happens == "missing" else set()
            if unsaid:
                wrong.add("quote")
            failed |= wrong
            for number in part.numbers:
                found = self._support(part, number, own, wrong, vectors[i])
                verdict.supports[i, number] = found
                failed |= set(found[1].failed)
        verdict.failed = _in_order(failed)
        return verdict

    def _wrong(self, own: _Own, cited: Sequence[int]) -> set[Check]:
        """What none of the cited passages has."""
        told = [self._tells(number) for number in cited]
        wrong = set[Check]()
        if not all(any(t.proves(figure) for t in told) for figure in own.figures):
            wrong.add("figure")
        if not all(any(has_name(t.words, name) for t in told) for name in own.names):
            wrong.add("name")
        return wrong

    def _happens(self, claim: str, cited: Sequence[int]) -> Finding | None:
        """Whether the cited passages say that it is so; None when they say nothing of it in English."""
        pieces = [self._evidence[number - 1] for number in cited]
        if any(piece.version.language not in (None, "en") for piece in pieces):
            return None
        if any(self._is_whole(claim, number) for number in cited):
            return "stated"
        heads = [piece.version.title for piece in pieces]
        return compared(claim, [text for n in cited for text in self._sentences(n)], self._question, heads)

    def _is_whole(self, claim: str, number: int) -> bool:
        """Whether it is a sentence of the passage, word for word."""
        verbatim = _verbatim(claim, self._evidence[number - 1])
        return verbatim is not None and verbatim == _sentences_with(verbatim, self._tells(number).spans)

    def _sentences(self, number: int) -> list[str]:
        text = self._evidence[number - 1].version.text
        return [text[slice(*span)] for span in self._tells(number).spans]

    def _support(self, part: Part, number: int, own: _Own, wrong: set[Check], vector: Vectors) -> tuple[Span, Support]:
        """Where the evidence says so, and which checks it passes: it alone, or fails: with those cited beside it."""
        told, piece = self._tells(number), self._evidence[number - 1]
        passed, failed = own.passed(told), set(wrong)
        passed |= {"predicate"} if self._happens(part.text, [number]) == "stated" else set()
        verbatim = _verbatim(part.text, piece)
        whole = _sentences_with(verbatim, told.spans) if verbatim else None
        spans, cosines = self._cosines(number, vector)
        similarity = None if verbatim else round(max(cosines, default=0.0), 4)
        (passed if similarity is None or similarity >= MEANING else failed).add("meaning")
        span = whole or self._best(part.text, number, own, spans, cosines)
        if similarity is not None and similarity < MEANING:
            span = (piece.passage.start, piece.passage.end)
        is_whole = verbatim and verbatim == whole  # of "The police denied that it sank" a model may cite "It sank"
        entailment = self._entailed(part.text, span, piece) if not is_whole else None
        if entailment is not None:
            (passed if entailment >= ENTAILS else failed).add("entailment")
        return span, Support(_in_order(passed - failed), _in_order(failed), similarity, entailment)

    def _best(self, claim: str, number: int, own: _Own, spans: Sequence[Span], cosines: Sequence[float]) -> Span:
        """The sentence or two that have most of the claim's figures, names and quotes, then meaning and words."""
        words, alone = stems(claim), self._tell_alone(number)
        shares = [own.found(told) for told in alone]
        shares += [[a or b for a, b in zip(one, two, strict=True)] for one, two in pairwise(shares)]
        text = self._evidence[number - 1].version.text

        def score(i: int) -> float:
            shared = len(words & stems(text[slice(*spans[i])])) / max(len(words), 1)
            return own.weight(shares[i]) + cosines[i] + shared - LONGER * (i >= len(alone))

        return spans[max(range(len(spans)), key=score)]

    def _entailed(self, claim: str, span: Span, piece: Evidence) -> float | None:
        if self._entailment is None:
            return None
        texts = {piece.version.text[slice(*span)], piece.passage.text}
        return max(self._entailment.probabilities([(text, claim.strip()) for text in texts]))

    # -- what is known of the evidence --

    def _tells(self, number: int) -> Told:
        if number not in self._told:
            self._told[number] = told_by(self._evidence[number - 1], self._known_of_question)
        return self._told[number]

    def _tell_alone(self, number: int) -> list[Told]:
        """What each sentence of the passage tells."""
        if number not in self._alone:
            published = self._evidence[number - 1].version.published
            self._alone[number] = [told_by_text(text, published) for text in self._sentences(number)]
        return self._alone[number]

    @cached_property
    def _everything(self) -> list[Told]:
        heads = [told_by_text(piece.version.title, piece.version.published) for piece in self._evidence]
        return [*(self._tells(n) for n in range(1, len(self._evidence) + 1)), *heads, self._asked]

    @cached_property
    def _asked(self) -> Told:
        return told_by_text(self._question, self._asked_on)

    @cached_property
    def _known(self) -> Words:
        return words_of([*(t for piece in self._evidence for t in (piece.passage.text, piece.version.source))])

    @cached_property
    def names_like_hosts(self) -> frozenset[str]:
        """Names such as "monday.com" that the evidence has."""
        return names_like_hosts("\n".join(t for p in self._evidence for t in (p.passage.text, p.version.title)))

    @cached_property
    def _known_of_question(self) -> str:
        """The question without names that no evidence has: to ask "Did Anna Berg do it?" proves nothing of her."""
        pieces = self._evidence
        found = words_of([*(t for p in pieces for t in (p.passage.text, p.version.title, p.version.source))])
        names = names_in(self._question, self._known)
        unknown = {word for name in names if not has_name(found, name) for word in name}
        return " ".join(word for word in self._question.split() if not unknown & words_of([word]).at.keys())

    def _is_invented(self, figure: Figure) -> bool:
        return not any(told.proves(figure) for told in self._everything)

    def _nobody_said(self, quoted: str) -> bool:
        return not any(has_words(told.plain, quoted) for told in self._everything)

    def _is_claim(self, sentence: str) -> bool:
        """Whether it needs a source: no heading does, nor a word of introduction, nor that the pieces do not tell."""
        names = names_in(sentence, self._known)
        if figures_in(sentence) or not all(has_name(self._asked.words, name) for name in names):
            return True
        is_heading = re.fullmatch(r"[^.!?]{0,80}:\s*|\W*(?:\w+\W+){0,2}\w+[^.!?\w]*|\W*", sentence)
        return not is_heading and not NO_CLAIM.fullmatch(sentence)

    # -- meaning --

    def _claim_vectors(self, parts: Sequence[Part], whole: str) -> dict[int, Vectors]:
        """Of each part that cites something; of the whole sentence where it is short."""
        texts = {
            i: part.text.strip() if len(part.text.split()) >= FEW else whole.strip()
            for i, part in enumerate(parts)
            if part.numbers
        }
        return dict(zip(texts, self._embeddings.encode(list(texts.values())), strict=True))

    def _cosines(self, number: int, vector: Vectors) -> tuple[list[Span], list[float]]:
        """Of the claim with each sentence of the passage, then with each two in a row."""
        spans = list(self._tells(number).spans)
        vectors = self._sentence_vectors(number)
        pairs = [(a[0], b[1]) for a, b in pairwise(spans)]
        return spans + pairs, [float(c) for c in vectors @ vector]

    def _sentence_vectors(self, number: int) -> Vectors:
        """Two sentences have the mean of theirs: that costs nothing, and is as near as embedding them together."""
        if number not in self._vectors:
            one = self._embeddings.encode(self._sentences(number))
            two = one[:-1] + one[1:]
            self._vectors[number] = np.concatenate([one, two / np.linalg.norm(two, axis=1, keepdims=True)])
        return self._vectors[number]


LONGER = 0.1
"""What a second sentence must add to be cited too."""


@dataclass(frozen=True, slots=True)
class _Own:
    """What a part of a sentence says that can be looked up."""

    figures: list[Figure]
    names: list[list[str]]
    quotes: Sequence[str]

    def passed(self, told: Told) -> set[Check]:
        """The checks that a passage passes alone."""
        passed = set[Check]()
        if self.figures and all(map(told.proves, self.figures)):
            passed.add("figure")
        if self.names and all(has_name(told.words, name) for name in self.names):
            passed.add("name")
        if self.quotes and any(has_words(told.plain, quoted) for quoted in self.quotes):
            passed.add("quote")
        return passed

    def found(self, told: Told) -> list[bool]:
        """For each quote, figure and name whether a text has it."""
        return [
            *(has_words(told.plain, quoted) for quoted in self.quotes),
            *(told.proves(figure) for figure in self.figures),
            *(has_name(told.words, name) for name in self.names),
        ]

    def weight(self, found: Sequence[bool]) -> float:
        """What a text is worth that has these: the quotes most, then the figures, then the names."""
        kinds = ((3.0, len(self.quotes)), (2.0, len(self.figures)), (0.5, len(self.names)))
        weights = [weight / count for weight, count in kinds for _ in range(count)]
        return sum(weight for weight, is_found in zip(weights, found, strict=True) if is_found)


def _joined(parts: Sequence[Part]) -> list[Part]:
    """What is too short to be compared alone is compared with what follows: "On Monday [1] the ferry sank [2]"."""
    before = ["", *(part.text if len(part.text.split()) < FEW else "" for part in parts[:-1])]
    return [Part(f"{short}{part.text}", part.numbers) for short, part in zip(before, parts, strict=True)]


def _verbatim(claim: str, piece: Evidence) -> Span | None:
    """Where the passage has the claim word for word, without its full stop."""
    words = re.split(r"\s+", claim.strip().rstrip(".…").strip())
    if len("".join(words)) < 3:
        return None
    pattern = r"\s+".join(map(re.escape, words))
    found = re.search(rf"(?<!\w){pattern}(?!\w)[.…]?", piece.passage.text)
    return (piece.passage.start + found.start(), piece.passage.start + found.end()) if found else None


def _sentences_with(part: Span, sentences: Sequence[Span]) -> Span:
    """The whole sentences that it is from: what is around it may deny it, or say who says so."""
    touched = [(a, b) for a, b in sentences if a < part[1] and part[0] < b] or [part]
    return min(part[0], touched[0][0]), max(part[1], touched[-1][1])


def _in_order(checks: set[Check]) -> tuple[Check, ...]:
    return tuple(check for check in CHECKS if check in checks)
