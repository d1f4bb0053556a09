"""A standing question, the sentences that answered it last, and an update: what of them changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

WatchState = Literal["active", "paused"]
WebhookState = Literal["none", "active", "dead"]
"""`dead`: it failed so often in a row, or was answered with 410, that nothing is sent until an operator revives it."""
Delivery = Literal["none", "waiting", "sent"]
"""Of an update to the webhook; `none`: there is no webhook, or it is the first answer, from which changes count."""

CLAIMED_SECONDS = 600
"""So long a watch is one process's own, unless that was killed; it is renewed as long as the process works on it."""
LEAST_PAUSE = 60
"""Seconds between two looks at one watch, however often articles come in."""
KEPT_UPDATES = 50
"""The newest ones of each watch that are kept."""
REVIVED = {"webhook_state": "active", "webhook_failures": 0, "webhook_error": None, "next_delivery": ""}
"""The fields that have a dead webhook tried again."""


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence of an answer with what it rests on: `version.text[source_start:source_end] == cited_text`."""

    text: str
    """As the answer has it, without its number."""
    cited_text: str
    article_id: str
    version: int
    source_start: int
    source_end: int
    title: str
    source: str
    url: str | None
    published: str | None

    @property
    def key(self) -> str:
        """What makes it the same one next time, whoever words it and whichever copy is cited: the words cited."""
        return " ".join(re.findall(r"\w+", self.cited_text.casefold()))  # "Nine people died." → "nine people died"


Sentences = tuple[CitedSentence, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """A question that is asked again when articles on it change, or from time to time."""

    id: str
    question: str
    added: str
    next_check: str
    """Not asked again before; `ASKED` when somebody wants it now."""
    since: str | None = None
    """Only articles published on this day or later."""
    sources: tuple[str, ...] = ()
    """Only these outlets; empty means all."""
    every: int | None = None
    """Seconds between two looks; None: when articles change."""
    state: WatchState = "active"
    claimed: str = ""
    """Until then it is being asked, unless that process was killed."""
    marker: str = ""
    """The archive's state at the last look, as `Watches.marker` has it."""
    evidence: str = ""
    """A digest of the passages that the last search for it found."""
    sentences: Sentences = ()
    """Those of its last answer."""
    outcome: str = ""
    """Of its last answer; "" before the first one."""
    last_check: str | None = None
    last_change: str | None = None
    updates: int = 0
    """The number of its last update."""
    failures: int = 0
    """In a row."""
    error: str | None = None
    """Of the last look, with the way out."""
    webhook: str = ""
    """Where updates are posted; "" for none."""
    secret: str = ""
    """What the posts are signed with: `whsec_` and 24 random bytes in base64."""
    webhook_state: WebhookState = "none"
    webhook_failures: int = 0
    """In a row."""
    webhook_error: str | None = None
    next_delivery: str = ""


@dataclass(frozen=True, slots=True)
class WatchUpdate:
    """A change of what the answer cites."""

    watch_id: str
    number: int
    """The first answer has 1."""
    at: str
    outcome: str
    answer: str
    old: Sentences
    """What the answer cited before, and cites no more."""
    new: Sentences
    """What it did not cite before."""
    delivery: Delivery = "none"
