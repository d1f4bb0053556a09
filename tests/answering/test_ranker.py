"""The sentence that tells what is asked comes first, wherever in its article it stands; the weights are checked."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from ragbot.answering.candidates import READ, widened
from ragbot.answering.features import FEATURES
from ragbot.answering.ranker import ranked, read_weights
from ragbot.errors import SettingsError
from ragbot.types import Evidence
from tests.evidence import evidence

LEAD = "The ferry Grey Gull sank off Port Anders. Its sinking shook the town, and people asked about the sinking."
ARTICLE = (
    f"{LEAD}\n\n"
    "Nine people died, the coast guard said. A crane raised the wreck on March 12.\n\n"
    "Captain Mira Holt had warned of the bow door. The ferry sank because a bolt of the bow door was cracked.\n\n"
    "The line paid 8.2 million crowns to the families. Buses now leave from Ostrey."
)


def best(question: str, *found: Evidence) -> str:
    return ranked(question, found).quotes[0].text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many people died when the ferry Grey Gull sank?", "Nine people died, the coast guard said."),
        ("When was the wreck of the Grey Gull raised?", "A crane raised the wreck on March 12."),
        ("Who warned of the bow door of the Grey Gull?", "Captain Mira Holt had warned of the bow door."),
        ("Why did the ferry sink?", "The ferry sank because a bolt of the bow door was cracked."),
        ("How much did the line pay to the families?", "The line paid 8.2 million crowns to the families."),
    ],
)
def test_the_sentence_that_tells_what_is_asked_comes_first(question: str, answer: str) -> None:
    assert best(question, evidence(ARTICLE)) == answer
    assert ranked(question, [evidence(ARTICLE)]).quotes[0].tells


def test_a_sentence_that_repeats_the_question_tells_nothing() -> None:
    asked = "People asked when the ferry sank off Port Anders."
    told = "The ferry sank there in March."
    quotes = ranked("When did the ferry Grey Gull sink off Port Anders?", [evidence(f"{asked} {told}")]).quotes
    assert [(quote.text, quote.tells) for quote in quotes] == [(told, True), (asked, False)]


def test_a_sentence_beside_the_passage_that_was_found_can_come_first() -> None:
    ranking = ranked("How many people died when the ferry sank?", [evidence(ARTICLE, span=(0, len(LEAD)))])
    quote = ranking.quotes[0]
    piece = ranking.evidence[quote.number - 1]
    assert quote.text == "Nine people died, the coast guard said."
    assert quote.number == 2
    assert piece.version.text[slice(*quote.span)] == quote.text
    assert piece.passage.start <= quote.span[0] < quote.span[1] <= piece.passage.end


def test_what_several_passages_have_wins_over_what_one_has() -> None:
    often, once = "The ferry was on its way to Ostrey that night.", "The ferry was on its way to Harrow that night."
    found = [evidence(once, "a"), *(evidence(f"{often} So say we {n}.", f"b{n}") for n in range(4))]
    assert best("Where was the ferry going?", *found) == often


def test_a_long_article_is_not_read_to_its_end() -> None:
    rain = "It rained all day long in town. " * (READ // 30)
    text = f"The ferry sank. {rain}Nine people died when the ferry sank."
    assert "Nine" not in best("How many people died when the ferry sank?", evidence(text, span=(0, 15)))


def test_pieces_beside_the_passages_hold_the_rest_of_the_article_once() -> None:
    start = ARTICLE.index("Nine")
    found = [evidence(ARTICLE, span=(start, start + 40)), evidence(ARTICLE, span=(0, 41))]
    pieces = [ARTICLE[p.passage.start : p.passage.end] for p in widened(found)]
    assert sorted("".join(pieces).split()) == sorted(ARTICLE.split())
    assert [piece.score for piece in widened(found)] == [0.5] * len(pieces)


def test_the_same_question_is_ranked_the_same_every_time() -> None:
    found = [evidence(ARTICLE, f"a{n}", span=(0, len(LEAD))) for n in range(3)]
    assert ranked("Why did it sink?", found) == ranked("Why did it sink?", found)


def test_nothing_is_ranked_of_nothing() -> None:
    assert ranked("Why did it sink?", []).quotes == ()
    assert ranked("Why did it sink?", [evidence("Ferry sinks")]).quotes == ()


SHIPPED = json.loads(files("ragbot.answering").joinpath("ranker.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "spoilt",
    [
        "",
        "[]",
        "{}",
        json.dumps(SHIPPED | {"weights": dict(list(SHIPPED["weights"].items())[1:])}),
        json.dumps(SHIPPED | {"weights": dict(reversed(SHIPPED["weights"].items()))}),
        json.dumps(SHIPPED | {"weights": SHIPPED["weights"] | {"luck": 1.0}}),
        json.dumps(SHIPPED | {"weights": dict.fromkeys(FEATURES, "much")}),
        json.dumps(SHIPPED | {"weights": dict.fromkeys(FEATURES, float("nan"))}),
        json.dumps(SHIPPED | {"intercept": None}),
    ],
)
def test_weights_of_other_features_are_refused_with_the_way_out(spoilt: str) -> None:
    with pytest.raises(SettingsError, match=r"ranker\.json cannot be used .*: make it again with python -m"):
        read_weights(spoilt)


def test_the_shipped_weights_are_of_these_features_and_hold_no_text_of_articles() -> None:
    weights = read_weights(json.dumps(SHIPPED))
    assert weights.row.shape == (len(FEATURES),)
    assert weights.reading > 0
    assert set(SHIPPED) == {"made_by", "weights", "intercept"}
