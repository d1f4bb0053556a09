"""Webhooks: posts of updates, signed as the Standard Webhooks say, to public addresses only."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256

from ingest.fetch.freshness import retry_seconds
from ingest.fetch.network import Network, NotPublicError, allowing
from ingest.fetch.request import respond, target_of
from ingest.records.record import SourceError
from ragbot import __version__
from ragbot.archive.watch import Watch, WatchUpdate
from ragbot.settings import Settings, networks_of

SECONDS = 10.0
"""The most seconds from the look-up of its address to its answer."""
PREFIX = "whsec_"
SHORTEST_SECRET = 24
"""Bytes, as the Standard Webhooks demand; at most 64."""
LONGEST_SECRET = 64
GONE = 410
Connect = Callable[[float], Network]
"""Returns a network that connects within so many seconds."""


class WebhookError(SourceError):
    """A webhook that did not take an update, or cannot be used."""

    def __init__(self, reason: str, is_over: bool = False, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.is_over = is_over
        """Whether the owner wants no more posts."""
        self.seconds = seconds
        """How long the webhook wants to be left alone, in seconds; None when it does not say."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SHORTEST_SECRET)).decode()


def check_secret(secret: str) -> None:
    """Raise WebhookError when the secret has another form."""
    if not SHORTEST_SECRET <= len(_key(secret)) <= LONGEST_SECRET:
        raise WebhookError(
            f"A secret is {PREFIX} and {SHORTEST_SECRET} to {LONGEST_SECRET} bytes in base64; leave it out to get one."
        )


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True) if secret.startswith(PREFIX) else b""
    except binascii.Error:
        return b""


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return HMAC-SHA256 of `id.timestamp.body`, as in `v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, sha256)).decode()


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts updates; threads may share one."""

    connect: Connect

    @classmethod
    def of(cls, settings: Settings) -> Poster:
        allows = allowing(networks_of(settings))
        return cls(lambda seconds: Network(seconds, allows))

    def check(self, url: str) -> None:
        """Raise WebhookError when nothing can be posted to `url`: no address, an unknown host, or a private one."""
        try:
            self.connect(SECONDS / 2).check(target_of(url).host.decode())
        except SourceError as error:
            raise WebhookError(_reason(error)) from None

    def post(self, watch: Watch, update: WatchUpdate, timestamp: int) -> None:
        """Post an update; follow no redirect. Raises WebhookError when the webhook did not take it, for any reason."""
        body = body_of(watch, update)
        message_id = f"{watch.id}-{update.number}"
        headers = {
            "User-Agent": f"ragbot/{__version__}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(watch.secret, message_id, timestamp, body),
        }
        try:
            came = respond(target_of(watch.webhook), headers, self.connect(SECONDS), 0, posted=body)
        except SourceError as error:
            raise WebhookError(_reason(error)) from None
        if not 200 <= came.status < 300:
            wanted = retry_seconds(came) if came.status in (429, 503) else None
            raise WebhookError(f"answered with {came.status}", came.status == GONE, wanted)


def _reason(error: SourceError) -> str:
    if isinstance(error, NotPublicError):
        return "leads to an address that is not public: allow its network in RAGBOT_ALLOWED_NETWORKS"
    return str(error).partition(";")[0]  # the ways out are for pages: to save them as a file


def body_of(watch: Watch, update: WatchUpdate) -> bytes:
    """Return the body of a post: JSON with the update; the same bytes at each try."""
    told = {name: value for name, value in asdict(update).items() if name not in ("delivery", "watch_id")}
    body = {"type": "watch.changed", "watch": {"id": watch.id, "question": watch.question}, "update": told}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
