"""The checker finds whether the passages that a sentence cites say what it says, and where in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from ragbot.checks import table
from ragbot.checks.check import Claim, Comparison, Outcome, Piece
from ragbot.checks.content import Content, figures_in, told_by, told_by_text
from ragbot.checks.content_words import told_share
from ragbot.checks.event import PREDICATE
from ragbot.checks.figure import FIGURE
from ragbot.checks.meaning import LEAST
from ragbot.checks.name import NAME
from ragbot.models.embeddings import TextEmbeddings, Vectors
from ragbot.models.entail import Entailment
from ragbot.reading.plain import names_like_hosts
from ragbot.reading.proper_names import Words, has_name, names_in, words_of
from ragbot.reading.sentences import Span
from ragbot.reading.verbatim import has_words, quoted_words
from ragbot.reading.words import stems
from ragbot.types import CheckName, Evidence, Support

TOLD = 0.75
"""Share of a sentence's words, in [0, 1], that a passage must have for ragbot to cite it itself.

It does so where the sentence cites nothing, or a passage that does not say so."""
FEW = 4
"""A part of a sentence with fewer words is too short to be compared alone."""
VERBATIM = Support(("quote", "figure", "name", "meaning"))
"""The support of a claim that is quoted word for word."""
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
"""A sentence about the evidence alone, such as "The pieces do not tell who won."."""


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a sentence, with the numbers of the evidence cited right after it."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(slots=True)
class Verdict:
    """How a sentence compares with what it cites."""

    failed: tuple[CheckName, ...] = ()
    """The checks that the sentence fails."""
    is_claim: bool = True
    """False for "The pieces do not tell.", which needs no source."""
    is_invented: bool = False
    """Whether no evidence has a number or a quotation of it, or what it cites denies it or only expects it."""
    supports: dict[tuple[int, int], tuple[Span, Support]] = field(default_factory=dict)
    """By part and number of the evidence: the span of the version that says so, and what was compared."""


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
        self._pieces: dict[int, Piece] = {}
        self._alone: dict[int, list[Content]] = {}
        self._vectors: dict[int, Vectors] = {}

    def verdict(self, parts: Sequence[Part]) -> Verdict:
        """Judge a whole sentence, given in its parts; each number must be one of the evidence."""
        return self._verdict(parts)

    def _verdict(self, parts: Sequence[Part]) -> Verdict:
        whole = "".join(part.text for part in parts)
        cited = list(dict.fromkeys(number for part in parts for number in part.numbers))
        claim = Claim(whole, quoted_words(whole), self._known)
        if missing := self._invented_by(claim):
            return Verdict((missing,), is_invented=True)
        if not cited:
            return Verdict(is_claim=self._is_claim(whole))
        return self._compared(_joined(parts), claim, cited)

    def source_of(self, claim: str) -> int | None:
        """Return the number of the piece that supports `claim`, which cites nothing or another; None where unsure.

        The sentence must pass every check, and share TOLD of its words with the piece: likeness is not enough.
        """
        own = Claim(claim, quoted_words(claim), self._known)
        details = len(own.figures) + len(own.names)
        likely = [n for n in range(1, len(self._evidence) + 1) if self._may_say(own, n)]
        shares = {n: told_share(claim, self._piece(n).sentences, details) for n in likely}
        likely = sorted((n for n in shares if shares[n] >= TOLD), key=lambda n: -shares[n])
        return next((n for n in likely if self.is_said_by(claim, n)), None)

    def verbatim_source_of(self, claim: str) -> int | None:
        """Return the number of the first piece that has `claim` word for word, and supports it."""
        numbers = range(1, len(self._evidence) + 1)
        return next((n for n in numbers if self._piece(n).verbatim(claim) and self.is_said_by(claim, n)), None)

    def _may_say(self, claim: Claim, number: int) -> bool:
        """Return whether that piece passes the quickest checks."""
        comparison = self._comparison(claim, [number], ())
        return all(check.judge(comparison) != "failed" for check in (FIGURE, NAME))

    def is_said_by(self, claim: str, number: int) -> bool:
        """Return whether that piece alone supports `claim`, by all checks."""
        verdict = self._verdict([Part(claim, (number,))])
        return not verdict.failed and any(PREDICATE.name in each.passed for _, each in verdict.supports.values())

    def _compared(self, parts: Sequence[Part], whole: Claim, numbers: Sequence[int]) -> Verdict:
        verdict, failed = Verdict(), set[CheckName]()
        vectors, beside = self._claim_vectors(parts, whole.text), [self._piece(number).content for number in numbers]
        for i, part in enumerate(parts):
            claim = Claim(part.text, whole.quotes, self._known)
            outcomes = dict(self._judged(claim, part.numbers or numbers, beside))
            if denied := {name for name, outcome in outcomes.items() if outcome == "denied"}:
                return Verdict(_in_order(denied), is_invented=True)
            wrong = {name for name, outcome in outcomes.items() if outcome == "failed"}
            failed |= wrong
            for number in part.numbers:
                found = self._support(claim, number, beside, wrong, vectors[i])
                verdict.supports[i, number] = found
                failed |= set(found[1].failed)
        verdict.failed = _in_order(failed)
        return verdict

    def _judged(
        self,
        claim: Claim,
        numbers: Sequence[int],
        beside: Sequence[Content],
        *,
        of_each: bool = False,
        **measures: float | None,
    ) -> Iterator[tuple[CheckName, Outcome | None]]:
        """Return the outcome by name of the checks of the pieces together; if `of_each`, of the checks of one piece."""
        comparison = self._comparison(claim, numbers, beside, **measures)
        return ((each.name, each.judge(comparison)) for each in table.CHECKS if each.is_of_each == of_each)

    def _comparison(
        self, claim: Claim, numbers: Sequence[int], beside: Sequence[Content], **measures: float | None
    ) -> Comparison:
        pieces = [self._piece(number) for number in numbers]
        return Comparison(claim, [piece.content for piece in pieces], beside, pieces, self._question, **measures)

    def _support(
        self, claim: Claim, number: int, beside: Sequence[Content], wrong: set[CheckName], vector: Vectors
    ) -> tuple[Span, Support]:
        """Return the span that supports `claim`, the checks that the piece passes alone, and those it fails."""
        piece = self._piece(number)
        verbatim = piece.verbatim(claim.text)
        whole = piece.sentences_around(verbatim) if verbatim else None
        spans, cosines = self._cosines(number, vector)
        similarity = None if verbatim else round(max(cosines, default=0.0), 4)
        span = whole or self._best(claim, number, spans, cosines)
        if similarity is not None and similarity < LEAST:
            span = (piece.evidence.passage.start, piece.evidence.passage.end)
        is_whole = verbatim and verbatim == whole  # of "The police denied that it sank" a model may cite "It sank"
        entailment = self._entailed(claim.text, span, piece.evidence) if not is_whole else None
        each = self._judged(claim, [number], beside, similarity=similarity, entailment=entailment, of_each=True)
        outcomes = {**dict(self._judged(claim, [number], beside)), **(judged := dict(each))}
        failed = wrong | {name for name, outcome in judged.items() if outcome == "failed"}
        passed = {name for name, outcome in outcomes.items() if outcome == "passed"} - failed
        return span, Support(_in_order(passed), _in_order(failed), similarity, entailment)

    def _best(self, claim: Claim, number: int, spans: Sequence[Span], cosines: Sequence[float]) -> Span:
        """Return the sentence or two with most of the claim's figures, names and quotes, then meaning and words."""
        words, alone = stems(claim.text), self._tell_alone(number)
        shares = [_shares(claim, told) for told in alone]
        shares += [[a or b for a, b in zip(one, two, strict=True)] for one, two in pairwise(shares)]
        text = self._evidence[number - 1].version.text

        def score(i: int) -> float:
            shared = len(words & stems(text[slice(*spans[i])])) / max(len(words), 1)
            return _weight(claim, shares[i]) + cosines[i] + shared - LONGER * (i >= len(alone))

        return spans[max(range(len(spans)), key=score)]

    def _entailed(self, claim: str, span: Span, piece: Evidence) -> float | None:
        if self._entailment is None:
            return None
        texts = {piece.version.text[slice(*span)], piece.passage.text}
        return max(self._entailment.probabilities([(text, claim.strip()) for text in texts]))

    # -- what is known of the evidence --

    def _piece(self, number: int) -> Piece:
        if number not in self._pieces:
            piece = self._evidence[number - 1]
            self._pieces[number] = Piece(piece, told_by(piece, self._known_of_question))
        return self._pieces[number]

    def _tell_alone(self, number: int) -> list[Content]:
        """Return the content of each sentence of the passage."""
        if number not in self._alone:
            published = self._evidence[number - 1].version.published
            self._alone[number] = [told_by_text(text, published) for text in self._piece(number).sentences]
        return self._alone[number]

    @cached_property
    def _everything(self) -> list[Content]:
        heads = [told_by_text(piece.version.title, piece.version.published) for piece in self._evidence]
        return [*(self._piece(n).content for n in range(1, len(self._evidence) + 1)), *heads, self._question_content]

    @cached_property
    def _question_content(self) -> Content:
        return told_by_text(self._question, self._asked_on)

    @cached_property
    def _known(self) -> Words:
        return words_of([*(t for piece in self._evidence for t in (piece.passage.text, piece.version.source))])

    @cached_property
    def names_like_hosts(self) -> frozenset[str]:
        """Return the names in the evidence that look like hosts, such as "monday.com"."""
        return names_like_hosts("\n".join(t for p in self._evidence for t in (p.passage.text, p.version.title)))

    @cached_property
    def _known_of_question(self) -> str:
        """Return the question without names that the evidence lacks: "Did Anna Berg do it?" proves nothing of her."""
        pieces = self._evidence
        found = words_of([*(t for p in pieces for t in (p.passage.text, p.version.title, p.version.source))])
        names = names_in(self._question, self._known)
        unknown = {word for name in names if not has_name(found, name) for word in name}
        return " ".join(word for word in self._question.split() if not unknown & words_of([word]).at.keys())

    def _invented_by(self, whole: Claim) -> CheckName | None:
        """Return the first check that `whole` fails by all the evidence, its headlines and the question together."""
        comparison, some = Comparison(whole, self._everything, self._everything), table.CHECKS
        return next((c.name for c in some if c.needs_some_evidence and c.judge(comparison) == "failed"), None)

    def _is_claim(self, sentence: str) -> bool:
        """Return whether a sentence needs a source: a heading, an introduction, "The pieces do not tell" need none."""
        asked, names = self._question_content, names_in(sentence, self._known)
        if not all(map(asked.proves, figures_in(sentence))) or not all(has_name(asked.words, name) for name in names):
            return True
        is_heading = re.fullmatch(r"[^.!?]{0,80}:\s*|\W*(?:\w+\W+){0,2}\w+[^.!?\w]*|\W*", sentence)
        return not is_heading and not NO_CLAIM.fullmatch(sentence)

    # -- meaning --

    def _claim_vectors(self, parts: Sequence[Part], whole: str) -> dict[int, Vectors]:
        """Embed each part that cites something; the whole sentence where the part is short."""
        texts = {
            i: part.text.strip() if len(part.text.split()) >= FEW else whole.strip()
            for i, part in enumerate(parts)
            if part.numbers
        }
        return dict(zip(texts, self._embeddings.encode(list(texts.values())), strict=True))

    def _cosines(self, number: int, vector: Vectors) -> tuple[list[Span], list[float]]:
        """Compare the claim with each sentence of the passage, then with each two in a row."""
        spans = list(self._piece(number).content.spans)
        vectors = self._sentence_vectors(number)
        pairs = [(a[0], b[1]) for a, b in pairwise(spans)]
        return spans + pairs, [float(c) for c in vectors @ vector]

    def _sentence_vectors(self, number: int) -> Vectors:
        """Return the vectors of single sentences, then of each two in a row.

        Those are the means of two vectors: this costs nothing, and is as near as the embedding of both at once.
        """
        if number not in self._vectors:
            one = self._embeddings.encode(self._piece(number).sentences)
            two = one[:-1] + one[1:]
            self._vectors[number] = np.concatenate([one, two / np.linalg.norm(two, axis=1, keepdims=True)])
        return self._vectors[number]


LONGER = 0.1
"""What a second sentence must add to the score of the first, to be cited too."""


def _shares(claim: Claim, content: Content) -> list[bool]:
    """Return for each quote, figure and name of the claim whether a text has it."""
    return [
        *(has_words(content.plain, quoted) for quoted in claim.quotes),
        *(content.proves(figure) for figure in claim.figures),
        *(has_name(content.words, name) for name in claim.names),
    ]


def _weight(claim: Claim, shares: Sequence[bool]) -> float:
    """Weigh a text by what it shares: the quotes count most, then the figures, then the names."""
    kinds = ((3.0, len(claim.quotes)), (2.0, len(claim.figures)), (0.5, len(claim.names)))
    weights = [weight / count for weight, count in kinds for _ in range(count)]
    return sum(weight for weight, is_told in zip(weights, shares, strict=True) if is_told)


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Join a part that is too short to be compared alone with the next: "On Monday [1] the ferry sank [2]"."""
    before = ["", *(part.text if len(part.text.split()) < FEW else "" for part in parts[:-1])]
    return [Part(f"{short}{part.text}", part.numbers) for short, part in zip(before, parts, strict=True)]


def _in_order(names: set[CheckName]) -> tuple[CheckName, ...]:
    return tuple(check.name for check in table.CHECKS if check.name in names)
