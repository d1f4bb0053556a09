"""Events in news: the words for the same event, and the forms of one word."""

from __future__ import annotations

import re
from functools import lru_cache

from ragbot.reading.words import stem

_SAME = """
win won wins winning winner winners victory victories victorious triumph triumphed beat beats beaten beating defeat
 defeats defeated defeating champion champions clinch clinched clinches prevail prevailed thrash thrashed
lose lost loses losing loss losses loser losers eliminated elimination eliminate knocked ousted
die died dies dying death deaths dead deadly killed kill kills killing killings killer perish perished fatal fatally
 fatality fatalities slain murder murdered murders assassinated lives toll
survive survived survives survivor survivors alive
go went goes going gone attend attended attends attending attendance travel travels traveled travelled travelling
 visit visits visited visiting arrive arrived arrives arrival head headed heads heading come came comes coming
 return returned returns flew fly flies trip join joined
leave left leaves leaving depart departed departs departure departures exit exits exited quit quits quitting resign
 resigned resigns resignation resigning step stepped steps stepping retire retired retires retirement abdicate
 abdicated flee fled flees fleeing
say said says saying speak speaks spoke spoken speaking tell told tells telling state stated states announce
 announced announces announcement report reported reports reporting warn warned warns confirm confirmed confirms add
 added adds explain explained claim claimed claims reveal revealed reveals note noted according wrote write writes
 describe described describes call called calls admit admitted admits declare declared statement insist insisted
 acknowledge acknowledged disclose disclosed
close closed closes closing closure shut shuts shutting shutdown shuttered
open opened opens opening reopen reopened reopens reopening
start started starts starting begin began begins begun beginning launch launched launches launching kick kicked
 commence commenced lifted blasted onset
end ended ends ending stop stopped stops stopping halt halted halts conclude concluded finish finished cease ceased
 suspend suspended suspends suspension cancel cancelled canceled cancels cancellation cancellations scrap scrapped
 scraps axe axed axes shelve shelved drops ditch ditched terminate terminated terminates pull pulled
buy bought buys buying purchase purchased purchases acquire acquired acquires acquisition takeover took take takes
 taken deal
sell sold sells selling sale sales fetch fetched auctioned
pay paid pays paying payment payments spend spent spends spending cost costs costing price prices priced charge
 charged worth fee
rise rose rises rising risen raise raised raises raising increase increased increases increasing grow grew grows
 grown growing jump jumped climb climbed climbs surge surged soar soared higher hike hiked
fall sank sink sinks sunk fell falls falling fallen decrease decreased decreases decline declined declines drop
 dropped plunge plunged slump slumped lower lowered lowers cut cuts reduce reduced slide slid slow slowed
arrest arrested arrests arresting detain detained detains detention custody jailed jail imprisoned imprison prison
 captured held
charge charged charges indict indicted indictment accuse accused accuses accusing accusation allege alleged
convict convicted convicts conviction guilty sentence sentenced sentences
acquit acquitted acquittal innocent
release released releases releasing free freed frees freeing freedom swap swapped exchange exchanged
attack attacked attacks attacking assault assaulted assaults strike struck strikes striking hit hits hitting bomb
 bombed bombs bombing shell shelled shelling raid raided invade invaded invades invasion storm stormed slap slapped
 punched
shoot shot shoots shooting shootings gunman gunfire gunned
hurt injured injure injures injury injuries wound wounded wounds hospitalized hospitalised
crash crashed crashes crashing collide collided collision
explode exploded explosion explosions blast blasts erupt erupted eruption
burn burned burnt fire fires blaze burning wildfire
approve approved approves approval pass passed passes passing passage adopt adopted adopts vote voted votes voting
 backed backs agree agreed agrees agreement sign signed signs signing ratify ratified greenlight accept accepted
 accepts endorse endorsed supported
reject rejected rejects rejection oppose opposed opposes refuse refused refuses block blocked blocks deny denied
 denies veto vetoed dismiss dismissed
elect elected elects election reelected chosen choose chose named names naming appoint appointed appoints
 appointment tap tapped pick picked nominate nominated select selected succeed succeeded succeeds successor replace
 replaced replaces replacement install installed
fire fired fires firing sack sacked lay laid layoff layoffs dismiss dismissed ousted oust removed remove axed
sue sued sues suing lawsuit suit filed
ban banned bans banning prohibit prohibited outlaw outlawed bar barred
allow allowed allows allowing let permit permitted permits
overturn overturned overturns strike struck reverse reversed overrule overruled ended
sink sank sinks sunk sinking capsize capsized
find found finds finding discover discovered discovers discovery
make made makes making create created creates produce produced build built builds
show showed shows shown showing
give gave gives given giving offer offered offers award awarded awards grant granted grants receive received
 receives get got gets
meet met meets meeting meetings talk talks talked summit
marry married marries marrying wed wedding marriage
born birth birthday
break broke breaks broken breaking smash smashed surpass surpassed
lead led leads leading leader guide guided guides guiding
hold held holds holding host hosted hosts
test tested tests positive contract contracted infected
think thought thinks believe believed believes
demand demanded demands urge urged urges call called calls request requested ask asked asks seek sought seeks
protest protested protests protesting protesters demonstrate demonstrated demonstration demonstrations rally rallied
 marched
run ran runs running campaign campaigning candidate candidacy bid
play played plays playing perform performed performs performance
move moved moves moving relocate relocated transfer transferred
help helped helps helping aid assist assisted
ease eased eases easing loosen loosened relax relaxed lift lifted lifts
child children kid kids
man men
woman women
eat ate eaten eats eating
speak spoke spoken
sing sang sung singer
fly flew flown flight flights
steal stole stolen steals stealing theft thieves
wear wore worn wears wearing
big biggest large largest
film films movie movies
boss ceo chief
splash splashed land landed lands landing touched
"""
"""Each line has the words for one event; a word may be in several."""
_MEANINGS: dict[str, set[str]] = {}
_LINES: dict[str, list[str]] = {}
for _line in _SAME.replace("\n ", " ").strip().splitlines():
    _words = _line.split()
    _LINES.setdefault(f"={_words[0]}", []).extend(_words)
    for _word in _words:
        _MEANINGS.setdefault(_word, set()).add(f"={_words[0]}")
OPPOSITES = {"=win": "=lose", "=die": "=survive", "=approve": "=reject", "=convict": "=acquit"}
REPORTS = "=say"
_IRREGULAR = """
beat:beat beaten:beat won:win lost:lose went:go gone:go came:come flew:fly flown:fly left:leave quit:quit fled:flee
told:tell said:say began:begin begun:begin bought:buy sold:sell paid:pay spent:spend rose:rise risen:rise grew:grow
grown:grow fell:fall fallen:fall slid:slide struck:strike hit:hit shot:shoot burnt:burn chose:choose chosen:choose
sank:sink sunk:sink found:find made:make built:build gave:give given:give got:get met:meet wed:wed broke:break
broken:break led:lead held:hold ran:run fought:fight caught:catch brought:bring taught:teach thought:think took:take
taken:take kept:keep felt:feel stood:stand understood:understand cut:cut put:put set:set let:let read:read sent:send
lent:lend bent:bend lay:lie laid:lay saw:see seen:see wrote:write written:write drove:drive driven:drive rode:ride
spoke:speak spoken:speak stole:steal stolen:steal swore:swear tore:tear wore:wear woke:wake froze:freeze frozen:freeze
forgot:forget hid:hide hidden:hide bit:bite threw:throw thrown:throw drew:draw drawn:draw knew:know known:know
blew:blow shook:shake shaken:shake swam:swim sang:sing drank:drink ate:eat eaten:eat became:become withdrew:withdraw
withdrawn:withdraw shut:shut dealt:deal meant:mean dug:dig hung:hang stuck:stick sought:seek fed:feed died:die
dies:die dying:die dead:die death:die deaths:die lied:lie tied:tie
"""
IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR.split())
"""The base form of each form that does not begin like it, of verbs common in news."""
_NOT_PAST = "beat quit hit wed cut put set let read lay shut dies dying dead death deaths"
PAST = IRREGULAR.keys() - set(_NOT_PAST.split())
"""The forms that can only be past."""
_TOKEN = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*[’']?|[^\w\s]")
"""Words, with the marks that join their parts: "didn't", "U.S", "son’s"; and each other mark."""
_PHRASES = (
    (re.compile(r"(?<=\d),(?=\d{3})"), ""),  # "1,500" is one word
    (re.compile(r"\bpass(?:ed|es)? away\b", re.IGNORECASE), "died"),  # "she passed away on Monday"
    (re.compile(r"\bper cent\b|(?<=\d)\s?%", re.IGNORECASE), " percent"),  # "2.1 per cent", "2.1%"
    (re.compile(r"\b(?:went|go|goes|gone) down\b", re.IGNORECASE), "sank"),  # "the ship went down", "prices go down"
)
_ENDINGS = (
    "ements ement ments ment ations ation ions ion ings ing edly ed ers er ors or ances ance ences ence ures ure als al"
    " ies ied ily ly es s e y"
)
SUFFIXES = _ENDINGS.split()
SHORTEST_ROOT = {"er": 4, "or": 4, "al": 4, "ion": 4, "ure": 4, "ers": 4, "ors": 4, "als": 4, "ed": 3, "es": 3, "s": 3}
ROOT = 6


def tokens_of(text: str) -> list[str]:
    text = text.replace("’", "'")
    for phrase, word in _PHRASES:
        text = phrase.sub(word, text)
    return _TOKEN.findall(text)


def root(word: str) -> str:
    """Return the beginning that the forms of a word share: "closed", "closing" and "closure" are "clos"."""
    word = word.casefold().removesuffix("'s").removesuffix("'")
    word = IRREGULAR.get(word, word)
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_ROOT.get(suffix, 3):
            word = word.removesuffix(suffix)
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]  # "stopped"
    return word[:ROOT]


def meanings(word: str) -> frozenset[str]:
    """Return the events that `word` stands for, and its root."""
    word = word.casefold().removesuffix("'s").removesuffix("'")
    return frozenset(_MEANINGS.get(word, set()) | {root(word)})


@lru_cache(maxsize=1_000)  # questions have words without end
def alike(word: str) -> frozenset[str]:
    """Return the stems of the words for the same event: of "quit" those of "resigns" and of "leaving", too."""
    return frozenset(stem(other) for name in _MEANINGS.get(word.casefold(), ()) for other in _LINES[name])


def is_past(word: str) -> bool:
    return word in PAST or (word.endswith("ed") and len(word) > 3)
