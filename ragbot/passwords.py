"""Addresses and texts as they may be told and logged: without users, passwords and keys."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# "http://me:pa55@host", of which "me:pa55@" goes
USER_IN_ADDRESS = re.compile(r"(?<=://)[^/\s]*@")


def without_passwords(text: str) -> str:
    """The text, such as a command line, without user and password in the addresses in it."""
    return USER_IN_ADDRESS.sub("", text)


def shown(url: str) -> str:
    """The address without a password or a key in it: everything that is told or logged has it so."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
