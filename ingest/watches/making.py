"""The making of a standing question from a question: the API and the command line do it alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from ingest.watches.webhook import Poster, check_secret, new_secret
from ragbot.archive.source import ASKED, moment
from ragbot.archive.watch import Watch
from ragbot.archive.watches import Watches
from ragbot.errors import QuestionError
from ragbot.types import Question, sha256


def made(question: Question, every: int | None, webhook: str, secret: str, poster: Poster) -> Watch:
    """Return the standing question before its first answer, which is due at once.

    The same question with the same limits and webhook has the same id. Raises QuestionError when it cannot be asked,
    and WebhookError when nothing can be posted to `webhook`.
    """
    text = " ".join(question.text.split())
    if not text:
        raise QuestionError("The question is empty: ask something.")
    if webhook:
        poster.check(webhook)
        check_secret(secret := secret or new_secret())
    elif secret:
        raise QuestionError("A secret signs what is posted to a webhook: name its url, too.")
    what = (text, question.window.since, tuple(sorted(question.sources)), webhook)
    return Watch(
        id=sha256(repr(what))[:32],
        question=text,
        added=moment(datetime.now(UTC)),
        next_check=ASKED,
        since=question.window.since,
        sources=question.sources,
        every=every,
        webhook=webhook,
        secret=secret if webhook else "",
        webhook_state="active" if webhook else "none",
    )


def kept(watches: Watches, watch: Watch, most: int) -> tuple[Watch, bool]:
    """Keep a standing question unless it is there already; return the one that is kept, and whether it is new."""
    if watches.add(watch, most):
        return watch, True
    there = next((each for each in watches.all() if each.id == watch.id), watch)
    return replace(there, secret=""), False
