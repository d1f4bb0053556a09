"""Changes between two versions of an article, sentence by sentence, and what its publisher says about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ragbot.archive.archive import Archive
from ragbot.checks.alignment import Pair, Sentence, aligned, is_note
from ragbot.types import Change, Correction, Source, Version


def changes(before: Version, after: Version) -> tuple[Change, ...]:
    """Return the sentences that differ, in order; white space and the order of sentences make no difference."""
    return tuple(_change(before, after, pair) for pair in _differing(aligned(before, after)))


def _change(before: Version, after: Version, pair: Pair) -> Change:
    (b, b_start, b_end), (a, a_start, a_end) = _cut(before, pair.before), _cut(after, pair.after)
    return Change(b, a, b_start, b_end, a_start, a_end)


def _cut(version: Version, sentence: Sentence | None) -> tuple[str | None, int | None, int | None]:
    return (
        (version.text[sentence.start : sentence.end], sentence.start, sentence.end) if sentence else (None, None, None)
    )


def _differing(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Yield the pairs that differ, without sentences that only moved."""
    differing = [pair for pair in pairs if not pair.is_same]
    moved = Counter(pair.before.key for pair in differing if pair.before and not pair.after)
    moved &= Counter(pair.after.key for pair in differing if pair.after and not pair.before)
    gone, come = moved.copy(), moved
    for pair in differing:
        left, alone = (come, pair.after) if pair.before is None else (gone, pair.before)
        if alone and (pair.before is None or pair.after is None) and left[alone.key] > 0:
            left[alone.key] -= 1
        else:
            yield pair


def corrections(archive: Archive, sources: Sequence[Source]) -> tuple[Correction, ...]:
    """Return the corrections of cited sources: what the publisher says, and what changed.

    Leave out a source whose cited version is older than its correction.
    """
    found = (_correction(archive, source) for source in sources if source.state == "corrected")
    return tuple(correction for correction in found if correction)


def _correction(archive: Archive, source: Source) -> Correction | None:
    notes = archive.notes(source.article_id)
    known = {number: note for number, note in notes.items() if number <= source.version}
    if notes and not known:
        return None
    number, note = max(known.items(), default=(source.version, None))
    while note and known.get(number - 1) == note:  # a silent edit later on does not make it a new correction
        number -= 1
    wanted = [(source.article_id, n) for n in (number - 1, source.version)]
    found = archive.versions(wanted)
    before, after = (found.get(each) for each in wanted)
    if note is None and (notice := archive.notice(source.article_id)):
        note = notice.reason
    if not before or not after:
        return Correction(source.number, note, None)
    return Correction(source.number, note, before.number, _beside_note(before, replace(after, note=note)))


def _beside_note(before: Version, after: Version) -> tuple[Change, ...]:
    """Return the changes without the note itself."""
    pairs = _differing(aligned(before, after))
    return tuple(_change(before, after, pair) for pair in pairs if not is_note(pair.after))
