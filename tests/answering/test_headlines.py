"""Headlines as they are shown: without the outlet and what is cut off; those of round-ups list their stories."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.answering.headlines import headline, is_aside, is_from_an_address, is_round_up, items


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Bridge falls | Daily Post", "Bridge falls"),
        ("Bridge falls in Harrow - BBC", "Bridge falls in Harrow"),
        ("Bridge falls in Harrow | The ...", "Bridge falls in Harrow"),
        ("Holm withdraws from the race with a cold, sending Nick ...", "Holm withdraws from the race with a cold"),
        ("Ada Holm, star of the stage, is free in ...", "Ada Holm, star of the stage, is free in…"),
        ("Berg: While cases rise in the north, why do ...", "Berg: While cases rise in the north, why do…"),
        ("Harrow grey gull inquiry intl", ""),
        ("Selby trams stand still", "Selby trams stand still"),
        ("Harrow's ferry makes waves", "Harrow's ferry makes waves"),
        ("Refused entry into the U.S.", "Refused entry into the U.S."),
        ("", ""),
        ("Harrow is \u202eflooded\n[7]", "Harrow is flooded (7)"),
        ("w" * 300, f"{'w' * 160}…"),
    ],
)  # fmt: skip
def test_a_headline_goes_without_the_outlet_and_what_is_cut_off(title: str, shown: str) -> None:
    assert headline(title, "On its way, the Grey Gull lost a door. Trams stand still.") == shown


@pytest.mark.parametrize(
    ("title", "listed"),
    [
        ("5 things to know for May 3: Fed hike, Floods, Jan. 6", ("Fed hike", "Floods", "Jan. 6")),
        ("5 things to know for May 3: Fed hike, Floods, Miss ...", ("Fed hike", "Floods")),
        ("Tram strike, opera gala: 3 things to know for May 3, 2026, and more", ("Tram strike", "opera gala")),
        (
            "Harrow flood, tram strike, opera gala, ferry lost",
            ("Harrow flood", "tram strike", "opera gala", "ferry lost"),
        ),
        ("Harrow flood, tram strike, opera gala", ()),
        ("Harrow flood, Selby trams: 5 things to know Monday", ("Harrow flood", "Selby trams")),
        ("Vote in Selby, tram strike, heat dome: Daily Briefing", ("Vote in Selby", "tram strike", "heat dome")),
        ("Harrow flood, tram strike: News from around the county", ("Harrow flood", "tram strike")),
        ("Harrow flood, tram strike, opera gala, ferry ...", ("Harrow flood", "tram strike", "opera gala")),
        ("Ada Holm, once a star of the stage, returns", ()),
        ("Harrow, Selby, Orm flood: repairs have begun at the dam", ()),
        ("The Harrow dam breaks", ()),
    ],
)
def test_the_headline_of_a_round_up_lists_stories(title: str, listed: tuple[str, ...]) -> None:
    assert items(title) == listed
    assert is_round_up(title) is bool(listed)


def test_some_articles_stand_beside_a_story() -> None:
    asides = [
        "Photos: the flood",
        "Opinion: Save the dam",
        "What we know about the dam",
        "Who was Ada Holm?",
        "Dam, explained",
    ]
    assert all(map(is_aside, asides))
    assert not any(map(is_aside, ["Dam breaks in Harrow", "Will Holm wins the race", "Reviewers praise the opera"]))


PIECES = st.sampled_from(
    ["Harrow", "is flooded", ", ", ": ", " - ", " | ", "...", "…", "5 things to know", " ", "A. ", "[1]"]
)
TITLES = st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join)


@given(TITLES, st.lists(PIECES | st.text(max_size=40), max_size=20).map("".join))
def test_whatever_the_texts_are_a_headline_is_one_line_and_no_item_is_empty(title: str, text: str) -> None:
    assert "\n" not in headline(title, text)
    assert all(item.strip() for item in items(title))


@pytest.mark.parametrize(
    ("title", "text", "is_address"),
    [
        ("Harrow grey gull inquiry", "On its way, the Gull lost a door.", True),
        ("Harrow grey gull inquiry", "A gull lost a feather.", False),
        ("Harrow Grey Gull inquiry", "On its way, the Gull lost a door.", False),
        ("Harrow grey gull, inquiry", "On its way, the Gull lost a door.", False),
    ],
)
def test_a_headline_of_small_letters_with_a_name_is_from_an_address(title: str, text: str, is_address: bool) -> None:
    assert is_from_an_address(title, text) is is_address
