"""An embargo holds until its end, a status without a text says what to retract; anything else lets an article in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.formats.embargo import UNTIL, check_embargo, check_withdrawn
from ingest.records.record import SourceError


def at(form: str = "%Y-%m-%dT%H:%M:%SZ", **time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).strftime(form)


@pytest.mark.parametrize("name", UNTIL)
def test_it_holds_until_its_end(name: str) -> None:
    until = at(hours=1)
    with pytest.raises(SourceError, match=f"^is under embargo until {until}; take it in then$"):
        check_embargo({name: until})
    check_embargo({name: at(hours=-1)})


def test_a_day_without_an_hour_counts_until_its_end() -> None:
    today = at("%Y-%m-%d")
    with pytest.raises(SourceError, match=f"until {today}"):
        check_embargo({"embargoed": today})
    check_embargo({"embargoed": at("%Y-%m-%d", days=-1)})


@pytest.mark.parametrize("value", [None, "", [], 0, False])
def test_an_empty_field_is_no_embargo(value: object) -> None:
    check_embargo({"embargoed": value})
    check_embargo({})


@pytest.mark.parametrize("value", ["until the minister has spoken", ["2026"], {"a": 1}, True], ids=str)
def test_one_without_a_known_end_holds(value: object) -> None:
    said = f' \\("{value}"\\)' if isinstance(value, str) else ""
    with pytest.raises(
        SourceError, match=f"^is under embargo without a known end{said}; take it in when that is over$"
    ):
        check_embargo({"embargo": value})


def test_a_long_end_is_named_by_its_beginning_in_one_line() -> None:
    with pytest.raises(SourceError) as error:
        check_embargo({"embargo": "when\nall " + "is " * 1_000})
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 150


@pytest.mark.parametrize("name", ["pubstatus", "pubStatus"])
@pytest.mark.parametrize("status", ["embargoed", "stat:Embargo", " EMBARGOED "])
def test_a_status_of_embargo_holds_too(name: str, status: str) -> None:
    with pytest.raises(SourceError, match="without a known end; take"):
        check_embargo({name: status})
    check_embargo({name: status, "embargoed": at(hours=-1)})
    check_embargo({name: "usable"})


@pytest.mark.parametrize("status", ["canceled", "withheld", " Withdrawn", "RETRACTED"])
@pytest.mark.parametrize("name", ["pubstatus", "pubStatus"])
def test_a_notice_of_withdrawal_says_what_to_retract(name: str, status: str) -> None:
    said = status.strip().lower()
    with pytest.raises(
        SourceError, match=f"^says that an article is {said}, without its text; retract urn:orm:1 by hand$"
    ):
        check_withdrawn({name: status, "uri": "urn:orm:1", "id": "1"})
    with pytest.raises(SourceError, match="retract it by hand"):
        check_withdrawn({name: status})


@pytest.mark.parametrize("status", ["usable", "corrected", "", None, 7, ["canceled"], "no such status"], ids=str)
def test_another_status_is_no_withdrawal(status: object) -> None:
    check_withdrawn({"pubstatus": status, "uri": "urn:orm:1"})
