"""A recheck of an earlier answer's citations tells which still hold, which changed, and which were retracted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ragbot.archive.archive import Archive
from ragbot.archive.states import Notice
from ragbot.checks.alignment import Pair, aligned, is_note
from ragbot.reading.sentences import Span
from ragbot.types import State, Version

Verdict = Literal["holds", "changed", "retracted", "removed", "unknown", "altered"]


@dataclass(frozen=True, slots=True)
class EarlierCitation:
    """What a citation says: `text[source_start:source_end]` of that version is `cited_text`."""

    article_id: str
    version: int
    source_start: int
    source_end: int
    cited_text: str


@dataclass(frozen=True, slots=True)
class Recheck:
    """What became of a citation since its answer was given."""

    verdict: Verdict
    """"changed": its sentence has another wording now; "altered": its own version lacks the cited text there."""
    article_id: str
    version: int
    """The version that it cites."""
    current_version: int | None = None
    state: State | None = None
    """The article's state; None when the article is unknown."""
    text: str | None = None
    """The text there now: the cited one, or its replacement; None when it is removed or may not be cited."""
    source_start: int | None = None
    source_end: int | None = None
    """Its span in the current version, in code points."""
    note: str | None = None
    """The newest note of the publisher or the operator about the article."""


def recheck(archive: Archive, citations: Sequence[EarlierCitation]) -> tuple[Recheck, ...]:
    """Return the recheck of each citation, in their order."""
    found: dict[EarlierCitation, Recheck] = {}
    for article_id, number in dict.fromkeys((cited.article_id, cited.version) for cited in citations):
        group = [cited for cited in citations if (cited.article_id, cited.version) == (article_id, number)]
        found |= zip(group, _rechecked(archive, article_id, number, group), strict=True)
    return tuple(found[cited] for cited in citations)


def _rechecked(archive: Archive, article_id: str, number: int, group: Sequence[EarlierCitation]) -> list[Recheck]:
    """Recheck the citations of one version, which is compared with the current one once."""
    notice, listed = archive.notice(article_id), archive.article(article_id)
    if notice and notice.state == "removed":
        return [Recheck("removed", article_id, number, state="removed", note=notice.reason)] * len(group)
    last = listed[0].version if listed else 0
    versions = archive.versions([(article_id, number), (article_id, last)])
    if notice is None or (article_id, number) not in versions:
        state, expiry = notice.state if notice else None, archive.expiry(article_id)
        note = str(expiry) if expiry else None
        return [Recheck("unknown", article_id, number, last or None, state, note=note)] * len(group)
    before, after = versions[article_id, number], versions[article_id, last]
    known = Recheck("holds", article_id, number, last, notice.state, note=_note_since(archive, number, notice, after))
    pairs = aligned(before, after) if notice.state != "retracted" else ()
    return [_verdict(cited, known, before, after, pairs) for cited in group]


def _note_since(archive: Archive, number: int, notice: Notice, after: Version) -> str | None:
    """Return the newest note, unless the cited version had it already."""
    notes = archive.notes(after.article_id)
    known = max((each for each in notes if each <= number), default=0)
    newest = max(notes, default=0)
    said = notes[newest] if newest > known and notes[newest] != notes.get(known) else None
    return notice.reason if notice.by == "operator" and notice.reason else said


def _verdict(
    citation: EarlierCitation, known: Recheck, before: Version, after: Version, pairs: Sequence[Pair]
) -> Recheck:
    start, end = citation.source_start, citation.source_end
    if before.text[start:end] != citation.cited_text or start >= end:
        return replace(known, verdict="altered")
    if known.state == "retracted":
        return replace(known, verdict="retracted")
    touched = _touched(pairs, start, end)
    if span := _unchanged(citation, after, touched) or _moved(citation, after, touched, pairs):
        return replace(known, text=after.text[slice(*span)], source_start=span[0], source_end=span[1])
    if span := _replacement(citation, touched):
        text = after.text[slice(*span)]
        return replace(known, verdict="changed", text=text, source_start=span[0], source_end=span[1])
    return replace(known, verdict="changed")


def _touched(pairs: Sequence[Pair], start: int, end: int) -> Sequence[Pair]:
    """Return the pairs from the first to the last sentence that the span touches, with what was added between them."""
    places = [n for n, pair in enumerate(pairs) if pair.before and pair.before.start < end and start < pair.before.end]
    return pairs[places[0] : places[-1] + 1] if places else []


def _unchanged(citation: EarlierCitation, after: Version, touched: Sequence[Pair]) -> Span | None:
    """Return where the cited text is now, when all its sentences are the same."""
    spans = [pair.after for pair in touched if pair.after and pair.is_same]
    if not spans or len(spans) < len(touched):
        return None
    shift = _shift(touched[0])
    wanted = citation.source_start + shift, citation.source_end + shift
    if after.text[slice(*wanted)] == citation.cited_text and spans[0].start <= wanted[0] and wanted[1] <= spans[-1].end:
        return wanted
    return _span_of(
        citation.cited_text, after.text, _bound(touched[0], spans[0].start, citation.source_start), spans[-1].end
    )


def _shift(pair: Pair) -> int:
    return pair.after.start - pair.before.start if pair.after and pair.before else 0


def _span_of(words: str, text: str, start: int, end: int) -> Span | None:
    """Return the span of `words` between `start` and `end`, whatever white space separates them."""
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    found = pattern.search(text, start, end)
    return found.span() if found else None


def _moved(citation: EarlierCitation, after: Version, touched: Sequence[Pair], pairs: Sequence[Pair]) -> Span | None:
    """Return where the cited text is now, when its sentences moved; never where a correction quotes them."""
    keys = [pair.before.key for pair in touched if pair.before]
    news = [pair.after for pair in pairs if pair.after and not pair.is_same]
    for n in range(len(news) - len(keys) + 1):
        if keys and [sentence.key for sentence in news[n : n + len(keys)]] == keys:
            return _span_of(citation.cited_text, after.text, news[n].start, news[n + len(keys) - 1].end)
    return None


def _replacement(citation: EarlierCitation, touched: Sequence[Pair]) -> Span | None:
    """Return the span that replaced the cited text; None when all of it was removed."""
    news = [(pair, pair.after) for pair in touched if pair.after and not is_note(pair.after)]
    if not any(pair.before for pair, _ in news):
        return None
    (first, begin), (last, finish) = news[0], news[-1]
    return _bound(first, begin.start, citation.source_start), _bound(last, finish.end, citation.source_end)


def _bound(pair: Pair, now: int, offset: int) -> int:
    """Return where a sentence begins or ends now; in a run of equal paragraphs, where the cited part does."""
    if pair.is_run and pair.before and pair.before.start <= offset <= pair.before.end:
        return offset + _shift(pair)
    return now
