"""The nouns of answering: an Answer with its Citations and Sources, and what a reader should know beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ragbot.types.articles import ArticleRef, Opinion, State
from ragbot.types.questions import AlsoIn, Evidence, Focus, Window
from ragbot.types.trace import Trace

CheckName = str
"""What a claim is compared with its source for: words in quotation marks, numbers and dates, names, what is said to
happen, its meaning. `ragbot/checks/table.py` has them."""


Outcome = Literal["answered", "related", "not_in_archive", "degraded"]
"""`related`: passages are about the same, and may not have what is asked, so that nothing is asserted."""


@dataclass(frozen=True, slots=True)
class Support:
    """How the sentence of an answer compares with what it cites."""

    passed: tuple[CheckName, ...]
    failed: tuple[CheckName, ...] = ()
    similarity: float | None = None
    """Cosine of the sentence and the cited text; None when the text is quoted word for word."""
    entailment: float | None = None
    """How sure a model for natural language inference is that the cited text says so; None without such a model."""
    found: bool = False
    """Whether the checks found the passage that says so, where the language model gave no number, or that of others."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose statement a cited text is: the outlet reports that somebody said it."""

    outlet: str
    speaker: str | None
    """As the article names them; None for a source that it does not name ("officials", "a person familiar with")."""
    quoted: bool
    """Whether it is in quotation marks, at least in part."""


@dataclass(frozen=True, slots=True)
class Citation(ArticleRef):
    """A span of an answer tied to a span of an article: `version.text[source_start:source_end] == cited_text`."""

    number: int
    """The [n] in the answer, and the number of the source."""
    start_index: int
    end_index: int
    """The span of the answer that is supported, marker included."""
    cited_text: str
    source_start: int
    source_end: int
    state: State = "live"
    support: Support | None = None
    attribution: Attribution | None = None
    """None when the outlet says it in its own name."""
    outlets: tuple[str, ...] = ()
    """Independent outlets in the evidence that say the same, this one first; copies of one story count once."""
    opinion: Opinion | None = None
    """Of what kind and whose it is where the article is an opinion piece; None of a report."""


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that differs between two versions of an article; on one side None when it came in or went out."""

    before: str | None
    after: str | None
    before_start: int | None = None
    before_end: int | None = None
    after_start: int | None = None
    after_end: int | None = None
    """Spans in the texts of the two versions, in code points."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A cited article that was corrected."""

    number: int
    """Of the source."""
    note: str | None
    """What the publisher says about it: the words of the version that is cited."""
    from_version: int | None
    """The version before, when the archive has one."""
    changes: tuple[Change, ...] = ()
    """From that version to the cited one."""


@dataclass(frozen=True, slots=True)
class Statement(ArticleRef):
    """What one article says where others say something else."""

    value: str
    """Such as "43", "Tuesday", "Anna Berg": as the text has it."""
    cited_text: str
    source_start: int
    source_end: int
    outlets: tuple[str, ...] = ()
    """Independent outlets that say so; copies count once."""
    superseded: bool = False
    """Whether a later article gives a newer value of what changes with the days, such as a toll."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact for which current articles give different values."""

    kind: Literal["number", "date", "name"]
    statements: tuple[Statement, ...]
    """At least two values, newest first; which is right is not for us to say."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A sentence of an answer that its citations do not support, or that has none."""

    start_index: int
    end_index: int
    failed: tuple[CheckName, ...]
    """Empty when it cites nothing."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the language model counted."""

    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Source(ArticleRef):
    """An article that the answer cites, by its number."""

    number: int
    authors: tuple[str, ...] = ()
    also_in: tuple[AlsoIn, ...] = ()
    state: State = "live"
    opinion: Opinion | None = None
    """As a citation has it."""
    partial: bool = False
    """Whether the archive has only a part of its text."""


@dataclass(frozen=True, slots=True)
class Respelled:
    """A word of a question that was taken for a typo."""

    typed: str
    meant: str
    """What was searched for in its place."""


LateKind = Literal["silent", "failing", "unchecked", "gone"]
"""`unchecked`: nobody looked at a source when it was due."""


@dataclass(frozen=True, slots=True)
class LateSource:
    """A followed source that cannot be trusted to be fresh: what is new there may not be here."""

    id: str
    title: str
    outlet: str
    """Of the articles that came from it; "" before the first one."""
    kind: LateKind
    since: str
    """When its newest article was published, when it first failed, or when nobody checked it."""
    why: str
    """In words that go on from the title: "is silent for longer than usual: …"."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gets: an answer with checked citations, or what was found instead, with nothing asserted."""

    id: str
    question: str
    standalone_question: str
    """The question as it was understood: typos corrected, what it refers to filled in where that reads well."""
    answer: str
    outcome: Outcome
    citations: tuple[Citation, ...] = ()
    sources: tuple[Source, ...] = ()
    related: tuple[Evidence, ...] = ()
    """When nothing is answered: the nearest passages, which prove nothing."""
    others: tuple[AlsoIn, ...] = ()
    """Articles of other stories that bear on the question, one of each: nothing in the answer comes from them."""
    window: Window = field(default_factory=Window)
    """The limits that were set: nothing outside of them was used."""
    about: Window = field(default_factory=Window)
    """The days that the question's own words name: what was published on them, or just after, was preferred."""
    time_words: tuple[str, ...] = ()
    """Those words: "last week"."""
    asked_on: str | None = None
    """The day from which they were counted."""
    spelling: tuple[Respelled, ...] = ()
    """The typos that were corrected; a word in quotation marks is searched for as it is typed."""
    archive_as_of: str | None = None
    """When the archive last took something in; None when it is empty."""
    as_of: str | None = None
    """What was asked for: nothing that the archive saw later was used."""
    newest_evidence: str | None = None
    """When the newest article of the evidence was published: that cited, or, when nothing is answered, that related."""
    newest_evidence_age: int | None = None
    """Days from then to `asked_on`."""
    unsupported: tuple[Unsupported, ...] = ()
    """Sentences that no citation supports."""
    corrections: tuple[Correction, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    late: tuple[LateSource, ...] = ()
    """Followed sources whose outlet is cited, or related, and which are late: there may be news that is not here."""
    notes: tuple[str, ...] = ()
    """What else a reader should know, a sentence each: annotations without a field of their own add to them."""
    backend: str = "extractive"
    reason: str | None = None
    """Why the outcome is not "answered", in a sentence for people."""
    words_only: bool = False
    """Whether it was searched for by words alone, since the index of meanings could not be reached."""
    dropped_citations: int = 0
    """Markers that pointed at nothing."""
    dropped_sentences: int = 0
    """Sentences of the language model with a number or a quote that nothing in the evidence has, or which what they
    cite denies or only expects."""
    usage: Usage | None = None
    focus: Focus | None = None
    """Of a follow-up that was searched in the story of the last answer: that story. None: in the whole archive."""
    timings: dict[str, float] = field(default_factory=dict)
    """Milliseconds by stage."""
    trace: Trace | None = None
    """What happened on the way to it, where that was asked for."""


@dataclass(frozen=True, slots=True)
class Sources:
    """While an answer streams: the sources numbered so far."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """While an answer streams: the next piece of its text."""

    text: str


Event = Sources | Delta | Citation | Answer
"""What `Bot.stream` yields; the last one is always the checked Answer, and it replaces whatever was streamed before."""
