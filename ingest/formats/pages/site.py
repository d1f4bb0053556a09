"""The site of a page: its name in the address, and whether words name it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

LONGEST_NAME = 6
"""The most words of a part of a title with the site's name in it: "The Orm Courier Online"."""
_SUBDOMAINS = ("www", "m", "amp", "mobile", "edition", "news", "co", "com", "org", "net", "ac", "gov")


def label_of(addresses: Sequence[str]) -> str:
    """Return the part of the host that is a name: `nytimes` of `www.nytimes.com`."""
    hosts = filter(None, map(_host, addresses))
    parts = next(hosts, "").split(".")[:-1]
    return max((part for part in parts if part not in _SUBDOMAINS), key=len, default="")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def names_site(words: str, names: Sequence[str], label: str) -> bool:
    """Return whether `words` are a name of the site, or a few words with one in them; by the address the name alone."""
    letters = letters_of(words)
    if not letters or len(words.split()) > LONGEST_NAME:
        return False
    if label and "." in words and " " not in words and label in letters:
        return True
    if label and letters.removeprefix("the").removesuffix("com") == letters_of(label).removeprefix("the"):
        return True
    return any(letters == name or (len(name) > 2 and name in letters) for name in map(letters_of, names))


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, equal for different spellings."""
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter == "_")
