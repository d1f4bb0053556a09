"""Text as people see it: nothing unseen stays, and a second cleaning changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.records.cleaning import MOST_ESCAPED, clean_line, clean_text

unhurried = settings(deadline=None)  # machines are shared

odd = st.sampled_from(
    "\r\n\t \u00a0\u200b\u200c\u200d\u202e\ufeff\u00ad\u0301e\u00e9\u212a\u037e\u0628\U000e0041&;ltamp#3"
)
any_text = st.one_of(
    st.text(),
    st.text(odd),
    st.text(st.one_of(odd, st.characters(exclude_categories=()))),
    st.text(st.characters(categories=["Cs", "Cf", "Mn"])),
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("One\r\ntwo\rthree", "One\ntwo\nthree"),
        ("One \n \n\n\ntwo  ", "One\n\ntwo"),
        ("a\tb\u00a0c\u202fd\u3000e", "a b c d e"),
        ("ze\u200bro w\u00adidth\ufeff\u2060", "zero width"),
        ("left\u202eright\u202c\u2066x\u2069", "leftrightx"),
        ("bell\x07 del\x7f esc\x1b[31m", "bell del esc[31m"),
        ("tag\U000e0068\U000e0069\U000e007f!", "tag!"),
        ("cafe\u0301", "caf\u00e9"),
        ("broken \ud83d half", "broken \ufffd half"),
        ("La\u200dtin ends\u200c", "Latin ends"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),
        ("\u0628\u200c\u200d\u200c\u0628", "\u0628\u200c\u0628"),
    ],
)
def test_text_is_cleaned_of_what_nobody_sees(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@unhurried
@given(any_text)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    clean.encode()
    assert "\n\n\n" not in clean
    assert clean == clean.strip()


@unhurried
@given(any_text)
def test_a_line_stays_one_line(text: str) -> None:
    line = clean_line(text)
    assert clean_line(line) == line
    assert "\n" not in line


@pytest.mark.parametrize("nothing", ["", " ", "\n\n\n", "\u200b\ufeff", "\t\u00a0\r\n"])
def test_of_nothing_that_is_seen_nothing_stays(nothing: str) -> None:
    assert clean_text(nothing) == ""
    assert clean_line(nothing) == ""


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("Ferry &amp; tram\nstay  shut", "Ferry & tram stay shut"),
        ("Ferry &amp;amp; tram", "Ferry & tram"),
        ("&lt;b&gt;Halmere&lt;/b&gt;", "<b>Halmere</b>"),
        ("Halmere&nbsp;&#8203;votes", "Halmere votes"),
        ("R&D of Halmere", "R&D of Halmere"),
    ],
)
def test_of_a_line_the_entities_are_resolved(raw: str, line: str) -> None:
    assert clean_line(raw) == line


def test_entities_of_a_text_stay() -> None:
    assert clean_text("Ferry &amp; tram") == "Ferry &amp; tram"


def test_entities_are_resolved_a_few_times_and_no_more() -> None:
    assert clean_line("&" + "amp;" * MOST_ESCAPED) == "&"
    assert clean_line("&" + "amp;" * (MOST_ESCAPED + 1)) == "&amp;"
