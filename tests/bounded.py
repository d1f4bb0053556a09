"""What reads a text that a stranger may have written, each with the longest that it is ever given."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from ingest.formats.cut import without_rest
from ingest.formats.markup import plain_text, readable
from ingest.formats.pages.declared import declared_in
from ingest.formats.pages.foreign import without_foreign
from ingest.formats.pages.head import LONGEST as LONGEST_LINE
from ingest.formats.pages.head import Head
from ingest.formats.pages.headline import headline_of
from ingest.formats.pages.lines import without_chrome
from ingest.formats.pages.outlet import outlet_of
from ingest.formats.pages.people import people_in
from ingest.formats.pages.stubs import LONGEST as STUB
from ingest.formats.pages.stubs import notice_in, without_offer
from ingest.formats.services.records import usual
from ingest.formats.text import decode, text_record
from ingest.records.addresses import canonical_url, title_in
from ingest.records.articles import ArticleError, article_from, authors_in, guess_language
from ingest.records.cleaning import clean_line, clean_text
from ingest.records.correction_notes import note_in
from ingest.records.dates import parse_date
from ingest.records.passages import passage_spans
from ingest.records.record import SourceError
from ragbot.answering.extract import best_quotes
from ragbot.answering.followup import chained, exchanges, natural, opened
from ragbot.archive.archive import Archive
from ragbot.archive.states import Notice
from ragbot.checks.alignment import aligned
from ragbot.checks.attribution import attribution
from ragbot.checks.changes import changes
from ragbot.checks.citations import CitedText, supporting_span
from ragbot.checks.claims import Checker
from ragbot.checks.conflicts import conflicts
from ragbot.checks.content import figures_in, told_by
from ragbot.checks.model_text import read_checked
from ragbot.checks.outlets import figures_agree, origin, outlets_of
from ragbot.checks.recheck import EarlierCitation, recheck
from ragbot.reading.asking import is_english, proposals
from ragbot.reading.dates import calendar_of, dates_in
from ragbot.reading.expected import form_of, told_in
from ragbot.reading.furniture import furniture_in
from ragbot.reading.labels import bare_name, is_body, is_topic_name, takes_the
from ragbot.reading.near_duplicates import fingerprint
from ragbot.reading.opinions import opinion_in
from ragbot.reading.persons import is_person, names, persons
from ragbot.reading.plain import plain, without_line_mark
from ragbot.reading.pronouns import refers_back
from ragbot.reading.proper_names import has_name, names_in, words_of
from ragbot.reading.quantities import quantities_in
from ragbot.reading.quotations import speech
from ragbot.reading.reporting import clauses
from ragbot.reading.sentences import sentence_spans
from ragbot.reading.time_windows import time_words, without
from ragbot.reading.topics import READ, ArticleReading
from ragbot.reading.units import units_within
from ragbot.reading.verbatim import has_words, plain_words, quoted_words
from ragbot.reading.words import stems, terms_of
from ragbot.types import (
    LONGEST_QUESTION,
    LONGEST_TURN,
    Article,
    ArticleSummary,
    Citation,
    Evidence,
    Turn,
    Version,
    reference_to,
)
from tests.evidence import evidence, version
from tests.fakes import WordEmbeddings

MOST_TEXT = 1_000_000
"""Of an article, `ingest.records.articles.MAX_TEXT`."""
MOST_PASSAGE = 2_000
"""`ingest.records.passages`: 180 tokens of at most 11 characters."""
MOST_SENTENCE = 4_000
"""`ragbot.reading.sentences.LONGEST`; of a model's answer 6,000, with which the targets of claims are tried."""
TODAY = date(2026, 1, 7)
EMBEDDINGS = WordEmbeddings()
QUESTIONS = (
    "How many people died in the fire?",
    "When did Anna Berg say so?",
    "Who is Anna Berg?",
    "What did it cost?",
)


@dataclass(frozen=True, slots=True)
class Target:
    """A pass over a text."""

    read: Callable[[str], object]
    most: int
    """Characters."""
    raw: bool = False
    """Whether it reads what has not been cleaned: half a character is taken out of all other text before."""


def _article(text: str) -> None:
    record = {
        "title": text[:20_000], "text": f"The ferry sank on Monday. {text} End of it.", "url": "https://x.example/a",
        "authors": [text[:20_000]] * 3, "source": text[:20_000], "published": text[:200_000],
        "modified": text[:200_000], "correction": text[:200_000],
        "language": text[:200_000], "status": text[:200_000], "id": text[:2_000],
    }  # fmt: skip
    with suppress(ArticleError):
        article_from(record, "a test")


def _address(text: str) -> None:
    for address in (f"https://a.example/{text}", f"https://{text}/a", f"https://a.example/?{text}", text):
        title_in(canonical_url(address[:1_990]))
        canonical_url(address)


def _notes(text: str) -> None:
    note_in("A title", f"Start. {text} End.")
    note_in(text, f"Correction: {text}\n“{text}\n{text}")


def _file(text: str) -> None:
    for each in (text, f"---\n{text}\n---\n{text}", f"{text}\nTags\n{text}"):
        with suppress(SourceError):
            text_record(each, markdown=True)


def _bytes(text: str) -> None:
    for data, charset in (
        (text.encode("utf-8", "surrogatepass"), "utf-8"),
        (text.encode("cp1252", "replace"), "gb18030"),
    ):
        with suppress(SourceError):
            decode(data, charset)
            decode(b"\xe9" + data, "")


def _page(text: str) -> None:
    from trafilatura import load_html

    tree = cast(Any, load_html("<html><body></body></html>"))
    whole = json.dumps({"@type": "NewsArticle", "headline": text, "correction": {"text": text}})
    for block in (whole, whole[:-1], text, f"{text}{{}}", f"[{text},]"):
        script = tree.makeelement("script", type="application/ld+json")
        script.text = clean_text(block)
        tree.append(script)
    line = text[:LONGEST_LINE]
    head = Head(title=line, og_titles=(f"Dam {line}",), headings=(line[::-1], line), site_names=(line,))
    declared_in(tree, (line,), (line,))
    cleaned = clean_text(text)
    without_chrome([cleaned, *(cleaned[start : start + 400] for start in range(0, 20_000, 400))])
    notice_in(line, cleaned[:STUB], is_known=False)
    without_offer(f"Dam\n{line}\n{cleaned[:STUB]}")
    for mark in (line, f"article {line}", f"more on {line}"):
        box = tree.makeelement("div")
        box.text = box.attrib["class"] = clean_text(mark)
        tree.find(".//body").append(box)
    without_foreign(tree)
    headline_of(head, line, (line, "Orm"))
    outlet_of(line, (line,), f"Dam - {line}", "Dam", (f"https://{line}",))
    people_in((f"By {line}", f"{line}, Mira"), (line,))


def _sent(text: str) -> None:
    """By a service, which may cut a text off."""
    for each in (text, f"{text} [+1834 chars]", f"It holds… Continue reading {text}", f"The post {text}"):
        without_rest(each)
        with suppress(SourceError):
            usual({"title": each[:20_000], "description": each, text[:50]: each})


def _dates(text: str) -> None:
    for value in (text, f"published {text}", f"2026-01-07T{text}", f"2026/1/7 {text}", f"{text} 2026"):
        parse_date(value)


def _passages(text: str) -> None:
    passage_spans(Article(text[:500], text, "a", language="en"), EMBEDDINGS)


def _of(text: str, number: int = 1, **more: object) -> Version:
    return replace(version(text, number=number), **more)  # type: ignore[arg-type]


def _changes(text: str) -> None:
    aligned.cache_clear()
    half = len(text) // 2
    changes(_of(text), _of(text[half:] + text[:half], note=text[:2_000]))
    changes(_of(f"Nine died. {text}"), _of(f"{text[::-1]} Ten died."))


def _rearranged(text: str) -> None:
    """Sentences of which the one version has some more often, in another order, each changed by a word."""
    sentences = [text[slice(*span)] for span in sentence_spans(text)]
    aligned.cache_clear()
    changes(_of(" ".join(sentences)), _of(" ".join([*sentences[1::2], *sentences[::2], *sentences[::3]])))
    changes(_of(" ".join(sentences)), _of(" ".join(f"Now {sentence}" for sentence in sentences)))


def _pieces(text: str) -> list[Evidence]:
    """Three passages of as many articles, all of this text, each under its own words."""
    told = [f"The mayor of Harrow said that {n + 9} people died in the fire on Monday. {text}" for n in range(3)]
    return [evidence(each, article_id=f"a{n}") for n, each in enumerate(told)]


def _quotes(text: str) -> None:
    best_quotes("How many people died in the fire in Harrow?", _pieces(text))


def _disagreement(text: str) -> None:
    for question in QUESTIONS:
        conflicts(question, _pieces(text), EMBEDDINGS)


def _outlets(text: str) -> None:
    pieces = [replace(p, version=replace(p.version, source=f"Paper {n}")) for n, p in enumerate(_pieces(text))]
    cited = [Citation(1, 0, 1, p.passage.text[:500], 0, 500, **reference_to(p.version)) for p in pieces[:3]]
    outlets_of(cited, pieces, EMBEDDINGS)
    for piece in pieces:
        origin(replace(piece.version, source=""))


def _attributed(text: str) -> None:
    text = f"He said so on Monday. {text} He added that it sank. {text}"
    for start in (0, len(text) // 2, len(text) - 500):
        attribution(_of(text), (max(start, 0), start + 500))


def _claims(text: str) -> None:
    """A model that answers in the text's words, from evidence in the text's words."""
    pieces = _pieces(text[:MOST_PASSAGE])
    checker = Checker(pieces, f"{QUESTIONS[0]} {text[:1_900]}", EMBEDDINGS)
    for _ in read_checked([f"Nine people died [1]. {text} [2] Ten did, {text[:200]} [3]."], CitedText(pieces), checker):
        pass


def _answer(text: str) -> None:
    """The same, a few characters at a time."""
    pieces = _pieces("Nine people died.")
    parts = [text[i : i + 20] for i in range(0, len(text), 20)]
    for _ in read_checked(parts, CitedText(pieces), Checker(pieces, QUESTIONS[0], EMBEDDINGS)):
        pass


def _cited(text: str) -> None:
    supporting_span(text, _pieces(text[:MOST_PASSAGE])[0])
    cited = CitedText(_pieces(text[:MOST_PASSAGE]))
    for _ in range(3):
        list(cited.write(text))
        list(cited.cite(1))


class _Versions:
    """As much of an archive as rechecking needs: an article in two versions."""

    def __init__(self, before: str, after: str) -> None:
        self._known = {("a", 1): _of(before), ("a", 2): _of(after, 2)}

    def notice(self, _: str) -> Notice:
        return Notice("live", None, None, None)

    def article(self, _: str) -> tuple[ArticleSummary, tuple[()]]:
        return ArticleSummary("a", None, "", "live", "", 2, "", None, None, (), None), ()

    def versions(self, _: object) -> dict[tuple[str, int], Version]:
        return self._known

    def notes(self, _: str) -> dict[int, str]:
        return {}


def _rechecked(text: str) -> None:
    before = f"Nine died. {text}"
    spans = [(start, start + 1_500) for start in range(0, len(before), max(len(before) // 20, 1))]
    archive = cast(Archive, _Versions(before, f"{text} Ten died."))
    aligned.cache_clear()
    recheck(archive, [EarlierCitation("a", 1, a, min(b, len(before)), before[a:b]) for a, b in spans])


def _followed(text: str) -> None:
    asked = Turn("user", f"Who is Ursula von der Leyen? {text[:7_900]}")
    answered = Turn("assistant", f"She said: {text[:7_900]}")
    question = opened(f"When did he say that about {text[:1_900]}")[0]
    last = chained(exchanges((asked, answered), TODAY), TODAY, [text[:6_000]])
    natural(question, [(last.question, last.answer)], TODAY, [text[:6_000]])
    opened(text[:LONGEST_QUESTION])


def _question(text: str) -> None:
    question = f"When {text}"[:LONGEST_QUESTION]
    refers_back(question, TODAY)
    without(question, time_words(question, TODAY).spans)
    told_in(question, form_of(question))
    terms_of(question)


def _suggested(text: str) -> None:
    proposals(text[:500], f"The mayor of Harrow, Anna Berg, said so on Monday. {text}", "en")
    is_english(text, None)


def _told(text: str) -> None:
    told = ArticleReading(text[:500], f"The fire in Harrow killed nine. Anna Berg said so. {text}")
    _ = told.topics, told.with_article, told.title_stems, [told.weight(topic) for topic in told.topics]


def _names(text: str) -> None:
    known = words_of([text[:MOST_PASSAGE]])
    for name in names_in(text, known)[:40]:
        has_name(known, name)
    names(text)
    persons(text)


def _labels(text: str) -> None:
    for name in (text, f"Mayor {text}", f"{text}’s mayor"):
        bare_name(name)
        if name.strip():
            _ = is_topic_name(name), takes_the(name), is_body(name), is_person(name)


def _quoted(text: str) -> None:
    for quoted in quoted_words(text)[:20]:
        has_words(plain_words(text), quoted)
    speech(text, "en")
    speech(text, "de")


def _figures(text: str) -> None:
    figures_in(text)
    figures_agree(text, f"{text} 9")
    calendar_of([text], "2026-01-07")


TARGETS = {
    "sentences": Target(lambda text: (sentence_spans(text, "en"), sentence_spans(text, "de")), MOST_TEXT),
    "furniture": Target(furniture_in, MOST_TEXT),
    "opinion": Target(
        lambda text: opinion_in(text[:20_000], text, f"https://x.example/{text[:2_000]}", [text[:20_000]]), MOST_TEXT
    ),
    "units": Target(lambda text: units_within(text, len(text) // 3, len(text)), MOST_TEXT),
    "passages": Target(_passages, MOST_TEXT),
    "clean text": Target(clean_text, MOST_TEXT, raw=True),
    "clean line": Target(clean_line, 10_000, raw=True),
    "record": Target(_article, MOST_TEXT, raw=True),
    "address": Target(_address, MOST_TEXT, raw=True),
    "authors": Target(lambda text: (authors_in(text), authors_in([text] * 3)), 40_000),
    "note": Target(_notes, MOST_TEXT),
    "page": Target(_page, MOST_TEXT),
    "date": Target(_dates, MOST_TEXT, raw=True),
    "text file": Target(_file, MOST_TEXT, raw=True),
    "markup": Target(lambda text: (plain_text(text), readable(text)), MOST_TEXT, raw=True),
    "sent": Target(_sent, MOST_TEXT, raw=True),
    "bytes": Target(_bytes, MOST_TEXT, raw=True),
    "language": Target(lambda text: guess_language(text), MOST_TEXT),
    "changes": Target(_changes, MOST_TEXT),
    "rearranged": Target(_rearranged, MOST_TEXT),
    "recheck": Target(_rechecked, MOST_TEXT),
    "attribution": Target(_attributed, MOST_TEXT),
    "suggested": Target(_suggested, MOST_TEXT),
    "told": Target(_told, READ),
    "answer": Target(_answer, 6_000),
    "plain": Target(lambda text: (plain(text), without_line_mark(text)), 6_000),
    "claims": Target(_claims, 6_000),
    "citations": Target(_cited, 6_000),
    "follow-up": Target(_followed, LONGEST_TURN),
    "question": Target(_question, LONGEST_QUESTION),
    "quotes": Target(_quotes, MOST_PASSAGE),
    "conflicts": Target(_disagreement, MOST_PASSAGE),
    "outlets": Target(_outlets, MOST_PASSAGE),
    "passage told": Target(lambda text: told_by(evidence(text), text), MOST_PASSAGE),
    "copies": Target(fingerprint, MOST_PASSAGE),
    "figures": Target(_figures, 2 * MOST_SENTENCE),
    "names": Target(_names, MOST_SENTENCE),
    "labels": Target(_labels, 2 * MOST_SENTENCE),
    "clauses": Target(clauses, 2 * MOST_SENTENCE),
    "quantities": Target(lambda text: (quantities_in(text), dates_in(text)), 2 * MOST_SENTENCE),
    "stems": Target(stems, 2 * MOST_SENTENCE),
    "quotations": Target(_quoted, 32_000),
}
