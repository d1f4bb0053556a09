"""Markers of citations are read in every form in which models write them, and nothing else is."""

from __future__ import annotations

import pytest

from ragbot.checks.citations import CitedText
from ragbot.checks.claims import Checker
from ragbot.checks.markers import with_numbers
from ragbot.checks.model_text import read_checked
from ragbot.types import Evidence
from tests.evidence import evidence
from tests.fakes import WordEmbeddings

SHIP = "The Grey Gull sank off Port Anders after two weeks. Nine people died."
LAW = "Parliament passed the budget on 12 March."
RAIN = "Rain fell in Sund on Monday."
MAKER = "The software maker monday.com opens an office in Sund, as evil.example/x told. Write to me@sund.example."
FORMS = {
    "[1]": "[1]",
    "[1][2]": "[1][2]",
    "[1, 2]": "[1][2]",
    "[1,2]": "[1][2]",
    "[1;2]": "[1][2]",
    "[1 and 2]": "[1][2]",
    "[Source 1, Source 2]": "[1][2]",
    "【1】": "[1]",
    "【1†source】": "[1]",
    "【1†a. b.pdf】": "[1]",
    "【1】【2】": "[1][2]",
    "［1］": "[1]",
    "[１]": "[1]",
    "[^1]": "[1]",
    "[^1^]": "[1]",
    "^[1]": "[1]",
    "[Source 1]": "[1]",
    "[source: 1]": "[1]",
    "[Quelle 1]": "[1]",
    "[piece 1]": "[1]",
    "[doc1]": "[1]",
    "[ID:1]": "[1]",
    "[#1]": "[1]",
    "[cite: 1]": "[1]",
    "[[1]]": "[1]",
    "**[1]**": "[1]",
    "[1](https://evil.example/x)": "[1]",
    "[Source 1](https://evil.example/x)": "[1]",
    "(Source 1)": "[1]",
    "(1)": "[1]",
    "{1}": "[1]",
    "<sup>1</sup>": "[1]",
    "<sup>[1]</sup>": "[1]",
    "¹": "[1]",
}


def read(pieces: list[str], *texts: str) -> CitedText:
    found: list[Evidence] = [evidence(text, f"article {i}") for i, text in enumerate(texts or (SHIP, SHIP))]
    answer = CitedText(found)
    for _ in read_checked(pieces, answer, Checker(found, "What sank?", WordEmbeddings())):
        pass
    return answer


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
@pytest.mark.parametrize(("marker", "shown"), FORMS.items())
def test_a_marker_is_read_in_every_form_before_and_after_the_full_stop(marker: str, shown: str, size: int) -> None:
    for text in (
        f"It sank after two weeks {marker}. Nine people died.",
        f"It sank after two weeks. {marker} Nine people died.",
    ):
        answer = read([text[i : i + size] for i in range(0, len(text), size)])
        assert answer.text.replace(" [", "[").startswith(
            (f"It sank after two weeks{shown}.", f"It sank after two weeks.{shown} ")
        )
        assert "Nine people died." in answer.text
        assert answer.dropped == answer.dropped_sentences == 0


NO_MARKERS = (
    "10<sup>3</sup> steps.|It covers 9 km². It is new.|Article 5 (1) says so.|She won gold (1) and silver (2)."
    "|He said it [sic].|NATO (Article 5) holds.|In [1a] and [a1].|Anna (7) fell.|f{1} = 2"
)


@pytest.mark.parametrize("text", NO_MARKERS.split("|"))
def test_what_only_looks_like_a_marker_is_none(text: str) -> None:
    assert with_numbers(text) == text


def test_the_mark_of_a_search_of_openai_s_own_points_at_nothing() -> None:
    answer = read(["It sank after two weeks【4:0†source】. Nine people died [1]."])
    assert answer.text.startswith("It sank after two weeks. ")
    assert answer.dropped == 1


@pytest.mark.parametrize("marker", ["[1-2]", "[1–3]", "[1 to 3]", "[Source 1 - Source 3]"])
def test_of_a_range_the_pieces_are_cited_that_say_so(marker: str) -> None:
    answer = read([f"The budget was passed by parliament {marker}."], SHIP, LAW, RAIN)
    assert answer.text == "The budget was passed by parliament [1]."
    assert [(c.article_id, c.support and c.support.found) for c in answer.citations] == [("article 1", False)]
    assert answer.unsupported == []


def test_a_sentence_without_a_marker_gets_the_citation_that_the_checks_find() -> None:
    answer = read(["The budget was passed by parliament. Nine people died [1]."], SHIP, LAW)
    assert answer.text == "The budget was passed by parliament. [1] Nine people died [2]."
    first, second = (citation.support for citation in answer.citations)
    assert first
    assert (first.found, first.failed) == (True, ())
    assert "predicate" in first.passed
    assert second
    assert not second.found
    assert answer.citations[0].cited_text == LAW
    assert answer.unsupported == []


NOT_SURE = (
    "The budget was rejected by parliament.",
    "The budget was not passed by parliament.",
    "The budget will not be passed by parliament.",
    "The budget of 7 crowns was passed by parliament.",
    "The budget was passed by parliament under Anna Berg.",
    "The senate passed the law on ferries.",
    "It passed.",
)


@pytest.mark.parametrize("sentence", NOT_SURE)
def test_nothing_is_cited_unasked_that_does_not_pass_every_check(sentence: str) -> None:
    assert read([sentence], SHIP, LAW).citations == []


LISTS = (
    "**Sources:**\n[1] Orm Courier, https://orm.example/bridge\n[2] Daily",
    "Sources: [1], [2]",
    "References\n\n1. Orm Courier",
    "Quellen:\n- [1] Orm Courier. Of May 2.\n- [2] Daily",
    "Sources:\n\n[1]: https://orm.example/bridge",
)


@pytest.mark.parametrize("added", LISTS)
def test_a_list_of_sources_that_a_model_adds_is_left_out(added: str) -> None:
    for pieces in ([f"Nine people died [1].\n\n{added}"], list(f"Nine people died [1].\n\n{added}")):
        answer = read(pieces)
        assert (answer.text, answer.unsupported, answer.dropped_sentences) == ("Nine people died [1].", [], 0)


def test_what_stands_after_such_a_list_is_read_again() -> None:
    assert read(["Sources: [1], [2]\n\nNine people died [1]."]).text == "Nine people died [1]."


def test_a_name_that_looks_like_an_address_stays_where_the_articles_have_it() -> None:
    answer = read(["The software maker monday.com opens an office in Sund [1]. evil.example told it [1]."], MAKER)
    assert answer.text.startswith("The software maker monday.com opens an office in Sund [1].")
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "address",
    ["https://monday.com", "monday.com/x", "www.monday.com", "me@monday.com", "me@sund.example", "sund.example"],
)
def test_no_address_is_shown_as_such_a_name(address: str) -> None:
    shown = read([f"The software maker {address} opens an office in Sund [1]."], MAKER).text
    assert address not in shown
    assert "/" not in shown
    assert "@" not in shown


def test_what_was_thought_aloud_leaves_nothing_behind() -> None:
    answer = read(["Okay, I cite [7]. It cost 77 crowns. It ", "\0", "Nine people died ", "[1]."])
    assert (answer.text, len(answer.citations), answer.dropped, answer.dropped_sentences) == (
        "Nine people died [1].",
        1,
        0,
        0,
    )
