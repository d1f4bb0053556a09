"""Days in words of other languages: one day or none, and never a guess."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.records.month_names import day_in


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4. März 2026", date(2026, 3, 4)),
        ("Dienstag, 4. MÄRZ 2026, 09:12 Uhr", date(2026, 3, 4)),
        ("1er août 2026", date(2026, 8, 1)),
        ("le 3 d'octobre 2026", date(2026, 10, 3)),
        ("10 de marzo de 2026", date(2026, 3, 10)),
        ("1º de maio de 2026", date(2026, 5, 1)),
        ("10 марта 2026", date(2026, 3, 10)),
        ("10 Mart 2026 Salı", date(2026, 3, 10)),
        ("mars 10, 2026", date(2026, 3, 10)),
        ("2026. március 10.", date(2026, 3, 10)),
        ("2026年3月10日", date(2026, 3, 10)),
        ("2026년 3월 10일 오전 9:12", date(2026, 3, 10)),
        ("29 février 2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "März 2026",
        "4. März",
        "31. Februar 2026",
        "29 février 2026",
        "10 listopada 2026",  # November in Polish, October in Croatian
        "10 Halmere 2026",
        "2026年13月10日",
        "12026年3月10日",
        "4. März 20261",
        "9:04 März 2026",
    ],
)
def test_what_names_no_day_brings_none(text: str) -> None:
    assert day_in(text) is None


def test_of_two_days_none_is_chosen_and_one_that_comes_twice_is_one() -> None:
    assert day_in("4. März 2026 – 6. März 2026") is None
    assert day_in("4. März 2026 (4 mars 2026)") == date(2026, 3, 4)
