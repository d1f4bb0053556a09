"""The nouns of a trace: what happened on the way from a question to its answer, to be read and to be replayed."""

from __future__ import annotations

from dataclasses import dataclass, field

from ragbot.types.questions import Turn, Window

TRACE_FORM = "ragbot-trace/1"
"""What a trace is, and its schema: another schema is another number."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the limits that were set, so that it can be asked again as of the same time."""

    text: str
    window: Window
    sources: tuple[str, ...]
    history: tuple[Turn, ...]
    asked_on: str
    """The day from which its time words counted, set or not."""
    as_of: str | None


@dataclass(frozen=True, slots=True)
class TracedReading:
    """A question as it was read."""

    corrected: str
    """The question in whole words, with its typos corrected."""
    rewritten: str | None
    """A follow-up in a language model's words; None where none was asked, or where its words were of no use."""
    searched: str
    """What it was searched and answered as."""
    compared: str
    """What passages and sentences were compared with."""
    kind: str
    """As `fact`, `event`, `digest`: which answerer was asked."""
    form: str
    """Of what is asked for: `day`, `amount`, `person` …"""
    about: str
    """What it is about, without its time words and asking words."""
    now: bool
    """Whether it asks for today's state."""
    time_words: tuple[str, ...]
    about_days: Window
    """The days that these name."""
    language: str = "en"
    """Of the rules that read it: there are no others, whatever language it is in."""


@dataclass(frozen=True, slots=True)
class StageScores:
    """What each stage of retrieval had for a passage."""

    similarity: float
    """Cosine with the question."""
    bm25: float
    """Of its article's words."""
    words: float
    """The same as a share of the best article's, in [0, 1]."""
    freshness: float
    """From 0 to 1, which is the last of the days in question."""
    fused: float
    """All of these together, in [0, 1]."""
    rerank: float | None
    """The reranker's judgement, which then is the score; None without a reranker."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage that a search found: a span of one version of an article."""

    article_id: str
    version: int
    start: int
    end: int
    source: str
    """The outlet."""
    published: str | None
    score: float
    """That it was ranked by."""
    scores: StageScores
    title: str | None = None
    """None of a candidate that was not read."""
    also_in: tuple[str, ...] = ()
    """Ids of the articles whose copies were folded into it."""


@dataclass(frozen=True, slots=True)
class TracedSearch:
    """One search of the archive, with its ranked list."""

    text: str
    topic: str
    """The text without its time words."""
    terms: tuple[str, ...]
    """The words, and pairs of words, that were looked for."""
    days: Window
    """The days that were preferred."""
    within: tuple[str, ...]
    """Ids of the only articles that were searched; empty means all."""
    limit: int
    words_only: bool
    candidates: int
    """Passages that were scored."""
    passages: tuple[RankedPassage, ...]
    """What was found, best first."""
    others: tuple[RankedPassage, ...]
    """The best candidates that are not among them: copies, and what came after."""


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """A version of an article that tells of an event."""

    article_id: str
    version: int
    title: str


@dataclass(frozen=True, slots=True)
class TracedStory:
    """Articles about one event."""

    articles: tuple[StoryArticle, ...]
    """In the order of their best passages."""
    newest: str
    """The day of the newest one; "" when none has a date."""
    score: float


@dataclass(frozen=True, slots=True)
class TracedStories:
    """The evidence of a search by story, that of the best passage first."""

    stories: tuple[TracedStory, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether the evidence suffices, as code decides it before any language model is asked."""

    topic: str
    """Of the search whose evidence it is."""
    signals: dict[str, float]
    """Empty where there was nothing to measure."""
    odds: float | None
    """The logarithm of the odds that the evidence answers: from 0 on it does, a follow-up in its story from -3 on."""
    outcome: str
    """`answerable`, `related` or `unknown`."""


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence that could be quoted."""

    article_id: str
    version: int
    start: int
    end: int
    text: str
    score: float
    """The ranker's logit."""
    bonus: float
    """What else spoke for its article."""
    tells: bool
    """Whether it has a value of the form that is asked for."""


@dataclass(frozen=True, slots=True)
class RankedSentences:
    """The best sentences of a story, and which of them were quoted."""

    compared: str
    sentences: tuple[RankedSentence, ...]
    """By the ranker's logit, without what the choice adds to it."""
    quoted: tuple[RankedSentence, ...]
    """With the final score of each, in the order of the answer."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """What a language model was sent, and wrote."""

    purpose: str
    """`standalone_question`, `answer` or `second_look`."""
    model: str
    system: str
    user: str
    reply: str
    """As it came; a NUL takes back all before it."""
    input_tokens: int | None = None
    output_tokens: int | None = None
    failure: str | None = None
    """Why it ended early."""


@dataclass(frozen=True, slots=True)
class TracedClaim:
    """A sentence that a language model wrote, and what the checks made of it."""

    text: str
    """With its markers."""
    fate: str
    """`kept`, `marked` (not supported), `dropped` (invented), `no_claim`, or, left out too, `list_of_sources`
    and `repeated`."""
    failed: tuple[str, ...] = ()
    """The checks that it did not pass."""
    pieces: tuple[int, ...] = ()
    """Numbers of the evidence that it cites, as checked."""
    moved: bool = False
    """Whether the checks cite another piece than the model did."""


@dataclass(frozen=True, slots=True)
class TracedSettings:
    """What the answer depends on, beside the archive and the code."""

    embedding_model: str
    llm: str
    reranker: str | None
    entailment: str | None
    second_look: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened on the way from a question to its answer. It holds prompts, so that only an operator gets it."""

    form: str
    """`ragbot-trace/1`"""
    ragbot: str
    """The version of the code."""
    code: str
    """Digest of its files, which tells versions apart that have one number."""
    settings: TracedSettings
    archive_as_of: str | None
    articles: int
    """In the archive."""
    question: AskedQuestion
    reading: TracedReading | None = None
    """None where the question was read and needed no search."""
    searches: tuple[TracedSearch, ...] = ()
    drawn_on: int | None = None
    """The place, from 0, of the search whose passages were judged; None where none was needed."""
    stories: tuple[TracedStories, ...] = ()
    gates: tuple[Gate, ...] = ()
    decision: str | None = None
    """What was decided in the end: as the last gate, unless what is asked for is missing."""
    sentences: tuple[RankedSentences, ...] = ()
    calls: tuple[ModelCall, ...] = ()
    claims: tuple[TracedClaim, ...] = field(default=())
