"""What is said to happen, and of whom, must be said so by the source: not denied, not only expected, not of another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ragbot.checks.citations import CitedText
from ragbot.checks.claims import Checker, Part, Verdict
from ragbot.checks.model_text import read_checked
from ragbot.checks.predicate import compared
from ragbot.reading.sentences import sentence_spans
from tests.evidence import evidence
from tests.fakes import WordEmbeddings

QUALITY = Path(__file__).parents[1] / "quality" / "articles.jsonl"
BEATEN = "The Sundanese were eliminated by Orm in the quarter-final of the World Cup on Friday."
TRIES = "Dag Moe said that he will try to attend his son's wedding in Tolvik on Saturday."
TALKS = "The talks were held in Sund, as officials feared that the Strait of Orm could close."
COUNCIL = "The council of Orm rejected the plan on Monday."
BEAT = "Orm beat Tolvik 2-1 in the final at Sund."

SAID = [
    ("1,500 people were injured.", "Nine people died and at least 1,500 people have been injured."),
    ("No, beer will not be sold there.", "No beer will be sold there on Monday."),
    ("Dag Moe cannot enter Sund.", "Dag Moe is out of the Sund Open, as he is unable to enter Sund."),
    ("Ann Moe was sentenced to nine years.", "Moe, of the ORM team, was convicted and sentenced to nine years."),
    ("Orm won the final.", BEAT),
    ("Tolvik was beaten by Orm in the final.", BEAT),
    ("Tolvik did not win the final.", "Tolvik lost the final to Orm; Tolvik failed to win."),
    ("The bridge closes on Monday.", "The bridge will close on Monday, the county said."),
    ("The bridge is to close on Monday.", "The bridge will be closed on Monday."),
    ("The mayor has died.", "The mayor passed away on Monday, his family said."),
    ("Nine people were killed.", "Nine people died when the ferry sank."),
    ("The minister resigned.", "The minister announced her resignation on Monday."),
    ("Police arrested the treasurer.", "The treasurer was arrested by police on Monday."),
    ("The council did not approve the plan.", COUNCIL),
    ("Nobody was hurt.", "No one was injured in the fire, the police said."),
    ("It could close.", TALKS),
    ("Dag Moe hopes to attend the wedding of his son.", TRIES),
    ("She managed to win the race.", "She won the race."),
    ("Dag Moe was the first to reach the Pole alone.", "Dag Moe became the first man ever to reach the Pole alone."),
    ("Dag Moe sent Anna Berg a letter.", "Anna Berg read a letter sent by Dag Moe on Sunday."),
    ("He was forced to leave.", "He left on Monday, having been forced to resign."),
    ("Yes, he attended the wedding.", "Dag Moe attended his son's wedding."),
    ("Yes.", "Dag Moe did attend the wedding of his son, whom he hugged."),
    ("No.", "Dag Moe did not attend the wedding."),
    ("Die Brücke wird am Montag nicht für den Verkehr geöffnet.", "The bridge opens on Monday."),
]
UNSAID = [
    ("150 people died.", "Nine people died and 150 were injured."),
    ("Carl Lind won the race.", "Ann Orm has won the race, her coach Carl Lind said."),
    ("The film was released.", "The film is complete and scheduled for release."),
    ("Dag Moe has stepped down.", "“Step down, Dag Moe!” they cried."),
    ("Yes, Dag Moe is in a prison.", "Dag Moe saw the prison from a boat."),
    ("The Sundanese won the World Cup.", BEATEN),
    ("The Sundanese won the World Cup.", "Orm won the World Cup on Friday."),
    ("Tolvik won the final.", BEAT),
    ("Orm was beaten by Tolvik.", BEAT),
    ("Payments start again on Monday.", "The pause of payments was to end on Monday."),
    ("Tolvik beat Orm 2-1.", "Orm beat Tolvik 2-1 on Sunday to win the cup."),
    ("Anna Berg sued Carl Lind.", "Carl Lind sued Anna Berg over the house."),
    ("The council approved the plan.", COUNCIL),
    ("Dag Moe went to the wedding of his son.", TRIES),
    ("Yes, he went to his son's wedding.", TRIES),
    ("Yes, he attended the wedding.", TRIES),
    ("Yes.", TRIES),
    ("No.", "Dag Moe attended the wedding."),
    ("Yes, the strait is closed.", TALKS),
    ("The strait has closed.", "Lawmakers called for the strait to be closed."),
    ("The strait was closed.", "The army denied that it had closed the strait."),
    ("The strait was closed.", "The army refused to close the strait."),
    ("The strait was closed.", "The strait was not closed."),
    ("The strait was closed.", "If the strait is closed, prices rise."),
    ("The strait was closed.", "There are plans for closing the strait."),
    ("The strait is not closed.", "The strait is closed."),
    ("The bridge will not close on Monday.", "The bridge will close on Monday."),
    ("Three people died in the fire.", "No one died in the fire."),
    ("Nobody died in the fire.", "Three people died in the fire."),
    ("The defence chief was the best of all.", "The defence chief could be the best of all."),
]
DENIED = [
    ("Tolvik won the final.", BEAT),
    ("The Sundanese won the World Cup.", BEATEN),
    ("Yes, he went to his son's wedding.", TRIES),
    ("The strait has closed.", TALKS),
    ("The strait was closed.", "The army refused to close the strait."),
    ("Three people died in the fire.", "No one died in the fire."),
    ("He signed the law.", "The president failed to sign the law."),
]


OTHERWISE = [
    ("Orm was shaken by a strong earthquake.", "A strong quake struck Orm on Monday."),
    ("Mira Holt took home the prize for the best film.", "Mira Holt won the prize for the best film on Monday."),
    ("Nine hundred men could soon be conscripted in Orm.", "Nine hundred men may be called up in Orm, it said."),
    ("Mira Holt runs Halm Foods now.", "Mira Holt is returning to Halm Foods as CEO on Monday."),
    ("Flour is difficult to find in Orm.", "Orm has a shortage of flour, bakers say."),
    ("The museum no longer shows the ship.", "The museum does not show the ship any more."),
    ("The harbour has been destroyed.", "The harbour was razed by the storm on Monday."),
    ("Mira Holt is getting crowned in May.", "Mira Holt will be crowned on a Saturday in May."),
    ("Mira Holt, the mayor of Halm, resigned.", "Mira Holt, who succeeded Carl Lind, resigned on Monday."),
    ("Holt opened a new bakery for the fall.", "Holt opened a new bakery on Monday, ready for fall."),
]
NOT_OTHERWISE = [
    ("Orm was shaken by a strong earthquake.", "A strong quake could strike Orm, officials fear."),
    ("Mira Holt took home the prize for the best film.", "Carl Lind won the prize for the best film on Monday."),
    ("Mira Holt took home the prize for the best film.", "Mira Holt took home some of the flowers on Monday."),
    ("Nine hundred men were conscripted in Orm.", "Nine hundred men may be called up in Orm, it said."),
    ("Carl Lind runs Halm Foods.", "Carl Lind, the former CEO of Halm Foods, met Mira Holt."),
    ("The museum no longer shows the ship.", "The museum shows the ship every day."),
    ("The museum shows the ship.", "The museum no longer shows the ship."),
    ("Mira Holt was crowned in May.", "Mira Holt will be crowned on a Saturday in May."),
    ("Mira Holt was crowned in May.", "The coronation of Mira Holt is set for a Saturday in May."),
    ("Carl Lind, the mayor of Halm, resigned.", "Mira Holt, who succeeded Carl Berg, resigned on Monday."),
]


@pytest.mark.parametrize(("claim", "source"), OTHERWISE)
def test_other_wordings_of_news_tell_the_same(claim: str, source: str) -> None:
    assert compared(claim, [source]) == "stated"


@pytest.mark.parametrize(("claim", "source"), NOT_OTHERWISE)
def test_with_other_wordings_the_false_like_does_not_pass(claim: str, source: str) -> None:
    assert compared(claim, [source]) != "stated"


@pytest.mark.parametrize(("claim", "source"), SAID)
def test_what_the_source_says_in_its_own_words_passes(claim: str, source: str) -> None:
    assert compared(claim, [source], "Did Dag Moe attend the wedding?") == "stated"


@pytest.mark.parametrize(("claim", "source"), UNSAID)
def test_what_it_does_not_say_does_not_pass(claim: str, source: str) -> None:
    assert compared(claim, [source], "Did Dag Moe attend the wedding?") != "stated"


@pytest.mark.parametrize(("claim", "source"), DENIED)
def test_what_it_denies_or_only_expects_is_left_out(claim: str, source: str) -> None:
    answer = CitedText([evidence(source)])
    list(read_checked([f"{claim} [1]"], answer, Checker(answer.evidence, "What happened?", WordEmbeddings())))
    assert (answer.text, answer.dropped_sentences) == ("", 1)


def test_another_sentence_that_states_it_suffices() -> None:
    assert compared("The strait was closed.", ["The strait could close.", "On Monday it was closed."]) == "stated"


def verdict(claim: str, source: str, language: str = "en") -> Verdict:
    piece = evidence(source)
    object.__setattr__(piece.version, "language", language)
    return Checker([piece], "Did he?", WordEmbeddings()).verdict([Part(claim, (1,))])


def test_a_claim_whose_event_is_nowhere_is_marked() -> None:
    found = verdict("The council approved the plan.", COUNCIL)
    assert "predicate" in found.failed
    assert "predicate" in found.supports[0, 1][1].failed
    assert not found.is_invented


def test_one_that_is_there_has_passed() -> None:
    assert "predicate" in verdict("The plan was rejected by the council.", COUNCIL).supports[0, 1][1].passed


@pytest.mark.parametrize("claim", ["Ada Holm zorbled the council.", "Ada Holm won.", "Yes."])
def test_without_a_sentence_to_compare_with_a_claim_is_missing(claim: str) -> None:
    assert compared(claim, [], "Did Ada Holm win?") == "missing"


def test_of_other_languages_nothing_is_compared() -> None:
    support = verdict("The council approved the plan.", "Der Rat lehnte den Plan ab.", "de").supports[0, 1][1]
    assert "predicate" not in support.passed + support.failed


# -- on articles: sentences as they are, and changed by rule -----------------------------------------------------------


def passages() -> Iterator[list[str]]:
    for line in QUALITY.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        sentences = [text[a:b] for a, b in sentence_spans(text) if not re.search('["“”]', text[a:b])]
        yield from (sentences[i : i + 6] for i in range(0, len(sentences), 6))


def denied(sentence: str) -> str | None:
    """ "has been" is "has not been"."""
    found = re.search(r" (was|were|is|are|has|have|had|will) (?=\w+(?:ed|en)\b|be )", sentence)
    if not found or re.search(r"\b(?:not|no|never|nobody|none|without)\b|n[’']t\b", sentence):
        return None
    return f"{sentence[: found.end()]}not {sentence[found.end() :]}"


def as_done(sentence: str) -> str | None:
    """ "will be closed" is "was closed"."""
    found = re.search(r" (?:will|could|may|might|would|should|is expected to|is to) be (?=\w+ed\b)", sentence)
    return f"{sentence[: found.start()]} was {sentence[found.end() :]}" if found else None


def without_adverbs(sentence: str) -> str:
    return re.sub(r"\b(?:also|still|already|recently|now|\w{3,}ly) ", "", sentence)


def test_on_articles_changed_sentences_are_seen_and_true_ones_pass() -> None:
    false, seen, true, marked = 0, 0, 0, 0
    for passage in passages():
        for sentence in passage:
            changed = [each for each in (denied(sentence), as_done(sentence)) if each]
            false, seen = false + len(changed), seen + sum(compared(each, passage) != "stated" for each in changed)
            kept = [sentence, without_adverbs(sentence)]
            true, marked = true + len(kept), marked + sum(compared(each, passage) != "stated" for each in kept)
    print(f"\nchanged {false}, seen {seen}; true {true}, marked {marked}")
    assert false > 200
    assert seen >= 0.9 * false
    assert marked <= 0.01 * true


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("The winner of the Ferry Cup will be told on Sunday. Fans think of moments with Holt and Lind.", "missing"),
        ("Winners of the Ferry Cup get a crane. Holt sails a yawl.", "missing"),
        ("The winner of the Ferry Cup was Holt.", "stated"),
        ("Holt sails a yawl. She was the winner of the Ferry Cup.", "stated"),
    ],
)
def test_a_winner_whom_no_source_names_is_nobody_in_particular(source: str, finding: str) -> None:
    assert compared("Holt won the Ferry Cup.", re.split(r"(?<=\.) ", source), "who won the ferry cup") == finding


def test_a_no_without_any_of_the_usual_small_words_is_compared_too() -> None:
    source = "Anyone can purchase ferry tickets from any shop, with no need of a doctor's pass any more."
    claim = "No, you can't buy ferry tickets without a doctor soon."
    assert compared(claim, [source], "can i buy ferry tickets without a doctor soon?") == "missing"


@pytest.mark.parametrize(
    ("claim", "source", "finding"),
    [
        (
            "Yes, you still need a pass to board.",
            "From May, travellers will no longer need a pass to board.",
            "missing",
        ),
        ("You still need a pass to board.", "You do not need a pass to board any more.", "missing"),
        ("Yes, you still need a pass to board.", "The need of a pass to board expired last Friday.", "missing"),
        ("Yes, the pass to board is needed.", "The need of a pass to board was lifted.", "missing"),
        ("Yes, you still need a pass to board.", "You still need a pass to board, the line said.", "stated"),
        ("No, you no longer need a pass to board.", "You will no longer need a pass to board.", "stated"),
    ],
)
def test_what_ended_is_not_still_so(claim: str, source: str, finding: str) -> None:
    assert compared(claim, [source], "do i still need a pass to board?") == finding
