"""All checks, in the order in which an answer lists them: a new one is a file with a `Check`, and a line here."""

from __future__ import annotations

from ragbot.checks.entailment import ENTAILMENT
from ragbot.checks.event import PREDICATE
from ragbot.checks.figure import FIGURE
from ragbot.checks.meaning import MEANING
from ragbot.checks.name import NAME
from ragbot.checks.quote import QUOTE

CHECKS = (QUOTE, FIGURE, NAME, PREDICATE, MEANING, ENTAILMENT)
