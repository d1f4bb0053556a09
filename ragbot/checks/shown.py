"""Whether what a model wrote is shown, or what would be quoted without it."""

from __future__ import annotations

from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.citations import CitedText


def is_shown(written: CitedText, instead: Reply) -> bool:
    """Only where its first sentence, which is the answer, is supported.

    That the articles do not tell is believed, unless a quote has the value that is asked for.
    """
    if written.opening == "untold":
        return bool(written.citations) or not any(isinstance(part, Quote) and part.tells for part in instead.parts)
    return written.opening == "supported"
