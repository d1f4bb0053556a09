"""Pages of a newspaper's site that are no article, as several systems for publishing write them; all invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

STORIES = (
    (
        "Ferry to Sund stops for two weeks in April",
        "The hull is to be painted, and the harbour council has hired two buses that drive round the "
        "fjord in the meantime.",
    ),
    (
        "Library of Tolvik opens on Sundays",
        "Volunteers keep the desk from noon to five; the county pays for the heating and for a new lock "
        "on the side door.",
    ),
    (
        "Choir of Orm looks for a conductor",
        "The last one left after a quarrel about a requiem. Six people have applied, among them a baker from Sund.",
    ),
    (
        "Storm takes the roof off the sports hall",
        "Nobody was inside when it broke at four in the morning. Handball is played in the school until the summer.",
    ),
    (
        "County raises the price of school meals",
        "Parents pay 32 crowns from August, four more than now. The council says that milk and fish have "
        "become dearer.",
    ),
    (
        "Old lighthouse sold for a crown",
        "A couple from the capital bought it and must repair the stairs within three years, or give it "
        "back to the state.",
    ),
    (
        "Trout return to the river below the dam",
        "Biologists counted 1,200 in one night, after forty years without any. The ladder was rebuilt in the autumn.",
    ),
    (
        "Handball: Orm beats Sund in the last second",
        "Liv Strand scored from her own half. The return match is on Saturday and has been sold out since yesterday.",
    ),
    (
        "Mayor will not stand again",
        "Lise Holm has led the town for eleven years. She says that she wants to sail, and that her party "
        "has good people.",
    ),
    (
        "Bakery closes after ninety years",
        "The ovens go to a museum. Its last loaves were sold at seven in the morning to a queue that "
        "reached the church.",
    ),
)
"""Each with its headline and its teaser."""
NAMES = ("Mira Holt", "Joe Lind", "Ann Ray")
DAYS = ("10 March 2026", "9 March 2026", "8 March 2026")


def path(headline: str) -> str:
    return "/" + "-".join(headline.lower().replace(":", "").split())


def wordpress(headline: str, teaser: str, number: int) -> str:
    day, name = DAYS[number % 3], NAMES[number % 3]
    return (
        f'<article id="post-{number}" class="post type-post hentry"><header class="entry-header"><h2 '
        f'class="entry-title">'
        f'<a href="{path(headline)}" rel="bookmark">{headline}</a></h2><div class="entry-meta"><time datetime='
        f'"2026-03-0{number % 9 + 1}">{day}</time> <span class="author vcard"><a '
        f'href="/author/x">{name}</a></span></div>'
        f'</header><div class="entry-summary"><p>{teaser} <a class="more-link" '
        f'href="{path(headline)}">Continue reading</a>'
        "</p></div></article>"
    )


def drupal(headline: str, teaser: str, number: int) -> str:
    return (
        f'<div class="views-row"><div class="views-field views-field-title"><span class="field-content"><a href='
        f'"{path(headline)}">{headline}</a></span></div><div class="views-field views-field-body"><div class='
        f'"field-content"><p>{teaser}</p></div></div><span class="date">{DAYS[number % 3]}</span></div>'
    )


def cards(headline: str, teaser: str, number: int) -> str:
    return (
        f'<a class="Card_card__x{number}" href="{path(headline)}"><div class="Card_img"><img alt="" '
        f'src="/i.jpg"></div><div>'
        f'<span class="Card_kicker">Local</span><h3 class="Card_title">{headline}</h3><p class="Card_text">{teaser}</p>'
        f"<time>{DAYS[number % 3]}</time></div></a>"
    )


def plain(headline: str, teaser: str, number: int) -> str:
    return f'<p><b><a href="{path(headline)}">{headline}</a></b><br>{teaser} ({DAYS[number % 3]})</p>'


def table(headline: str, teaser: str, number: int) -> str:
    return (
        f'<tr><td><img src="/i{number}.jpg"></td><td><font size="3"><a '
        f'href="{path(headline)}">{headline}</a></font><br>'
        f'<font size="2">{teaser}</font></td></tr>'
    )


def bare(headline: str, teaser: str, number: int) -> str:
    """Headlines that are no headings, in boxes that are no links."""
    return (
        f'<div class="css-{number}a1"><div class="css-t"><a href="{path(headline)}"><span>{headline}</span></a></div>'
        f'<div class="css-p">{teaser}</div><div class="css-b">{NAMES[number % 3]} · {DAYS[number % 3]}</div></div>'
    )


STYLES: dict[str, Callable[[str, str, int], str]] = {
    "wordpress": wordpress,
    "drupal": drupal,
    "cards": cards,
    "plain": plain,
    "table": table,
    "bare": bare,
}
MENU = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("News", "Sport", "Opinion", "Culture"))
FOOT = '<footer><p>© 2026 Orm Courier</p><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a></footer>'


def page(title: str, inner: str, head: str = "") -> bytes:
    return (
        f'<!doctype html><html lang="en"><head><title>{escape(title)} | Orm Courier</title>{head}</head><body>'
        f'<header><a class="logo" href="/">Orm Courier</a><nav><ul>{MENU}</ul></nav></header><main>{inner}</main>{FOOT}'
        "</body></html>"
    ).encode()


def listed(style: str, stories: int = len(STORIES)) -> str:
    rows = "".join(STYLES[style](headline, teaser, n) for n, (headline, teaser) in enumerate(STORIES[:stories]))
    return f"<table>{rows}</table>" if style == "table" else f'<div class="list">{rows}</div>'


WEBSITE = '<meta property="og:type" content="website">'
COLLECTION = '<script type="application/ld+json">{"@type":"CollectionPage","name":"Local"}</script>'
ITEMS = (
    '<script type="application/ld+json">{"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":1,'
    '"item":{"@type":"NewsArticle","headline":"Library of Tolvik opens on Sundays"}}]}</script>'
)
PERSON = (
    '<script type="application/ld+json">{"@type":"ProfilePage","mainEntity":{"@type":"Person","name":"Mira Holt"}}'
    "</script>"
)
BIO = (
    "Mira Holt has written on the county for the Courier since 2014. She grew up in Sund, studied history and once "
    "worked on the ferry. Her series on the dam was awarded the prize of the northern press in 2023."
)
INTRO = "All that is new in the town and the county of Orm, from the council to the harbour, told by our reporters."


def lists() -> Iterator[tuple[str, bytes]]:
    """Fronts of sections, pages of a tag, of results, of an author, and of a day, in each style."""
    for style in STYLES:
        yield f"front {style}", page("News of Orm and the county", listed(style), WEBSITE)
        yield f"section {style}", page("Local", f"<h1>Local</h1>{listed(style)}", COLLECTION)
        yield f"section with a word {style}", page("Local", f"<h1>Local</h1><p>{INTRO}</p>{listed(style)}", ITEMS)
        yield f"tag {style}", page("Ferry Archives", f"<h1>Tag: Ferry</h1>{listed(style, 8)}")
        yield (
            f"results {style}",
            page(
                "Search results for “dam”",
                f'<h1>Search results for “dam”</h1><form><input name="q"></form><p>10 results</p>{listed(style)}',
            ),
        )
        yield f"author {style}", page("Mira Holt, Author at", f"<h1>Mira Holt</h1><p>{BIO}</p>{listed(style)}", PERSON)
        yield f"day {style}", page("10 March 2026", f"<h1>Archive: 10 March 2026</h1>{listed(style)}")


PHOTOS = "".join(
    f'<figure><img src="/{n}.jpg"><figcaption>{text}</figcaption></figure>'
    for n, text in enumerate(
        ("The roof on the road", "Chairs in the wet hall", "The caretaker at noon", "Sund at night")
    )
)


CLASSES = (
    "home blog wp-embed-responsive",
    "archive category category-local category-3",
    "search search-results",
    "path-taxonomy has-glyphicons",
    "tag-template tag-ferry",
    "site com_content view-category layout-blog",
)


def named() -> Iterator[tuple[str, bytes]]:
    """Lists of two stories, which only the class of their body and WordPress's og:type tell from articles."""
    head = '<meta property="og:type" content="article">'
    for name in CLASSES:
        yield name, page("Local", listed("wordpress", 2), head).replace(b"<body>", f'<body class="{name}">'.encode())


def notices() -> Iterator[tuple[str, bytes]]:
    """Pages that say why there is no article."""
    yield (
        "404 german",
        page("Seite nicht gefunden", "<h1>Fehler 404</h1><p>Die gesuchte Seite existiert nicht mehr.</p>"),
    )
    yield "404 french", page("Page introuvable", "<h1>Erreur 404</h1><p>La page que vous cherchez n’existe pas.</p>")
    yield "404 spanish", page("Error", "<h1>Lo sentimos</h1><p>La página que buscas no existe o ha cambiado.</p>")
    yield (
        "login german",
        page(
            "Anmelden",
            "<h1>Anmelden</h1><form><input></form><p>Passwort vergessen?</p><p>Noch kein Konto? Jetzt "
            "registrieren.</p>",
        ),
    )
    yield (
        "login french",
        page("Connexion", "<h1>Connexion</h1><p>Connectez-vous à votre compte.</p><p>Mot de passe oublié ?</p>"),
    )
    yield "nothing found", page("Search", "<h1>Search</h1><p>Nothing found for “damm”. Please try a search again.</p>")
    yield "gallery", page("In pictures: the storm", f"<h1>In pictures: the storm</h1>{PHOTOS}")
    yield "404", page("Page not found", "<h1>Oops!</h1><p>We can’t find the page that you are looking for.</p>")
    yield (
        "404 with stories",
        page(
            "Nothing found",
            f"<h1>404</h1><p>The page you requested does not exist.</p><h2>Latest</h2>{listed('wordpress')}",
        ),
    )
    yield "404 soft", page("Orm Courier", "<h1>Sorry</h1><p>This article is no longer available on our site.</p>")
    yield (
        "404 wordpress",
        page(
            "Page not found",
            '<section class="error-404"><h1>Oops! That page can’t be found.</h1><p>It looks like nothing '
            "was found at this "
            "location. Maybe try one of the links below or a search?</p><form><input></form></section>",
        ),
    )
    yield (
        "consent",
        page(
            "Your privacy",
            "<h1>We value your privacy</h1><p>We and our 842 partners store and access information on your "
            "device, such as "
            "cookies, and process personal data.</p><p>With your consent we measure how often our pages are read.</p>"
            "<button>Accept all</button><button>Reject</button>",
        ),
    )
    yield (
        "consent german",
        page(
            "Zustimmung",
            "<h1>Willkommen</h1><p>Mit Werbung weiterlesen: Wir und unsere Partner verarbeiten "
            "personenbezogene Daten. Ihre "
            "Einwilligung können Sie jederzeit in der Datenschutzerklärung widerrufen.</p><button>Akzeptieren</button>",
        ),
    )
    yield (
        "login",
        page(
            "Log in",
            "<h1>Log in</h1><form><label>E-mail</label><input><label>Password</label><input "
            'type="password"><button>Log in'
            '</button></form><p>Forgot your password?</p><p>No account yet? <a href="/r">Register for free</a></p>',
        ),
    )
    yield (
        "subscribe",
        page(
            "Subscribe",
            "<h1>Choose your subscription</h1><p>Unlimited access for 9 crowns per month. Cancel any "
            "time.</p><p>Already a "
            "subscriber? Sign in.</p>",
        ),
    )
    yield "challenge", page("Just a moment...", "<h1>Just a moment</h1><p>Checking your browser. Ray ID: 8a5c1e</p>")
    yield "script", b"<html><head><title>Orm Courier</title></head><body><div id='root'></div></body></html>"
    yield "about", page("Contact", "<h1>Contact</h1><p>Orm Courier, Quay 3, Orm</p><p>Phone 555 0100</p>")
