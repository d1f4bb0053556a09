"""The outlets that a question is limited to: a name that the archive does not have is an error, not an empty answer."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from ragbot.archive.archive import Archive
from ragbot.errors import QuestionError

FEW = 10
"""Outlets that are all named; of more, those that are called alike."""
ALIKE = 0.6
"""Of difflib's ratio: "harbour ledger" and "Harbor Ledger" have 0.81."""


def check_outlets(archive: Archive, names: Sequence[str]) -> None:
    """Raises QuestionError when the archive never had an article of one of them; an empty archive has no names yet."""
    if not names or not (known := archive.outlets()):
        return
    if unknown := [name for name in names if name not in known]:
        raise QuestionError(f"The archive has no outlet {unknown[0]!r}. {_instead(unknown[0], known)}")


def _instead(name: str, known: Sequence[str]) -> str:
    named = [one for one in known if one]
    if len(named) <= FEW:
        return f"It has {_listed(named)}." if named else "Its articles name no outlet."
    by_folded = {one.casefold(): one for one in named}
    near = [by_folded[one] for one in get_close_matches(name.casefold(), by_folded, 3, ALIKE)]
    meant = f"Did you mean {_listed(near, 'or')}? " if near else ""
    return f"{meant}GET /v1/archive lists its {len(named)} outlets, and so does the page under Filter."


def _listed(names: Sequence[str], last: str = "and") -> str:
    quoted = [repr(name) for name in names]
    return f" {last} ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
