"""The answer without a language model: the few sentences of the evidence that answer the question, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from ragbot.answering.headlines import is_round_up
from ragbot.answering.quotable import Quote
from ragbot.answering.quote_context import in_context, spanning, with_its_speaker, with_the_following, with_the_next
from ragbot.answering.ranker import Ranking, ranked
from ragbot.reading.expected import VALUES, Form, form_of, unit_of
from ragbot.reading.pronouns import GENERIC
from ragbot.reading.sentences import Span
from ragbot.reading.words import stem, stems, terms_of
from ragbot.types import Evidence

MOST_QUOTES = 3
MOST_CHARACTERS = 550
"""Characters of the quotes together, without their context: a quote that is too long gives way to a shorter one.
Without a limit, answers are a tenth longer and tell no more."""
NEAR_THE_BEST, CLEARLY = 4.0, 2.0
"""A further sentence is quoted when its score, a logit, is at most NEAR_THE_BEST below the best one's; but none when
the best one has the value that the question asks for, and is CLEARLY above all others. Of 180 questions as people type
them, 124 are answered right at 3.0 and 1.0, 121 at 2.0 and 0.7: the best sentence has the answer for two thirds."""
OPENING = 350
"""Characters at the start of an article that tell its news: two or three sentences. When no quote comes from there, the
best sentence of them takes the last place, if its score is near the best: of 100 questions on news that no setting was
chosen on, 66 are answered right instead of 62, and of the 116 above as many."""
SAME_NEWS = timedelta(days=1)
"""A sentence that is older by more was written before the news that the best sentence tells."""
SAME = 0.7
"""Two sentences say the same when they share at least this much of their words."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quotes, and the evidence that they come from."""

    evidence: tuple[Evidence, ...]
    """The evidence that was given, in its order, then further pieces that the quotes come from."""
    quotes: tuple[Quote, ...]


def best_quotes(
    question: str,
    evidence: Sequence[Evidence],
    bonus: Callable[[Evidence], float] = lambda piece: 0.0,
    most: int = MOST_QUOTES,
    last_answer: str = "",
    explained: bool = True,
    newest_only: bool = False,
    several: bool = False,
) -> Quoted:
    """Choose at most `most` quotes that answer the question; quotes from one piece stand together, in its order.

    `bonus` returns what else speaks for a piece of evidence, on the scale of the scores, which are logits. `told` is
    the previous answer: a sentence that it quotes is quoted again only where nothing else answers nearly as well.
    `explained` adds to the best sentence those that follow it, where it lacks some of what the question asks for.
    `newest_only` leaves out sentences older than one that is about as good as the best. `several` favours sentences
    that list things.
    """
    worth = partial(_worth, unit=unit_of(question), several=several)
    ranking = _with_bonus(ranked(question, evidence), bonus, worth)
    ranking = _of_the_newest(ranking) if newest_only else ranking
    ranking = _untold(ranking, last_answer, question)
    asked = AnswerForm(form_of(question), frozenset(map(stem, terms_of(question))))
    own = _chosen(ranking, most, asked)
    own = _with_the_opening(_explained(own, ranking, asked) if explained else own, ranking, most, asked)
    chosen = [in_context(quote, ranking.evidence) for quote in own]
    chosen = [quote for quote in chosen if quote is chosen[0] or not _leans(quote, chosen, ranking.evidence)]
    ordered = [spanning(q, *q.span, ranking.evidence) for q in _in_order(chosen, ranking.evidence)]
    return _with_used(evidence, ordered, ranking.evidence)


TOLD = 1.5
"""The penalty on a sentence that the previous answer quoted: a reader who goes on wants another one."""


def _untold(ranking: Ranking, last_answer: str, question: str) -> Ranking:
    """Put sentences that the previous answer `told` behind the others, and keep only the best of them.

    That one may be the only answer. It gets no penalty when it has all the words of the new question, two or more, or
    the value that the question asks for: the previous answer may have told by the way "who is her agent?".
    """
    said = " ".join(last_answer.split())
    known = [quote for quote in ranking.quotes if said and " ".join(quote.text.split()) in said]
    if not known:
        return ranking
    left = [quote for quote in ranking.quotes if quote not in known]
    asked = {stem(term) for term in terms_of(question) if term not in GENERIC}
    is_value = form_of(question) in VALUES
    full = [q for q in known if (len(asked) >= WORDS and asked <= stems(q.text)) or (is_value and q.tells)]
    again = full[:1] or [replace(quote, score=quote.score - TOLD) for quote in known[:1]]
    return _reordered(ranking, [*left, *again])


def _reordered(ranking: Ranking, quotes: Iterable[Quote]) -> Ranking:
    return replace(ranking, quotes=tuple(sorted(quotes, key=lambda quote: quote.score, reverse=True)))


LISTS = re.compile(r"(?:[^,;.!?\n]{1,60}, ){2}[^,;.!?\n]{0,60}?,? ?\b(?:and|or) ")
"""Four things in a row or more, three where a comma stands before "and": "bread, milk, salt and tea"."""
LISTS_NAMES = re.compile(r"(?:[A-Z][\w’'. -]{1,40}, ){2}[A-Z][\w’'. -]{0,40}?,? (?:and|or) ")
"""As many names: "Holm, Sund, Farlow and Port Anders"."""
LISTED, NAMED = 0.5, 1.5
"""Where a question asks for several things: what it is worth that a sentence lists some, and that it lists names."""
COUNTED = 1.5
"""What it is worth that a sentence has the number of just what the question counts: "55 pilot whales" where it asks how
many whales. Of 725 typed questions, 4 more are answered right and 2 less."""


AS_GOOD = 2.2
"""A sentence of a newer day tells today's state better when its score is at most this far below the best one's."""


def _of_the_newest(ranking: Ranking) -> Ranking:
    """Leave out sentences older than the newest one that is about as good as the best."""
    good = [quote for quote in ranking.quotes if quote.score >= ranking.quotes[0].score - AS_GOOD]
    newest = max((_day(quote, ranking.evidence) for quote in good), default=date.min)
    return replace(ranking, quotes=tuple(q for q in ranking.quotes if _day(q, ranking.evidence) >= newest))


def _with_bonus(ranking: Ranking, bonus: Callable[[Evidence], float], worth: Callable[[str], float]) -> Ranking:
    """Add what speaks for the piece of evidence of each sentence, and for its text."""
    pieces = [bonus(piece) for piece in ranking.evidence]
    return _reordered(
        ranking, [replace(q, score=q.score + pieces[q.number - 1] + worth(q.text)) for q in ranking.quotes]
    )


def _worth(text: str, unit: re.Pattern[str] | None, several: bool) -> float:
    listed = LISTED * bool(LISTS.search(text)) + NAMED * bool(LISTS_NAMES.search(text)) if several else 0.0
    return listed + COUNTED * bool(unit and unit.search(text))


def _with_used(pieces: Sequence[Evidence], quotes: Sequence[Quote], read: Sequence[Evidence]) -> Quoted:
    """Keep the evidence that was given and what else is quoted, and number the quotes anew."""
    used = sorted({quote.number for quote in quotes if quote.number > len(pieces)})
    numbers = {number: len(pieces) + n for n, number in enumerate(used, start=1)}
    evidence = (*pieces, *(read[number - 1] for number in used))
    return Quoted(evidence, tuple(replace(q, number=numbers.get(q.number, q.number)) for q in quotes))


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The form and the words of what a question asks for."""

    form: Form
    words: frozenset[str]
    """The stems of its words."""


WORDS, CLOSE = 2, 0.7
"""Words of the question that a further sentence without the value needs, to add to the answer, unless its score is that
close to the best one's: "That was the day it was the answer" says why a word was looked up."""
LEANS = re.compile(
    r"(?:But|And|So|Or|Yet|However|Also|Still|Instead|Meanwhile|Moreover|Then|He|She|They|His|Her|Their|This|That|These"
    r"|Those|It[’']s|That[’']s|The (?:latter|move|decision))\b"
)
"""What begins a sentence that leans on the one before: "But he refused", "The move comes as …"."""


def _leans(quote: Quote, chosen: Sequence[Quote], evidence: Sequence[Evidence]) -> bool:
    """Whether the quote leans on an earlier sentence of its article, and no earlier one is quoted."""
    article = _article(quote, evidence)
    before = (each for each in chosen if _article(each, evidence) == article and each.span[1] <= quote.span[0])
    return LEANS.match(quote.text) is not None and not any(before)


def _chosen(ranking: Ranking, most: int, form: AnswerForm) -> list[Quote]:
    """Choose the best sentence, and further ones that are nearly as good and add to it: `most` in all."""
    chosen: list[Quote] = []
    whole: list[Quote] = []
    for quote in ranking.quotes:
        if len(chosen) == most:
            break
        if _adds(quote, chosen, ranking.evidence, form) and (longer := with_its_speaker(quote, ranking.evidence)):
            chosen.append(quote)
            whole.append(longer)
    return whole


COVERED = 0.75
"""A sentence with a place answers a question "where" when it has at least this share of the question's words."""


def _explained(chosen: list[Quote], ranking: Ranking, form: AnswerForm) -> list[Quote]:
    """Extend the best quote by the sentences that follow it, unless it has what the question asks for.

    Of 44 answerable questions whose replies lacked the answer, it stood within two sentences of a quote for 23.
    """
    if not chosen or _is_answered(chosen[0], form):
        return chosen
    order = sorted(ranking.quotes, key=lambda quote: quote.span)
    best = with_the_following(chosen[0], order, ranking.evidence)
    return [best, *(quote for quote in chosen[1:] if not _is_within(quote, best))]


def _is_answered(best: Quote, form: AnswerForm) -> bool:
    """Whether the best quote has the one value that the question asks for, or a place and most of its words."""
    placed = form.form == "place" and best.tells and len(form.words & stems(best.text)) >= COVERED * len(form.words)
    return placed or _has_the_value(best, form)


def _is_within(quote: Quote, other: Quote) -> bool:
    return quote.number == other.number and other.span[0] <= quote.span[0] < other.span[1]


def _with_the_opening(chosen: list[Quote], ranking: Ranking, most: int, form: AnswerForm) -> list[Quote]:
    """Add a sentence from the opening of the best quote's article, where its score is near the best.

    Round-ups are left out: their opening tells what else is in them.
    """
    if most == 1 or not chosen or (len(chosen) == 1 and _has_the_value(chosen[0], form)):
        return chosen
    best, evidence = chosen[0], ranking.evidence
    is_one_story = not is_round_up(evidence[best.number - 1].version.title)
    if not is_one_story or any(_opens(quote, best, evidence) for quote in chosen):
        return chosen
    opening = [quote for quote in ranking.quotes if _opens(quote, best, evidence)]
    near = (q for q in opening if q.score >= best.score - NEAR_THE_BEST and not _is_said(q, chosen))
    told = next(filter(None, (with_its_speaker(quote, evidence) for quote in near)), None)
    return [*chosen[: most - 1], with_the_next(told, opening, evidence)] if told else chosen


def _opens(quote: Quote, best: Quote, evidence: Sequence[Evidence]) -> bool:
    return quote.span[0] < OPENING and _article(quote, evidence) == _article(best, evidence)


def _adds(quote: Quote, chosen: Sequence[Quote], evidence: Sequence[Evidence], form: AnswerForm) -> bool:
    """Whether the quote is nearly as good as the best, says something else, fits in, and tells no older news."""
    if not chosen:
        return True
    best, room = chosen[0], MOST_CHARACTERS - sum(len(each.text) for each in chosen)
    is_good = quote.score >= best.score - NEAR_THE_BEST and len(quote.text) <= room
    older = _day(best, evidence) - _day(quote, evidence) > SAME_NEWS
    if not is_good or older or _is_said(quote, chosen) or _is_another_item(quote, best, evidence, form):
        return False
    another = _article(quote, evidence) != _article(best, evidence)
    is_on_it = quote.score >= best.score - CLOSE or len(stems(quote.text) & form.words) >= WORDS
    if not quote.tells and (_has_the_value(best, form) or not is_on_it):
        return False
    return (another and quote.tells) or not _has_the_value(best, form) or quote.score >= best.score - CLEARLY


def _is_another_item(quote: Quote, best: Quote, evidence: Sequence[Evidence], form: AnswerForm) -> bool:
    """Whether it stands in another paragraph of a round-up, and has no word of the question: it tells other news."""
    version = evidence[quote.number - 1].version
    if not is_round_up(version.title) or not form.words.isdisjoint(stems(quote.text)):
        return False
    first, last = sorted((quote.span, best.span))
    return _article(quote, evidence) != _article(best, evidence) or "\n" in version.text[first[1] : last[0]]


def _has_the_value(best: Quote, form: AnswerForm) -> bool:
    """Whether the best quote tells the one value that the question asks for: then only another value adds to it."""
    return form.form in VALUES and best.tells


def _day(quote: Quote, evidence: Sequence[Evidence]) -> date:
    published = evidence[quote.number - 1].version.published
    return date.fromisoformat(published[:10]) if published else date.min


def _article(quote: Quote, evidence: Sequence[Evidence]) -> str:
    return evidence[quote.number - 1].version.article_id


def _is_said(quote: Quote, chosen: Sequence[Quote]) -> bool:
    """Whether one of the chosen quotes says nearly the same."""
    own, others = stems(quote.text), [stems(each.text) for each in chosen]
    return any(len(own & other) >= SAME * len(own | other) for other in others)


def with_heads(quotes: Iterable[Quote], evidence: Sequence[Evidence]) -> Iterator[Quote]:
    """Yield the quotes as a reader gets them: each after its head, which comes once."""
    shown: set[tuple[int, Span]] = set()
    for quote in quotes:
        if quote.head and (quote.number, quote.head) not in shown:
            shown.add((quote.number, quote.head))
            yield spanning(quote, *quote.head, evidence)
        yield quote


def _in_order(quotes: Sequence[Quote], evidence: Sequence[Evidence]) -> list[Quote]:
    """Order quotes best first, those of one piece of evidence together in its order; join those that overlap."""
    pieces = list(dict.fromkeys(quote.number for quote in quotes))
    ordered: list[Quote] = []
    for quote in sorted(quotes, key=lambda q: (pieces.index(q.number), q.span)):
        last = ordered[-1] if ordered else None
        if last and last.number == quote.number and quote.span[0] < last.span[1]:
            ordered[-1] = spanning(last, last.span[0], max(last.span[1], quote.span[1]), evidence)
        else:
            ordered.append(quote)
    return ordered
