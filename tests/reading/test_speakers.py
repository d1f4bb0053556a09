"""Who speaks in an article, and about what."""

from __future__ import annotations

import pytest

from ragbot.reading.speakers import Speech, speeches
from ragbot.reading.topics import ArticleReading


def read(title: str, text: str) -> list[Speech]:
    return list(speeches(ArticleReading(title, text)))


def test_a_speech_has_its_speaker_its_topic_and_its_sentences() -> None:
    first, second = "Mira Holt said that the Harrow bridge is old.", "The bridge will close, Holt said."
    (speech,) = read("Harrow bridge closes", f"{first} It is raining. {second}")
    assert (speech.speaker, speech.topic.words) == ("Mira Holt", "the bridge")
    assert speech.sentences == (first, second)


def test_each_speaker_has_one_speech_in_order() -> None:
    text = "Mira Holt said the bridge is old. Oto Lind said the bridge is new. Mira Holt said the bridge fell."
    assert [(one.speaker, len(one.sentences)) for one in read("Harrow bridge closes", text)] == [
        ("Mira Holt", 2),
        ("Oto Lind", 1),
    ]


def test_a_body_speaks_by_its_name() -> None:
    (speech,) = read("Harrow bridge closes", "The Coast Guard said that the bridge is old.")
    assert speech.speaker == "the Coast Guard"


@pytest.mark.parametrize(
    "words",
    [
        "The Mayor",
        "Officials",
        "He",
        "The Orm Journal",
        "The Council",
        "85 and",
        "Some of the French",
        "A man at Harrow Airport",
        "Holt",  # whom the text does not name in full
        "Oto Lind and Mira Holt",
    ],
)
def test_who_cannot_be_named_in_a_question_has_no_speech(words: str) -> None:
    assert read("Harrow bridge closes", f"{words} said that the bridge is old.") == []


def test_who_stands_after_a_preposition_is_no_speaker() -> None:
    assert read("Harrow bridge closes", "The bridge was found at Anna Berg, said reports of the bridge.") == []


def test_a_speaker_without_a_topic_has_no_speech() -> None:
    assert read("Storm", "Mira Holt said that it is raining.") == []
    assert read("", "") == []


def test_the_headline_s_topic_counts_where_the_sentence_stands_near_it() -> None:
    near = "The bridge at Harrow fell. The bridge was old. Mira Holt said that nobody knew."
    assert [one.topic.words for one in read("Harrow bridge falls", near)] == ["the bridge"]
    far = near.replace(" Mira", f" {'It rained. ' * 5}Mira")
    assert read("Harrow bridge falls", far) == []
    other = "They recall the sinking of the Grey Linnet. Mira Holt said that nobody knew."
    assert read("Storm over Orm", other) == []


def test_nobody_speaks_about_themselves() -> None:
    assert read("Mira Holt resigns", "Mira Holt said that Mira Holt resigns.") == []
