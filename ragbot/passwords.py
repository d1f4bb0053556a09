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
    try:
        return f"{server_of(url)}{urlsplit(url).path}"
    except ValueError:  # a list may name "http://[feeds/news", which nobody can split
        return without_passwords(url).partition("?")[0].partition("#")[0]


def deed_address(address: str) -> str:
    """The address of something that is followed, of a folder too, without a password or a key in it."""
    return shown(address) if "://" in address else address


def server_of(url: str) -> str:
    """The server of the address alone: of a webhook of Slack or Zapier the path is the key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
