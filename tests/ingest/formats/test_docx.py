"""Word files: what a reader sees becomes the text; what was deleted, is hidden or belongs to a form does not."""

from __future__ import annotations

import pytest

from ingest.formats.docx import DOCX
from ingest.records.articles import article_from
from tests.office_files import SPACE, STORY, STRICT, failure, p, packed, r, record, table, word


@pytest.mark.parametrize("space", [SPACE, STRICT])
def test_paragraphs_are_the_text_and_the_titles_style_tells_the_title(space: str) -> None:
    found = record(
        word(p("PRESS NOTE"), p("Ferry sinks", style="Titel"), p(STORY[:40], STORY[40:]), p("Ends"), space=space)
    )
    assert (found["title"], found["text"]) == ("Ferry sinks", f"PRESS NOTE\n\n{STORY}\n\nEnds")
    assert article_from(found, "here")[0].published is None


def test_what_was_inserted_stays_and_what_was_deleted_goes() -> None:
    deleted = "<w:del><w:r><w:delText>always </w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{r('Twice. ')}</w:moveFrom>"
    inserted = f"<w:ins>{r('never ')}</w:ins><w:moveTo>{r('once ')}</w:moveTo>"
    end = "<w:rPr><w:del/></w:rPr>"
    found = record(word(p("Debts"), p("He ", deleted, moved, inserted, "paid, ", more=end), p("they say."), p(STORY)))
    assert found["text"] == f"He never once paid, they say.\n\n{STORY}"


def test_notes_stand_below_and_do_not_fuse_with_words() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    last = '<w:r><w:endnoteReference w:id="1"/></w:r>'
    notes = f'<w:footnote w:id="0" w:type="separator">{p("x")}</w:footnote>'
    notes += f'<w:footnote w:id="2">{p("By its own count.")}</w:footnote>'
    ends = f'<w:endnote w:id="1">{p("In 2025.")}</w:endnote>'
    found = record(word(p("Debts"), p("It lost 40", mark, " ships", last, mark, "."), footnotes=notes, endnotes=ends))
    assert found["text"] == "It lost 40 ships.\n\nBy its own count.\n\nIn 2025."


def test_lists_breaks_powers_and_hidden_words() -> None:
    item = '<w:numPr><w:numId w:val="7"/></w:numPr>'
    power = r("3", '<w:vertAlign w:val="superscript"/>')
    lines = "<w:r><w:t>One</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r>"
    hidden = r("secret ", "<w:vanish/>") + r("plain ", '<w:vanish w:val="0"/>')
    found = record(
        word(
            p("Debts"),
            p("Contents 4", style="TOC1"),
            p("What is known", style="Own"),
            p("First", style="Liste"),
            p("Second", more=item),
            p("Not one", style="Liste", more='<w:numPr><w:numId w:val="0"/></w:numPr>'),
            p(f"{r('10')}{power}{r(' tonnes ')}{hidden}"),
            p(lines, style="Loop"),
        )
    )
    text = "Debts\n\n- First\n- Second\n\nNot one\n\n10³ tonnes plain\n\nOne\ntwo three"
    assert (found["title"], found["text"]) == ("What is known", text)


def test_cells_do_not_fuse_and_a_frame_is_no_table() -> None:
    deleted = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr>"
    inner = table([p("a"), p("b")])
    found = record(
        word(
            p("Debts"),
            table([p("Year"), p("Ships")], [p("2026"), p("1") + p("lost")], more=deleted),
            table([p(STORY) + inner]),
        )
    )
    assert found["text"] == f"Year | Ships\n2026 | 1 lost\n\n{STORY}\n\na | b"


def test_fields_boxes_and_forms_tell_what_is_shown() -> None:
    link = f"<w:hyperlink>{r('the report')}</w:hyperlink>"
    field = "<w:r><w:instrText>HYPERLINK</w:instrText></w:r>"
    box = f"<w:txbxContent>{p('A fact.')}</w:txbxContent>"
    box = f"<m:Choice><w:drawing>{box}</w:drawing></m:Choice><m:Fallback><w:pict>{box}</w:pict></m:Fallback>"
    box = f"<w:r><m:AlternateContent xmlns:m='m'>{box}</m:AlternateContent></w:r>"
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Filled in.')}</w:sdtContent></w:sdt>"
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('Click here')}</w:sdtContent></w:sdt>"
    found = record(word(p("Debts"), p("Says ", field, link, box, "."), filled, empty))
    assert found["text"] == "Says the report.\n\nA fact.\n\nFilled in."


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (p("Two ", r("lines"), "<w:r><w:cr/></w:r>", "so"), "Two lines\nso"),
        (p("It\nsank ", "<w:r><w:t>at\r\n night</w:t></w:r>"), "It sank at night"),
        (p("a", "<w:r><w:ptab/></w:r>", "b", "<w:r><w:noBreakHyphen/></w:r>", "c"), "a b\u2011c"),
        (p("H", r("2", '<w:vertAlign w:val="subscript"/>'), "O"), "H2O"),
        (p("seen ", r("x", '<w:vanish w:val="1"/>'), r("too", '<w:vanish w:val="false"/>')), "seen too"),
        (p("It ", "<w:fldSimple><w:r><w:t>sank</w:t></w:r></w:fldSimple>"), "It sank"),
        (p("Ruby", "<w:r><w:ruby><w:rt><w:r><w:t>x</w:t></w:r></w:rt></w:ruby></w:r>"), "Ruby"),
        (p("One", style="Liste") + p("", style="Liste"), "- One"),
        (p("It ", f"<w:del>{r('once ')}</w:del>", "sank"), "It sank"),
    ],
    ids=["breaks", "breaks in the file", "tabs and hyphens", "lowered", "hidden", "field", "ruby", "item", "deleted"],
)
def test_a_paragraph_is_what_is_shown_of_it(paragraph: str, text: str) -> None:
    assert record(word(p("Debts"), paragraph, p(STORY)))["text"] == f"{text}\n\n{STORY}"


@pytest.mark.parametrize(
    ("style", "title"), [("Titel", "Nine are safe"), ("berschrift1", "Nine are safe"), ("Loop", "Debts"), ("", "Debts")]
)
def test_a_style_tells_a_heading_by_its_name_in_word(style: str, title: str) -> None:
    assert record(word(p("Debts"), p("Nine are safe", style=style), p(STORY)))["title"] == title


def test_a_note_that_is_referred_to_often_is_one_and_a_missing_one_none() -> None:
    mark, lost = '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="9"/></w:r>'
    notes = f'<w:footnote w:id="2">{p("By its own count.")}</w:footnote>'
    found = record(word(p("Debts"), p(STORY, mark, mark, lost), footnotes=notes))
    assert found["text"] == f"{STORY}\n\nBy its own count."


def test_a_file_without_styles_or_properties_is_read() -> None:
    body = f"<w:document {SPACE}><w:body>{p('Debts', style='Titel')}{p(STORY)}</w:body></w:document>"
    found = record(packed({"word/document.xml": body}))
    assert (found["title"], found["text"]) == ("Debts", STORY)


def test_what_is_no_whole_word_file_is_refused() -> None:
    assert failure(packed({"word/styles.xml": "<a/>"})) == "is no whole Word file; fetch or copy it again"


def test_it_is_known_by_the_first_names_in_it() -> None:
    assert DOCX.is_surely(word(p(STORY)))
    assert not DOCX.is_surely(packed({"xl/workbook.xml": ""}))
