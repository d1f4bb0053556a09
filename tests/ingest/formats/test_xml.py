"""XML of other people: without entities and network, by names without namespaces; its text is what a reader sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.formats.xml import attribute, below, first_line, has, inside, line, name_of, on_a_line, root_of, text_of
from ingest.records.record import SourceError

NEWS = root_of(b"""<n:item xmlns:n="urn:news" xmlns:x="urn:x" x:lang="en"><!-- a note --><n:meta><n:name> </n:name>
<n:name>Ferry\n sinks </n:name></n:meta><n:body><n:meta/><n:p>It <n:b>sank</n:b>.</n:p> <n:p>Nobody was hurt.</n:p>
</n:body></n:item>""")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cannot be parsed as XML"),
        (b"<item>", "cannot be parsed as XML"),
        (b"A title", "cannot be parsed as XML"),
        (b"<a>" * 300 + b"</a>" * 300, "cannot be parsed as XML"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "cannot be parsed as XML"),
    ],
    ids=str,
)
def test_what_is_no_xml_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        root_of(data)


def test_broken_xml_is_recovered_where_that_is_allowed() -> None:
    root = root_of(b"<items><item>Ferry & dam</item><item>Dam", recover=True)
    assert [line(each) for each in below(root, "item")] == ["Ferry dam", "Dam"]
    with pytest.raises(SourceError):
        root_of(b"plain words", recover=True)


@pytest.mark.parametrize("reference", ["&#xD800;", "&#xdfff;", "&#55296;", "&#x00D83D;", "&#0057343;"])
def test_half_a_character_is_replaced_where_xml_is_recovered(reference: str) -> None:
    root = root_of(f"<item>Ferry {reference} sinks &#233;</item>".encode(), recover=True)
    assert line(root) == "Ferry \ufffd sinks é"


@pytest.mark.parametrize("reference", ["&#xD7FF;", "&#57344;", "&#55000;"])
def test_its_neighbours_stay(reference: str) -> None:
    assert "\ufffd" not in line(root_of(f"<a>{reference}</a>".encode(), recover=True))


def test_entities_are_left_alone_and_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    data = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "why">]><a>so &x;&y;.</a>'
    root = root_of(data.encode())
    assert "secret" not in line(root)
    assert [name_of(each) for each in root] == ["", ""]


def test_names_and_attributes_have_no_namespace() -> None:
    assert (name_of(NEWS), attribute(NEWS, "lang"), attribute(NEWS, "id")) == ("item", "en", "")


def test_a_path_leads_from_child_to_child() -> None:
    assert [line(each) for each in inside(NEWS, "meta", "name")] == ["", "Ferry sinks"]
    assert list(inside(NEWS)) == [NEWS]
    assert list(inside(NEWS, "name")) == []
    assert has(NEWS, "body", "meta")
    assert not has(NEWS, "meta", "meta")


def test_what_is_below_may_be_deep() -> None:
    assert len(list(below(NEWS, "meta"))) == 2
    assert next(below(NEWS, "item")) is NEWS
    assert list(below(NEWS, "none")) == []


def test_a_line_is_all_text_with_single_blanks() -> None:
    assert line(next(below(NEWS, "body"))) == "It sank. Nobody was hurt."
    assert line(None) == ""


def test_a_break_in_a_file_that_marks_its_own_is_a_blank() -> None:
    assert on_a_line("It\nsank\r") == "It sank "
    assert on_a_line(None) == ""


def test_the_first_line_is_that_of_the_first_path_with_words() -> None:
    assert first_line(NEWS, "meta/none", "meta/name", "body/p") == "Ferry sinks"
    assert first_line(NEWS, "body/p") == "It sank."
    assert first_line(NEWS, "body/meta") == ""


def test_paragraphs_are_those_of_a_reader_with_names_of_html() -> None:
    body = root_of(b"<body><hl>Ferry</hl><block>It <em>sank</em>.<note>secret</note></block><block>So.</block></body>")
    assert text_of(body, {"hl": "h1", "block": "p"}, frozenset(["note", "body"])) == "Ferry\n\nIt sank.\n\nSo."
