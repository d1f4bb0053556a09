"""Webhooks: secrets, signatures and bodies, and what a server's answer to a post means."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from threading import Event

import pytest

from ingest.fetch.network import Network
from ingest.watches.webhook import Poster, WebhookError, body_of, check_secret, new_secret, signature
from ragbot.archive.watch import CitedSentence, Watch, WatchUpdate
from ragbot.settings import load_settings
from tests.website import Site, always, is_loopback, reply, serving, to

SAID = CitedSentence("Nine died.", "Nine died.", "a" * 32, 1, 0, 10, "Ferry sinks", "The Daily", None, None)
UPDATE = WatchUpdate("b" * 32, 2, "2026-03-10T09:30:00Z", "answered", "Nine died. [1]", (), (SAID,), "waiting")
HERE = Poster(lambda seconds: Network(seconds, is_loopback, lambda host: ["127.0.0.1"]))


def watch(url: str = "https://desk.example/hook", secret: str = "") -> Watch:
    return Watch("b" * 32, "How many died?", "", "", webhook=url, secret=secret or new_secret())


def test_a_signature_is_that_of_the_standard_webhooks() -> None:
    """The example of their documentation."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_of_ours_is_one_and_each_is_another() -> None:
    secrets = {new_secret() for _ in range(9)}
    assert len(secrets) == 9
    for secret in secrets:
        check_secret(secret)


@pytest.mark.parametrize("size", [24, 64])
def test_a_secret_may_have_24_to_64_bytes(size: int) -> None:
    check_secret("whsec_" + base64.b64encode(bytes(size)).decode())


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "secret",
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_###",
        base64.b64encode(bytes(32)).decode(),
        "whsec_" + base64.b64encode(bytes(23)).decode(),
        "whsec_" + base64.b64encode(bytes(65)).decode(),
    ],
)
def test_a_secret_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(WebhookError, match="A secret is whsec_ and 24 to 64 bytes in base64; leave it out to get one"):
        check_secret(secret)


def test_the_body_has_the_update_and_is_the_same_at_each_try() -> None:
    body = body_of(watch(), UPDATE)
    assert body == body_of(watch(), UPDATE)
    read = json.loads(body)
    assert (read["type"], read["watch"]) == ("watch.changed", {"id": "b" * 32, "question": "How many died?"})
    assert read["update"]["new"][0]["cited_text"] == "Nine died."
    assert not {"delivery", "watch_id"} & read["update"].keys()
    assert "secret" not in body.decode()


def test_a_post_is_signed_and_has_its_id() -> None:
    with serving(always(reply(status="204 No Content"))) as site:
        one = watch(site.at("/hook?key=1"))
        HERE.post(one, UPDATE, 1_773_135_000)
    head = site.requests[0].split("\n")
    body = body_of(one, UPDATE)
    signed = signature(one.secret, f"{'b' * 32}-2", 1_773_135_000, body)
    assert head[0] == "POST /hook?key=1 HTTP/1.1"
    assert {
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"webhook-id: {'b' * 32}-2",
        "webhook-timestamp: 1773135000",
        f"webhook-signature: {signed}",
    } <= set(head)
    assert one.secret not in site.requests[0]


def refused(site: Site) -> WebhookError:
    with pytest.raises(WebhookError) as caught:
        HERE.post(watch(site.at()), UPDATE, 1)
    return caught.value


@pytest.mark.parametrize(
    ("answer", "reason", "is_over", "seconds"),
    [
        (reply(status="500 Broken"), "answered with 500", False, None),
        (reply(status="410 Gone"), "answered with 410", True, None),
        (reply(b"", None, "429 Too Many", "Retry-After: 120"), "answered with 429", False, 120.0),
        (reply(b"", None, "503 Away", "Retry-After: 60"), "answered with 503", False, 60.0),
        (reply(b"", None, "500 Broken", "Retry-After: 60"), "answered with 500", False, None),
        (to("/elsewhere"), "answered with 302", False, None),
        (b"no HTTP at all\r\n", "is answered with something other than HTTP", False, None),
    ],
)
def test_why_a_webhook_did_not_take_an_update_is_told(
    answer: bytes, reason: str, is_over: bool, seconds: float | None
) -> None:
    with serving(always(answer)) as site:
        error = refused(site)
    assert reason in str(error)
    assert ";" not in str(error), "the ways out of pages are none for it"
    assert (error.is_over, error.seconds) == (is_over, seconds)
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:9/", "is not public: allow its network in RAGBOT_ALLOWED_NETWORKS"),
        ("http://[::ffff:10.0.0.1]/", "is not public"),
        ("ftp://desk.example/", "is no http or https address"),
        ("http://me:pass@desk.example/", "has a user name in it"),
        ("desk.example", "is no http or https address"),
        ("http://", "is no http or https address"),
    ],
)
def test_where_nothing_can_be_posted_is_told_before_it_is_tried(url: str, reason: str) -> None:
    with pytest.raises(WebhookError) as caught:
        Poster.of(load_settings()).check(url)
    assert reason in str(caught.value)


def test_an_allowed_network_can_be_posted_to() -> None:
    Poster.of(load_settings(allowed_networks="127.0.0.0/8")).check("http://127.0.0.1:9/")


def test_a_host_that_is_slow_to_be_found_is_refused() -> None:
    end = Event()

    def slow(host: str) -> Sequence[str]:
        end.wait(5)
        return ["127.0.0.1"]

    with pytest.raises(WebhookError, match=r"was not found within 0.02 s \(desk.example\)"):
        Poster(lambda seconds: Network(0.02, resolve=slow)).check("https://desk.example/")
    end.set()
