"""A record as its source has it: what is known of it when nothing else is said."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from ingest.records.record import PassedOver, Raw, SourceError, never
from ragbot.errors import RagbotError


def test_a_reading_is_never_over_by_itself() -> None:
    assert never() is False


def test_a_record_has_neither_a_failure_nor_warnings_unless_they_are_named() -> None:
    raw = Raw("news.jsonl:12", {"text": "Halmere votes."})
    assert (raw.failure, raw.progress, raw.passed, raw.warnings) == (None, None, None, ())
    with pytest.raises(FrozenInstanceError):
        raw.failure = "is damaged"  # type: ignore[misc]


def test_files_that_were_passed_over_are_counted_by_kind_and_way_out() -> None:
    assert len({PassedOver(".jpg"), PassedOver(".jpg"), PassedOver(".doc", "save it as .docx")}) == 2


def test_a_source_that_cannot_be_read_is_an_error_of_ragbot() -> None:
    assert issubclass(SourceError, RagbotError)
