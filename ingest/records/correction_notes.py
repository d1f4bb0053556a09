"""Correction notes: a publisher's words in a text that correct, retract or remove that very article.

News says "This story has been updated with additional details" more often than it corrects anything, and it reports on
the corrections and retractions of others. So a note must begin a paragraph or a sentence, outside of quotation marks,
and speak of this article, or of what was wrong. In 4,929 real articles of 2022 that found 99 notes, read one by one:
all of them correct the article they are in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ragbot.types import State

MAX_NOTE = 2_000
"""The most characters of a note."""
MOST_NOTES = 4
"""The most notes of an article; a text with more is a list of the corrections of other articles."""
SHORT = 1_000
"""The characters of a text below which "This article has been removed" may be all of it."""

# English, German, French, Spanish, Italian, Dutch, Polish, Portuguese
LABELS = (
    r"corrections?|corrected|clarifications?|clarified|errata|erratum|for the record"
    r"|korrektur(?:en)?|korrigiert|berichtigung|richtigstellung|klarstellung|rectificatif|rectification|précision"
    r"|mise au point|correcci(?:ón|ones)|rectificación|aclaración|fe de err(?:ores|atas)|correzion[ei]|rettifica"
    r"|precisazione|errata corrige|correctie|rectificatie|verduidelijking|sprostowanie|korekta|correção|retificação"
)
REMARKS = (
    r"editor(?:[’']s|s[’']?|ial)? notes?|notes? (?:from|by) the editors?|publisher[’']s note|notes? to (?:our )?readers"
    r"|note|updated?|anmerkung der redaktion|anm\. d\. red\.|hinweis(?: der redaktion)?|transparenzhinweis|ndlr"
    r"|note de la rédaction|nota (?:del editor|de la redacción|a los lectores|della redazione|da redação|do editor)|ndr"
    r"|noot van de redactie|od redakcji"
)
WITHDRAWALS = "retraction|retracted|rétractation|retractación|ritrattazione|retratação|sprostowanie i wycofanie"
DATE = (
    r"(?:\([^()\n]{1,60}\)|(?:on )?(?:\d{1,2}(?:st|nd|rd|th|\.)? ?\w{3,10}\.?,? ?(?:\d{4})?"
    r"|\w{3,10}\.? \d{1,2},? ?(?:\d{4})?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}))"
)
THING = (
    r"(?:article|story|report|piece|post|column|page|headline|essay|review|obituary|list|graphic|chart|map|caption"
    r"|gallery|photo|video|blog|analysis|text|transcript|fact[- ]check|newsletter|interview|feature|profile|item|op-ed"
    r"|explainer|timeline|dispatch|episode|segment|version)"
)
ITEM = r"(?:article|story|piece|post|column|op-ed|essay)"
"""The things that "this" can be in a retraction: no report, study or video, of which news tells."""
NO_DATE_LINE = (
    r"(?! (?:(?:was|were|is|has been|had been) )?(?:(?:first|originally|previously|also|initially) )?"
    r"(?:published|appeared|appears|ran|posted|printed|available|broadcast|aired|written))"
)
"""“An earlier version of this story was published in November” corrects nothing."""
EARLIER = (
    rf"(?:in )?(?:an?|the|our) (?:earlier|previous|prior|original|initial|older|first) (?:online )?"
    rf"(?:(?:version|edition|draft) of (?:this|the) (?:\w+ )?{THING}|{THING}s? (?:on|to|for|of|with|in|accompanying)"
    rf" this {THING})(?:[’']s \w+)?\b{NO_DATE_LINE}"
    r"|in (?:einer|der) (?:früheren|vorherigen|vorigen|ersten|ursprünglichen|älteren) (?:version|fassung)"
    r" (?:(?:dieses|des|dieser|unseres) (?:artikels|textes|beitrags|berichts|meldung|überschrift|stücks)|hieß|stand)"
    r"|(?:dans )?une (?:première |précédente )?version (?:précédente |antérieure |initiale )?de (?:cet article|ce"
    r" texte)"
    r"|(?:en )?una (?:primera )?versión (?:anterior |previa |inicial )?(?:de est[ea]|del?) (?:artículo|texto|noticia"
    r"|nota|información|reportaje)"
    r"|(?:in )?una (?:precedente |prima )?versione (?:precedente |iniziale )?(?:di questo|dell[’']|del) ?(?:articolo"
    r"|testo)"
    r"|in een (?:eerdere|vorige|oudere) versie van (?:dit|deze|het) (?:artikel|bericht|stuk|verhaal|tekst)"
    r"|we? (?:wcześniejszej|poprzedniej|pierwotnej|pierwszej) wersji (?:tego |niniejszego |naszego )?(?:artykułu"
    r"|tekstu)"
    r"|(?:em |n)?uma versão anterior (?:deste|desta|do|da) (?:artigo|texto|notícia|matéria|reportagem)"
)
RIGHTED = (
    r"(?:(?:correct(?!ion(?:s off|s dep|al))|clarif|fix|rectif|amend|remov|more accurate|accurately|inaccura"
    r"|make clear)|reflect (?:the )?(?:correct|accurate))"
)
AMENDED = (
    rf"this (?:[\w.]+ ){{0,3}}?{THING}(?:[’']s \w+)? (?:(?:has|have)(?: since)? been|was|is)(?: \w+ly| since| later)? "
    rf"(?:(?:corrected|clarified|amended|rectified)\b(?! (?:to (?:add|include)|with))"
    rf"|(?:updated|revised|edited|changed|modified|refiled|altered)\b[^.\n]{{0,60}}? (?:to|with|for)(?: \w+){{0,3}}?"
    rf" {RIGHTED})"
    rf"|this (?:[\w.]+ ){{0,3}}?{THING} (?:corrects|clarifies)\b"
    rf"|it (?:was|has been) (?:updated|corrected|amended|revised)\b[^\n]{{0,40}}? to {RIGHTED}"
    rf"|a correction (?:was made on|has been (?:made|appended|added) to this)|corrected (?:on |at ){DATE}"
    rf"|(?:due to|because of|owing to) an? (?:\w+ ){{0,2}}(?:error|mistake),? (?:(?:an? |this |the )?(?:earlier"
    rf"|previous|original) |this {THING})"
    r"|dies(?:er artikel|er text|er beitrag|e meldung) (?:wurde|ist)\b[^.\n]{0,80}?\b(?:korrigiert|berichtigt)"
    r"|cet article a (?:depuis )?été (?:corrigé|rectifié)"
    r"|cet article a été modifié[^.\n]{0,80}?(?:corrig|erreur|rectif)"
    r"|est[ae] (?:artículo|noticia|texto|información|nota) (?:ha sido|fue|se ha) (?:corregid|rectificad)"
    r"|questo articolo è stato (?:\w+ )?(?:corretto|rettificato)"
    r"|(?:dit|deze) (?:artikel|bericht|stuk|tekst) is\b[^.\n]{0,60}?\b(?:gecorrigeerd|gerectificeerd)"
    r"|(?:ten |niniejszy )?(?:artykuł|tekst) został (?:\w+ )?(?:poprawiony|skorygowany|sprostowany)"
    r"|est[ea] (?:artigo|notícia|texto|matéria|reportagem) foi (?:corrigid|retificad)"
)
WITHDRAWN = (
    rf"this {ITEM} (?:has (?:since )?been|was|is)(?: hereby| since| fully| formally)? (?:retracted|withdrawn)\b"
    rf"|(?-i:[A-Z]\w*(?: (?:of|and|the|&|[A-Z]\w*)){{0,5}}) (?:has |have )?(?:retracted|withdrawn|withdrew) this {ITEM}"
    rf"|we (?:are retracting|retract|have decided to (?:retract|withdraw)) this {ITEM}"
    r"|dieser (?:artikel|text|beitrag) wurde zurückgezogen|cet article a été (?:retiré|rétracté|dépublié)"
    r"|este (?:artículo|texto) (?:ha sido|fue) (?:retractado|retirado)|questo articolo è stato (?:ritirato|ritrattato)"
    r"|dit (?:artikel|bericht) is ingetrokken|(?:ten )?artykuł został wycofany|este artigo foi (?:retirado|retratado)"
)
REMOVED = (
    rf"this (?:{ITEM}|page|content) (?:has been|was) (?:removed|taken down|deleted|unpublished)\b"
    r"|dieser (?:artikel|text|beitrag) wurde (?:gelöscht|entfernt)|cet article a été supprimé"
    r"|este artículo ha sido eliminado|questo articolo è stato rimosso|dit artikel is verwijderd"
    r"|(?:ten )?artykuł został usunięty|este artigo foi removido"
)
CUE = (
    rf"{RIGHTED}|\b{THING}\b|version|error|erron|wrong|mistak|typo|should have|\bmis(?:stat|spel|identif|attribut|quot"
    r"|label|report|translat|nam|lead)|outdated|earlier|previous|originally|updated|korri|berichtig|fehler|falsch|fassung"
    r"|artikel|meldung|beitrag|erreur|inexact|texte|corrig|corre[cgz]|errón|equivoc|versión|artícul|informaci|sbagli"
    r"|articolo|testo|onjuist|fout|versie|bericht|błęd|wersj|artyku|tekst|artigo|versão|matéria|incorret"
)
"""Words of a labelled note; "Correction: a fall of ten percent" in a list of words has none."""

# fmt: off
_HINTS = (
    "correct", "clarif", "errat", "record:", "korr", "berichtig", "richtigstell", "klarstell", "rectif",
    "précis", "rettific", "aclara", "correcc", "correz", "correç", "corrig", "correg", "previous ", "earlier ",
    "precisaz", "verduidelijk",
    "sprostow", "korekt", "poprawi", "skoryg", "retific", "retract", "rétract", "ritratt", "retrat", "withdr",
    "removed", "deleted", "unpublished", "versi", "fassung", "wersj", "versão", "amended", "revised", "updated",
    "changed", "modifi", "edited", "altered", "error", "mistake", "refil", "zurückgez", "gelöscht", "entfernt",
    "retir", "dépubli", "supprimé", "eliminado", "rimosso", "ingetrok", "verwijder", "wycofan", "usunięt",
    "taken down", "fe de err", "mise au point",
)
# fmt: on
"""Words of which each note has one: a search for them takes 10 ms for a million characters, the patterns a second."""
_LEAD = r"[ *_#(\[•·–—-]*"
_DATED = rf"(?:[ ,]{{1,2}}{DATE})?"
_REMARK = rf"(?:(?:{REMARKS}){_DATED}\s*[:—–-]\s*)?"
_LABEL = rf"(?:{LABELS})(?:\s*(?:&|and|und|et|y|e|en)\s*(?:{LABELS}))?{_DATED}"
_LABELLED = re.compile(rf"{_LEAD}{_LABEL}\W{{0,3}}?(?::|[.—–-]\s|[\])*_]*$)(?P<said>.*)", re.I)
"""As in "Correction: An earlier version misspelt Holt."."""
_RETRACTED = re.compile(
    rf"{_LEAD}(?:{WITHDRAWALS}){_DATED}\s*[:—–]\s*(?P<said>.{{0,{MAX_NOTE}}})|{_LEAD}{_REMARK}(?:{WITHDRAWN})", re.I
)
"""As in "Retraction: The ferry did not sink."."""
_REMOVED = re.compile(rf"{_LEAD}{_REMARK}(?:{REMOVED})", re.I)  # "This article has been removed."
_CORRECTED = re.compile(
    rf"{_LEAD}{_REMARK}(?:{_LABEL}\s*[:—–-]\s*)?(?:{EARLIER}|{AMENDED})"
    r"|\((?:corrects|clarifies|refiles to (?:correct|fix|remove))\b",
    re.I,
)
"""As in "(Corrects name of ferry)"."""
_MENTIONED = re.compile(rf"[^\n]{{0,250}}? in an? (?:earlier|previous|prior|original) version of this {THING}\b", re.I)
"""As in "The name was wrong in an earlier version of this article"."""
_WITHIN = 300
"""The characters from the beginning of a sentence in which "version of this" stands."""
_CUE = re.compile(CUE, re.I)  # "an earlier version"
_SENTENCE = re.compile(r"(?<=[.!?:)\]…])[”\"’']? +")  # "It sank. Nine died."
_TITLE = re.compile(
    r"(?P<retracted>RETRACTED|RETRACTION|WITHDRAWN)\b\s*[-–—:]|(?:UPDATE \d+-)?CORRECT(?:ED|ION)\b\s*[-–—:(]"
)
"""As in "RETRACTED - Ferry sinks"."""


def note_in(title: str, text: str) -> tuple[State | None, str | None]:
    """Return the state that an article's own words give it, and these words; None where they say nothing."""
    found: list[tuple[State, str]] = []
    if headed := _TITLE.match(title):
        found.append(("retracted" if headed["retracted"] else "corrected", ""))
    lines = text.split("\n") if _is_hinted(text) else []
    for number, line in enumerate(lines):
        if _is_hinted(line) and (noted := _in_line(lines, number, len(text))):
            found.append(noted)
    if not found:
        return None, None
    if len(found) > MOST_NOTES:
        return None, None
    state: State = next(each for each in ("removed", "retracted", "corrected") if each in dict(found))
    notes = [note for _, note in found]
    whole = [note for n, note in enumerate(notes) if not any(note in other for other in notes[:n])]
    return state, "\n".join(whole)[:MAX_NOTE].strip() or None


def _is_hinted(text: str) -> bool:
    lower = text.lower()
    return any(hint in lower for hint in _HINTS)


def _in_line(lines: Sequence[str], number: int, size: int) -> tuple[State, str] | None:
    line = lines[number]
    if labelled := _LABELLED.match(line):
        said = next(filter(None, [labelled["said"].strip(), *lines[number + 1 : number + 3]]), "")
        if said and (number < 2 or number > len(lines) - 6 or _CUE.search(said)):
            return "corrected", line if said in line else f"{line}\n{said}"
        return None
    before = 0
    for start in _starts(line):
        if state := _state_at(line, start, size):
            begins = before if line[start : start + 3] == "It " else start  # the sentence before says what "it" is
            return state, line[begins:].strip()
        before = start
    return None


def _starts(line: str) -> Iterator[int]:
    """Yield where the sentences of a line begin that are in no quotation."""
    curly = straight = before = 0
    for end in (0, *(found.end() for found in _SENTENCE.finditer(line))):
        curly += line.count("“", before, end) - line.count("”", before, end)
        straight += line.count('"', before, end)
        before = end
        if curly <= 0 and straight % 2 == 0:
            yield end


def _state_at(line: str, start: int, size: int) -> State | None:
    if found := _RETRACTED.match(line, start):
        return "retracted" if found["said"] is None or _CUE.search(found["said"]) else None
    if size < SHORT and _REMOVED.match(line, start):
        return "removed"
    may_mention = line.find("version of this", start, start + _WITHIN) >= 0  # the pattern is a slow one
    mentioned = may_mention and _MENTIONED.match(line, start)
    return "corrected" if mentioned or _CORRECTED.match(line, start) else None
