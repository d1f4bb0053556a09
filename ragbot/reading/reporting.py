"""Reporting clauses and their speakers: "Pellbrook said", "according to the ministry", "sagte Müller"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

QUOTED = "\ue000"
"""The mask for each character of a quotation, so that no clause within it is taken for one around it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A reporting clause."""

    start: int
    end: int
    """The end of the verb, or of "according to"."""
    speaker: str
    """The words for the speaker; "" where the clause does not name one."""


_SAYS = (
    "said says told tells tweeted testified claimed argued argues insisted insists warned warns asserted contended"
    " sagte sagt sagten erklärte erklärten betonte meinte behauptete kritisierte schrieb"
    " déclaré déclare affirmé affirme indiqué précisé expliqué explique estimé estime assuré assure"
    " dijo dijeron dice afirmó afirma aseguró asegura explicó señaló declaró indicó sostuvo"
    " detto dichiarato dichiara affermato afferma spiegato spiega sostiene"
    " zei zeiden zegt verklaarde vertelde aldus stelde"
    " powiedział powiedziała oświadczył oświadczyła stwierdził stwierdziła poinformował poinformowała mówi"
)
_MAY_SAY = (
    "added adds noted notes wrote writes posted stated explained explains acknowledged acknowledges admitted admits"
    " recalled recalls quipped joked stressed emphasized emphasised replied responded concluded declared predicted"
    " cautioned complained complains remarked commented continued announced confirmed confirms reported reports"
    " revealed suggested suggests denied denies alleged alleges claims maintains maintained estimates estimated"
    " believes believed vowed pledged urged asked asks called calls described describes accused agreed observed"
    " lamented concedes conceded reiterated touted branded dubbed indicated indicates determined states found finds"
    " saying adding claiming arguing warning noting insisting telling calling describing"
    " berichtete fügte teilte ajouté ajoute annoncé répondu añadió anunció respondió aggiunto annunciato"
    " meldde schreef dodał dodała ogłosił"
)
_VERB = re.compile(
    rf"\b(?:(?P<plain>{'|'.join(_SAYS.split())})|(?P<maybe>{'|'.join(_MAY_SAY.split())})"
    r"|(?<!\bto )(?<!\bI )(?<!\bnot )(?<!n[’']t )(?<!uld )(?<!will )(?<!can )(?<!might )"
    r"(?P<say>say|argue|insist|warn|contend))\b"
)
"""As in "said"."""
_NO_REPORT = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|having|sooner|easier|enough|not|often|all|than|self|as)|^that|n[’']t"
    r"|,? that)[\s-]$",
    re.IGNORECASE,
)
"""The words before a verb that reports nothing: "that said", "all told", "was told to leave"."""
_HEARSAY = re.compile(r"\b(?:reportedly|allegedly|(?:is|are|was|were|been) (?:said|reported|alleged|believed) to)\b")
"""As in "reportedly"."""
_ACCORDING = re.compile(
    r"\b(?:according to|laut|nach (?:angaben|aussage|worten|einschätzung)(?: von| der| des)?|selon|d[’']après|según"
    r"|secondo|volgens|zdaniem|według) ",
    re.IGNORECASE,
)
"""As in "according to the mayor"."""
_ZUFOLGE = re.compile(r"(?P<who>(?:[\w’'-]{1,30} ){1,4})zufolge\b")  # "der Polizei zufolge"
_TELLS_WHAT = re.compile(
    r"(?:[\s\w’'-]{0,40}? that\b| (?:he|she|it|they|there|we|his|her|their)\b| the \w+ as\b|:\s"
    r"| [A-Z]\w+day (?:the|a|an)\b"
    rf"|[^.!?;]{{0,60}}{QUOTED}|[.,]?\s*$)"
)
"""The words after a verb that may report: a statement follows, as in " on Tuesday that nine died", or the sentence
ends."""
_AFTER_QUOTE = re.compile(rf"{QUOTED}[\s,–—-]*[^.!?{QUOTED}]{{0,80}}$")  # "\ue000, the mayor of Orm "


NEAR = 400
"""Characters on either side of a verb that are searched for the speaker: a monstrous sentence took 45 s without a
limit."""


def clauses(sentence: str) -> list[Clause]:
    """Return the reporting clauses of a sentence, whose quotations are masked with QUOTED, in order."""
    found = [*_with_verbs(sentence), *_without_verbs(sentence)]
    return sorted(found, key=lambda clause: clause.start)


def _with_verbs(sentence: str) -> Iterator[Clause]:
    for m in _VERB.finditer(sentence):
        before, after = sentence[max(m.start() - NEAR, 0) : m.start()], sentence[m.end() : m.end() + NEAR]
        if _NO_REPORT.search(before):
            continue
        if m["maybe"] and not (_TELLS_WHAT.match(after) and _is_verb(before, m[0])) and not _AFTER_QUOTE.search(before):
            continue
        yield Clause(*m.span(), "" if m[0].endswith("ing") else _subject(before, after, m[0]))


def _is_verb(before: str, word: str) -> bool:
    """Return whether `word` is a verb, unlike those of "the notes", "health claims", "a called strike"."""
    last = before.split()[-1:] or [""]
    return last[0].casefold() not in _DETERMINERS and not (
        word.endswith("s") and last[0].islower() and len(last[0]) > 4
    )


def _without_verbs(sentence: str) -> Iterator[Clause]:
    for m in _HEARSAY.finditer(sentence):
        yield Clause(*m.span(), "")
    for m in _ACCORDING.finditer(sentence):
        yield Clause(*m.span(), _phrase_after(sentence[m.end() : m.end() + NEAR]))
    for m in _ZUFOLGE.finditer(sentence):
        yield Clause(*m.span(), m["who"].strip())


# Who speaks

_DETERMINER_WORDS = "the a an his her its their our my your this that these those some of in to for and or no"
_DETERMINERS = frozenset(_DETERMINER_WORDS.split())
_ADVERBS = re.compile(  # "she has only"; atomic: "only" is two of these, and a row of thirty took hours
    r"(?:\s+(?>(?:also|has|have|had|long|hat|haben|a|ha|later|then|previously|recently|once|repeatedly|publicly|initially|earlier"
    r"|himself|herself|themselves|itself|further|now|still|simply|since|only|would|even|just|always|famously|first"
    r"|(?:on )?[A-Z]\w+day|\w+ly)(?=\s|$)))++\s*$"
)
_BOUNDARY = re.compile(
    rf"[{QUOTED};:()—–“”\"«»]|\s-\s|(?:^|[\s,])(?:that|but|while|as|after|because|when|where|if|though|although|since"
    r"|before|until|who|which|whom|whose|what|how|than|whether|dass|wie|que|qui|che|dat|że)\s"
)
"""As in "It sank because it was old"."""
_HARD_BOUNDARY = re.compile(rf"[{QUOTED};:()]")
"""The words before a subject that an apposition follows: "It is dark; Netblocks, a group that tracks outages, said"."""
_INVERTED = re.compile(
    r" (?:(?:Dr|Mr|Mrs|Ms|Gen|Gov|Sen|Rep|Prof)\. )?[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*(?<!day)(?<!tag)"
    r"(?: (?:(?:late |early )?on|last) \w+day(?: morning| afternoon| evening| night)?| am \w+(?:tag|woch))?[,.;]"
)
"""A speaker after a comma and a verb: "the door had failed, said Mira Holt on Monday, a captain"."""
_INVERTED_PERFECT = re.compile(r",\s(?:a|ont|avait|ha|hanno|aveva)\s$")
"""The auxiliary before a verb whose subject comes after it: "La porte était ouverte, a déclaré Mira Holt"."""
_CONJUNCTION = re.compile(r"^(?:But|And|When|While|As|If|Yet|So|Still|Although|Though|Because|Since|Then) ")
"""As in "But the mayor"."""
_AND = re.compile(r"(?:^|,?\s)(?:and|but|then|yet|so)\s")  # "It sank, and nine died"
_JOINED = re.compile(r"(?:^|\s)(?:and|but|then|or)$")  # "The line sank a ferry, and" said
_STOPS = re.compile(
    rf"[,.;!?()\n{QUOTED}“”\"«»—–]|:\s|\s-\s|\s(?:who|which|that|whose|when|while|as|after|before|during|on|at"
    r"|in (?:a|an|his|her|the|their|its|response|\d|[A-Z]\w+ber|January|February|March|April|May|June|July|August)"
    r"|told|said|and (?:that|the|was|is|has)|where|because|but|if|released|published"
    r"|cited|obtained|posted|seen|has|have|had|is|was|are|were|will)\b"
)
"""As in "Holt, who was aboard"."""
_VERB_OBJECTS = re.compile(
    r"\s(?:last|ante|tras|durante|en|am|im|bei|vor|nach|gegenüber|der|à|lors|devant|dans|op|w|na|gestern|hier|ayer|ieri"
    r"|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|el (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)"
    r"|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica)(?!\S)"
)
"""As in "sagte am Dienstag"."""
LONGEST_SPEAKER = 12
"""The most words of a speaker."""


def _subject(before: str, after: str, verb: str) -> str:
    """Return the speaker: before the verb ("Pellbrook said"), else after it ("said Pellbrook"); "" when unclear."""
    before = re.sub(r"\([^)]*\)\s?", "", before)  # Disney (DIS) said
    if _INVERTED_PERFECT.search(before):
        return _phrase_after(after, inverted=True)
    apposed = before.rstrip().endswith(",") and not before.rstrip(" ,").endswith(QUOTED)
    boundaries = list((_HARD_BOUNDARY if apposed else _BOUNDARY).finditer(before))
    own = before[boundaries[-1].end() :] if boundaries else before
    if apposed and not verb.startswith("t") and _INVERTED.match(after):
        return _phrase_after(after, inverted=True)
    own = _ADVERBS.sub("", f" {own.rstrip()}").strip()
    own = re.split(r"\s(?:said|says|told)\s", own)[-1]
    if _JOINED.search(own) or (not own and boundaries and boundaries[-1][0].strip(" ,") == "but"):
        return ""  # the subject is the one that began the sentence
    if boundaries and not own.strip(" ,"):
        if boundaries[-1][0].strip(" ,") in {"who", "which", "qui", "que", "che"}:
            return _subject(before[: boundaries[-1].start()].rstrip(" ,"), "", verb)
        return _phrase_after(after, inverted=True)
    if not own or own == ",":
        return _phrase_after(after, inverted=True) if before.rstrip().endswith(",") else ""
    return _named_part(own, apposed)


def _named_part(text: str, apposed: bool) -> str:
    """Return the words for the speaker in `text`: the name in "On Friday, the skipper, Hal Morstead,"."""
    text = _CONJUNCTION.sub("", text)
    if not apposed and not is_name(text):
        text = _AND.split(text)[-1].strip() or text
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return ""
    if not apposed:
        return _shortened(parts[-1])
    speakers = [part for part in parts if not _OPENS.match(part)] or parts
    named = [part for part in speakers if is_name(part)]
    begun = [part for part in speakers if part[0].isupper() and part.split()[0].casefold() not in _DETERMINERS]
    return _shortened((named or begun or speakers)[0])


_OPENS = re.compile(
    r"(?:On|In|At|By|After|Before|During|For|From|With|While|When|As|Since|Under|However|Meanwhile|Still|Also|Instead|Yet"
    r"|Earlier|Later|Last|This|Now|Then|Asked|Speaking|\w+ing|\d+|\w+day)\b(?! (?:Ministry|Department))|\d"
)
"""As in "However"."""


def is_name(phrase: str) -> bool:
    """Return whether `phrase` is all capitalised words: "Coast Guard Commander Edric Pellbrook", not "The operator"."""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", phrase) if word.casefold() not in _PARTICLES]
    return bool(words) and all(word[0].isupper() for word in words)


_PARTICLE_WORDS = "of the and for de la le du des van von der den di da dos del el al bin i y & d l"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())


def _shortened(phrase: str) -> str:
    """Return as much of `phrase` as can be one speaker; of a long clause only the name or the noun at its end."""
    words = phrase.split()
    if len(words) <= LONGEST_SPEAKER and not _has_verb(phrase):
        return phrase
    name = re.search(
        r"(?:(?<=\s)[tT]he )?(?:[A-ZÀ-Þ][\w’'.-]*(?: of| the| for| de| van| von)? )*[A-ZÀ-Þ][\w’'-]*$", phrase
    )
    if name and name[0][0].isupper():
        return name[0]
    noun = re.search(r"\b(?:the|a|an|his|her|their|one|two|some|many) (?:[\w’'-]+ ){0,3}[\w’'-]+$", phrase)
    return noun[0] if noun else " ".join(words[-2:])


def _has_verb(phrase: str) -> bool:
    return bool(re.search(r"\s(?:is|are|was|were|will|has|have|had|can|could|would|may|should|did|does)\s", phrase))


def _phrase_after(text: str, inverted: bool = False) -> str:
    """Return the words for a speaker that begin `text`, up to those that say more about the speaker."""
    if text.startswith(QUOTED):
        return ""  # "according to “The Grey Linnet”"
    stop = _STOPS.search(f"{text} ", 1)
    phrase = text[: stop.start()] if stop else text
    while (
        stop
        and stop[0] == "."
        and re.search(r"(?:^|\s)(?:[A-Z]|Dr|Mr|Mrs|Ms|St|Gen|Gov|Sen|Rep|Lt|Col|Sgt|Prof|Rev)$", phrase)
    ):
        stop = _STOPS.search(f"{text} ", stop.end())
        phrase = text[: stop.start()] if stop else text
    if inverted:
        phrase = _VERB_OBJECTS.split(phrase)[0]
    words = phrase.split()
    return " ".join(words[:LONGEST_SPEAKER])
