"""Typos become words of the archive; new names, English words, quoted words and other languages stay as they are."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from ragbot.answering.bot import Bot
from ragbot.answering.spelling import corrected
from ragbot.archive.archive import Archive, open_archive
from ragbot.reading.sentences import Span
from ragbot.settings import Settings
from ragbot.types import Question, Respelled
from tests.conftest import add, article, stories
from tests.fakes import WordEmbeddings

ENGLISH = """
    who was the of in for what did say about how many with is are when where bridge town harbor cost people died price
    leans zeppelin tower wine winter wider concert city new song stolen car league final
    sing singer
    """


class Tokens(WordEmbeddings):
    """Has a token of its own for each of a few English words, as models have for many; of others for each letter."""

    def token_spans(self, text: str) -> list[Span]:
        spans = (match.span() for match in re.finditer(r"\w+|[^\w\s]", text))
        return [part for span in spans for part in _parts(text, span)]


def _parts(text: str, span: Span) -> list[Span]:
    is_word = text[slice(*span)].casefold() in ENGLISH.split()
    return [span] if is_word else [(at, at + 1) for at in range(*span)]


NEWS = [
    ("Tamsin Lynne opens the harbor concert", "Tamsin Lynne sang in Ostvik. The singer Lynne has a new song."),
    ("Winner of the Ostvik league final named", "The winner of the league final is Skerrow. The winners got a cup."),
    ("Skerrow is the winner again", "The winner of the final thanked the league. It was the third win."),
    ("The winner gives the cup away", "A winner of the league gave the cup to a school."),
    ("Ostvik hands out vaccine", "The vaccine is free in Ostvik. A vaccine costs the town 41 crowns."),
    ("Second vaccine arrives", "It happened on Monday: the vaccine came by ship. The minister was there."),
    ("Vaccine for the winter", "The vaccine against flu is for winter. The council of Ostvik pays for the vaccine."),
    ("Accommodation is scarce", "Accommodation in Ostvik is dear. Whoever needs accommodation asks the council."),
    ("No accommodation for guests", "What happened to the accommodation by the harbor? The winter storm happened."),
    ("Guests sleep in tents", "The lack of accommodation happened in winter, and Zelmira Dvořak slept in a tent."),
]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    from ragbot.settings import load_settings

    folder = tmp_path_factory.mktemp("spelling") / "archive"
    with open_archive(load_settings(archive=folder), Tokens(), create=True) as archive:
        told = [article(text, title, f"https://daily.example/{i}") for i, (title, text) in enumerate(NEWS)]
        add(archive, *told, *stories(120))
        yield archive


@pytest.mark.parametrize(
    ("question", "typed", "meant"),
    [
        ("Who is the winer of the league?", "winer", "winner"),
        ("Who is the winnner of the league?", "winnner", "winner"),
        ("what does the vacine cost", "vacine", "vaccine"),
        ("what does the vaccnie cost", "vaccnie", "vaccine"),
        ("what happend in winter", "happend", "happened"),
        ("is there acomodation in ostvik", "acomodation", "accommodation"),
        ("what did tamsin lyne sing", "lyne", "Lynne"),
        ("what did Zelmira Dvorrak do", "Dvorrak", "Dvořak"),
    ],
)
def test_a_typo_becomes_the_word_that_articles_have(news: Archive, question: str, typed: str, meant: str) -> None:
    found = corrected(question, news)
    assert found.changes == (Respelled(typed, meant),)
    assert found.text == question.replace(typed, meant)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the winner of the league?",
        'Who wrote "winer" on the wall of Ostvik?',
        "Who wrote ‘vacine’ on the wall of Ostvik?",
        "Who leans on the harbor bridge of Ostvik?",
        "Who is Marek Lindholm of the Ostvik council?",
        "Did Vaccina win the league final?",
        "Who is Tom Winer of the league?",
        "Did VACINE win the league final?",
        "What is vacine-19 in Ostvik?",
        "What is at vacine.example in the town?",
        "What happened in Town1 and Town20?",
        "Was hat die Regierung gestern beschlosen?",
        "winer",
        "昨日何がありましたか",
        "",
    ],
)
def test_what_is_no_typo_stays_as_it_is(news: Archive, question: str) -> None:
    assert corrected(question, news).text == question
    assert corrected(question, news).changes == ()


def test_the_words_beside_a_typo_decide_between_two(news: Archive) -> None:
    assert corrected("Who is the winer of the league?", news).text == "Who is the winner of the league?"
    assert corrected("what did singer lyne do", news).text == "what did singer Lynne do"


def test_what_comes_in_is_known_at_once(settings: Settings) -> None:
    with open_archive(settings, Tokens(), create=True) as archive:
        add(archive, *stories(40))
        assert corrected("the bridge of Ostvikk costs", archive).changes == ()
        told = [article(f"Ostvik has {i} bridges.", f"Ostvik {i}", f"https://a.example/{i}") for i in range(12)]
        add(archive, *told)
        assert corrected("the bridge of Ostvikk costs", archive).text == "the bridge of Ostvik costs"


def test_an_answer_says_what_was_taken_for_a_typo(news: Archive) -> None:
    answer = Bot(news).ask(Question("What does the vacine cost in Ostvik?"))
    assert answer.question == "What does the vacine cost in Ostvik?"
    assert answer.standalone_question == "What does the vaccine cost in Ostvik?"
    assert answer.spelling == (Respelled("vacine", "vaccine"),)
    assert answer.outcome == "answered"
    assert Bot(news).ask(Question("What does the vaccine cost in Ostvik?")).spelling == ()


@pytest.mark.parametrize("part", ["winer ", "vaccine ", '"', "'", "x", "ab cde "])
def test_a_monstrous_question_takes_linear_time(news: Archive, part: str) -> None:
    started = time.process_time()
    corrected(part * (2000 // len(part)), news)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("why is the tarn 4 recalled", "why is the tarn4 recalled"),
        ("why is the tarn-4 recalled", "why is the tarn4 recalled"),
        ("flu19 vaccine", "flu 19 vaccine"),
        ("what happened on may 4", "what happened on may 4"),
        ("is the tarn 4.5 recalled", "is the tarn 4.5 recalled"),
        ("why is the tarn4 recalled", "why is the tarn4 recalled"),
        ("what happened on b77", "what happened on B-77"),
        ("what happened on b7", "what happened on b7"),
    ],
)
def test_a_name_with_a_number_is_written_as_articles_write_it(archive: Archive, typed: str, meant: str) -> None:
    add(
        archive,
        article("The Tarn4 is recalled: its brakes fail. The vaccine against Flu-19 is free. Route B-77 is shut."),
    )
    assert corrected(typed, archive).text == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tarn recal reason", "tarn recall reason"),  # its stem is that of "recall"
        ("tarn recalls", "tarn recalls"),
        ("did the motel close", "did the motel close"),
        ("tarn retirment plan", "tarn retirement plan"),
        ("tarn retires", "tarn retires"),
    ],
)
def test_a_letter_that_is_left_out_and_that_the_stem_lacks_too_is_put_in(
    settings: Settings, typed: str, meant: str
) -> None:
    told = (
        "The Tarn recall goes on. The recalled cars are at the Motel. A recall takes a day; her retirement comes soon."
    )
    with open_archive(settings, Tokens(), create=True) as archive:
        add(archive, article(told))
        assert corrected(typed, archive).text == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("when does the nightferry sail", "when does the night ferry sail"),
        ("when does the harbormaster wave", "when does the harbor master wave"),
        ("when is the primeridian crossed", "when is the prime meridian crossed"),
        ("when is the primmeridian crossed", "when is the prime meridian crossed"),
        ("when does the ferrynight sail", "when does the ferrynight sail"),
        ("when does the Nightjarsea sail", "when does the Nightjarsea sail"),
    ],
)
def test_two_words_written_as_one_are_written_apart(settings: Settings, typed: str, meant: str) -> None:
    told = "The night ferry sails. The harbor master waves. It crosses the prime meridian. A nightjar is over the sea."
    with open_archive(settings, Tokens(), create=True) as archive:
        add(archive, *(article(f"{told} {i}.", address=f"{i}") for i in range(3)))
        assert corrected(typed, archive).text == meant


def test_a_name_that_an_article_has_is_no_typo_of_a_common_word(settings: Settings) -> None:
    with open_archive(settings, Tokens(), create=True) as archive:
        add(archive, article("Etsi takes a share of each sale."))
        add(archive, *(article(f"It is easi taken, {i}.", address=f"{i}") for i in range(60)))
        assert corrected("what is etsi taking", archive).text == "what is etsi taking"


def test_a_name_beside_the_name_that_articles_write_beside_it_stays(archive: Archive) -> None:
    add(
        archive,
        article("Heman Bekele, 14, made a soap."),
        *(article(f"A human life, {i}.", address=f"{i}") for i in range(60)),
    )
    assert corrected("who is heman bekele", archive).text == "who is heman bekele"


def test_a_rare_word_in_the_company_of_the_other_words_stays(settings: Settings) -> None:
    """ "chime" is one letter from "crime", which stands beside "problem" in other articles."""
    with open_archive(settings, Tokens(), create=True) as archive:
        crime = [
            article(f"The crime problem of part {i}.", f"Part {i}", f"https://daily.example/{i}") for i in range(9)
        ]
        chime = "The chime of the belt failed in Karvel cars. Karvel mends it."
        add(archive, *crime, article(chime, "Karvel recalls cars", "https://daily.example/chime"))
        assert corrected("how many karvel cars have the chime problem", archive).changes == ()
        assert corrected("which part has a chime problem", archive).changes == (Respelled("chime", "crime"),)
