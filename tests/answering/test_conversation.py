"""A conversation over an archive: the story in focus, what is searched in it, and when it is left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ragbot.answering.answerability import judge
from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.types import Article, Question, SearchResult, Turn, Window
from tests.conftest import add, article, stories
from tests.evidence import evidence

SINKS = article(
    "The ferry Grey Gull sank off Port Anders on Monday. Nine people died on the ferry, the coast guard said.\n\n"
    "Captain Mira Holt steered the ferry Grey Gull when it sank. Holt said she saw the rock too late.",
    "Ferry Grey Gull sinks off Port Anders",
    "https://daily.example/sinks",
    source="Daily",
    published="2026-01-05",
)
LATER = article(
    "The ferry Grey Gull will be replaced by the Sea Star off Port Anders, the line said on Friday.\n\n"
    "The ferry sank off Port Anders on Monday, and nine people died.",
    "Ferry Grey Gull off Port Anders replaced by Sea Star",
    "https://daily.example/later",
    source="Daily",
    published="2026-01-09",
)
RAFT = article(
    "A raft sank on Lake Mull. Four people died on the raft, rangers said.",
    "Raft sinks on Lake Mull",
    "https://tide.example/raft",
    source="Tide",
    published="2026-01-10",
)
ASKED = Turn("user", "Where did the ferry Grey Gull sink?")
SAID = "The ferry Grey Gull sank off Port Anders on Monday. [1]"


@pytest.fixture
def bot(archive: Archive) -> Bot:
    add(archive, SINKS, LATER, RAFT, *stories(6))
    return Bot(archive)


def told(*cited: Article) -> tuple[Turn, ...]:
    return ASKED, Turn("assistant", SAID, tuple(one.id for one in cited))


def ask(bot: Bot, text: str, history: tuple[Turn, ...], **more: Any) -> Any:
    return bot.ask(Question(text, history=history, asked_on="2026-01-14", **more))


def titles(bot: Bot, text: str, history: tuple[Turn, ...]) -> set[str]:
    return {
        piece.version.title for piece in bot.search(Question(text, history=history, asked_on="2026-01-14"), 8).evidence
    }


def test_a_follow_up_is_searched_in_the_story_that_was_cited(bot: Bot) -> None:
    answer = ask(bot, "How many people died?", told(SINKS))
    assert answer.focus.article_id == SINKS.id
    assert answer.standalone_question == "How many people died?"
    assert titles(bot, "How many people died?", told(SINKS)) == {SINKS.title, LATER.title}
    assert RAFT.title in titles(bot, "How many people died?", ())


def test_the_story_is_found_again_when_the_client_does_not_say_what_was_cited(bot: Bot) -> None:
    assert ask(bot, "How many people died?", told()).focus.article_id == SINKS.id
    assert ask(bot, "Why?", (ASKED, Turn("assistant", "Off Port Anders."))).focus.article_id in (SINKS.id, LATER.id)


def test_what_came_later_is_looked_for_in_what_was_written_later(bot: Bot) -> None:
    assert titles(bot, "And what replaced it?", told(SINKS)) == {LATER.title}


def test_another_topic_is_searched_in_the_whole_archive(bot: Bot) -> None:
    for text in ("How much does the bridge over River3 cost?", "different topic: how many people died?"):
        assert ask(bot, text, told(SINKS)).focus is None
    alone = bot.search(Question("How much does the bridge over River3 cost?", asked_on="2026-01-14"), 8)
    after = Question("How much does the bridge over River3 cost?", history=told(SINKS), asked_on="2026-01-14")
    assert bot.search(after, 8).evidence == alone.evidence


def test_a_thing_that_the_story_lacks_is_found_elsewhere(bot: Bot) -> None:
    answer = ask(bot, "And how many died on the raft on Lake Mull?", told(SINKS))
    assert answer.focus is None
    assert [source.title for source in answer.sources][:1] == [RAFT.title]


HALM = article(
    "Tova Dale won the mayor election in Halm on Sunday, with 52 percent.\n\nHalm votes every four years.",
    "Tova Dale wins mayor election in Halm",
    "https://tide.example/halm",
    source="Tide",
    published="2026-01-11",
)
ORM = article(
    "Oto Lind won the mayor election in Orm on Monday. Orm had not voted for a year.",
    "Oto Lind wins mayor election in Orm",
    "https://daily.example/orm",
    source="Daily",
    published="2026-01-12",
)


@pytest.mark.parametrize("text", ["and in halm?", "what about halm", "ok and who won the mayor election in halm?"])
def test_the_same_about_a_place_in_small_letters_is_found_in_another_story(bot: Bot, text: str) -> None:
    add(bot.archive, HALM, ORM)
    asked = Turn("user", "who won the mayor election in orm")
    said = Turn("assistant", "Oto Lind won the mayor election in Orm on Monday. [1]", (ORM.id,))
    answer = ask(bot, text, (asked, said))
    assert answer.focus is None
    assert "Tova Dale won" in answer.answer


def test_the_same_about_a_place_may_go_back_to_the_question_before_the_last(bot: Bot) -> None:
    add(bot.archive, HALM, ORM)
    said = Turn("assistant", "Oto Lind won the mayor election in Orm on Monday. [1]", (ORM.id,))
    history = (Turn("user", "who won the mayor election in orm"), said, Turn("user", "how old is he"), said)
    answer = ask(bot, "and in halm?", history)
    assert answer.standalone_question == "who won the mayor election in Halm"
    assert "Tova Dale won" in answer.answer


def test_thanks_in_between_end_nothing(bot: Bot) -> None:
    history = (*told(SINKS), Turn("user", "thanks!"), Turn("assistant", "You are welcome."))
    assert ask(bot, "How many people died?", history).focus.article_id == SINKS.id


def test_what_was_told_is_not_told_again(bot: Bot) -> None:
    answer = ask(bot, "Where was that, and who steered the ferry?", told(SINKS))
    assert answer.outcome == "answered"
    assert not answer.answer.startswith("The ferry Grey Gull sank off Port Anders on Monday.")


def test_ids_of_no_article_and_of_one_that_was_removed_are_no_focus(bot: Bot) -> None:
    unknown = (ASKED, Turn("assistant", SAID, ("x", "0" * 32)))
    assert ask(bot, "How many people died?", unknown).focus.article_id == SINKS.id, "found again by its words"
    bot.archive.set_state(SINKS.id, "removed", "by mistake")
    focus = ask(bot, "How many people died?", told(SINKS)).focus
    assert focus is None or focus.article_id != SINKS.id


def test_a_window_without_the_story_is_searched_as_a_whole(bot: Bot) -> None:
    answer = ask(bot, "How many people died?", told(SINKS), window=Window("2026-01-10", "2026-01-10"))
    assert answer.focus is None
    assert [source.title for source in answer.sources] in ([RAFT.title], [])


def test_a_question_as_of_a_time_is_not_shown_a_story_of_later(bot: Bot) -> None:
    answer = ask(bot, "How many people died?", told(SINKS), as_of="2020-01-01")
    assert (answer.focus, answer.related) == (None, ())


def test_a_question_that_names_nothing_stays_in_the_story_though_others_tell_of_it(bot: Bot) -> None:
    ferry, raft = "The ferry cost the line 2 million crowns.", "The damage of the bridge fire was 9 million crowns."
    add(
        bot.archive, article(f"{raft} The damage shocked Sorrel.", "Fire on Sorrel bridge", "https://tide.example/fire")
    )
    assert titles(bot, "how many crowns was the damage?", told(SINKS)) <= {SINKS.title, LATER.title}, ferry


def test_less_is_needed_in_the_story_where_a_sentence_tells_all_that_is_asked(archive: Archive) -> None:
    passage = evidence("Mira Holt landed at Port Anders after the storm.")
    found = SearchResult(
        (replace(passage, similarity=0.3),), Window(), (), "where did she land", Window(until="2026-01-14")
    )
    assert judge(found, archive).outcome != "answerable"
    assert judge(found, archive, "where did she land?").outcome == "answerable"
    assert judge(found, archive, "where did she dine?").outcome != "answerable"


def test_less_is_needed_in_the_story_where_a_value_is_told_in_other_words(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragbot.answering.answerability.odds", lambda told, articles: -1.0)
    monkeypatch.setattr(archive.embeddings, "cosines", lambda text, others: [0.7] * len(others))
    paid = evidence("The sailors will be paid their wages in October.")
    found = SearchResult((paid,), Window(), (), "when do the sailors get their money", Window(until="2026-01-14"))
    assert judge(found, archive).outcome != "answerable"
    assert judge(found, archive, "when do they get their money").outcome == "answerable"
    where = replace(found, topic="where do the sailors get their money")
    assert judge(where, archive, "where do they get their money").outcome != "answerable"


def test_a_follow_up_goes_on_with_the_story_that_was_only_shown(bot: Bot) -> None:
    history = (Turn("user", "what became of the ferry Grey Gull"), Turn("assistant", "These articles are about it."))
    assert ask(bot, "how many people died?", history).focus.article_id in (SINKS.id, LATER.id)


def test_a_sentence_that_was_quoted_is_quoted_again_where_it_has_all_that_is_asked(bot: Bot) -> None:
    said = SINKS.text.split("\n\n")[1].split(". ")[0] + ". [1]"
    history = (ASKED, Turn("assistant", said, (SINKS.id,)))
    assert "Captain Mira Holt steered" in ask(bot, "who steered it?", history).answer
