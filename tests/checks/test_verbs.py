"""The verbs of a sentence, and other words that may tell an event."""

from __future__ import annotations

import pytest

from ragbot.checks.verbs import (
    event_places,
    is_known,
    is_passive,
    is_under_way,
    is_verb,
    noun_places,
    place_of_being,
)
from ragbot.reading.reading import reading


def words(text: str, places: list[int]) -> list[str]:
    return [reading(text).tokens[i] for i in places]


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("The ferry sank and nine people died", ["sank", "died"]),
        ("The line will close the harbour", ["close"]),
        ("Belgium wins", ["wins"]),
        ("Holt claimed that the ferry sank", ["sank"]),  # who says so tells no event
        ("The closed harbour", []),
        ("The ferry", []),
        ("", []),
        ("Es sank", ["sank"]),
    ],
)
def test_events_stand_where_the_verbs_are(text: str, verbs: list[str]) -> None:
    assert words(text, event_places(reading(text))) == verbs


def test_every_content_word_may_be_asked_for() -> None:
    text = "The ferry sank on Monday and Holt said so"
    assert words(text, event_places(reading(text), everything=True)) == ["ferry", "sank"]


def test_words_of_known_events_may_tell_one_without_a_verb() -> None:
    assert words("ferry closure again", noun_places(reading("ferry closure again"))) == ["closure"]
    assert noun_places(reading("the ferry")) == noun_places(reading("the big ferry")) == []


@pytest.mark.parametrize(
    ("event", "known"), [(frozenset({"=close", "x"}), True), (frozenset({"ferry"}), False), (frozenset(), False)]
)
def test_an_event_of_the_table_is_known(event: frozenset[str], known: bool) -> None:
    assert is_known(event) is known


@pytest.mark.parametrize(
    ("text", "word", "verb"),
    [
        ("it closed", "closed", True),
        ("the closed harbour", "closed", False),
        ("it will close", "close", True),
        ("it wants to close", "close", True),
        ("it is not quickly close", "close", True),
        ("it close", "close", False),
        ("it is still", "still", False),
        ("it will quickly", "quickly", False),
        ("it will apply", "apply", True),
        ("close", "close", False),
    ],
)
def test_a_verb_is_known_by_its_form_or_by_the_word_before_it(text: str, word: str, verb: bool) -> None:
    tokens = text.split()
    assert is_verb(tokens, tokens.index(word)) is verb


@pytest.mark.parametrize(
    ("text", "under_way"),
    [("is getting crowned", True), ("are being crowned", True), ("was being crowned", False), ("is crowned", False)],
)  # fmt: skip
def test_an_event_may_be_under_way(text: str, under_way: bool) -> None:
    tokens = text.split()
    assert is_under_way(tokens, tokens.index("crowned")) is under_way


@pytest.mark.parametrize(
    ("text", "passive"),
    [
        ("It was sued by Orm", True),
        ("It is being sued on Monday by Orm", True),
        ("a bus sued by Orm", True),
        ("It sued Orm by Monday", False),
        ("It was sued on the last Monday in May by Orm", False),
        ("It sued", False),
    ],
)
def test_a_verb_is_passive_by_who_did_it(text: str, passive: bool) -> None:
    own = reading(text)
    assert is_passive(own, own.tokens.index("sued")) is passive


@pytest.mark.parametrize(
    ("text", "verb", "place"),
    [
        ("it was beaten and knocked out", "knocked", 1),
        ("it was beaten", "beaten", 1),
        ("it was not badly beaten", "beaten", 1),
        ("it beat and knocked them out", "knocked", None),
        ("it was old and knocked them out", "knocked", None),
        ("it was there , knocked", "knocked", None),
        ("it was beat", "out", None),
        ("knocked", "knocked", None),
        (f"it was beaten {'x ' * 14}and knocked", "knocked", None),
    ],
)
def test_a_participle_is_governed_by_its_was(text: str, verb: str, place: int | None) -> None:
    own = reading(f"{text} out")
    assert place_of_being(own, own.tokens.index(verb)) == place
