"""Standing questions: asked again when their articles change, and told only when the cited answer did."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from ingest.http.watches import values_of
from ingest.sources.follower import follow
from ingest.watches.asking import Asker
from ingest.watches.delivery import Courier
from ingest.watches.making import kept, made
from ingest.watches.standing import StandingQuestions
from ingest.watches.webhook import Poster, WebhookError
from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.source import ASKED, moment
from ragbot.archive.watch import REVIVED, Watch, WatchUpdate
from ragbot.cancellation import Cancellation, Cancelled, cancelled_by
from ragbot.errors import LLMError
from ragbot.settings import Settings, load_settings
from ragbot.types import Answer, Article, Question, Window
from tests.conftest import add, article
from tests.fakes import WordEmbeddings
from tests.ingest.sources.test_following import Clock
from tests.website import Site, reply, serving

QUESTION = "How many people died on the ferry Grey Gull?"
LOOPBACK = "127.0.0.0/8,::1/128"


def ferry(toll: str = "nine", number: int = 1, **more: Any) -> Article:
    text = (
        f"The ferry Grey Gull sank off Port Anders on Monday. On the ferry Grey Gull {toll} people died, the coast "
        "guard said.\n\nCaptain Mira Holt told the inquiry that the bow door had failed."
    )
    fields = {"address": f"https://daily.example/{number}", "source": "The Daily", "published": "2026-03-09"}
    return article(text, title="Ferry Grey Gull sinks", **{**fields, **more})


def opera() -> Article:
    return article(
        "The opera of Lund opens in May.", "Opera", address="https://daily.example/opera", source="The Daily"
    )


@dataclass
class Desk:
    """An archive with a bot, its standing questions, and the time."""

    archive: Archive
    settings: Settings = field(default_factory=lambda: load_settings(allowed_networks=LOOPBACK))
    clock: Clock = field(default_factory=Clock)
    asked: int = 0

    def __post_init__(self) -> None:
        bot = Bot(self.archive)
        bot.on_answer = self.count
        self.questions = StandingQuestions(self.archive, self.settings, bot, self.clock)

    def count(self, _: Answer) -> None:
        self.asked += 1

    def watch(self, question: str = QUESTION, every: int | None = None, webhook: str = "", **limits: Any) -> Watch:
        one = made(Question(question, **limits), every, webhook, "", Poster.of(self.settings))
        kept(self.archive.watches, one, 10)
        self.turn()
        return self.one

    @property
    def one(self) -> Watch:
        return self.archive.watches.all()[0]

    @property
    def updates(self) -> Sequence[WatchUpdate]:
        return self.archive.watches.updates(self.one.id)

    def turn(self, **later: float) -> bool:
        """Whether one was due."""
        self.clock.forward(**later)
        due = self.questions.next_due(set())
        if due:
            self.questions.check(due)
        return due is not None


@pytest.fixture
def desk(archive: Archive) -> Desk:
    add(archive, ferry())
    return Desk(archive)


def texts(sentences: Sequence[Any]) -> list[str]:
    return [each.cited_text for each in sentences]


NINE = "On the ferry Grey Gull nine people died, the coast guard said."
TEN = NINE.replace("nine", "ten")


def test_a_changed_article_is_told_with_what_went_and_what_came(desk: Desk) -> None:
    watch = desk.watch()
    assert (watch.outcome, watch.updates) == ("answered", 1)
    assert NINE in texts(watch.sentences)
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    update = desk.updates[0]
    assert (texts(update.old), texts(update.new), update.number) == ([NINE], [TEN], 2)
    (new,) = update.new
    version = desk.archive.version(new.article_id, new.version)
    assert version
    assert version.number == 2
    assert version.text[new.source_start : new.source_end] == new.cited_text
    assert (new.source, new.published) == ("The Daily", "2026-03-09")


def test_it_is_asked_only_when_its_search_finds_something_else(desk: Desk) -> None:
    desk.watch(webhook="")
    assert desk.asked == 1
    assert not desk.turn(minutes=2), "nothing came in"
    add(desk.archive, ferry())
    assert not desk.turn(minutes=2), "nothing was changed"
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    assert desk.asked == 2


def test_what_its_search_does_not_find_costs_a_search_and_no_answer(desk: Desk) -> None:
    desk.watch(sources=("The Daily",), window=Window(since="2026-03-01"))
    add(desk.archive, ferry("ten", 2, source="The Rival"))
    assert desk.turn(minutes=2)
    assert (desk.asked, desk.one.updates) == (1, 1)
    assert not desk.turn(minutes=2)


def test_another_article_that_changes_no_cited_sentence_is_told_to_nobody(desk: Desk) -> None:
    desk.watch()
    add(desk.archive, opera())
    add(desk.archive, ferry("nine", 2, source="The Rival"))  # a copy
    assert desk.turn(minutes=2)
    assert desk.one.updates == 1


def test_a_retracted_article_takes_its_sentences_out_of_the_answer(desk: Desk) -> None:
    desk.watch()
    desk.archive.set_state(ferry().id, "retracted", "Invented.")
    assert desk.turn(minutes=2)
    update = desk.updates[0]
    assert (update.outcome, update.new, NINE in texts(update.old)) == ("not_in_archive", (), True)


def test_an_answer_that_is_not_there_yet_is_told_when_it_comes(archive: Archive) -> None:
    desk = Desk(archive)
    watch = desk.watch()
    assert (watch.outcome, watch.updates, watch.sentences) == ("not_in_archive", 0, ())
    add(archive, ferry())
    assert desk.turn(minutes=2)
    assert (desk.one.updates, desk.updates[0].old, NINE in texts(desk.updates[0].new)) == (1, (), True)


def test_it_is_looked_at_once_a_minute_at_the_most(desk: Desk) -> None:
    desk.watch()
    add(desk.archive, ferry("ten"))
    assert not desk.turn(seconds=59)
    assert desk.turn(seconds=1)


def test_a_schedule_asks_then_and_not_before(desk: Desk) -> None:
    desk.watch(every=3600)
    add(desk.archive, ferry("ten"))
    assert not desk.turn(minutes=59)
    assert desk.turn(minutes=1)
    assert desk.one.updates == 2
    assert desk.turn(hours=1)
    assert desk.asked == 2, "neither articles nor the day changed"
    assert desk.turn(days=1)
    assert desk.asked == 3, "another day may be another answer"


def test_a_paused_one_is_left_alone(desk: Desk) -> None:
    watch = desk.watch()
    desk.archive.watches.set(watch.id, state="paused")
    add(desk.archive, ferry("ten"))
    assert not desk.turn(hours=2)


def test_what_came_in_while_nothing_ran_is_told_after_the_restart(
    settings: Settings, embeddings: WordEmbeddings
) -> None:
    clock = Clock()
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, ferry())
        Desk(archive, clock=clock).watch()
        add(archive, ferry("ten"))
    with open_archive(settings, embeddings) as archive:
        desk = Desk(archive, clock=clock)
        assert desk.turn(minutes=2)
        assert texts(desk.updates[0].new) == [TEN]


def test_the_follower_of_a_server_gives_it_its_turns_beside_the_sources(archive: Archive) -> None:
    add(archive, ferry())
    kept(archive.watches, made(Question(QUESTION), None, "", "", Poster.of(load_settings())), 10)
    is_over = Event()
    follower = Thread(target=follow, args=(archive, load_settings(), is_over.is_set))
    follower.start()
    try:
        until(lambda: archive.watches.all()[0].updates == 1)
        add(archive, ferry("ten"))
        archive.watches.set(archive.watches.all()[0].id, next_check=ASKED)
        until(lambda: archive.watches.all()[0].updates == 2)
    finally:
        is_over.set()
        follower.join(10)
    assert not follower.is_alive()


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_another_process_asked_meanwhile_is_not_asked_again(desk: Desk) -> None:
    desk.watch()
    stale = desk.one
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    assert desk.questions.check(stale) is None
    assert (desk.asked, desk.one.updates, desk.one.error) == (2, 2, None)
    add(desk.archive, ferry("eleven"))
    desk.clock.forward(minutes=2)
    update = desk.questions.check(stale)
    assert update, "due again, and compared with the newest answer"
    assert (update.number, texts(update.old)) == (3, [TEN])


class Torn:
    """A language model that fails."""

    name = "torn"

    def stream(self, *_: object) -> Iterator[str]:
        raise LLMError("The model is away.")
        yield ""


def test_a_degraded_answer_is_no_change_and_is_asked_again(desk: Desk) -> None:
    desk.watch()
    good = desk.questions
    desk.questions = StandingQuestions(desk.archive, desk.settings, Bot(desk.archive, Torn()), desk.clock)
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    assert desk.one.updates == 1
    assert (desk.one.failures, "The model is away." in (desk.one.error or "")) == (1, True)
    desk.questions = good
    assert desk.turn(minutes=2)
    assert (desk.one.updates, desk.one.failures, desk.one.error) == (2, 0, None)


def test_a_server_that_stops_is_no_failure_of_the_question(desk: Desk) -> None:
    before, cancellation = desk.watch(), Cancellation()
    add(desk.archive, ferry("ten"))
    cancellation.cancel("The server stops.")
    with cancelled_by(cancellation), pytest.raises(Cancelled):
        Asker(Bot(desk.archive), desk.clock).look(before)
    assert desk.one == before
    assert desk.turn(minutes=2)
    assert desk.one.updates == 2


def while_asked(desk: Desk, act: Callable[[], None]) -> None:
    """Do something while the next question is being asked."""
    bot = Bot(desk.archive)
    bot.on_answer = lambda _: act()
    desk.questions = StandingQuestions(desk.archive, desk.settings, bot, desk.clock)


@pytest.mark.parametrize(("before", "after", "pause"), [(86_400, 1800, 1800), (1800, 86_400, 86_400), (1800, None, 60)])
def test_a_schedule_that_is_changed_while_it_is_asked_holds_after_that(
    desk: Desk, before: int, after: int | None, pause: int
) -> None:
    desk.watch(every=before)
    add(desk.archive, ferry("ten"))
    while_asked(desk, lambda: desk.archive.watches.set(desk.one.id, **values_of(desk.one, {"every": after})))
    assert desk.turn(seconds=before)
    assert (desk.one.updates, desk.one.every) == (2, after)
    assert desk.one.next_check == moment(desk.clock.now + timedelta(seconds=pause))


def test_a_question_that_is_wanted_now_while_it_is_asked_is_asked_again(desk: Desk) -> None:
    desk.watch(every=3600)
    add(desk.archive, ferry("ten"))
    while_asked(desk, lambda: desk.archive.watches.set(desk.one.id, **values_of(desk.one, {"check": "now"})))
    assert desk.turn(hours=1)
    assert (desk.one.updates, desk.one.next_check) == (2, ASKED)


def test_what_is_asked_for_longer_than_a_claim_is_asked_by_nobody_else(
    desk: Desk, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.watch(webhook=hook.address)
    add(desk.archive, ferry("ten"))
    monkeypatch.setattr("ingest.watches.standing.LOOK_SECONDS", 0.01)
    other = StandingQuestions(desk.archive, desk.settings, Bot(desk.archive), desk.clock)

    def wait() -> None:
        for _ in range(3):
            desk.clock.forward(minutes=9)
            until(lambda: desk.one.claimed > moment(desk.clock.now))
            assert other.next_due(set()) is None
            assert other.check(desk.one) is None

    while_asked(desk, wait)
    assert desk.turn(minutes=2)
    assert (desk.one.updates, desk.one.claimed, len(hook.posts)) == (2, "", 1)


def test_who_lost_the_claim_keeps_and_sends_nothing(desk: Desk, hook: Hook) -> None:
    desk.watch(webhook=hook.address)
    add(desk.archive, ferry("ten"))
    other = StandingQuestions(desk.archive, desk.settings, Bot(desk.archive), desk.clock)

    def sleep() -> None:  # for longer than the claim, as a suspended machine does
        desk.clock.forward(seconds=1)
        desk.archive.watches.set(desk.one.id, claimed="")
        assert other.check(desk.one)

    while_asked(desk, sleep)
    assert desk.turn(minutes=2)
    assert (desk.one.updates, len(desk.updates), desk.one.claimed, len(hook.posts)) == (2, 2, "", 1)
    assert desk.one.failures == 0, "it is no failure of the question"


def failing(*_: object) -> Any:
    raise ZeroDivisionError


def test_an_unexpected_error_puts_the_question_off_and_starves_no_other(desk: Desk) -> None:
    desk.watch()
    bot = Bot(desk.archive)
    bot.on_answer = failing
    desk.questions = StandingQuestions(desk.archive, desk.settings, bot, desk.clock)
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    assert (desk.one.failures, desk.one.claimed) == (1, "")
    assert desk.one.error == "It failed unexpectedly (ZeroDivisionError): the server's log has more."
    assert not desk.turn(), "others have their turns"
    assert desk.turn(minutes=2)
    assert desk.one.next_check == moment(desk.clock.now + timedelta(minutes=4))


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


# The webhook


@dataclass
class Hook:
    """A server that takes posts, answers with one status after another, and remembers what it was sent."""

    address: str = ""
    statuses: list[str] = field(default_factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def hook() -> Iterator[Hook]:
    found = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status, _, more = (found.statuses.pop(0) if found.statuses else "204").partition(" ")
            self.send_response(int(status))
            if more:
                self.send_header(*more.split(": ", 1))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


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


def test_a_clock_that_was_a_year_ahead_leaves_neither_the_question_nor_its_webhook_asleep(
    desk: Desk, hook: Hook
) -> None:
    ahead = moment(desk.clock.now + timedelta(days=365))
    watch = desk.watch(webhook=hook.address)
    hook.statuses = ["500"]
    add(desk.archive, ferry("ten"))
    desk.archive.watches.set(watch.id, next_check=ahead)
    assert desk.turn()
    assert (desk.one.updates, len(hook.posts)) == (2, 1)
    desk.archive.watches.set(watch.id, next_delivery=ahead)
    assert desk.turn()
    assert (len(hook.posts), desk.archive.watches.waiting(watch.id)) == (2, [])
    assert not desk.turn(), "it is planned by the clock as it is now"


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
