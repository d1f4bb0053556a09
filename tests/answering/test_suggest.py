"""Suggested questions: each was asked of the archive, which answers it; new articles and answers lead to them."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from ragbot.answering.bot import Bot
from ragbot.answering.suggest import KNOWN, MOST_CHECKED, OPENING, QuotedSpan, Suggestion, SuggestionScope
from ragbot.archive.archive import Archive, open_archive
from ragbot.errors import QuestionError
from ragbot.models.embeddings import Vectors
from ragbot.reading.asking import LONGEST
from ragbot.settings import Settings
from ragbot.types import Article, Question, Window
from tests.conftest import add, article, stories
from tests.fakes import WordEmbeddings
from tests.reading.test_reading_asking import SUNK, TITLE

FERRY = article(SUNK, TITLE, "https://daily.example/ferry", source="Daily", published="2026-01-05", language="en")
MILL = article(
    "The old mill of Lennford burned down on Sunday night. “I saw the mill burn from my window,” said Tomas Eder, a "
    "baker in Lennford.\n\nNobody was hurt in the fire. The mill was built in 1811, and its wheel still turned.",
    "Fire destroys the mill of Lennford",
    "https://wire.example/mill",
    source="Wire",
    published="2026-01-04",
    language="en",
)
SPANISH = article(
    "La presidenta inauguró el viernes la primera desaladora del país, que abastecerá de agua a los vecinos.",
    "Una desaladora para los vecinos del puerto",
    "https://gaceta.example/desaladora",
    source="Gaceta",
    published="2026-01-03",
    language="es",
)


@pytest.fixture
def bot(archive: Archive) -> Bot:
    add(archive, FERRY, MILL, SPANISH)
    return Bot(archive)


def suggested(bot: Bot, *articles: Article, **wanted: object) -> tuple[Suggestion, ...]:
    return bot.suggest(SuggestionScope(articles=tuple((each.id, 1) for each in articles), **wanted))  # type: ignore[arg-type]


def test_who_is_first_named_far_down_is_not_asked_about_by_a_reader_who_has_not_seen_the_name(bot: Bot) -> None:
    start = SUNK.index("Ilse Varga")
    assert start > OPENING
    assert "Varga" not in str(suggested(bot, FERRY, limit=10))
    shown = suggested(bot, FERRY, limit=10, questions=("What did Ilse Varga find?",))
    assert "Varga" in str(shown)


def test_whom_several_articles_name_is_asked_about(archive: Archive) -> None:
    others = (article(f"Ilse Varga tested {i} bolts.", address=f"https://daily.example/{i}") for i in range(KNOWN))
    add(archive, FERRY, *others)
    assert "What did Ilse Varga say" in str(suggested(Bot(archive), FERRY, limit=10))


def test_the_newest_articles_give_questions_that_they_answer(bot: Bot) -> None:
    found = suggested(bot)
    assert len(found) == 3
    assert {one.article_id for one in found} >= {FERRY.id, MILL.id}
    for one in found:
        answer = bot.ask(Question(one.question))
        assert one.article_id in {citation.article_id for citation in answer.citations}


def test_an_answer_is_led_on_from(bot: Bot) -> None:
    asked = "How many people died when the ferry sank?"
    answer = bot.ask(Question(asked))
    used = tuple(QuotedSpan(c.article_id, c.version, c.source_start, c.source_end) for c in answer.citations)
    found = suggested(bot, FERRY, questions=(asked,), used=used)
    assert found
    quoted = {citation.cited_text for citation in answer.citations}
    for one in found:
        assert {c.cited_text for c in bot.ask(Question(one.question)).citations} - quoted
        assert not one.question.startswith("What is known about “")


def test_what_was_asked_does_not_come_again(bot: Bot) -> None:
    first = [one.question for one in suggested(bot, FERRY, limit=5)]
    assert len(first) > 1
    for asked in (first[0], f"  {first[0].lower()} ", first[0].replace("?", "")):
        again = [one.question for one in suggested(bot, FERRY, questions=(asked,), limit=5)]
        assert first[0] not in again
        assert again
    assert suggested(bot, FERRY, questions=tuple(first), limit=1) == () or (
        suggested(bot, FERRY, questions=tuple(first), limit=1)[0].question not in first
    )


def test_nobody_is_asked_about_twice(bot: Bot) -> None:
    for names in (re.findall(r"[A-Z]\w+ [A-Z]\w+", one.question) for one in suggested(bot, FERRY, limit=5)):
        assert len(names) <= 2
    found = " ".join(one.question for one in suggested(bot, FERRY, limit=5))
    assert max(found.count(name) for name in ("Mira Holt", "Ilse Varga", "Oto Lind")) == 1


def test_what_the_archive_does_not_answer_is_not_suggested(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def nothing(question: Question) -> Sequence[object]:
        asked.append(question.text)
        return []

    monkeypatch.setattr(bot, "_quotes", nothing)
    assert suggested(bot, limit=5) == ()
    assert 0 < len(asked) <= MOST_CHECKED


def test_headlines_are_the_last_resort(bot: Bot) -> None:
    assert not any("“" in one.question for one in suggested(bot, limit=3))
    [only] = suggested(bot, sources=("Gaceta",))
    assert only.question == f"What is known about “{SPANISH.title}”?"


def test_limits_hold(bot: Bot) -> None:
    assert {one.source for one in suggested(bot, sources=("Wire",))} == {"Wire"}
    assert {one.published for one in suggested(bot, window=Window("2026-01-05"))} == {"2026-01-05"}
    assert suggested(bot, FERRY, window=Window(until="2026-01-04")) == ()
    assert suggested(bot, FERRY, sources=("Wire",)) == ()
    assert suggested(bot, as_of="2020-01-01") == ()
    assert len(suggested(bot, as_of="2999-01-01")) == 3
    assert len(suggested(bot, limit=1)) == 1


def test_impossible_limits_are_told(bot: Bot) -> None:
    with pytest.raises(QuestionError, match="swap"):
        suggested(bot, FERRY, window=Window("2026-01-05", "2026-01-04"))


def test_unknown_articles_and_versions_are_skipped(bot: Bot) -> None:
    assert bot.suggest(SuggestionScope(articles=(("f" * 32, 1), (FERRY.id, 7)))) == ()
    assert bot.suggest(SuggestionScope(articles=(("f" * 32, 1), (FERRY.id, 1)), limit=1))


@pytest.mark.parametrize("state", ["retracted", "removed"])
def test_what_was_retracted_is_never_suggested(bot: Bot, state: str) -> None:
    assert FERRY.id in {one.article_id for one in suggested(bot)}
    bot.archive.set_state(FERRY.id, state)  # type: ignore[arg-type]
    assert FERRY.id not in {one.article_id for one in suggested(bot)}, "though it was remembered"
    assert suggested(bot, FERRY) == ()


def test_what_is_retracted_while_questions_are_made_is_left_out(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    quotes = bot._quotes

    def retracting(question: Question) -> Sequence[object]:
        found = quotes(question)
        bot.archive.set_state(FERRY.id, "retracted")
        return found

    monkeypatch.setattr(bot, "_quotes", retracting)
    assert suggested(bot, FERRY) == ()


def test_what_comes_back_is_suggested_again_with_its_date_of_now(bot: Bot) -> None:
    for each in (FERRY, MILL, SPANISH):
        bot.archive.set_state(each.id, "retracted")
    assert suggested(bot) == ()
    bot.archive.set_state(FERRY.id, "live")
    assert {one.published for one in suggested(bot)} == {"2026-01-05"}
    add(bot.archive, replace(FERRY, published="2026-01-06"))
    assert {one.published for one in suggested(bot)} == {"2026-01-06"}


def test_many_long_spans_take_no_time(bot: Bot) -> None:
    long = replace(FERRY, text=f"{SUNK} " * 400, address="https://daily.example/long")
    add(bot.archive, long)
    used = tuple(QuotedSpan(long.id, 1, start, len(long.text)) for start in range(200))
    began = time.process_time()
    suggested(bot, long, used=used)
    assert time.process_time() - began < 2, "it took 66 s"


def test_a_version_that_was_overtaken_is_not_suggested(bot: Bot) -> None:
    safe = "The ferry is safe, and all is well in the harbour."
    add(bot.archive, article(safe, "All is well", FERRY.address, published="2026-01-05", modified="2026-01-09"))
    assert suggested(bot, FERRY) == ()


def test_a_copy_is_as_good_as_its_article(bot: Bot) -> None:
    copy = article(
        SUNK, TITLE, "https://courier.example/ferry", source="Courier", published="2026-01-05", language="en"
    )
    add(bot.archive, copy)
    assert suggested(bot, FERRY)
    assert suggested(bot, copy)


def test_ways_to_begin_are_remembered_until_the_archive_changes(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = 0
    quotes = bot._quotes

    def counting(question: Question) -> Sequence[object]:
        nonlocal counted
        counted += 1
        return quotes(question)

    monkeypatch.setattr(bot, "_quotes", counting)
    first = suggested(bot)
    checked = counted
    assert suggested(bot) == first
    assert counted == checked > 0
    suggested(bot, sources=("Wire",))
    assert counted > checked
    monkeypatch.setattr("ragbot.archive.archive.Archive.as_of", lambda self, by=None: "2999-01-01T00:00:00Z")
    checked = counted
    suggested(bot)
    assert counted > checked


def test_outlets_and_days_take_turns(archive: Archive) -> None:
    add(archive, *stories(40))
    found = Bot(archive).suggest(SuggestionScope(limit=4))
    assert len({one.published for one in found}) == len(found)
    assert {one.source for one in found} == {"Paper 0", "Paper 1"}


def test_an_empty_archive_suggests_nothing(archive: Archive) -> None:
    assert Bot(archive).suggest(SuggestionScope()) == ()


# What was asked


class _Read(WordEmbeddings):
    """Keeps the texts that it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode(self, texts: list[str]) -> Vectors:
        self.texts += texts
        return super().encode(texts)


def test_of_long_questions_no_more_is_read_than_a_suggestion_could_repeat(settings: Settings) -> None:
    model = _Read()
    asked = tuple(f"{n} {'ferry ' * 300}" for n in range(20))
    with open_archive(settings, model, create=True) as archive:
        add(archive, article(SUNK, TITLE))
        model.texts.clear()
        assert Bot(archive).suggest(SuggestionScope(questions=asked))
    assert model.texts
    assert max(map(len, model.texts)) <= 2 * LONGEST


def test_a_question_that_was_sent_before_is_not_read_again(settings: Settings) -> None:
    model = _Read()
    with open_archive(settings, model, create=True) as archive:
        add(archive, article(SUNK, TITLE))
        bot = Bot(archive)
        first = bot.suggest(SuggestionScope(questions=("Who is Oto Lind?", "Who is Oto Lind?")))
        model.texts.clear()
        assert bot.suggest(SuggestionScope(questions=("Who is Oto Lind?",))) == first
    assert "Who is Oto Lind?" not in model.texts
