"""The rules by which a sentence is known for furniture."""

from __future__ import annotations

import pytest

from ragbot.reading.furniture_rules import AUTHORS, CAPTIONS, INVITATIONS, NOTES, RULES, Rule, has_rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.example[:40])
def test_each_rule_finds_its_example_and_its_word_stands_there(rule: Rule) -> None:
    assert rule.pattern.search(rule.example)
    assert rule.word in rule.example.lower()
    assert rule.word == rule.word.lower()
    assert has_rule(rule.example)


def test_every_rule_is_of_one_kind() -> None:
    assert sorted(map(id, RULES)) == sorted(map(id, (*INVITATIONS, *AUTHORS, *NOTES, *CAPTIONS)))
    assert len({rule.example for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    "sentence",
    [
        "SIGN UP HERE.",
        "► Subscribe to the Courier",
        "Newsletter: subscribe now",
        "Watch the full video",
        "Click on the photo for more",
        "Like us on Instagram",
        "Contributing writers: Mira Holt",
        "This article was originally published in the Courier.",
        "Here are three things to know:",
        "advertisment",
        "© 2026",
        "FILE PHOTO: a ferry",
        "(Photo by Mira Holt)",
        "A ferry leaves via Getty Images",
        "Mira Holt/AP",
        "À lire aussi : le bac a coulé",
    ],
)
def test_other_words_of_a_kind_are_known_too(sentence: str) -> None:
    assert has_rule(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "The ferry sank off Orm on Monday.",
        "Nine people signed up for the course.",
        "The minister asked them to follow him.",
        "Voters can be reached by the party in Orm.",
        "She watched the full moon rise.",
        "This is a story of Orm.",
        "The report was updated by the council.",
        "In this photo shop, they sold frames.",
        "Prices were higher in May.",
        "He lives on a commission of his bank.",
        "An AP poll found so, and an AP/Orm survey too.",
        "A file on the mayor was found.",
        "The advertisement was withdrawn by the line.",
    ],
)
def test_news_is_not_furniture(sentence: str) -> None:
    assert not has_rule(sentence)
