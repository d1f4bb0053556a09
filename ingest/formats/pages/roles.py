"""The words of bylines beside names: roles, desks, agencies, and words of a site's own making."""

from __future__ import annotations

import re

_FIELD = (
    r"(?:senior|chief|staff|deputy|associate|assistant|managing|executive|contributing|guest|freelance|special|lead"
    r"|principal|former|junior|regional|international|national|foreign|world|global|local|state|city|county|metro"
    r"|political|politics|business|economics?|finance|financial|markets?|money|consumer|personal|sports?|football"
    r"|cricket|health|medical|science|technology|tech|environment|climate|energy|education|crime|courts?|legal|justice"
    r"|security|defen[cs]e|diplomatic|investigati(?:ve|ons?)|data|digital|online|web|audience|social|media|multimedia"
    r"|breaking|news|trending|general|assignment|features?|culture|arts?|entertainment|film|music|books|showbiz|royal"
    r"|travel|food|lifestyle|fashion|weather|science|religion|housing|transport|labou?r|immigration|opinion|europe"
    r"|asia|africa|us|uk|white house|washington|westminster|at large|video|photo)"
)
_NOUN = (
    r"(?:writers?|reporters?|editors?|correspondents?|columnists?|contributors?|journalists?|producers?|critics?"
    r"|editor-in-chief|intern|meteorologists?|freelancer|staffers?|professor|lecturer|fellow|researcher|analyst"
    r"|newsroom|news ?desk|web ?desk|desk|bureau|team|staff"
    r"|redakteur(?:in|e)?|redaktion|korrespondent(?:in|en)?|reporterin|volont[äa]r(?:in)?|chefredakteur(?:in)?"
    r"|journaliste|rédact(?:eur|rice|ion)|correspondante?|envoyée? spéciale?|grand reporter"
    r"|periodista|redactora?|redacción|corresponsal|enviad[oa] especial|giornalista|redazione|inviat[oa]|corrispondente"
    r"|redação|repórter|jornalista|redactie|redacteur|verslaggever|journalistka?|redaksjonen|redaktionen|toimitus"
    r"|toimittaja|redakcja|dziennikarka?|редакция|корреспондент|журналист)"
)
ROLE = re.compile(
    rf"(?:(?<![\w-]){_FIELD}(?:,? (?:and|&) {_FIELD})?[ -/]{{1,2}}){{0,4}}(?<!\w){_NOUN}(?![\w-])"
    r"(?: (?:at|for|of|in|covering) .{1,60}$| at large\b)?",
    re.IGNORECASE,
)
"""A role: "Senior Political Reporter", "staff writer at the Courier", "IN-Redaktion"."""
SCHOOL = re.compile(r"\b(?:universit\w+|institut\w*|college|school)\b", re.IGNORECASE)
"""The employer of a guest of the outlet: "Mira Holt, University of Orm"."""
NO_NAME = re.compile(
    r"^(?:(?:super )?user ?name|super ?user|(?:wp|web|site)?[ -]?admin(?:istrator)?|webmaster|(?:guest )?author"
    r"|(?:the |our )?(?:editors?|guest|anonymous|unknown|none|null|undefined|nobody|n/a|contact|newsroom|web ?desk"
    r"|agencies|editorial(?: (?:board|team|desk|staff))?|news (?:team|desk|service)|own correspondent)"
    r"|about|lesedauer|lesezeit|stand|read(?:ing)? time|min read|updated?|published|posted|submitted|share|follow"
    r"|email|view profile|view bio|bio|more|by|staff|home|news|opinion|log ?in|subscribe|comments?|copyright"
    r"|the author|see all|default|test|demo|agenturen|agences?|agencias?|agenzie|la rédaction|rédaction|redaktion"
    r"|redazione|redacción|redaksjonen|redaktionen|toimitus|redactie|редакция|编集部|編集部|编辑|編輯)\b.{0,12}$"
    r"|@|https?:|www\.|\.(?:com|org|net|html)\b|[{}<>=_]"
    r"|\b(?:lesedauer|minutes?|read more|published|updated|comments)\b",
    re.IGNORECASE,
)
"""Words of a page around its byline: "username", "Lesedauer", "View profile", "@miraholt", "Editorial Board"."""
AGENCY = re.compile(
    r"(?-i:[A-Z]{2,6}|[a-z]{2,4})|(?:the )?associated press|reuters|agence france[ -]presse|bloomberg|xinhua|belga|lusa"
    r"|ritzau|kyodo|yonhap|keystone(?:[ -]sda)?|ansa|agerpres|interfax|tass",
    re.IGNORECASE,
)
"""The agency that wrote an article instead of a person: "AFP", "dpa", "Reuters"."""
