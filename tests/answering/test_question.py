"""What a question is after."""

from __future__ import annotations

from datetime import date

import pytest

from ragbot.answering.question import QuestionReading, read_question

KINDS = {
    "social": ["hi", "Good morning!", "thanks so much", "ok cool, thx", "What can you do?", "who are you",
        "are you a bot or a real person", "is this a robot?", "am i talking to a human", "who made you", "r u real",
        "thx thats all for today", "no that's it, thanks", "see you tomorrow", "have a nice day",
    ],
    "archive": [
        "what's the latest article you have?",
        "How many articles are in your archive?",
        "which outlets do you read",
        "how fresh is your news",
        "what is in your archive?",
        "how new is your archive",
        "where do you get your answers from?",
        "where does your news come from",
        "where did you get that from",
        "what are your sources?",
        "what do you base your answers on",
        "when were you last updated",
        "are you up to date?",
        "what years do you cover",
        "how many articles are there",
        "when does your archive start",
        "whats your knowledge cutoff",
    ],
    "digest": [
        "what happened yesterday",
        "What's going on in the world?",
        "top stories this week",
        "any news?",
        "catch me up",
        "todays headlines",
        "Yesterday's top news",
        "latest headlines please",
        "weekly digest",
        "news about the Harrow bridge",
        "latest on the ferry inquiry",
        "give me a quick summary of the budget talks",
        "what's new with Anna Berg",
        "tell me about the strike",
        "ferry news",
        "any Port Anders news this week?",
        "latest bridge updates",
        "whats in the news today",
        "anything big happen over the weekend",
        "did anything important happen this week?",
        "whats going on today",
        "what's been going on lately",
        "anything new on the strike",
        "please give me a summary of the regatta weekend",
        "rowing news from the last 7 days",
        "ferry headlines of this week",
        "could you summarize the bridge talks",
        "i would like an overview of the floods",
        "can i have the headlines please",
    ],
    "event": [
        "what happened to the Grey Gull",
        "whatever happened to Oto Lind?",
        "What has happened in Port Anders?",
        "what became of the night ferry",
        "What has become of the old crane?",
    ],
    "topic": ["harrow bridge toll", "ferry inquiry verdict", "price of bread", "bbc news", "good news"],
    "compare": ["which is taller, the bridge or the tower?", "compare the two ferries", "who is older, Berg or Lind?"],
    "yes_no": ["is the bridge open", "Did the captain resign?", "hasn't the ferry sailed yet?",
        "can you swim there", "can you get mumps twice", "is the story based on facts", "should we trust the polls"],
    "reason": [
        "why did the ferry sink?", "how come the bridge is shut", "how did the fire start", "what caused it",
        "can you please tell me why the bridge is shut",
    ],
    "who": ["who is Anna Berg?", "whos oto lind", "what is the Rail Union"],
    "list": [
        "which towns voted for the bridge?",
        "list all the ferries",
        "what are the new rules",
        "which towns is the line serving",
    ],
    "fact": [
        "who is the mayor of Harrow",
        "please tell me who won the cup",
        "where do you get a passport",
        "how old is the archive building in Harrow",
        "when does the news conference start",
        "how many articles of faith are there",
        "when was the bridge last updated",
        "when does the bridge open?",
        "how many people died",
        "how much does the ticket cost",
        "Warum sank die Fähre?",
        "who won the vote",
        "who owns fox news",
        "could you tell me how old the captain was?",
        "do you know when the bridge opens",
    ],
}  # fmt: skip


def reading(text: str) -> QuestionReading:
    return read_question(text, date(2026, 3, 18))


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_a_question_has_its_kind(kind, text):
    assert reading(text).kind == kind


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("ferry news", "ferry"),
        ("any Port Anders news this week?", "Port Anders"),
        ("grey gull news since last week", "grey gull"),
    ],
)
def test_what_the_news_is_to_be_about_may_come_first(text, about):
    assert reading(text).about == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("news about monkey business", "monkey business"),
        ("latest from the port", "the port"),
        ("what's new on the bridge since Monday?", "the bridge"),
        ("summarize the protests in Harrow", "the protests in Harrow"),
        ("what happened this week", ""),
        ("headlines of yesterday", ""),
        ("give me a summary of this week", ""),
        ("catch me up on the inquiry", "the inquiry"),
        ("news from last month about the strike", "the strike"),
    ],
)
def test_a_digest_is_about_its_topic_or_about_all_news(text, about):
    assert (reading(text).kind, reading(text).about) == ("digest", about)


def test_what_asks_for_the_state_of_today_says_so():
    assert all(reading(text).now for text in ("is she still mayor", "who runs the port now", "has it opened yet?"))
    assert not reading("who won the vote").now


def test_the_time_words_are_read_and_left_out_of_what_it_is_about():
    found = reading("why did the ferry sink in February 2026?")
    assert (found.about, found.time.window.since) == ("why did the ferry sink ?", "2026-02-01")


def test_a_message_that_only_begins_like_a_greeting_is_a_question():
    assert reading("hey, who won the vote in Harrow?").kind != "social"
    assert reading("thanks, and when does it open?").kind != "social"
