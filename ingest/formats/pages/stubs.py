"""Pages that are no article: consent, challenges, errors, offers to subscribe; each says why."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 2_500
"""The most characters of a notice; an article on cookies is longer, or says more about them than a notice does."""
MOSTLY = 0.5
"""The share of a text in such sentences that makes it a notice."""
TEASER = 1_200
"""The characters of an article for subscribers that its page may show to everybody."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A kind of page in the place of an article."""

    reason: str
    pattern: re.Pattern[str]
    """The words in its sentences."""
    title: re.Pattern[str]


def _notice(reason: str, words: str, title: str) -> Notice:
    return Notice(reason, re.compile(words, re.IGNORECASE), re.compile(rf"\W{{0,5}}(?:{title})", re.IGNORECASE))


NOTICES = (
    _notice(
        "asks for consent to cookies and shows no article; open it in a browser and save its text",
        r"\bcookies?\b|\bour (?:\d[\d.,]* )?partners\b|\baccept all\b|\bpersonal data\b|\bprivacy (?:settings"
        r"|policy|notice)\b"
        r"|\bconsent\b|\beinwilligung|\bdatenschutz|\bpersonenbezogen|\bdonnées personnelles|\bconsentement"
        r"|\bdatos personales|\bconsentimiento",
        r"before you continue|cookies?\b|your privacy|privacy settings|we value your privacy|consent\b|datenschutz",
    ),
    _notice(
        "asks whether a human reads it and shows no article; save its text as .txt instead",
        r"\bray id\b|\bverif(?:y|ying)\b.{0,40}\bhuman\b|\bchecking your browser\b|\bunusual (?:traffic|activity)\b"
        r"|\b(?:not|are you) a robot\b|\bcaptcha\b|\bcloudflare\b|\bsecurity service\b|\bconnection is secure\b"
        r"|\bneeds to review the security\b|\byour browser (?:supports|is)\b|\bautomated (?:requests|access|queries)\b"
        r"|\bblock cookies from loading\b",
        r"just a moment|attention required|are you (?:a )?(?:human|robot)|pardon our interruption|security check"
        r"|robot check",
    ),
    _notice(
        "refuses access and shows no article; open it in a browser and save its text",
        r"\baccess (?:is |was )?(?:denied|forbidden)\b|\bdon[’']t have permission\b|\bnot authorized to (?:view"
        r"|access)\b"
        r"|\breference (?:#|id|number)|\bnot available in your (?:region|country|location)\b|\bhas been blocked\b"
        r"|\byou have been blocked\b|\bsite owner\b|\blegal reasons\b",
        r"(?:\d{3}\W{1,3})?(?:access denied|forbidden|unavailable|blocked)",
    ),
    _notice(
        "needs JavaScript to show an article; save its text as .txt instead",
        r"\b(?:enable|turn on|activate|requires?|without|needs?|supports?) (?:your )?java ?script\b"
        r"|\bjavascript (?:is|to)\b"
        r"|\bjavascript (?:aktivieren|ist)\b|\bactiver javascript\b|\b(?:habilitar?|activar?) javascript\b"
        r"|\bplease (?:refresh|reload|update your browser)\b|\bsupported browser\b",
        r"(?:please )?enable java ?script|javascript (?:is )?(?:required|disabled)",
    ),
    _notice(
        "is a page that says that there is none at this address; check the address",
        r"\b404\b|\bpage not found\b|\b(?:page|article|story|content|link)\b.{0,60}\b(?:could ?n[o’']t be found"
        r"|not found"
        r"|cannot be found|can[’']t be found|no longer (?:exists?|available)|does(?:n[’']t| not) exist"
        r"|has (?:been )?moved"
        r"|was(?:n[’']t| not) found)\b|\b(?:can[’']t|cannot|could ?n[o’']t) find (?:the|that|this) page\b"
        r"|\bbroken link\b"
        r"|\bpage can(?:no|[’'])t be found\b|\bnothing (?:was |could be )?found\b"
        r"|\bseite (?:wurde |konnte |existiert )?nicht(?: gefunden| mehr)?\b|\bpage (?:introuvable|non trouvée)\b"
        r"|\bpage (?:que vous [^.]{1,40} )?n[’']existe (?:pas|plus)\b"
        r"|\bpágina (?:que [^.]{1,40} )?no (?:encontrada|existe)\b"
        r"|\bpagina (?:non trovata|niet gevonden|não encontrada)\b|\bpágina não (?:encontrada|existe)\b"
        r"|\bsidan (?:kunde inte|finns inte)\b|\bsiden (?:ble ikke|blev ikke|finnes ikke|findes ikke)\b"
        r"|\bstrona nie (?:istnieje|została)\b|страница не найдена|页面不存在|ページが見つかりません"
        r"|\b(?:go|return|back) to (?:the |our )?home ?page\b|\btry (?:a |our |the )?search\b",
        r"(?:error |erreur |fehler )?404|page (?:not found|introuvable|non trouvée)|not(?:hing)? found"
        r"|(?:die )?seite (?:wurde )?nicht gefunden|página n(?:o|ão) encontrada|pagina (?:non trovata|niet gevonden)"
        r"|sidan (?:kunde inte|finns inte)|oops",
    ),
    _notice(
        "shows an offer to subscribe and no article; save the article's text as .txt instead",
        r"\bsubscri(?:be|bers?|ption)\b|\b(?:log|sign) in\b|\bcreate (?:an |a free )?account\b|\bregist(?:er"
        r"|rieren)\b|\bfree trial\b"
        r"|\bcontinue reading\b|\bread the (?:full|rest)\b|\bunlimited access\b|\bcancel any ?time\b|\bper (?:week"
        r"|month)\b"
        r"|\bforgot(?:ten)? (?:your )?password\b|\bpasswort vergessen\b|\bmot de passe oublié\b"
        r"|\banmelden\b|\beinloggen\b"
        r"|\b(?:se connecter|connectez-vous|iniciar sesión|accedi|inloggen|logga in|logg inn|log ind)\b|\bcontraseña\b"
        r"|\babonn|\babo\b|\bjetzt (?:testen|weiterlesen)\b|\bsuscr[ií]|\bprenumer|\b有料会員|会員限定",
        r"subscribe|log ?in|sign (?:in|up)|register|already a subscriber|anmelden|anmeldung|einloggen|connexion"
        r"|se connecter|iniciar sesión|accedi\b|inloggen|logga in|logg inn",
    ),
)
"""The kinds of notices, each with the words of its sentences and its title: "Just a moment…", "Page not found"."""
_OFFER = re.compile(
    r"\W{0,9}(?:(?:this|the (?:full|rest of (?:the|this))) (?:article|story|content) is (?:only )?(?:reserved"
    r"|available|exclusive)?"
    r" ?(?:for|to)\b[^.!?]{0,40}\b(?:subscribers|members)|(?:subscribe|register|(?:log|sign) in|join)\b[^.!?]{0,40}"
    r"\bto (?:continue|keep|read)\b|to (?:continue|keep) reading\b|already (?:a (?:subscriber|member)|registered"
    r"|have an account)"
    r"|(?:cet article|la suite|cet) (?:est )?réservée? (?:à nos|aux) abonnés|il vous reste \d{1,3} ?% de cet article"
    r"|(?:dieser|der) (?:artikel|inhalt|text) ist (?:nur )?(?:für|exklusiv)\b[^.!?]{0,40}abonnent|jetzt weiterlesen"
    r"|weiterlesen mit"
    r"|bereits abonnent|contenido exclusivo para suscriptores|[［\[]?有料会員限定|この記事は会員限定)",
    re.IGNORECASE,
)
"""A line in the place of an article's rest: "Subscribe to continue reading"."""
_SENTENCE = re.compile(r"[^.!?。\n]{1,600}[.!?。\n]?")  # "The ferry sank."


def notice_in(title: str, text: str, *, is_known: bool) -> str:
    """Return why a text is no article's; "" if it is. `is_known`: JSON-LD says that the page has an article."""
    if len(text) > LONGEST:
        return ""
    sentences = [found[0] for found in _SENTENCE.finditer(text) if len(found[0].strip()) > 2]
    size = sum(map(len, sentences))
    for notice in NOTICES:
        said = sum(len(sentence) for sentence in sentences if notice.pattern.search(sentence))
        is_titled = notice.title.match(title) is not None and not is_known
        if said > MOSTLY * size or (is_titled and said):
            return notice.reason
    return ""


def without_offer(text: str) -> tuple[str, bool]:
    """Return the text up to the line that offers the rest to subscribers, and whether there is one."""
    before = 0
    for line in text.splitlines(keepends=True):
        if len(line) < 300 and _OFFER.match(line) and before > len(text) // 2:
            return text[:before].rstrip(), True
        before += len(line)
    return text, False
