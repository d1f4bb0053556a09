"""A search as programs get it, from the route of `/v1/search`, the command line and the MCP server alike."""

from __future__ import annotations

from ragbot.answering.bot import Bot
from ragbot.api.bodies import EvidencePage
from ragbot.tracing.timings import Timings
from ragbot.types import Question


def evidence_page(bot: Bot, question: Question, limit: int) -> EvidencePage:
    """Search for at most `limit` passages, best first, and time it. Raises QuestionError."""
    timings = Timings()
    with timings.stage("total"):
        found = bot.search(question, limit, timings)
    return EvidencePage.of(found, bot.archive.as_of(), timings.ms)
