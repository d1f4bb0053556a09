"""What the commands tell beside their results: nothing that files, servers or arguments bring steers the terminal."""

from __future__ import annotations

import sys


def visible(text: str) -> str:
    """On one line, with what is not to be seen written out: `\\x1b` for ESC, `\\n` for a line's end."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def tell(text: object) -> None:
    """A line on standard error, in the name of ragbot."""
    print(f"ragbot: {visible(str(text))}", file=sys.stderr)
