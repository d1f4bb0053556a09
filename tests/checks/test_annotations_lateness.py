"""An answer tells which of its outlets are late."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ragbot.archive.archive import Archive
from ragbot.checks.annotations.basis import Basis
from ragbot.checks.annotations.lateness import with_late
from ragbot.types import LateSource, Window
from tests.evidence import version

LATE = LateSource("1", "The Courier", "Courier", "silent", "2026-03-10T12:00:00Z", "is silent")
OTHER = LateSource("2", "The Gazette", "Gazette", "failing", "2026-03-10T12:00:00Z", "fails")
NEW = LateSource("3", "Nowhere", "", "failing", "2026-03-10T12:00:00Z", "fails")


@dataclass(frozen=True)
class Said:
    """The part of an answer that is looked at."""

    as_of: str | None = None
    window: Window = field(default_factory=Window)
    late: tuple[LateSource, ...] = ()


def late_of(answer: Said, *outlets: str) -> tuple[LateSource, ...]:
    archive = cast(Archive, SimpleNamespace(late=SimpleNamespace(lately=lambda: (LATE, OTHER, NEW))))
    articles = [version("It sank.", source=outlet) for outlet in outlets]
    return with_late(cast(Any, answer), Basis("What sank?", (), articles, archive)).late


@pytest.mark.parametrize(
    ("answer", "outlets", "late"),
    [
        (Said(), ("Courier", "Daily"), (LATE,)),
        (Said(), ("Courier", "Gazette"), (LATE, OTHER)),
        (Said(), ("Daily", ""), ()),  # a source that brought nothing yet has no outlet
        (Said(), (), ()),
        (Said(as_of="2026-03-01"), ("Courier",), ()),  # an answer about the past needs no news
        (Said(window=Window(until="2026-03-09")), ("Courier",), ()),
        (Said(window=Window(until="2026-03-10")), ("Courier",), (LATE,)),
    ],
)
def test_it_tells_of_its_own_outlets_and_of_the_days_asked_for(
    answer: Said, outlets: tuple[str, ...], late: tuple[LateSource, ...]
) -> None:
    assert late_of(answer, *outlets) == late
