"""An outlet that the archive does not have is an error, which names those that it has."""

from __future__ import annotations

import pytest

from ragbot.answering.known_outlets import FEW, check_outlets
from ragbot.archive.archive import Archive
from ragbot.errors import QuestionError
from tests.conftest import add, article


def fill(archive: Archive, *outlets: str) -> None:
    add(archive, *(article(f"It sank {i}.", address=f"https://{i}.example/", source=o) for i, o in enumerate(outlets)))


def refusal(archive: Archive, *names: str) -> str:
    with pytest.raises(QuestionError) as refused:
        check_outlets(archive, names)
    return str(refused.value)


def test_known_outlets_and_none_at_all_are_right(archive: Archive) -> None:
    fill(archive, "Daily", "Courier")
    for names in ([], ["Daily"], ["Courier", "Daily"]):
        check_outlets(archive, names)


def test_an_empty_archive_refuses_no_name(archive: Archive) -> None:
    check_outlets(archive, ["Daily"])


@pytest.mark.parametrize(
    ("outlets", "message"),
    [
        (["Daily"], "The archive has no outlet 'daily'. It has 'Daily'."),
        (["Daily", "Courier"], "The archive has no outlet 'daily'. It has 'Courier' and 'Daily'."),
        (["C", "A", "B", ""], "The archive has no outlet 'daily'. It has 'A', 'B' and 'C'."),
        ([""], "The archive has no outlet 'daily'. Its articles name no outlet."),
    ],
)
def test_of_a_few_outlets_all_are_named(archive: Archive, outlets: list[str], message: str) -> None:
    fill(archive, *outlets)
    assert refusal(archive, "daily") == message


def test_of_many_outlets_those_that_are_called_alike_are_named(archive: Archive) -> None:
    fill(archive, "Harbor Ledger", *(f"{letter * 5} Post" for letter in "ABCDEFGHIJK"[:FEW]))
    lists = f"GET /v1/archive lists its {FEW + 1} outlets, and so does the page under Filter."
    assert refusal(archive, "harbour ledger") == (
        f"The archive has no outlet 'harbour ledger'. Did you mean 'Harbor Ledger'? {lists}"
    )
    assert refusal(archive, "渡轮") == f"The archive has no outlet '渡轮'. {lists}"


def test_several_that_are_called_alike_are_named_in_whatever_case(archive: Archive) -> None:
    fill(archive, "Harbor Ledger", "Harbor Letter", *(f"{letter * 5} Post" for letter in "ABCDEFGHI"))
    meant = "no outlet 'HARBOR LEDGE'. Did you mean 'Harbor Ledger' or 'Harbor Letter'?"
    assert meant in refusal(archive, "HARBOR LEDGE")
    assert meant in refusal(archive, "AAAAA Post", "HARBOR LEDGE"), "not those that are like the known one"


def test_the_first_unknown_name_is_told(archive: Archive) -> None:
    fill(archive, "Daily")
    assert "'x'" in refusal(archive, "Daily", "x", "y")
