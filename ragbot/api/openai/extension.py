"""What OpenAI's shapes have no field for: limits of a question, exact spans, outcomes. All of it is under `ragbot`."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from pydantic import ConfigDict, StrictBool

from ragbot.api.bodies import EvidenceBody, Limits
from ragbot.models.names import QUOTING
from ragbot.types import (
    AlsoIn,
    Answer,
    Attribution,
    Citation,
    Conflict,
    Correction,
    Focus,
    LateSource,
    Opinion,
    Outcome,
    Respelled,
    Source,
    State,
    Support,
    Unsupported,
    Window,
)

MODEL = "ragbot"
"""The one model that there is."""
Anything = Any
"""JSON that a client may send in any form. pydantic's JsonValue would be a schema of its own in the description."""


class QuestionExtension(Limits):
    """What may be drawn on, and what the text is to have."""

    model_config = ConfigDict(title="QuestionExtension")

    foot: StrictBool = True
    """Whether below the text stand the numbered list of sources, why it is no answer, and how old the archive is: for
    clients that show nothing but text."""


@dataclass(frozen=True, slots=True)
class CitationExtension:
    """The exact span: `text[source_start:source_end]` of this version is `cited_text`, in code points."""

    number: int
    """The [n] in the text."""
    article_id: str
    version: int
    source_start: int
    source_end: int
    cited_text: str
    source: str
    published: str | None
    state: State
    support: Support | None
    attribution: Attribution | None
    outlets: tuple[str, ...]
    opinion: Opinion | None

    @classmethod
    def of(cls, citation: Citation) -> CitationExtension:
        return cls(**_same(cls, citation))


@dataclass(frozen=True, slots=True)
class AnswerExtension:
    """What there is to know of an answer; fields are those of `POST /v1/answers`."""

    outcome: Outcome
    reason: str | None
    """Why the outcome is not `answered`."""
    words_only: bool
    standalone_question: str
    sources: tuple[Source, ...]
    related: tuple[EvidenceBody, ...]
    others: tuple[AlsoIn, ...]
    unsupported: tuple[Unsupported, ...]
    """Spans of the text that no citation supports."""
    conflicts: tuple[Conflict, ...]
    corrections: tuple[Correction, ...]
    late: tuple[LateSource, ...]
    notes: tuple[str, ...]
    window: Window
    about: Window
    time_words: tuple[str, ...]
    spelling: tuple[Respelled, ...]
    focus: Focus | None
    newest_evidence: str | None
    newest_evidence_age: int | None
    archive_as_of: str | None
    as_of: str | None
    asked_on: str | None

    @classmethod
    def of(cls, answer: Answer, start: int) -> AnswerExtension:
        """`start` is where the answer begins in the text."""
        known = _same(cls, answer)
        known["related"] = tuple(EvidenceBody.of(evidence) for evidence in answer.related)
        known["unsupported"] = tuple(
            replace(each, start_index=each.start_index + start, end_index=each.end_index + start)
            for each in answer.unsupported
        )
        return cls(**known)


def _same(kind: type[Any], whole: object) -> dict[str, Any]:
    return {field.name: getattr(whole, field.name) for field in fields(kind)}


def without_names(answer: Answer) -> Answer:
    """Return the answer without the name of the language model, which is nobody's business behind this door."""
    if answer.reason is None or answer.backend == QUOTING:
        return answer
    reason = answer.reason.replace(answer.backend, "The language model")
    bare = answer.backend.partition(":")[2]
    return replace(answer, reason=reason.replace(bare, "the language model") if bare else reason)
