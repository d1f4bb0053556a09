"""What exceptions of many libraries have in common: why, whether to ask again, and when."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass, field

import httpx
import pytest

from ragbot.models import failures
from ragbot.models.failures import is_timeout, readable, reason_of, seconds_before_retry, status_of


class RateLimited(Exception):
    """As the libraries of OpenAI and Anthropic have it."""

    def __init__(self, status: int = 429, headers: dict[str, str] | None = None) -> None:
        super().__init__("no")
        self.status_code = status
        self.response = httpx.Response(status, headers=headers)


@dataclass
class AmazonError(Exception):
    """As botocore has it."""

    response: dict = field(default_factory=dict)


@pytest.fixture(autouse=True)
def one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "BACKOFF", 1.0)
    monkeypatch.setattr("random.uniform", lambda low, high: high)


@pytest.mark.parametrize(("tries", "seconds"), [(1, 1), (2, 2), (3, 4)])
def test_each_wait_is_twice_as_long(tries: int, seconds: float) -> None:
    assert seconds_before_retry(RateLimited(), tries) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "20"}, 20),
        ({"retry-after": "0.5"}, 0.5),
        ({"Retry-After": "20", "retry-after-ms": "1500"}, 1.5),
        ({"Retry-After": "0"}, 0),
        ({"Retry-After": "-3"}, 0),
        ({"Date": "Mon, 23 Nov 2026 07:00:00 GMT", "Retry-After": "Mon, 23 Nov 2026 07:00:30 GMT"}, 30),
        ({"Date": "Mon, 23 Nov 2026 07:00:00 GMT", "Retry-After": "Mon, 23 Nov 2026 06:00:00 GMT"}, 0),
        ({"Retry-After": "Mon, 23 Nov 2020 07:00:00 GMT"}, 0),
    ],
)
def test_the_server_says_how_long_and_a_tenth_at_most_is_added(headers: dict[str, str], seconds: float) -> None:
    waited = seconds_before_retry(RateLimited(headers=headers), 1)
    assert waited is not None
    assert seconds <= waited <= seconds * 1.1


@pytest.mark.parametrize("text", ["soon", "", "nan", "inf", "1e999", "Mon, 99 Foo 2026"])
def test_a_wait_that_cannot_be_read_is_ours(text: str) -> None:
    assert seconds_before_retry(RateLimited(headers={"Retry-After": text}), 1) == 1


def test_chance_spreads_the_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    waits = {seconds_before_retry(RateLimited(), 1) for _ in range(50)}
    assert len(waits) > 25
    assert all(failures.BACKOFF / 2 <= wait <= failures.BACKOFF for wait in waits if wait)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_a_refusal_is_not_asked_again(status: int) -> None:
    assert seconds_before_retry(RateLimited(status), 1) is None


def test_whoever_is_out_of_credit_is_not_asked_again() -> None:
    error = RateLimited()
    error.args = ("Error code: 429 - {'error': {'code': 'insufficient_quota'}}",)
    assert seconds_before_retry(error, 1) is None


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RateLimited(503), 503),
        (AmazonError({"ResponseMetadata": {"HTTPStatusCode": 429, "HTTPHeaders": {"retry-after": "7"}}}), 429),
        (ValueError("429"), None),
        (KeyError(500), None),
        (OSError(429, "?"), None),
    ],
)
def test_the_status_is_found_wherever_it_is(error: Exception, status: int | None) -> None:
    assert status_of(error) == status


def test_the_headers_of_amazon_are_read_too() -> None:
    error = AmazonError({"ResponseMetadata": {"HTTPStatusCode": 429, "HTTPHeaders": {"retry-after": "7"}}})
    assert 7 <= (seconds_before_retry(error, 1) or 0) <= 8


def test_a_status_further_down_counts_too() -> None:
    error = RuntimeError("it went wrong")
    error.__cause__ = RateLimited(502)
    assert status_of(error) == 502


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 1)"), "Connection refused"),
        (httpx.ConnectError("All connection attempts failed"), "All connection attempts failed"),
        (httpx.RemoteProtocolError("Server disconnected"), "Server disconnected"),
    ],
)
def test_a_connection_that_failed_is_tried_again_and_told(error: Exception, reason: str) -> None:
    assert seconds_before_retry(error, 1) == 1
    assert reason_of(error) == reason


def test_a_name_that_is_not_found_is_told_in_the_systems_words() -> None:
    error = httpx.ConnectError("Connection error.")
    error.__cause__ = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    assert seconds_before_retry(error, 1) == 1
    assert reason_of(error) == "Name or service not known"


@pytest.mark.parametrize("error", [TimeoutError(), httpx.ReadTimeout("slow"), httpx.ConnectTimeout("slow")])
def test_what_came_too_late_is_not_tried_again(error: Exception) -> None:
    assert is_timeout(error)
    assert seconds_before_retry(error, 1) is None


def test_a_gateway_that_gave_up_waiting_is_an_answer() -> None:
    class GatewayTimeout(RateLimited):
        """As Google has it."""

    assert not is_timeout(GatewayTimeout(504))
    assert reason_of(GatewayTimeout(504)) == "504 Gateway Timeout (no)"
    assert seconds_before_retry(GatewayTimeout(504), 1) == 1


def test_a_reason_is_one_short_line_without_secrets() -> None:
    error = RateLimited(500)
    error.args = ("my-secret\n sk-proj-abc123DEF \x1b[31m" + "x" * 900,)
    reason = reason_of(error, ["my-secret", ""])
    assert reason.startswith("500 Internal Server Error (… … [31mxxx")
    assert len(reason) < 240
    assert reason.isprintable()


def test_words_that_only_look_like_keys_are_kept() -> None:
    assert readable("The task-force met; key-word, skyline, sk-") == "The task-force met; key-word, skyline, sk-"
