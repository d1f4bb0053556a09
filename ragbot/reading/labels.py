"""The words of names, and those beside them: titles, roles, bodies, peoples."""

from __future__ import annotations

import re

from ragbot.reading.words import STOP_WORDS

LONGEST_NAME, MOST_WORDS = 60, 5
"""The most characters and words of a name."""


def bare_name(words: str) -> str:
    """Return a name without the titles before it: "Prime Minister Oto Lind" is Oto Lind; "Prince Harry" stays."""
    parts = re.sub(r"^.*[’']s (?=[^ ]+ [^ ])", "", words.removesuffix("’s").removesuffix("'s")).split()
    plain = [part.casefold().rstrip(".") for part in parts]
    last = max(
        (
            i
            for i, part in enumerate(plain)
            if part in TITLES or (part in ROLES and (i < len(parts) - 2 or parts[-1].isupper()))
        ),
        default=-1,
    )
    bare = parts[last + 1 :]
    return "" if bare and bare[0].islower() else " ".join(bare)  # "Speaker of Parliament Oto Lind", which is not read


def is_topic_name(words: str) -> bool:
    """Return whether a question can be about the name: no people or part of the world, no title alone, no furniture."""
    parts = [part.casefold() for part in words.split()]
    shouts = words.isupper() and len(words) > LONGEST_ACRONYM
    if not words[:1].isalnum() or not 0 < len(parts) <= MOST_WORDS or len(words) < SHORTEST_NAME or shouts:
        return False
    small = any(part in _NO_NAME and not own.islower() for part, own in zip(parts, words.split(), strict=True))
    people = len(parts) == 1 and _PEOPLE.search(words)
    ends = parts[-1] in TITLES or parts[-1] in _HALVES
    return not small and not people and not ends and _NO_TOPIC.isdisjoint(parts)


SHORTEST_NAME, LONGEST_ACRONYM = 3, 6


def takes_the(name: str) -> bool:
    """Return whether a sentence needs "the" before the name, whatever its text has: the Port Authority."""
    parts = name.casefold().split()
    first, last = parts[0], parts[-1]
    return len(parts) > 1 and (last in THE or (first in THE and "of" in parts) or bool(_NOBLE.match(name)))


def is_body(name: str) -> bool:
    """Return whether the name may be that of a body that speaks: no half of a name, no outlet, no kind of things."""
    parts = [part.casefold() for part in name.split()]
    return parts[-1] not in _BARE_BODIES and _OUTLETS.isdisjoint(parts) and not re.search(r"[A-Z]s$", name)


_PEOPLES = """
african african-american albanian american americans arab arabic asian australian australians austrian belgian
black brazilian britain's british briton britons bulgarian canadian canadians catholic chinese christian christians
colombian croatian cuban czech danish democrat democratic democrats dutch east eastern egyptian english european
europeans finnish french german germans greek haitian hispanic hungarian icelandic indian indians indonesian
iranian iranians iraqi irish islamic israeli israelis italian italians jamaican japanese jewish jews korean latin
latino latinos lebanese malaysian mexican mexicans muslim muslims native nigerian north northern norwegian
pakistani palestinian palestinians peruvian polish portuguese republican republicans romanian russian russians
saudi scottish serbian south southern soviet spanish swedish swiss syrian taiwanese thai tories tory turkish
ukrainian ukrainians venezuelan vietnamese welsh west western white
"""
_PEOPLE = re.compile(r"(?:ian|ean|ese|ish|ani)s?$")
"""The endings of words for people and their things: "Colombians", not all of which are listed."""
_NO_TOPIC_WORDS = """
abc ad associated bbc breaking cbs cnn copyright editor est et facebook fox getty gmt here instagram its live nbc
news newsletter now people photo photos press read reuters source that there today tonight tweet twitter update
updated usa video watch week what who why youtube
"""
_NO_TOPIC = frozenset(f"{_PEOPLES} {_NO_TOPIC_WORDS}".split())
_TITLE_WORDS = """
actor actress admiral ambassador analyst archbishop attorney author bishop boss brigadier captain cardinal ceo cfo
chair chairman chairwoman chancellor chief coach col colonel commander commissioner congressman congresswoman
constable coo corporal councillor cto deputy detective director doctor dr executive former gen general gov governor
inspector judge justice leader lieutenant lt maj major manager mayor minister monsignor mr mrs ms officer pastor
premier president producer prof professor prosecutor quarterback rep representative rev reverend secretary sen
senator sergeant sgt sheriff singer speaker spokesman spokesperson spokeswoman superintendent
"""
TITLES = frozenset(_TITLE_WORDS.split())
"""Words with a capital before a person's name."""


_ROLE_WORDS = """
activist actor actress adviser advisor agent ambassador analyst anthropologist archaeologist architect artist
astronaut astronomer athlete attorney author baker banker billionaire biologist bishop blogger boxer broadcaster
businessman businesswoman captain cardiologist chair chairman chairwoman champion chancellor chef chemist chief
choreographer cleric co-founder coach cofounder comedian commander commentator commissioner composer conductor
congressman congresswoman contestant coordinator correspondent councillor counsel critic curator cyclist dancer
dean demographer dermatologist designer developer diplomat director doctor driver ecologist economist editor
engineer entrepreneur environmentalist epidemiologist executive expert farmer filmmaker firefighter fisherman
footballer forecaster founder general geneticist geologist golfer governor guitarist head historian host hurdler
immunologist inspector instructor inventor investigator investor journalist judge lawmaker lawyer leader lecturer
legislator librarian lieutenant lobbyist magician magistrate manager mathematician mayor mechanic meteorologist
midfielder minister model musician neurologist novelist nurse nutritionist officer official organizer owner painter
paleontologist partner pastor pathologist pediatrician pharmacist philanthropist philosopher photographer physician
physicist pianist pilot pitcher player playwright poet politician premier president priest principal producer
professor programmer prosecutor psychiatrist psychologist publicist publisher quarterback ranger rapper referee
reporter representative researcher salesman scholar scientist screenwriter sculptor secretary senator sheriff
showrunner singer skater skipper sociologist soldier songwriter specialist spokesman spokesperson spokeswoman
sprinter statistician strategist striker student superintendent surgeon survivor swimmer teacher technician
therapist trainer translator treasurer trustee tutor tycoon veteran veterinarian violinist virologist volunteer
winemaker wrestler writer zoologist
"""
ROLES = frozenset(_ROLE_WORDS.split())
"""Words that say who a person is."""
_NO_NAME = (STOP_WORDS | {"bros", "co", "corp", "inc", "jr", "ltd", "mt", "no", "sr", "st"}) - {"will", "may"}
_NOBLE = re.compile(r"(?:Duke|Duchess|Prince|Princess|Earl|Countess|Marquess) of ")  # "Duke of Orm"
_THE_WORDS = """
act administration agency association bureau commission committee council court cup department federation fire
foundation guard house institute institution kingdom league ministry model nations organisation organization party
pentagon program programme senate service states union
"""
THE = frozenset(_THE_WORDS.split())
"""The last words of bodies whose names take "the"."""
_HALVES = frozenset(["general", "health", "national", "public", "security"])
"""The last words of half a name, and of no whole one: "UK Health" of "UK Health Security Agency"."""
_BARE_BODIES_WORDS = """
commission committee company council court department government house ministry office party president state
supreme u.s uk union university us
"""
_BARE_BODIES = frozenset(_BARE_BODIES_WORDS.split())
_OUTLETS_WORDS = """
afp ap axios bloomberg cbs guardian journal magazine media news newsweek politico post press reporters rolling
telegraph times tmz today variety
"""
_OUTLETS = frozenset(_OUTLETS_WORDS.split())
