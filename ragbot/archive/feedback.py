"""Feedback: readers' ratings of answers, each with the question and the spans that the answer cited."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, func, select, tuple_

from ragbot.archive import catalogue, clock
from ragbot.archive.ledger import Ledger
from ragbot.archive.tables import WHOLE, articles, feedback, hearsay, versions
from ragbot.errors import ArchiveError
from ragbot.types import Answer, Outcome, Version

Rating = Literal["up", "down"]
Reason = Literal["wrong", "outdated", "other_story", "incomplete", "unfounded", "missed", "other"]
"""Of a rating `down`: what it says is wrong, or has passed; it tells of something else; it does not answer; the
articles do not say so; it was refused, and the archive has the answer."""
LONGEST_COMMENT = 1000
"""Characters."""
MOST, MOST_OF_ONE = 10_000, 1000
"""Ratings that are kept in all, and of one key: about a kilobyte each, 25 at the most. The oldest go."""


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """A span of a version that an answer cited, in code points."""

    article_id: str
    version: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class RatedAnswer:
    """The part of a rated answer that the archive keeps."""

    question: str
    """The question as the reader typed it."""
    standalone_question: str
    """The question as ragbot understood it, which can be asked again without its conversation."""
    outcome: Outcome
    asked_on: str | None
    until: str | None
    """The last day whose articles the answer could draw on."""
    citations: tuple[CitedSpan, ...]
    answer_id: str | None = None
    """None where nobody can tell two ratings of one answer apart."""

    @classmethod
    def of(cls, answer: Answer) -> RatedAnswer:
        spans = (CitedSpan(c.article_id, c.version, c.source_start, c.source_end) for c in answer.citations)
        words = (answer.question, answer.standalone_question)
        days = (answer.asked_on, answer.window.until)
        return cls(*words, answer.outcome, *days, tuple(dict.fromkeys(spans)), answer.id)


@dataclass(frozen=True, slots=True)
class Feedback:
    """A reader's rating of an answer."""

    answer: RatedAnswer
    rating: Rating
    reason: Reason | None = None
    text: str = ""
    """The reader's own words."""
    who: str = ""
    """The name of the reader's key, or "" without keys."""
    id: int = 0
    at: str = ""


class FeedbackBook:
    """The ratings in a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def add(self, one: Feedback, *, is_hearsay: bool = False) -> Feedback:
        """Keep a rating with the present time; it replaces an earlier one of the same answer by the same key.

        It is hearsay when only the reader says what the answer cited: then it keeps no article in the archive.
        Where there are too many, the oldest go: first those of the same key. Without keys nobody is told apart.
        """
        one = replace(one, at=clock.now())
        with self._ledger.writing() as connection:
            if one.answer.answer_id:
                same = (feedback.c.answer_id == one.answer.answer_id) & (feedback.c.who == one.who)
                connection.execute(feedback.delete().where(same))
            done = connection.execute(feedback.insert().values(**_row_of(one)))
            one = replace(one, id=int((done.inserted_primary_key or (0,))[0]))
            if is_hearsay:
                connection.execute(hearsay.insert().values(feedback_id=one.id))
            _bound(connection, one.who)
            return one

    def newest(self, most: int, before: int | None = None) -> list[Feedback]:
        """Return the newest ratings, `most` at the most, the last one first; only those with an id below `before`."""
        query = select(feedback).order_by(feedback.c.id.desc()).limit(most)
        query = query if before is None else query.where(feedback.c.id < before)
        with self._ledger.reading() as connection:
            return [_feedback(row) for row in connection.execute(query)]

    def all(self) -> Iterator[Feedback]:
        """Yield all ratings, the oldest first."""
        with self._ledger.reading() as connection:
            yield from (_feedback(row) for row in connection.execute(select(feedback).order_by(feedback.c.id)))

    def cited_articles(self) -> frozenset[str]:
        """Return the ids of the articles that the rated answers cite, but for hearsay."""
        proven = feedback.c.id.not_in(select(hearsay.c.feedback_id))
        query = select(feedback.c.citations).where(proven).distinct()
        with self._ledger.reading() as connection:
            return frozenset(span.article_id for text in connection.scalars(query) for span in _spans(text))

    def count(self) -> int:
        with self._ledger.reading() as connection:
            return connection.execute(select(func.count()).select_from(feedback)).scalar_one()

    def lengths(self, spans: Iterable[CitedSpan]) -> Mapping[tuple[str, int], int]:
        """Return the lengths in code points of those cited texts that the ledger has, even of removed articles."""
        columns = (versions.c.article_id, versions.c.number)
        query = select(*columns, func.length(versions.c.text)).join(articles, WHOLE)
        query = query.where(tuple_(*columns).in_(_keys(spans)))
        with self._ledger.reading() as connection:
            return {(article_id, number): length for article_id, number, length in connection.execute(query)}

    def versions(self, spans: Iterable[CitedSpan]) -> Mapping[tuple[str, int], Version]:
        """Return those of the cited versions that the ledger has, without removed articles."""
        return catalogue.all_versions(self._ledger, _keys(spans))


def _bound(connection: Connection, who: str) -> None:
    """Delete the oldest ratings beyond `MOST` in all and beyond `MOST_OF_ONE` of `who`."""
    of_key = feedback.c.who == who
    for rows, most in ((of_key & (feedback.c.who != ""), MOST_OF_ONE), (feedback.c.id > 0, MOST)):
        newest = select(feedback.c.id).where(rows).order_by(feedback.c.id.desc())
        if last := connection.execute(newest.offset(most).limit(1)).scalar():
            connection.execute(feedback.delete().where(rows, feedback.c.id <= last))


def _keys(spans: Iterable[CitedSpan]) -> list[tuple[str, int]]:
    return sorted({(span.article_id, span.version) for span in spans})


def _row_of(one: Feedback) -> dict[str, object]:
    answer = {**asdict(one.answer), "citations": json.dumps([list(_values(span)) for span in one.answer.citations])}
    return {**answer, "at": one.at, "who": one.who, "rating": one.rating, "reason": one.reason, "text": one.text}


def _values(span: CitedSpan) -> Sequence[str | int]:
    return span.article_id, span.version, span.source_start, span.source_end


def _feedback(row: Any) -> Feedback:
    words = (row.question, row.standalone_question)
    spans = tuple(_spans(row.citations))
    answer = RatedAnswer(*words, row.outcome, row.asked_on, row.until, spans, row.answer_id)
    return Feedback(answer, row.rating, row.reason, row.text, row.who, row.id, row.at)


def _spans(text: str) -> Iterator[CitedSpan]:
    """Read stored spans. Raises ArchiveError when ragbot did not write them so."""
    try:
        for article_id, version, start, end in json.loads(text):
            yield CitedSpan(str(article_id), int(version), int(start), int(end))
    except (ValueError, TypeError, RecursionError):
        raise ArchiveError(f"The ledger is damaged (feedback {text[:40]!a}): restore it from a backup.") from None
