"""A publisher's notices about an article's state: in fields of its record, or in a note in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from ingest.records.cleaning import clean_line
from ingest.records.correction_notes import MAX_NOTE, note_in
from ragbot.types import State

STRENGTH: tuple[State, ...] = ("live", "corrected", "retracted", "removed")
"""The states, weakest first: the last of them holds when a record says two things."""

STATE = ("state", "status", "creativeWorkStatus", "pubstatus", "pubStatus")
NOTE = ("correction", "corrections", "correctionNote", "correction_note")
FLAGS: Mapping[str, State] = {
    "corrected": "corrected",
    "isCorrected": "corrected",
    "retracted": "retracted",
    "isRetracted": "retracted",
    "is_retracted": "retracted",
    "withdrawn": "retracted",
    "removed": "removed",
}
WORDS: Mapping[str, State] = {
    **dict.fromkeys(("live", "published", "publish", "usable", "active", "current", "reinstated"), "live"),
    **dict.fromkeys(("corrected", "correction", "amended", "clarified"), "corrected"),
    **dict.fromkeys(("retracted", "retraction", "withdrawn", "withheld", "canceled", "cancelled"), "retracted"),
    **dict.fromkeys(("removed", "deleted", "unpublished", "trash"), "removed"),
}
"""What publishers and their formats (schema.org, IPTC's ninjs, WordPress) call the states."""


def notice_in(record: Mapping[str, object], title: str, text: str) -> tuple[State | None, str | None, tuple[str, ...]]:
    """Return the state and the note, None where there is none, and warnings about words of unknown meaning."""
    warnings: list[str] = []
    stated, note = _state_in(record, warnings), _note(record)
    in_text, noted = note_in(title, text)
    if noted and note == _note({"correction": noted}):
        note = noted  # the same words as they stand in the text, where they are looked for
    told: list[State] = [state for state in (stated, "corrected" if note is not None else None, in_text) if state]
    return max(told, key=STRENGTH.index, default=None), note or noted, tuple(warnings)


def _state_in(record: Mapping[str, object], warnings: list[str]) -> State | None:
    found: list[State] = []
    for name in STATE:
        word = str(record.get(name) or "").rpartition("/")[2].strip().casefold()  # schema.org's are addresses
        if word in WORDS:
            found.append(WORDS[word])
        elif get_close_matches(word[:40], WORDS, 1, 0.85):
            warnings.append(f'{name}: "{word[:40]}" is none of {", ".join(STRENGTH)}; ignored')
    for name, state in FLAGS.items():
        if (flag := str(record.get(name)).casefold()) in ("true", "false", "1", "0"):
            found.append(state if flag in ("true", "1") else "live")
    return max(found, key=STRENGTH.index, default=None)


def _note(record: Mapping[str, object]) -> str | None:
    """Return the words of a correction; "" for one without words, None when there is none."""
    values = [value for name in NOTE if (value := record.get(name)) not in (None, False, "", [], {})]
    if not values:
        return None
    lines = dict.fromkeys(line for value in values for line in _lines(value))
    return "\n".join(lines)[:MAX_NOTE].strip()


def _lines(value: object) -> Iterator[str]:
    """Yield the lines of a string that is no mere address, of schema.org's CorrectionComment, or of a list of them."""
    if isinstance(value, str):
        lines = map(clean_line, value[: 2 * MAX_NOTE].splitlines())
        yield from (line for line in lines if line and not re.fullmatch(r"https?://\S+", line))
    elif isinstance(value, Mapping):
        yield from _lines(value.get("text") or value.get("description"))
    elif isinstance(value, list):
        for each in value[:20]:
            yield from () if isinstance(each, list) else _lines(each)
