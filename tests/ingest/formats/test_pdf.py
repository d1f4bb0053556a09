"""A PDF file's lines become paragraphs; what stands on every page, and what its program wrote, is no news."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Mapping
from importlib.machinery import ModuleSpec

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
)

from ingest.formats import format as formats
from ingest.formats.parsers import ParserProcess
from ingest.formats.pdf import MOST_PAGES, PDF
from ingest.records.articles import article_from
from ingest.records.record import SourceError
from tests.formats import read

Drawn = tuple[float, float, str]
"""From the top of the page, size, text; behind it on the same height if it is drawn again."""
FIRST = "The ferry Avra sank off Ostvale on Sunday morning with all its cargo,"
SECOND = "and its owner said that an inspection had been put off for a month."
LETTER = 792


def written(*pages: list[Drawn] | bytes, title: str | None = None, password: str | None = None, x: float = 72) -> bytes:
    """A file of these pages, each given as its lines or as the commands that draw it."""
    writer = PdfWriter()
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
        NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
    })  # fmt: skip
    for drawn in pages:
        page = writer.add_blank_page(612, LETTER)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        stream.set_data(drawn if isinstance(drawn, bytes) else _commands(drawn, x))
        page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    writer.add_metadata(
        {"/CreationDate": "D:20260310091200Z", "/Author": "msand"} | ({"/Title": title} if title else {})
    )
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _commands(drawn: list[Drawn], x: float) -> bytes:
    return b"\n".join(
        b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET"
        % (size, x, LETTER - top, text.translate({40: r"\(", 41: r"\)"}).encode("cp1252"))
        for top, size, text in drawn
    )


def lines(*texts: str, top: float = 120, step: float = 14) -> list[Drawn]:
    return [(top + step * number, 11, text) for number, text in enumerate(texts)]


def record(data: bytes) -> Mapping[str, object]:
    (raw,) = read(data, "news.pdf")
    assert raw.record is not None, raw.failure
    return raw.record


def failure(data: bytes) -> str:
    (raw,) = read(data)
    return raw.failure or ""


# Text


def test_lines_are_joined_to_paragraphs() -> None:
    more = lines("Nobody was hurt, the harbour office said.", "It had no ship free.", top=170)
    found = record(written([*lines(FIRST, SECOND), *more]))
    assert found["text"] == f"{FIRST} {SECOND}\n\nNobody was hurt, the harbour office said.\n\nIt had no ship free."


def test_a_paragraph_goes_on_over_a_page() -> None:
    pages = [lines("Nobody was hurt.", FIRST, top=700), lines(SECOND, "Nine", top=80)]
    assert f"{FIRST} {SECOND} Nine" in str(record(written(*pages))["text"])


def test_an_indented_line_begins_a_paragraph() -> None:
    indented = b"BT /F1 11 Tf 1 0 0 1 90 644 Tm (The mayor asked for a second boat, and for an inquiry into the) Tj ET"
    full = "and its owner said that an inspection had been put off for a month, again."
    page = _commands(lines(FIRST, full), 72) + b"\n" + indented
    assert str(record(written(page))["text"]).split("\n\n")[1].startswith("The mayor asked")


def test_words_that_were_broken_are_whole() -> None:
    text = str(
        record(
            written(
                lines(FIRST[:-1] + " the inspec-", "tion of a long-term plan was off, and the long-", "term one, too.")
            )
        )["text"]
    )
    assert "the inspection of a long-term plan was off, and the long-term one, too." in text


def test_a_dash_before_a_name_or_a_number_stays() -> None:
    text = str(
        record(
            written(lines(FIRST + " between Tarn-", "Ostvale and the isle, in 2025-", "2026 it had been late daily."))
        )["text"]
    )
    assert "between Tarn-Ostvale" in text
    assert "2025- 2026" in text


def test_items_of_a_list_are_apart() -> None:
    page = lines(
        "The council wants",
        "• a new ferry that can carry lorries and is inspected by the state",
        "twice a year",
        "• a bridge",
    )
    assert str(record(written(page))["text"]).split("\n\n")[1:] == [
        "• a new ferry that can carry lorries and is inspected by the state twice a year",
        "• a bridge",
    ]


# What stands on every page


def test_headers_and_page_numbers_are_dropped_and_what_is_said_twice_is_not() -> None:
    said = "Nobody knows why it sank."
    pages = [
        [
            (30, 9, "The Ostvale Courier"),
            *lines(f"The page {name} of it is here.", f"It is the {name}.", said, "So it was.", f"It ends {name}."),
            (760, 9, f"Page {number} of 4"),
        ]
        for number, name in enumerate(("first", "second", "third", "fourth"), 1)
    ]
    text = str(record(written(*pages))["text"])
    assert text.count(said) == 4
    assert "Courier" not in text
    assert "of 4" not in text
    assert "The page third of it is here." in text


def test_what_only_some_pages_have_at_their_edge_stays() -> None:
    pages = [lines(f"The {name} page tells of another thing.") for name in ("first", "second", "third", "fourth")]
    pages[0].insert(0, (30, 9, "Correction"))
    assert str(record(written(*pages))["text"]).startswith("Correction\n\nThe first page")


def test_the_number_of_an_only_page_goes_and_another_number_stays() -> None:
    assert str(record(written([*lines(FIRST, SECOND), (760, 9, "- 1 -")]))["text"]).endswith("for a month.")
    assert str(record(written([*lines(FIRST, SECOND), (760, 9, "17")]))["text"]).endswith("17")


# Title, date, author


@pytest.mark.parametrize(
    "made_up",
    [
        None,
        "Microsoft Word - ferry report.docx",
        "untitled",
        "Untitled document",
        "Document 1",
        "ferry_3",
        "The ferry.indd",
    ],
)
def test_a_title_that_a_program_made_up_gives_way_to_the_one_that_is_drawn(made_up: str | None) -> None:
    page = [(60, 20, "The ferry Avra sank"), (84, 20, "off Ostvale"), *lines(FIRST, SECOND)]
    found = record(written(page, title=made_up))
    assert found["title"] == "The ferry Avra sank off Ostvale"
    assert found["text"] == f"{FIRST} {SECOND}"


def test_a_title_that_somebody_noted_counts() -> None:
    assert record(written(lines(FIRST, SECOND), title="The loss of the Avra"))["title"] == "The loss of the Avra"


def test_without_any_title_none_is_made_up() -> None:
    assert record(written(lines(FIRST, SECOND), title="untitled"))["title"] == ""


def test_when_and_by_whom_a_file_was_made_is_nobodys_news() -> None:
    article, _ = article_from(record(written(lines(FIRST, SECOND))), "news.pdf")
    assert (article.published, article.modified, article.authors) == (None, None, ())


# What is refused


def test_what_is_encrypted_is_refused() -> None:
    assert failure(written(lines(FIRST), password="x")) == "is encrypted; save it without a password"


@pytest.mark.parametrize("page", [[], b"q 100 0 0 100 0 0 cm 0 0 1 1 re f Q", lines("17", "— 4 —")])
def test_pages_without_text_are_refused(page: list[Drawn] | bytes) -> None:
    assert failure(written(page)).startswith("holds no text, only pictures of pages")


def test_a_scan_with_a_stamp_on_each_page_is_refused() -> None:
    stamped: list[list[Drawn]] = [[(760, 9, "Scanned by Ostvale Library")]] * 3
    assert failure(written(*stamped)).startswith("holds no text")


def test_too_many_pages_are_refused_at_once() -> None:
    begun = time.monotonic()
    data = written(*[b""] * (MOST_PAGES + 1))
    assert failure(data) == f"has {MOST_PAGES + 1} pages, over the limit of {MOST_PAGES}; split it"
    assert time.monotonic() - begun < 10


def test_a_page_that_holds_itself_ends() -> None:
    data = written(lines(FIRST, SECOND), lines(FIRST))
    writer = PdfWriter(clone_from=io.BytesIO(data))
    pages = writer.root_object["/Pages"].indirect_reference
    kids: ArrayObject = writer.root_object["/Pages"]["/Kids"]  # type: ignore[index]
    assert isinstance(pages, IndirectObject)
    kids.append(pages)
    writer.root_object["/Pages"][NameObject("/Count")] = NumberObject(9)  # type: ignore[index]
    file = io.BytesIO()
    writer.write(file)
    begun = time.monotonic()
    read(file.getvalue(), "loop.pdf")
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "page", [b"BT /F1 9 Tf (x) Tj ET\n" + b" " * 200_000_000, b"BT /F1 9 Tf " + b"(x) Tj " * 2_500_000 + b"ET"]
)
def test_a_bomb_is_refused_in_time(page: bytes) -> None:
    data = written(page)
    begun = time.monotonic()
    with (
        ParserProcess(5.0) as parsers,
        pytest.raises(SourceError, match=r"unpacks to too much|took longer|MB to parse"),
    ):
        parsers.parse(PDF.name, data)
    assert time.monotonic() - begun < 20
    assert len(data) < 1_000_000


@pytest.mark.parametrize("data", [b"%PDF-1.4\n1 0 obj", b"%PDF-1.7\n" + b"\0" * 10_000, b"%PDF-" + b"[" * 100_000])
def test_what_is_damaged_says_so(data: bytes) -> None:
    assert "damaged PDF" in failure(data)


def test_a_file_that_is_cut_off_is_refused_or_read_as_far_as_it_goes() -> None:
    data = written(*[lines(f"{FIRST} On page {page}.", SECOND) for page in range(5)])
    for part in range(1, 10):
        (raw,) = read(data[: len(data) * part // 10], "cut.pdf")
        assert raw.failure or FIRST in str(raw.record)


def test_without_the_extra_the_command_that_adds_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(name: str) -> ModuleSpec | None:
        return None if name == "pypdf" else sys.modules[name].__spec__

    monkeypatch.setattr(formats, "find_spec", found)
    assert failure(written(lines(FIRST))).startswith("is a PDF file, which is not read; ")
    assert "[pdf]" in failure(written(lines(FIRST)))


def test_one_that_takes_too_long_says_into_how_many_pages_to_split_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = written(*(lines(FIRST, SECOND) for _ in range(30)))
    ticks = iter(range(100))
    monkeypatch.setattr("ingest.formats.pdf.monotonic", lambda: next(ticks) * 0.5)
    reason = failure(pages)
    assert reason == (
        "takes too long: 12 of its 30 pages took 6 s; split it into files of 8 pages each, or save its text as .txt"
    )
