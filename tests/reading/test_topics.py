"""What an article tells of, in words that can stand in a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.topics import LONGEST_SENTENCE, LONGEST_TITLE, MOST_SENTENCES, READ, ArticleReading, last_name

TITLE = "Grey Linnet ferry sinks off Orm, Holt says"
TEXT = (
    "The ferry Grey Linnet was lost off Orm on Monday, and nine people died.\n\n"
    "Captain Mira Holt told the inquiry that the ferry was old. “The Halmere Line knew,” Holt said.\n\n"
    "By Oto Lind\n\n"
    "The sinking of the Grey Linnet is the worst in years. The Orm ferry disaster shocked Halmere police."
)


@pytest.fixture
def reading() -> ArticleReading:
    return ArticleReading(TITLE, TEXT)


def sentences(reading: ArticleReading) -> list[str]:
    return [reading.text[slice(*span)] for span in reading.sentences]


def test_only_so_much_is_read() -> None:
    reading = ArticleReading("T" * 2 * LONGEST_TITLE, "It sank. " * READ)
    assert (len(reading.title), len(reading.text)) == (LONGEST_TITLE, READ)
    assert len(reading.sentences) == MOST_SENTENCES
    assert ArticleReading("", f"It {'so ' * LONGEST_SENTENCE}sank. It sank.").sentences[1:] == []


def test_an_empty_article_tells_of_nothing() -> None:
    reading = ArticleReading("", "")
    assert (reading.sentences, reading.names, reading.topics, reading.masked) == ([], [], [], "")
    assert reading.title_stems == set()


def test_sentences_are_whole_ones_without_bylines(reading: ArticleReading) -> None:
    assert "By Oto Lind" not in " ".join(sentences(reading))
    assert sentences(reading)[0] == "The ferry Grey Linnet was lost off Orm on Monday, and nine people died."
    assert len(sentences(reading)) == 5


def test_what_is_quoted_is_masked_at_the_same_length(reading: ArticleReading) -> None:
    assert len(reading.masked) == len(reading.text)
    assert "Halmere Line" not in reading.masked
    assert "Halmere Line" not in [name.words for name in reading.names]


def test_a_name_says_whether_it_stands_for_itself_and_has_the(reading: ArticleReading) -> None:
    linnets = [name for name in reading.names if name.words == "Grey Linnet"]
    assert [name.article for name in linnets] == [False, True]
    assert all(reading.text[slice(*name.span)] == name.words for name in reading.names)
    assert reading.count("Grey Linnet") == 2
    (halmere,) = [name for name in reading.names if name.words == "Halmere"]
    assert not halmere.whole  # of "Halmere police"
    assert reading.count("Halmere") == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It told the Centers for Disease Control so.", "Disease Control"),
        ("It met Holt and Berg Foundation again.", "Berg Foundation"),
        ("It met St. Anna on Monday.", "Anna"),
        ("It met Mira Holt Jr. in Orm.", "Mira Holt"),
        ("It sank. Ferries sank, and ferries float.", "Ferries"),
    ],
)
def test_a_part_of_a_longer_name_is_none(text: str, name: str) -> None:
    assert name not in [one.words for one in ArticleReading("", text).names]


@pytest.mark.parametrize("before", ["the mayor’s ", "a new ", "“", "her "])
def test_a_name_that_something_owns_or_opens_does_not_stand_for_itself(before: str) -> None:
    word = "Harrow" if before != "a new " else "Halmere"
    reading = ArticleReading("", f"They saw {before.replace('new ', '')}{word} again.")
    assert [(name.words, name.whole) for name in reading.names] == [(word, False)]


def test_an_initial_s_full_stop_does_not_cut_a_name() -> None:
    assert [name.words for name in ArticleReading("", "They met Joseph R. Holm today.").names] == ["Joseph R. Holm"]


def test_a_surname_has_its_one_full_name(reading: ArticleReading) -> None:
    assert reading.full("Holt") == "Mira Holt"
    assert reading.full("Lind") is None
    two = ArticleReading("", "They met Mira Holt and saw Anna Holt, and Holt went.")
    assert two.full("Holt") is None
    longer = ArticleReading("", "They met Mira Berg Holt, and saw Berg Holt.")
    assert longer.full("Holt") == "Mira Berg Holt"


def test_a_name_is_called_as_sentences_call_it(reading: ArticleReading) -> None:
    assert reading.called("Mira Holt") == "Mira Holt"
    assert reading.called("Ferry Association") == "the Ferry Association"
    assert ArticleReading("", "They saw the Grey Linnet.").called("Grey Linnet") == "the Grey Linnet"
    assert ArticleReading("", "They saw the Gulls of Orm.").called("Orm Gulls") == "the Orm Gulls"


def test_topics_are_events_names_of_the_headline_and_its_things(reading: ArticleReading) -> None:
    first, *names, last = [(topic.words, topic.is_event) for topic in reading.topics]
    assert (first, last) == (("the sinking of the Grey Linnet", True), ("the ferry", False))
    assert sorted(names) == [("Mira Holt", False), ("the Grey Linnet", False)]


def test_a_named_event_is_one() -> None:
    reading = ArticleReading("", "They saw the Harrow fire, and fled. They saw Harrow fire engines.")
    assert [topic.words for topic in reading.topics] == ["the Harrow fire"]
    assert reading.topics[0].bare == "Harrow fire"


def test_a_topic_is_of_the_headline_and_has_a_weight(reading: ArticleReading) -> None:
    ferry = reading.topics[-1]
    assert reading.is_headline(ferry)
    assert reading.weight(ferry) == 3
    assert not ArticleReading("A storm", TEXT).is_headline(ferry)


def test_words_stand_for_themselves_where_a_sentence_has_them_so(reading: ArticleReading) -> None:
    first, last = reading.sentences[0], reading.sentences[-1]
    assert reading.has("Grey Linnet", first)
    assert not reading.has("Halmere", last)
    assert not reading.has("Linnet", last)
    assert not ArticleReading("", "It met AnOrm.").has("Orm", (0, 12))


def test_a_surname_stands_alone_elsewhere(reading: ArticleReading) -> None:
    assert reading.is_surname("Mira Holt")
    assert not reading.is_surname("Grey Linnet")
    assert not reading.is_surname("Holt")


WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def test_around_a_sentence_are_three_on_either_side() -> None:
    reading = ArticleReading("", " ".join(f"It sank {word}." for word in WORDS))
    start, end = reading.around(reading.sentences[4])
    assert (
        reading.text[start:end]
        == "It sank two. It sank three. It sank four. It sank five. It sank six. It sank seven. It sank eight."
    )
    assert reading.around(reading.sentences[0]) == (0, reading.sentences[3][1])


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Houston manager Oto Lind", "Oto Lind"),
        ("Oto Lind", "Oto Lind"),
        ("Oto Lind of the line", ""),
        ("Centers for Disease Control", ""),
        ("the line", ""),
        ("", ""),
        ("met Joseph R. Holm", "Joseph R. Holm"),
    ],
)
def test_the_last_name_is_the_one_that_words_end_with(words: str, name: str) -> None:
    assert last_name(words) == name


PIECES = ("Mira Holt", "the ", "Orm ", "fire", "sinking of ", "sank", ". ", ", ", "“", "” ", "\n", "Captain ")


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), st.lists(st.sampled_from(PIECES)).map("".join))
def test_names_and_topics_stand_in_the_text(text: str, title: str) -> None:
    reading = ArticleReading(title, text)
    assert all(text[slice(*name.span)] == name.words for name in reading.names)
    assert len({topic.words for topic in reading.topics}) == len(reading.topics)
    assert all(0 <= topic.span[0] < topic.span[1] <= len(text) for topic in reading.topics)
