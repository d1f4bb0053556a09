"""Time words become a window of publication days, and names that look like times do not."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ragbot.reading.time_windows import TimeWords, time_words, without
from ragbot.types import Window

FRIDAY = date(2022, 9, 30)
NO_TIME = (None, None)


def window(question: str, today: date = FRIDAY) -> tuple[str | None, str | None]:
    found = time_words(question, today).window
    return found.since, found.until


def words(question: str, today: date = FRIDAY) -> list[str]:
    return [question[start:end] for start, end in time_words(question, today).spans]


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What happened today?", "2022-09-30", "2022-09-30"),
        ("Who spoke tonight?", "2022-09-30", "2022-09-30"),
        ("What fell this morning?", "2022-09-30", "2022-09-30"),
        ("Who won yesterday?", "2022-09-29", "2022-09-29"),
        ("Who won the day before yesterday?", "2022-09-28", "2022-09-28"),
        ("What burned last night?", "2022-09-29", "2022-09-29"),
        ("Who resigned on Tuesday?", "2022-09-27", "2022-09-27"),
        ("todays headlines", "2022-09-30", "2022-09-30"),
        ("Who resigned on Friday?", "2022-09-30", "2022-09-30"),
        ("Who resigned last Friday?", "2022-09-23", "2022-09-23"),
        ("Who resigned this past Sunday?", "2022-09-25", "2022-09-25"),
        ("Who resigned on Tuesday last week?", "2022-09-20", "2022-09-20"),
        ("Who was missing early Thursday after the flood?", "2022-09-29", "2022-09-29"),
        ("The ferry sank Wednesday in which sea?", "2022-09-28", "2022-09-28"),
        ("Which singer died Sunday?", "2022-09-25", "2022-09-25"),
        ("Wednesday was Water Day. Who lacks water?", "2022-09-28", "2022-09-28"),
        ("Who won at Sunday's awards?", "2022-09-25", "2022-09-25"),
        ("Who won at Sunday’s awards?", "2022-09-25", "2022-09-25"),
        ("Who scored on Monday night?", "2022-09-26", "2022-09-26"),
        ("After Tuesday's vote, who leads?", "2022-09-27", "2022-09-27"),
        ("What happened this week?", "2022-09-26", "2022-09-30"),
        ("What happened last week?", "2022-09-19", "2022-09-25"),
        ("What happened in the last week?", "2022-09-23", "2022-09-30"),
        ("Who marched over the weekend?", "2022-09-24", "2022-09-25"),
        ("Who marched last weekend?", "2022-09-24", "2022-09-25"),
        ("What happened this month?", "2022-09-01", "2022-09-30"),
        ("What happened last month?", "2022-08-01", "2022-08-31"),
        ("What happened this year?", "2022-01-01", "2022-09-30"),
        ("What happened last year?", "2021-01-01", "2021-12-31"),
        ("What happened this summer?", "2022-06-01", "2022-08-31"),
        ("What happened last winter?", "2021-12-01", "2022-02-28"),
        ("What happened over the summer?", "2022-06-01", "2022-08-31"),
        ("What happened in the last two days?", "2022-09-28", "2022-09-30"),
        ("What happened in the past couple of weeks?", "2022-09-09", "2022-09-30"),
        ("What happened in the past few months?", "2022-03-31", "2022-09-30"),
        ("What happened in the last 24 hours?", "2022-09-29", "2022-09-30"),
        ("What happened in the last 2 years?", "2020-09-29", "2022-09-30"),
        ("Who was fired 3 days ago?", "2022-09-26", "2022-09-28"),
        ("Who was fired two weeks ago?", "2022-09-12", "2022-09-20"),
        ("Who was fired a month ago?", "2022-08-14", "2022-09-15"),
        ("Who was fired two years ago?", "2020-03-30", "2021-03-31"),
        ("What sank in July?", "2022-07-01", "2022-07-31"),
        ("What sank in July 2021?", "2021-07-01", "2021-07-31"),
        ("what sank in march 2021", "2021-03-01", "2021-03-31"),
        ("What sank in May?", "2022-05-01", "2022-05-31"),
        ("What sank in November?", "2021-11-01", "2021-11-30"),
        ("What sank last September?", "2021-09-01", "2021-09-30"),
        ("What sank in August last year?", "2021-08-01", "2021-08-31"),
        ("What sank on July 4?", "2022-07-04", "2022-07-04"),
        ("What sank on Jan. 6?", "2022-01-06", "2022-01-06"),
        ("What sank on 4 July 2022?", "2022-07-04", "2022-07-04"),
        ("What sank on the 4th of July 2022?", "2022-07-04", "2022-07-04"),
        ("What sank on July 4, 2022?", "2022-07-04", "2022-07-04"),
        ("What sank on 2022-07-04?", "2022-07-04", "2022-07-04"),
        ("What sank on February 29?", "2020-02-29", "2020-02-29"),
        ("What sank on Tuesday, July 5?", "2022-07-05", "2022-07-05"),
        ("What sank in 2021?", "2021-01-01", "2021-12-31"),
        ("What sank in 2022?", "2022-01-01", "2022-09-30"),
        ("What sank in early March?", "2022-03-01", "2022-03-11"),
        ("What sank in mid-March?", "2022-03-11", "2022-03-21"),
        ("What sank in the middle of March?", "2022-03-11", "2022-03-21"),
        ("What sank in late 2021?", "2021-09-01", "2021-12-31"),
        ("What sank in the first half of 2022?", "2022-01-01", "2022-07-02"),
        ("What sank in Q3 2021?", "2021-07-01", "2021-09-30"),
        ("What sank in the third quarter of 2021?", "2021-07-01", "2021-09-30"),
        ("What sank in the summer of 2021?", "2021-06-01", "2021-08-31"),
        ("What sank in the winter of 2021?", "2021-12-01", "2022-02-28"),
        ("What sank since March?", "2022-03-01", "2022-09-30"),
        ("What sank since 4 March?", "2022-03-04", "2022-09-30"),
        ("How many fires have there been since the start of the year?", "2022-01-01", "2022-09-30"),
        ("What sank after June 2022?", "2022-07-01", "2022-09-30"),
        ("What sank before June 2022?", None, "2022-05-31"),
        ("What sank until June 2022?", None, "2022-06-30"),
        ("What was ready by June 2022?", None, "2022-06-30"),
        ("What sank between March and May 2022?", "2022-03-01", "2022-05-31"),
        ("What sank from March to May 2022?", "2022-03-01", "2022-05-31"),
        ("What sank from December to February 2022?", "2021-12-01", "2022-02-28"),
        ("What sank from 3 to 5 May?", "2022-05-03", "2022-05-05"),
        ("What sank from May 3 to 5, 2021?", "2021-05-03", "2021-05-05"),
        ("What sank between 2019 and 2021?", "2019-01-01", "2021-12-31"),
        ("What did they spend from October 1 to September 29?", "2021-10-01", "2022-09-29"),
    ],
)
def test_time_words_become_the_days_on_which_it_was_published(
    question: str, since: str | None, until: str | None
) -> None:
    assert window(question) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "What opens tomorrow?",
        "What opens next Tuesday?",
        "Who will play on Saturday?",
        "What opens next week?",
        "What will open this weekend?",
        "Who will retire next month?",
        "What opens in the coming months?",
        "What opens in the next few days?",
        "What will open in November?",
        "What will change this winter?",
        "What opens on October 12?",
        "Who will tour later this year?",
        "Who will play at next year's show?",
    ],
)
def test_what_lies_ahead_was_announced_in_the_last_14_days(question: str) -> None:
    assert window(question) == ("2022-09-16", "2022-09-30")


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2022 World Cup?",
        "Which candidate for 2024 has the most money?",
        "Who wrote about Area 51?",
        "What are Boeing 2020s?",
        "What has Theresa May said?",
        "May said what?",
        "Who followed after May resigned?",
        "Which drug may help?",
        "Who went on the march on Washington in a bus?",
        "Who spoke in March for Life style?",
        "Who joined the March for Life?",
        "What is known of the September 11 attacks?",
        "Who cancelled Fourth of July fireworks?",
        "Through July 4 weekend, who sells cheap?",
        "What is cheap on Black Friday?",
        "Who starred in Friday Night Lights?",
        "Who comments on Thursday Night Football?",
        "Who fasts on Good Friday?",
        "Who edits the Sunday Times?",
        "Who meets every Friday?",
        "Who starred in the series Wednesday?",
        "What lasts 24 hours?",
        "What took 100 days?",
        "What is new in iOS 16?",
        "Who won in Formula 1?",
        "Who paid in $2022?",
        "What did he buy for $2022?",
        "What year did the browser debut?",
        "What was the year that it began?",
        "What is the word of the year?",
        "How far did the number of bees fall since 2004?",
        "What is planned by 2030?",
        "Are prices higher than a year ago?",
        "Are prices higher than they were last month?",
        "How did it do compared to 2020?",
        "Who disappeared in 1984?",
        "What lived 600 years ago?",
        "What happened on July 4, 1776?",
        "Who reads USA TODAY?",
        "Who joined as of today?",
        "Who was in the news in 99999?",
        "What happened on February 31?",
        "What happened on 31/31/2022?",
        "What happened on 0000-00-00?",
        "What happened from 5 to 3?",
        "What happened from 5 to 3 May?",
        "What sank 1,000 years ago?",
        "Was geschah letzte Woche am Dienstag?",
        "¿Qué pasó la semana pasada?",
        "昨日何がありましたか",
        "",
    ],
)
def test_names_numbers_and_comparisons_are_no_time(question: str) -> None:
    assert window(question) == NO_TIME


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("Who quit last week Thursday?", "2022-09-22", "2022-09-22"),
        ("Who quit last week, on Monday?", "2022-09-19", "2022-09-19"),
        ("Who quit two weeks ago on Friday?", "2022-09-09", "2022-09-09"),
        ("Who quit the Monday before last?", "2022-09-19", "2022-09-19"),
        ("Who quit the month before last?", "2022-07-01", "2022-07-31"),
        ("Who quit half a year ago?", "2021-12-29", "2022-07-01"),
        ("Who quit a year and a half ago?", "2020-09-29", "2021-09-30"),
        ("Who quit in the past three and a half weeks?", "2022-09-05", "2022-09-30"),
        ("Who quit in the last thirty-six hours?", "2022-09-28", "2022-09-30"),
        ("Who quit two years ago today?", "2020-09-30", "2020-09-30"),
        ("Who quit a week ago yesterday?", "2022-09-22", "2022-09-22"),
        ("Who quit this time last month?", "2022-08-30", "2022-08-30"),
        ("Who quit in April or June last year?", "2021-04-01", "2021-06-30"),
        ("Who quit in November and December?", "2021-11-01", "2021-12-31"),
        ("Who quit in May, June and July?", "2022-05-01", "2022-07-31"),
        ("Who quit from late May to early July?", "2022-05-21", "2022-07-11"),
        ("Who quit between Sunday and Thursday?", "2022-09-25", "2022-09-29"),
        ("Who quit Wednesday or Thursday?", "2022-09-28", "2022-09-29"),
        ("Who quit today or yesterday?", "2022-09-29", "2022-09-30"),
        ("Did yesterday's fire compare with today's?", "2022-09-29", "2022-09-30"),
        ("Who quit five days before 20 August?", "2022-08-15", "2022-08-15"),
        ("Who quit two days after July 4?", "2022-07-06", "2022-07-06"),
        ("Who quit the week before March 10?", "2022-03-03", "2022-03-09"),
        ("Who quit the day after Christmas?", "2021-12-26", "2021-12-26"),
        ("Who quit on the eve of 9 May?", "2022-05-08", "2022-05-08"),
        ("Who quit in the week of June 15?", "2022-06-13", "2022-06-19"),
        ("Who quit in the week starting 15 June?", "2022-06-15", "2022-06-21"),
        ("Who quit in the third week of May 2022?", "2022-05-16", "2022-05-22"),
        ("Who quit on the last Sunday in June?", "2022-06-26", "2022-06-26"),
        ("Who quit on the first weekend of July?", "2022-07-02", "2022-07-03"),
        ("Who quit in the first two months of this year?", "2022-01-01", "2022-02-28"),
        ("Who quit on the last day of April?", "2022-04-30", "2022-04-30"),
        ("Who quit at the end of last week?", "2022-09-23", "2022-09-25"),
        ("Who quit in the month of May?", "2022-05-01", "2022-05-31"),
        ("Who quit before the end of March?", None, "2022-03-20"),
        ("Who quit by mid-May?", None, "2022-05-21"),
        ("Who quit on New Year's Day?", "2022-01-01", "2022-01-01"),
        ("Who quit on Halloween 2021?", "2021-10-31", "2021-10-31"),
        ("Who quit over Easter?", "2022-04-15", "2022-04-18"),
        ("Who quit on August fifth?", "2022-08-05", "2022-08-05"),
        ("Who quit on the twenty-first of August?", "2022-08-21", "2022-08-21"),
        ("Who quit on the 3rd?", "2022-09-03", "2022-09-03"),
        ("Who quit August 3-5?", "2022-08-03", "2022-08-05"),
        ("Who quit on 3–5 August 2021?", "2021-08-03", "2021-08-05"),
        ("Who quit on 21.08.2022?", "2022-08-21", "2022-08-21"),
        ("Who quit on 08/21/2022?", "2022-08-21", "2022-08-21"),
        ("Who quit on 2022/08/21?", "2022-08-21", "2022-08-21"),
        ("Who quit on 21-Aug-2022?", "2022-08-21", "2022-08-21"),
        ("Who quit in 2022-08?", "2022-08-01", "2022-08-31"),
        ("Who quit in '21?", "2021-01-01", "2021-12-31"),
        ("Who quit in the 2010s?", "2010-01-01", "2019-12-31"),
        ("Who quit on Tues?", "2022-09-27", "2022-09-27"),
        ("Who quit overnight?", "2022-09-29", "2022-09-30"),
        ("Who quit a fortnight ago?", "2022-09-09", "2022-09-23"),
        ("Who quit in the last decade?", "2012-09-29", "2022-09-30"),
        ("What did it earn in Q2?", "2022-04-01", "2022-06-30"),
        ("What did it earn last quarter?", "2022-04-01", "2022-06-30"),
        ("What profit did it make in the first quarter?", "2022-01-01", "2022-03-31"),
        ("What did it earn in H1 2022?", "2022-01-01", "2022-06-30"),
        ("What did it earn in the year to date?", "2022-01-01", "2022-09-30"),
        ("Who quit at the turn of the year?", "2021-12-25", "2022-01-07"),
    ],
)
def test_a_time_is_read_with_what_stands_around_it(question: str, since: str, until: str) -> None:
    assert window(question) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "Who quit Monday week?",
        "Who quit on Thursday last?",
        "Who quit hours after Tuesday's vote?",
        "Who quit days before March 3?",
        "Who quit in the latter half of 2021?",
        "Who quit on May?",
        "Who quit on 05/06/2022?",
        "Who won in the 2011-12 season?",
        "Who scored in the fourth quarter?",
        "Who scored in the last minute?",
        "Who lives on the 12th floor?",
        "Who writes for the Sun?",
        "Who decorates Christmas trees?",
    ],
)
def test_where_an_unread_word_for_time_touches_one_there_is_no_window(question: str) -> None:
    assert window(question) == NO_TIME


def test_the_latest_time_counts_and_an_older_one_is_background() -> None:
    assert words("The show in February was announced this week.") == ["this week"]
    assert words("This week marked a year since the fall. Who left in August last year?") == ["This week"]


def test_of_times_that_overlap_the_narrowest_counts() -> None:
    assert words("The park reopened Wednesday after being closed since June 13.") == ["Wednesday"]
    assert words("The film of July became the biggest of this year in July.") == ["in July"]


def test_a_name_with_this_year_counts_when_nothing_else_does() -> None:
    assert window("Who retired before this year's US Open?") == ("2022-01-01", "2022-09-30")
    assert window("Who won this year's US Open in 2021?") == ("2021-01-01", "2021-12-31")


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("Who resigned on Tuesday?", "2022-09-27", "2022-09-30"),
        ("Who resigned last Friday?", "2022-09-23", "2022-09-26"),
        ("Who left last year?", "2021-01-01", "2022-01-01"),
        ("Who left until June 2022?", None, "2022-07-01"),
        ("Who left before June 2022?", None, "2022-06-01"),
        ("How much did inflation rise last month?", "2022-08-01", "2022-09-30"),
        ("How much did they earn last year?", "2021-01-01", "2022-09-30"),
    ],
)
def test_news_goes_on_appearing_after_the_days_that_are_named(question: str, since: str | None, until: str) -> None:
    assert time_words(question, FRIDAY).published == Window(since, until)


def test_a_week_begins_on_monday_and_a_weekend_is_over_on_or_coming() -> None:
    assert window("What happened this week?", date(2022, 9, 26)) == ("2022-09-26", "2022-09-26")
    assert window("Who marched this weekend?", date(2022, 9, 27)) == ("2022-09-24", "2022-09-25")
    assert window("What is on this weekend?", date(2022, 9, 27)) == ("2022-09-13", "2022-09-27"), "announced"
    assert window("Who marches this weekend?", date(2022, 10, 1)) == ("2022-10-01", "2022-10-01")
    assert window("What happened last weekend?", date(2022, 9, 24)) == ("2022-09-17", "2022-09-18")
    assert window("What happened over the weekend?", date(2022, 9, 24)) == ("2022-09-24", "2022-09-24")


def test_a_month_that_has_just_begun_or_is_to_come() -> None:
    assert window("What happened in January?", date(2023, 1, 3)) == ("2023-01-01", "2023-01-03")
    assert window("What happened in July?", date(2023, 1, 3)) == ("2022-07-01", "2022-07-31")
    assert window("What happened last month?", date(2023, 1, 3)) == ("2022-12-01", "2022-12-31")


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest on the strike?",
        "Who is currently in the lead?",
        "Who leads the party now?",
        "Who is winning right now?",
        "How many were found so far?",
        "Which firm recently closed?",
        "What did the recent study find?",
        "What is the most recent figure?",
        "Who is minister as of today?",
        "Who has just resigned?",
        "Is there breaking news from the port?",
    ],
)
def test_some_words_ask_for_the_newest(question: str) -> None:
    found = time_words(question, FRIDAY)
    assert (found.newest, found.window, len(found.spans)) == (True, Window(), 1)


@pytest.mark.parametrize(
    "question",
    [
        "Who is behind Just Stop Oil?",
        "Who was suspended for just six games?",
        "Who has just six points?",
        "Who set a record-breaking price?",
        "Who starred in Apocalypse Now?",
        "What is the now-closed shop?",
        "How fast is the ocean current?",
        "How did prices change in recent years?",
        "How far is it?",
    ],
)
def test_words_that_only_look_like_it_do_not(question: str) -> None:
    assert time_words(question, FRIDAY) == TimeWords(Window(), Window(), (), False)


def test_the_spans_say_which_words_were_understood() -> None:
    assert words("As of this week, what can children now rent?") == ["this week", "now"]
    assert words("Who won in last weekend's final?") == ["last weekend"]
    assert words("Who said so in July 2022, and why?") == ["in July 2022"]


PARTS = """
in on at since until by before after between from to and of the early late mid end start than last next this past coming
few couple two 3 31 99 999 2022 0000 9999-12-31 2022-02-31 day days week month years ago weekend Monday May march July
February 29 Sept. summer winter Q3 third quarter yesterday tomorrow now latest just 's . , - ? ſunday
first week half Christmas twenty-two fortnight compare with '21
"""
QUESTIONS = st.lists(st.sampled_from(PARTS.split()) | st.text(max_size=5), max_size=12).map(" ".join) | st.text(
    max_size=200
)


@given(QUESTIONS, st.dates())
@example("since February 29 from February 29 to May", date(1, 1, 1))
@example("next year, last 999 years, 999 years ago, in July 9999", date(9999, 12, 31))
@example("Who ſpoke on ſunday?", FRIDAY)
def test_any_question_gives_a_window_up_to_today(question: str, today: date) -> None:
    found = time_words(question, today)
    since, until = found.window.since, found.window.until
    assert (until or "") <= today.isoformat()
    assert since is None or (until is not None and since <= until)
    ends = [0, *(end for _, end in found.spans)]
    assert all(end <= start < stop <= len(question) for end, (start, stop) in zip(ends, found.spans, strict=False))
    assert bool(found.spans) == (found.newest or found.window != Window())


@pytest.mark.parametrize(
    "part",
    [
        "1",
        " ",
        "than ",
        "than a ",
        "Monday ",
        "in 2021 ",
        "from May to ",
        "May 1 ",
        "a couple of ",
        "'s",
        "last ",
        "now ",
    ],
)
def test_a_monstrous_question_takes_linear_time(part: str) -> None:
    started = time.process_time()
    time_words(part * (50_000 // len(part)), FRIDAY)
    assert time.process_time() - started < 5  # 0.6 s when measured; quadratic would be minutes


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which ferry sank last week?", "Which ferry sank ?"),
        ("What is the latest on the strike in Holm since March?", "What is the on the strike in Holm ?"),
        ("Who won?", "Who won?"),
        ("yesterday", "yesterday"),
    ],
)
def test_the_topic_is_the_question_without_its_time_words(question: str, topic: str) -> None:
    assert without(question, time_words(question, date(2025, 6, 16)).spans) == topic
