"""HTML in a field becomes what its reader sees; a text that only speaks of HTML stays as it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats.markup import is_markup, plain_text, readable
from ingest.records.cleaning import clean_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Ships &amp; boats pay <a href='/fee'>fees</a>.</p><p>So.</p>", "Ships & boats pay fees.\n\nSo."),
        ("<p>One<br>two<br /><br>three</p>", "One\ntwo\n\nthree"),
        ("<p>Why:</p><ul><li>Salt</li><li><p>Rust <b>too</b></p></li></ul>End", "Why:\n\n- Salt\n\n- Rust too\n\nEnd"),
        ("<table><tr><th>Orm</th><td>12</td></tr><tr><th>Tolvik</th><td>3</td></tr></table>", "Orm | 12\nTolvik | 3"),
        ("<span>Yes</span><span>11</span><span>No</span>", "Yes 11 No"),
        ("<p><span>T</span>he end</p>", "The end"),
        ("10<sup>3</sup> steps, 5 m<sup>2</sup>, CO<sub>2</sub>, the 1<sup>st</sup>", "10³ steps, 5 m², CO2, the 1st"),
        ("In 1990<sup><a href='#n2'>2</a></sup> and 1991<sup>[3]</sup> it sank", "In 1990 and 1991 it sank"),
        ("<h2>Sluice</h2>It <b>holds</b>.", "Sluice\n\nIt holds."),
        ("One <b>two</b>.\n\nThree.", "One two.\n\nThree."),
        ("<pre>a\n b</pre>", "a\n b"),
        ("<![CDATA[<p>Low tide</p>]]>", "Low tide"),
        ("<p>Soft&shy;ly&nbsp;so</p>", "Softly so"),
        ("  ", ""),
    ],
)  # fmt: skip
def test_a_reader_sees_this(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>secret</script>", "<style>secret</style>", "<template><p>secret</p></template>", "<!-- secret -->",
        "<p hidden>secret</p>", "<div aria-hidden='true'><p>secret</p>secret</div>",
        "<span class='sr-only'>secret</span>",
        "<p style='display : none'>secret</p>", "<p style='opacity:0'>secret</p>", "<p style='left:-9999px'>secret</p>",
        "<p style='color:#fff;background:#fff'>secret</p>", "<p style='font-size:1px'>secret</p>",
        "<table bgcolor='#FFFFFF'><tr><td><font color='white'>secret<sup>2</sup></font></td></tr></table>",
        "<del>secret</del>", "<noscript><img alt='x'>secret</noscript>", "<button>secret</button>",
    ],
)  # fmt: skip
def test_what_nobody_sees_is_not_text(unseen: str) -> None:
    assert plain_text(f"<p>Before.</p>{unseen}<p>After.</p>") == "Before.\n\nAfter."


@pytest.mark.parametrize(
    "style",
    ["opacity:0.9", "font-size:0.8em", "left:-3px", "display:block", "color:#fff", "color:#fff;background:navy"],
)
def test_what_is_only_styled_is_text(style: str) -> None:
    assert plain_text(f"<p style='{style}'>Seen</p>") == "Seen"


@pytest.mark.parametrize(
    "text",
    [
        "Use the <b> tag for that", "a < b and c > d", "<b> and </b> are old", "the <p> element and <br> too",
        "such as <br>, <p> and <li>", "if x<a and b>c", "Map<String, List<a>>", "I <3 you", "<strong>", "<p> is a tag",
        "AT&T and R&D;", "no markup",
    ],
)  # fmt: skip
def test_a_text_that_speaks_of_html_stays(text: str) -> None:
    assert not is_markup(text)
    assert readable(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "<p>The dam holds.</p>", "It <b>holds</b> now", "It holds.<br>So far.", "It holds. <br /> So far",
        "<p>One\n<p>Two",
        'See <a href="/x">this', "<img src='x'> Dam", "<div class='a'>\n  The dam", "a<br><br>b",
    ],
)  # fmt: skip
def test_a_text_in_html_is_known(text: str) -> None:
    assert is_markup(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Orm &amp; Tolvik&#8217;s dam", "Orm & Tolvik’s dam"),
        ("&lt;p&gt;Orm &amp;amp; Tolvik&lt;/p&gt;", "Orm & Tolvik"),
        ("Write &lt;b&gt; here", "Write <b> here"),
        ("<p>Write &lt;b&gt;so&lt;/b&gt; here</p>", "Write <b>so</b> here"),
    ],
)
def test_entities_are_resolved_and_escaped_html_is_read(text: str, read: str) -> None:
    assert readable(text) == read


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 200_000 + "deep", "<b>" * 300_000, "</" * 400_000, "<p>a" * 250_000, "<" * 500_000, "&" * 900_000,
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">deep</p>", "<sup>1" * 150_000, "<p a='" + "x" * 900_000,
        "<!--" * 200_000, "<li>" * 200_000,
    ],
)  # fmt: skip
def test_no_markup_is_deep_or_large_enough_to_take_long(markup: str) -> None:
    started = time.process_time()
    plain_text(markup)
    readable(markup)
    assert time.process_time() - started < 10
    assert plain_text("<div>" * 300 + "deep" + "</div>" * 300 + "<p>after") == "deep\n\nafter"


@settings(deadline=None)
@given(st.text(alphabet="<>/pbra &;#x0'\"=\n\ud83d\0é", max_size=200))
def test_nothing_makes_it_raise_and_its_text_is_clean(markup: str) -> None:
    text = plain_text(markup)
    assert clean_text(text) == text
    readable(markup)
