"""Questions that an article answers: about speakers, numbers, persons and events, and none where a name is half."""

from __future__ import annotations

import re
import time

import pytest

from ragbot.reading.asking import LONGEST, MOST, is_english, proposals

TITLE = "Grey Gull ferry sinks off Port Anders"


SUNK = (
    "At least nine people died on Monday when the ferry Grey Gull sank off Port Anders, the coast guard said.\n\n"
    "Captain Mira Holt told the inquiry that the ferry had sailed with its bow door open. “We had no warning,” she "
    "said. “The ferry turned over in four minutes.”\n\n"
    "The sinking of the Grey Gull is the worst of its kind in thirty years, said Transport Minister Oto Lind. He wants "
    "every ferry to stay in port until March.\n\n"
    "Ilse Varga, a marine engineer at the University of Harrow, said that a locking bolt was cracked.\n\n"
    "Gullwatch, a group that tracks accidents at sea, counts 40 wrecks in these waters."
)


def questions(title: str, text: str, language: str | None = "en") -> list[str]:
    return [one.question for one in proposals(title, text, language)]


def test_speakers_numbers_persons_and_events_are_asked_about() -> None:
    assert set(questions(TITLE, SUNK)) >= {
        "What did Mira Holt say about the ferry?",
        "How many people died when the ferry Grey Gull sank off Port Anders?",
        "Who is Ilse Varga?",
        "What is Gullwatch?",
        "What is known about the sinking of the Grey Gull?",
        f"What is known about “{TITLE}”?",
    }


def test_a_surname_is_asked_about_in_full() -> None:
    text = "Anna Berg runs the port of Harrow. The port will reopen in May, Berg said. “The port is safe,” Berg said."
    assert "What did Anna Berg say about the port?" in questions("Port of Harrow to reopen", text)
    half = text.replace("Anna Berg runs", "She runs")
    assert not [one for one in questions("Port of Harrow to reopen", half) if "Berg" in one]


def test_two_of_a_surname_are_not_mistaken_for_each_other() -> None:
    text = "Anna Berg and Tomas Berg own the mill. “The mill will close,” Berg said. “Nobody buys flour,” Berg said."
    assert not [one for one in questions("Harrow mill closes", text) if one.startswith("What did")]


@pytest.mark.parametrize(
    "text",
    [
        "“The bridge will open,” he said. The bridge is new. They said that the bridge is long.",
        "Officials said the bridge is closed. Some said the bridge fell. Many say the bridge is old.",
        "On Monday the bridge was closed, sources said. A person familiar with the bridge said so.",
        "HARROW (Wire) - The bridge is closed. Wire reporters said that the bridge fell.",
        "The President said the bridge is safe. The Minister said that the bridge is not.",
        "The bridge was found at Harrow Airport, it said. The bridge of Harrow is long.",
        "The bridge is safe, the Analyst’s said. The bridge is old, 85 and over said of the bridge.",
    ],
)
def test_who_is_not_named_is_not_asked_about(text: str) -> None:
    made = questions("Bridge at Harrow closes for repairs", text)
    assert made == ["What is known about “Bridge at Harrow closes for repairs”?"]


def test_peoples_weekdays_and_titles_alone_are_no_topics() -> None:
    text = "Anna Berg said on Tuesday that Russians and the Mayor had met. Tuesday was cold, Anna Berg said."
    made = questions("Russians meet Mayor on Tuesday", text)
    assert not [one for one in made if one.startswith("What did")]


def test_a_number_needs_a_name_beside_it_and_loses_its_weekday() -> None:
    lone = "Two hundred people were hurt in the crash. They were hurt badly."
    assert not [one for one in questions("Crash at sea hurts many", lone) if one.startswith("How")]
    named = "About 4,200 people marched through Harrow on Saturday to demand safer ferries, the police said."
    assert "How many people marched through Harrow to demand safer ferries?" in questions("A march", named)
    cost = "The Harrow bridge will cost about 41 million crowns, twice as much as planned."
    assert "How much will the Harrow bridge cost?" in questions("A bridge", cost)


def test_the_dead_are_spoken_of_in_the_past() -> None:
    text = "Anna Berg, the actress who played the miller, has died in Harrow."
    assert "Who was Anna Berg?" in questions("Anna Berg dies in Harrow", text)
    assert "Who is Anna Berg?" in questions("A mill burns in Harrow", text)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "   ",
        "Storm",
        "STORM CLOSES THE HARBOUR OF VELM",
        "Storm closes the harbour of ...",
        "Storm closes the harbour of Velm until…",
        "Will the storm close the harbour?",
        "!!! ??? ...",
        "word " * 200,
        "\u202e\u200b",
    ],
)
def test_what_is_no_whole_headline_is_not_asked_about(title: str) -> None:
    assert questions(title, "") == []


def test_a_headline_comes_without_its_outlet_and_with_single_marks() -> None:
    assert questions("Storm “closes” the harbour | The Velm Courier", "") == [
        "What is known about “Storm ‘closes’ the harbour”?"
    ]
    assert questions("Storm closes the harbour \u202eof\u200b Velm", "") == [
        "What is known about “Storm closes the harbour of Velm”?"
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("«La desaladora es grande», dijo Inés Valdeolmillo. La desaladora costó 148 millones de pesos.", "es"),
        (
            "Die Fähre sank am Montag, sagte Mira Holt. Die Fähre war alt, sagte Mira Holt, die Kapitänin der Fähre.",
            None,
        ),
        ("أعلنت السلطات إغلاق الميناء حتى يوم الجمعة. وقال مدير الميناء إن الأضرار كبيرة.", None),
        (SUNK, "de"),
    ],
)
def test_in_other_languages_only_the_headline_is_asked_about(text: str, language: str | None) -> None:
    title = "Una desaladora grande para todos"
    assert questions(title, text, language) == [f"What is known about “{title}”?"]


def test_english_is_known_without_being_told() -> None:
    assert "Who is Ilse Varga?" in questions(TITLE, SUNK, None)


MARKUP = "<img src=x onerror=\"document.title='owned'\">"


def test_hostile_text_makes_no_question_but_of_its_own_headline() -> None:
    text = SUNK.replace("Mira Holt", f"Mira {MARKUP} Holt").replace("Ilse Varga", "Ilse\u202e\u200b Varga javascript:x")
    made = questions(f"{MARKUP} sinks off Port Anders", text)
    assert [one for one in made if re.search(r"[<>\u202e\u200b]|javascript", one)] == [made[-1]]
    assert made[-1].startswith("What is known about “<img")


@pytest.mark.parametrize(
    "text",
    [
        "The harbour said " * 60_000 + ".",
        " ".join(
            f"Anna Berg{chr(97 + i % 26)}{chr(97 + i // 26 % 26)} said the fire in Harrow is bad." for i in range(3000)
        ),
        " ".join(f"Anna{chr(97 + i % 26)} Berg, a driver," for i in range(30_000)),
        '"' * 100_000,
        "“" * 50_000 + "”" * 50_000,
        "Aaa " * 50_000,
        "Anna Berg, the " + "a " * 50_000 + "driver, said.",
        "the " * 50_000,
        "Anna’s " * 30_000,
        "Two " + "people " * 30_000 + "were killed.",
        "The x x x x cost " * 10_000,
        "the chief of " * 10_000 + ", Anna Berg, said that.",
        "A. " * 40_000,
        "the fire in Harrow. " * 20_000,
        "(" * 100_000,
        "\n" * 100_000,
    ],
    ids=range(16),
)
def test_no_text_takes_long(text: str) -> None:
    began = time.perf_counter()
    made = proposals("Anna Berg said the fire in Harrow was bad, and three people are dead", text, "en")
    assert time.perf_counter() - began < 2  # a fraction of a second, on an idle machine
    assert len(made) <= MOST + 1
    assert all(len(one.question) <= LONGEST for one in made)


def test_a_monstrous_headline_takes_no_time() -> None:
    began = time.perf_counter()
    assert all(len(one.question) <= LONGEST for one in proposals("Fire - " * 200_000, SUNK, "en"))
    assert time.perf_counter() - began < 2


def test_a_verb_is_no_thing() -> None:
    text = "The intruders came through a skylight, Anna Berg said. “They came at night,” Anna Berg said."
    assert not [one for one in questions("They came with a list", text) if "the came" in one]


@pytest.mark.parametrize(
    ("text", "language", "english"),
    [
        ("anything at all", "en", True),
        ("The ferry of the town sank in the bay", "de", False),
        ("The ferry of the town sank in the bay", None, True),
        ("Ferry sinks, nine dead, captain silent", None, False),
        ("", None, False),
        ("1907 – 2026", "", False),
    ],
)
def test_a_text_is_english_by_its_language_else_by_its_small_words(
    text: str, language: str | None, english: bool
) -> None:
    assert is_english(text, language) is english


def test_a_question_names_whom_it_is_about_and_the_sentences_that_answer_it() -> None:
    by_question = {one.question: one for one in proposals(TITLE, SUNK, "en")}
    who = by_question["Who is Ilse Varga?"]
    assert (who.kind, who.about, len(who.answers)) == ("who", "Ilse Varga", 1)
    assert who.answers[0].startswith("Ilse Varga, a marine engineer")
    event = by_question["What is known about the sinking of the Grey Gull?"]
    assert (event.kind, event.answers) == ("event", ())
    assert len(by_question) == len(proposals(TITLE, SUNK, "en")), "each once"
    assert list(by_question.values())[-1].kind == "headline"


def test_what_is_often_in_its_text_is_asked_about_by_its_name() -> None:
    text = "Bray Hollow is empty. The mill of Bray Hollow is shut. Nobody lives in Bray Hollow, and the road is closed."
    assert "What is the news about Bray Hollow?" in questions("Bray Hollow loses its last mill", text)
    assert "What is the news about Bray Hollow?" not in questions("Bray Hollow loses its last mill", text[:55])
