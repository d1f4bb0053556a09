"""Talks to a running server: the one that owns the archive, as the command lines do, or one at an address."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx
from pydantic import TypeAdapter, ValidationError

from ragbot.api.bodies import AnswerBody, ArticleBody, EvidencePage
from ragbot.archive.listing import Filter
from ragbot.archive.lock import Owner, is_loopback, owner_of
from ragbot.archive.vector_stores import store_at
from ragbot.errors import NotThereError, QuestionError, ServerError, SettingsError
from ragbot.passwords import without_passwords
from ragbot.settings import Settings
from ragbot.types import ArticlePage, Question

Reply = TypeVar("Reply")
PATIENCE = httpx.Timeout(None, connect=5.0)
"""An answer by a slow model, or articles to embed, may take minutes."""
STARTING = 60.0
"""Seconds to wait for a server that is starting: it loads its model for ten on two cores."""


class Client:
    """The API of one server, with the operator's token."""

    def __init__(self, owner: Owner) -> None:
        """Raises ServerError when the address is not on this machine: the token must not leave it."""
        if not is_loopback(urlsplit(owner.address or "").hostname or ""):
            raise ServerError(
                f"The lock file names {owner.address}, which is not on this machine as far as its address tells. "
                f"Stop {owner}, or start it with --host 127.0.0.1 or --host 0.0.0.0."
            )
        self.address = owner.address or ""
        self._headers = {"Authorization": f"Bearer {owner.token}"}

    def ask(self, question: Question) -> AnswerBody:
        body = {**_limits(question), "history": [asdict(turn) for turn in question.history]}
        if question.trace:
            body["trace"] = True
        return self._read(AnswerBody, self.post("/v1/answers", body))

    def search(self, question: Question, limit: int) -> EvidencePage:
        return self._read(EvidencePage, self.post("/v1/search", {**_limits(question), "limit": limit}))

    def article(self, article_id: str) -> ArticleBody:
        """An article with its current text. Raises NotThereError."""
        return self._read(ArticleBody, self._called("GET", f"/v1/articles/{quote(article_id, safe='')}"))

    def latest(self, criteria: Filter, limit: int) -> ArticlePage:
        """The newest articles of those that meet the criteria."""
        window = {name: day for name, day in asdict(criteria.window).items() if day}
        query = {"q": criteria.words, "source": list(criteria.sources), "limit": limit, **window}
        return self._read(ArticlePage, self._called("GET", "/v1/articles", params=query))

    def post(self, path: str, body: Any) -> bytes:
        """The reply. Raises ServerError with the problem's own words, QuestionError when the body is what is wrong."""
        return self._called("POST", path, json=body)

    def _called(self, method: str, path: str, **content: Any) -> bytes:
        told = without_passwords(self.address)
        try:
            # trust_env: a proxy in the environment is not to see the token
            with httpx.Client(base_url=self.address, timeout=PATIENCE, trust_env=False) as http:
                reply = http.request(method, path, headers=self._headers, **content)
        except httpx.HTTPError as error:
            raise ServerError(f"The server at {told} does not answer ({error}). Is it running?") from None
        if reply.status_code == 422:
            raise QuestionError(_detail(reply))
        if not reply.is_success:
            kind = NotThereError if reply.status_code == 404 else ServerError
            raise kind(f"The server at {told} refused: {_detail(reply)}")
        return reply.content

    def _read(self, kind: type[Reply], reply: bytes) -> Reply:
        try:
            return TypeAdapter(kind).validate_json(reply)
        except ValidationError:
            raise ServerError(
                f"What {without_passwords(self.address)} says is none of ours: is another version of ragbot running "
                "there? Start it anew."
            ) from None


class PublicClient(Client):
    """The API of a server anywhere, to ask and to read: with a reader's key at most, never the operator's token."""

    def __init__(self, address: str, key: str | None = None) -> None:
        """`key` is one with the scope `ask`, where the server wants one. A user and password in the address are for a
        proxy before it, which then gets no key. Raises SettingsError when it is no http(s) address.
        """
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            told = without_passwords(address)
            raise SettingsError(f"{told!r} is no address of a server: write http://127.0.0.1:8000")
        self.address = address.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}"} if key and not parts.username else {}


def _limits(question: Question) -> dict[str, Any]:
    window = asdict(question.window)
    days = {"asked_on": question.asked_on, "as_of": question.as_of}
    return {"question": question.text, "sources": list(question.sources), **days, **window}


def _detail(reply: httpx.Response) -> str:
    try:
        return str(reply.json()["detail"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{reply.status_code} {reply.reason_phrase}"


def find_server(settings: Settings) -> Client | None:
    """The server that owns the embedded archive; None when none runs. A store that several share needs none."""
    if not store_at(settings.chroma, settings.archive).has_one_owner:
        return None
    patient_until = time.monotonic() + STARTING
    while (owner := owner_of(settings.archive)) and owner.is_starting and time.monotonic() < patient_until:
        time.sleep(0.2)
    return Client(owner) if owner and owner.address else None
