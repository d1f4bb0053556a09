"""JSON-LD as publishers write it: wrapped, with slips, several objects in a block; a part of another is no object."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import html

from ingest.formats.pages import jsonld
from ingest.formats.pages.jsonld import kinds, listed, things


def page(*blocks: str, kind: str = "application/ld+json") -> Any:
    tree = html.fromstring("<html><head></head><body><p>It sank.</p></body></html>")
    for block in blocks:
        script = html.Element("script", type=kind)
        script.text = block
        tree.find("head").append(script)
    return tree


def names(*blocks: str, kind: str = "application/ld+json") -> list[object]:
    return [thing.get("name") for thing in things(page(*blocks, kind=kind))]


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ('{"name": "a"}', ["a"]),
        ('[{"name": "a"}, {"name": "b"}]', ["a", "b"]),
        ('{"name": "a"}{"name": "b"}', ["a", "b"]),
        ('{"name": "a"},\n{"name": "b"};', ["a", "b"]),
        ('<!--{"name": "a"}-->', ["a"]),
        ('/*<![CDATA[*/ {"name": "a"} /*]]>*/', ["a"]),
        ('\ufeff //<![CDATA[\n{"name": "a"}\n//]]>', ["a"]),
        ('{"name": "a", "tags": [1, 2, ], }', ["a"]),
        ('{"name": "a\nb"}', ["a\nb"]),
        (r'{"name": "the board\'s"}', ["the board's"]),
        (r'{"name": "a\\u00e9\"b, ]"}', ['a\\u00e9"b, ]']),
        ('{"name": "a"} rubbish {"name": "b"}', ["a"]),
        ('{"name": "a"} {"name": ', ["a"]),
        ("", []),
        ("7", []),
        ('"a"', []),
        ("var a = 1;", []),
        ("[" * 100_000, []),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_block_has_the_objects_that_can_be_read(block: str, found: list[str]) -> None:
    assert names(block) == found


@pytest.mark.parametrize("kind", ["application/ld+json", "Application/LD+JSON; charset=utf-8"])
def test_the_blocks_of_a_page_are_read_in_its_order(kind: str) -> None:
    assert names('{"name": "a"}', '[{"name": "b"}]', '{"name": "c"}', kind=kind) == ["a", "b", "c"]
    assert names('{"name": "a"}', kind="application/json") == []


def test_a_graph_and_the_main_entity_speak_for_themselves_and_parts_do_not() -> None:
    whole = {
        "name": "page",
        "@graph": [{"name": "a"}, {"name": "b", "mainEntity": {"name": "c"}}, "text", 7],
        "mainEntityOfPage": {"name": "d"},
        "comment": [{"name": "reader"}],
        "author": {"name": "Mira Holt"},
    }
    found = names(json.dumps(whole))
    assert sorted(map(str, found)) == ["a", "b", "c", "d", "page"]
    assert found[0] == "page"


def test_of_too_many_the_first_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonld, "MOST", 3)
    assert names(json.dumps([{"name": str(number)} for number in range(9)])) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("NewsArticle", ["newsarticle"]),
        ("https://schema.org/NewsArticle", ["newsarticle"]),
        (["NewsArticle", "http://schema.org/Report ", 7], ["newsarticle", "report"]),
        (None, []),
        ({"a": 1}, []),
    ],
    ids=str,
)
def test_kinds_are_the_types_in_small_letters(given: object, found: list[str]) -> None:
    assert kinds({"@type": given}) == found
    assert kinds({}) == []


@pytest.mark.parametrize(
    ("value", "values"),
    [
        (None, []),
        ("", []),
        ({}, []),
        ([], []),
        ("a", ["a"]),
        (["a", None], ["a", None]),
        (0, [0]),
        ({"a": 1}, [{"a": 1}]),
    ],
    ids=str,
)
def test_a_field_may_have_one_value_several_or_none(value: object, values: list[object]) -> None:
    assert listed(value) == values
