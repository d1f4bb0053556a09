"""Passages of a text: runs of whole sentences that the embedding model can read to their end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from ragbot.models.embeddings import TextEmbeddings
from ragbot.reading.furniture import DATELINE, news_begins
from ragbot.reading.sentences import Span, sentence_spans, trimmed
from ragbot.types import EMBEDDED_TITLE, Article, sha256

PASSAGE_TOKENS = 180
"""The most tokens of a passage, which has at least half as many: 103 words on average on real news. The model reads
256, title included."""
SMALLEST_TOKENS = 32
CHARACTERS_A_TOKEN = 11
"""The most characters of a token (English has 5): to the model, 400,000 hexadecimal digits in a row may be one
token."""
MOST_BETWEEN = 4
"""A quarter of the budget: furniture with more tokens ends a passage. Less is kept within one, where it hardly moves
the meaning, as two halves of a story apart would be found less well.
"""
SPECIAL_TOKENS = 3
"""[CLS], [SEP], and one to spare for the line break between title and text."""


def passage_spans(article: Article, embeddings: TextEmbeddings) -> list[Span]:
    """Return spans of `article.text`, in order, without overlap; every sentence of news is in exactly one.

    Furniture is in none, but for a line or two between sentences: it stays in the text, and nobody finds or cites it.
    """
    title_tokens = len(embeddings.token_spans(article.title[:EMBEDDED_TITLE]))
    room = embeddings.max_tokens - SPECIAL_TOKENS - title_tokens
    budget = max(SMALLEST_TOKENS, min(PASSAGE_TOKENS, room))
    starts = [start for start, _ in embeddings.token_spans(article.text)]
    pieces = [
        piece
        for sentence in _news(article.text, sentence_spans(article.text, article.language))
        for piece in _within_budget(article.text, sentence, starts, budget)
    ]
    return list(_packed(article.text, pieces, starts, budget))


def _news(text: str, sentences: list[Span]) -> list[Span]:
    """Return the sentences that are no furniture, and the dateline, which names a place; without any, all sentences."""
    begins = zip(sentences, news_begins(text, sentences), strict=True)
    news = [sentence for sentence, begin in begins if begin < sentence[1] or _is_dateline(text, sentence)]
    return news or sentences


def _is_dateline(text: str, sentence: Span) -> bool:
    dateline = DATELINE.match(text, sentence[0])
    return dateline is not None and dateline.end() >= sentence[1]


def _tokens(span: Span, starts: list[int]) -> int:
    """Return the tokens of a span; a very long token counts as several."""
    start, end = span
    return max(bisect_left(starts, end) - bisect_left(starts, start), (end - start) // CHARACTERS_A_TOKEN)


def _within_budget(text: str, sentence: Span, starts: list[int], budget: int) -> Iterator[Span]:
    """Yield the sentence, or pieces of it, cut between tokens, when the model could not read it whole."""
    start, end = sentence
    first, last = bisect_left(starts, start), bisect_left(starts, end)
    cuts = [start, *starts[first + budget : last : budget], end]
    for begin, stop in pairwise(cuts):
        for piece in pairwise([*range(begin, stop, budget * CHARACTERS_A_TOKEN), stop]):
            yield trimmed(text, *piece)


def _packed(text: str, pieces: list[Span], starts: list[int], budget: int) -> Iterator[Span]:
    """Yield passages of half a budget to a whole one.

    The sentence itself decides where one ends (a paragraph's end first, then the lowest hash), and no count
    from the top: so an edit moves only the ends near it, and the passages further down keep their embeddings.
    """
    begin = 0
    while begin < len(pieces):
        ends = _possible_ends(pieces, starts, begin, budget)
        end = min(ends, key=lambda i: _preference(text, pieces, i))
        yield pieces[begin][0], pieces[end][1]
        begin = end + 1


def _possible_ends(pieces: list[Span], starts: list[int], begin: int, budget: int) -> list[int]:
    """Return the indices of pieces that could end the passage from `begin`; the last one when all that is left fits."""
    fits: list[tuple[int, int]] = []
    for i in range(begin, len(pieces)):
        between = bisect_left(starts, pieces[i][0]) - bisect_left(starts, pieces[i - 1][1]) if fits else 0
        if between * MOST_BETWEEN > budget:
            return [i - 1]
        tokens = _tokens((pieces[begin][0], pieces[i][1]), starts)  # with the blanks between, which are no tokens
        if tokens > budget and fits:
            return [j for j, size in fits if 2 * size >= budget] or [fits[-1][0]]
        fits.append((i, tokens))
    return [len(pieces) - 1]


def _preference(text: str, pieces: list[Span], i: int) -> tuple[bool, str]:
    start, end = pieces[i]
    inside_paragraph = i + 1 < len(pieces) and "\n" not in text[end : pieces[i + 1][0]]
    return inside_paragraph, sha256(text[start:end])
