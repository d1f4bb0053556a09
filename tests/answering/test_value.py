"""Whether what would be quoted has the value that a question asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.answering.value import tells_value
from tests.evidence import evidence


def reply(text: str, title: str = "Mermaid film") -> Reply:
    piece = evidence(text)
    piece = replace(piece, version=replace(piece.version, title=title))
    return Reply(("5 March 2026: ", Quote(1, (0, len(text)), text)), (piece,))


LACKING = [
    ("how much did the mermaid earn for the film", "Girls were thrilled to see the new mermaid."),
    ("how much will the dust collector cost per car", "Around 6.1 tons of dust end up in the air."),
    ("how much will the dust collector cost per car", "Around 6.1 million metric tons of dust end up in the air."),
    ("how much did the tickets sell for", "They sold 2 million tickets."),
    ("how old are the three divers", "Three divers met the crew of Nereus-14."),
    ("what will the pill cost in shops", "The pill works against most infections."),
    ("how many people asked for their money back", "The company told buyers to wait."),
    ("how many of the 339 made it to Sund", "Some of the 339 who set out made it to Sund."),
    ("how much did the mermaid earn for the film", "The film grossed $84.4 million."),
    ("how much did the captain get paid", "He runs 12% of all ferries."),
    ("how much did the strike cost the line", "Sales rose 5.4% in the first quarter."),
    ("how much did the harbour house sell for", "It has an appraised tax value of $812,700."),
    ("how much was the mate fined", "He owns a boat that is worth $40,000."),
    ("how much did he spend to get elected", "She received $116,000 from the ferry line."),
    ("how much has the band raised for the school", "Its tickets are $40 each."),
    ("how big a fine did the ferry line get", "The ferry line has run since 1921."),
    ("ok and how old is Captain Holt", "Captain Holt commanded the Grey Linnet."),
]
TELLING = [
    ("how much did the mermaid earn for the film", "She was paid $3 million."),
    ("how much did the mermaid earn for the film", "She was paid nothing at all."),
    ("what did the wreck cost him", "It cost him his seat in the council."),
    ("what does it cost to get in", "Entry is free on Sundays."),
    ("how many people were hurt", "No one was hurt, police said."),
    ("how many people were hurt", "Nobody was hurt, police said."),
    ("how many of them survived", "Both survived."),
    ("how many people asked for their money back", "Dozens of buyers did."),
    ("how much did the strike cost the line", "The line lost $12 million in the strike."),
    ("how much did it cost to raise the ship", "Tens of millions of euros went into it."),
    ("how much did the harbour house sell for", "It went for 2.1 million crowns."),
    ("how much was the mate fined", "He was ordered to pay $40,000."),
    ("how much did the house sell for", "It was sold for 3 million last year."),
    ("how much did the house sell for", "It was sold for 3 million to his sons."),
    ("how much did he spend to get elected", "He put $2 million into his own campaign."),
    ("how much has the band raised for the school", "Its concerts brought in $3,000."),
    ("how big a fine did the ferry line get", "The court ordered it to pay $2 million."),
    ("how large a fine does the line have to pay", "The port fined it 2.4 million pesos."),
    ("how many tickets were sold", "Some 1,899 people came."),
    ("how old do you have to be to get in", "Those of 21 and over are let in."),
    ("how old is Captain Holt", "Captain Holt, 61, was on the bridge."),
    ("who was the captain", "Captain Holt was on the bridge."),
    ("will it cost the state more to keep the ferry", "The state pays already, the minister said."),
    ("how did the captain know how to steer", "He had done so since he was a boy."),
]


@pytest.mark.parametrize(("question", "text"), LACKING)
def test_quotes_without_the_value_that_is_asked_for_do_not_answer(question: str, text: str) -> None:
    assert not tells_value(question, reply(text))


@pytest.mark.parametrize(("question", "text"), TELLING)
def test_a_value_in_words_and_what_needs_none_answers(question: str, text: str) -> None:
    assert tells_value(question, reply(text))


def test_the_headline_of_a_quote_may_tell_the_value() -> None:
    question, text = "how many died", "The search has ended, the Coast Guard said."
    assert tells_value(question, reply(text, "Search ends with 17 dead"))
    assert not tells_value(question, reply(text, "Search has ended"))


def test_a_reply_without_quotes_is_not_judged() -> None:
    assert tells_value("how many died", Reply(("- Nothing new.",)))
