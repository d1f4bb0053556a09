"""A removal that is killed takes an article out whole, or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from ragbot.archive.archive import open_archive
from ragbot.settings import Settings
from tests.archive.test_retention import MONTH, TODAY, story, there
from tests.conftest import add
from tests.fakes import WordEmbeddings

KILLED = """
import os, signal, sys
from datetime import date
from ragbot.archive import ledger, removal, retention, texts
from ragbot.archive.archive import open_archive
from ragbot.settings import load_settings
from tests.fakes import WordEmbeddings
retention.AT_ONCE = 1
name, when = sys.argv[2].split(".")
owner = {"Ledger": ledger.Ledger, "removal": removal, "texts": texts}[name]
real, calls = getattr(owner, when), []
def dying(*given):
    calls.append(1)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given)
setattr(owner, when, dying)
with open_archive(load_settings(archive=sys.argv[1]), WordEmbeddings()) as archive:
    archive.vacuum({None: 30}, date(2026, 3, 31), dry=False)
"""


@pytest.mark.parametrize("step", ["Ledger.take_out", "removal.delete_rows", "texts.delete_unused"])
def test_killed_at_any_step_what_is_gone_is_gone_whole_and_the_next_run_finishes(settings: Settings, step: str) -> None:
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        add(archive, *(story(n, f"2026-01-0{n}") for n in range(1, 5)), story(9, "2026-03-30"))
    ran = subprocess.run([sys.executable, "-c", KILLED, str(settings.archive), step], capture_output=True, text=True)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    with open_archive(settings, WordEmbeddings()) as archive:
        assert there(archive) == {"Town2", "Town3", "Town4", "Town9"}
        assert archive.verify() == []
        assert archive.vacuum(MONTH, TODAY, dry=False).articles == {"The Daily": 3}
        assert archive.verify() == []
