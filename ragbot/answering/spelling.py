"""Typos of a question: words that the archive does not have become those that it has, names first."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from ragbot.archive.fulltext import stems
from ragbot.reading.sentences import Span
from ragbot.reading.shorthand import written_out
from ragbot.reading.words import STOP_WORDS
from ragbot.types import Respelled

if TYPE_CHECKING:
    from ragbot.archive.archive import Archive
    from ragbot.archive.vocabulary import Vocabulary

SHORTEST, SHORTEST_OF_PAIR, SHORTEST_FOR_TWO = 5, 3, 8
"""Letters of a word that may have a typo, when the word beside it tells, and when it may have two."""
MOST_UNKNOWN = 0.5
"""Of a question's words: where more are unknown it is in another language, or about what the archive does not have."""
MOST_CANDIDATES = 12
SEEN_OFTEN = 3
"""Articles that make a word more than somebody's typo."""
SOUNDS = ("aeiouy", "ckqsz", "fv", "gj", "mn", "dt", "bp")
SLIP, LIKELY, EXTRA, OTHER, UNLIKELY = 0.4, 0.7, 0.9, 1.0, 1.5
"""What it costs: a letter doubled or not, two swapped; one left out, one that sounds alike; one too many; another."""
GOOD_COMPANY = 0.2
"""The share of articles with the question's other words that makes any slip likely, and a rare word none."""
RARE = 2
"""Articles that may have the same typo, or a namesake."""
BESIDE = 2.0
"""What it is worth to stand beside the same word."""
KNOWN_NAME, MUCH_MORE = 10, 50
"""Articles that have a name that is seldom mistyped for another; and a word that has one for each that has the typo."""
MOST_AROUND = 12
"""Words of a question that are company."""
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
ACCENTED = re.compile(r"\b[a-zA-Z]*[^\W\d_a-zA-Z][^\W\d_]*")  # "Dvořák", "Ålesund"
_WORD = re.compile(r"(?<![\w@#./&'’-])[^\W\d_]+(?=(?:['’]s)?(?![\w@/&'’-]|\.\w))")  # not "covid" of "covid-19"
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”»]|(?<!\w)['‘][^'’]*['’](?!\w)")  # "“Orm”"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A question as it was probably meant."""

    text: str
    changes: tuple[Respelled, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    word: str
    articles: int
    cost: float
    """How unlikely the slip is."""


def corrected(question: str, archive: Archive) -> Corrected:
    """The question in whole words, with its typos corrected; itself when it has none that the archive can tell.

    A word is corrected when no article has it and the embedding model has no token of its own for it, so that it is no
    English word either. It becomes one that articles have with one letter more, less or other, or two that changed
    places (two slips from 8 letters on), with the same first letter: one that stands beside the same word, or in the
    articles with the question's other words, or is often told and differs as typos do. Words in quotation marks, in
    capitals or with digits stay.
    """
    question = written_out(question)
    vocabulary, words = archive.vocabulary(), list(_words(question))
    unknown = {word for _, word in words if not _is_word(word, archive) and not vocabulary.holding(word)}
    if len(unknown) > MOST_UNKNOWN * len(words):
        return Corrected(question)
    changes = list(_models(question, vocabulary))
    for index, (span, _) in enumerate(words):
        if better := _better(question, words, index, archive):
            changes.append((span, better))
    return _changed(question, sorted(changes))


def _better(question: str, words: list[tuple[Span, str]], index: int, archive: Archive) -> str | None:
    """What one of the words of a question was meant to be; None where it stays."""
    span, word = words[index]
    typed, vocabulary = question[slice(*span)], archive.vocabulary()
    if longer := _left_out(typed, word, archive):
        return longer
    if not _may_be_typo(typed, word, archive):
        return None
    if two := _apart(word, vocabulary):
        return two
    around = _Around.of(question, words, index, archive)
    if around.knows(word, vocabulary):
        return None
    best = _best(typed, word, around, vocabulary)
    return best.capitalize() if best and typed.istitle() and best.islower() else best


def _models(question: str, vocabulary: Vocabulary) -> Iterator[tuple[Span, str]]:
    """A name of letters and a number, written as no article has it: "rav 4" for "rav4", "covid19", "i95" for "I-95"."""
    for found in _MODEL.finditer(question):
        name, between, number = found.groups()
        apart = f"{name} {number}" if len(name) > 1 else f"{name.upper()}-{number}"
        other = f"{name}{number}" if between else apart
        if not vocabulary.holding(f"{name}{between}{number}") and vocabulary.holding(other):
            yield found.span(), other


_MODEL = re.compile(r"(?<![\w'’.-])([A-Za-z]{2,}|[A-Za-z](?=\d\d))([ -]?)(\d{1,3})(?![\w-]|[.,]\d)")
"""As in "rav 4", "covid-19", "i95"; not "B2"."""


def _left_out(typed: str, word: str, archive: Archive) -> str | None:
    """The word with a letter more, where articles write it so alone and both have one stem: "recal", "retirment"."""
    vocabulary = archive.vocabulary()
    if not typed.islower() or len(word) < SHORTEST or _is_word(word, archive) or not vocabulary.holding(word):
        return None
    longer = [word[:i] + c + word[i:] for i in range(1, len(word) - KEPT) for c in ALPHABET] + [word + word[-1]]
    own = stems([word])[0]
    alike = (other for other, stem in zip(longer, stems(longer), strict=True) if stem == own)
    if _written(word, vocabulary):
        return None
    return next((other for other in dict.fromkeys(alike) if _written(other, vocabulary) == other), None)


KEPT = 2
"""Letters at the end of a word before which none is missing: "retires" is no slip for "retirees"."""


def _apart(word: str, vocabulary: Vocabulary) -> str | None:
    """Two words that stand together in articles: "nightferry"; a letter at the seam may be lacking: "primeridian"."""
    if len(word) < SHORTEST_FOR_TWO or vocabulary.holding(word):
        return None
    found: dict[str, int] = {}
    for i in range(SHORTEST_OF_PAIR, len(word) - SHORTEST_OF_PAIR + 1):
        seconds = [second for second in (word[i:], word[i - 1 :]) if vocabulary.holding(second)]
        pairs = (f"{word[:i]}{end} {second}" for second in seconds for end in ("", *VOWELS))
        found |= {pair: len(vocabulary.holding(pair)) for pair in pairs}
    best = max(found, key=lambda two: (found[two], -len(two)), default="")
    return best if found.get(best, 0) >= SEEN_OFTEN else None


VOWELS = "aeiou"


def _may_be_typo(typed: str, word: str, archive: Archive) -> bool:
    if len(word) < SHORTEST_OF_PAIR or typed.isupper() or _is_word(word, archive):
        return False
    return len(archive.vocabulary().holding(word)) <= RARE


def _changed(question: str, changes: list[tuple[Span, str]]) -> Corrected:
    text = question
    for (start, end), better in reversed(changes):
        text = f"{text[:start]}{better}{text[end:]}"
    return Corrected(text, tuple(Respelled(question[slice(*span)], better) for span, better in changes))


def _words(question: str) -> Iterator[tuple[Span, str]]:
    """Spans and plain small letters of the words that may be meant for something to look for."""
    quoted = [found.span() for found in _QUOTED.finditer(question)]
    for found in _WORD.finditer(question):
        word = _plain(found[0])
        is_quoted = any(start <= found.start() < end for start, end in quoted)
        if not is_quoted and word.isascii() and word not in STOP_WORDS:
            yield found.span(), word


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def _is_word(word: str, archive: Archive) -> bool:
    return len(archive.embeddings.token_spans(word)) == 1


@dataclass(frozen=True, slots=True)
class _Around:
    """The other words of a question, which the right one should know."""

    before: str | None
    after: str | None
    """The words right beside it."""
    others: tuple[frozenset[int], ...]
    """The articles that have each of the others."""
    size: int
    """Articles in the archive."""

    @classmethod
    def of(cls, question: str, words: list[tuple[Span, str]], index: int, archive: Archive) -> _Around:
        vocabulary = archive.vocabulary()
        (start, end), word = words[index]
        before = next((w for (_, e), w in words if e + 1 == start and question[e] == " "), None)
        after = next((w for (s, _), w in words if s == end + 1 and question[end] == " "), None)
        others = (vocabulary.holding(w) for w in dict.fromkeys(w for _, w in words[:MOST_AROUND]) if w != word)
        return cls(before, after, tuple(articles for articles in others if articles), archive.size())

    def beside(self, word: str, vocabulary: Vocabulary) -> int:
        """How many articles have the word right beside the same word."""
        pairs = [f"{self.before} {word}"] * bool(self.before) + [f"{word} {self.after}"] * bool(self.after)
        return sum(len(vocabulary.holding(pair)) for pair in pairs)

    def knows(self, word: str, vocabulary: Vocabulary) -> bool:
        """Whether an article has it beside the same word, or with the question's other words: "seatbelt chime"."""
        articles = vocabulary.holding(word)
        return bool(articles) and (bool(self.beside(word, vocabulary)) or self.company(articles) >= GOOD_COMPANY)

    def company(self, articles: frozenset[int]) -> float:
        """How much more often these articles have the other words than all have them: a share, -1 to 1."""
        more = [len(articles & others) / len(articles) - len(others) / self.size for others in self.others]
        return sum(more) / len(more) if more else 0.0


def _best(typed: str, word: str, around: _Around, vocabulary: Vocabulary) -> str | None:
    """The word that was meant, as articles write it; None when none is likely enough."""
    candidates = _one_slip(word, vocabulary)
    if not candidates and len(word) >= SHORTEST_FOR_TWO:
        candidates = _two_slips(word, vocabulary)
    typed_in = len(vocabulary.holding(word))
    own = _written(word, vocabulary) if typed_in else None
    for candidate, beside, company in _by_likelihood(candidates, around, vocabulary):
        written = _written(candidate.word, vocabulary)
        if (
            written
            and not (own and written.islower() and not own.islower())
            and _is_likely(typed, candidate, written, beside, company, typed_in)
        ):
            return written
    return None


def _by_likelihood(
    candidates: list[_Candidate], around: _Around, vocabulary: Vocabulary
) -> list[tuple[_Candidate, bool, float]]:
    """The candidates, the likeliest first: whether each stands beside the same word, and what company it keeps."""
    scored: list[tuple[float, _Candidate, bool, float]] = []
    for candidate in sorted(candidates, key=lambda one: (one.cost, -one.articles))[:MOST_CANDIDATES]:
        articles = vocabulary.holding(candidate.word)
        beside, company = around.beside(candidate.word, vocabulary), around.company(articles)
        score = BESIDE * bool(beside) + company + log(1 + len(articles)) / 8 - candidate.cost
        scored.append((score, candidate, bool(beside), company))
    return [(candidate, beside, company) for _, candidate, beside, company in sorted(scored, key=lambda one: -one[0])]


def _is_likely(typed: str, candidate: _Candidate, written: str, beside: bool, company: float, typed_in: int) -> bool:
    """Names are often just new: one is changed to what stands beside the same word, or for a slip of the hand."""
    articles, cost = candidate.articles, candidate.cost
    if beside or len(typed) < SHORTEST:
        return beside and articles > typed_in
    if typed_in:
        return typed.islower() and written.islower() and cost <= LIKELY and articles >= MUCH_MORE * typed_in
    if typed.islower() and written.islower():
        return cost <= OTHER if company >= GOOD_COMPANY else cost <= LIKELY and articles >= SEEN_OFTEN
    if cost <= SLIP:
        return articles >= KNOWN_NAME
    return not written.islower() and cost <= LIKELY and articles >= MUCH_MORE


def _one_slip(word: str, vocabulary: Vocabulary) -> list[_Candidate]:
    edits = dict(sorted(_edits(word), key=lambda edit: -edit[1]))  # the likelier way to a word counts
    found = []
    for (edit, cost), stem in zip(edits.items(), stems(list(edits)), strict=True):
        if articles := vocabulary.terms(edit[0]).get(stem) if edit[0] == word[0] else len(vocabulary.holding(edit)):
            found.append(_Candidate(edit, articles, cost))
    return found


def _edits(word: str) -> Iterator[tuple[str, float]]:
    """What it may be with one slip, and what that slip costs: "winner" of "winer" little, "wider" much."""
    for i in range(len(word)):
        head, tail = word[:i], word[i:]
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:], SLIP
        if head:
            yield head + tail[1:], SLIP if tail[0] == head[-1] else EXTRA
            yield from (
                (head + c + tail[1:], LIKELY if _sound_alike(c, tail[0]) else OTHER) for c in ALPHABET if c != tail[0]
            )
            yield from ((head + c + tail, SLIP if c in (head[-1], tail[0]) else LIKELY) for c in ALPHABET)
    yield from ((word + c, SLIP if c == word[-1] else LIKELY) for c in ALPHABET)


def _sound_alike(one: str, other: str) -> bool:
    return any(one in group and other in group for group in SOUNDS)


def _two_slips(word: str, vocabulary: Vocabulary) -> list[_Candidate]:
    """Long words that differ in two places, looked for among the stems of their letter."""
    stem = stems([word])[0]
    terms = vocabulary.terms(word[0])
    near = sorted((term for term in terms if _is_near(stem, term)), key=lambda term: -terms[term])
    found = []
    for term in near[:MOST_CANDIDATES]:
        texts = vocabulary.texts(term)
        alike = (w for text in texts for w in map(str.casefold, _WORD.findall(text)) if w[:1] == word[0])
        forms = Counter(w for w in alike if w.isascii() and _is_near(word, w))
        found += [_Candidate(form, terms[term], _cost_of_two(word, form)) for form, _ in forms.most_common(1)]
    return found


def _cost_of_two(word: str, other: str) -> float:
    """Little when they sound alike: vowels left out, double letters and those of one sound taken for one."""
    return LIKELY if _sound(word) == _sound(other) else UNLIKELY


def _sound(word: str) -> str:
    consonants = re.sub("[aeiouy]", "", "".join(next((g[0] for g in SOUNDS if c in g), c) for c in word))
    return re.sub(r"(.)\1+", r"\1", consonants)


def _is_near(one: str, other: str) -> bool:
    """Whether two slips at most lie between them."""
    if abs(len(one) - len(other)) > 2 or len(set(one) ^ set(other)) > 4:
        return False
    return distance(one, other) <= 2


def distance(one: str, other: str) -> int:
    """Letters to add, take out, change, or swap with the next: restricted edit distance (Damerau, 1964)."""
    earlier, last = [0], list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b)))
            if i > 1 < j and a == other[j - 2] != b == one[i - 2]:
                row[-1] = min(row[-1], earlier[j - 2] + 1)
        earlier, last = last, row
    return last[-1]


def _written(word: str, vocabulary: Vocabulary) -> str | None:
    """As articles write it: in small letters where any does; None when they have other forms of its stem alone."""
    alike = re.compile(rf"\b{word}\b", re.IGNORECASE)
    forms: Counter[str] = Counter()
    for text in vocabulary.texts(word):
        forms.update(alike.findall(text) or [form for form in ACCENTED.findall(text) if _plain(form) == word])
        if forms.total() >= SEEN_OFTEN:
            break
    return word if word in forms else max(forms, key=forms.__getitem__, default=None)
