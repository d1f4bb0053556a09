"""Web pages as a whole: whose word counts, which headline, outlet and authors they have, what of them a reader sees."""

from __future__ import annotations

import json

import pytest

from ingest.formats.html import parsed
from ingest.records.articles import article_from
from ingest.records.record import SourceError
from ragbot.types import Article

DAM = "The dam above Tolvik is to be raised by three metres, the water board decided on Tuesday after a long hearing."
COST = (
    "The work costs 96 million crowns and begins in April 2027, said its engineer; the road along the lake stays open."
)
OWN = {"@type": "NewsArticle", "headline": "Dam to be raised", "datePublished": "2026-03-10T09:12:00Z"}


def page(head: str = "", body: str = "", title: str = "Dam to be raised", h1: str = "Dam to be raised") -> str:
    main = f"<article><h1>{h1}</h1><p>{DAM}</p><p>{COST}</p>{body}</article>"
    return f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body>{main}</body></html>'


def ld(*things: object, kind: str = "application/ld+json") -> str:
    return "".join(f'<script type="{kind}">{json.dumps(thing)}</script>' for thing in things)


def article(html: str) -> Article:
    return article_from(parsed(html.encode()), "a page")[0]


# JSON-LD


@pytest.mark.parametrize(
    "other",
    [
        {"@type": "VideoObject", "name": "The dam in 2014", "datePublished": "2014-05-01"},
        {"@type": "Comment", "datePublished": "2026-03-15", "correction": "The reader erred."},
        {"@type": "WebPage", "datePublished": "2012-01-01", "creativeWorkStatus": "Retracted"},
        {
            "@type": "ItemList",
            "itemListElement": [{"@type": "NewsArticle", "headline": "Choir", "datePublished": "2020"}],
        },
        {
            "@type": "NewsArticle",
            "headline": "The choir of Sund",
            "datePublished": "2020-02-02",
            "correction": "It erred.",
        },
    ],
)
def test_only_the_object_that_is_the_pages_article_speaks(other: object) -> None:
    found = article(page(ld(other, OWN)))
    assert (found.published, found.state, found.note) == ("2026-03-10T09:12:00Z", None, None)


@pytest.mark.parametrize(
    "stranger",
    [
        {"@type": "VideoObject", "datePublished": "2014-05-01"},
        {
            "@type": "NewsArticle", "headline": "Choir dismisses its conductor", "url": "https://orm.example/choir",
            "datePublished": "2014-05-01", "creativeWorkStatus": "Retracted", "author": {"name": "Ivar Lund"},
        },
    ],
)  # fmt: skip
def test_an_object_that_is_of_another_page_says_nothing(stranger: object) -> None:
    found = article(page('<link rel="canonical" href="https://orm.example/dam">' + ld(stranger)))
    assert (found.published, found.state, found.authors) == (None, None, ())


def test_of_two_articles_the_one_with_the_pages_address_speaks() -> None:
    other = {
        **OWN,
        "headline": "Dam to be raised: what we know",
        "url": "https://orm.example/live",
        "author": "Joe Lind",
    }
    own = {
        **OWN,
        "headline": "Higher dam",
        "mainEntityOfPage": {"@id": "https://m.orm.example/dam/"},
        "author": "Mira Holt",
    }
    found = article(page('<link rel="canonical" href="https://www.orm.example/dam">' + ld(other, own)))
    assert found.authors == ("Mira Holt",)


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        (json.dumps(OWN), "application/ld+json; charset=utf-8"),
        (f"<!-- {json.dumps(OWN)} -->", "application/ld+json"),
        (f"//<![CDATA[\n{json.dumps(OWN)}\n//]]>", "application/ld+json"),
        (json.dumps(OWN).replace("}", ",}"), "application/ld+json"),
        (f'{{"@type": "WebPage"}}\n{json.dumps(OWN)};', "Application/LD+JSON"),
        (json.dumps({**OWN, "description": "Two§lines"}).replace("§", "\n"), "application/ld+json"),
        (json.dumps({**OWN, "description": "The board§s"}).replace("§", "\\'"), "application/ld+json"),
    ],
)
def test_json_ld_is_read_as_publishers_write_it(block: str, kind: str) -> None:
    assert article(page(f'<script type="{kind}">{block}</script>')).published == "2026-03-10T09:12:00Z"


@pytest.mark.parametrize("block", ["", "{", '{"@type": ' + "[" * 100_000, '\\"' * 100_000, '["' * 1000])
def test_what_is_no_json_ld_harms_no_page(block: str) -> None:
    assert DAM in article(page(f'<script type="application/ld+json">{block}</script>')).text


@pytest.mark.parametrize(
    "empty", ["", [], {"@type": "CorrectionComment", "text": "", "datePublished": ""}, [{"text": " "}]]
)
def test_a_correction_that_nobody_filled_in_says_nothing(empty: object) -> None:
    assert article(page(ld({**OWN, "correction": empty}))).state is None


def test_a_correction_says_what_was_wrong() -> None:
    told = {"@type": "CorrectionComment", "text": "It is three metres, not four."}
    found = article(page(ld({**OWN, "correction": told})))
    assert (found.state, found.note) == ("corrected", "It is three metres, not four.")


# Headline


@pytest.mark.parametrize(
    ("title", "og", "h1", "headline"),
    [
        ("Dam to be raised | Orm Courier", "", "", "Dam to be raised"),
        ("Dam to be raised - Orm - Orm Courier", "Dam to be raised - Orm Courier Online", "", "Dam to be raised"),
        ("Orm Courier: news", "Dam to be raised -- Orm Courier", "Dam to be raised", "Dam to be raised"),
        ("Dam to be raised » Local » News", "Dam to be raised » Local » News", "Dam to be raised", "Dam to be raised"),
        ("BUDGET | Dam raised", "BUDGET | Dam raised", "BUDGET | Dam raised", "BUDGET | Dam raised"),
        ("Ban – then a dam", "Ban – then a dam", "", "Ban – then a dam"),
        ("A dam above Tolvik", "Orm Courier: all the news", "A dam above Tolvik", "A dam above Tolvik"),
        ("A dam above Tolvik", "", "Water and health", "A dam above Tolvik"),
    ],
)  # fmt: skip
def test_a_headline_is_what_the_page_agrees_on_without_its_site(title: str, og: str, h1: str, headline: str) -> None:
    head = f'<meta property="og:site_name" content="Orm Courier"><meta property="og:title" content="{og}">'
    assert article(page(head, title=title, h1=h1)).title == headline


# Outlet


@pytest.mark.parametrize(
    ("publisher", "site", "title", "outlet"),
    [
        ("Orm Courier", "ormcourier", "", "Orm Courier"),
        ("Orm Media GmbH & Co. KG", "Orm Courier", "", "Orm Courier"),
        ("mirror", "The Mirror", "", "The Mirror"),
        ("", "Orm Courier - All the news of the county", "", "Orm Courier"),
        ("", "Security", "Dam to be raised - Orm Courier", "Orm Courier"),
        ("", "", "Dam to be raised - The Orm Rural Courier", "The Orm Rural Courier"),
        ("", "", "Dam to be raised - Read it now", "ormcourier.example"),
        ("", "@ormcourier", "", "ormcourier.example"),
        ("", "The_Orm_Courier", "", "The Orm Courier"),
    ],
)
def test_an_outlet_has_the_name_that_people_use(publisher: str, site: str, title: str, outlet: str) -> None:
    head = f"""<link rel="canonical" href="https://www.ormcourier.example/dam"><meta name="twitter:site" content="@Orm">
        <meta property="og:site_name" content="{site}">{ld({**OWN, "publisher": {"name": publisher}})}"""
    assert article(page(head, title=title or "Dam to be raised")).source == outlet


# Authors


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ({"@type": "Person", "name": "Mira Holt"}, ("Mira Holt",)),
        ([{"name": "Mira Holt"}, {"name": "mira-holt"}, {"name": "https://orm.example/mira-holt"}], ("Mira Holt",)),
        ({"name": "Mira Holt, Joe Lind and Ann Ray"}, ("Mira Holt", "Joe Lind", "Ann Ray")),
        ({"name": "Holt, Mira; Lind, Joe"}, ("Mira Holt", "Joe Lind")),
        ({"@type": "Organization", "name": "Orm Courier"}, ("Orm Courier",)),
        ([{"@type": "Organization", "name": "Orm Courier"}, {"name": "Mira Holt"}], ("Mira Holt",)),
        ({"@type": "Organization", "name": "Orm"}, ("Orm",)),
        ({"@type": "Organization", "name": "Redaktion"}, ()),
        ({"@type": "Organization", "name": "Northern Press Agency"}, ("Northern Press Agency",)),
        ([{"name": "username"}, {"name": "Dec"}, {"name": "Lesedauer"}, {"name": "3 March"}], ()),
        ({"name": "By Mira Holt, Orm Courier"}, ("Mira Holt",)),
        ({"givenName": "Mira", "familyName": "Holt"}, ("Mira Holt",)),
        ({"name": "Mira Holt, MD"}, ("Mira Holt, MD",)),
    ],
)
def test_authors_are_persons_and_each_is_one(author: object, people: tuple[str, ...]) -> None:
    assert article(page(ld({**OWN, "author": author, "publisher": {"name": "Orm Courier"}}))).authors == people


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="byline">By Mira Holt and Joe Lind</p>',
        '<div class="author-card"><a rel="author">Mira Holt</a> <a rel="author">Joe Lind</a></div>',
        '<span class="byline">username</span><span class="article-author__name">Mira Holt | Joe Lind</span>',
    ],
)
def test_a_byline_tells_the_authors_where_the_code_does_not(byline: str) -> None:
    comment = '<div class="comment"><span class="comment-author">Ivar Lund</span></div>'
    assert article(page(body=byline + comment)).authors == ("Mira Holt", "Joe Lind")


@pytest.mark.parametrize("name", ["authors", "articleAuthor", "og:article:author", "dcterms.creator"])
def test_a_meta_tag_tells_the_author_where_the_code_names_the_outlet(name: str) -> None:
    outlet = {"@type": "Organization", "name": "Orm Courier"}
    signed = ld({**OWN, "author": outlet, "publisher": outlet})
    assert article(page(f'<meta name="{name}" content="Mira Holt">{signed}')).authors == ("Mira Holt",)


# Address


def test_a_home_page_is_no_articles_address() -> None:
    assert parsed(page('<link rel="canonical" href="https://courier.example/">').encode())["url"] is None


# What a reader sees


@pytest.mark.parametrize(
    "unseen",
    [
        "<p hidden>{}</p>",
        "<template><p>{}</p></template>",
        '<div style="opacity: 0"><p>{}</p></div>',
        '<p style="font-size:0px">{}</p>',
        '<p style="position:absolute; left:-9999px">{}</p>',
        '<p class="note sr-only">{}</p>',
        '<section aria-hidden="true"><p>{}</p></section>',
        '<p style="DISPLAY : none">{}</p>',
        '<p style="font-size: 1px">{}</p>',
        '<p style="text-indent:-9999px">{}</p>',
        '<p style="color:#fff;background-color:white">{}</p>',
        '<div style="background: #FFF"><p style="color: rgb(254, 254, 254) !important">{}</p></div>',
        '<div bgcolor="#ffffff"><p><font color="white">{}</font></p></div>',
        '<p style="color: transparent">{}</p>',
        '<p style="color: rgba(0, 0, 0, 0)">{}</p>',
    ],
)
def test_what_no_reader_sees_is_no_text(unseen: str) -> None:
    secret = "The secret price is 999 million crowns, and nobody in Tolvik may know of it until the month of May."
    assert "999" in article(page(body=f"<p>{secret}</p>")).text
    found = article(page(body=unseen.format(secret) + "<p>The lake freezes over in most winters.</p>"))
    assert "999" not in found.text
    assert found.text.endswith("The lake freezes over in most winters.")


@pytest.mark.parametrize(
    "picture",
    [
        '<div class="media"><picture><img src="a.jpg"></picture><div class="media__credit">{}</div></div>',
        '<div class="pic"><img src="a.jpg"></div><p class="img-legend">{}</p>',
        '<div><a href="a.jpg"><img src="a.jpg"></a><span class="imageCaption">{}</span></div>',
        '<div class="foto"><div><img src="a.jpg"></div><div><p class="bildunterschrift">{}</p></div></div>',
        '<div class="wp-caption"><img src="a.jpg"><p>{}</p></div>',
    ],
)
def test_a_caption_is_no_text_of_the_article(picture: str) -> None:
    caption = "Gulls above the wall of the dam in the spring of the flood, when nobody was hurt."
    end = "<p>The lake freezes over in most winters.</p>"
    assert caption not in article(page(body=picture.format(caption) + end)).text
    told = f'<p class="legend">{caption}</p>'
    assert caption in article(page(body=f"{end}{told}{end}")).text, "without a picture it is a paragraph"


@pytest.mark.parametrize(
    "seen",
    [
        '<p style="color:#fff;background:#000">{}</p>',
        '<p style="color:#fff">{}</p>',
        '<div style="background:#fff"><p class="on-dark" style="color:#fff">{}</p></div>',
        '<div style="background:#fff"><div class="dark"><p style="color:#fff">{}</p></div></div>',
        '<div style="background:#fff;color:#fff"><p style="color:#333">{}</p></div>',
        '<p style="color:#fff;background:#fff url(sea.jpg)">{}</p>',
        '<p style="color:transparent;-webkit-background-clip:text">{}</p>',
        '<p style="font-size:12px">{}</p>',
        '<p style="font-size:1.1em">{}</p>',
    ],
)
def test_what_may_be_seen_is_text(seen: str) -> None:
    assert CHOIR in article(page(body=seen.format(CHOIR))).text


def test_a_paragraph_that_is_kept_from_ears_alone_is_read() -> None:
    assert CHOIR in article(page(body=f'<p class="paywall" aria-hidden="true">{CHOIR}</p>')).text


def test_a_page_that_is_hidden_until_a_script_shows_it_is_read() -> None:
    assert DAM in article(page().replace("<article>", '<article style="opacity:0">')).text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("It makes 10<sup>3</sup> steps.", "It makes 10³ steps."),
        ("It holds 10<sup>-6</sup> m<sup>3</sup> of CO<sub>2</sub>.", "It holds 10⁻⁶ m³ of CO2."),
        ('It rose to 42<sup><a href="#fn1">1</a></sup> in May.', "It rose to 42 in May."),
        ("It rose to 42<sup>[2]</sup> in May.", "It rose to 42 in May."),
        ("On the 4<sup>th</sup> day it broke.", "On the 4th day it broke."),
        ("<span>Yes</span><span>11</span><span>No</span><span>4</span>", "Yes 11 No 4"),
        ("<b>420</b><b>17</b> were there.", "420 17 were there."),
        ("The <span>har</span><span>bour</span> of <b>T</b>olvik.", "The harbour of Tolvik."),
    ],
)
def test_what_stands_apart_is_not_read_as_one(markup: str, text: str) -> None:
    assert text in article(page(body=f"<p>{markup}</p><p>{COST} {DAM}</p>")).text


def test_cells_of_a_table_stay_apart() -> None:
    rows = "<tr><th>Party</th><th>Votes</th><th>Seats</th></tr><tr><td>Rail Union</td><td>1,034</td><td>3</td></tr>"
    found = article(page(body=f"<table>{rows}</table>"))
    assert "Rail Union | 1,034 | 3" in found.text


# What is of other stories

CHOIR = "The choir of Orm has dismissed its conductor, Ivar Lund, after a quarrel about a requiem, the board said."
LINKS = "".join(f'<li><a href="/{n}">Choir of Orm dismisses its conductor {n}</a></li>' for n in range(3))
CARD = '<article><h3><a href="/{0}">Choir of Orm dismisses its conductor</a></h3><p>' + CHOIR + "</p></article>"


@pytest.mark.parametrize(
    "box",
    [
        f'<div class="more"><h3>More from Orm</h3><p>{CHOIR}</p></div>',
        f"<h3>Mehr zum Thema</h3><ul>{LINKS}</ul>",
        f"<ul>{LINKS}</ul>",
        f'<section class="article__related"><p>{CHOIR}</p></section>',
        f'<div class="row">{CARD.format(1)}{CARD.format(2)}{CARD.format(3)}</div>',
        "<p>Read more: Choir of Orm dismisses its conductor</p>",
        "<p>MORE: Choir of Orm dismisses its conductor</p>",
        '<blockquote>The choir sings.<br>— Choir of Orm (@ormchoir) <a href="/t">March 14, 2026</a></blockquote>',
        '<div class="newsletter-signup"><p>Get news of the choir of Orm and much else by e-mail each day.</p></div>',
        "<p>Sign up here for the ‘Orm Choir’ newsletter.</p>",
        "<p>Image: Choir of Orm / Archive</p>",
        '<div class="author__bio"><p>Mira Holt writes on the choir of Orm and much else since 2014.</p></div>',
        f'<div class="teaser-box"><a href="/1">The choir</a><p>{CHOIR}</p></div>',
        f'<blockquote class="twitter-tweet"><p>{CHOIR}</p>— Ivar (@ivar) <a href="/t">March 14, 2026</a></blockquote>',
        f'<blockquote class="instagram-media" data-x><div><p>{CHOIR}</p></div></blockquote>',
    ],
)
def test_what_is_of_other_stories_is_no_part_of_an_article(box: str) -> None:
    found = article(page(body=box + "<p>The lake freezes over in most winters, and the ferry stops then.</p>"))
    assert "hoir of Orm" not in found.text.replace("The choir sings", "")
    assert (DAM in found.text, COST in found.text, "The lake freezes" in found.text) == (True, True, True)


@pytest.mark.parametrize(
    "own",
    [
        f"<h2>More trouble for the choir</h2><p>{CHOIR}</p>",
        f'<h2>What it said</h2><ul><li>{CHOIR}</li><li>The <a href="/o">organ</a> is sold.</li></ul>',
        f'<h3><a href="#a">The choir</a></h3><p>{CHOIR}</p><h3><a href="#b">The organ</a></h3><p>{DAM}</p>'
        f'<h3><a href="#c">The board</a></h3><p>{COST}</p>',
        f"<p>Correction: {CHOIR} An earlier version of this article misstated the year. Read more here.</p>",
        f'<aside class="factbox"><h3>The choir in figures</h3><p>{CHOIR}</p></aside>',
        f'<div class="teaser-content"><p>{CHOIR}</p></div>',
        f'<div class="read-more"><div class="more"><p>{CHOIR}</p></div></div>',
        f'<blockquote class="pull-quote"><p>{CHOIR}</p></blockquote>',
    ],
)  # fmt: skip
def test_a_part_of_an_article_that_looks_like_a_box_stays(own: str) -> None:
    assert CHOIR in article(page(body=f"{own}<p>{COST}</p>")).text


@pytest.mark.parametrize(
    "appeal",
    [
        "Did you find this article helpful?",
        "Wie hat Ihnen dieser Artikel gefallen?",
        "Hat dir der Artikel gefallen? Dann unterstütze uns mit einer Spende, oder werde Mitglied des Vereins.",
        "Independent journalism needs your support.",
        "Please consider donating today!",
        "You must be logged in to post a comment.",
        "Please logout and then login again, you will then be prompted to enter your display name.",
        "Please wait...",
        "Durchschnittliche Bewertung: 0,0",
    ],
)
def test_what_a_site_asks_of_its_readers_is_no_part_of_an_article(appeal: str) -> None:
    assert article(page(body=f"<p>{appeal}</p><p>{CHOIR}</p>")).text == f"{DAM}\n\n{COST}\n\n{CHOIR}"


@pytest.mark.parametrize(
    "told",
    [
        "Please wait for the ferry at the new quay, the harbour council of Orm wrote to all who live on the islands.",
        "Was this article of the treaty broken in May, as the board of Sund says, or was it kept, as Tolvik holds?",
        "Support us with water, the farmers of Tolvik said to the county, and the county sent nine trucks on Monday.",
    ],
)
def test_what_the_news_asks_stays(told: str) -> None:
    assert told in article(page(body=f"<p>{told}</p>")).text


@pytest.mark.parametrize(
    "above",
    ["<p>Water</p><p>10 March 2026</p>{}", "{}", "<p>Tolvik</p><h2>Orm: Dam to be raised</h2>", "<p>Orm / {}</p>"],
)
def test_the_headline_and_what_stands_above_it_are_no_text(above: str) -> None:
    html = page(h1="Log in").replace("<article>", f"<article>{above.format('<h2>Dam to be raised</h2>')}")
    assert article(html).text.removeprefix("Log in\n\n") == f"{DAM}\n\n{COST}"


def test_a_sentence_that_ends_as_the_headline_does_stays() -> None:
    said = "On Tuesday the water board of Orm decided that the valley needs a dam to be raised."
    assert article(page().replace("<article>", f"<article><p>{said}</p>")).text.startswith(said)


def test_what_is_added_to_a_live_blog_has_no_clock_and_no_buttons() -> None:
    update = "<p>9:49 am ET, March 10, 2026</p><p>{}</p><p>Share this update</p>"
    found = article(
        page(body=update.format(CHOIR) + update.format("The organ of Sund is sold to a collector in Tolvik."))
    )
    assert (CHOIR in found.text, "9:49" in found.text, "Share" in found.text) == (True, False, False)


# The body


@pytest.mark.parametrize(
    "lead", ['<p class="standfirst">{}</p>', '<div class="article__perex">{}</div>', "<h2>{}</h2>"]
)
def test_a_lead_in_the_header_is_the_first_paragraph(lead: str) -> None:
    said = "Three metres more are to keep the valley dry, and farmers fear for their meadows."
    html = page(f'<meta name="description" content="{said}">').replace("<article><h1>Dam to be raised</h1>", "")
    html = html.replace("<body>", f"<body><header><h1>Dam to be raised</h1>{lead.format(said)}</header><article>")
    assert article(html).text.startswith(f"{said}\n\n{DAM}")


def test_a_caption_and_what_sells_a_subscription_are_no_lead() -> None:
    caption = (
        '<figure><figcaption class="subtitle">The dam above Tolvik in the spring of the flood.</figcaption></figure>'
    )
    offer = (
        '<div class="subscription"><p class="subtitle">Enjoy all the latest news of the county and much more.</p></div>'
    )
    html = page().replace("<article>", "").replace("<p>", f"{caption}{offer}<article><p>", 1)
    assert article(html).text == f"{DAM}\n\n{COST}"


def test_a_short_article_has_no_menu_and_no_headline_in_it() -> None:
    html = """<html><head><title>Quake in Orm</title></head><body><nav><a href="/">Home</a><a href="/s">Sport</a></nav>
        <article><h1>Quake in Orm</h1><time datetime="2026-03-10">10 March</time><p>A quake of magnitude 4.1 shook Orm
        at 03:12, the institute said.</p><p>Nobody was hurt.</p></article><footer><p>All rights reserved</p></footer>"""
    found = article(html)
    assert found.text == "A quake of magnitude 4.1 shook Orm at 03:12, the institute said.\n\nNobody was hurt."
    assert (found.title, found.published) == ("Quake in Orm", "2026-03-10")


def test_a_text_that_comes_by_script_is_read_from_json_ld() -> None:
    shell = '<html><head><title>Dam</title>{}</head><body><div id="app"></div><p>Home</p><p>Sport</p></body></html>'
    body = f"{DAM}\n\n{COST}"
    assert article(shell.format(ld({**OWN, "headline": "Dam", "articleBody": body}))).text == body
    marked = f"<p>{DAM}</p><p>{COST}</p>"
    assert article(shell.format(ld({**OWN, "headline": "Dam", "articleBody": marked}))).text == body
    with pytest.raises(SourceError, match="holds no article text"):
        parsed(shell.format(ld({**OWN, "headline": "Dam"})).encode())


def test_an_outlet_is_known_by_its_host_where_nothing_names_it() -> None:
    assert article(page('<link rel="canonical" href="https://courier.example/">')).source == "courier.example"


# What is no article


def shell(title: str, *paragraphs: str, head: str = "") -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><div>{text}</div></body></html>".encode()
    )


@pytest.mark.parametrize(
    ("stub", "reason"),
    [
        (
            shell(
                "Before you continue",
                "We and our 842 partners store and access personal data, such as browsing habits, on your device.",
                "By clicking “Accept all” you agree to the storing of cookies to analyse the site’s usage.",
            ),
            "consent",
        ),
        (shell("Just a moment...", "Verify you are human by completing the action below. Ray ID: 8a5c1e"), "human"),
        (shell("Access Denied", "You don't have permission to access this server. Reference #18.2f."), "refuses"),
        (shell("Orm Courier", "You need to enable JavaScript to run this app in your browser."), "JavaScript"),
        (shell("404 - Page not found", "The page could not be found. Go back to our home page."), "address"),
        (shell("Dam to be raised", "Subscribe to continue reading. Already a subscriber? Log in."), "subscribe"),
        (
            f"<html><head><title>Orm Courier</title></head><body><main>{CARD.format(1) * 9}</main>".encode(),
            "list of links",
        ),
    ],
)  # fmt: skip
def test_what_stands_where_an_article_should_is_refused_with_its_reason(stub: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        parsed(stub)


@pytest.mark.parametrize(
    "news",
    [
        "The county fined a shop for its cookies on Monday. It had kept the names of 9,000 readers unasked.",
        "Access to the lake was denied to anglers on Monday. The board wants the trout to spawn in peace until June.",
        "A subscription to the ferry costs 40 crowns more from May. The operator says that diesel has become dearer.",
    ],
)
def test_news_of_cookies_or_subscriptions_is_news(news: str) -> None:
    told = "Mayor Lise Holm welcomed it, and the harbour council is to debate it in the town hall of Tolvik on Friday."
    assert article(shell("News of Orm", news, told, told.replace("Friday", "Sunday")).decode()).text.startswith(news)


@pytest.mark.parametrize(
    ("free", "offer", "partial"),
    [
        (False, "", True),
        (None, "<p>Subscribe to continue reading</p>", True),
        (None, "<p>Subscribe to continue reading</p><p>Log in</p><p>All offers</p><p>Help</p><p>Jobs</p>", True),
        (True, "", False),
        (None, "", False),
    ],
)
def test_what_is_shown_of_an_article_for_subscribers_is_partial(free: bool | None, offer: str, partial: bool) -> None:
    found = article(page(ld({**OWN, "isAccessibleForFree": free}), body=offer))
    assert (found.text, found.partial) == (f"{DAM}\n\n{COST}", partial)
