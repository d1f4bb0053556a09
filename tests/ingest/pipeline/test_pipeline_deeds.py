"""What an ingest did, in the words of the audit."""

from __future__ import annotations

import pytest

from ingest.pipeline.deeds import deed_of
from ingest.pipeline.report import Report


@pytest.mark.parametrize(
    ("report", "deed"),
    [
        (Report(added=3, updated=1, unchanged=9), "3 added, 1 updated"),
        (Report(added=3), "3 added"),
        (Report(updated=1), "1 updated"),
        (Report(unchanged=9), None),
        (Report(), None),
    ],
)
def test_a_deed_is_what_changed(report: Report, deed: str | None) -> None:
    assert deed_of(report) == deed
