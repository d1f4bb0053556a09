"""A publisher's word about an article's state is understood, and what only sounds like one is not.

The kinds of notes are those of 4,929 real articles of 2022 and of the news agencies; the words are ours.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from ingest.records.articles import article_from, record_of
from ingest.records.correction_notes import MAX_NOTE, note_in
from ragbot.types import Article, State

BODY = "The ferry sank off Port Anders on Monday, the coast guard said.\n\nNine people died. The search goes on.\n\n"


def noted(text: str, title: str = "Ferry sinks") -> tuple[State | None, str | None]:
    return note_in(title, text)


CORRECTIONS = [
    "Correction: An earlier version of this story misstated the age of the captain. She is 59.",
    "CORRECTION: This story has been updated to reflect that the boats did not leave.",
    "CORRECTION (March 3, 2022, 4:15 p.m.): The ferry line was founded in 1961.",
    "Correction, March 3, 2022: The article misspelled the captain’s name.",
    "Correction 3 March 2022: An earlier version of this article gave a wrong toll.",
    "Correction — A previous version of this report said that the boat was new.",
    "*Clarification: This story has been clarified to explain the role of the line.",
    "Clarification: The headline has been changed to make clear who spoke.",
    "Corrections & clarifications: A previous version of the list named the wrong winner.",
    "Correction and clarification: A prior version of this transcript misstated what she said.",
    "Corrected on March 3: The bridge is in Ostvik.",
    "Corrected: An earlier version of this article misspelled a name.",
    "– An earlier version of this story incorrectly stated the year of a photo.",
    "(An earlier version of this article gave the wrong day.)",
    "An earlier version of this op-ed included the wrong number of ships.",
    "A previous headline on this article said that the captain had died.",
    "The original version of this article incorrectly stated the reason.",
    "Due to an editing error, an earlier version of this article named the wrong minister.",
    "This article was amended on 3 March 2022. The boat was built in 1961, not 1971.",
    "This story has been corrected to reflect that the government needs no consent.",
    "This March 3 story has been corrected to say that the firm is Dutch, in paragraph 4.",
    "This story has been updated to correct the spelling of a name.",
    "This article has been updated to more accurately describe the law.",
    "This story was first published on March 3. It was updated on March 4 to correct the name of the ship.",
    "(Corrects paragraph 4 to show that the company is Dutch)",
    "A correction was made on March 3, 2022: An earlier version of this article misstated the toll.",
    "Editor's note: This story has been updated to correct the attribution of a statement.",
    "Editor’s Note: The captain's name was transposed in an earlier version of this story.",
    "The captain's name was misspelled in a previous version of this story.",
    "Korrektur: In einer früheren Version dieses Artikels stand, die Fähre sei neu gewesen.",
    "In einer früheren Fassung dieses Textes hieß es, neun Menschen seien gestorben. Es waren elf.",
    "Anmerkung der Redaktion: In einer früheren Version hieß es, die Fähre sei neu. Das haben wir korrigiert.",
    "Richtigstellung: Frau Holt ist nicht die Kapitänin.",
    "Correction : une version précédente de cet article indiquait un bilan erroné.",
    "Rectificatif : le navire a été construit en 1961, et non en 1971.",
    "Cet article a été corrigé le 3 mars : le bilan est de onze morts.",
    "Corrección: una versión anterior de este artículo daba una cifra errónea.",
    "Fe de errores: en una versión anterior de esta noticia se decía que murieron nueve personas.",
    "Esta noticia ha sido corregida: murieron once personas.",
    "Errata corrige: in una versione precedente di questo articolo il bilancio era sbagliato.",
    "Rettifica: il traghetto è del 1961.",
    "Correctie: In een eerdere versie van dit artikel stond een verkeerd aantal doden.",
    "Rectificatie 3 maart: de veerboot is van 1961.",
    "Sprostowanie: we wcześniejszej wersji artykułu podaliśmy błędną liczbę ofiar.",
    "Errata: uma versão anterior deste texto informou um número errado de mortos.",
]


@pytest.mark.parametrize("note", CORRECTIONS)
def test_a_correction_is_found_before_and_after_the_story_and_told_in_its_own_words(note: str) -> None:
    for text in (BODY + note, f"{note}\n\n{BODY}", f"{BODY}{note}\n\nAnn Lee contributed."):
        assert noted(text) == ("corrected", note)


NOTHING = [
    "This story has been updated with additional developments Wednesday.",
    "This story has been updated with further details.",
    "This article has been updated to include a statement from the ferry line.",
    "This story has been updated to add new information and comments from public officials.",
    "This article has been updated to reflect the news that the minister resigned.",
    "This article was updated at 9:30 a.m.",
    "This story has been updated. An earlier version was published in November.",
    "Update: The minister resigned on Tuesday.",
    "Updated 3 March 2022, 9:30",
    "Editor's note: This page recaps the news from Ukraine on Tuesday.",
    "Editor’s Note: Ann Lee is the author of “The Correction”. The views expressed here are her own.",
    "Editor's note: A version of this story appeared in our newsletter.",
    "A version of this article originally appeared in the weekly newsletter.",
    "An earlier version of the bill had the support of 47 members.",
    "An earlier version of this story was published on Monday.",
    "A previous version of the app crashed often, the firm said.",
    "The journal retracted the study on Monday, saying that its data were made up.",
    "The newspaper has retracted its story about the captain and apologised.",
    "“This article has been retracted,” the journal says on its page.",
    '"This story has been corrected to say so," the rival paper wrote.',
    "The Daily corrected its report. “An earlier version of this article was wrong. This article has been corrected,” "
    "its editor said.",
    "Corrections officers guard the jail. A correction of prices followed.",
    "Corrections Department officials declined to comment.",
    "The minister corrected himself: nine people, not eight, had died.",
    "This report was withdrawn by the ministry in 2019 after criticism.",
    "This bill has been amended to include the islands.",
    "This video has been removed by the platform, the ministry said.",
    "He later retracted that statement, saying the earlier notice was wrong.",
    "Die Regierung hat den Bericht zurückgezogen und korrigiert.",
    "La empresa ha corregido sus cuentas. El ministro retiró la ley.",
]


@pytest.mark.parametrize("line", NOTHING)
def test_what_only_sounds_like_a_correction_is_none(line: str) -> None:
    for text in (BODY + line, f"{line}\n\n{BODY}", BODY + line + "\n\nAnn Lee contributed."):
        assert noted(text) == (None, None)


def test_a_list_of_words_explains_what_a_correction_is() -> None:
    words = ["Bear market: a fall of a fifth.", "Correction: a fall of a tenth.", "Rally: a rise.", "Yield: a share."]
    assert noted("\n".join([*words[:1], "Crash: a fall in a day.", *words[1:], *words[2:], *words[2:]])) == (None, None)


def test_a_page_of_corrections_is_about_other_articles() -> None:
    page = "\n\n".join(f"An earlier version of this story misstated the number {i}." for i in range(9))
    assert noted(page) == (None, None)


def test_two_corrections_are_told_in_their_order() -> None:
    assert noted(f"{CORRECTIONS[0]}\n\n{BODY}{CORRECTIONS[18]}") == (
        "corrected",
        f"{CORRECTIONS[0]}\n{CORRECTIONS[18]}",
    )


def test_a_heading_over_the_correction_belongs_to_it() -> None:
    said = "An earlier version of this article gave a wrong toll."
    assert noted(f"{BODY}Corrections:\n\n{said}") == ("corrected", f"Corrections:\n{said}")


def test_a_note_within_a_paragraph_begins_where_it_begins() -> None:
    note = "An earlier version of this article gave a wrong toll."
    assert noted(f"{BODY}Ann Lee and Bo Ray contributed to this report. {note}") == ("corrected", note)


@pytest.mark.parametrize(
    "note",
    [
        "RETRACTION: This article was based on invented quotes.",
        "This article has been retracted. Its quotes could not be verified.",
        "Editor’s note: This story has been withdrawn after a review.",
        "The Harbor Ledger has retracted this article because its author made up a source.",
        "Editor's note, March 3: We have retracted this story.",
        "Dieser Artikel wurde zurückgezogen.",
        "Cet article a été retiré par la rédaction.",
        "Este artículo ha sido retractado.",
    ],
)
def test_a_retraction_is_found(note: str) -> None:
    assert noted(f"{note}\n\n{BODY}") == ("retracted", note)
    assert noted(f"{CORRECTIONS[0]}\n\n{BODY}{note}")[0] == "retracted", "it is more than a correction"


def test_a_text_that_says_only_that_it_was_removed_is_removed() -> None:
    assert noted("This article has been removed for legal reasons.")[0] == "removed"
    assert noted(BODY * 20 + "This article has been removed from the front page.") == (None, None)


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("CORRECTED-UPDATE 2-Ferry sinks", "corrected"),
        ("CORRECTION: Ferry sinks", "corrected"),
        ("RETRACTED: Ferry sinks", "retracted"),
        ("Corrections officers strike", None),
        ("Correction in the stock market", None),
    ],
)
def test_a_headline_says_it_too(title: str, state: State | None) -> None:
    assert noted(BODY, title) == (state, None)


def test_a_note_has_a_limit_and_a_monstrous_text_takes_no_time() -> None:
    state, note = noted(f"Correction: An earlier version of this article was wrong. {'So it is. ' * 100_000}")
    assert state == "corrected"
    assert note
    assert len(note) <= MAX_NOTE
    started = time.process_time()
    for line in ("This article has been updated ", "correct " * 9 + ". ", "in an earlier version of this ", "(" * 50):
        noted(line * (300_000 // len(line)))
        noted((line + "\n") * (300_000 // len(line)))
    assert time.process_time() - started < 60


# Fields


def read(**fields: object) -> Article:
    return article_from({"text": BODY, "url": "https://daily.example/a", **fields}, "here")[0]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"state": "retracted"}, "retracted"),
        ({"status": "Withdrawn"}, "retracted"),
        ({"creativeWorkStatus": "Corrected"}, "corrected"),
        ({"creativeWorkStatus": "https://schema.org/Retracted"}, "retracted"),
        ({"pubStatus": "canceled"}, "retracted"),
        ({"status": "publish"}, "live"),
        ({"retracted": True}, "retracted"),
        ({"retracted": "true"}, "retracted"),
        ({"retracted": False}, "live"),
        ({"status": "published", "retracted": True}, "retracted"),
        ({"removed": 1}, "removed"),
        ({"correction": True}, "corrected"),
        ({"correction": "https://daily.example/corrections"}, "corrected"),
        ({"state": "CA"}, None),
        ({"status": 200}, None),
        ({"state": ["retracted"]}, None),
        ({"status": "ok", "correction": None}, None),
        ({"correction": []}, None),
        ({"correction": False}, None),
    ],
)
def test_a_field_gives_the_state(fields: dict[str, object], state: State | None) -> None:
    assert read(**fields).state == state


@pytest.mark.parametrize(
    ("correction", "note"),
    [
        ("The toll was wrong.", "The toll was wrong."),
        (
            {"@type": "CorrectionComment", "text": "The toll was &amp; wrong.\n", "datePublished": "2026-03-01"},
            "The toll was & wrong.",
        ),
        ([{"text": "One."}, "Two.", {"text": "One."}, 7, None, ["x"]], "One.\nTwo."),
        ({"@type": "CorrectionComment"}, None),
        ("https://daily.example/corrections", None),
        ("x" * 9_000, "x" * MAX_NOTE),
        ("\u202eeht\u202c", "eht"),
    ],
)
def test_a_correction_of_schema_org_gives_the_note(correction: object, note: str | None) -> None:
    found = read(correction=correction)
    assert (found.state, found.note) == ("corrected", note)


def test_the_fields_note_comes_before_that_of_the_text_and_the_stronger_state_holds() -> None:
    text = BODY + CORRECTIONS[0]
    assert read(text=text).note == CORRECTIONS[0]
    assert read(text=text, correction="The age was wrong.").note == "The age was wrong."
    assert read(text=text, status="published").state == "corrected"
    assert read(text=text, retracted=True).state == "retracted"


def test_a_state_with_a_slip_of_the_pen_is_told() -> None:
    _, warnings = article_from({"text": BODY, "state": "retratced"}, "here")
    assert warnings == ('state: "retratced" is none of live, corrected, retracted, removed; ignored',)
    assert article_from({"text": BODY, "state": "California", "status": "draft"}, "here")[1] == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "retracted"},
        {"retracted": False},
        {"correction": [{"text": "One."}, "Two."]},
        {"correction": True},
        {"text": BODY + CORRECTIONS[0]},
        {"text": f"{CORRECTIONS[0]}\n\n{BODY}{CORRECTIONS[18]}"},
        {"text": BODY + CORRECTIONS[0], "retracted": True},
        {"correction": "x" * 9_000},
    ],
)
def test_a_handed_over_article_keeps_state_and_note(fields: dict[str, Any]) -> None:
    found = read(**fields)
    assert article_from(record_of(found), "there") == (found, ())


def test_state_and_note_make_no_new_version() -> None:
    assert read().digest == read(state="retracted", correction="Wrong.").digest


@pytest.mark.parametrize(
    "note",
    [
        "Correction: An earlier version of this story gave a wrong age.  She is 59.",
        "Correction: An earlier version of this story said that AT&amp;T owns the ferry.",
        "Clarification:\nThe headline has been changed  to make clear who spoke.",
    ],
)
def test_a_note_of_the_text_is_the_same_when_the_article_is_handed_over(note: str) -> None:
    """Else each way to the archive would undo what the other wrote, and the note would not be found in its text."""
    found, _ = article_from({"title": "Ferry sinks", "text": f"{BODY}{note}", "url": "https://daily.example/f"}, "here")
    assert found.note == note
    assert article_from(record_of(found), "there")[0] == found
    given, _ = article_from({"title": "Ferry sinks", "text": f"{BODY}{note}", "correction": note}, "here")
    assert given.note == note
