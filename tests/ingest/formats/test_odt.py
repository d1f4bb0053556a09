"""OpenDocument texts: what a reader sees becomes the text, as of Word files."""

from __future__ import annotations

import pytest

from ingest.formats.odt import ODT
from tests.office_files import STORY, failure, odt, opened, packed


def test_an_odt_tells_what_its_reader_sees() -> None:
    deletion = "<text:changed-region><text:deletion><text:p>secret</text:p></text:deletion></text:changed-region>"
    note = (
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>By its own count.</text:p></text:note-body>"
    )
    items = "".join(f"<text:list-item><text:p>{word}</text:p></text:list-item>" for word in ("One", "Two"))
    years, ships = (
        "".join(f"<table:table-cell><text:p>{word}</text:p></table:table-cell>" for word in words)
        for words in (("Year", "Ships"), ("2026", "1"))
    )
    rows = f"<table:table-row>{years}</table:table-row>", f"<table:table-row>{ships}</table:table-row>"
    body = f"""<text:tracked-changes>{deletion}</text:tracked-changes>
    <text:p text:style-name="Standard">PRESS NOTE</text:p><text:p text:style-name="P1">Ferry sinks</text:p>
    <text:p>By Ilse Varga</text:p><text:p>{STORY}<text:note>{note}</text:note></text:p>
    <text:h text:outline-level="2">What is known</text:h><text:list>{items}</text:list>
    <text:p>10<text:span text:style-name="T2">3</text:span> tonnes<text:s text:c="3"/>of<text:tab/>ore<text:span
    text:style-name="T1">secret</text:span><text:line-break/>gone<office:annotation><text:p>secret</text:p>
    </office:annotation>.</text:p><text:p text:style-name="T1">secret</text:p>
    <table:table><table:table-header-rows>{rows[0]}</table:table-header-rows>{rows[1]}</table:table>
    <text:p>Below<draw:frame><draw:text-box><text:p>A fact.</text:p></draw:text-box></draw:frame></text:p>"""
    found = odt(
        opened(body, "<meta:initial-creator>Ilse Varga</meta:initial-creator><dc:creator>Tom Other</dc:creator>")
    )
    assert (found["title"], found["authors"]) == ("Ferry sinks", ["Ilse Varga"])
    assert found["text"] == (
        f"PRESS NOTE\n\nBy Ilse Varga\n\n{STORY}\n\nWhat is known\n\n- One\n- Two\n\n10³ tonnes of ore\ngone.\n\n"
        "Year | Ships\n2026 | 1\n\nBelow\n\nA fact.\n\nBy its own count."
    )


def test_an_odt_with_a_password_or_without_a_text_is_refused() -> None:
    manifest = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    for data, reason in (
        (opened("", **{"META-INF_manifest.xml": manifest}), "is encrypted; save it without a password"),
        (opened("<text:p/>"), "holds no text"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "is no whole OpenDocument file"),
    ):
        assert reason in failure(data, "a.odt")


def paragraph(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (paragraph("It<text:s/>sank<text:tab/>at<text:line-break/>night"), "It sank at\nnight"),
        (paragraph("10<text:span text:style-name='T2'>3</text:span> tonnes"), "10³ tonnes"),
        (paragraph("It <text:span text:style-name='T1'>x</text:span>sank"), "It sank"),
        (paragraph("It <text:span>sank</text:span>\n  at night"), "It sank at night"),
        (paragraph("It <text:a><text:span>sank</text:span></text:a>."), "It sank."),
        (paragraph("x", "T1") + paragraph("It sank"), "It sank"),
        ("<text:list><text:list-item><text:p>One</text:p><text:p/></text:list-item></text:list>", "- One"),
        ("<text:table-of-content><text:p>Contents</text:p></text:table-of-content>" + paragraph("It sank"), "It sank"),
        ("<text:section><text:p>It sank</text:p></text:section>", "It sank"),
        (paragraph("  It\n sank  "), "It sank"),
    ],
    ids=[
        "blanks",
        "raised",
        "hidden words",
        "break in the file",
        "link",
        "hidden paragraph",
        "list",
        "contents",
        "section",
        "lines",
    ],
)
def test_a_paragraph_is_what_is_shown_of_it(markup: str, text: str) -> None:
    assert odt(opened(f"{paragraph('Debts')}{markup}{paragraph(STORY)}"))["text"] == f"{text}\n\n{STORY}"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (paragraph("Nine are safe", "Title"), "Nine are safe"),
        (paragraph("Nine are safe", "P1"), "Nine are safe"),
        ('<text:h text:outline-level="2">Nine are safe</text:h>', "Nine are safe"),
        ("<text:h>Nine are safe</text:h>", "Nine are safe"),
        ('<text:h text:outline-level="x">Nine are safe</text:h>', "Nine are safe"),
        (paragraph("Nine are safe", "Unknown"), "Debts"),
    ],
    ids=["title", "based on it", "heading", "without a level", "an odd level", "neither"],
)
def test_a_title_is_known_by_its_style_or_its_level(heading: str, title: str) -> None:
    assert odt(opened(f"{paragraph('Debts')}{heading}{paragraph(STORY)}"))["title"] == title


def test_rows_stand_in_groups_and_a_frame_is_no_table() -> None:
    def row(*cells: str) -> str:
        inner = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        return f"<table:table-row>{inner}<table:covered-table-cell/></table:table-row>"

    grouped = (
        f"<table:table><table:table-rows>{row('Year', 'Ships')}</table:table-rows>{row('2026', '1')}</table:table>"
    )
    frame = f"<table:table>{row(STORY)}</table:table>"
    assert odt(opened(paragraph("Debts") + grouped + frame))["text"] == f"Year | Ships\n2026 | 1\n\n{STORY}"


def test_it_is_known_by_the_first_names_in_it() -> None:
    assert ODT.is_surely(opened(paragraph(STORY)))
    assert not ODT.is_surely(packed({"mimetype": "application/epub+zip"}))
