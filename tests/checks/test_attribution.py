"""Who says it: the outlet in its own name, or somebody whom it quotes."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.checks.attribution import attribution
from ragbot.reading.quotations import quotations, speech
from ragbot.types import Attribution
from tests.evidence import version


def of(sentence: str, text: str | None = None, language: str = "en") -> Attribution | None:
    text = text or sentence
    start = text.index(sentence)
    return attribution(replace(version(text), language=language), (start, start + len(sentence)))


def speaker(sentence: str, text: str | None = None, language: str = "en") -> str | None:
    found = of(sentence, text, language)
    assert found, f"said by nobody: {sentence}"
    return found.speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry sank off Port Anders on Monday night.",
        "The film “The Weight of Ferries” opens on Friday.",
        "Its “smart” bow door had failed.",
        "All told, nine people died.",
        "The crew was told to leave the ship.",
        "The United States sent two ships.",
        "Health claims rose by nine percent.",
        "The line added three ferries in May.",
        "Nobody could say why the door had opened.",
        "He was admitted to hospital.",
        "That said, the line has three other ships.",
        'The captain stood 6\'2" tall and wore a 10" badge.',
        "The workers’ ship went down in the ’90s.",
        "",
    ],
)
def test_the_outlet_says_it_in_its_own_name(sentence: str) -> None:
    assert of(sentence, f"One. {sentence} Two.") is None


@pytest.mark.parametrize(
    ("sentence", "who", "quoted"),
    [
        ("“The door had failed,” Captain Mira Holt said.", "Captain Mira Holt", True),
        ("Captain Mira Holt told the inquiry that the door had failed.", "Captain Mira Holt", False),
        ("The door had failed, said Mira Holt, the captain of the ship.", "Mira Holt", False),
        ("“It was loud,” said Dr. Oto Lind of the hospital in Anders.", "Dr. Oto Lind of the hospital in Anders", True),
        ("The operator, Skerrow Line, said that 112 people had been on board.", "Skerrow Line", False),
        ("On Friday, the skipper, Hal Morstead, said he had seen it.", "Hal Morstead", False),
        ("Netblocks, a group that tracks outages, said the lines were down.", "Netblocks", False),
        ("Disney (DIS) said that it would sell the ship.", "Disney", False),
        ("Nine people died, according to the Coast Guard.", "the Coast Guard", False),
        ("According to a survey by Fair Purse, prices rose.", "a survey by Fair Purse", False),
        ("A spokesman for Halgrid said that power was back.", "A spokesman for Halgrid", False),
        ("The ministry called it “a barbaric act of war”.", "The ministry", True),
        ("Holt tweeted that the ship was lost.", "Holt", False),
        ("Nine people died, police said.", "police", False),
        ("Lind noted that the door was old.", "Lind", False),
        ("The door was old, Lind added.", "Lind", False),
        ("The door, which Lind says was old, had failed.", "Lind", False),
        ("In a statement, the company insisted it had done nothing wrong.", "the company", False),
        ("“I was never bored.” – Ephraim Tolland-Reeve", "Ephraim Tolland-Reeve", True),
    ],
)
def test_somebody_says_it(sentence: str, who: str, quoted: bool) -> None:
    assert of(sentence) == Attribution("Daily", who, quoted)


@pytest.mark.parametrize(
    "sentence",
    [
        "Officials said that the door had failed.",
        "The door had failed, according to sources.",
        "“It will be expensive,” a person familiar with the matter said.",
        "Two senior government officials said the minister would go.",
        "Experts say the dike will not hold.",
        "Some argue that the dike will not hold.",
        "The minister is said to be leaving.",
        "The captain was reportedly asleep.",
        "“It was loud,” witnesses said.",
    ],
)
def test_a_source_without_a_name_is_no_speaker(sentence: str) -> None:
    found = of(sentence)
    assert found
    assert found.speaker is None


@pytest.mark.parametrize(
    ("sentence", "language", "who"),
    [
        ("„Die Tür war offen“, sagte Kapitänin Mira Holt.", "de", "Kapitänin Mira Holt"),
        ("Laut Polizei starben neun Menschen.", "de", "Polizei starben neun Menschen"),
        ("Der Polizei zufolge starben neun Menschen.", "de", "Der Polizei"),
        ("« La porte était ouverte », a déclaré Mira Holt.", "fr", "Mira Holt"),
        ("La porte était ouverte, a déclaré Mira Holt.", "fr", "Mira Holt"),
        ("Le navire a coulé, a indiqué la police de Sund.", "fr", "la police de Sund"),
        ("La porta era aperta, ha dichiarato Mira Holt.", "it", "Mira Holt"),
        ("«La puerta estaba abierta», dijo Inés Valdeolmillo ante la prensa.", "es", "Inés Valdeolmillo"),
        ("Nueve personas murieron, según la policía.", "es", "la policía"),
        ("«La porta era aperta», ha detto Mira Holt.", "it", "Mira Holt"),
        ("“De deur stond open”, zei kapitein Mira Holt.", "nl", "kapitein Mira Holt"),
        ("„Drzwi były otwarte”, powiedziała Mira Holt.", "pl", "Mira Holt"),
    ],
)
def test_other_languages_quote_in_their_own_marks(sentence: str, language: str, who: str) -> None:
    found = of(sentence, language=language)
    assert found
    assert found.quoted == (sentence[0] in "„«“")
    if not sentence.startswith("Laut"):  # where a German subject ends, only its verb could tell
        assert found.speaker == who


def test_a_sentence_deep_in_a_quotation_is_said_by_who_began_it() -> None:
    text = "“They came with a list,” Jorun Moss said. “They knew the marks. They knew which alarm was off.”"
    assert of("They knew which alarm was off.”", text) == Attribution("Daily", "Jorun Moss", True)
    assert of("“They knew the marks.", text) == Attribution("Daily", "Jorun Moss", True)


def test_a_sentence_without_any_mark_is_a_quotation_where_it_stands_in_one() -> None:
    text = "Moss said: “It was dark. The door was open. Nobody saw us.”"
    assert of("The door was open.", text) == Attribution("Daily", "Moss", True)


def test_a_quotation_is_said_by_who_is_named_after_it() -> None:
    text = "“It was dark. The door was open,” the captain said."
    assert speaker("“It was dark.", text) == "the captain"


def test_a_quotation_goes_on_in_the_next_paragraph() -> None:
    text = "“It was dark,” Mira Holt said.\n\n“The door was open.”\n\nIt rained."
    assert of("“The door was open.”", text) == Attribution("Daily", "Mira Holt", True)
    assert of("It rained.", text) is None


def test_a_quotation_left_open_goes_on_where_the_next_paragraph_opens_it_again() -> None:
    text = "Mira Holt said: “It was dark.\n\n“The door was open. Nobody saw us.”"
    assert of("Nobody saw us.”", text) == Attribution("Daily", "Mira Holt", True)


def test_he_is_the_one_who_spoke_before() -> None:
    text = "“It was dark,” Captain Edric Pellbrook said. The door was open, he said."
    assert speaker("The door was open, he said.", text) == "Captain Edric Pellbrook"


def test_she_is_the_only_person_named_before() -> None:
    text = "Mira Holt, 52, led the ship from Port Anders. “The door was open,” she said. Holt left on Monday."
    assert speaker("“The door was open,” she said.", text) == "Mira Holt"


def test_he_stays_he_where_it_is_not_plain_who_that_is() -> None:
    text = "Oto Lind, 40, met Jan Kubica, 50, in Anders. Lind and Kubica talked. “The door was open,” he said."
    assert speaker("“The door was open,” he said.", text) == "he"


def test_what_is_said_within_a_quotation_is_no_speaker_of_it() -> None:
    text = "“My brother said that he saw the door open,” Holt recalled."
    assert speaker(text) == "Holt"


def test_the_outlet_is_named() -> None:
    found = of("“The door had failed,” Holt said.")
    assert found
    assert found.outlet == "Daily"


@given(st.text(alphabet="“”„«»‘’\"' \n.aBc,said", max_size=80), st.data())
def test_any_text_has_an_answer(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    attribution(version(text), (start, end))
    assert all(0 <= a < b <= len(text) for a, b in quotations(text))


def test_a_text_of_marks_alone_takes_no_time() -> None:
    text = '“said "“ ‘ „' * 20_000
    start = perf_counter()
    attribution(version(text), (100_000, 100_050))
    assert perf_counter() - start < 10


def test_part_of_a_sentence_is_said_by_who_says_all_of_it() -> None:
    text = "The bow door had failed, according to Mira Holt. Rain fell."
    assert speaker("The bow door had failed", text) == "Mira Holt"
    assert of("Rain fell", text) is None


@pytest.mark.parametrize(
    "text", ["Holt " + "only " * 60 + "x said it.", "Aa, " * 5000 + "he said.", "(Aa) " * 4000 + "he said."]
)
def test_a_sentence_made_for_it_takes_no_time(text: str) -> None:
    start = perf_counter()
    attribution(version(text), (len(text) - 20, len(text)))
    assert perf_counter() - start < 10


def test_titles_and_single_words_are_no_speech() -> None:
    assert speech("The “smart” door of “The Weight of Ferries” and “Top Gun: Maverick” opened.") == []
    assert len(speech("He called it “a very bad day” twice.")) == 1
