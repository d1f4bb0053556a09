"""The words of a text: those of a question to look for, and the stem by which two words are the same."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

MAX_TERMS = 32
"""The most terms of a question; each common word costs a millisecond at 5,000 articles."""

_STOP_WORDS = """
a about above after again against all also am an and any are aren as at be because been before being below between
both but by can cannot could couldn d did didn do does doesn doing don down during each etc ever few for from further
get got had hadn has hasn have haven having he her here hers herself him himself his how i if in into is isn it its
itself just ll m many may me might mightn more most much must mustn my myself need no nor not now o of off on once one
only or other our ours ourselves out over own please re s same say said says shall shan she should shouldn so some
such t tell than that the their theirs them themselves then there these they this those through to too under until up
us ve very was wasn we were weren what when where which while who whom whose why will with won would wouldn y yet you
your yours yourself yourselves
arent cant couldnt didnt doesnt dont hadnt hasnt havent hes hows im isnt ive shes shouldnt thats theres theyre theyve
wasnt werent weve whats whens wheres whos whys wouldnt youre youve
"""
"""The last lines are contractions typed without their apostrophe; "well", "wont" and "its" are words of their own."""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def terms_of(question: str) -> list[str]:
    """Return the words of a question to look for, each once, in order: no stop words."""
    words = dict.fromkeys(re.findall(r"\w+", question.casefold()))
    return [word for word in words if word not in STOP_WORDS][:MAX_TERMS]


def pairs_of(question: str) -> list[str]:
    """Return the pairs of terms that stand side by side in the question, as phrases: "grey gull"."""
    words = re.findall(r"\w+", question.casefold())
    beside = dict.fromkeys(pair for pair in pairwise(words) if STOP_WORDS.isdisjoint(pair))
    return [" ".join(pair) for pair in beside][:MAX_TERMS]


_ENDING = re.compile(r"(?<=\w\w)(?:y|ie)$")
"""As in "ferry", "ferrie(s)", "movie"."""


def stem(word: str) -> str:
    """Return the first six letters, without accents and as "y" is written before an ending.

    "announced" and "announces" agree, so do "ferry" and "ferries" ("ferri"), and "harbour" and "harbor"; "Šakalienė" is
    "sakali".
    """
    short = _shortened(word)
    return _AMERICAN.get(short, short)


def _shortened(word: str) -> str:
    plain = word.casefold()
    if not plain.isascii():  # which few are, and it takes 15 times as long
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _ENDING.sub("i", plain.removesuffix("s")[:6])


_TWO_SPELLINGS = """
aeroplane airplane, analyse analyze, armour armor, centre center, colour color, defence defense, favour favor,
fibre fiber, flavour flavor, harbour harbor, honour honor, humour humor, jewellery jewelry, labour labor,
licence license, litre liter, metre meter, moustache mustache, mum mom, odour odor, offence offense, parlour parlor,
plough plow, pyjamas pajamas, rumour rumor, saviour savior, sceptical skeptical, theatre theater, tumour tumor,
vapour vapor
"""
"""British and American, where the stems differ, as those of "organise" do not; without names, as Grey and Tyre."""
_AMERICAN = {
    _shortened(british): _shortened(american) for british, american in map(str.split, _TWO_SPELLINGS.split(","))
}
_BRITISH = {american: british for british, american in _AMERICAN.items()}


def beginning(stemmed: str) -> str:
    """Return the pattern of how the words of a stem begin: "ferr[iy]" of "ferri", as in "ferries" and "ferryman"."""
    if british := _BRITISH.get(stemmed):
        return f"(?:{stemmed}|{british})"
    return re.escape(stemmed).removesuffix("i") + "[iy]" if stemmed.endswith("i") else re.escape(stemmed)


def stems(text: str) -> set[str]:
    return {stem(word) for word in re.findall(r"\w+", text)}
