"""What is shown while something takes long."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ragbot.operations.show import progress_bar


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes it for a terminal
    monkeypatch.setenv("COLUMNS", "150")


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ([(3, 12)], ["25%", "3 articles"]),
        ([(1_200, None)], ["1,200 articles"]),
        ([(3, 12), (4, 10)], ["40%", "4 articles"]),  # of an ingest it is only estimated how many there are
        ([(12, 12), (1, 4)], ["25%", "1 articles"]),  # a rebuild embeds and then fills the index
    ],
)
def test_a_bar_tells_how_far_it_is(
    capsys: pytest.CaptureFixture[str], told: Sequence[tuple[int, int | None]], shown: Sequence[str]
) -> None:
    with progress_bar("Ingesting", "articles") as tell:
        for done, total in told:
            tell(done, total)
    out, err = capsys.readouterr()
    last = err.rpartition("Ingesting")[2]
    assert out == ""
    assert all(words in last for words in shown)


@pytest.mark.usefixtures("terminal")
def test_a_quiet_bar_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("Ingesting", "articles", quiet=True) as tell:
        tell(1, 2)
    assert capsys.readouterr() == ("", "")


def test_no_bar_goes_into_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("Ingesting", "articles") as tell:
        tell(1, 2)
    assert "Ingesting" not in capsys.readouterr().err
