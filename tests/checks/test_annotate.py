"""What stands beside an answer: whose words, who else says so or otherwise, what was corrected, how old it is."""

from __future__ import annotations

from collections.abc import Generator
from time import sleep

import pytest

from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive, open_archive
from ragbot.errors import ArchiveError, LLMError
from ragbot.settings import Settings
from ragbot.types import Answer, Question, Turn, Usage
from tests.answering.test_bot import FERRY, ScriptedLLM, assert_exact, writes
from tests.conftest import STORY, add, article, stories

DAILY = "https://daily.example/ferry"
TOLL = Question("How many people died when the ferry Grey Gull sank?", asked_on="2026-01-09")


@pytest.fixture
def told(archive: Archive) -> Archive:
    """An archive that tells of the ferry, and of bridges."""
    add(archive, article(STORY, "Nine die at sea", DAILY, source="Daily", published="2026-01-05"), *stories(6))
    return archive


def marked(answer: Answer) -> list[str]:
    return [answer.answer[each.start_index : each.end_index] for each in answer.unsupported]


# -- what a model writes ---------------------------------------------------------------------------------------------


def test_a_sentence_that_its_citation_does_not_support_is_marked(told: Archive) -> None:
    answer = Bot(
        told, writes("The ferry Grey Gull sank off Port Anders [1]. Captain Jon Ferrer fled to Norway [1].")
    ).ask(FERRY)
    assert answer.outcome == "answered"
    assert marked(answer) == ["Captain Jon Ferrer fled to Norway [1]."]
    assert "name" in answer.unsupported[0].failed
    good, bad = answer.citations
    assert good.support
    assert not good.support.failed
    assert bad.support
    assert "name" in bad.support.failed
    assert_exact(answer, told)


def test_a_sentence_with_an_invented_number_is_left_out_and_counted(told: Archive) -> None:
    answer = Bot(told, writes("Nine people died [1]. It carried 412 passengers [1].")).ask(FERRY)
    assert answer.answer == "Nine people died [1]."
    assert answer.dropped_sentences == 1


def test_a_model_that_wrote_nothing_but_inventions_gives_way_to_the_quotes(told: Archive) -> None:
    answer = Bot(told, writes("It carried 412 passengers [1].")).ask(FERRY)
    assert answer.outcome == "degraded"
    assert answer.reason == "fake:model wrote nothing that the articles tell."
    assert answer.dropped_sentences == 1
    assert "Port Anders" in answer.answer
    assert_exact(answer, told)


def test_quotes_passed_every_check_since_they_are_word_for_word(told: Archive) -> None:
    (citation, *_) = Bot(told).ask(FERRY).citations
    assert citation.support
    assert citation.support.passed == ("quote", "figure", "name", "meaning")


class CountingLLM(ScriptedLLM):
    def stream(self, system: str, user: str, spent: float = 0.0) -> Generator[str, None, Usage]:
        yield from super().stream(system, user, spent)
        return Usage(100, 10)


def test_tokens_are_told_of_both_calls_of_a_follow_up(told: Archive) -> None:
    llm = CountingLLM([["Where was it that the ferry Grey Gull sank?"], ["Off Port Anders [1]."]])
    history = (Turn("user", "What happened to the ferry Grey Gull?"), Turn("assistant", "It sank [1]."))
    answer = Bot(told, llm).ask(Question("Where was that?", history=history))
    assert answer.usage == Usage(200, 20)
    assert Bot(told).ask(FERRY).usage is None


def test_what_a_follow_up_took_to_rewrite_counts_against_its_answer(told: Archive) -> None:
    llm = writes("Where did the ferry Grey Gull sank?")
    llm.on_asked = lambda: sleep(0.2)
    history = (Turn("user", "What happened to the ferry Grey Gull?"),)
    Bot(told, llm).ask(Question("Where was that?", history=history))
    first, second = llm.spent
    assert first == 0.0
    assert second >= 0.2


def test_a_model_that_fails_has_no_tokens_and_the_reason_is_told(told: Archive) -> None:
    answer = Bot(told, writes("It sank", LLMError("fake:model broke off."))).ask(FERRY)
    assert (answer.outcome, answer.usage, answer.reason) == ("degraded", None, "fake:model broke off.")


# -- time ------------------------------------------------------------------------------------------------------------


def test_the_newest_article_that_is_cited_is_told_with_its_age(told: Archive) -> None:
    answer = Bot(told).ask(TOLL)
    assert (answer.newest_evidence, answer.newest_evidence_age) == ("2026-01-05", 4)


def test_each_run_of_quotes_is_told_with_its_day(told: Archive) -> None:
    answer = Bot(told).ask(FERRY)
    assert answer.answer.startswith("Monday, 5 January 2026: ")
    assert_exact(answer, told)
    assert answer.answer[answer.citations[0].start_index :].startswith(answer.citations[0].cited_text)


def test_a_refusal_names_what_is_nearest_and_how_much_there_is(told: Archive) -> None:
    answer = Bot(told).ask(Question("Who won the chess title in Reykjavik?"))
    assert answer.outcome == "not_in_archive"
    assert answer.reason
    assert "Nearest is “" in answer.reason
    assert "The archive holds 7 articles, published 1 January 2026 to 6 January 2026." in answer.reason
    assert answer.newest_evidence


def test_before_its_first_article_the_archive_had_nothing(told: Archive) -> None:
    answer = Bot(told).ask(Question(FERRY.text, as_of="2020-01-01"))
    assert answer.outcome == "not_in_archive"
    assert answer.reason
    assert answer.reason.startswith("The archive had nothing by 2020-01-01: it took its first article in on ")
    assert answer.as_of == "2020-01-01"
    assert answer.archive_as_of is None


# -- corrections, disagreement, who said it --------------------------------------------------------------------------


def test_a_corrected_article_is_cited_with_what_changed(told: Archive) -> None:
    corrected = STORY.replace("Nine people died", "Eleven people died")
    note = "Correction: An earlier version of this article said that nine people died."
    said = {"state": "corrected", "note": note, "source": "Daily", "published": "2026-01-05"}
    add(told, article(f"{corrected}\n\n{note}", "Eleven die at sea", DAILY, **said))
    answer = Bot(told).ask(FERRY)
    assert [source.state for source in answer.sources if source.url == DAILY] == ["corrected"]
    assert {c.state for c in answer.citations if c.url == DAILY} == {"corrected"}
    (correction,) = answer.corrections
    assert (correction.note, correction.from_version) == (note, 1)
    assert [(change.before, change.after) for change in correction.changes] == [
        ("Nine people died, the coast guard said.", "Eleven people died, the coast guard said.")
    ]


def test_what_is_retracted_while_a_model_writes_does_not_leave(told: Archive) -> None:
    llm = writes("The ferry Grey Gull sank off Port Anders [1].")
    llm.on_asked = lambda: told.set_state(article("", address=DAILY).id, "retracted")
    with pytest.raises(ArchiveError, match="'Nine die at sea' does not hold any more: ask again"):
        Bot(told, llm).ask(FERRY)


def test_a_retracted_article_supports_nothing(told: Archive) -> None:
    told.set_state(article("", address=DAILY).id, "retracted")
    answer = Bot(told).ask(FERRY)
    assert answer.outcome == "not_in_archive"
    assert DAILY not in {piece.version.url for piece in answer.related}


def test_two_articles_that_disagree_are_listed_newest_first(settings: Settings) -> None:
    with open_archive(settings, create=True) as told:
        for number, who, source, day in (("Nine", "police", "Daily", "06"), ("Eleven", "coast guard", "Tide", "07")):
            text = f"{number} people died when the ferry Grey Gull sank off Port Anders, the {who} said."
            address = f"https://{source}.example/ferry"
            add(told, article(text, f"{source} on the ferry", address, source=source, published=f"2026-01-{day}"))
        (conflict,) = Bot(told).ask(TOLL).conflicts
        assert conflict.kind == "number"
        assert [(said.value, said.source) for said in conflict.statements] == [("Eleven", "Tide"), ("Nine", "Daily")]
        for said in conflict.statements:
            version = told.version(said.article_id, said.version)
            assert version
            assert version.text[said.source_start : said.source_end] == said.cited_text


def test_what_somebody_said_is_told_as_theirs(told: Archive) -> None:
    answer = Bot(told).ask(Question("What did Captain Mira Holt tell the inquiry about the bow door?"))
    said = {citation.attribution.speaker for citation in answer.citations if citation.attribution}
    assert any(speaker and "Mira Holt" in speaker for speaker in said)


def test_nobody_says_what_is_about_something_else(told: Archive) -> None:
    llm = writes("Captain Mira Holt told the inquiry. A vast orchard of yellow quinces blossoms slowly far inland [1].")
    *_, citation = Bot(told, llm).ask(FERRY).citations
    assert citation.support
    assert "meaning" in citation.support.failed
    assert (citation.attribution, citation.outlets) == (None, ())


def test_a_day_at_the_end_of_the_calendar_is_answered_by_a_model(told: Archive) -> None:
    asked = Question("Did the ferry Grey Gull sink off Port Anders?", asked_on="9999-12-31")
    answer = Bot(told, writes("The ferry Grey Gull sank off Port Anders on Monday [1].")).ask(asked)
    assert (answer.outcome, answer.unsupported) == ("answered", ())


def test_a_second_outlet_that_says_the_same_is_named(told: Archive) -> None:
    again = "Reporters on the quay saw it: off Port Anders the ferry Grey Gull sank on Monday."
    add(told, article(again, "Ferry lost", "https://tide.example/lost", source="Tide", published="2026-01-06"))
    outlets = {outlet for citation in Bot(told).ask(FERRY).citations for outlet in citation.outlets}
    assert outlets == {"Daily", "Tide"}


def test_a_follow_up_is_answered_with_what_it_refers_to(told: Archive) -> None:
    history = (Turn("user", FERRY.text), Turn("assistant", "The ferry Grey Gull sank off Port Anders [1]."))
    answer = Bot(told).ask(Question("And how many people died?", history=history))
    assert answer.focus
    assert "Nine people died" in answer.answer
