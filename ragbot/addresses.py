"""The many spellings of an article's web address, and the plain one that makes its id.

A page has one address for the desk, one for phones, one for AMP and its caches, and each link to it says whence the
reader comes. What only may say so stays where nothing else would tell two articles apart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

_FACE = re.compile(r"(?:www\d?|m|mobile|mobil|touch|amp)\.")  # "m.daily.example"
_PREFIXED = re.compile(r"(?:amp|m)-(?=[^.]+\.[^.]+\.)")  # "amp-news.daily.example", but not "amp-daily.example"
_SUFFIX = re.compile(r"(?:com?|org|net|gov|edu|ac|or|ne|go)\.[a-z]{2}")  # the "co.uk" of m.co.uk
_GOOGLE = re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}")  # "google.co.uk"
_CACHE = re.compile(r"(?:[\w-]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)")  # "daily-example.cdn.ampproject.org"
_IN_GOOGLE = re.compile(r"/amp/(?:s/)?([^/]+\.[^/]+)(/.*)?")  # "/amp/s/daily.example/story"
_IN_CACHE = re.compile(r"/[a-z]{1,2}/(?:s/)?([^/]+\.[^/]+)(/.*)?")  # "/c/s/daily.example/story"

_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.I)  # "/story;jsessionid=0A1B"
_AMP_FIRST = re.compile(r"/amp(?=/[^/])")  # "/amp/story"
_AMP_LAST = re.compile(r"(?:/amp|\.amp)$|\.amp(?=\.html?$)", re.I)  # "/story/amp", "/story.amp.html", "/story.amp"
_INDEX = re.compile(r"/(?:index|default)\.(?:[sx]?html?|php|aspx?|jsp)$", re.I)  # "/story/index.html"
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cgi|pl|cfm|dll|do)$", re.I)  # "/article.php": its parameters tell
_SLUG = re.compile(r"[a-z]+(?:-[a-z0-9]+){2,}", re.I)  # "mayor-of-orm-resigns"
_NAMED = re.compile(r"[-_\d]|\.html?$", re.I)  # "dog-tax", "a1234", "treasurer.html": a part that is no section's

_WHENCE = re.compile(
    r"utm_.*|at_\w*|mc_[ce]id|_ga|_gl|(?:fb|g|d|ms|tw|y)clid|[gw]braid|igshid|(?:fb|tw|ref)_(?:src|ref|source)|cmp"
    r"|i?cmpid|ns_\w*|xtor|wt[_.]\w*|wt\.mc_id|maca|smid|smtyp|icid|intcid|ito|ocid|ncid|ftag|mbid|s_cid|srsltid"
    r"|_hs(?:enc|mi)|mkt_tok|spm|scm|guc\w*|__twitter_impression|__source|soc_(?:src|trk)|sr_share|ex_cid|tblci|trk"
    r"|echobox|(?:pk|mtm|piwik|matomo|vero|oly)_\w*|phpsessid|jsessionid|aspsessionid\w*|session_?id|usqp|aoh|csi"
    r"|amp_(?:js_v|gsa|ct|tf|kit|r)|ampshare"
)
"""Names of parameters that say whence a reader comes, or which session it is: `xtor`, `CMP`."""
_PERHAPS = re.compile(r"ref|referr?er|source|src|from|via|share|shared|rss|feed|partner|campaign|[sc]id")
"""Those that say so on most sites, and which article it is on some: `/article.php?sid=55`."""
_NUMBERS = ("sid", "cid")
_AMP = re.compile(r"amp(?:=(?:1|true|yes)?)?|(?:outputtype|output|view|mode)=amp", re.I)  # "outputType=amp"
_HEX = re.compile(r"%([0-9a-fA-F]{2})")  # "%7e"
_PLAIN = re.compile(r"[A-Za-z0-9._~-]")  # "~"


@lru_cache(4096)  # of one article it is asked for ten times while that is taken in
def plain(address: str) -> str:
    """`daily.example/story` for each spelling of https://www.daily.example/story; what is no web address stays.

    Its path keeps its capitals, by which servers tell pages apart, unless words in it do that: a headline of three.
    """
    try:
        parts = urlsplit(address)
        host, path = _unwrapped(parts)
    except ValueError:
        return address
    if parts.scheme not in ("http", "https") or not host:
        return address
    path = _plain_path(path)
    query = _telling(parts.query, path)
    return _plain_host(host) + path + (query and f"?{query}") + (parts.fragment and f"#{parts.fragment}")


def plainer(address: str, known: str | None) -> str:
    """Of two spellings of one address that to open, whichever comes first; else the given address."""
    if known is None or plain(address.partition("#")[0]) != plain(known.partition("#")[0]):
        return address
    return min(address, known, key=_preference)


def _preference(address: str) -> tuple[bool, bool, int, str]:
    """The least is best: encrypted, no phone's, short."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return not address.startswith("https:"), host != outlet_of(address), len(address), address


def outlet_of(address: str) -> str:
    """The host of an address without what tells a phone's from a desk's; empty when it has none."""
    try:
        host = _plain_host(_unwrapped(urlsplit(address))[0])
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _unwrapped(parts: SplitResult) -> tuple[str, str]:
    """Host, with a port that is none of http's, and path; those inside the address of an AMP cache."""
    host, path = (parts.hostname or "").removesuffix("."), parts.path
    inside = _IN_GOOGLE if _GOOGLE.fullmatch(host) else _IN_CACHE if _CACHE.fullmatch(host) else None
    if inside and (found := inside.fullmatch(path)):
        return found[1].lower(), found[2] or "/"
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}", path


def _plain_host(host: str) -> str:
    host = _PREFIXED.sub("", host) if _PREFIXED.match(host) else host
    while (face := _FACE.match(host)) and "." in (rest := host[face.end() :]) and not _SUFFIX.fullmatch(rest):
        host = rest
    return host


def _plain_path(path: str) -> str:
    path = re.sub("/{2,}", "/", _decoded(_SESSION.sub("", path)))
    path = _AMP_FIRST.sub("", path, count=1) if _AMP_FIRST.match(path) else path
    path = path.rstrip("/")
    path = _AMP_LAST.sub("", path)
    path = _INDEX.sub("", path).rstrip("/")
    is_folded = any(_SLUG.fullmatch(_SCRIPT.sub("", part).removesuffix(".html")) for part in path.split("/"))
    return (path.lower() if is_folded else path) or "/"


def _decoded(text: str) -> str:
    """With letters as letters, and what has to be encoded in capitals."""
    return _HEX.sub(_one_decoded, text)


def _one_decoded(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if _PLAIN.fullmatch(character) else match[0].upper()


def says_whence(name: str) -> bool:
    """Whether a parameter of that name never says which article it is."""
    return bool(_WHENCE.fullmatch(name.lower()))


def _telling(query: str, path: str) -> str:
    """The parameters that say which article it is, sorted."""
    given = [part for part in map(_decoded, query.split("&")) if part and not _AMP.fullmatch(part)]
    kept = [part for part in given if not says_whence(_name(part))]
    sure = [part for part in kept if not _PERHAPS.fullmatch(_name(part))]
    if not sure and (path == "/" or _SCRIPT.search(path)):
        return "&".join(sorted(kept))  # nothing else would tell
    is_named = _NAMED.search(path.rpartition("/")[2]) and not _SCRIPT.search(path)
    numbers = [] if is_named else [part for part in kept if part not in sure and _is_number(part)]
    return "&".join(sorted([*sure, *numbers]))


def _name(part: str) -> str:
    return part.partition("=")[0].lower()


def _is_number(part: str) -> bool:
    """`sid=55`, which may be an article's; a session has a longer one."""
    name, _, value = part.partition("=")
    return name.lower() in _NUMBERS and value.isdecimal() and len(value) <= 10


_TONGUE = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2})?", re.I)  # "/de", "/en-gb"


def is_home(address: str) -> bool:
    """Whether it is that of a whole site, or of it in one language: it tells no article."""
    path, _, query = plain(address).partition("?")
    _, slash, path = path.partition("/")
    parts = query.split("&") if query else []
    is_bare = not path or bool(_TONGUE.fullmatch(slash + path))
    return is_bare and "#" not in address and all(_PERHAPS.fullmatch(_name(p)) and not _is_number(p) for p in parts)
