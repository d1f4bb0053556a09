"""Markers are citations in the forms that models write, read as [1], [1, 2] or [1-3]."""

from __future__ import annotations

import re
import unicodedata

_WORD = (
    r"(?:sources?|src|pieces?|docs?|documents?|ids?|cites?|citations?|refs?|references?|articles?|passages?|excerpts?"
    r"|evidence|footnotes?|quellen?|stück|artikel|fuentes?|fontes?|fonti)"
)
_SURE = r"(?:sources?|pieces?|passages?|excerpts?|cites?|quellen?|fuentes?|fontes?)"
"""Words that make a marker in round brackets too, unlike "(Article 5)", which is of a treaty."""
_NAMED = rf"(?:{_WORD}\s*(?:no\.?|nr\.?)?\s*[:#.]?\s*|[#^№]\s*)"
_AND = r"\s*(?:[,;、&+]|[,;]?\s*\b(?:and|und|et|y|e)\b)\s*"
_TO = r"\s*(?:[-–—]|\bto\b)\s*"
_LIST = rf"(?:{_NAMED})?\d+\^?(?:(?:{_AND}|{_TO})(?:{_NAMED})?\d+\^?)*"
_UP = "([¹²³⁴-⁹]+)"
_FORMS = (
    # 【1】, and 【1†source】
    rf"【\s*({_LIST})\s*(?:†[^】\n]{{0,80}})?】",
    # 【4:0†source】, of OpenAI's search: a file of its own
    r"【\s*\d+:(\d+)\s*†[^】\n]{0,80}】",
    # [[1]] and **[1]**
    rf"\[\[\s*({_LIST})\s*\]\]|\*\*\[\s*({_LIST})\s*\]\*\*",
    # [Source 1], [^1], [#1], [cite: 1], [1 and 2], ［1］
    rf"\^?[\[［〔]\s*({_LIST})\s*[\]］〕]",
    # (Source 1)
    rf"\(\s*({_SURE}\s*[:#]?\s*\d+(?:{_AND}(?:{_NAMED})?\d+)*)\s*\)",
    # weeks<sup>1</sup>
    rf"(?<!\d)<sup>\s*[\[(]?\s*({_LIST})\s*[\])]?\s*</sup>",
    # sank {1}
    r"(?<![\w$])\{\s*(\d{1,2})\s*\}",
    # sank.¹ and weeks¹.
    rf"(?<=(?-i:[a-zß-ÿ])[.!?])\s?{_UP}(?=\s)|(?<=(?-i:[a-zß-ÿ]){{4}})\s?{_UP}(?=[.!?,]\s)",
    # sank (1). and sank. (1) It
    r"(?:(?<=(?-i:[a-zß-ÿ]){2})|(?<=(?-i:[a-zß-ÿ])[.!?]))\s\(([1-9])\)(?=[.!?]\s|\s*\n|\s+(?-i:[A-Z])|\s+[“\"])",
)
FORMS = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
"""Forms that are surely a marker, such as "[Source 1]"; the numbers are in the first group that matched."""
ENDS = frozenset("]】］〕)}>¹²³⁴⁵⁶⁷⁸⁹")
LONGEST_FORM = 120
BEGUN = re.compile(
    r"\s*(?:[\[【［〔](?:[\d\s,;–-]*|[^\]】］〕\n]{0,80})|\((?:\w{1,12}\s*[:#]?\s*)?\d{0,3}|\(\d\)\s*|\**|[¹²³⁴-⁹]+\s*"
    r"|<[^>\n]{0,20}|\{\s*\d{0,2})$"
)
"""At the end of a text: what may become a marker, such as "[Sour"."""


def with_numbers(text: str) -> str:
    """Return the text with its markers as [1]; what may be no marker stays as it is."""
    for form in FORMS:
        text = form.sub(_numbered, text)
    return text


def with_last_numbers(text: str, new: int) -> tuple[str, int]:
    """Return `text` as `with_numbers` does, when its last `new` characters are new; and up to where it is unchanged."""
    start = max(len(text) - new - LONGEST_FORM, 0)
    tail = text[start:]
    read = with_numbers(tail) if ENDS & set(tail) else tail
    return text[:start] + read, len(text) if read == tail else start


def _numbered(match: re.Match[str]) -> str:
    """Return [1, 2] for a list, [1-3] for a range, with a space before it after a word."""
    listed = next(filter(None, match.groups())) if ":" not in match[0] or "†" not in match[0] else "0"
    numbers = re.findall(r"\d+", unicodedata.normalize("NFKC", listed))
    is_range = len(numbers) == 2 and re.search(_TO, listed)
    space = " " if match[0][0].isspace() or not match[0].startswith(tuple("[［【〔({^*")) else ""
    return f"{space}[{('-' if is_range else ', ').join(numbers)}]"
