"""What a program noted in a file: a title only where a person gave it, an author only where the text names one."""

from __future__ import annotations

import pytest

from ingest.formats.noted import LONGEST_TITLE, OPENING, author_in, title_in


@pytest.mark.parametrize(
    ("noted", "title"),
    [
        ("The ferry Avra sank", "The ferry Avra sank"),
        ("  The ferry\n Avra sank ", "The ferry Avra sank"),
        ("Word reached Orm late", ""),
        ("Wordless grief in Orm", "Wordless grief in Orm"),
        ("A story about Microsoft Word", "A story about Microsoft Word"),
        *((made_up, "") for made_up in ("Microsoft Word - report.docx", "Untitled document", "Document 1", "b.indd")),
        *((made_up, "") for made_up in ("https://orm.example/a b", "ferry", "release_final", "PowerPoint slides")),
        *((made_up, "") for made_up in ("The ferry.docx", "", "   ", "x y" * LONGEST_TITLE)),
    ],
)  # fmt: skip
def test_a_title_is_one_that_a_person_gave(noted: str, title: str) -> None:
    assert title_in(noted) == title


@pytest.mark.parametrize(
    ("noted", "opening", "author"),
    [
        ("Ilse Varga", ["Ferry sinks", "By Ilse Varga"], "Ilse Varga"),
        (" Ilse  Varga\n", ["By ILSE VARGA, Ostvale"], "Ilse Varga"),
        ("Ilse Varga", ["Ferry sinks"], ""),
        ("Ilse Varga", [], ""),
        ("msand", ["By msand"], ""),
        ("", ["By Ilse Varga"], ""),
        ("Ilse Varga", [*("A line.",) * OPENING, "By Ilse Varga"], ""),
        ("Ilse Varga", [*("A line.",) * (OPENING - 1), "By Ilse Varga"], "Ilse Varga"),
    ],
)
def test_an_author_is_one_whom_the_text_names_near_its_beginning(noted: str, opening: list[str], author: str) -> None:
    assert author_in(noted, opening) == author
