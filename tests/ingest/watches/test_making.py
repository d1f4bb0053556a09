"""The making of a standing question: one id for one question, and no webhook without a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.fetch.network import Network
from ingest.watches.making import kept, made
from ingest.watches.webhook import Poster, WebhookError, new_secret
from ragbot.archive.ledger import Ledger
from ragbot.archive.source import ASKED
from ragbot.archive.watch import Watch
from ragbot.archive.watches import Watches
from ragbot.errors import QuestionError
from ragbot.types import Question, Window

HOOK = "https://desk.example/hook"
POSTER = Poster(lambda seconds: Network(seconds, resolve=lambda host: ["93.184.216.34"]))


def question(text: str = "Does the ferry sail?", since: str | None = None, *sources: str) -> Question:
    return Question(text, Window(since=since), sources)


def make(one: Question | None = None, every: int | None = None, webhook: str = "", secret: str = "") -> Watch:
    return made(one or question(), every, webhook, secret, POSTER)


def test_a_question_without_a_webhook_is_due_at_once() -> None:
    watch = make(question("  Does the\nferry  sail? ", "2026-03-01", "The Daily"), every=3600)
    assert (watch.question, watch.since, watch.sources) == ("Does the ferry sail?", "2026-03-01", ("The Daily",))
    assert (watch.next_check, watch.every, watch.state) == (ASKED, 3600, "active")
    assert (watch.webhook, watch.secret, watch.webhook_state) == ("", "", "none")


def test_a_webhook_gets_a_secret_unless_it_has_one() -> None:
    watch = make(webhook=HOOK)
    assert (watch.webhook, watch.webhook_state) == (HOOK, "active")
    assert watch.secret.startswith("whsec_")
    secret = new_secret()
    assert make(webhook=HOOK, secret=secret).secret == secret


def test_the_same_question_has_the_same_id_whatever_its_schedule_and_the_order_of_its_outlets() -> None:
    ids = {
        make().id,
        make(question(" Does the ferry  sail?"), every=60).id,
    }
    assert len(ids) == 1
    assert make(question("Why?", None, "A", "B")).id == make(question("Why?", None, "B", "A")).id
    others = [
        make(question("Why?")),
        make(question(since="2026-03-01")),
        make(question("Does the ferry sail?", None, "A")),
    ]
    assert len({*ids, make(webhook=HOOK).id, *(each.id for each in others)}) == 5


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="The question is empty: ask something"):
        make(question(text))


def test_a_secret_without_a_webhook_signs_nothing() -> None:
    with pytest.raises(QuestionError, match="A secret signs what is posted to a webhook: name its url, too"):
        make(secret=new_secret())


def test_a_webhook_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(WebhookError, match="24 to 64 bytes in base64"):
        make(webhook=HOOK, secret="whsec_c2hvcnQ=")
    with pytest.raises(WebhookError, match="has a user name in it"):
        make(webhook="https://me:pass@desk.example/")


@pytest.fixture
def watches(tmp_path: Path) -> Iterator[Watches]:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    yield Watches(ledger)
    ledger.close()


def test_a_question_is_kept_once_and_its_secret_is_not_told_again(watches: Watches) -> None:
    watch = make(webhook=HOOK)
    assert kept(watches, watch, 1) == (watch, True)
    again, is_new = kept(watches, replace(watch, every=60, secret=new_secret()), 1)
    assert (again, is_new) == (replace(watch, secret=""), False)
    with pytest.raises(QuestionError, match="There are 1 standing questions, the most that RAGBOT_WATCHES allows"):
        kept(watches, make(question("Why?")), 1)
