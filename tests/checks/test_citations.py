"""Citations are exact, whatever the article's text is and whatever a language model writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records.articles import clean_text
from ragbot.checks.citations import CitedText, holds, supporting_span
from ragbot.checks.claims import Checker, Part, Verdict
from ragbot.checks.model_text import read_checked
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.types import AlsoIn, Citation, Delta, Event, Evidence, Sources, Support
from tests.evidence import evidence, version
from tests.fakes import WordEmbeddings

SHIP = "The Grey Gull sank off Port Anders on Monday. Nine people died, the coast guard said."
LAW = "Parliament passed the budget. The ferry line gets 3.5 million crowns."


@pytest.fixture
def two() -> list[Evidence]:
    return [evidence(SHIP, "ship"), evidence(LAW, "law")]


class Trusting(Checker):
    """Finds nothing wrong, so that these tests are about citations alone."""

    def __init__(self, found: Sequence[Evidence]) -> None:
        super().__init__(found, "", WordEmbeddings())
        self.found = found

    def source_of(self, claim: str, least: float = 1.0) -> int | None:
        return None

    def is_said_by(self, claim: str, number: int) -> bool:
        return False

    def verdict(self, parts: Sequence[Part]) -> Verdict:
        return Verdict(
            supports={
                (i, n): (supporting_span(part.text, self.found[n - 1]), Support(()))
                for i, part in enumerate(parts)
                for n in part.numbers
            }
        )


def read(pieces: Iterable[str], found: Sequence[Evidence]) -> CitedText:
    answer = CitedText(found)
    for _ in read_checked(pieces, answer, Trusting(found)):
        pass
    return answer


def events(pieces: Iterable[str], found: Sequence[Evidence]) -> list[Event]:
    return list(read_checked(pieces, CitedText(found), Trusting(found)))


# -- what always holds -------------------------------------------------------------------------------------------------

ARTICLES = st.text(min_size=1, max_size=200).map(clean_text).filter(bool)
MARKERS = st.sampled_from(
    [
        "[1]",
        "[2]",
        "[3]",
        "[0]",
        "[99]",
        "[1,2]",
        "[2;1]",
        "[1-3]",
        "[1–999999]",
        "[[1]]",
        "[[0]1]",
        "[1[0]]",
        "[",
        "]",
        "[sic]",
        "[-1]",
        "[1",
        "2]",
        "[1][2]",
        "[]",
        "[１]",
    ]
) | st.sampled_from(["[ 1 ]", "[1,\n2]", "[00000000001]", "[9999999999999999999]"])
PROSE = st.sampled_from([" ", "\n\n", ". ", "Nine people died.", "The ferry 😀 sank. ", "1", ",", "“", "– Mira"])


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Evidence], list[str]]:
    """One to three passages of arbitrary articles, and an arbitrary answer in arbitrary pieces."""
    found = []
    for i, text in enumerate(draw(st.lists(ARTICLES, min_size=1, max_size=3))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        found.append(evidence(text, f"article {draw(st.integers(0, i))}", i + 1, (start, end)))
    claims = st.sampled_from([piece.passage.text for piece in found])
    written = "".join(draw(st.lists(MARKERS | PROSE | claims | st.text(max_size=5), max_size=20)))
    answer = written.replace(TAKEN_BACK, "")  # what models write comes without it
    cuts = sorted(draw(st.lists(st.integers(0, len(answer)), max_size=8)))
    return found, [answer[a:b] for a, b in zip([0, *cuts], [*cuts, len(answer)], strict=True)]


@given(worlds())
def test_every_citation_is_exact(world: tuple[list[Evidence], list[str]]) -> None:
    found, pieces = world
    texts = {(piece.version.article_id, piece.version.number): piece.version.text for piece in found}
    for citation in read(pieces, found).citations:
        text = texts[citation.article_id, citation.version]
        cited = text[citation.source_start : citation.source_end]
        assert cited.encode() == citation.cited_text.encode() != b""


@given(worlds())
def test_every_citation_lies_within_the_passage_that_was_given(world: tuple[list[Evidence], list[str]]) -> None:
    found, pieces = world
    for citation in read(pieces, found).citations:
        passages = [piece.passage for piece in found if piece.version.number == citation.version]
        assert any(p.start <= citation.source_start < citation.source_end <= p.end for p in passages)


@given(worlds())
def test_every_span_of_the_answer_ends_with_its_marker(world: tuple[list[Evidence], list[str]]) -> None:
    answer = read(world[1], world[0])
    for citation in answer.citations:
        assert 0 <= citation.start_index < citation.end_index <= len(answer.text)
        assert answer.text[citation.start_index : citation.end_index].endswith(f"[{citation.number}]")


@given(worlds())
def test_every_bracketed_number_in_the_answer_is_a_citation(world: tuple[list[Evidence], list[str]]) -> None:
    answer = read(world[1], world[0])
    shown = [(found.end(), int(found[1])) for found in re.finditer(r"\[\s*(\d+)\s*\]", answer.text)]
    assert shown == [(citation.end_index, citation.number) for citation in answer.citations]


@given(worlds())
def test_sources_are_numbered_without_gaps_in_the_order_in_which_they_are_cited(
    world: tuple[list[Evidence], list[str]],
) -> None:
    answer = read(world[1], world[0])
    numbers = [source.number for source in answer.sources]
    assert numbers == list(range(1, len(numbers) + 1))
    assert list(dict.fromkeys(citation.number for citation in answer.citations)) == numbers
    places = {source.number: (source.article_id, source.version) for source in answer.sources}
    assert all(places[c.number] == (c.article_id, c.version) for c in answer.citations)


@given(worlds())
def test_the_deltas_make_the_answer(world: tuple[list[Evidence], list[str]]) -> None:
    answer = CitedText(world[0])
    seen = list(read_checked(world[1], answer, Trusting(world[0])))
    assert "".join(event.text for event in seen if isinstance(event, Delta)) == answer.text
    assert [event for event in seen if isinstance(event, Citation)] == answer.citations


@given(worlds())
def test_a_source_is_sent_before_the_text_that_shows_its_number(world: tuple[list[Evidence], list[str]]) -> None:
    known, text = 0, ""
    for event in events(world[1], world[0]):
        if isinstance(event, Sources):
            assert len(event.sources) == known + 1
            known += 1
        elif isinstance(event, Delta):
            text += event.text
            assert all(int(number) <= known for number in re.findall(r"\[(\d+)\]", text))
        elif isinstance(event, Citation):
            assert text[event.start_index : event.end_index].endswith(f"[{event.number}]")
            assert event.end_index == len(text)


@pytest.mark.parametrize("text", ["[1]\n\n[1][ 1 ]", "a.\n\n[1][ 1 ]", "A [1]\n\n[1] [ 1, 1 ]\nB"])
def test_a_marker_that_has_only_begun_behind_others_is_waited_for(text: str) -> None:
    whole, by_character = read([text], [evidence("0")]), read(text, [evidence("0")])
    assert (whole.text, whole.dropped) == (by_character.text, by_character.dropped)


@given(worlds())
def test_how_an_answer_is_cut_into_pieces_changes_nothing(world: tuple[list[Evidence], list[str]]) -> None:
    found, pieces = world
    whole, cut = read(["".join(pieces)], found), read(pieces, found)
    by_character = read("".join(pieces), found)
    assert whole.text == cut.text == by_character.text
    assert whole.citations == cut.citations == by_character.citations
    assert whole.dropped == cut.dropped == by_character.dropped


@given(st.lists(st.integers(-3, 20), max_size=12))
def test_each_number_is_cited_or_counted_as_dropped(numbers: list[int]) -> None:
    answer = read(
        "".join(f"Claim {i} is so [{n}]. " for i, n in enumerate(numbers)), [evidence(SHIP), evidence(LAW, "b")]
    )
    assert len(answer.citations) == sum(1 <= n <= 2 for n in numbers)
    assert answer.dropped == sum(n == 0 or n > 2 for n in numbers)  # [-1] is no marker


# -- one by one --------------------------------------------------------------------------------------------------------


def test_a_marker_cites_the_sentence_that_says_so(two: list[Evidence]) -> None:
    answer = read(["A ferry sank. Nine people were killed, says the coast guard [1]."], two)
    (citation,) = answer.citations
    assert citation.cited_text == "Nine people died, the coast guard said."
    assert SHIP[citation.source_start : citation.source_end] == citation.cited_text
    assert answer.text[citation.start_index : citation.end_index] == (
        "Nine people were killed, says the coast guard [1]"
    )
    assert answer.text == "A ferry sank. Nine people were killed, says the coast guard [1]."


def test_a_marker_after_the_full_stop_cites_the_sentence_before(two: list[Evidence]) -> None:
    answer = read(["A ferry sank. [1] The budget passed. [2] Both on Monday."], two)
    spans = [answer.text[c.start_index : c.end_index] for c in answer.citations]
    assert spans == ["A ferry sank. [1]", "The budget passed. [2]"]


def test_markers_in_a_row_share_their_sentence(two: list[Evidence]) -> None:
    answer = read(["It was Monday. The ferry line sank [1][2]."], two)
    assert {c.start_index for c in answer.citations} == {answer.text.index("The ferry")}
    assert [c.number for c in answer.citations] == [1, 2]


def test_two_numbers_in_one_marker_are_two_citations(two: list[Evidence]) -> None:
    answer = read(["The ferry line sank [1, 2]."], two)
    assert answer.text == "The ferry line sank [1][2]."
    assert [c.article_id for c in answer.citations] == ["ship", "law"]


def test_one_number_twice_in_a_marker_is_one_citation(two: list[Evidence]) -> None:
    answer = read(["The ferry line sank [1, 1]."], two)
    assert answer.text == "The ferry line sank [1]."
    assert len(answer.citations) == 1


def test_the_known_number_of_a_marker_is_cited_and_the_unknown_one_counted(two: list[Evidence]) -> None:
    answer = read(["The budget passed [2, 7]."], two)
    assert answer.text == "The budget passed [1]."
    assert answer.dropped == 1


def test_sources_are_numbered_as_the_reader_meets_them(two: list[Evidence]) -> None:
    answer = read(["The budget passed [2]. A ferry sank [1]. The vote was close [2]."], two)
    assert answer.text == "The budget passed [1]. A ferry sank [2]. The vote was close [1]."
    assert [(s.number, s.article_id) for s in answer.sources] == [(1, "law"), (2, "ship")]


def test_two_passages_of_an_article_are_one_source() -> None:
    middle = SHIP.index("Nine")
    found = [evidence(SHIP, span=(0, middle - 1)), evidence(SHIP, span=(middle, len(SHIP)))]
    answer = read(["It sank off Port Anders [1]. Nine people died [2]."], found)
    assert [c.number for c in answer.citations] == [1, 1]
    assert len(answer.sources) == 1
    assert [c.cited_text for c in answer.citations] == [
        "The Grey Gull sank off Port Anders on Monday.",
        "Nine people died",
    ]


def test_two_versions_of_an_article_are_two_sources() -> None:
    found = [evidence(SHIP, "ship", 1), evidence("Later it was known: ten people died.", "ship", 2)]
    answer = read(["Nine people died [1]. Now ten people died [2]."], found)
    assert [(s.number, s.version) for s in answer.sources] == [(1, 1), (2, 2)]
    assert [c.version for c in answer.citations] == [1, 2]


@pytest.mark.parametrize("marker", ["[0]", "[99]", "[1-999999]", "[2–1]", "[12345678901]", f"[{'9' * 5000}]"])
def test_a_number_that_points_at_nothing_is_dropped_with_the_space_before_it(marker: str, two: list[Evidence]) -> None:
    answer = read([f"A ferry sank {marker}. So it was."], two)
    assert answer.text == "A ferry sank. So it was."
    assert not answer.citations
    assert not answer.sources
    assert answer.dropped == 1


def test_a_dropped_number_joins_no_paragraphs(two: list[Evidence]) -> None:
    assert read(["A ferry sank.\n\n[9] So it was."], two).text == "A ferry sank.\n\nSo it was."


@pytest.mark.parametrize("text", ["He said it [sic].", "An [", "A [x] [1a] [a1] [].", "[-1]", "(1)", "x[1"])
def test_brackets_without_a_number_stay_text(text: str, two: list[Evidence]) -> None:
    answer = read(text, two)
    assert answer.text == text
    assert (answer.citations, answer.dropped) == ([], 0)


@pytest.mark.parametrize("nested", ["[[0]1]", "[1[0]]", "[1, [99]2]", "[ [0] 1 ]", "[[0][0]1]", "[1[0][0]]"])
def test_a_dropped_number_leaves_no_marker_behind(nested: str, two: list[Evidence]) -> None:
    for pieces in ([nested], nested):
        answer = read(pieces, two)
        assert not re.search(r"\[[\s\d,]+\]", answer.text)
        assert not answer.citations


def test_a_marker_cut_across_pieces_is_one_marker_and_is_never_shown_in_half(two: list[Evidence]) -> None:
    seen = events(["A ferry sank ", "[", "1", ",", " 2", "]", "."], two)
    assert [event.text for event in seen if isinstance(event, Delta)] == ["A ferry sank ", "[1]", "[2]", "."]


def test_a_marker_that_never_ends_is_text(two: list[Evidence]) -> None:
    answer = read(["A ferry sank [1", "."], two)
    assert answer.text == "A ferry sank [1."
    assert answer.citations == []


def test_a_sentence_is_shown_when_the_next_one_has_begun(two: list[Evidence]) -> None:
    read_so_far: list[str] = []

    def pieces() -> Iterator[str]:
        for piece in ("A ferry", " sank [1].", " It", " was", " Monday [now]."):
            read_so_far.append(piece)
            yield piece

    writing = read_checked(pieces(), CitedText(two), Trusting(two))
    shown = [event for event in [next(writing) for _ in range(5)] if isinstance(event, Delta)]
    assert [delta.text for delta in shown] == ["A ferry sank ", "[1]", "."]
    assert read_so_far == ["A ferry", " sank [1].", " It", " was"]


def test_a_marker_before_the_words_of_its_line_comes_after_them(two: list[Evidence]) -> None:
    answer = read(["[1] The ferry line sank.\n[2] The budget passed."], two)
    assert answer.text == "The ferry line sank. [1]\nThe budget passed. [2]"


def test_space_at_the_end_of_an_answer_goes(two: list[Evidence]) -> None:
    assert read(["A ferry sank [1]. ", "\n\n"], two).text == "A ferry sank [1]."


def test_text_written_as_it_is_cites_nothing(two: list[Evidence]) -> None:
    answer = CitedText(two)
    assert list(answer.write("See [1].")) == [Delta("See [1].")]
    assert answer.citations == []


def test_a_backend_that_knows_the_span_is_cited_with_it_for_all_that_it_wrote(two: list[Evidence]) -> None:
    answer = CitedText(two)
    for text, span in (("It sank. ", (0, 45)), (" Nine people died. They were eight men and a boy. ", (46, 62))):
        list(answer.write(text))
        list(answer.cite(1, span))
    assert [c.cited_text for c in answer.citations] == [SHIP[0:45], SHIP[46:62]]
    assert [answer.text[c.start_index : c.end_index] for c in answer.citations] == [
        "It sank. [1]",
        "Nine people died. They were eight men and a boy. [1]",
    ]


@pytest.mark.parametrize("span", [(len(SHIP), len(SHIP) + 9), (5, 5), (9, 3)])
def test_a_span_of_nothing_is_dropped(span: tuple[int, int], two: list[Evidence]) -> None:
    answer = CitedText(two)
    assert list(answer.cite(1, span)) == []
    assert answer.dropped == 1
    assert answer.text == ""
    assert answer.sources == []


def test_a_citation_carries_what_a_reader_needs_to_judge_it(two: list[Evidence]) -> None:
    (citation,) = read(["A ferry sank [1]."], two).citations
    shown = version(SHIP, "ship")
    assert (citation.title, citation.url, citation.source, citation.published) == (
        shown.title,
        shown.url,
        shown.source,
        shown.published,
    )


def test_a_source_tells_who_else_carries_it() -> None:
    also = (AlsoIn("b", "The same", "Gazette", None, None),)
    found = evidence(SHIP)
    piece = Evidence(found.passage, found.version, 0.5, 0.5, also)
    assert read(["A ferry sank [1]."], [piece]).sources[0].also_in == also


def test_a_citation_that_does_not_match_its_text_does_not_hold(two: list[Evidence]) -> None:
    (citation,) = read(["Nine people died [1]."], two).citations
    assert holds(citation, SHIP)
    assert not holds(citation, SHIP.replace("Nine", "Ten"))
    assert not holds(citation, "")


# -- what a claim rests on ---------------------------------------------------------------------------------------------


def supported(claim: str, text: str = SHIP) -> str:
    return text[slice(*supporting_span(claim, evidence(text)))]


def test_words_taken_from_the_passage_are_cited_as_they_stand() -> None:
    assert supported("sank off Port Anders on Monday ") == "sank off Port Anders on Monday"


@pytest.mark.parametrize("claim", ["Nin", "a", "e", ".", " ", "“"])
def test_part_of_a_word_or_a_full_stop_is_no_quotation(claim: str) -> None:
    assert supported(claim) == SHIP


def test_a_claim_in_other_words_rests_on_the_sentence_with_most_words_in_common() -> None:
    assert supported("The coast guard says that nine persons have died") == "Nine people died, the coast guard said."


def test_a_claim_with_hardly_a_word_in_common_rests_on_the_whole_passage() -> None:
    assert supported("Neuf morts dans un naufrage, selon les autorités") == SHIP


def test_a_claim_is_looked_for_in_its_passage_only() -> None:
    start = SHIP.index("Nine")
    piece = evidence(SHIP, span=(start, len(SHIP)))
    assert supporting_span("The Grey Gull sank off Port Anders", piece) == (start, len(SHIP))
