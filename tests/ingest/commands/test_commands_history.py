"""ragbot-ingest history: what the last checks of a source brought and refused, newest first."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ragbot.archive.archive import open_sources
from ragbot.archive.source import Check, Refusal
from ragbot.settings import Settings
from tests.ingest.commands.sources_kept import COURIER, THEN, TIDE, keep, run

LATER = "2026-03-10T10:30:00Z"
EMPTY = Refusal("https://courier.example/none", "\x1b[2Jholds no article text")


def checked(settings: Settings, *checks: Check) -> None:
    with open_sources(settings) as sources:
        for check in checks:
            sources.keep_check(check)


def test_the_checks_stand_below_the_source_the_newest_first(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, COURIER)
    taken = Check(COURIER.id, THEN, added=1, requests=3, not_modified=1, refusals=(EMPTY,))
    checked(settings, taken, Check(COURIER.id, LATER, requests=1, error="is answered with 500"))
    assert run(settings, "history", "The Courier") == 0
    source, _, *checks = capsys.readouterr().out.splitlines()
    assert source.startswith("cccccccc  late    feed     The Courier: ")
    assert checks == [
        *(f"  {LATER}  nothing new; 1 request", "      is answered with 500"),
        f"  {THEN}  1 added; 3 requests (1 not modified)",
        rf"      {EMPTY.origin}: \x1b[2Jholds no article text",
    ]


@pytest.mark.parametrize(
    ("last_check", "told"), [(None, "it was not checked yet"), (THEN, "no check has found anything yet")]
)
def test_a_source_without_a_history_says_why(
    settings: Settings, capsys: pytest.CaptureFixture[str], last_check: str | None, told: str
) -> None:
    keep(settings, replace(COURIER, last_check=last_check))
    assert run(settings, "history", "The Courier") == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"  {told}"


def test_as_json_an_operator_gets_the_source_with_its_refusals(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, COURIER)
    checked(settings, Check(COURIER.id, THEN, added=1, requests=3, refusals=(EMPTY,)))
    assert run(settings, "history", "The Courier", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["source"]["title"], [check["added"] for check in told["history"]]) == ("The Courier", [1])
    assert [refused["origin"] for refused in told["history"][0]["refused"]] == [EMPTY.origin]


def test_of_several_names_the_known_ones_are_shown_and_the_others_told(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, COURIER, TIDE)
    assert run(settings, "history", "The Tide", "no such source", COURIER.address) == 1
    told = capsys.readouterr()
    assert told.out.index("The Tide") < told.out.index("The Courier")
    assert "no such source: no source has this address, title or id" in told.err
