"""The subject of a sentence: the name before its verb, or another term for the same person or thing."""

from __future__ import annotations

from collections.abc import Sequence

from ragbot.reading.modality import AUXILIARIES, MODALS
from ragbot.reading.proper_names import CALENDAR, folded
from ragbot.reading.words import STOP_WORDS

_SUBJECTS = "i you he she it we they that because after when while as if"
SUBJECTS = frozenset(_SUBJECTS.split())
"""Words between a name and a verb that give the verb another subject."""
CLAUSES = frozenset((";", ":", "—", "–"))
_HELPING = (STOP_WORDS | AUXILIARIES | MODALS) - {"won"}
_PERSONS = """
man woman boy girl teenager teen student citizen national mother father couple driver pilot tourist singer actor actress
footballer player athlete journalist activist soldier doctor nurse teacher worker engineer lawyer politician lawmaker
businessman businesswoman billionaire millionaire pensioner schoolboy schoolgirl rapper
"""
PERSONS = frozenset(_PERSONS.split())


def _plural(role: str) -> str:
    """`mayor` → `mayors`, `princess` → `princesses`, `secretary` → `secretaries`, `chairman` → `chairmen`"""
    if role.endswith("man"):
        return f"{role[:-3]}men"
    if role.endswith("ary"):
        return f"{role[:-1]}ies"
    return f"{role}es" if role.endswith(("s", "ch")) else f"{role}s"


_ROLES = """
president governor mayor minister premier chancellor king queen prince princess pope chief head boss ceo chairman
chairwoman director coach manager captain owner founder leader speaker secretary ambassador commissioner
"""
_FORMS = {form: role for role in _ROLES.split() for form in (role, _plural(role))}
"""Each role by its singular and its plural: by its root, "government" would be "governor"."""
BESIDE = 2
"""The most words between a role and its holder's name: "Mayor Mira Holt", "Mira Holt, the mayor"."""


def name_before(tokens: Sequence[str], at: int) -> list[str]:
    """Return the name that may be the verb's subject; none where a pronoun is, or another clause begins.

    In "Mira Holt, the mayor of Halm, has resigned" it is the name before the aside.
    """
    before = tokens[:at]
    return _last_name(_without_aside(before)) or _last_name(before)


def name_after(tokens: Sequence[str], at: int) -> list[str]:
    return _first_name(tokens[at + 1 :])


def _last_name(tokens: Sequence[str]) -> list[str]:
    starts = [i for i, token in enumerate(tokens) if token.casefold() in SUBJECTS]
    return _first_name(tokens[starts[-1] + 1 if starts else 0 :][::-1])[::-1]


def _without_aside(before: Sequence[str]) -> Sequence[str]:
    """Leave out an aside between commas at the end, and helping words after it; all stays where there is none."""
    end = len(before)
    while end and before[end - 1].casefold() in _HELPING:
        end -= 1
    if not end or before[end - 1] != ",":
        return before
    opens = [i for i in range(end - 1) if before[i] == ","]
    return before[: opens[-1]] if opens else before


def _first_name(tokens: Sequence[str]) -> list[str]:
    """Return the first words in a row that begin with a capital; none beyond the clause."""
    name: list[str] = []
    for token in tokens:
        is_name = token == "US" or (token[0].isupper() and token.casefold() not in STOP_WORDS | CALENDAR)
        if is_name:
            name.append(folded(token))
        elif name or token in CLAUSES:
            break
    return name


def is_some_person(tokens: Sequence[str], at: int, name: Sequence[str]) -> bool:
    """Return whether the name before the verb only describes a person: "A 22-year-old Orman woman has died"."""
    ends = [i for i in range(at) if folded(tokens[i]) == name[-1]]
    return bool(ends) and tokens[ends[-1] + 1].casefold() in PERSONS


def role_of(tokens: Sequence[str], at: int, name: Sequence[str]) -> str | None:
    """Return the role that names the subject, in the singular: "governor" in "The governors of Orm began"."""
    starts = [i for i in range(2, at) if folded(tokens[i]) == name[0] and tokens[i - 1] == "of"]
    return _role_in(tokens[starts[-1] - 2]) if starts else None


def _role_in(token: str) -> str | None:
    return _FORMS.get(token.casefold().removesuffix("'s").removesuffix("'"))


def has_role(sentences: Sequence[Sequence[str]], role: str, name: Sequence[str], of: Sequence[str]) -> bool:
    """Return whether `sentences` have the role, but never beside another name, as in "Governor Carl Lind"."""
    places = [(tokens, i) for tokens in sentences for i, token in enumerate(tokens) if _role_in(token) == role]
    beside = [token for tokens, i in places for token in tokens[max(i - BESIDE, 0) : i + BESIDE + 1]]
    names = [token for token in beside if token[0].isupper() and token.casefold() not in STOP_WORDS]
    others = {folded(token) for token in names if _role_in(token) != role}
    return bool(places) and others <= {*name, *of}
