"""What commands tell beside their results steers no terminal."""

from __future__ import annotations

import pytest

from ragbot.operations.terminal import tell, visible


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("Fähre „Grey Linnet“ – 9 €", "Fähre „Grey Linnet“ – 9 €"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("a\u202eb\u200bc", "a\\u202eb\\u200bc"),
        ("\x00\x7f\x9b", "\\x00\\x7f\\x9b"),
        ("\ud83d", "\\ud83d"),
    ],
)
def test_what_is_not_to_be_seen_is_written_out(text: str, written: str) -> None:
    assert visible(text) == written
    assert visible(visible(text)) == written


def test_a_line_goes_to_standard_error_in_the_name_of_ragbot(capsys: pytest.CaptureFixture[str]) -> None:
    tell(ValueError("no such\nfile"))
    assert capsys.readouterr() == ("", "ragbot: no such\\nfile\n")
