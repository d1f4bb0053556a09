"""Why a language model did not answer, in one line for people, and whether asking again may help.

Each provider has its own exceptions. What they have in common are the status of HTTP, its headers, and causes.
"""

from __future__ import annotations

import math
import os
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

RETRIED = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
"""529: Anthropic is overloaded. 409: OpenAI could not get a lock."""
BACKOFF = 0.5
"""Seconds before the first retry, twice as many before each later one; from a half of it to the whole, by chance."""
LONGEST_REASON = 200
"""Characters of what a server says about itself."""

OFFLINE = re.compile(r"Connect(ion)?Error|ReadError|WriteError|RemoteProtocolError|NetworkError|ServerDisconnected")
"""As in "ConnectError"."""
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)
"""What clients raise when a reply is no JSON, or JSON of another form than they expect."""
TIMED_OUT = re.compile(r"Time(d)?out", re.IGNORECASE)  # "ReadTimeout"
OUT_OF_CREDIT = "insufficient_quota"
"""OpenAI says so with 429, and says it for days."""
STATUS_OF_TYPE = {"overloaded_error": 529, "rate_limit_error": 429, "api_error": 500, "server_error": 500}
"""Errors that Anthropic and OpenAI send within a stream, after a status of 200."""
NAMED = {429: "rate limit", 529: "overloaded"}
NO_SYSTEM_ROLE = re.compile(
    r"\bsystem (?:role|message|prompt|instruction)|\brole\W+system\b|\broles must alternate"
    r"|\bonly user and assistant roles|\bdeveloper instruction",
    re.IGNORECASE,
)
"""Gemma: "System role not supported", Mistral: "Conversation roles must alternate user/assistant/user/assistant/…"."""
KEYS = re.compile(r"\b(sk|gsk|xai|pplx)[-_][\w*.-]{4,}")  # "sk-1234"


def seconds_before_retry(error: BaseException, tries: int) -> float | None:
    """How long to wait until the next try, at least as long as the server asks for; None when it would not help."""
    status = status_of(error)
    if status is None and not (is_offline(error) and not is_timeout(error)):
        return None
    if status is not None and (status not in RETRIED or OUT_OF_CREDIT in str(error)):
        return None
    backoff: float = BACKOFF * 2 ** (tries - 1) * random.uniform(0.5, 1)
    asked = _retry_after(_headers_of(error))
    return backoff if asked is None else asked + min(backoff, asked / 10)  # not all of those refused at the same time


def status_of(error: BaseException) -> int | None:
    """The status that the server answered with; None when there was no answer, or it went well and then broke off."""
    for each in _chain(error):
        values = [getattr(each, name, None) for name in ("status_code", "code", "http_status", "status")]
        response = getattr(each, "response", None)
        if isinstance(response, Mapping):  # botocore's
            values.append(response.get("ResponseMetadata", {}).get("HTTPStatusCode"))
        values.append(STATUS_OF_TYPE.get(_type_of(each)))
        for value in values:
            if isinstance(value, int | str) and re.fullmatch(r"[45]\d\d", str(value)):
                return int(value)
    return None


def _type_of(error: BaseException) -> str:
    """What the error object in a reply says that it is."""
    body: Any = getattr(error, "body", None)
    body = body.get("error", body) if isinstance(body, Mapping) else body
    return str(body.get("type")) if isinstance(body, Mapping) else ""


def words_of(error: BaseException) -> str:
    """All that the server said: of Mistral's 422 the client shows no word but keeps the body."""
    return " ".join(str(said) for each in _chain(error) for said in (each, getattr(each, "body", None)) if said)


def refuses_the_system_role(error: BaseException) -> bool:
    return NO_SYSTEM_ROLE.search(words_of(error)) is not None


def is_offline(error: BaseException) -> bool:
    """Whether the server could not be reached, or the connection broke."""
    return any(isinstance(each, ConnectionError) or _is_named(each, OFFLINE) for each in _chain(error))


def is_timeout(error: BaseException) -> bool:
    """Whether we gave up waiting; a 504 is an answer."""
    late = any(isinstance(each, TimeoutError) or _is_named(each, TIMED_OUT) for each in _chain(error))
    return late and status_of(error) is None


def reason_of(error: BaseException, secrets: Sequence[str] = ()) -> str:
    """One short line, without the secrets, which some providers repeat."""
    if status := status_of(error):
        said = readable(_server_words(error), secrets)
        named = NAMED.get(status)
        details = " (".join(filter(None, [f"{status} {_phrase(status)}", ": ".join(filter(None, [named, said]))]))
        return f"{details})" if "(" in details else details
    if is_offline(error):
        return readable(_first_cause(error), secrets)
    if isinstance(error, UNREADABLE):
        return f"what it sent cannot be read ({readable(f'{type(error).__name__}: {error}', secrets)})"
    return readable(_server_words(error), secrets) or type(error).__name__


def readable(text: str, secrets: Sequence[str] = ()) -> str:
    """On one line, cut short, without secrets and without what would steer a terminal."""
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    text = KEYS.sub("…", " ".join("".join(c if c.isprintable() else " " for c in text).split()))
    return text[:LONGEST_REASON].rstrip(" .")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, the last one first."""
    seen: set[int] = set()
    each: BaseException | None = error
    while each and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or each.__context__


def _is_named(error: BaseException, names: re.Pattern[str]) -> bool:
    return any(names.search(kind.__name__) for kind in type(error).__mro__)


def _first_cause(error: BaseException) -> str:
    """What the operating system says, such as "Connection refused"; else the words of the first error that has any."""
    causes = list(_chain(error))
    system = [_strerror(each) for each in causes if isinstance(each, OSError) and each.strerror]
    words = [str(each) for each in causes if str(each)]
    return (system or words or [type(error).__name__])[-1]


def _strerror(error: OSError) -> str:
    """asyncio writes an address in place of "Connection refused"; names that are not found have errors of their own."""
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror)


def _server_words(error: BaseException) -> str:
    """The server's own words, if it answered with a JSON error as most do; an HTML page tells a reader nothing."""
    body: Any = getattr(error, "body", None)
    if isinstance(body, Mapping):
        body = body.get("error", body)
    while isinstance(body, Mapping):  # Mistral: {"message": {"detail": [...]}}
        body = body.get("message") or body.get("detail")
    text = str(body or getattr(error, "message", None) or getattr(error, "error", None) or error)  # .error: ollama's
    return "" if text.lstrip().startswith("<") or "<html" in text.lower() else text


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"


def _headers_of(error: BaseException) -> Mapping[str, str]:
    for each in _chain(error):
        response = getattr(each, "response", None)
        headers = getattr(response, "headers", None)
        if isinstance(response, Mapping):
            headers = response.get("ResponseMetadata", {}).get("HTTPHeaders")
        if headers is not None:
            return {str(name).lower(): str(value) for name, value in headers.items()}
    return {}


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait, which it may give as a time; None when it does not say."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    if (seconds := _number(headers.get("retry-after"))) is not None:
        return seconds
    until = _time(headers.get("retry-after"))
    since = _time(headers.get("date")) or datetime.now(UTC)  # its own clock, where it tells
    return max(0.0, (until - since).total_seconds()) if until else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return max(0.0, value) if math.isfinite(value) else None


def _time(text: str | None) -> datetime | None:
    try:
        time = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
