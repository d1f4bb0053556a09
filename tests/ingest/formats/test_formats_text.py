"""Plain text and Markdown: which characters the bytes are, which line is the title, and what closes a text."""

from __future__ import annotations

import codecs

import pytest

from ingest.formats.text import decode, encoding_of, text_record, without_tags, without_title
from ingest.records.record import SourceError
from tests.formats import read

CITIES = "Die Städte müssen für Straßen und Brücken künftig mehr Geld ausgeben, sagte der Präsident. "


# Characters


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
    ids=str,
)
def test_a_byte_order_mark_counts_more_than_what_is_declared(mark: bytes, encoding: str) -> None:
    assert decode(mark + CITIES.encode(encoding), "koi8-r") == CITIES


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        *(("utf-8", "windows-1252"), ("utf-8", ""), ("cp1252", "ISO-8859-1"), ("cp1252", "latin1"), ("cp1252", "")),
        *(("cp1252", "punycode"), ("cp1252", "unknown-8"), ("cp1252", "utf-8"), ("iso8859-15", "iso-8859-15")),
        *(("mac-roman", "mac-roman"), ("utf-16-le", ""), ("utf-16-be", "utf-8")),
    ],
)
def test_utf_8_is_known_and_else_the_declared_charset_or_the_likeliest(encoding: str, declared: str) -> None:
    assert decode(CITIES.encode(encoding), declared) == CITIES


def test_latin_1_is_windows_1252_on_the_web() -> None:
    assert decode(b"He said \x93No\x94.", "iso-8859-1") == "He said “No”."


def test_seven_bits_may_be_of_a_declared_encoding() -> None:
    text = "ダムをかさ上げ"
    assert text.encode("iso-2022-jp").isascii()
    assert decode(text.encode("iso-2022-jp"), "ISO-2022-JP") == text
    assert decode(b"Dam", "punycode") == "Dam"


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_kr", "cp1251", "gb18030", "cp1253"])
def test_the_encodings_of_the_web_are_told_apart(encoding: str) -> None:
    texts = {
        "shift_jis": "ダムのかさ上げ工事は来年の春に始まると市長は火曜日に述べた。",
        "euc_kr": "시장은 화요일에 댐 공사가 내년 봄에 시작된다고 말했다. ",
        "cp1251": "Мэр сказал во вторник, что строительство плотины начнётся весной. ",
        "gb18030": "市长星期二表示,水坝工程将于明年春天开始,道路保持开放。",
        "cp1253": "Ο δήμαρχος είπε την Τρίτη ότι το έργο αρχίζει την άνοιξη. ",
    }
    assert decode(texts[encoding].encode(encoding) * 3) == texts[encoding] * 3


@pytest.mark.parametrize(
    "text",
    [
        f"Sparen\n\n{CITIES}",
        f"A line.\n{CITIES}",
        f"{'A line without them. ' * 10}\n" * 600 + CITIES,
        f"{CITIES}\n" + f"{'A line without them. ' * 10}\n" * 600,
        f"{'A line without them. ' * 6_000}\n{CITIES}",
        "A line without them. " * 6_000 + CITIES,
    ],
    ids=["last line", "second line", "end of a long text", "beginning", "behind a long line", "in one line"],
)
def test_an_encoding_is_guessed_wherever_the_telling_letters_are(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(SourceError, match=r"^is not text but binary data; convert it to text, HTML or JSON first$"):
        encoding_of(b"\x93ABC\r\n\x1a\n\0\0\0\r" + bytes(range(256)) * 20)


# Title and text


@pytest.mark.parametrize("text", ["", " \r\n\t\n", "\ufeff", "\0\0"])
@pytest.mark.parametrize("markdown", [True, False])
def test_a_text_of_nothing_is_empty(text: str, markdown: bool) -> None:
    with pytest.raises(SourceError, match=r"^is empty$"):
        text_record(text, markdown=markdown)


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("Dam to be raised\n\nIt is old.", "Dam to be raised", "It is old."),
        ("\n\nDam to be raised \r\nIt is old.\rSo.\r\nYes.", "Dam to be raised", "It is old.\nSo.\nYes."),
        ("# Dam\n\nIt is old.", "# Dam", "It is old."),
        ("Dam\n\nDAM\n\nIt is old.", "Dam", "It is old."),
        ("It is old.", "", "It is old."),
        (f"{'w' * 251}\nIt is old.", "", f"{'w' * 251}\nIt is old."),
        (f"{'w' * 250}\nIt is old.", "w" * 250, "It is old."),
        ("---\ntitle: Dam\n---\nIt is old.", "---", "title: Dam\n---\nIt is old."),
    ],
    ids=["title", "line ends", "no Markdown", "repeated", "one line", "paragraph", "longest", "no front matter"],
)
def test_the_first_line_of_a_text_is_its_title(text: str, title: str, rest: str) -> None:
    assert text_record(text) == {"title": title, "text": rest}


@pytest.mark.parametrize(
    ("matter", "fields"),
    [
        ("title: Dam", {"title": "Dam"}),
        ('title: "Dam: raised"', {"title": "Dam: raised"}),
        ("tags: [dam, 'the board',]", {"tags": ["dam", "the board"]}),
        ("authors:\n- Mira Holt\n  - 'Joe Lind'", {"authors": ["Mira Holt", "Joe Lind"]}),
        ("- nobody", {"": ["nobody"]}),
        ("nothing here\n# a note", {}),
        ("date: 2026-03-10\n\nurl: https://orm.example/dam", {"date": "2026-03-10", "url": "https://orm.example/dam"}),
        ("title:", {"title": ""}),
        ("quote: '", {"quote": "'"}),
    ],
)
def test_front_matter_brings_fields(matter: str, fields: dict[str, object]) -> None:
    found = text_record(f"---\n{matter}\n---\n# Head\n\nIt is old.", markdown=True)
    assert found["text"] in ("It is old.", "# Head\n\nIt is old.")
    assert found == {
        "title": "Head",
        **{key: value for key, value in fields.items() if value},
        "text": found["text"],
    } | {key: value for key, value in fields.items() if not value and key != "title"}


def test_a_rule_without_an_end_begins_no_front_matter() -> None:
    assert text_record("---\ntitle: Dam\n\nIt is old.", markdown=True)["title"] == "---"
    assert text_record("Dam\n\n---\nIt is old.\n---", markdown=True)["text"] == "---\nIt is old.\n---"


@pytest.mark.parametrize("heading", ["# Dam", "###### Dam ##", "Dam", "  # Dam"])
def test_a_heading_of_markdown_has_no_marks(heading: str) -> None:
    assert text_record(f"{heading}\n\nIt is old.", markdown=True) == {"title": "Dam", "text": "It is old."}


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["Dam", "It is old."], ["It is old."]),
        (["", "# DAM #", "It is old."], ["It is old."]),
        (["", "It is old."], ["It is old."]),
        (["Dam"], ["Dam"]),
        (["Dam", " "], ["Dam", " "]),
        (["Dams", "It is old."], ["Dams", "It is old."]),
        ([], []),
    ],
    ids=str,
)
def test_a_first_line_that_repeats_the_title_goes_unless_it_is_all(lines: list[str], left: list[str]) -> None:
    assert without_title(lines, "Dam") == left
    assert without_title(["", "Dam"], "") == ["Dam"]


@pytest.mark.parametrize(
    ("closing", "is_left_out"),
    [
        (["Tags: dam, Orm"], True),
        (["TAGS", "dam", "Orm"], True),
        (["Tags", *("dam",) * 38], True),
        (["Tags", *("dam",) * 39], False),
        (["Tags", "The board met again on Tuesday."], False),
        (["Tags", "w" * 41], False),
        (["Tags are everywhere."], False),
        (["tags: dam"], False),
    ],
    ids=str,
)
def test_closing_tags_are_left_out(closing: list[str], is_left_out: bool) -> None:
    lines = ["It is old.", *closing]
    assert without_tags(lines) == (["It is old."] if is_left_out else lines)


def test_a_text_of_tags_alone_stays() -> None:
    assert without_tags(["Tags: dam"]) == ["Tags: dam"]


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/1\n\nhttp://b.example/story?x=y#p2\n",
        "https://a.example/1",
        "- https://a.example/1\n- <https://a.example/2>",
        "1. https://a.example/1\r\n2) https://a.example/2",
        "Links\n\nhttps://a.example/1\nhttps://a.example/2",
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", ""])
def test_a_list_of_addresses_is_no_article(text: str, name: str) -> None:
    (raw,) = read(text.encode(), name)
    assert (raw.failure or "").startswith("holds addresses only: follow them with 'ragbot-ingest follow ADDRESS'")


@pytest.mark.parametrize(
    "text", ["See https://a.example/1", "Links\n\nOne, https://a.example/1", "https://a.example/1 is down"]
)
def test_a_text_with_an_address_is_one(text: str) -> None:
    (raw,) = read(text.encode(), "a.txt")
    assert raw.record
