"""Passages are runs of whole sentences that the embedding model can read to their end."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records.articles import clean_text
from ingest.records.passages import PASSAGE_TOKENS, passage_spans
from ragbot.reading.sentences import sentence_spans
from ragbot.types import Passage
from tests.conftest import article
from tests.fakes import WordEmbeddings

MODEL = WordEmbeddings(max_tokens=256)
SMALL = WordEmbeddings(max_tokens=60)
WORDS = st.sampled_from(["ferry", "sank", "Anders", "3.5", "渡轮", "😀", "–", "“", "”", ",", "x" * 30, "a-b-c"])
ENDS = st.sampled_from([". ", "? ", ".\n\n", "\n\n", " ", "。", ".\n"])
RUNS = st.integers(40, 130).map(lambda count: "unbroken " * count)
TEXTS = st.lists(WORDS | ENDS | RUNS | st.text(max_size=4), min_size=1, max_size=200).map(" ".join).map(clean_text)


def passages(text: str, title: str = "A title", model: WordEmbeddings = MODEL) -> list[str]:
    return [text[slice(*span)] for span in passage_spans(article(text, title), model)]


def tokens(text: str) -> int:
    return len(MODEL.token_spans(text))


def sentences_of(count: int, seed: int = 0) -> list[str]:
    """Different sentences of 4 to 40 words, the same for the same seed."""
    chance = random.Random(seed)
    return [" ".join(f"w{chance.randrange(5000)}" for _ in range(chance.randrange(4, 41))) + "." for _ in range(count)]


@given(TEXTS)
def test_every_visible_character_is_in_exactly_one_passage_in_order(text: str) -> None:
    spans = passage_spans(article(text), SMALL)
    around = [(0, 0), *spans, (len(text), len(text))]
    assert all(end <= start and not text[end:start].strip() for (_, end), (start, _) in pairwise(around))


@given(TEXTS)
def test_no_passage_is_empty_or_has_white_space_around_it(text: str) -> None:
    assert all(passage == passage.strip() != "" for passage in passages(text, model=SMALL))


@given(TEXTS, st.text(max_size=20))
def test_no_passage_with_its_title_is_longer_than_the_model_reads(text: str, title: str) -> None:
    for start, end in passage_spans(article(text, title), SMALL):
        embedded = Passage("a", 1, start, end, text[start:end], title).embedded_text
        assert tokens(embedded) + 2 <= SMALL.max_tokens  # [CLS] and [SEP]


def test_a_sentence_that_fits_is_never_cut() -> None:
    text = " ".join(sentences_of(100))
    ends = {end for _, end in sentence_spans(text)}
    assert len(passages(text)) > 10
    assert all(end in ends for _, end in passage_spans(article(text), MODEL))


def test_a_passage_ends_with_a_paragraph_where_it_can() -> None:
    short = [sentence for sentence in sentences_of(400, seed=1) if tokens(sentence) < 25]
    text = "\n\n".join(" ".join(three) for three in zip(short[::3], short[1::3], short[2::3], strict=False))
    spans = passage_spans(article(text), MODEL)
    assert len(spans) > 10
    assert all(text[end : end + 2] in ("\n\n", "") for _, end in spans)


def test_passages_are_not_crumbs() -> None:
    sizes = [tokens(passage) for passage in passages(" ".join(sentences_of(200, seed=2)))]
    assert min(sizes[:-1]) >= PASSAGE_TOKENS // 2


SIGN_UP = "Sign up here for the newsletter of the Orm Courier."


def test_furniture_before_and_after_the_news_is_in_no_passage() -> None:
    news = "The ferry sank.\n\nNine people died."
    assert passages(f"By Mira Holt\n\n{SIGN_UP}\n\n{news}\n\nRead more\n\nFollow us on Facebook.") == [news]


def test_a_dateline_stays_in_its_passage_since_it_tells_where() -> None:
    assert passages("Orm CNN —\n\nThe ferry sank.") == ["Orm CNN —\n\nThe ferry sank."]
    assert passages("ORM (AP) — The ferry sank.") == ["ORM (AP) — The ferry sank."]


def test_a_line_of_furniture_within_a_passage_stays_and_much_of_it_ends_one() -> None:
    short = f"The ferry sank.\n\n{SIGN_UP}\n\nNine died."
    assert passages(short) == [short]
    assert passages(f"The ferry sank.\n\n{(SIGN_UP + ' ') * 9}\n\nNine died.") == ["The ferry sank.", "Nine died."]


def test_furniture_counts_for_what_the_model_reads() -> None:
    text = "\n\n".join(f"{sentence}\n\n{SIGN_UP}" for sentence in sentences_of(60))
    assert max(tokens(passage) for passage in passages(text)) <= PASSAGE_TOKENS


def test_an_article_that_is_all_furniture_keeps_it() -> None:
    assert passages(SIGN_UP) == [SIGN_UP]


def test_a_short_article_is_one_passage() -> None:
    assert passages("It sank.\n\nNine people died.") == ["It sank.\n\nNine people died."]


def test_a_title_of_ten_thousand_characters_leaves_room_for_the_text() -> None:
    text = " ".join(sentences_of(60))
    title = "Ferry sinks off Port Anders again " * 300
    spans = passage_spans(article(text, title), MODEL)
    embedded = [Passage("a", 1, *span, text[slice(*span)], title).embedded_text for span in spans]
    assert max(tokens(one) for one in embedded) <= MODEL.max_tokens - 2
    assert len(spans) == len(passages(text, "Ferry"))


def test_a_title_takes_its_room_from_the_text_of_a_small_model() -> None:
    text = " ".join(sentences_of(40, seed=3))
    small = WordEmbeddings(max_tokens=100)
    title = "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 2
    assert max(tokens(one) for one in passages(text, title, small)) <= 100 - 52 - 2
    assert max(tokens(one) for one in passages(text, "a", small)) > 100 - 52 - 2


def test_a_text_without_any_punctuation_is_cut_between_words() -> None:
    words = [f"word{i}" for i in range(1000)]
    found = passages(" ".join(words))
    assert len(found) <= 1.2 * -(-1000 // PASSAGE_TOKENS)
    assert " ".join(found).split(" ") == words


def test_blanks_between_sentences_count_too() -> None:
    found = passages((" " * 1_000).join(["It sank."] * 50))
    assert max(map(len, found)) <= 2_000


@pytest.mark.parametrize("stop", ["。", ""])
def test_chinese_is_cut_within_the_models_reach(stop: str) -> None:
    class Characters(WordEmbeddings):
        """Counts each character as a token, as MiniLM does with Chinese."""

        def token_spans(self, text: str) -> list[tuple[int, int]]:
            return [(i, i + 1) for i, character in enumerate(text) if not character.isspace()]

    text = f"渡轮在港口附近沉没九人死亡{stop}" * 60
    found = passages(text, model=Characters(max_tokens=256))
    assert "".join(found) == text
    assert all(len(passage) <= PASSAGE_TOKENS for passage in found)
    assert all(passage.endswith(stop) for passage in found)


def test_a_word_longer_than_any_passage_is_kept_in_pieces() -> None:
    found = passages("a" * 10_000)
    assert "".join(found) == "a" * 10_000
    assert len(found) > 1


def edited(sentences: list[str], seed: int) -> tuple[list[str], int]:
    """The sentences with some words put into one of them, and which sentence that is."""
    chance = random.Random(seed)
    i = chance.randrange(len(sentences))
    words = sentences[i].split()
    words.insert(chance.randrange(len(words)), "put in " * chance.randrange(1, 10) + "later")
    return [*sentences[:i], " ".join(words), *sentences[i + 1 :]], i


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_an_edit_leaves_the_passages_well_before_it_as_they_were(seed: int, edit: int) -> None:
    old = sentences_of(60, seed)
    new, changed = edited(old, edit)
    before = len(" ".join(old[:changed]))
    spans = passage_spans(article(" ".join(old)), MODEL)
    untouched = [span for span, following in pairwise(spans) if following[1] < before]
    assert passage_spans(article(" ".join(new)), MODEL)[: len(untouched)] == untouched


def test_words_put_in_change_three_passages_of_twenty_seven_at_most_nine_times_in_ten() -> None:
    changed = []
    for seed in range(60):
        old = sentences_of(150, seed)
        new, _ = edited(old, seed)
        changed.append(len(set(passages(" ".join(new))) - set(passages(" ".join(old)))))
    assert min(changed) == 1
    assert sum(n <= 3 for n in changed) >= 54


def test_the_same_article_is_always_cut_the_same() -> None:
    text = " ".join(sentences_of(80, seed=5))
    assert passages(text) == passages(text, model=WordEmbeddings(max_tokens=256))


def test_a_text_that_is_one_token_is_cut_all_the_same(embeddings: WordEmbeddings) -> None:
    text = "The key is " + "0af3" * 50_000 + ". It opens nothing."
    spans = passage_spans(article(text), embeddings)
    assert max(end - start for start, end in spans) <= 2000
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
