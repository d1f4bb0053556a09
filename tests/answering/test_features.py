"""Features of a sentence as the answer: what each counts, over all sentences that stand beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.answering.candidates import candidates
from ragbot.answering.features import ALIKE, FEATURES, TOPIC, Comparison, features
from ragbot.types import Evidence
from tests.evidence import evidence, near

SANK = "The ferry Grey Linnet sank off Halmere."
NINE = "Nine people died on March 12."
RAISED = "A crane raised the wreck."


def compared(question: str, *pieces: Evidence, found: int = 99) -> Comparison:
    return Comparison(question, pieces, found, candidates(pieces))


def column(all_: Comparison, name: str) -> list[float]:
    """A feature of each sentence."""
    values = features(all_)[:, list(FEATURES).index(name)]
    return [float(value) for value in values]


def test_there_is_a_row_for_each_sentence_and_a_column_for_each_feature() -> None:
    all_ = compared("When did the ferry sink?", evidence(f"{SANK} {NINE}"))
    assert features(all_).shape == (2, len(FEATURES))
    assert features(Comparison("When?", [evidence(SANK)], 1, [])).shape == (0, len(FEATURES))


def test_weights_add_up_to_one_and_a_rarer_word_weighs_more() -> None:
    all_ = compared("When did the ferry capsize?", evidence(f"{SANK} The ferry was old."))
    assert sum(all_.weights.values()) == pytest.approx(1.0)
    assert all_.weights["capsiz"] > all_.weights["ferri"] > 0
    assert all_.share(frozenset(all_.weights)) == pytest.approx(1.0)
    assert all_.share(frozenset()) == 0.0


def test_a_word_before_the_asking_sentence_weighs_half() -> None:
    all_ = compared("The tower fell. Where was the yacht?", evidence(SANK))
    assert all_.weights["tower"] == pytest.approx(TOPIC * all_.weights["yacht"])


def test_a_word_for_the_same_event_counts_for_most_of_the_own_one() -> None:
    all_ = compared("Who sold the tower?", evidence(SANK))
    own, like = all_.share(frozenset({"sold"})), all_.share(frozenset({"sale"}))
    assert like == pytest.approx(ALIKE * own)
    assert like > 0.0
    assert all_.share(frozenset({"bread"})) == 0.0


def test_values_and_news_lack_what_the_question_has() -> None:
    all_ = compared("When in March did people die near Grey Linnet?", evidence(f"{SANK} {NINE}"))
    assert all_.values == [set(), {"march 12"}]
    assert compared("When after March 12 did people die?", evidence(f"{SANK} {NINE}")).values == [set(), set()]
    assert "halmere" in all_.news[0]
    assert not any("linnet" in each for each in all_.news[0])


def test_votes_are_of_the_passages_that_were_found_and_of_whole_words() -> None:
    pieces = [
        evidence("The ferry sank off Velm.", "a"),
        evidence("The crew swam to Velm!", "b"),
        evidence("The people of Velmore looked on.", "c"),
        evidence("The harbour of Velm is shut.", "d"),
    ]
    assert compared("Where did it sink?", *pieces).votes["velm"] == 3
    assert compared("Where did it sink?", *pieces, found=3).votes["velm"] == 2
    vote = column(compared("Where did it sink?", *pieces), "vote")
    assert vote[0] == pytest.approx(np.log1p(3))


def test_only_the_form_that_is_asked_for_is_told() -> None:
    all_ = compared("When did the people die?", evidence(f"{SANK} {NINE}"))
    assert column(all_, "tells the day") == [0.0, 1.0]
    others = [name for name in FEATURES if name.startswith("tells the ") and name != "tells the day"]
    assert len(others) == 9
    assert not any(any(column(all_, name)) for name in others)


def test_a_piece_is_known_by_its_score_its_article_and_whether_it_was_found() -> None:
    pieces = [evidence(SANK, "a", score=0.8), evidence(NINE, "b", score=0.4), evidence(RAISED, "a", score=0.4)]
    all_ = compared("When did it sink?", *pieces, found=2)
    assert column(all_, "passage's score") == [1.0, 0.5, 0.5]
    assert column(all_, "best article") == [1.0, 0.0, 1.0]
    assert column(all_, "passage found") == [1.0, 1.0, 0.0]
    assert column(compared("When?", evidence(SANK, score=0.0)), "passage's score") == [0.0]


def test_words_stand_in_the_sentence_the_one_before_and_the_headline() -> None:
    all_ = compared("When did the wreck rise?", near(f"{RAISED} {NINE}", title="Wreck off Halmere"))
    assert column(all_, "words of sentence before") == [0.0, column(all_, "words")[0]]
    title = column(all_, "words of title")
    assert title[0] == title[1] == pytest.approx(all_.weights["wreck"])
    context = column(all_, "words of title, sentence before and sentence")
    assert all(share >= own for share, own in zip(context, column(all_, "words"), strict=True))


def test_a_sentence_that_repeats_its_headline_tells_the_news() -> None:
    all_ = compared("What happened?", near(f"{NINE} {SANK}", title="The Grey Linnet sank"))
    assert column(all_, "headline repeated") == [0.0, pytest.approx(3 / 4)]


def test_depth_grows_down_the_article() -> None:
    text = f"{SANK} {'Rain fell on the coast of Velm. ' * 20}{NINE}"
    depth = column(compared("When?", evidence(text)), "depth")
    assert depth == sorted(depth)
    assert depth[0] == 0.0
    assert depth[-1] == pytest.approx(np.log1p(text.index(NINE) / 100))


TEXTS = st.lists(st.sampled_from([SANK, NINE, RAISED, "?", "渡轮沉没了。", "\n\n"]) | st.text(max_size=20), max_size=6)


@given(st.text(max_size=30) | st.just("When did the ferry sink?"), TEXTS.map(" ".join))
def test_whatever_the_texts_are_features_are_numbers(question: str, text: str) -> None:
    assert np.isfinite(features(compared(question, evidence(text)))).all()
