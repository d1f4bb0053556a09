"""The nouns of ragbot: Articles have Versions, Versions Passages; a Passage becomes Evidence, and Evidence a Citation.

Times are ISO 8601 strings in one of two precisions: a day (`2022-06-12`) or an instant (`2022-06-12T08:30:00Z`), so
that a publisher who gave a day is never shown with an hour. What a publisher dates keeps their offset
(`2022-06-11T22:30:00-05:00`): the first ten characters are the publisher's own day, and days sort as text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from ragbot.addresses import plain

EMBEDDED_TITLE = 120
"""Characters of a title that are embedded with each passage, so that a monstrous one leaves room for the text."""

LONGEST_QUESTION = 2000
"""Characters."""

State = Literal["live", "corrected", "retracted", "removed"]
"""Of an article: "retracted" and "removed" support no answer; what is "corrected" is cited with what changed."""
CheckName = str
"""What a claim is compared with its source for: words in quotation marks, numbers and dates, names, what is said to
happen, its meaning. `ragbot/checks/table.py` has them."""
Outcome = Literal["answered", "related", "not_in_archive", "degraded"]
"""`related`: passages are about the same, and may not have what is asked, so that nothing is asserted."""


@dataclass(frozen=True, slots=True)
class Article:
    """What a publisher published at one address, cleaned, as it goes into the archive."""

    title: str
    text: str
    address: str
    """What makes it the same article next time: its canonical URL, else its file, else its outlet and title."""
    url: str | None = None
    """Canonical http(s) address, for people to open."""
    source: str = ""
    """The outlet; empty when unknown."""
    published: str | None = None
    """The publisher's date, or None; never the time of ingest."""
    modified: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    """ISO 639-1 code, given or guessed."""
    state: State | None = None
    """What its publisher says of it, in a field or in the text; None when they say nothing."""
    note: str | None = None
    """The publisher's words about a correction or a retraction."""
    partial: bool = False
    """Only a part of its text came in: a feed's summary, the beginning before a paywall, a copy that was cut."""
    known_as: str | None = None
    """Its id in an archive that took it in under another spelling of its address."""
    file: str = field(default="", repr=False)  # `ragbot eval` tells by their texts if articles are as they were
    """That it came in, where only that tells it from others: `file:/news/a.txt`, or `upload:a.txt`."""

    @property
    def id(self) -> str:
        """That in the archive."""
        return self.known_as or self.address_id

    @property
    def address_id(self) -> str:
        """32 hex digits of the SHA-256 of the address in its plain spelling."""
        return sha256(plain(self.address))[:32]

    @property
    def page_id(self) -> str | None:
        """The id of the page of which it is a post, by the fragment of its address; None when it is none."""
        page, fragment, _ = self.address.partition("#")
        return sha256(plain(page))[:32] if fragment and "://" in page else None

    @property
    def digest(self) -> str:
        """SHA-256 of title and text: what makes a version a new one."""
        return sha256(f"{self.title}\n\n{self.text}")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def is_before(one: str, other: str) -> bool:
    """Whether the one time is before the other; a day and an instant compare by their day, an unknown one by none."""
    if not one or not other:
        return False
    if is_day(one) or is_day(other):
        return one[:10] < other[:10]
    return _in_utc(one) < _in_utc(other)


def _in_utc(instant: str) -> str:
    """An instant with an offset as those sort that have none."""
    if instant.endswith("Z") or "T" not in instant:
        return instant
    return datetime.fromisoformat(instant).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_day(text: str) -> bool:
    """Whether it is a day as we write it: `2022-06-12`, not `20220612`, which `fromisoformat` takes too."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article's text. Citations point into `text`."""

    article_id: str
    number: int
    """1 for the first state that the archive saw."""
    title: str
    text: str
    url: str | None
    source: str
    published: str | None
    modified: str | None
    authors: tuple[str, ...]
    language: str | None
    seen: str
    """When the archive took it in."""
    state: State = "live"
    """Of its article."""
    note: str | None = None
    """The publisher's words about a correction or a retraction, as they came with this version."""
    partial: bool = False
    """Whether only a part of the article's text came in."""

    def passage(self, start: int, end: int) -> Passage:
        """The span of its text."""
        return Passage(self.article_id, self.number, start, end, self.text[start:end], self.title)


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of whole sentences of one version: the unit of retrieval."""

    article_id: str
    version: int
    start: int
    end: int
    """`version.text[start:end]` in code points."""
    text: str
    title: str

    @property
    def embedded_text(self) -> str:
        """What the embedding model reads: the headline tells what "he" and "the city" in a passage mean."""
        return f"{self.title[:EMBEDDED_TITLE]}\n{self.text}" if self.title else self.text

    @property
    def key(self) -> str:
        """32 hex digits: the same for every passage of the same text under the same (embedded) title."""
        return sha256(f"{self.title[:EMBEDDED_TITLE]}\0{self.text}")[:32]


@dataclass(frozen=True, slots=True)
class Window:
    """The days that an answer may draw on, both included; None leaves that side open."""

    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    text: str
    cited: tuple[str, ...] = ()
    """Of an answer: ids of the articles that it cites, in that order. Without them they are looked for again."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, with the limits they set."""

    text: str
    window: Window = Window()
    sources: tuple[str, ...] = ()
    """Only these outlets; empty means all."""
    history: tuple[Turn, ...] = ()
    asked_on: str | None = None
    """The day from which "last week" and the age of news count; None means that of `as_of`, else today."""
    as_of: str | None = None
    """Day (all of it) or instant: only what the archive had seen by then is used, in that state; None means now."""


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """Another article: one that carries the same passage, or that tells another story."""

    article_id: str
    title: str
    source: str
    url: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage retrieved for a question."""

    passage: Passage
    version: Version
    score: float
    """What speaks for it, in [0, 1]: its meaning, its article's words, its day (`retrieve.py`)."""
    similarity: float
    """Cosine between question and passage."""
    also_in: tuple[AlsoIn, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, and how it understood the question's time."""

    evidence: tuple[Evidence, ...]
    """Best first."""
    about: Window
    """The days that the question's own words name: what was published on them, or just after, was preferred."""
    time_words: tuple[str, ...]
    """Those words: "last week"."""
    topic: str
    """The question without them: what the words of an article are compared with."""
    days: Window = Window()
    """The days that were preferred: those that it names and some after them, else up to the newest in the archive."""
    newest: bool = False
    """Whether it asks for the newest state."""
    words_only: bool = False
    """Whether it was searched for by words alone, since the index of meanings could not be reached."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The story that a conversation is about, in which a follow-up was searched."""

    article_id: str
    """Of its main article: the one that the last answer cites first."""
    title: str
    published: str | None


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


Genre = Literal["opinion", "column", "editorial", "letter", "analysis", "review"]
"""Of an article that says what its author thinks."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """That an article is no report."""

    kind: Genre
    author: str
    """As the article names them; "" where it does not."""

    @property
    def words(self) -> str:
        """ "Opinion by Mira Holt", or "Opinion"."""
        return f"{self.kind.capitalize()} by {self.author}" if self.author else self.kind.capitalize()


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of an answer tied to a span of an article: `version.text[source_start:source_end] == cited_text`."""

    number: int
    """The [n] in the answer, and the number of the source."""
    start_index: int
    end_index: int
    """The span of the answer that is supported, marker included."""
    cited_text: str
    source_start: int
    source_end: int
    article_id: str
    version: int
    title: str
    url: str | None
    source: str
    published: str | None
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
class Statement:
    """What one article says where others say something else."""

    value: str
    """Such as "43", "Tuesday", "Anna Berg": as the text has it."""
    cited_text: str
    source_start: int
    source_end: int
    article_id: str
    version: int
    title: str
    url: str | None
    source: str
    published: str | None
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
class Source:
    """An article that the answer cites, by its number."""

    number: int
    article_id: str
    version: int
    title: str
    url: str | None
    source: str
    published: str | None
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
    window: Window = Window()
    """The limits that were set: nothing outside of them was used."""
    about: Window = Window()
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


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article as lists show it: its current version without the text."""

    id: str
    url: str | None
    source: str
    state: State
    first_seen: str
    version: int
    title: str
    published: str | None
    modified: str | None
    authors: tuple[str, ...]
    language: str | None
    partial: bool = field(default=False, kw_only=True)
    """Whether the archive has only a part of its text."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of an article's text around what was searched for."""

    start: int
    end: int
    text: str
    """`version.text[start:end]`, in code points."""
    hits: tuple[Place, ...]
    """In the version's text, as start and end are."""


@dataclass(frozen=True, slots=True)
class ListedArticle(ArticleSummary):
    """An article in a list, with where it has the words that were searched for."""

    title_hits: tuple[Place, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Some articles, the newest or the most relevant first, and where to go on."""

    articles: tuple[ListedArticle, ...]
    next: str | None
    """Cursor of the next page; None on the last one."""


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """One line of an article's history."""

    number: int
    title: str
    published: str | None
    modified: str | None
    seen: str
    partial: bool = False
    """Whether only a part of the article's text came in."""


@dataclass(frozen=True, slots=True)
class SourceCount:
    """An outlet and how many of its articles the archive holds."""

    source: str
    articles: int
    newest: str | None = None
    """Publication date of the newest of them."""
    seen: str | None = None
    """When the archive last took a version of one of them in."""


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """A language and how many articles are in it; None where it is unknown."""

    language: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day and how many articles were published on it."""

    day: str
    articles: int


@dataclass(frozen=True, slots=True)
class Days:
    """Articles by the day of their publication."""

    days: tuple[DayCount, ...]
    """Those that have any, in order."""
    undated: int
    total: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is in the archive. Counts are of current, visible articles."""

    articles: int
    versions: int
    passages: int
    sources: tuple[SourceCount, ...]
    oldest: str | None
    newest: str | None
    """First and last publication date."""
    as_of: str | None
    """When the archive last took something in."""
    embedding_model: str
    languages: tuple[LanguageCount, ...] = ()
    """Most articles first."""
    late: tuple[LateSource, ...] = ()
    """Followed sources that are late, 20 at most: those whose trouble is older first."""
    invented: int = 0
    """Articles at an address under `.example`, which nobody can own (RFC 2606), as the samples are."""
