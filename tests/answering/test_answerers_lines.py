"""Lines of a list: each with its day, a headline and the sentence that it quotes, as long as the article stands."""

from __future__ import annotations

import pytest

from ragbot.answering.answerers.lines import LONGEST, Line, evidence_of, is_said, line_of, reply_of, words_of
from ragbot.answering.quotable import Quote
from ragbot.archive.archive import Archive
from ragbot.archive.openings import opening
from ragbot.types import Opinion
from tests.conftest import add, article
from tests.evidence import version

SENTENCE = "The ferry Grey Linnet sank off the port of Halmere in a storm."
OTHER = "The council of Halmere voted for a new bridge over the sound."


def line(text: str = SENTENCE, day: str | None = "2022-07-08", label: str = "Ferry sinks") -> Line:
    return Line(("a", 1), (0, len(text)), text, day, label)


@pytest.mark.parametrize(
    ("day", "label", "opinion", "opens"),
    [
        ("2022-07-08", "Ferry sinks", None, "- 8 July 2022 · Ferry sinks: "),
        (None, "Ferry sinks", None, "- Ferry sinks: "),
        ("2022-07-08", "", None, "- 8 July 2022: "),
        (None, "", None, "- "),
        (None, "Why did it sink?", None, "- Why did it sink? "),
        (None, "Ferry sinks…", None, "- Ferry sinks… "),
        ("2022-07-08", "Mend it", Opinion("opinion", "Mira Holt"), "- 8 July 2022 · Opinion by Mira Holt · Mend it: "),
    ],
)
def test_a_line_opens_with_what_is_known(day: str | None, label: str, opinion: Opinion | None, opens: str) -> None:
    assert line(day=day, label=label).opening(opinion) == opens


def test_a_line_quotes_a_sentence_of_the_opening_or_there_is_none() -> None:
    found = line_of(opening(version(SENTENCE, title="Ferry sinks off Halmere")))
    assert found
    assert (found.text, found.day, found.key) == (SENTENCE, "2026-01-05", ("a", 1))
    assert line_of(opening(version("But no. Why?", title="Ferry sinks"))) is None


def test_two_lines_say_the_same_that_share_most_words_of_the_shorter() -> None:
    assert is_said(line(), [line(OTHER), line("The ferry Grey Linnet sank off Halmere.")])
    assert not is_said(line(), [line(OTHER)])
    assert not is_said(line(), [])
    assert words_of("The ferries sank") == words_of("a ferry that sank")


def test_evidence_is_from_the_first_to_the_last_quote_with_their_paragraphs() -> None:
    text = "One. Two.\nThree. Four.\nFive."
    assert evidence_of(version(text), [(10, 16)]).passage.text == "Three. Four."
    assert evidence_of(version(text), [(17, 22), (5, 9)]).passage.text == "One. Two.\nThree. Four."
    assert evidence_of(version(text), [(23, 28)]).passage.text == "Five."


def test_what_was_taken_back_in_the_meantime_has_no_line(archive: Archive) -> None:
    ferry = article(SENTENCE, "Ferry sinks", "https://daily.example/ferry")
    add(archive, ferry)
    good, changed = Line((ferry.id, 1), (0, len(SENTENCE)), SENTENCE, None, "Ferry"), line()
    reply = reply_of(archive, [good, changed], "News:", "That is all.")
    assert reply.parts == ("News:", "- Ferry: ", Quote(1, (0, len(SENTENCE)), SENTENCE), "That is all.")
    assert [piece.version.article_id for piece in reply.evidence] == [ferry.id]
    archive.set_state(ferry.id, "retracted")
    assert reply_of(archive, [good], "News:", "That is all.").parts == ("News: That is all.",)


def test_lines_are_as_many_as_are_short_enough_together_and_one_at_least(archive: Archive) -> None:
    long = "The ferry sank. " * (LONGEST // 16 + 9)
    ferry = article(long.strip(), "Ferry", "https://daily.example/ferry")
    add(archive, ferry)
    whole, small = (Line((ferry.id, 1), (0, end), long[:end], None, "") for end in (len(long.strip()), 15))
    assert sum(isinstance(part, Quote) for part in reply_of(archive, [whole, whole], "", "").parts) == 1
    assert sum(isinstance(part, Quote) for part in reply_of(archive, [small, small], "", "").parts) == 2


def test_lines_may_fill_the_whole_room_and_not_a_character_more(archive: Archive) -> None:
    text = "x" * LONGEST
    ferry = article(text, "Ferry", "https://daily.example/ferry")
    add(archive, ferry)
    opening = len(Line((ferry.id, 1), (0, 1), "x", None, "").opening())
    half, rest = LONGEST // 2 - opening, LONGEST - LONGEST // 2 - opening
    for more, count in ((0, 2), (1, 1)):
        both = [Line((ferry.id, 1), (0, end), text[:end], None, "") for end in (half, rest + more)]
        assert sum(isinstance(part, Quote) for part in reply_of(archive, both, "", "").parts) == count
