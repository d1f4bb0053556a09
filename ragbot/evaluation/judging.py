"""Judging: questions as people type them are asked of a bot, and the verdicts counted by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from ragbot.errors import EvaluationError, QuestionError
from ragbot.evaluation.figures import exact_citations
from ragbot.evaluation.typed_questions import ANSWER, Judged
from ragbot.evaluation.verdicts import BAD, GOOD, VERDICTS, Scored, Verdict, scored
from ragbot.types import LONGEST_TURN, Answer, Question, Turn

if TYPE_CHECKING:
    from ragbot.archive.archive import Archive
    from ragbot.archive.verify import Progress

Ask = Callable[[Question], Answer]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question with its answer, and how right that is."""

    judged: Judged
    answer: Answer
    scored: Scored

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.judged.id,
            "kind": self.judged.kind,
            "question": self.judged.question,
            "verdict": self.scored.verdict,
            "padded": self.scored.padded,
            "missing": self.scored.missing,
            "must_not_hit": self.scored.hits,
            "right_story": self.scored.right_story,
            "outcome": self.answer.outcome,
            "understood": self.answer.standalone_question,
            "answer": self.answer.answer,
            "cited": [{"url": c.url, "cited_text": c.cited_text} for c in self.answer.citations],
        }


def judge(ask: Ask, questions: Sequence[Judged], progress: Progress = lambda done, total: None) -> list[Judgement]:
    """Ask each on its day, after what the bot itself says in its history, and judge what it gets.

    Raises EvaluationError with the id of a question that cannot be asked.
    """
    known, judgements = cache(ask), []
    for judged in questions:
        try:
            answer = known(judged.on_its_day(judged.question, _history(known, judged)))
        except QuestionError as error:
            raise EvaluationError(f"{judged.id}: {error}") from None
        judgements.append(Judgement(judged, answer, scored(judged, answer)))
        progress(len(judgements), len(questions))
    return judgements


def _history(ask: Ask, judged: Judged) -> tuple[Turn, ...]:
    """With what the bot says where the file leaves that to it."""
    turns: list[Turn] = []
    for turn in judged.history:
        if (turn.role, turn.text) == ("assistant", ANSWER):
            *earlier, asked = turns
            turn = replace(turn, text=_as_turn(ask(judged.on_its_day(asked.text, tuple(earlier)))))
        turns.append(turn)
    return tuple(turns)


def _as_turn(answer: Answer) -> str:
    """As the chat page sends it back."""
    return (answer.answer or answer.reason or "")[:LONGEST_TURN]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How often each verdict was given, to the questions of one kind or to all."""

    questions: int
    counts: Mapping[Verdict, int]
    padded: int
    related: int
    """Of the refusals: with passages that are about it."""

    @property
    def right(self) -> float:
        """Share of the questions, those rightly refused among them."""
        return self._share(GOOD)

    @property
    def wrong(self) -> float:
        """Share of the questions, those on a wrong event among them."""
        return self._share(BAD)

    def _share(self, verdicts: Iterable[Verdict]) -> float:
        return round(sum(self.counts[verdict] for verdict in verdicts) / self.questions, 4)

    def as_json(self) -> dict[str, Any]:
        counts = {str(verdict): self.counts[verdict] for verdict in VERDICTS}
        shares = {"right_share": self.right, "wrong_share": self.wrong}
        return {"questions": self.questions, **counts, "padded": self.padded, "related": self.related, **shares}


def verdicts_of(judgements: Sequence[Judgement]) -> Verdicts:
    counts = Counter(judgement.scored.verdict for judgement in judgements)
    padded = sum(judgement.scored.padded for judgement in judgements)
    related = sum(judgement.answer.outcome == "related" for judgement in judgements)
    return Verdicts(len(judgements), counts, padded, related)


def by_kind(judgements: Sequence[Judgement]) -> dict[str, Verdicts]:
    """The kinds in the order of the file."""
    kinds: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        kinds.setdefault(judgement.judged.kind, []).append(judgement)
    return {kind: verdicts_of(some) for kind, some in kinds.items()}


def report(judgements: Sequence[Judgement], archive: Archive | None = None) -> dict[str, Any]:
    """All of it as JSON can carry it; where the archive is at hand, with how many citations are exact."""
    checks = [exact_citations(archive, judgement.answer) for judgement in judgements] if archive else []
    citations = sum(total for _, total in checks)
    return {
        "all": verdicts_of(judgements).as_json(),
        "kinds": {kind: verdicts.as_json() for kind, verdicts in by_kind(judgements).items()},
        "citations": citations if archive else None,
        "citations_exact": round(sum(exact for exact, _ in checks) / citations, 4) if citations else None,
        "backends": sorted({judgement.answer.backend for judgement in judgements}),
        "answers": [judgement.as_json() for judgement in judgements],
    }
