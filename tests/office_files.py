"""Word and OpenDocument files of a few blocks, for tests of what a reader sees in them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

from ingest.formats.format import Record
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


def table(*rows: list[str], more: str = "") -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}{more}</w:tbl>"


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
