"""Word and OpenDocument files: what a reader sees becomes the text, what was deleted or is hidden does not."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from ingest.formats.format import Record
from ingest.formats.office import MOST_UNPACKED
from ingest.formats.parsers import ParserProcess
from ingest.records.articles import article_from
from tests.formats import read

STORY = "The ferry Avra sank off Ostvale on Sunday morning with all its cargo, the harbour office said."
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
STYLES = """
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>
  <w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Bullet"/>
  <w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>"""


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else None)  # so that its sign is seen
    return file.getvalue()


def p(*runs: str, style: str = "", more: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{''.join(r(run) if '<' not in run else run for run in runs)}</w:p>"


def r(text: str, more: str = "") -> str:
    return f'<w:r><w:rPr>{more}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def word(*blocks: str, space: str = SPACE, core: str = "", **parts: str) -> bytes:
    body = f'<?xml version="1.0"?><w:document {space}><w:body>{"".join(blocks)}<w:sectPr/></w:body></w:document>'
    properties = f'<c:coreProperties xmlns:c="c" xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</c:coreProperties>'
    more = {f"word/{name}.xml": f"<w:{name} {space}>{part}</w:{name}>" for name, part in parts.items()}
    return packed({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": body,
        "word/styles.xml": f"<w:styles {space}>{STYLES}</w:styles>",
        "docProps/core.xml": properties,
        **more,
    })  # fmt: skip


def record(data: bytes) -> Record:
    (raw,) = read(data, "story.docx")
    assert raw.record is not None, raw.failure
    return raw.record


def failure(data: bytes, name: str = "story.docx") -> str:
    (raw,) = read(data, name)
    return raw.failure or ""


@pytest.mark.parametrize("space", [SPACE, STRICT])
def test_paragraphs_are_the_text_and_the_titles_style_tells_the_title(space: str) -> None:
    found = record(
        word(p("PRESS NOTE"), p("Ferry sinks", style="Titel"), p(STORY[:40], STORY[40:]), p("Ends"), space=space)
    )
    assert (found["title"], found["text"]) == ("Ferry sinks", f"PRESS NOTE\n\n{STORY}\n\nEnds")
    assert article_from(found, "here")[0].published is None


@pytest.mark.parametrize(
    ("blocks", "noted", "title"),
    [
        ([p("Note"), p("Ferry sinks", style="berschrift1"), p(STORY)], "Draft of March", "Ferry sinks"),
        ([p("Ferry sinks", style="Own"), p(STORY)], "", "Ferry sinks"),
        ([p(STORY), p("Nine are safe.")], "Ferry sinks at last", "Ferry sinks at last"),
        ([p("Ferry sinks"), p(STORY)], "Microsoft Word - note.doc", "Ferry sinks"),
        ([p(f"{STORY} " * 4), p("Nine are safe.")], "", ""),
        ([p(STORY)], "", ""),
    ],
)
def test_a_title_is_a_heading_or_what_was_noted_or_the_first_line(blocks: list[str], noted: str, title: str) -> None:
    found = record(word(*blocks, core=f"<dc:title>{noted}</dc:title>"))
    assert found["title"] == title
    assert STORY in str(found["text"])


@pytest.mark.parametrize(
    ("creator", "authors"), [("Ilse Varga", ["Ilse Varga"]), ("Tom Other", None), ("msand", None), ("", None)]
)
def test_who_made_the_file_wrote_it_only_if_the_text_says_so(creator: str, authors: list[str] | None) -> None:
    core = f"<dc:creator>{creator}</dc:creator>"
    found = record(word(p("Ferry sinks"), p("By Ilse Varga (msand)"), p(STORY), core=core))
    assert found.get("authors") == authors


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


def table(*rows: list[str], more: str = "") -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}{more}</w:tbl>"


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


BOMB = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/styles.xml": "<a/>"}, "is no whole Word file; fetch or copy it again"),
        ({"word/document.xml": "<w:doc"}, "cannot be parsed as XML"),
        ({"word/document.xml": f"<w:document {SPACE}><w:body/></w:document>"}, "holds no text"),
        ({"word/document.xml": b" " * (MOST_UNPACKED + 1)}, "unpacks to over 30 MB"),
        ({"word/document.xml": "<a>" * 400}, "cannot be parsed as XML"),
    ],
)
def test_what_is_no_whole_file_is_refused(parts: dict[str, str | bytes], reason: str) -> None:
    assert reason in failure(packed({"[Content_Types].xml": "", **parts}))


def test_entities_are_refused() -> None:
    body = f"]><w:document {SPACE}><w:body>{p('Ferry &a8; sinks')}{p(STORY)}</w:body></w:document>"
    outside = '<!DOCTYPE w [<!ENTITY a8 SYSTEM "file:///etc/passwd"'
    for head in (BOMB, f'<?xml version="1.0"?>{outside}>'):
        data = packed({"word/document.xml": head + body})
        assert "declares entities" in failure(data) or "cannot be parsed as XML" in failure(data)


def test_damage_and_passwords_are_told() -> None:
    whole = word(p("Debts"), p(STORY * 50))
    assert "is damaged" in failure(whole[: len(whole) // 2])
    middle = bytearray(whole)
    at = whole.index(b"word/document.xml") + 60
    middle[at : at + 40] = bytes(40)
    assert "is damaged" in failure(bytes(middle)) or "cannot be parsed" in failure(bytes(middle))
    assert "is a file of an old office program, or an encrypted one" in failure(b"\xd0\xcf\x11\xe0" + bytes(99))


def test_a_long_one_is_read_in_time() -> None:
    """Of 300,000 characters, each word a run, as Word leaves them after many edits; it takes 0.3 s."""
    data = word(p("Debts"), *[p(*("ferry " for _ in range(100))) for _ in range(500)])
    started = time.monotonic()
    with ParserProcess() as parsers:
        found = parsers.parse("DOCX", data)
    assert isinstance(found, Mapping)
    assert len(str(found["text"])) > 299_000
    assert time.monotonic() - started < 20


# OpenDocument

SPACES = ("office", "style", "text", "table", "draw", "meta")
NAMES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in SPACES)
AUTOMATIC = """<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>
<style:style style:name="T2"><style:text-properties style:text-position="super 58%"/></style:style>"""


def opened(body: str, meta: str = "", **parts: str) -> bytes:
    content = f"<office:body><office:text>{body}</office:text></office:body>"
    automatic = f"<office:automatic-styles>{AUTOMATIC}</office:automatic-styles>"
    dublin = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return packed({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {NAMES}>{automatic}{content}</office:document-content>",
        "meta.xml": f"<office:document-meta {NAMES} {dublin}>{meta}</office:document-meta>",
        **{name.replace("_", "/"): part for name, part in parts.items()},
    })  # fmt: skip


def odt(data: bytes) -> Record:
    (raw,) = read(data, "")
    assert raw.record is not None, raw.failure
    return raw.record


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
