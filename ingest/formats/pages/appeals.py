"""Appeals of a site to its readers between and below an article's lines: for an opinion, money, a log-in, patience."""

from __future__ import annotations

import re

_ARTICLE = r"(?:article|story|post|page|report|artikel|beitrag|text|article|artículo|nota|articolo|artigo|matéria)"
APPEALS = re.compile(
    r"\W{0,5}(?:"
    # "Did you find this article helpful?", "Was this story useful?"
    r"(?:did you (?:like|enjoy|find)|do you like|was|how (?:did|do) you (?:like|rate)|rate)"
    rf" this {_ARTICLE}\b[^.!?\n]{{0,60}}"
    # "Wie hat Ihnen dieser Artikel gefallen?", "Hat dir der Text gefallen?", "War dieser Artikel hilfreich?"
    rf"|(?:wie )?(?:hat|gefällt|war)(?: (?:ihnen|dir|euch))? (?:dieser?|der) {_ARTICLE}\b[^.!?\n]{{0,40}}"
    # "Cet article vous a plu ?", "Vous avez aimé cet article ?", "¿Te ha gustado este artículo?", "Ti è piaciuto …?"
    r"|cet article vous a (?:plu|intéressé)|vous avez aimé cet article"
    rf"|te (?:ha gustado|gustó|resultó) est[ae] {_ARTICLE}"
    rf"|ti è piaciuto (?:questo|l[’']) ?{_ARTICLE}|gostou dest[ea] {_ARTICLE}|vond je dit artikel[^.!?\n]{{0,30}}"
    # "Dann unterstützen Sie uns bitte mit einer Spende", "Support us with a donation", "Please consider donating today"
    r"|(?:dann )?unterstütz(?:en sie|e|t) (?:uns|unsere)\b[^.!?\n]{0,120}"
    r"|(?:please )?support (?:us|our work)\b[^.!?\n]{0,80}"
    r"|please (?:consider )?(?:donat|mak(?:e|ing) a donation|becom)[^.!?\n]{0,80}"
    r"|soutenez(?:-nous| notre)\b[^.!?\n]{0,80}|apoya (?:a )?(?:nuestro|el) periodismo\b[^.!?\n]{0,60}"
    # "Independent journalism needs your support", "Unabhängiger Journalismus braucht deine Unterstützung"
    r"|[^.!?\n]{0,40}\bjournalism needs (?:you|your support)"
    r"|[^.!?\n]{0,40}\bjournalismus (?:braucht|kostet)\b[^.!?\n]{0,60}"
    # "You must be logged in to post a comment", "Please log in to comment", "Log in or register to comment"
    r"|(?:you (?:must|need to)|please)\b[^.!?\n]{0,40}\b(?:log(?:ged)?[ -]?(?:in|out)|sign(?:ed)? in|register"
    r"|confirm)\b[^.!?\n]{0,120}|(?:log|sign) in (?:or (?:register|sign up) )?to (?:comment|reply|post)[^.!?\n]{0,40}"
    r"|(?:be the first to|leave a|post a|write a) (?:comment|reply)|(?:\w+ )?comments are (?:closed|disabled|moderated)"
    # "Please wait...", "Loading comments", "This feature is temporarily unavailable", "Average rating: 0,0"
    r"|please (?:wait|try again)[^.!?\n]{0,30}|this feature is (?:temporarily )?(?:unavailable|disabled)[^.!?\n]{0,30}"
    r"|(?:loading|lade) (?:comments?|kommentare|more)|(?:average rating|durchschnittliche bewertung)\b[^\n]{0,20}"
    r")[.!?…\s]{0,5}",
    re.IGNORECASE,
)
"""A sentence that is nothing but an appeal."""
