"""Small talk: greetings, thanks and "what can you do", answered in a sentence or two, without any source."""

from __future__ import annotations

import re

from ragbot.answering.question import GREETING, QuestionReading
from ragbot.answering.reply import Reply
from ragbot.answering.retrieve import scope_of
from ragbot.archive.archive import Archive
from ragbot.timestamps import in_words
from ragbot.types import Question

_THANKS = re.compile(
    r"\b(?:thanks?|thx|ty|cheers|great|good|cool|nice|perfect|awesome|well done|help(?:s|ed|ful)"
    r"|that[’']?s (?:all|it|enough|everything))\b",
    re.I,
)
"""It is content: "ok thanks a lot!", "good bot", "thats all"."""
_BYE = re.compile(r"\b(?:bye|goodbye|see (?:you|ya)|good night|have a)\b", re.IGNORECASE)  # "Goodbye!"
_ABUSE = re.compile(
    r"\b(?:fuck|screw|shut up|stupid|dumb|useless|idiot|terrible|wrong|bad"
    r"|not (?:\w+ )*(?:helpful|useful|right|true|good|help))\b",
    re.IGNORECASE,
)
"""It is not: "you are useless", "that was not helpful"."""
_GREETS = re.compile(rf"^{GREETING}\b", re.IGNORECASE)
"""It says hello: "good evening"; "good night" is a good-bye before it comes to that."""
_WHAT = re.compile(
    r"\b(?:who|what) are you\b|\byour name\b|\b(?:are|r) (?:you|u)\b|^is (?:this|that|it) |^am i |^who \w+ you\b"
    r"|\b(?:can you|help|works?|does this|do you|did you|(?:trust|believe|rely on) \w+|i ask|we ask)\b",
    re.IGNORECASE,
)
"""It wants to know what this is: "what can you do?", "are you a bot", "is this a robot", "who made you", "help",
"can i trust you"."""
_HOW_ARE_YOU = re.compile(r"\bhow are (?:you|u)\b|\bwhat[’']?s up\b|\bsup\b", re.IGNORECASE)  # "How are you?"


def social(archive: Archive, reading: QuestionReading, question: Question) -> Reply:
    """A friendly word, and how to go on; no evidence, for there is nothing to cite."""
    return Reply((_reply_of(reading.text, _archive_in_words(archive, question)),))


def _reply_of(text: str, news: str) -> str:
    if _HOW_ARE_YOU.search(text):
        return f"All is well here, thank you. Ask me about the news: {news}."
    if _BYE.search(text):
        return "Goodbye! Come back when you want to know what the news says."
    if _ABUSE.search(text):
        return (
            "I am sorry that this was no help. I can only tell what the articles in my archive say; "
            f"other words or a time may find more: {news}."
        )
    if _WHAT.search(text):
        return (
            "I am ragbot, a program. I answer questions from an archive of news, in its own words, and show the "
            f"sentence behind each answer: {news}. Ask what happened to somebody, for the news of a week or about "
            "something, who somebody is, why, when or how many; what the archive does not tell I do not answer."
        )
    if _GREETS.search(text) or not _THANKS.search(text):
        return f"{'Hello! ' * bool(_GREETS.search(text))}Ask me about the news: {news}."
    return "You are welcome. Ask on whenever you like."


def _archive_in_words(archive: Archive, question: Question) -> str:
    """How much there is, and how fresh it is."""
    extent = archive.extent_in(scope_of(archive, question))
    if not extent.articles:
        return "but the archive has no articles yet"
    articles = "1 article" if extent.articles == 1 else f"{extent.articles:,} articles"
    return f"the archive has {articles}{f', the newest of {in_words(extent.newest)}' if extent.newest else ''}"
