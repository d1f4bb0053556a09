"""Without a language model the answer is quotes: the sentences that answer, word for word."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records.articles import clean_text
from ragbot.answering.extract import MOST_CHARACTERS, MOST_QUOTES, best_quotes, with_heads
from ragbot.answering.quotable import LONGEST, Quote
from ragbot.answering.ranker import Ranking
from ragbot.types import Evidence
from tests.conftest import STORY
from tests.evidence import evidence


def quotes(question: str, *found: Evidence) -> tuple[Quote, ...]:
    return best_quotes(question, found).quotes


def quoted(question: str, *texts: str) -> list[str]:
    pieces = [evidence(text, f"article {i}") for i, text in enumerate(texts)]
    found = best_quotes(question, pieces)
    return [quote.text for quote in with_heads(found.quotes, found.evidence)]


def best(question: str, text: str) -> str:
    """Without what follows it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ragbot.answering.quote_context.FOLLOWING", 0)
        return best_quotes(question, [evidence(text)], most=1).quotes[0].text


def dated(piece: Evidence, day: str | None) -> Evidence:
    return replace(piece, version=replace(piece.version, published=day))


WHOLE = ["The ferry sank off Port Anders on Monday. ", "He said so to the inquiry. ", "It was the third time – Mira. "]
BROKEN = ["This was on [7] a Monday. ", "[1, 2]", "[ 3 ]", "“", "\n\n", "Ferry sinks\n\n", "Did the ferry sink? "]
PARTS = st.sampled_from([*WHOLE, *BROKEN])
ARTICLES = st.lists(PARTS | st.text(max_size=30), min_size=1, max_size=12).map("".join).map(clean_text).filter(bool)


@given(st.lists(ARTICLES, min_size=1, max_size=3), st.text(max_size=20) | st.just("Where did the ferry sink?"))
def test_a_quote_is_the_text_of_its_article_at_its_span(texts: list[str], question: str) -> None:
    for quote in quotes(question, *map(evidence, texts)):
        assert texts[quote.number - 1][slice(*quote.span)] == quote.text == quote.text.strip() != ""


@given(st.lists(ARTICLES, min_size=1, max_size=3))
def test_no_quote_has_a_bracketed_number_of_the_article(texts: list[str]) -> None:
    found = quotes("Where did the ferry sink on Monday?", *map(evidence, texts))
    assert not any(number in quote.text for quote in found for number in ("[7]", "[1, 2]", "[ 3 ]"))


@given(st.lists(ARTICLES, min_size=1, max_size=3))
def test_there_are_few_quotes_and_no_two_overlap(texts: list[str]) -> None:
    found = quotes("Where did the ferry sink on Monday?", *map(evidence, texts))
    assert len(found) <= MOST_QUOTES
    places = sorted((quote.number, quote.span) for quote in found)
    for (number, span), (next_number, next_span) in pairwise(places):
        assert number != next_number or span[1] <= next_span[0]


@given(ARTICLES, st.data())
def test_a_quote_lies_within_the_passage_of_its_number(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quoted = best_quotes("Where did the ferry sink?", [evidence(text, span=(start, end))])
    for quote in quoted.quotes:
        passage = quoted.evidence[quote.number - 1].passage
        assert passage.start <= quote.span[0] < quote.span[1] <= passage.end


TRIAL = (
    "The dredger Heron lay in the basin, its crew waited, " * 7 + "and nobody knew for how long.\n\n"
    "Captain Mira Holt was sued by the harbour line, which claimed that Captain Holt had lost the ferry.\n\n"
    "The harbour line had sued Captain Holt in March over the lost ferry, and it lost the first trial then.\n\n"
    "The line said that Captain Holt lost the ferry, the trial and the trust of its crews."
)


WENT = "how did the harbour line trial of captain holt go"


def test_the_opening_of_a_round_up_is_not() -> None:
    piece = evidence(f"A trial over the harbour has ended. The jury blamed nobody.\n\n{TRIAL}")
    listing = replace(piece, version=replace(piece.version, title="Harbour trial, floods, cup: 5 things to know"))
    found = quotes(WENT, listing)
    assert found
    assert not [quote for quote in found if "jury" in quote.text]


def test_the_news_of_the_article_is_among_the_quotes() -> None:
    opening = "A trial over the harbour has ended. The jury blamed nobody."
    found = quoted(WENT, f"{opening}\n\n{TRIAL}")
    assert found[0].startswith("A trial over the harbour has ended.")
    assert len(found) == 2  # three sentences that follow each other are one quote


def test_of_the_state_of_today_only_the_newest_news_tells() -> None:
    loose = dated(evidence("The escaped bear of Holm is on the loose in the woods of Holm.", "a"), "2026-01-04")
    caught = dated(evidence("The bear of Holm that was on the loose was caught at dawn.", "b"), "2026-01-05")
    question = "is the escaped bear of Holm still on the loose"
    told = [q.text for q in best_quotes(question, [loose, caught], newest_only=True, bonus=lambda piece: 0.0).quotes]
    assert told == [caught.passage.text]
    assert len(best_quotes(question, [loose, caught]).quotes) == 2


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people died?", "Nine people died, the coast guard said."),
        ("What had failed, said Captain Holt?", "Captain Mira Holt told the inquiry that the bow door had failed."),
        (
            "What did the minister for transport order?",
            "The minister for transport, Oto Lind, ordered every ferry of the line to stay in port until March.",
        ),
    ],
)
def test_the_sentence_that_answers_is_the_best_one(question: str, answer: str) -> None:
    assert best(question, STORY) == answer


def test_a_name_that_the_question_has_is_no_answer() -> None:
    old, new = "Mira Holt was followed by a friend of Mira Holt.", "Mira Holt was followed by a friend of Oto Lind."
    assert best("Who followed Mira Holt?", f"{old}\n\n{new}") == new


def test_a_sentence_that_tells_what_is_asked_for_beats_one_that_only_has_the_words() -> None:
    texts = ("The library of Anders was opened with speeches.", "The library of Anders was opened in May 1998.")
    assert quoted("When was the library of Anders opened?", *texts)[0] == texts[1]


def test_a_word_of_the_question_beside_another_amount_is_an_answer() -> None:
    texts = ("Of the crew, some men left.", "Of the crew, 40 percent left.")
    assert best("What percent of the crew left?", " ".join(texts)) == texts[1]


def test_the_words_of_the_sentence_that_asks_count_more_than_those_of_the_topic() -> None:
    of_the_topic, asked = "Nobody there saw any gull so grey.", "Nobody there saw any ship so lost."
    assert best("A gull was grey. Was a ship lost?", f"{of_the_topic} {asked}") == asked


@pytest.mark.parametrize("days", [("2026-01-05", "2026-01-05"), (None, None)])
def test_a_sentence_of_the_better_passage_wins_a_tie(days: tuple[str | None, str | None]) -> None:
    nights = ("The ferry sank on Monday night.", "The ferry sank on Tuesday night.")
    for texts in (nights, nights[::-1]):
        found = [dated(evidence(text, text), day) for text, day in zip(texts, days, strict=True)]
        assert quotes("When did the ferry sink?", *found)[0].number == 1


def test_a_sentence_of_a_far_better_passage_wins_over_one_with_more_words() -> None:
    better = evidence("The ferry sank on Monday night.", "a", score=0.9)
    worse = evidence("The ferry Grey Gull sank on Tuesday night.", "b", score=0.1)
    assert quotes("When did the ferry Grey Gull sink?", better, worse)[0].number == 1


def test_a_sentence_that_opens_its_article_wins_a_tie() -> None:
    opening, later = "The ferry sank on Monday night.", "The ferry sank on Tuesday night."
    text = f"{opening}\n\n{'So it is. ' * 20}\n\n{later}"
    assert best("When did the ferry sink?", text) == opening
    assert best("When did the ferry sink?", text.replace(opening, "Well, it is so.")) == later


def test_a_long_second_quote_gives_way_to_a_shorter_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.answering.extract.NEAR_THE_BEST", 9.0)
    monkeypatch.setattr("ragbot.answering.extract.CLEARLY", 9.0)
    waves, gales = (", ".join(f"{word}{i}" for i in range(45)) for word in ("wave", "gale"))
    texts = [f"The ferry sank on Monday, {waves}.", f"The ferry sank on Tuesday, {gales}.", "The ferry sank on Friday."]
    found = quoted("When did the ferry sink?", *texts)
    assert len(found) == 2
    assert texts[2] in found
    assert sum(map(len, found)) <= MOST_CHARACTERS < sum(map(len, texts[:2]))


def test_a_sentence_that_two_articles_print_is_quoted_once() -> None:
    said = "The ferry sank off Port Anders on Monday."
    assert quoted("Where did the ferry sink?", said, said) == [said]
    alike = said.replace("Port Anders on", "Port Anders, on")
    assert len(quoted("Where did the ferry sink?", said, alike)) == 1


def test_a_far_weaker_sentence_is_not_quoted() -> None:
    text = "The ferry Grey Gull sank off Port Anders.\n\nParliament spoke about the price of bread all day."
    assert quoted("Where did the ferry Grey Gull sink?", text) == ["The ferry Grey Gull sank off Port Anders."]


@pytest.mark.parametrize(
    "text", ["Where did the ferry sink off Port Anders?", "The ferry sank off Port Anders", "off Port Anders it sank."]
)
def test_questions_headings_and_fragments_are_not_quoted(text: str) -> None:
    assert quoted("Where did the ferry sink?", text) == []


def test_a_short_sentence_may_be_quoted() -> None:
    assert quoted("When does the bridge open?", "In April 2027.") == ["In April 2027."]


def test_a_row_is_quoted_with_the_header_of_its_table_which_comes_once() -> None:
    table = "| Party | Votes |\n|---|---|\n| Harbour Party | 4,211 votes |\n| Rail Union | 1,034 votes |"
    rows = ["Party | Votes", "Harbour Party | 4,211 votes", "Rail Union | 1,034 votes"]
    assert quoted("How many votes did the Rail Union and the Harbour Party get?", table) == rows


def test_an_item_without_a_full_stop_is_quoted_with_the_words_before_its_list() -> None:
    text = "The plan of the council of Orm has two parts:\n\n- Eleven houses are torn down\n- A school is built"
    found = quoted("How many houses are torn down?", text)
    assert found[:2] == ["The plan of the council of Orm has two parts:", "Eleven houses are torn down"]


def test_an_answer_is_quoted_with_its_question() -> None:
    text = "When does the bridge over the Orm close?\n\nIn May, we hope."
    assert quoted("When does the bridge over the Orm close?", text) == [
        "When does the bridge over the Orm close?",
        "In May, we hope.",
    ]


def test_furniture_is_not_quoted() -> None:
    text = (
        "The ferry sank off Orm.\n\n— Orm Ferries (@ormferries) March 14, 2026\n\nSign up here for ferry news of Orm."
    )
    assert quoted("Where did the ferry sink?", text) == ["The ferry sank off Orm."]


def test_a_sentence_as_long_as_an_article_is_not_quoted() -> None:
    assert quoted("Where did the ferry sink?", "The ferry sank " + "and sank " * 100 + "off Port Anders.") == []


@pytest.mark.parametrize("number", ["[7]", "[ 7 ]", "[7, 8]", "[7;8]", "[7-9]", "[7–9]", "[7\n]", "[７]"])
def test_a_sentence_with_a_bracketed_number_is_not_quoted(number: str) -> None:
    assert quoted("Where did the ferry sink?", f"The ferry sank off Port Anders {number} on Monday.") == []


def test_a_bracketed_word_may_be_quoted() -> None:
    said = "“The ferry [Grey Gull] sank off Port Anders,” she said."
    assert quoted("Where did the ferry sink?", said) == [said]


def test_he_comes_with_the_sentence_that_names_him() -> None:
    text = "Oto Lind left the cabinet on Monday. He was minister for fisheries and bridges for ten years."
    assert quoted("How long was the minister for fisheries and bridges?", text) == [text]


@pytest.mark.parametrize(
    "before",
    [
        "Oto Lind left the cabinet [7] on Monday. ",
        "Oto Lind left the cabinet on Monday.\n\n",
        "Oto Lind left the cabinet " + "at last " * (LONGEST // 8) + "on Monday. ",
        "",
    ],
)
def test_he_comes_alone_where_the_sentence_before_cannot_come_along(before: str) -> None:
    said = "He was minister for fisheries and bridges for ten years."
    assert quoted("How long was the minister for fisheries and bridges?", before + said) == [said]


def test_he_comes_with_no_sentence_from_before_the_passage() -> None:
    before, said = "Oto Lind left on Monday. ", "He was minister for fisheries for ten years."
    piece = evidence(before + said, span=(len(before), len(before + said)))
    assert [quote.text for quote in quotes("How long was the minister for fisheries?", piece)] == [said]


def test_of_many_good_sentences_the_three_best_are_quoted() -> None:
    texts = [
        f"The ferry Grey Gull sank, the {word}." for word in ("captain said aloud", *"abcde", "whole crew told us")
    ]
    assert len(quoted("Who said that the ferry Grey Gull sank?", *texts)) == MOST_QUOTES


def test_quotes_that_would_overlap_become_one() -> None:
    text = (
        "Lind was minister for ferries until 1999. He was minister for bridges until 2004. He was in office until 2012."
    )
    assert quoted("Until when was the minister for bridges in office?", text) == [text]


def test_quotes_of_a_passage_stand_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.answering.extract.NEAR_THE_BEST", 9.0)
    monkeypatch.setattr("ragbot.answering.extract.CLEARLY", 9.0)
    text = "The ferry left its port at noon on Monday.\n\nThe ferry then left port in thick fog on Tuesday."
    question = "When did the ferry then leave port in thick fog?"
    assert quoted(question, text) == text.split("\n\n")
    assert quoted(question, *text.split("\n\n")) == text.split("\n\n")[::-1]  # else the better one comes first


def test_nothing_is_quoted_from_no_evidence() -> None:
    assert quotes("Where did the ferry sink?") == ()


def test_a_question_of_stop_words_is_no_error() -> None:
    assert all(quote.text in STORY for quote in quotes("Who was it?", evidence(STORY)))


def test_a_correction_is_quoted_with_what_is_right() -> None:
    text = "Correction: A report said that 112 people were on board the ferry. The correct number is 123.\n\nIt rained."
    (quote,) = quoted("How many people were on board the ferry?", text)
    assert quote == text.partition("\n")[0]


# Quotations, and datelines


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (
            "“The bow door of the ferry was open. It had failed twice before,” the captain said. It rained.",
            "“The bow door of the ferry was open. It had failed twice before,” the captain said.",
        ),
        (
            "The captain said: “It was dark. The bow door of the ferry was open. Nobody saw it.” It rained.",
            "The captain said: “It was dark. The bow door of the ferry was open. Nobody saw it.”",
        ),
        (
            "“It was dark,” the captain said. “The bow door of the ferry was open.” It rained.",
            "“It was dark,” the captain said. “The bow door of the ferry was open.”",
        ),
        (
            "The captain told the inquiry what he knew.\n\n“The bow door of the ferry was open.” It rained.",
            "The captain told the inquiry what he knew.\n\n“The bow door of the ferry was open.”",
        ),
        (
            "„Es war dunkel“, sagte die Kapitänin. „The bow door of the ferry was open.“ Es regnete.",
            "„Es war dunkel“, sagte die Kapitänin. „The bow door of the ferry was open.“",
        ),
    ],
)
def test_a_quotation_comes_with_its_marks_and_its_speaker(text: str, whole: str) -> None:
    assert best("Was the bow door of the ferry open?", text) == whole


@pytest.mark.parametrize(
    "text",
    [
        "“The bow door of the ferry was open.”",
        f"“The bow door of the ferry was open. {'It had failed before. ' * 30}It rained,” the captain said.",
        "“It was dark.\n\n“It rained.\n\n“The bow door of the ferry was open,” Holt said.".replace(",” Holt said", ""),
    ],
)
def test_a_quotation_without_its_speaker_is_not_quoted(text: str) -> None:
    assert not any("bow door" in quote for quote in quoted("Was the bow door of the ferry open?", text))


def test_a_quotation_that_begins_before_the_passage_is_not_quoted() -> None:
    before, said = "“It was dark, ", "and the bow door of the ferry was open,” the captain said."
    piece = evidence(before + said, span=(len(before), len(before + said)))
    assert quotes("Was the bow door of the ferry open?", piece) == ()


def test_where_one_sentence_cannot_be_quoted_another_is() -> None:
    texts = ("“The bow door of the ferry was open.”", "The bow door of the ferry was rusty, the report says.")
    assert quoted("Was the bow door of the ferry open?", *texts) == [texts[1]]


def test_some_words_in_marks_stay_in_the_sentence_that_has_them() -> None:
    text = "The ministry called the bow door of the ferry “a very old piece of iron” on Monday."
    assert quoted("What is the bow door of the ferry?", text) == [text]


def test_no_sentence_from_within_a_quotation_comes_along_with_he() -> None:
    text = "“It was dark. Oto Lind led the ferry line. He was minister for bridges for ten years,” said the captain."
    assert all(quote.count("“") == quote.count("”") for quote in quoted("How long was he minister for bridges?", text))


@pytest.mark.parametrize(
    "dateline",
    [
        "KYIV, Ukraine (AP) — ",
        "LONDON (Reuters) - ",
        "(CNN) ",
        "New York (CNN Business) ",
        "OSTREY (Halmere Wire) - ",
        "WASHINGTON – ",
        "PORT SARROW — ",
    ],
)
def test_a_quote_begins_after_the_dateline(dateline: str) -> None:
    said = "The ferry sank off Port Anders on Monday."
    (quote,) = quotes("Where did the ferry sink?", evidence(dateline + said))
    assert (quote.text, quote.span) == (said, (len(dateline), len(dateline + said)))


@pytest.mark.parametrize(
    "opening", ["Disney (DIS) said that ", "NASA – the agency – says ", "The line (Skerrow) lost "]
)
def test_what_only_looks_like_a_dateline_stays(opening: str) -> None:
    text = f"{opening}the ferry sank off Port Anders on Monday."
    assert quoted("Where did the ferry sink?", text) == [text]


def test_brackets_within_an_article_are_no_dateline() -> None:
    text = "It rained. Port Anders (Halmere) The ferry sank off Port Anders on Monday."
    assert all(quote in text for quote in quoted("Where did the ferry sink?", text))


TOURED = """The Gulls told their readers in Holm on Monday that the tour takes the band to towns all along the coast.

Sund, Farlow, Harrow and Port Anders sold out at once."""


def test_where_several_things_are_asked_for_a_sentence_that_lists_names_counts_more() -> None:
    question = "which towns does the tour take the band to"
    alone = best_quotes(question, [evidence(TOURED)], most=2, explained=False).quotes
    listed = best_quotes(question, [evidence(TOURED)], most=2, explained=False, several=True).quotes
    gains = {one.text[:4]: round(other.score - one.score, 3) for one, other in zip(alone, listed, strict=True)}
    assert gains == {"The ": 0.0, "Sund": 2.0}


STRANDED = """In 2011, the sea left 230 of them ashore at Sund, whales and all.

On Sunday 55 pilot whales lay on the beach at Sund."""


def test_the_number_of_just_what_is_counted_is_quoted_before_others() -> None:
    asked = "how many whales came ashore at Sund"
    found = best_quotes(asked, [evidence(STRANDED)], most=1, explained=False)
    assert found.quotes[0].text == "On Sunday 55 pilot whales lay on the beach at Sund."


# What else counts


def test_what_was_told_gives_way_to_another_answer_and_comes_again_where_there_is_none() -> None:
    texts = ("The ferry sank off Port Anders on Monday.", "The ferry sank off the rocks of Orm, the guard said.")
    pieces = [evidence(text, text) for text in texts]
    for told, other in (texts, texts[::-1]):
        assert best_quotes("Where did the ferry sink?", pieces, last_answer=told).quotes[0].text == other
    (again,) = best_quotes("Where did the ferry sink?", pieces[:1], last_answer=texts[0]).quotes
    assert again.text == texts[0]


def test_what_speaks_for_a_piece_counts_for_its_sentences() -> None:
    one, other = evidence("The ferry sank on Monday night.", "a"), evidence("The ferry sank on Tuesday night.", "b")
    asked = "When did the ferry sink?"
    assert best_quotes(asked, [one, other]).quotes[0].number == 1
    assert best_quotes(asked, [one, other], bonus=lambda piece: 5.0 * (piece is other)).quotes[0].number == 2


@pytest.mark.parametrize(("day", "numbers"), [("2026-01-04", [2, 1]), ("2025-12-20", [2])])
def test_what_was_written_before_the_news_adds_nothing_to_it(day: str, numbers: list[int]) -> None:
    loose = dated(evidence("The escaped bear of Holm is on the loose in the woods of Holm.", "a"), day)
    caught = dated(evidence("The bear of Holm that was on the loose was caught at dawn.", "b"), "2026-01-05")
    asked = "is the escaped bear of Holm still on the loose"
    found = best_quotes(asked, [loose, caught], bonus=lambda piece: 3.0 * (piece is caught)).quotes
    assert [quote.number for quote in found] == numbers


def test_of_one_sentence_the_best_is_quoted_though_it_does_not_open_its_article() -> None:
    piece = evidence(f"A trial over the harbour has ended. The jury blamed nobody.\n\n{TRIAL}")
    (only,) = best_quotes(WENT, [piece], most=1).quotes
    assert "Captain" in only.text


@pytest.mark.parametrize(("behind", "is_quoted"), [(0.5, True), (1.0, False)])
def test_a_sentence_without_the_words_of_the_question_adds_to_it_when_it_is_close(
    behind: float, is_quoted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up, answer = "The word was looked up 65,000 times in May.", "One day had it in a puzzle that all play."
    piece = evidence(f"{looked_up}\n\n{answer}")
    spans = ((piece.version.text.index(text), text) for text in (looked_up, answer))
    found = [Quote(1, (at, at + len(text)), text, score=-behind * i) for i, (at, text) in enumerate(spans)]
    monkeypatch.setattr("ragbot.answering.extract.OPENING", 0)
    monkeypatch.setattr("ragbot.answering.extract.ranked", lambda *_: Ranking((piece,), tuple(found)))
    chosen = best_quotes("Why was the word looked up?", [piece], explained=False).quotes
    assert any(answer in quote.text for quote in chosen) is is_quoted


@pytest.fixture
def all_are_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a sentence scores, it is near enough to the best."""
    monkeypatch.setattr("ragbot.answering.extract.NEAR_THE_BEST", 99.0)
    monkeypatch.setattr("ragbot.answering.extract.CLEARLY", 99.0)


@pytest.mark.usefixtures("all_are_good")
@pytest.mark.parametrize(("begins", "is_quoted"), [("The", True), ("But the", False)])
def test_a_sentence_that_leans_on_another_adds_nothing_without_it(begins: str, is_quoted: bool) -> None:
    leaning = f"{begins} ferry sank in thick fog on Tuesday."
    found = quoted("When did the ferry sink?", "The ferry sank at noon on Monday.", f"It rained.\n\n{leaning}")
    assert (leaning in found) is is_quoted


@pytest.mark.usefixtures("all_are_good")
@pytest.mark.parametrize(
    ("title", "is_quoted"), [("Ferry sinks", True), ("Ferry sinks, floods, cup: 5 things to know", False)]
)
def test_another_item_of_a_round_up_adds_nothing_unless_it_has_a_word_of_the_question(
    title: str, is_quoted: bool
) -> None:
    cup, ferry = "The cup was won at noon on 3 May 2026.", "The old ferry had burned on Friday."
    piece = evidence(f"The ferry sank at noon on 4 May 2026.\n\n{cup}\n\n{ferry}")
    titled = replace(piece, version=replace(piece.version, title=title))
    found = [quote.text for quote in best_quotes("When did the ferry sink?", [titled], explained=False).quotes]
    assert any(cup in text for text in found) is is_quoted
    assert any(ferry in text for text in found)
