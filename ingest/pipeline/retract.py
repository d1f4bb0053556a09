"""Retraction of articles, and its end: in the archive itself, or through the server that owns it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, Protocol

from ingest.records.addresses import canonical_url, one_line
from ingest.records.cleaning import clean_text
from ragbot.archive.archive import opened_ledger
from ragbot.archive.deeds import COMMAND_LINE, Deeds
from ragbot.archive.ledger import Ledger
from ragbot.archive.states import Set
from ragbot.client import Client, find_server
from ragbot.errors import NotThereError
from ragbot.settings import Settings
from ragbot.types import Article, State


@dataclass(frozen=True, slots=True)
class Decision:
    """An operator's decision about an article, and its result."""

    named: str
    article_id: str | None
    result: Set | Literal["unknown"]
    state: State


class Register(Protocol):
    """A register of states: a ledger of this process, or the server that owns it."""

    def set_state(self, article_id: str, state: State, reason: str | None) -> Set | None:
        """Set the state; return None when there is no such article."""


@dataclass(frozen=True, slots=True)
class ServerRegister:
    """Asks the server that owns the archive."""

    server: Client

    def set_state(self, article_id: str, state: State, reason: str | None) -> Set | None:
        """Set the state; return None when there is no such article. Raises ServerError when the server fails."""
        try:
            reply = self.server.post(f"/v1/articles/{article_id}/state", {"state": state, "reason": reason})
        except NotThereError:
            return None
        result: Set = json.loads(reply)["result"]
        return result


def set_states(settings: Settings, named: Sequence[str], state: State, reason: str | None) -> list[Decision]:
    """Set the state of the articles with these URLs, ids or files. Raises ArchiveError or ServerError."""
    with _register(settings) as register:
        decisions = [_decision(register, each, state, reason) for each in dict.fromkeys(named)]
        if isinstance(register, Ledger):  # a server keeps its own deeds
            _keep(Deeds(register), decisions, reason)
    return decisions


def _keep(deeds: Deeds, decisions: Sequence[Decision], reason: str | None) -> None:
    """Keep the changes in the audit."""
    for each in decisions:
        if each.result == "changed":
            detail = f"{each.state}: {reason}" if reason else each.state
            deeds.add(COMMAND_LINE, f"ragbot-ingest, {each.article_id}", detail)


@contextmanager
def _register(settings: Settings) -> Iterator[Register]:
    """Yield the server that owns the archive, when one runs; else its ledger, which needs no embedding model."""
    if server := find_server(settings):
        yield ServerRegister(server)
        return
    with opened_ledger(settings, create=False) as (ledger, lock):
        yield ledger
        ledger.close()
        if lock:
            lock.release()


def _decision(register: Register, named: str, state: State, reason: str | None) -> Decision:
    told = clean_text(named)  # the name of a file may have bytes that are not UTF-8
    for article_id in possible_ids(named):
        if result := register.set_state(article_id, state, reason):
            return Decision(told, article_id, result, state)
    return Decision(told, None, "unknown", state)


def possible_ids(named: str) -> list[str]:
    """Return the ids that an article with this name may have, the likeliest first: its own, of its URL, of its file."""
    if re.fullmatch("[0-9a-f]{32}", named):
        return [named]
    bare = canonical_url(f"https://{named}") if "://" not in named else None
    addresses = [canonical_url(named), one_line(f"file:{os.path.abspath(named)}"), bare]
    return [Article(title="", text="", address=address).id for address in addresses if address]
