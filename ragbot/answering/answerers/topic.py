"""The news about something."""

from __future__ import annotations

from ragbot.answering.answerers.days import DigestDays
from ragbot.answering.question import QuestionReading
from ragbot.answering.reply import Reply
from ragbot.archive import Archive
from ragbot.types import Found


def topic_digest(archive: Archive, reading: QuestionReading, days: DigestDays, found: Found) -> Reply:
    return Reply(())
