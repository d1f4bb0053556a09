"""Features: numbers that speak for a sentence as the answer: its words, its place, what it tells, who else says so."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from ragbot.answering.candidates import Candidate
from ragbot.reading.events import alike
from ragbot.reading.expected import CUES, Form, form_of, last_sentence, told_in
from ragbot.reading.phrasal import in_one_word
from ragbot.reading.reading import reading
from ragbot.reading.words import STOP_WORDS, stem, stems, terms_of
from ragbot.types import Evidence

Matrix = NDArray[np.float64]
TOPIC = 0.5
"""The worth of a word that stands only before the asking sentence: "The ferry sank. Where was it bound?"."""
ALIKE = 0.7
"""The worth of a word for the same event, beside the question's own word: "sale" where it asks what was sold."""
STOP_STEMS = frozenset(map(stem, STOP_WORDS))


class Comparison:
    """A question beside the sentences that may answer it, with counts over all of them."""

    def __init__(
        self, question: str, evidence: Sequence[Evidence], passages: int, sentences: Sequence[Candidate]
    ) -> None:
        """`passages` is the number of pieces that a search has found; further pieces stand around them."""
        self.question, self.evidence, self.found, self.sentences = question, evidence, passages, sentences
        self.form = form_of(question)
        self.question = in_one_word(question)
        self.asked = stems(question) | stems(self.question)
        self.titles = [reading(piece.version.title).stems for piece in evidence]

    def piece(self, i: int) -> Evidence:
        """Return the piece of evidence that holds a sentence."""
        return self.evidence[self.sentences[i].piece]

    def words(self, i: int) -> frozenset[str]:
        return reading(self.sentences[i].text).stems

    def words_before(self, i: int) -> frozenset[str]:
        return reading(self.sentences[i].before).stems

    def title(self, i: int) -> frozenset[str]:
        return self.titles[self.sentences[i].piece]

    def share(self, words: frozenset[str]) -> float:
        """Return the share of the question's words, in [0, 1]; a word for the same event counts ALIKE as much."""
        return sum(
            weight * (1.0 if word in words else ALIKE * (not words.isdisjoint(self.alike[word])))
            for word, weight in self.weights.items()
        )

    @cached_property
    def alike(self) -> dict[str, frozenset[str]]:
        """For each stem of the question, the stems of words for the same event."""
        return {stem(word): alike(word) for word in terms_of(self.question)}

    @cached_property
    def weights(self) -> dict[str, float]:
        """The weights of the question's words, which add up to 1: a word in fewer sentences weighs more."""
        asking, own = stems(last_sentence(self.question)), [self.words(i) for i in range(len(self.sentences))]
        weights = {
            word: (1.0 if word in asking else TOPIC) * math.log(1 + (len(own) + 1) / (1 + sum(word in o for o in own)))
            for word in map(stem, terms_of(self.question))
        }
        total = sum(weights.values())
        return {word: weight / total for word, weight in weights.items()}

    @cached_property
    def values(self) -> list[set[str]]:
        """For each sentence, its values of the form asked for that the question lacks, in small letters."""
        told = [told_in(sentence.text, self.form) for sentence in self.sentences]
        return [{each.casefold() for each in found if not stems(each) <= self.asked} for found in told]

    @cached_property
    def news(self) -> list[set[str]]:
        """For each sentence, its names and numbers that the question lacks, in small letters."""
        old = self.asked | STOP_STEMS
        told = [reading(sentence.text).details for sentence in self.sentences]
        return [{detail for detail, words in details if not words <= old} for details in told]

    @cached_property
    def votes(self) -> dict[str, int]:
        """The number of passages found that have each of these."""
        texts = [_plain(piece.passage.text) for piece in self.evidence[: self.found]]
        wanted = {each: _plain(each) for each in set().union(*self.news, *self.values)}
        return {each: sum(plain in text for text in texts) for each, plain in wanted.items()}

    @cached_property
    def best(self) -> float:
        """The score of the best passage."""
        return max(piece.score for piece in self.evidence) or 1.0


def _plain(text: str) -> str:
    """Return the words of a text in small letters, each between spaces."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return f" {words} "


def _context(all_: Comparison, i: int) -> float:
    return all_.share(all_.title(i) | all_.words_before(i) | all_.words(i))


def _headline(all_: Comparison, i: int) -> float:
    """Return how much of its headline a sentence repeats: the one that tells the news does."""
    title = all_.title(i) - STOP_STEMS
    return len(title & all_.words(i)) / (1 + len(title))


def _is_of_the_best_article(all_: Comparison, i: int) -> float:
    return float(all_.piece(i).version.article_id == all_.evidence[0].version.article_id)


def _depth(all_: Comparison, i: int) -> float:
    """Return how far down its article a sentence stands, in e-folds of a hundred characters."""
    return math.log1p(all_.sentences[i].span[0] / 100)


def _vote(all_: Comparison, i: int) -> float:
    """Return how many passages have the sentence's best new name or number: an answer is told more than once."""
    return math.log1p(max((all_.votes[each] for each in all_.news[i]), default=0))


def _vote_of_values(all_: Comparison, i: int) -> float:
    """Return the same for values of the form that the question asks for."""
    told = all_.values[i] if all_.form not in CUES else ()
    return math.log1p(max((all_.votes[each] for each in told), default=0))


def _tells(form: Form, all_: Comparison, i: int) -> float:
    return float(all_.form == form and bool(all_.values[i]))


Feature = Callable[[Comparison, int], float]
"""Returns a number for the sentence at that place."""

FEATURES: dict[str, Feature] = {
    "words": lambda all_, i: all_.share(all_.words(i)),
    "words of title, sentence before and sentence": _context,
    "words of sentence before": lambda all_, i: all_.share(all_.words_before(i)),
    "words of title": lambda all_, i: all_.share(all_.title(i)),
    "headline repeated": _headline,
    "passage's score": lambda all_, i: all_.piece(i).score / all_.best,
    "passage's similarity": lambda all_, i: all_.piece(i).similarity,
    "passage found": lambda all_, i: float(all_.sentences[i].piece < all_.found),
    "best article": _is_of_the_best_article,
    "depth": _depth,
    "new names and numbers": lambda all_, i: math.log1p(len(all_.news[i])),
    "vote": _vote,
    "vote for what is asked": _vote_of_values,
    **{f"tells the {form}": partial(_tells, form) for form in get_args(Form)},
}
"""docs/evaluation.md has what each is good for, and what was tried beside: a sentence's length, age, pronouns, and its
cosine to the question added nothing."""


def features(all_: Comparison) -> Matrix:
    """Return a row for each sentence, with a column for each feature."""
    rows = [[feature(all_, i) for feature in FEATURES.values()] for i in range(len(all_.sentences))]
    return np.array(rows, dtype=float).reshape(-1, len(FEATURES))
