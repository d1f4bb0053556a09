"""The table of checks: each has a name of its own, a place in the order of an answer, and a line in the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragbot.checks import table
from ragbot.checks.claims import VERBATIM, Checker, Part
from tests.evidence import evidence
from tests.fakes import WordEmbeddings


def test_names_of_checks_differ_and_are_words() -> None:
    names = [check.name for check in table.CHECKS]
    assert len(set(names)) == len(names)
    assert all(name.isalpha() and name.islower() for name in names)


@pytest.mark.parametrize("name", [check.name for check in table.CHECKS])
def test_a_check_is_in_the_docs(name: str) -> None:
    assert f"| `{name}` |" in (Path(__file__).parents[2] / "docs" / "answers.md").read_text()


def test_an_answer_lists_them_in_the_order_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [check.name for check in table.CHECKS]
    assert list(VERBATIM.passed) == sorted(VERBATIM.passed, key=names.index)
    for order in (table.CHECKS, table.CHECKS[::-1]):
        monkeypatch.setattr(table, "CHECKS", order)
        verdict = Checker([evidence("It rained in Sund.")], "", WordEmbeddings()).verdict(
            [Part("Oto Lind resigned", (1,))]
        )
        assert len(verdict.failed) > 1
        assert list(verdict.failed) == [check.name for check in order if check.name in verdict.failed]
