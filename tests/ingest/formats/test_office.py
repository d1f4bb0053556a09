"""Office files: which paragraph is the title, who counts as the author, and what is damaged, too large or locked."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from ingest.formats.office import MOST_UNPACKED
from ingest.formats.parsers import ParserProcess
from tests.office_files import SPACE, STORY, failure, p, packed, record, word


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


BOMB = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
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
