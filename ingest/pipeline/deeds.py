"""The deeds of an ingest, for the audit."""

from __future__ import annotations

from ingest.pipeline.report import Report


def deed_of(report: Report) -> str | None:
    """Return `3 added, 1 updated`; None when nothing changed."""
    counts = {"added": report.added, "updated": report.updated}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or None
