"""What a question wants to know: its words that matter, what each is worth, and the form that its answer has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from ragbot.archive.archive import Archive
from ragbot.reading.expected import MEASURED, last_sentence
from ragbot.reading.persons import names
from ragbot.reading.phrasal import in_one_word
from ragbot.reading.words import stem, terms_of

_ASKING_WORDS = """
according actually already anymore anyone article articles became become becoming called cause currently date describe
detail details everybody everyone exactly exist exists explain following give go goes going gonna gotten guy guys
happen happened happening happens info information kind know known knows latest list made make making many month name
named names new newest news people person really reason reasons recent recently report reported reports still stories
story stuff summarise summarize summary tell thing things today told type update updates wanna week which year
yesterday yr yrs
"""
ASKING = frozenset(_ASKING_WORDS.split())
"""Everyday words of asking: an article that answers need not have them, however rare they are in the archive."""

_FAMILY_LINES = """
die died dies dead death deaths killed
buy bought buys purchase purchased
pay pays paid paying payed
sell sold sells sale
win won wins winner winning victory beat
child children kid kids
man men
woman women
marry married marries wedding
leave left leaving
fire fired fires firing sack sacked layoff layoffs laid
eat ate eaten
begin began begun start started
find found
lose lost loss
speak spoke spoken
choose chose chosen pick picked
shoot shot shooting
sing sang sung singer
fly flew flown flight
steal stole stolen theft
wear wore worn
replace replaced successor succeed succeeds
big biggest large largest
resign resigned resigning quit quitting retire retired retiring
film movie
cancel cancelled canceled scrapped
sink sinks sank sunk sinking
boss ceo chief
philly philadelphia
nyc york
uk britain british
gop republican republicans
dem dems democrat democrats democratic
cop cops police officer officers
fb facebook
insta instagram
dismiss dismissed dismissal tossed expel expelled expulsion
reject rejected rejects decline declined declines refuse refused refuses
fail failed fails failure collapse collapsed collapses bankrupt bankruptcy
discontinue discontinued discontinuing drop dropped dropping ditch ditched
close closed closes closing closure shut shutting
explode exploded explosion blast
postpone postponed delay delayed
split splitting divorce divorced divorcing separate separated
profit profits profitable earnings
finish finished complete completed completes
trouble troubled troubles struggle struggles struggling
escape escaped fled
withdraw withdrew withdrawn
revive revived revival returning
mad angry upset anger outrage outraged outrages furious fury backlash
photo photos photograph photographs photography photographer picture pictures
car cars vehicle vehicles
plane planes aircraft jet
lawsuit lawsuits sue sued suing suit
covid coronavirus
weed marijuana cannabis
rich richest wealthy wealthiest wealth
gas gasoline petrol
coke coca
"""
_FAMILIES = [{stem(word) for word in line.split()} for line in _FAMILY_LINES.strip().splitlines()]
_FAMILY = {word: family for family in _FAMILIES for word in family}
"""Words that news and those who ask use for one another, and forms whose letters differ: "ate" tells of eating. Fewer
than `events.alike` has: with those, .66 of the hard questions are refused in place of .69."""

_FORMS = (
    (
        r"\bhow tall\b|\bheight\b",  # "how tall is the tower"
        "tall height",
        r"\d[\d,.]*[\s-]?(?:feet|foot|ft|cm|met(?:er|re)s?|inch|stor(?:y|ey|ies))|\d['’]\d",
    ),
    (
        r"\bhow heavy\b|\bweighs?\b",  # "how much does the bell weigh"
        "heavy much weigh weighs weight",
        r"\d[\d,.]*[\s-](?:pound|lb|kg|kilo|ton|ounce|gram|stone)",
    ),
    (
        rf"\bhow much (?:\w+ )?{MEASURED}\b",  # "how much prison time did she get"
        "longer much time",
        r"\b(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?)[ -](?:more )?"
        r"(?:second|minute|hour|day|week|month|year|inch|foot|feet|pound|ton|acre|mile|gallon|barrel)",
    ),
    (r"\bphone\b", "phone number", r"\d{3}[-. ]\d{3,4}"),  # "phone number of the ferry line"
    (r"\be-?mail address\b", "email mail address", r"\w@\w"),
    (
        r"\bhow much\b|\bprice\b|\bcosts?(?: in| now)?\W*$|\bsalary\b|\bpa(?:y|id)\b|\bearns?\b|\bworth\b|\bfees?\b",
        "cost costs much paid pay paying pays price worth",  # "how much is the port paying for the crane"
        r"[$£€]\s?\d|\d[\d,.]* (?:[mb]illion )?(?:dollar|euro|pound|cent|crown)|[mb]illion(?!\s+\w+s\b)"
        r"|\d ?%|per ?cent|percentage",
    ),
    (
        r"\bhow did .+ die\b|\bdie(?:d)? (?:of|from)\b|\bcause of death\b",  # "what did the mayor die of"
        "cause",
        r"\b(?:accident|attack|avalanche|cancer|cardiac|complications|covid|crash(?:ed)?|disease|drown\w*|explosion"
        r"|(?:heart|kidney|liver|organ|respiratory) failure|heart (?:attack|condition|disease|problem)s?|illness"
        r"|infection|fell (?:from|down)|fire|injur\w+|natural causes|overdose|pneumonia|shot|shooting|stabb\w+|stroke"
        r"|suicide|surgery)\b",
    ),
    (r"\bhow old\b|\bage\b", "age old", r"\b\d{1,3}\b"),  # "how old is the mayor"
    (
        r"\bhow (?:many|long|far|big|large|fast|often|deep|high|hot|warm|cold)\b|\bpercent",  # "how many drowned"
        "big cold deep far fast high hot large long many often warm",
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|half)",
    ),
    (
        r"\brecipe\b",
        "good recipe",
        r"\b(?:tablespoons?|teaspoons?|tbsp|tsp|preheat|simmer)\b",
    ),  # "recipe for fish soup"
    (r"\bweather\b", "", r"\b(?:rain|snow|sunny|degrees|showers|forecast)|°"),  # "weather in Farlow tomorrow"
)
"""How a question asks, the words that the form of the answer stands for, and that form; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The words of a question that an article about it has, and the form of what it asks for."""

    weights: dict[str, float]
    """By stem, in nats: what a rare word tells more."""
    names: frozenset[str]
    """The stems that the question writes with a capital letter, as names."""
    form: re.Pattern[str] | None
    """What a passage that answers has, where the question tells: "how tall" a length."""

    def part(self, some: Iterable[str], of: Collection[str]) -> float:
        """How much of the weight of words some of them have; 1 where there is none to have."""
        return sum(map(self.weights.__getitem__, some)) / sum(map(self.weights.__getitem__, of)) if of else 1.0

    def share(self, some: Iterable[str]) -> float:
        """Of the weight of all words."""
        return self.part(some, self.weights)


def read_terms(topic: str, archive: Archive) -> QuestionTerms:
    """What a question wants, its time words left out; no weights when it names nothing to look for."""
    asks = last_sentence(topic).casefold()
    of_form, form = next(((words, form) for cue, words, form in _FORMS if re.search(cue, asks)), ("", None))
    every = terms_of(in_one_word(topic))
    terms = [term for term in every if term not in ASKING and term not in of_form.split()] or every
    weights: dict[str, float] = {}
    for term, weight in archive.rarity(terms).items():
        weights[stem(term)] = max(weight, weights.get(stem(term), 0.0))
    named = {stem(word) for a, b in names(topic) for word in re.findall(r"\w+", topic[a:b].casefold())}
    return QuestionTerms(weights, frozenset(named & weights.keys()), re.compile(form, re.IGNORECASE) if form else None)


stem_of = lru_cache(maxsize=50_000)(stem)


def told_words(text: str, terms: QuestionTerms) -> frozenset[str]:
    """The stems of the question that a text has, itself, in a word of the same family, or denied: "unarmed"."""
    words = set(re.findall(r"\w+", text.casefold()))
    own = {stem_of(word.removeprefix("un")) for word in words} | {stem_of(word) for word in words}
    return frozenset(word for word in terms.weights if word in own or not own.isdisjoint(_FAMILY.get(word, ())))
