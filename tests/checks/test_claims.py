"""A claim is compared with what it cites: its numbers, dates, names and quotations, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

import pytest

from ragbot.checks.citations import CitedText
from ragbot.checks.claims import Checker, Part
from ragbot.checks.content import figures_in, told_by
from ragbot.checks.model_text import read_checked
from ragbot.models.embeddings import BUNDLED, open_embeddings
from ragbot.models.entail import Entailment
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.reading.plain import plain
from ragbot.reading.quantities import quantities_in
from ragbot.reading.verbatim import has_words, plain_words, quoted_words
from ragbot.types import AlsoIn, Evidence
from tests.evidence import evidence
from tests.fakes import WordEmbeddings

SHIP = (
    "The Grey Gull sank off Port Anders on Monday. Nine people died and 1,240 were saved, the coast guard said. "
    "“We had no warning – none at all,” Captain Mira Holt told the World Health Organization’s inquiry."
)
LAW = "Parliament passed the budget on 12 March. The ferry line gets $3.5 million, 40% more than in 2019."


@pytest.fixture
def two() -> list[Evidence]:
    return [evidence(SHIP, "ship"), evidence(LAW, "law")]


def read(text: str, found: Sequence[Evidence], question: str = "What sank?") -> CitedText:
    answer = CitedText(found)
    for _ in read_checked([text], answer, Checker(found, question, WordEmbeddings(), asked_on="2026-02-01")):
        pass
    return answer


def failed(claim: str, found: Sequence[Evidence], *numbers: int) -> tuple[str, ...]:
    verdict = Checker(found, "What sank?", WordEmbeddings()).verdict([Part(claim, numbers or (1,))])
    assert not verdict.is_invented
    return tuple(
        check for check in verdict.failed if check not in ("meaning", "predicate")
    )  # of a real model, and below


def is_proved(claim: str, source: str, published: str | None = "2022-06-15") -> bool:
    """Whether the source has every number and date of the claim."""
    piece = evidence(source)
    told = told_by(replace(piece, version=replace(piece.version, published=published, title="")))
    return all(map(told.proves, figures_in(claim)))


# -- numbers -----------------------------------------------------------------------------------------------------------

SAME = [
    ("10,000 fled", "ten thousand fled"),
    ("10 000 fled", "10,000 fled"),
    ("10\u202f000 fled", "10k fled"),
    ("10.000 flohen", "10,000 fled"),
    ("1.2 million votes", "1,200,000 votes"),
    ("1.2m votes", "1.2 million votes"),
    ("three hundred and twenty thousand", "320,000"),
    ("40% of them", "40 per cent of them"),
    ("forty percent", "40 pct"),
    ("half of the town", "50% of the town"),
    ("two-thirds of", "two thirds of"),
    ("$3.5bn", "3.5 billion dollars"),
    ("US$3.5 billion", "$3,500 million"),
    ("5.6 million crowns", "5,600,000 kronor"),
    ("a dozen boats", "12 boats"),
    ("a hundred boats", "100 boats"),
    ("nine boats", "9 boats"),
    ("twenty-one boats", "21 boats"),
    ("the 12-year-old", "aged 12"),
    ("a three-day strike", "a strike of 3 days"),
    ("the 3rd time", "the third time"),
    ("the 21st century", "the twenty-first century"),
    ("at 5 p.m.", "at 17:00"),
    ("at 5:30pm", "at 5.30 p.m."),
    ("10-12%", "from 10 to 12 per cent"),
    ("$5-6 million", "between $5 million and $6 million"),
    ("won 3-1", "won 3–1"),
    ("about 9,000 people", "8,912 people"),
    ("more than 8,900 people", "8,912 people"),
    ("two and a half years", "2.5 years"),
    ("in the 1990s", "in the ’90s"),
    ("no one died, one of them said", "they lived"),
    ("the G20 and COVID-19", "the summit and the virus"),
]
DIFFERENT = [
    ("10,000 fled", "1,000 fled"),
    ("13 died", "31 died"),
    ("40%", "40 people"),
    ("40 people", "40% of people"),
    ("$5 million", "€5 million"),
    ("£5 million", "5 million people"),
    ("$5 million", "$5 billion"),
    ("5 days", "5 weeks"),
    ("20 km", "20 miles"),
    ("the third time", "three times"),
    ("at 5 p.m.", "at 5 a.m."),
    ("8,900 people", "8,912 people"),
    ("more than 9,000 people", "8,912 people"),
    ("about 9,500 people", "8,912 people"),
    ("10-12%", "10-13%"),
    ("1.5", "15"),
]


@pytest.mark.parametrize(("claim", "source"), SAME)
def test_the_same_number_is_found_however_it_is_written(claim: str, source: str) -> None:
    assert is_proved(claim, source)


@pytest.mark.parametrize(("claim", "source"), DIFFERENT)
def test_another_number_or_unit_is_not_the_same(claim: str, source: str) -> None:
    assert not is_proved(claim, source)


def test_a_thousand_digits_are_read_in_no_time() -> None:
    assert quantities_in("9" * 5000 + " and " + "1," * 3000)


# -- dates: the source is of Wednesday, 15 June 2022 -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("on June 12", "on 12 June"),
        ("on June 12, 2022", "on 2022-06-12"),
        ("on 12 June 2022", "on June 12"),
        ("on the 12th", "on June 12"),
        ("12-14 June", "from June 12 to June 14"),
        ("on Tuesday", "on tuesday"),
        ("on Tuesday", "on June 14"),
        ("on June 14", "on Tuesday"),
        ("on 14 June 2022", "yesterday"),
        ("on Wednesday", "it sank"),  # the day when it was published
        ("in 2022", "it sank"),
        ("in June 2022", "this month"),
        ("in May", "last month"),
        ("in 2021", "last year"),
        ("in September 2001", "Sept. 11, 2001"),
        ("the 2021-22 season", "between 2021 and 2022"),
        ("since 2019", "more than in 2019"),
    ],
)
def test_a_date_is_proved_by_the_same_day_however_it_is_told(claim: str, source: str) -> None:
    assert is_proved(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("on June 13", "on June 12"),
        ("on June 12, 2021", "on June 12, 2022"),
        ("on June 12, 2019", "on June 12"),
        ("on Friday", "on Tuesday"),
        ("in 2020", "in 2021"),
        ("in May", "in March"),
        ("on 3 June 2022", "on Tuesday"),
    ],
)
def test_a_date_is_not_proved_by_another(claim: str, source: str) -> None:
    assert not is_proved(claim, source)


def test_without_a_date_of_publication_only_the_text_tells_the_time() -> None:
    assert not is_proved("in 2022", "it sank", published=None)
    assert is_proved("in 2022", "in June 2022", published=None)


# -- quotations --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "quoted",
    [
        "“We had no warning – none at all”",
        '"we had no warning-none at all,"',
        "«We had no\u00a0warning»",
        "„had no warning“",
        "‘We had no warning’",
        "'We had no warning'",
        "“We had ... none at all”",
        "“We had […] none at all”",
        "“We”",
    ],
)
def test_words_that_were_said_may_be_quoted(quoted: str, two: list[Evidence]) -> None:
    assert failed(f"The captain said {quoted} later", two) == ()


@pytest.mark.parametrize(
    "quoted",
    [
        "“We had a warning”",
        '"we all had no warning"',
        "«we had no lifeboats»",
        "„nobody told us anything“",
        "‘nobody told us anything’",
        "'nobody told us anything'",
        "“nobody told us anything",
        "“We had ... no lifeboats”",
        "“Lebensgefährlich!!”",
    ],
)
def test_a_sentence_with_an_invented_quotation_is_left_out(quoted: str, two: list[Evidence]) -> None:
    answer = read(f"It sank [1]. The captain said {quoted} [1].", two)
    assert answer.text == "It sank [1]."
    assert answer.dropped_sentences == 1


def test_a_quotation_from_another_piece_is_marked(two: list[Evidence]) -> None:
    assert failed("The law says “we had no warning”", two, 2) == ("quote",)


def test_an_apostrophe_opens_no_quotation() -> None:
    assert quoted_words("the ’90s, the dogs’ owner's wife, rock 'n' roll and o'clock") == []


def test_words_are_found_whole_only() -> None:
    assert not has_words(plain_words("We had no warning"), "had no warn")


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claim",
    [
        "The captain, Mira Holt, spoke",
        "The captain was Holt",
        "They heard Captain Holt’s words",
        "It sank near Port Anders",
        "They told the WHO about it",
        "The newspaper Daily says so",
        "The MIRA was near Port Ánders",
        "Yesterday Holt spoke",
    ],
)
def test_names_that_the_passage_or_its_head_has_are_fine(claim: str, two: list[Evidence]) -> None:
    assert failed(claim, two) == ()


@pytest.mark.parametrize(
    "claim",
    ["The captain, Anna Berg, spoke", "The captain, Mira Berg, spoke", "It sank near Mira Anders", "Anna Berg sank it"],
)
def test_other_names_are_not(claim: str, two: list[Evidence]) -> None:
    assert failed(claim, two) == ("name",)


def test_a_name_of_the_question_is_fine_when_some_evidence_has_it(two: list[Evidence]) -> None:
    holt = Checker(two, "Who was saved, Mira Holt?", WordEmbeddings()).verdict([Part("It helps Mira Holt", (2,))])
    assert "name" not in holt.failed


NAMED = [
    ("Ash Holt has died.", "Ashton Holt has died, his family said.", True),
    ("Robert Holt has died.", "Bob Holt has died, his family said.", True),
    ("Ash Holt has died.", "Ashton Berg has died; Mira Holt spoke.", False),
    ("Paul Holt has died.", "Pauline Holt has died, her family said.", False),
    ("Dan Holt has died.", "Diana Holt has died, her family said.", False),
    ("A ticket was sold at a Moe’s Corner Shop in Halm.", "A ticket was sold in Halm. It was Moe’s Corner Shop.", True),
    (
        "A ticket was sold at a Moe’s Corner Shop in Sund.",
        "A ticket was sold in Halm. It was Moe’s Corner Shop.",
        False,
    ),
]


@pytest.mark.parametrize(("claim", "source", "is_named"), NAMED)
def test_names_are_found_in_their_other_forms(claim: str, source: str, is_named: bool) -> None:
    assert ("name" not in failed(claim, [evidence(source)])) is is_named


def test_a_citation_of_a_piece_that_does_not_say_so_is_moved_to_the_one_that_does(two: list[Evidence]) -> None:
    answer = read("On Monday the Grey Gull sank off Port Anders, as the coast guard said; 1,240 were saved [2].", two)
    assert not answer.unsupported
    (citation,) = answer.citations
    assert citation.article_id == "ship"
    assert citation.support
    assert citation.support.found


def test_what_the_wrong_piece_denies_is_moved_to_the_one_that_has_it_word_for_word() -> None:
    old = evidence("The ferry has not sunk, its owner said.", "old")
    new = evidence("The ferry has sunk off Orm.", "new")
    answer = read("The ferry has sunk off Orm [1]. The ferry has indeed sunk [1].", [old, new])
    assert [citation.article_id for citation in answer.citations] == ["new"]
    assert answer.text == "The ferry has sunk off Orm. [1]"
    assert answer.dropped_sentences == 1


def test_it_is_not_moved_where_no_piece_says_all_of_it(two: list[Evidence]) -> None:
    answer = read("The ferry Grey Gull was bought by pirates in heavy fog on Monday [2].", two)
    assert [citation.article_id for citation in answer.citations] == ["law"]
    assert answer.unsupported


def test_the_number_of_a_piece_is_no_figure(two: list[Evidence]) -> None:
    assert "The second piece" in read("The second piece says that the Grey Gull sank [1].", two[:1]).text
    assert read("The Grey Gull sank on its eleventh trip [1].", two).dropped_sentences == 1


def test_a_name_that_only_the_question_has_is_not(two: list[Evidence]) -> None:
    berg = Checker(two, "Did Anna Berg sink the Grey Gull?", WordEmbeddings())
    assert "name" in berg.verdict([Part("Anna Berg sank the Grey Gull", (1,))]).failed
    assert "name" not in berg.verdict([Part("Someone sank the Grey Gull", (1,))]).failed


def test_an_outlet_that_carries_the_story_too_may_be_named() -> None:
    piece = replace(evidence(SHIP), also_in=(AlsoIn("b", "The same", "Northern Gazette", None, None),))
    assert failed("According to the Northern Gazette it sank", [piece]) == ()
    assert failed("According to the Southern Gazette it sank", [piece]) == ("name",)


@pytest.mark.parametrize(
    ("claim", "source"), [("the Russians", "in Russia"), ("a French ship", "of France"), ("the UK", "Britain")]
)
def test_people_and_their_country_agree(claim: str, source: str) -> None:
    assert failed(f"It was {claim} that sank", [evidence(f"A ship {source} sank.")]) == ()


# -- what follows ------------------------------------------------------------------------------------------------------


def test_a_sentence_with_an_invented_number_is_left_out_and_its_marker_cites_nothing(two: list[Evidence]) -> None:
    answer = read("Ten people died [2]. Nine people died [1]. Twelve were hurt.", two)
    assert answer.text == "Nine people died [1]."
    assert answer.dropped_sentences == 2
    assert [source.article_id for source in answer.sources] == ["ship"]


def test_a_sentence_that_is_written_over_and_over_is_shown_once(two: list[Evidence]) -> None:
    answer = read("The Grey Gull sank [1]. The Grey Gull sank [2]. The Grey Gull sank. Nine people died [1]. … …", two)
    assert answer.text.count("Gull") == 1
    assert "Nine people died" in answer.text
    assert not answer.dropped_sentences


def test_what_is_taken_back_may_be_written_again(two: list[Evidence]) -> None:
    answer = CitedText(two)
    checker = Checker(two, "What sank?", WordEmbeddings())
    list(read_checked(["The Grey Gull sank [1]. ", TAKEN_BACK, "The Grey Gull sank [1]."], answer, checker))
    assert answer.text == "The Grey Gull sank [1]."


def test_a_number_of_another_piece_is_marked(two: list[Evidence]) -> None:
    answer = read("The Grey Gull sank [1]. Nine people were hurt [2].", two)
    (unsupported,) = answer.unsupported
    assert answer.text[unsupported.start_index : unsupported.end_index] == "Nine people were hurt [2]."
    assert "figure" in unsupported.failed
    support = answer.citations[-1].support
    assert support is not None
    assert "figure" in support.failed


def test_two_pieces_may_prove_a_sentence_together(two: list[Evidence]) -> None:
    assert failed("Nine people died and the line gets $3.5 million", two, 1, 2) == ()
    assert failed("Nine people died and the line gets $3.5 million", two, 1) == ("figure",)


def test_each_part_of_a_sentence_is_compared_with_its_own_markers(two: list[Evidence]) -> None:
    checker = Checker(two, "", WordEmbeddings())
    right = [Part("Nine people died in the wreck ", (1,)), Part(" and the ferry line gets $3.5 million ", (2,))]
    wrong = [Part("Nine people died in the wreck ", (2,)), Part(" and the ferry line gets $3.5 million ", (1,))]
    assert "figure" not in checker.verdict(right).failed
    assert "figure" in checker.verdict(wrong).failed


def test_a_sentence_that_cites_nothing_is_marked_without_a_reason(two: list[Evidence]) -> None:
    answer = read("Nine people died [1]. The Grey Gull burned.", two)
    assert [(answer.text[u.start_index : u.end_index], u.failed) for u in answer.unsupported] == [
        ("The Grey Gull burned.", ())
    ]


@pytest.mark.parametrize("claim", ["Nine people died [2].", "The Grey Gull sank."])
def test_names_and_figures_count_as_words_where_a_short_sentence_cites_the_wrong_piece_or_none(
    two: list[Evidence], claim: str
) -> None:
    answer = read(claim, two)
    assert not answer.unsupported
    assert [(citation.article_id, citation.support and citation.support.found) for citation in answer.citations] == [
        ("ship", True)
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The pieces do not tell.",
        "The articles do not say why it sank.",
        "None of the pieces tells who owned it.",
        "I cannot answer that from the pieces.",
        "That is not mentioned in the articles.",
        "It isn’t stated in the pieces who won.",
        "The pieces I was given do not tell who won, when, or where.",
        "The archive does not tell when and where it sank.",
        "There is no information about it in the given texts.",
        "The pieces say nothing about the owner.",
        "According to the pieces:",
    ],
)
def test_that_the_pieces_do_not_tell_needs_no_source(sentence: str, two: list[Evidence]) -> None:
    assert read(sentence, two).unsupported == []


def test_that_they_do_not_tell_what_the_question_figures_needs_no_source(two: list[Evidence]) -> None:
    sentence = "The pieces do not say that it sank on 19 March."
    assert read(sentence, two, "Did it sink on 19 March?").text == sentence
    assert read(sentence, two, "Did it sink on 20 March?").dropped_sentences == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister resigned.",
        "The pieces do not lie: the minister resigned.",
        "The articles do not tell much, but the minister resigned.",
        "The pieces do not say that Anna Berg fled.",
        "The coast guard did not find them.",
        "Reports that the minister took the money are not disputed.",
        "The articles do not mention it, and the minister took the money.",
        "The articles do not say so and the minister took the money.",
        "The texts show the minister did not pay taxes.",
        "The minister did not pay, the reports say.",
        "I cannot say more, the minister took the money.",
        "I cannot deny that the minister took it.",
        "The minister took money and it was not mentioned in the reports.",
    ],
)
def test_whatever_else_is_said_needs_one(sentence: str, two: list[Evidence]) -> None:
    assert len(read(sentence, two).unsupported) == 1


def test_what_is_quoted_word_for_word_needs_no_comparison_of_meaning(two: list[Evidence]) -> None:
    (citation,) = read("The Grey Gull sank off Port Anders on Monday [1].", two).citations
    assert citation.support is not None
    assert (citation.support.similarity, citation.support.failed) == (None, ())
    assert citation.support.passed == ("figure", "name", "predicate", "meaning")


class Doubtful(Entailment):
    """A judge that sees nothing entailed, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__("doubtful")
        self.asked: list[tuple[str, str]] = []

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.asked += pairs
        return [0.0 for _ in pairs]


DENIED = "The police found that the minister took the money. It lay in a drawer."


def test_a_part_of_a_sentence_is_cited_with_all_of_it_and_judged() -> None:
    judge = Doubtful()
    verdict = Checker([evidence(DENIED)], "", WordEmbeddings(), judge).verdict(
        [Part("The minister took the money", (1,))]
    )
    lower = Checker([evidence(DENIED)], "", WordEmbeddings(), judge).verdict(
        [Part("the minister took the money.", (1,))]
    )
    for each in (verdict, lower):
        start, end = each.supports[0, 1][0]
        assert DENIED[start:end] == "The police found that the minister took the money."
        assert each.failed == ("entailment",)


def test_a_whole_sentence_needs_no_judge() -> None:
    judge = Doubtful()
    assert (
        Checker([evidence(DENIED)], "", WordEmbeddings(), judge).verdict([Part("It lay in a drawer", (1,))]).failed
        == ()
    )
    assert judge.asked == []


def test_the_cited_span_is_the_sentence_that_has_the_figure(two: list[Evidence]) -> None:
    (citation,) = read("As the coast guard said, 1240 were saved [1].", two).citations
    assert citation.cited_text == "Nine people died and 1,240 were saved, the coast guard said."


def test_it_is_two_sentences_where_one_has_not_all() -> None:
    found = [evidence("Rain fell. The Grey Gull sank on Monday. Nine people died in it. The sea was calm.")]
    (citation,) = read("On Monday the Grey Gull sank and nine people died [1].", found).citations
    assert citation.cited_text == "The Grey Gull sank on Monday. Nine people died in it."


def test_meaning_tells_what_a_passage_is_about() -> None:
    found = [evidence(SHIP, "ship"), evidence(LAW, "law")]
    checker = Checker(found, "What sank?", open_embeddings(BUNDLED))
    assert checker.verdict([Part("A ferry went down near the coast", (1,))]).failed == ()
    assert "meaning" in checker.verdict([Part("The local football team has a new striker", (1,))]).failed


def test_a_passage_is_embedded_once_for_an_answer(two: list[Evidence]) -> None:
    embeddings = WordEmbeddings()
    checker = Checker(two, "What sank?", embeddings)
    for claim in ("A ferry sank then", "The coast guard saved them", "The captain spoke about it"):
        checker.verdict([Part(claim, (1,))])
    assert embeddings.embedded == 3 + 3  # three claims, and the passage's three sentences


# -- plain text --------------------------------------------------------------------------------------------------------


def test_a_table_made_for_it_is_made_plain_in_no_time() -> None:
    start = perf_counter()
    plain("|-" * 3000 + "x")
    assert perf_counter() - start < 10
    assert plain("| a | b |\n|---|:--|\n| 1 | 2 |").split() == ["a", "b", "1", "2"]


def test_digits_in_other_shapes_are_digits(two: list[Evidence]) -> None:
    answer = read("⁹⁹ people died [1]. ④② people died [1]. There were ❺ captains [1]. Nine people died [1].", two)
    assert answer.dropped_sentences == 3
    assert answer.text == "Nine people died [1]."
    assert len(figures_in("It covers 9 km²")) == 1


def test_a_hundred_hundreds_and_more_are_a_number_too() -> None:
    (number,) = quantities_in("hundred " * 400)
    assert max(number.values) < float("inf")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_weekday_at_the_end_of_the_calendar_is_one_too(day: str) -> None:
    assert is_proved("It sank on Monday", "It sank on Monday, the day after tomorrow; yesterday, last week.", day)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**Nine** people *died* in snake_case", "Nine people died in snake_case"),
        ("[Nine people](https://evil.example/a_(b)) died", "Nine people) died"),
        ("[1](https://evil.example) and [2]", "[1] and [2]"),
        ("![x](https://evil.example/x.png)", ""),
        ("a < b, 5 * 3 * 2, AT&T, R&amp;D", "a < b, 5 * 3 * 2, AT&T, R&D"),
        ("<script>alert(1)</script>It", "It"),
        ("&lt;img src=x&gt;It", " It"),
        ("a\u200bb\u202ec\x1b[31m\x00", "abc[31m"),
        ("Amazon.com and the U.S. and 3.5 million.", "Amazon.com and the U.S. and 3.5 million."),
        ("`code` and ```fence```", "code and fence"),
    ],
)
def test_markup_goes_and_words_stay(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x?y=1#z",
        "HTTP://EVIL.EXAMPLE/",
        "www.evil.example",
        "evil.example/path",
        "me@evil.example",
        "javascript:alert(1)",
        "data:text/html;base64,PHg+",
        "ht<b></b>tps://evil.example/x",
        "h\u200bttps://evil.example/x",
        "<https://evil.example/x>",
        "[x]: https://evil.example/x",
        "&#104;ttps://evil.example/x",
        "<a href='https://evil.example/x'>",
        "<a href='https://evil.example/x",
        "ftp://evil.example/x",
        "192.168.1.1/admin",
    ],
)
def test_no_address_is_left(address: str) -> None:
    for text in (address, f"See {address} now", f"({address})", f"[words]({address})", f"![words]({address})"):
        assert not any(part in plain(text).casefold() for part in ("evil", "://", "script:", "data:", "168", "<a"))


# -- a model for inference ---------------------------------------------------------------------------------------------


class Sure(Doubtful):
    """A judge that is as sure of everything."""

    def __init__(self, probability: float) -> None:
        super().__init__()
        self.probability = probability

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [self.probability for _ in pairs]


@pytest.mark.parametrize("probability", [0.0, 0.49, 0.5, 1.0])
def test_a_model_for_inference_judges_each_citation(two: list[Evidence], probability: float) -> None:
    verdict = Checker(two, "", WordEmbeddings(), Sure(probability)).verdict([Part("A ferry sank then", (1,))])
    (_, support) = verdict.supports[0, 1]
    assert support.entailment == probability
    assert ("entailment" in support.passed) == (probability >= 0.5)
    assert ("entailment" in support.failed) == (probability < 0.5) == ("entailment" in verdict.failed)


def test_without_a_model_for_inference_nothing_is_judged(two: list[Evidence]) -> None:
    verdict = Checker(two, "", WordEmbeddings()).verdict([Part("A ferry sank then", (1,))])
    assert verdict.supports[0, 1][1].entailment is None


def test_a_number_that_the_headline_has_is_told() -> None:
    piece = evidence("The mayor of Harrow resigned on Monday.")
    piece = replace(piece, version=replace(piece.version, title="Mayor of Harrow resigns after 45 days"))
    found = Checker([piece], "Why?", WordEmbeddings()).verdict([Part("The mayor resigned after 45 days", (1,))])
    assert "figure" not in found.failed
