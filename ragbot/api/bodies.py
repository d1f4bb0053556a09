"""What goes over the wire: the bodies of requests, and answers and evidence as JSON. Knows no web framework."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from ragbot.errors import QuestionError
from ragbot.timestamps import read_moment
from ragbot.types import (
    LONGEST_ID,
    LONGEST_QUESTION,
    LONGEST_TURN,
    MOST_CITED,
    MOST_TURNS,
    AlsoIn,
    Answer,
    ArticleSummary,
    Evidence,
    Question,
    SearchResult,
    State,
    Turn,
    Version,
    VersionSummary,
    Window,
    is_day,
)


def _day(text: str) -> str:
    if not is_day(text):
        raise ValueError("must be a day such as 2022-06-30")
    return text


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


def _moment(text: str) -> str:
    try:
        return read_moment(text)
    except QuestionError as error:
        raise ValueError(str(error)) from None


Moment = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]
"""As described; taken too are a blank for the T, and an instant without an offset, which is in UTC."""


def _number(value: object) -> object:
    if isinstance(value, bool | str):  # pydantic takes `false` for 0 and "3" for 3, the schema does not; 3.0 is in both
        raise ValueError("must be a whole number, such as 3")
    return value


WHOLE = BeforeValidator(_number)
"""Of numbers in a JSON body; all of a query is text. After Field, or the description lacks the bounds."""
Count = Annotated[int, Field(ge=0, le=2**31 - 1), WHOLE]
Number = Annotated[int, Field(ge=1, le=2**31 - 1), WHOLE]
"""Of a version."""
Outlets = Annotated[list[Annotated[str, StringConstraints(max_length=300)]], Field(max_length=100)]


NOT_BLANK = Field(json_schema_extra={"pattern": r"\S"})
"""Of a text whose blanks at both ends do not count: "x", " x "."""


class Limits(BaseModel):
    """What may be drawn on."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    since: Day | None = None
    """Only articles published on this day or later."""
    until: Day | None = None
    """Only articles published on this day or earlier."""
    sources: Outlets = []
    """Only these outlets; empty means all."""
    asked_on: Day | None = None
    """The day from which "last week" and the age of news count; that of `as_of`, else today, when missing."""
    as_of: Moment | None = None
    """A day or an instant, such as 2022-06-12T08:30:00Z: only what the archive had seen by then."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("since is later than until")
        return self


class QuestionFields(Limits):
    """The question and the limits set to it."""

    question: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION), NOT_BLANK
    ]
    """The question, in the words of whoever asks."""

    def to_question(self, history: tuple[Turn, ...] = ()) -> Question:
        return Question(
            self.question,
            Window(self.since, self.until),
            tuple(self.sources),
            history,
            asked_on=self.asked_on,
            as_of=self.as_of,
        )


class TurnBody(BaseModel):
    """One earlier message of the conversation."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, frozen=True)

    role: Literal["user", "assistant"]
    text: Annotated[str, StringConstraints(max_length=LONGEST_TURN)]
    cited: Annotated[list[Annotated[str, StringConstraints(max_length=LONGEST_ID)]], Field(max_length=MOST_CITED)] = []
    """Of an answer: `article_id` of each of its `sources`, so that the next question is searched in that story; without
    them it is looked for again."""


class QuestionBody(QuestionFields):
    """What is asked, and how it is to be answered."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "What did Lithuania ask NATO for?", "since": "2022-06-01"}]}
    )

    history: Annotated[list[TurnBody], Field(max_length=MOST_TURNS)] = []
    """The conversation so far, oldest first, so that "and who said so?" can be understood."""
    stream: StrictBool = False
    """True: the answer as server-sent events while it is written."""
    trace: StrictBool = False
    """True: with what happened on the way to it, prompts among that; for a key that may operate."""

    def asked_with_history(self) -> Question:
        history = tuple(Turn(turn.role, turn.text, tuple(turn.cited)) for turn in self.history)
        return replace(self.to_question(history), trace=self.trace)


class SearchBody(QuestionFields):
    """What is looked for."""

    limit: Annotated[int, Field(ge=1, le=50), WHOLE] = 10
    """How many passages at most."""


@dataclass(frozen=True, slots=True)
class EvidenceBody:
    """A passage retrieved for a question, with the article that it is from."""

    article_id: str
    version: int
    start: int
    end: int
    text: str
    title: str
    url: str | None
    source: str
    published: str | None
    score: float
    similarity: float
    also_in: tuple[AlsoIn, ...]
    state: State = "live"
    """Of the article: what is corrected says so here, too."""

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceBody:
        passage, version = evidence.passage, evidence.version
        return cls(
            article_id=passage.article_id,
            version=passage.version,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            title=passage.title,
            url=version.url,
            source=version.source,
            published=version.published,
            score=evidence.score,
            similarity=evidence.similarity,
            also_in=evidence.also_in,
            state=version.state,
        )


@dataclass(frozen=True, slots=True)
class AnswerBody(Answer):
    """An answer whose every number is checked, or what was found instead, with nothing asserted."""

    related: tuple[EvidenceBody, ...] = ()  # type: ignore[assignment]

    @classmethod
    def of(cls, answer: Answer) -> AnswerBody:
        same = {field.name: getattr(answer, field.name) for field in fields(Answer)}
        return cls(**{**same, "related": tuple(EvidenceBody.of(evidence) for evidence in answer.related)})


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """The passages found for a question, best first."""

    evidence: tuple[EvidenceBody, ...]
    about: Window
    """The days that the question's own words name: what was published on them, or just after, comes first."""
    time_words: tuple[str, ...]
    archive_as_of: str | None
    timings: dict[str, float]
    """Milliseconds by stage."""
    words_only: bool = False
    """Whether it was searched for by words alone, since the index of meanings could not be reached."""

    @classmethod
    def of(cls, result: SearchResult, archive_as_of: str | None, timings: dict[str, float]) -> EvidencePage:
        evidence = tuple(EvidenceBody.of(each) for each in result.evidence)
        return cls(evidence, result.about, result.time_words, archive_as_of, timings, result.words_only)


@dataclass(frozen=True, slots=True)
class ArticleBody:
    """An article, one state of its text, and its history."""

    article: ArticleSummary
    version: Version
    versions: tuple[VersionSummary, ...]
