"""Losses of a later text of an article against the one before: a fetch that ends at a paywall brings a worse copy."""

from __future__ import annotations

from typing import Literal

RUN = 12
"""Letters and digits in a row that count as the same words, in any language."""
FEWEST = 200
"""Runs that a text has before it can be said to have lost most of them: four lines, which may well be rewritten."""
MOST_READ = 50_000
"""Characters of a text: two such texts take 29 ms."""
KEPT = 0.25
"""Of its runs. In 234 pairs of real texts of one address, 2022, 9 kept less: 8 of them a stub or another page, on one
side or the other, and one an extract of a fifth. All other edits kept 0.30 or more, nine of ten 0.75."""
WHOLE = 0.9
"""Of a text's own runs that are in the one before: it is a part of that."""
FULLER = 1.5
"""Times the length of the one before, of which a stub is replaced by the article whatever they share."""

Loss = Literal["rewritten", "cut"]
"""How a text lost most of the one before: a "cut" one is a part of it, a "rewritten" one says something else."""


def loss(before: str, after: str) -> Loss | None:
    """Return the loss; None when most of `before` is still there, it had little, or `after` is much fuller."""
    if len(after) >= FULLER * len(before):
        return None
    told, tells = _runs(before), _runs(after)
    shared = len(told & tells)
    if len(told) < FEWEST or shared >= KEPT * len(told):
        return None
    return "cut" if tells and shared >= WHOLE * len(tells) else "rewritten"


def shares(before: str, after: str) -> bool:
    """Whether as much of the shorter one stands in the other as an edit keeps, or they are too short to tell."""
    shorter, longer = sorted((_runs(before), _runs(after)), key=len)
    return len(shorter & longer) >= KEPT * len(shorter)


def _runs(text: str) -> set[str]:
    letters = "".join(filter(str.isalnum, text[:MOST_READ].casefold()))
    return {letters[start : start + RUN] for start in range(len(letters) - RUN + 1)}
