"""The answer without a language model: the few sentences of the evidence that answer the question, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ragbot.answering.context import in_context, spanning, with_its_speaker, with_the_following, with_the_next
from ragbot.answering.headlines import is_round_up
from ragbot.answering.quotable import Quote
from ragbot.answering.ranker import Ranking, ranked
from ragbot.language.expected import VALUES, Form, form_of, unit_of
from ragbot.language.pronouns import GENERIC
from ragbot.language.sentences import Span
from ragbot.language.words import stem, stems, terms_of
from ragbot.types import Evidence

MOST_QUOTES = 3
MOST_CHARACTERS = 550
"""Of the quotes together, without what they refer to: one that is too long gives way to a shorter one. Without a limit,
answers are a tenth longer and tell no more."""
NEAR_THE_BEST, CLEARLY = 2.0, 0.7
"""A further sentence is quoted when its score, a logit, is at most the former below the best one's; and none when that
one has the value that is asked for, and is by the latter above all others. Of 116 questions as people type them 90 are
answered right so, 86 at 1.5 and 82 at 1.0, with two thirds of the words: the best sentence has the answer for half."""
OPENING = 350
"""Characters of an article that tell its news: two or three sentences. When none of them is among the quotes, the best
one takes the last place, if it is near the best: of 100 questions on news that nothing was chosen on 66 are right
instead of 62, of the 116 no one more or less."""
SAME_NEWS = timedelta(days=1)
"""What is older by more was written before the news that the best sentence tells."""
SAME = 0.7
"""Share of their words in common from which two sentences say the same."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is quoted, and what from."""

    evidence: tuple[Evidence, ...]
    """That was given, in its order, and after it what else the quotes are from."""
    quotes: tuple[Quote, ...]


Cosines = Callable[[str, Sequence[str]], Sequence[float]]
"""Of a question and each of some sentences."""


def best_quotes(
    question: str,
    evidence: Sequence[Evidence],
    bonus: Callable[[Evidence], float] = lambda piece: 0.0,
    most: int = MOST_QUOTES,
    told: str = "",
    cosines: Cosines | None = None,
    explained: bool = True,
    newest_only: bool = False,
    several: bool = False,
) -> Quoted:
    """At most so many quotes that answer the question, those of one piece together and in its order.

    `bonus` is what else speaks for a piece of evidence, on the scale of the scores, which are logits. `told`: the
    answer before it; what that quotes is quoted again only where nothing else answers nearly as well. `cosines`: when
    given, the best sentences are compared with the question by their meaning too. `explained`: the best one is quoted
    with what follows it, where it does not have all that is asked for. `newest_only`: what is older than a sentence
    that is about as good as the best one is left out. `several`: whether a sentence that lists things tells more.
    """
    ranking = _with_bonus(ranked(question, evidence), bonus)
    ranking = _with_lists_first(ranking) if several else ranking
    ranking = _with_the_unit_first(ranking, question)
    ranking = _of_the_newest(ranking) if newest_only else ranking
    ranking = _untold(_by_meaning(ranking, question, cosines) if cosines else ranking, told, question)
    asked = Asked(form_of(question), frozenset(map(stem, terms_of(question))))
    own = _chosen(ranking, most, asked)
    own = _with_the_opening(_explained(own, ranking, asked) if explained else own, ranking, most, asked)
    chosen = [in_context(quote, ranking.evidence) for quote in own]
    chosen = [quote for quote in chosen if quote is chosen[0] or not _leans(quote, chosen, ranking.evidence)]
    ordered = [spanning(q, *q.span, ranking.evidence) for q in _in_order(chosen, ranking.evidence)]
    return _with_used(evidence, ordered, ranking.evidence)


TOLD = 1.5
"""What it speaks against a sentence that the last answer has quoted: a reader who goes on wants another one."""


def _untold(ranking: Ranking, told: str, question: str) -> Ranking:
    """Those that were told behind the others; of these only the best one is left, which may be the only answer.

    One that has all the words of the new question, two or more, or the value that it asks for, is not put behind: "who
    is her agent?" may be told by the way.
    """
    said = " ".join(told.split())
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
"""Three things or more in a row: "bread, milk and salt"."""
LISTS_NAMES = re.compile(r"(?:[A-Z][\w’'. -]{1,40}, ){2}[A-Z][\w’'. -]{0,40}?,? (?:and|or) ")
"""Three names or more: "Holm, Sund, Farlow and Port Anders"."""
LISTED, NAMED = 0.5, 1.5
"""What it is worth to a sentence where several things are asked for that it lists some, and that they are names."""


def _with_lists_first(ranking: Ranking) -> Ranking:
    return _reordered(
        ranking, [replace(quote, score=quote.score + _list_worth(quote.text)) for quote in ranking.quotes]
    )


def _list_worth(text: str) -> float:
    return LISTED * bool(LISTS.search(text)) + NAMED * bool(LISTS_NAMES.search(text))


COUNTED = 1.5
"""What it is worth to have the number of just what is counted: "55 pilot whales" where it asks how many whales. Of 725
typed questions 4 more are answered right and 2 less."""


def _with_the_unit_first(ranking: Ranking, question: str) -> Ranking:
    unit = unit_of(question)
    if not unit:
        return ranking
    return _reordered(
        ranking, [replace(q, score=q.score + COUNTED * bool(unit.search(q.text))) for q in ranking.quotes]
    )


AS_GOOD = 0.7
"""How far below the best one's score a sentence of a newer day may be, and still tells the state of today better."""


def _of_the_newest(ranking: Ranking) -> Ranking:
    """Without sentences of a day before that of one which is about as good as the best."""
    good = [quote for quote in ranking.quotes if quote.score >= ranking.quotes[0].score - AS_GOOD]
    newest = max((_day(quote, ranking.evidence) for quote in good), default=date.min)
    return replace(ranking, quotes=tuple(q for q in ranking.quotes if _day(q, ranking.evidence) >= newest))


COMPARED, COSINE, USUAL = 20, 6.0, 0.4
"""Sentences that are compared by meaning, what a cosine is worth, and one of which nothing can be said. A follow-up has
few words that a sentence could share: of 56 on four archives 37 are answered right instead of 31; of 276 others
no one more, so they do without the 3 ms a sentence."""


def _by_meaning(ranking: Ranking, question: str, cosines: Cosines) -> Ranking:
    best, others = ranking.quotes[:COMPARED], ranking.quotes[COMPARED:]
    values = cosines(question, [quote.text for quote in best])
    moved = [replace(q, score=q.score + COSINE * (value - USUAL)) for q, value in zip(best, values, strict=True)]
    return _reordered(ranking, [*moved, *others])


def _with_bonus(ranking: Ranking, bonus: Callable[[Evidence], float]) -> Ranking:
    worth = [bonus(piece) for piece in ranking.evidence]
    return _reordered(ranking, [replace(q, score=q.score + worth[q.number - 1]) for q in ranking.quotes])


def _with_used(given: Sequence[Evidence], quotes: Sequence[Quote], read: Sequence[Evidence]) -> Quoted:
    """With no more evidence than was given and is quoted, numbered anew."""
    used = sorted({quote.number for quote in quotes if quote.number > len(given)})
    numbers = {number: len(given) + n for n, number in enumerate(used, start=1)}
    evidence = (*given, *(read[number - 1] for number in used))
    return Quoted(evidence, tuple(replace(q, number=numbers.get(q.number, q.number)) for q in quotes))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for."""

    form: Form
    words: frozenset[str]
    """Their stems."""


WORDS = 2
"""Of the question's, that a further sentence needs which does not tell the value, to add what was asked."""
LEANS = re.compile(
    r"(?:But|And|So|Or|Yet|However|Also|Still|Instead|Meanwhile|Moreover|Then|He|She|They|His|Her|Their|This|That|These"
    r"|Those|It[’']s|That[’']s|The (?:latter|move|decision))\b"
)
"""What begins a sentence that leans on the one before: "But he refused", "The move comes as …"."""


def _leans(quote: Quote, chosen: Sequence[Quote], evidence: Sequence[Evidence]) -> bool:
    """Whether it leans on a sentence, and none that stands before it in its article is quoted."""
    article = _article(quote, evidence)
    before = (each for each in chosen if _article(each, evidence) == article and each.span[1] <= quote.span[0])
    return LEANS.match(quote.text) is not None and not any(before)


def _chosen(ranking: Ranking, most: int, asked: Asked) -> list[Quote]:
    """The best one, and two more that are nearly as good and add to it."""
    chosen: list[Quote] = []
    whole: list[Quote] = []
    for quote in ranking.quotes:
        if len(chosen) == most:
            break
        if _adds(quote, chosen, ranking.evidence, asked) and (longer := with_its_speaker(quote, ranking.evidence)):
            chosen.append(quote)
            whole.append(longer)
    return whole


COVERED = 0.75
"""Share of the words of a question "where" from which a sentence with a place answers it."""


def _explained(chosen: list[Quote], ranking: Ranking, asked: Asked) -> list[Quote]:
    """The best one with what follows it, unless it has what is asked for.

    Of 44 answerable questions that were answered without their answer it stood within two sentences of a quote for 23.
    """
    if not chosen or _is_answered(chosen[0], asked):
        return chosen
    order = sorted(ranking.quotes, key=lambda quote: quote.span)
    best = with_the_following(chosen[0], order, ranking.evidence)
    return [best, *(quote for quote in chosen[1:] if not _is_within(quote, best))]


def _is_answered(best: Quote, asked: Asked) -> bool:
    """Whether it has the one value that is asked for; or the place, with most words of the question."""
    placed = asked.form == "place" and best.tells and len(asked.words & stems(best.text)) >= COVERED * len(asked.words)
    return placed or _has_the_value(best, asked)


def _is_within(quote: Quote, other: Quote) -> bool:
    return quote.number == other.number and other.span[0] <= quote.span[0] < other.span[1]


def _with_the_opening(chosen: list[Quote], ranking: Ranking, most: int, asked: Asked) -> list[Quote]:
    """With a sentence of the best one's article that tells its news, where it is near the best.

    That of a round-up tells what else is in it.
    """
    if most == 1 or not chosen or (len(chosen) == 1 and _has_the_value(chosen[0], asked)):
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


def _adds(quote: Quote, chosen: Sequence[Quote], evidence: Sequence[Evidence], asked: Asked) -> bool:
    """Whether it is nearly as good, says something else, is short enough, and of no older news than the best one."""
    if not chosen:
        return True
    best, room = chosen[0], MOST_CHARACTERS - sum(len(each.text) for each in chosen)
    is_good = quote.score >= best.score - NEAR_THE_BEST and len(quote.text) <= room
    older = _day(best, evidence) - _day(quote, evidence) > SAME_NEWS
    if not is_good or older or _is_said(quote, chosen):
        return False
    another = _article(quote, evidence) != _article(best, evidence)
    if not quote.tells and (_has_the_value(best, asked) or len(stems(quote.text) & asked.words) < WORDS):
        return False
    return (another and quote.tells) or not _has_the_value(best, asked) or quote.score >= best.score - CLEARLY


def _has_the_value(best: Quote, asked: Asked) -> bool:
    """Whether the one value that is asked for is told: then only another one adds to it."""
    return asked.form in VALUES and best.tells


def _day(quote: Quote, evidence: Sequence[Evidence]) -> date:
    published = evidence[quote.number - 1].version.published
    return date.fromisoformat(published[:10]) if published else date.min


def _article(quote: Quote, evidence: Sequence[Evidence]) -> str:
    return evidence[quote.number - 1].version.article_id


def _is_said(quote: Quote, chosen: Sequence[Quote]) -> bool:
    """Whether one of them says nearly the same."""
    own, others = stems(quote.text), [stems(each.text) for each in chosen]
    return any(len(own & other) >= SAME * len(own | other) for other in others)


def with_heads(quotes: Iterable[Quote], evidence: Sequence[Evidence]) -> Iterator[Quote]:
    """As a reader gets them: each after its head, which comes once."""
    shown: set[tuple[int, Span]] = set()
    for quote in quotes:
        if quote.head and (quote.number, quote.head) not in shown:
            shown.add((quote.number, quote.head))
            yield spanning(quote, *quote.head, evidence)
        yield quote


def _in_order(quotes: Sequence[Quote], evidence: Sequence[Evidence]) -> list[Quote]:
    """Best first; those from one piece of evidence together in their order, and as one where they overlap."""
    pieces = list(dict.fromkeys(quote.number for quote in quotes))
    ordered: list[Quote] = []
    for quote in sorted(quotes, key=lambda q: (pieces.index(q.number), q.span)):
        last = ordered[-1] if ordered else None
        if last and last.number == quote.number and quote.span[0] < last.span[1]:
            ordered[-1] = spanning(last, last.span[0], max(last.span[1], quote.span[1]), evidence)
        else:
            ordered.append(quote)
    return ordered
