"""Articles that are older than they are kept are taken out, and what was done is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.archive.archive import Archive, open_archive, open_deeds
from ragbot.archive.retention import Vacuumed
from ragbot.errors import SettingsError
from ragbot.operations.vacuum import lines_of, vacuum
from ragbot.settings import Settings
from tests.conftest import add, article
from tests.fakes import WordEmbeddings

DONE = Vacuumed(False, {"Daily": 1200, "": 3}, {"corrected": 2}, 10_000, 4_000, True)  # type: ignore[dict-item]


@pytest.fixture
def kept_a_year(light_archive: Archive, in_memory: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An archive with one article of each age, closed; a year is kept."""
    old = article("It sank.", address="https://daily.example/old", source="Daily", published="2001-03-01")
    new = article("It rained.", address="https://daily.example/new", source="Daily", published="2999-03-01")
    add(light_archive, old, new)
    light_archive.close()
    monkeypatch.setattr("ragbot.operations.vacuum.open_archive", lambda s: open_archive(s, WordEmbeddings()))
    return in_memory.model_copy(update={"keep": "365d"})


def deeds(settings: Settings) -> list[tuple[str, str]]:
    with open_deeds(settings) as kept:
        return [(each.what, each.detail) for each in kept.newest(9)]


def test_where_everything_is_kept_the_way_to_say_how_long_is_named(in_memory: Settings) -> None:
    with pytest.raises(SettingsError, match=r"say how long with --keep 365d, or set RAGBOT_KEEP"):
        vacuum(in_memory, dry_run=False)


def test_a_trial_counts_and_leaves_everything(kept_a_year: Settings) -> None:
    for _ in range(2):
        assert vacuum(kept_a_year, dry_run=True).articles == {"Daily": 1}
    assert deeds(kept_a_year) == []


def test_what_is_old_goes_once_and_is_noted_among_the_deeds(kept_a_year: Settings) -> None:
    assert vacuum(kept_a_year, dry_run=False).articles == {"Daily": 1}
    assert deeds(kept_a_year) == [("ragbot vacuum", "1 articles taken out")]
    assert vacuum(kept_a_year, dry_run=False).articles == {}
    assert len(deeds(kept_a_year)) == 1


def test_what_was_done_is_told_by_outlet_and_reason_with_the_bytes() -> None:
    assert lines_of(DONE) == [
        "1,203 articles went.",
        "  1,200  Daily",
        "  3  (no outlet)",
        "2 as old stay: corrected.",
        "The ledger has 4,000 bytes, 6,000 less than before.",
    ]
    assert lines_of(replace(DONE, shrunk=False))[-1].endswith("before; what is unused in it is for what comes in next.")


def test_a_trial_tells_what_would_go_and_no_bytes() -> None:
    assert lines_of(replace(DONE, dry_run=True, articles={}, kept={})) == ["0 articles would go."]
