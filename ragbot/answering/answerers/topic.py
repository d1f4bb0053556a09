"""The news about something: the articles that a search for it has found, as far as they are about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ragbot.answering.answerers.days import DigestDays, shifted
from ragbot.answering.answerers.lines import Line, is_said, line_of, reply_of, words_of
from ragbot.answering.answerers.roundups import item_line
from ragbot.answering.answerers.sizes import NOTHING_AROUND, SizedStory, sized
from ragbot.answering.answerers.summary import Topical, summary_lines
from ragbot.answering.answerers.telling import news_within, stands_alone
from ragbot.answering.headlines import headline, is_round_up, items
from ragbot.answering.question import QuestionReading
from ragbot.answering.reply import Reply
from ragbot.answering.stories import Key, key_of
from ragbot.archive.archive import Archive
from ragbot.archive.openings import BEGINNING, Opening, opening
from ragbot.reading.words import beginning, stem, stems, terms_of
from ragbot.timestamps import days_in_words
from ragbot.types import Evidence, SearchResult, Version, Window

CANDIDATES = 40
"""Passages in which the articles about a topic are looked for."""
MOST_LINES, ENOUGH_LINES = 6, 5
"""Of a digest, and those up to which the stories that have a line give another one."""
ABOUT, NEAR = 0.6, 0.5
"""Share of the topic's words, the rare ones counting most, that the beginning of an article about it has; and that of
one which is among the nearest by its score."""
AMONG_THE_BEST = 0.75
"""Share of the best score."""
STILL_NEWS = (60, 180)
"""Days before the newest article about it in which others are told, where the question names no time; and in which
they are when there are none in the former."""
SUMMARY = re.compile(
    r"\bsummar|\bsum up\b|\boverview\b|\brecap\b|\brun-?down\b|\bbriefing\b|\btell me\b|\bknow(?:n)? about\b",
    re.IGNORECASE,
)
"""It asks for the whole of one story: "summarize the protests", "overview of the flood", "tell me about the strike"."""


def topic_digest(archive: Archive, reading: QuestionReading, days: DigestDays, result: SearchResult) -> Reply:
    """A line for each story about it, the newest first; of a summary its main facts. Nothing when none is about it."""
    window = reading.time.window
    about = [
        one for one in _about(archive, reading.about, result) if _is_within(one.article, Window(until=days.asked_on))
    ]
    inside = [one for one in about if _is_within(one.article, window)]
    if not about:
        return Reply(())
    if window == Window():
        return _digest_of(archive, reading, days, "", _recent(about))
    if inside:
        return _digest_of(archive, reading, days, "", inside)
    meant = days_in_words(window.since or window.until or days.asked_on, window.until or days.asked_on)
    return _digest_of(
        archive, reading, days, f"The archive has nothing about it of {meant}. What it has:", _recent(about)
    )


def _about(archive: Archive, topic: str, result: SearchResult) -> list[Topical]:
    """Each article once, with its best passage, the best first."""
    rarity = archive.rarity(terms_of(topic))
    pieces = {key_of(piece.version): piece for piece in reversed(result.evidence)}
    best = max((piece.score for piece in pieces.values()), default=0.0)
    kept = [p for p in result.evidence if pieces[key_of(p.version)] is p and _is_about(p, rarity, best)]
    return [Topical(opening(piece.version), piece) for piece in kept]


def _is_about(piece: Evidence, rarity: dict[str, float], best: float) -> bool:
    words = _told_of(piece)
    share = sum(weight for term, weight in rarity.items() if _is_among(stem(term), words)) / (sum(rarity.values()) or 1)
    return share >= ABOUT or (share >= NEAR and piece.score >= AMONG_THE_BEST * best)


def _told_of(piece: Evidence) -> set[str]:
    """Stems of what an article is about: of its headline and lead, and what its opening has more than once.

    Of a round-up those of the passage, as each of its paragraphs is about something else.
    """
    start = opening(piece.version)
    if is_round_up(start.title):
        return stems(piece.passage.text)
    count = Counter(map(stem, re.findall(r"\w+", start.text)))
    return stems(f"{start.title} {start.text[:LEAD]}") | {word for word, n in count.items() if n > 1}


LEAD = 400
"""Characters of an article that a passing mention has no place in."""


def _is_among(word: str, words: set[str]) -> bool:
    """Also in a longer form: "flood" among the stems of "flooded", "ferri" among those of "ferryman"."""
    return word in words or (len(word) >= LONG_ENOUGH and any(map(re.compile(beginning(word)).match, words)))


LONG_ENOUGH = 4
"""Letters of a word that may go on."""


def _is_within(article: Opening, window: Window) -> bool:
    """An undated article is in no window but in that which only ends with the day of the question."""
    day = (article.published or "")[:10]
    return (not window.since or day >= window.since) and (not window.until or day <= window.until)


def _recent(about: Sequence[Topical]) -> list[Topical]:
    """What is old beside the newest goes; what is not quite as old too, unless the newest would stand alone."""
    newest = max((one.article.published or "" for one in about), default="")[:10]
    if not newest:
        return list(about)
    kept = ([one for one in about if _is_within(one.article, Window(shifted(newest, -days)))] for days in STILL_NEWS)
    return next(
        (some for some in kept if len(some) > 1), [one for one in about if _is_within(one.article, Window(newest))]
    )


def _digest_of(
    archive: Archive, reading: QuestionReading, days: DigestDays, before: str, about: Sequence[Topical]
) -> Reply:
    name = reading.about if len(reading.about) <= LONGEST_NAME else "it"
    lines: list[Line] = []
    heading = f"About {name}, the newest first and then how it came:"
    if SUMMARY.search(reading.text) and len(about) > 1:
        lines = summary_lines(archive, reading.about, about)
    if len(lines) < 2:
        lines, heading = _lines(archive, reading.about, about), f"News about {name}, the newest first:"
    return reply_of(archive, lines, before or heading, _lacks(about, days.asked_on)) if lines else Reply(())


LONGEST_NAME = 60
"""Characters of a topic that is repeated."""


def _lines(archive: Archive, topic: str, about: Sequence[Topical]) -> list[Line]:
    """Of the stories that were found best; of their other articles, when there are few; the newest first."""
    articles = [one.article for one in about if not is_round_up(one.article.title)]
    leads = archive.leads([key_of(article) for article in articles])
    pieces = {key_of(one.article): one.piece for one in about}
    told = [_lines_of(story, topic, pieces) for story in sized(articles, leads, [], NOTHING_AROUND)]
    first = [lines[0] for lines in told if lines]
    first += filter(None, (_of_passage(one.piece, topic) for one in about if is_round_up(one.article.title)))
    more = [line for lines in told for line in lines[1:]]
    chosen: list[Line] = []
    for lines, most in (first, MOST_LINES), (more, ENOUGH_LINES):
        for line in sorted(lines, key=lambda line: pieces[line.key].score, reverse=True):
            if len(chosen) < most and not is_said(line, chosen):
                chosen.append(line)
    return sorted(chosen, key=lambda line: line.day or "", reverse=True)


def _lines_of(story: SizedStory, topic: str, pieces: Mapping[Key, Evidence]) -> list[Line]:
    """Those that show that they are about the topic: by their opening, else by the passage that was found."""
    found = ((line_of(article, topic), pieces[key_of(article)]) for article in story.articles)
    lines = (line if line and _shows(line, topic) else _of_passage(piece, topic) for line, piece in found)
    return [line for line in lines if line]


def _shows(line: Line, topic: str) -> bool:
    return any(_is_among(word, stems(f"{line.label} {line.text}")) for word in words_of(topic))


def _of_passage(piece: Evidence, topic: str) -> Line | None:
    """With its first sentence that has all words of the topic."""
    version, passage = piece.version, piece.passage
    wanted = words_of(topic)
    for span in news_within(version.text, passage.start, passage.end, version.language):
        sentence = version.text[slice(*span)]
        if wanted <= stems(sentence) and stands_alone(sentence):
            return item_line(version, span, _label(version, wanted))
    return None


def _label(version: Version, words: set[str]) -> str:
    """Its headline; of a round-up what the headline lists of the topic."""
    if not is_round_up(version.title):
        return headline(version.title, version.text[:BEGINNING])
    return next((item for item in items(version.title) if words_of(item) & words), "")


def _lacks(about: Sequence[Topical], topic: str) -> str:
    """How many articles about it were found, and of when."""
    days = sorted(one.article.published[:10] for one in about if one.article.published)
    outlets = len({one.article.source for one in about if one.article.source})
    articles = "1 article" if len(about) == 1 else f"{len(about)} articles"
    of = f", of {days_in_words(days[0], days[-1])}" if days else ""
    none = "; none is newer" if days and days[-1] < topic else ""
    return f"Found {articles} about it{of}{f', from {outlets} outlets' if outlets > 1 else ''}{none}."
