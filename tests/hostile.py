"""Texts that a stranger may send to make a program slow: a unit again and again, and what changes as it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

UNITS: dict[str, str] = {
    # letters, spaces and marks
    "a": "a", "A": "A", "é": "é", "é decomposed": "e\u0301", "accents": "\u0301", "cjk": "新", "emoji": "\U0001f600",
    "flags": "\U0001f1e6", "surrogates": "\ud83d", "joiners": "\u200d", "é and joiners": "é\u200d", "rtl": "\u202e",
    "nul": "\0",
    "spaces": " ", "newlines": "\n", "paragraphs": "\n\n", "tabs": "\t", "hard spaces": "\xa0", "full stops": ".",
    "commas": ",",
    "dashes": "-", "em dashes": "—", "colons": ": ", "semicolons": "; ", "slashes": "/", "backslashes": "\\",
    "dots": "…",
    "marks": "!?", "underscores": "_", "spaced stops": " .",
    # quotation marks and brackets
    "quotes": '"', "opening": "“", "closing": "”", "single": "'", "apostrophes": "’", "guillemets": "« ",
    "nested": "“‘",
    "a quoted": '"a" ', "a opened": "“a ", "a opened straight": '"a ', "well nested": "“a ‘b’ c” ",
    "parentheses": "(",
    "pairs": "()", "brackets": "[", "quoted words": "“We had no warning,” she said. ",
    "never closed": "“We had no warning. ",
    # markup and addresses
    "less": "<", "greater": ">", "tags": "<b>", "comments": "<!--", "closing tags": "</", "scripts": "<script>",
    "amps": "&",
    "entities": "&amp;", "references": "&#x1", "cited": "[1]", "links": "](", "pictures": "![", "ticks": "`",
    "stars": "*",
    "bold": "**a", "pipes": "|", "table": "|-", "headings": "# ", "items": "- a\n", "urls": "http://a",
    "url items": "http://a.b ",
    "mail": "a@", "hosts": "a.b.", "hyphens": "a-", "front matter": "a: b\n",
    # numbers and dates
    "ones": "1", "1,": "1,", "1.": "1.", "1 ": "1 ", "1 2 3": "1 2 3 ", "12 345": "12 345 ", "dollars": "$",
    "percents": "%", "10 percent": "10 percent of ",
    "million": "1 million ", "hundred": "one hundred ", "twenty": "twenty-", "dozen": "dozen ",
    "half": "half of a ", "day": "12 March 2022 ",
    "January": "January ", "iso": "2022-01-01 ", "slashed": "1/2/", "year": "in 2022 ", "ago": "2 days ago ",
    "from to": "from 3 to ", "last week": "last week ",
    "clock": "10:30 ", "superscripts": "²",
    # words
    "words": "a b ", "Words": "A ", "Stops": "A. ", "Names": "Anna Berg ", "Abc,": "Abc, ", "Abc-d": "A-b ",
    "Aa": "Aa ", "the": "the ", "and": "and ",
    ", and": ", and ", "who": "who ", "said": "said ", "he said": "he said ", "only": "only ",
    "of the": "Abc of the ", "Mr.": "Mr. ", "U.S.": "U.S. ",
    "told Reuters": "told Reuters ", "according": "according to ", "the Harrow fire": "the Harrow fire ",
    "the fire in": "the fire in ",
    "mixed": "He said, “We 12 of the A. ", "no spaces": "Aa.Bb", "20 letters": "abcdefghijklmnopqrst ",
    "1,000 letters": "a" * 999 + " ",
    "a paragraph": "a\n\n", "A sentence": "The mayor of Harrow resigned. ", "A line": "Nine died in Harrow\n",
    "what about": "what about ", "it": "it ", "by": "by ",
    # what makes a correction
    "Correction": "Correction: ", "Correction line": "Correction: \n", "This article": "This article ",
    "Earlier": "in an earlier version of this ",
    "An earlier": "An earlier version of this article ", "Updated": "Updated ",
    "was": "This article was updated to ", "Tags": "Tags\n",
    "brackets of date": "Correction (", "a a error": "due to an error ", "Published": "published ",
    "withdrawn": "This article has been withdrawn. ",
}  # fmt: skip


def _numbered(form: str) -> Callable[[], Iterator[str]]:
    """The form with 0, 1, 2 … in it; letters stand for the digits where it asks for {w}."""

    def forms() -> Iterator[str]:
        for i in range(10**7):
            yield form.format(i=i, w="".join(chr(97 + int(digit)) for digit in str(i)))

    return forms


RUNNING: dict[str, Callable[[], Iterator[str]]] = {
    "other words": _numbered("{w} "),
    "other numbers": _numbered("{i} "),
    "other amounts": _numbered("{i} million dollars, "),
    "other names": _numbered("Anna B{w} "),
    "other names, apart": _numbered("Anna B{w} met x. "),
    "other sentences": _numbered("The mayor of T{w} said that {i} people had died in the T{w} fire. "),
    "other paragraphs": _numbered("Mayor {w} of T{w} resigned.\n\n"),
    "other lines": _numbered("- {w}\n"),
    "other quotations": _numbered("“We had {i} of {w},” said Mira H{w}. "),
    "other days": _numbered("on {i} March 20{i} "),
    "other corrections": _numbered("Correction: it was {i}, not {w}.\n"),
    "longer and longer": lambda: ("a" * i + ". " for i in range(10**7)),
}
HALF = frozenset({"surrogates"})
"""Halves of characters: no text in the archive has any."""
KINDS = (*UNITS, *RUNNING)


def text_of(kind: str, size: int) -> str:
    """A text of that kind with so many characters."""
    if unit := UNITS.get(kind):
        return (unit * (size // len(unit) + 1))[:size]
    parts: list[str] = []
    length = 0
    for part in RUNNING[kind]():
        parts.append(part)
        length += len(part)
        if length >= size:
            break
    return "".join(parts)[:size]
