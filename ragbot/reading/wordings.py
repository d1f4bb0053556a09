"""Wordings: words and phrases of one meaning in news, as the checks read them: "called up" and "conscripted"."""

from __future__ import annotations

import re

_SAME = """
quake earthquake earthquakes quakes temblor tremor tremors
shake shook shakes shaken shaking rattle rattled rattles jolt jolted jolts rock rocked rocks strike struck
 strikes hit hits
draft drafted drafts drafting conscript conscripted conscripts conscription mobilise mobilised mobilises mobilising
 mobilisation mobilize mobilized mobilizes mobilizing mobilization enlist enlisted enlists
boss ceo run runs head heads lead leads helm
shortage shortages scarce scarcity
ill sick sickens sickened illness illnesses unwell
infect infected infects infection infections contract contracted caught
hire hired hires hiring recruit recruited recruits recruiting
divorce divorced divorces divorcing split splits separated separation
evacuate evacuated evacuates evacuation evacuations evacuees
rescue rescued rescues rescuing rescuers saved
destroy destroyed destroys destroying destruction raze razed demolish demolished demolition levelled leveled flattened
 wrecked obliterated ruined gutted
flood flooded floods flooding floodwaters inundated submerged swamped deluge deluged
donate donated donates donating donation donations gave given gives
found founded founds founder founders cofounded established establish establishes
publish published publishes publishing publication released release releases
unveil unveiled unveils reveal revealed reveals introduce introduced introduces debut debuted debuts launch launched
invite invited invites invitation invitations
delay delayed delays delaying postpone postponed postpones postponing postponement deferred rescheduled
extend extended extends extending extension prolong prolonged lengthened
rename renamed renames rebrand rebranded rebrands
merge merged merges merging combine combined combines
apologise apologised apologises apologising apologize apologized apologizes apologizing apology apologies sorry
praise praised praises praising laud lauded hail hailed applaud applauded commend commended
criticise criticised criticises criticising criticize criticized criticizes criticizing criticism condemn condemned
 condemns condemnation denounce denounced denounces slam slammed slams lambasted rebuke rebuked decried
pledge pledged pledges promise promised promises vow vowed vows commit committed commits commitment
threaten threatened threatens threatening threat threats
mourn mourned mourns mourning mourners grieve grieving tribute tributes
celebrate celebrated celebrates celebrating celebration celebrations
crown crowned crowns crowning enthroned
inaugurate inaugurated inaugurates sworn
dissolve dissolved dissolves dissolution disband disbanded disbands
bankrupt bankruptcy insolvent insolvency
deport deported deports deporting expel expelled expels expulsion
escape escaped escapes escaping fled flees flee fleeing
disappear disappeared disappears disappearance vanish vanished vanishes missing
kidnap kidnapped kidnaps kidnapping kidnappers abduct abducted abducts abduction hostage hostages
rob robbed robs robbery robbers burgled burglary heist stole stolen theft looted
stab stabbed stabs stabbing knifed
hack hacked hacks hacking hackers breach breached cyberattack
spill spilled spills spilt leak leaked leaks leaking
eat ate eaten eats eating devour devoured devours devouring consume consumed consumes consuming
score scored scores scoring goal goals netted
reach reached reaches qualify qualified qualifies advance advanced advances progressed
coach coached coaches coaching trainer manager manages managed
star starred stars starring portray portrayed portrays portrayal plays played
direct directed directs directing director filmmaker
write wrote written writes writing author authored penned writer
make made makes making create created creates creator develop developed develops developing design designed designs
 designing designer manufacture manufactured manufactures manufacturer maker invent invented invents inventor sculptor
fine fined fines penalty penalties penalised penalized
compensate compensated compensates compensation settle settled settles settlement
investigate investigated investigates investigating investigation investigations investigators probe probed probes
 probing inquiry inquiries
search searched searches searching raid raided raids raiding
testify testified testifies testifying testimony
execute executed executes executing hanged
pardon pardoned pardons clemency
ceasefire truce armistice
withdraw withdrew withdrawn withdraws withdrawing withdrawal pullout retreat retreated retreats
deploy deployed deploys deploying deployment sent send sends dispatched
seize seized seizes seizing seizure capture captured captures occupy occupied occupies occupation
recapture recaptured recaptures retook retaken reclaimed liberate liberated liberates liberation
plummet plummeted plummets plunge plunged plunges tumble tumbled tumbles crash crashed crashes tank tanked nosedived
 slump slumped fell fallen sank
soar soared soars soaring surge surged surges skyrocket skyrocketed spike spiked spikes rocketed balloon ballooned
 climbed rose risen jumped
shrink shrank shrunk shrinks shrinking contract contracted contracts contraction
exceed exceeded exceeds surpass surpassed surpasses overtake overtook overtaken topped outstripped
discontinue discontinued discontinues retire retired retires retiring scrapped axed ditched dropped
replace replaced replaces replacing replacement substitute substituted switch switched switches switching
vaccinate vaccinated vaccinates vaccination vaccinations vaccine vaccines jab jabs jabbed shots inoculated
hospitalised hospitalized hospitalisation hospitalization
uncover uncovered uncovers unearth unearthed discover discovered discovery found reveal revealed
drown drowned drowns drowning
strand stranded stuck trapped trap marooned
spot spotted spots sighted sighting sightings seen saw
require required requires requiring requirement mandate mandated mandates mandatory compulsory
promote promoted promotes promotion
honour honoured honours honor honored honors
expire expired expires lapse lapsed lapses
walkout walkouts strike strikes striking
layoffs redundancies
bury buried buries
participate participated participates compete competed competes competing attended attend
favourite favorite favourites favorites
centre center centres centers
defence defense
programme program programmes programs
labour labor
grey gray
plane planes aircraft aeroplane airplane jet jets
car cars vehicle vehicles automobile
ship ships vessel vessels boat boats
lawyer lawyers attorney attorneys solicitor
soccer football
petrol gasoline gas
stadium stadiums arena arenas
"""
"""Each line has the words for one event or thing: any of them tells any other.

Only those in `events` are events that a source must tell. There is no word for an event that may lie ahead, as
"coronation": it would tell that somebody was crowned.
"""
_MEANINGS: dict[str, set[str]] = {}
for _line in _SAME.replace("\n ", " ").strip().splitlines():
    for _word in _line.split():
        _MEANINGS.setdefault(_word, set()).add(f"~{_line.split()[0]}")
_PRIZES = (
    r"(?= (?:the|an?|his|her|its|their|\d+|two|three|four|five|six|seven) (?:[\w’'-]+ ){0,4}?"
    r"(?:awards?|prizes?|medals?|troph(?:y|ies)|titles?|oscars?|emmys?|grammys?|gold|silver|bronze|cup)\b)"
)
"""The prize after a verb; not "some of the biggest awards", which names no one of them."""
_PHRASES = (
    (r"no longer(?! than)", "not"),
    (r"any ?more(?=\W*$|[.,;])|any longer", ""),
    (rf"(?:took|taken) home{_PRIZES}|(?:picked up|scooped|bagged|nabbed){_PRIZES}", "won"),
    (rf"takes home{_PRIZES}|(?:picks up|scoops|bags|nabs){_PRIZES}", "wins"),
    (rf"(?:take home|pick up|scoop){_PRIZES}", "win"),
    (r"called up", "drafted"),
    (r"call(s?) up", r"draft\1"),
    (r"called off", "cancelled"),
    (r"call(s?) off", r"cancel\1"),
    (r"turned down", "rejected"),
    (r"turn(s?) down", r"reject\1"),
    (r"(?:put off|pushed back)(?! (?:against|on)\b)", "postponed"),
    (r"pulled out", "withdrew"),
    (r"pull(s|ing|) out", r"withdraw\1"),
    (r"put to death", "executed"),
    (r"laid to rest", "buried"),
    (r"sworn in|took office", "inaugurated"),
    (r"lost (?:his|her|their) li(?:fe|ves)", "died"),
    (r"tied the knot", "married"),
    (r"stood down|bowed out", "resigned"),
    (r"broke out|(?:came|entered) into (?:force|effect)|took effect", "started"),
    (r"breaks out|(?:comes|enters) into (?:force|effect)|takes effect", "starts"),
    (r"(?:come|enter) into (?:force|effect)|take effect", "start"),
    (r"(?:took|takes?|taking) part in", "participated in"),
    (r"(?:caught|set) fire(?: to)?", "burned"),
    (r"(?:taken|rushed|admitted|flown) to (?:an? |the )?hospital|in hospital", "hospitalised"),
    (r"(?:hard|difficult|tough|impossible) to (?:find|get|come by)|out of stock|in short supply", "scarce"),
    (r"issu(?:ed|es|ing) (?:an?|its|the) (?:\w+ )?(?:warning|advisory|alert)s?", "warned"),
    (r"issu(?:ed|es|ing) (?:an?|its|the) (?:\w+ )?statements?", "said"),
    (r"chief executive(?: officer)?", "ceo"),
    (r"job cuts", "layoffs"),
    (r"industrial action", "strikes"),
    (r"penal colony", "prison"),
    (r"behind bars", "in prison"),
    (r"covid-19", "covid"),
    (r"(this|last|next|for|for the|until) fall(?! (?:of|from|in)\b)", r"\1 autumn"),
)
_READ = tuple((re.compile(rf"\b(?:{phrase})(?!\w)", re.IGNORECASE), word) for phrase, word in _PHRASES)
"""As in "chief executive officer"."""


def worded(text: str) -> str:
    """Return `text` with one word for each phrase: "drafted" for "called up", "not" for "no longer"."""
    for phrase, word in _READ:
        text = phrase.sub(word, text)
    return text


def also(word: str) -> frozenset[str]:
    """Return the keys of the lines that have `word`."""
    return frozenset(_MEANINGS.get(word.casefold(), ()))
