"""Labelled sentences: typed questions, each with an article and its sentences that answer, if it has any.

A file of them has a line of JSON for each question: `question`, the article's `url`, `answers`, a list of spans
[start, end) in the article's text, and `date`, where it is asked on a day. It has none of the text, which ARTICLES of
`ragbot.evaluation.train` bring, or an archive.
"""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as day
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from ragbot.answering.candidates import READ
from ragbot.answering.quotable import quotable
from ragbot.errors import EvaluationError
from ragbot.evaluation.question_file import read_lines
from ragbot.models.cross_encoder import SentenceInContext
from ragbot.reading.sentences import Span
from ragbot.reading.words import STOP_WORDS, stem, stems
from ragbot.types import Question, Version

NEAR, FAR = 20, 8
"""Sentences that do not answer which are kept for a question: of its article, and of articles on other events."""
SAME_EVENT = 30
"""Days within which another article may tell of the same event, and so may answer."""
FREQUENT = 2000
"""A word in more sentences than these does not make one worth comparing."""
STOP_STEMS = frozenset(map(stem, STOP_WORDS))


RawArticle = Mapping[str, Any]
"""An article as a line of JSON: `url`, `title`, `text`, `published`."""


class LabelledQuestion(BaseModel):
    """A line of the file."""

    question: str = Field(min_length=1)
    url: str
    answers: list[Span]
    date: day | None = None

    def on_its_day(self) -> Question:
        return Question(self.question, asked_on=self.date.isoformat() if self.date else None)

    def is_answered_by(self, span: Span) -> bool:
        """Whether a sentence of its article answers it."""
        return any(_is_within(span, answer) for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with sentences that answer it and sentences that do not, those with most of its words first."""

    question: str
    right: tuple[SentenceInContext, ...]
    near: tuple[SentenceInContext, ...]
    """Of the same article."""
    far: tuple[SentenceInContext, ...]
    """Of articles on other events."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    day: int
    span: Span
    words: frozenset[str]
    """The stems of its words and of the sentence before it."""
    read: SentenceInContext


class Corpus:
    """The sentences of articles, by article and by word."""

    def __init__(self, articles: Iterable[RawArticle]) -> None:
        self.of_article: dict[str, list[_Sentence]] = {}
        self._with_word: dict[str, list[_Sentence]] = defaultdict(list)
        for article in articles:
            self.of_article[article["url"]] = own = list(_sentences(article))
            for sentence in own:
                for word in sentence.words:
                    self._with_word[word].append(sentence)

    def _weight(self, word: str) -> float:
        """Return how rare a stem is."""
        return math.log(1 + len(self.of_article) / (1 + len(self._with_word.get(word, ()))))

    def _elsewhere(self, words: frozenset[str], day: int) -> list[_Sentence]:
        """Return sentences with the most of these stems, in articles on other events."""
        weights: Counter[int] = Counter()
        known: dict[int, _Sentence] = {}
        for word in words:
            sentences = self._with_word.get(word, [])
            for sentence in sentences if len(sentences) <= FREQUENT else ():
                if abs(sentence.day - day) > SAME_EVENT:
                    known[id(sentence)] = sentence
                    weights[id(sentence)] += round(1000 * self._weight(word))
        return [known[i] for i, _ in weights.most_common(FAR)]

    def labelled(self, question: LabelledQuestion) -> Labelled | None:
        """Return a question with its sentences; None when its article is missing, or none of it can be quoted."""
        own = self.of_article.get(question.url, [])
        right = [sentence for sentence in own if question.is_answered_by(sentence.span)]
        if not own or (question.answers and not right):
            return None
        words = frozenset(stems(question.question)) - STOP_STEMS
        wrong = sorted((each for each in own if each not in right), key=lambda each: self._shared(words, each))
        far = self._elsewhere(words, own[0].day)
        return Labelled(question.question, *(tuple(each.read for each in some) for some in (right, wrong[:NEAR], far)))

    def _shared(self, words: frozenset[str], sentence: _Sentence) -> float:
        """Return less for a sentence with more of the words."""
        return -sum(map(self._weight, words & sentence.words))


def _sentences(article: RawArticle) -> Iterator[_Sentence]:
    text, title, published = article["text"], article.get("title") or "", article.get("published")
    version = Version(article["url"], 1, title, text, article["url"], "", published, None, (), "en", "")
    written, before = day.fromisoformat(published[:10]).toordinal() if published else 0, ""
    for span, _, words in quotable(version, 0, min(len(text), READ)):
        read = SentenceInContext(words, before, title)
        yield _Sentence(written, span, frozenset(stems(f"{words} {before}")) - STOP_STEMS, read)
        before = words


def _is_within(span: Span, answer: Span) -> bool:
    """Whether most of a sentence, or of the answer, is in the other."""
    shared = min(span[1], answer[1]) - max(span[0], answer[0])
    return 2 * shared > min(span[1] - span[0], answer[1] - answer[0])


def read_labelled(questions: Path, articles: Sequence[Path]) -> list[Labelled]:
    """Return the questions of a file that the articles suffice for. Raises EvaluationError with file and line."""
    asked = list(read_lines(questions, LabelledQuestion).values())
    wanted = {question.url for question in asked}
    corpus = Corpus({one["url"]: one for path in articles for one in _articles(path) if one["url"] in wanted}.values())
    return list(filter(None, map(corpus.labelled, asked)))


def _articles(path: Path) -> Iterator[RawArticle]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{path} cannot be read ({error}): give a gzipped file of JSON lines.") from None
