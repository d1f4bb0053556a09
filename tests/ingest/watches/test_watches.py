"""The updates of standing questions and a webhook that takes them, or does not."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest

from ingest.watches.asking import Asker
from ingest.watches.delivery import Courier
from ingest.watches.standing import StandingQuestions
from ingest.watches.webhook import Poster, WebhookError
from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.archive.source import moment
from ragbot.archive.watch import REVIVED
from ragbot.settings import load_settings
from tests.conftest import add
from tests.ingest.watches.desk import NINE, QUESTION, TEN, Desk, Hook, desk, failing, ferry, hook
from tests.website import Site, reply, serving

__all__ = ["desk", "hook"]


def test_an_unexpected_error_puts_a_post_off(desk: Desk, hook: Hook) -> None:
    desk.watch(webhook=hook.address)
    add(desk.archive, ferry("ten"))
    watches = desk.archive.watches
    assert desk.questions.next_due(set()) is None
    desk.clock.forward(minutes=2)
    look = Asker(Bot(desk.archive), desk.clock).look(desk.one)
    assert watches.finish(desk.one, look.values, look.pause, look.update)
    courier = Courier(watches, Poster(failing), desk.clock)
    assert courier.deliver(desk.one) == 0
    one = desk.one
    assert (one.webhook_failures, one.webhook_error) == (1, "could not be posted to (ZeroDivisionError)")
    assert one.next_delivery == moment(desk.clock.now + timedelta(minutes=1))
    assert desk.turn(minutes=1)
    assert (len(hook.posts), desk.one.webhook_failures) == (1, 0)


def test_a_change_is_posted_once_signed_and_the_first_answer_is_not(desk: Desk, hook: Hook) -> None:
    watch = desk.watch(webhook=hook.address)
    assert hook.posts == []
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    [(headers, body)] = hook.posts
    told = json.loads(body)
    assert told["watch"] == {"id": watch.id, "question": QUESTION}
    assert (texts_of(told, "old"), texts_of(told, "new")) == ([NINE], [TEN])
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == f"{watch.id}-2"
    assert headers["webhook-timestamp"] == str(int(desk.clock.now.timestamp()))
    key = base64.b64decode(watch.secret.removeprefix("whsec_"))
    signed = f"{watch.id}-2.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(hmac.digest(key, signed, sha256)).decode()}"
    assert not desk.turn(hours=1)
    assert desk.archive.watches.waiting(watch.id) == []


def texts_of(told: dict, which: str) -> list[str]:
    return [each["cited_text"] for each in told["update"][which]]


def test_what_is_not_taken_is_posted_again_later_in_its_order_with_the_same_id_and_body(desk: Desk, hook: Hook) -> None:
    hook.statuses = ["500", "503 Retry-After: 900", "302 Location: http://127.0.0.1:1/"]
    watch = desk.watch(webhook=hook.address)
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    assert (desk.one.webhook_failures, desk.one.webhook_error) == (1, "answered with 500")
    assert not desk.turn(seconds=59)
    add(desk.archive, ferry("eleven"))
    assert desk.turn(seconds=61), "asked, and tried a second time"
    assert (desk.one.webhook_failures, desk.one.next_delivery) == (2, moment(desk.clock.now + timedelta(seconds=900)))
    assert not desk.turn(minutes=14)
    assert desk.turn(minutes=1)
    assert desk.one.webhook_error == "answered with 302", "nobody is led elsewhere"
    assert desk.turn(minutes=31)
    assert [headers["webhook-id"][-2:] for headers, _ in hook.posts] == ["-2", "-2", "-2", "-2", "-3"]
    assert len({body for _, body in hook.posts[:4]}) == 1
    one = desk.one
    assert (one.webhook_failures, one.webhook_error, one.webhook_state) == (0, None, "active")
    assert desk.archive.watches.waiting(watch.id) == []


def test_a_webhook_that_fails_for_days_is_dead_until_it_is_revived_and_nothing_is_lost(desk: Desk, hook: Hook) -> None:
    hook.statuses = ["500"] * 8
    watch = desk.watch(webhook=hook.address)
    add(desk.archive, ferry("ten"))
    while desk.one.webhook_state == "active":
        assert desk.turn(days=1)
    assert (len(hook.posts), desk.one.webhook_state, desk.one.webhook_failures) == (8, "dead", 8)
    assert not desk.turn(days=9)
    add(desk.archive, ferry("eleven"))
    assert desk.turn(minutes=2), "it is asked all the same, for its feed"
    assert (desk.one.updates, len(hook.posts)) == (3, 8)
    desk.archive.watches.set(watch.id, **REVIVED)
    assert desk.turn()
    assert [headers["webhook-id"][-1] for headers, _ in hook.posts[8:]] == ["2", "3"]


def test_failures_are_in_a_row_only_when_nothing_was_taken_between_them(desk: Desk, hook: Hook) -> None:
    hook.statuses = ["500"] * 7 + ["204", "500"]
    watch = desk.watch(webhook=hook.address)
    for toll in ("ten", "eleven"):
        add(desk.archive, ferry(toll))
        desk.turn(minutes=2)
    while len(hook.posts) < 9:
        assert desk.turn(days=1)
    assert [each.number for each in desk.archive.watches.waiting(watch.id)] == [3]
    assert (desk.one.webhook_state, desk.one.webhook_failures) == ("active", 1)
    assert desk.one.next_delivery == moment(desk.clock.now + timedelta(minutes=1))


def test_a_webhook_that_is_gone_is_not_asked_twice(desk: Desk, hook: Hook) -> None:
    hook.statuses = ["410"]
    desk.watch(webhook=hook.address)
    add(desk.archive, ferry("ten"))
    desk.turn(minutes=2)
    assert (desk.one.webhook_state, desk.one.webhook_error) == ("dead", "answered with 410")


def test_a_webhook_that_drips_is_left_at_its_deadline(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.watches.webhook.SECONDS", 1.0)

    def drip(path: str) -> Iterator[bytes]:
        for byte in reply():
            time.sleep(0.2)
            yield bytes([byte])

    with serving(drip) as site:
        desk.watch(webhook=site.at(host="127.0.0.1"))
        add(desk.archive, ferry("ten"))
        began = time.monotonic()
        desk.turn(minutes=2)
        assert time.monotonic() - began < 5
    assert "did not come within 1 s" in (desk.one.webhook_error or "")


ODD_BODIES = [
    reply(b"x" * 20_000),
    reply(b"no gzip", "text/plain", "200 OK", "Content-Encoding: gzip"),
    reply(b"?", "text/plain", "200 OK", "Content-Encoding: unheard-of"),
    b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncut off",
]


@pytest.mark.parametrize("answer", ODD_BODIES, ids=["long", "damaged", "unknown", "cut"])
def test_whether_it_is_taken_is_what_the_status_says_whatever_follows(desk: Desk, answer: bytes) -> None:
    with serving(lambda path: [answer]) as site:
        watch = desk.watch(webhook=site.at(host="127.0.0.1"))
        add(desk.archive, ferry("ten"))
        desk.turn(minutes=2)
        assert (desk.one.webhook_failures, desk.one.webhook_error, len(site.requests)) == (0, None, 1)
        assert desk.archive.watches.waiting(watch.id) == []


def nowhere(site: Site) -> list[str]:
    port = site.port
    return [f"http://127.0.0.1:{port}/", f"http://localhost:{port}/", f"http://[::ffff:127.0.0.1]:{port}/"]


def test_private_addresses_are_refused_when_it_is_made_and_when_it_is_posted(archive: Archive) -> None:
    add(archive, ferry())
    with serving(lambda path: [reply()]) as site:
        strict = Poster.of(load_settings())
        for url in [*nowhere(site), "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://0.0.0.0/"]:
            with pytest.raises(WebhookError, match="not public: allow its network in RAGBOT_ALLOWED_NETWORKS"):
                strict.check(url)
        for url in ("ftp://desk.example/", "http://me:pass@desk.example/", "desk.example", "http://"):
            with pytest.raises(WebhookError):
                strict.check(url)
        desk = Desk(archive)  # where they were allowed, and are no more
        desk.watch(webhook=site.at(host="127.0.0.1"))
        desk.questions = StandingQuestions(archive, load_settings(), Bot(archive), desk.clock)
        add(archive, ferry("ten"))
        assert desk.turn(minutes=2)
        assert "not public" in (desk.one.webhook_error or "")
        assert site.requests == []
