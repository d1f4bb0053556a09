"""The reading of a question: its kind, found once by rule. The rules are English; other languages make a `fact`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ragbot.reading.expected import form_of, last_sentence
from ragbot.reading.time_windows import TimeWords, time_words, without
from ragbot.reading.words import terms_of

Kind = Literal["fact", "yes_no", "reason", "event", "topic", "digest", "who", "list", "compare", "social", "archive"]
"""`event`: "what happened to …"; `topic`: words without a question; `digest`: the news of a time or about something;
`archive`: about the archive itself."""


def _any(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


_S = r"(?:[’']?s| is| was| are| were)"
_AUXILIARY = r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n[’']?t)?\b"

# To the bot, or about its archive

GREETING = rf"{_any('hi', 'hello', 'hey', 'yo', 'good (?:morning|afternoon|evening|day|night)', 'greetings', 'howdy')}"
_PRAISE = _any("ok(?:ay)?", "great", "cool", "nice", "perfect", "awesome", "fine", "all ?right", "got it", "well done")
_BYE = _any(
    "(?:good)?bye(?: for now)?",
    "see (?:you|ya)(?: later| soon| tomorrow)?",
    "have a (?:good|nice|great) (?:one|day|evening|night)",
)
_ENOUGH = r"(?:no[,. ]*)?(?:that[’']?s|that is|that was|this is) (?:all|it|everything|enough)(?: for (?:now|today|me))?"
"""The reader asks for nothing more: "thats all for today", "no that's it"."""
_THANKS = _any("many thanks", "thanks?(?: you| u)?", "thx", "ty", "cheers", "sorry", _BYE, _ENOUGH)
_VERDICT = (
    r"(?:that|this|it)(?:[’']?s| is| was)? (?:(?:so|really|very|a|not|all|exactly) )*"
    r"(?:helped|helps|help|helpful|useful|great|good|perfect|wrong|right|true|what i (?:needed|wanted))"
)
"""A word on the last answer: "that helped", "it was not helpful", "that’s wrong"."""
_BEING_ALONE = (
    r"(?:an? )?(?:(?:real|actual|live|human) )?"
    r"(?:(?:chat ?)?bot|robot|machine|computer|program|human|person|people|ai|real|chatgpt|llm"
    r"|(?:large )?language model)"
)
_BEING = rf"(?:really |actually )?{_BEING_ALONE}(?: or (?:just )?{_BEING_ALONE})?"
"""What somebody may be: "a bot or a real person"."""
_SOCIAL = re.compile(
    _any(
        rf"{GREETING}(?: there| all| ragbot| bot)?",
        rf"(?:{_PRAISE}[,. ]*)*{_THANKS}(?: a lot| so much| very much| again| mate| man)*"
        rf"(?: for (?:the|your) (?:help|info|answer))?(?:[\s,.!]+(?:and )?(?:{_VERDICT}|{_THANKS}))*",
        rf"{_PRAISE}(?:[,. ]+{_PRAISE})*|(?:good|great|nice|bad) (?:bot|job|answer|one|work)|lol|haha+|wow|{_VERDICT}",
        r"yes|yeah|no|nope|hm+|never ?mind",
        rf"how are (?:you|u)(?: doing)?(?: today)?|what{_S} up|sup",
        rf"(?:who|what) are you|what{_S} your name|(?:are|r) (?:you|u) {_BEING}|is (?:this|that|it) {_BEING}",
        rf"am i (?:talking|speaking|chatting|writing) (?:to|with) {_BEING}",
        r"who (?:made|built|created|wrote|programmed|trained|owns|runs) you",
        r"(?:can|should|do) (?:i|we) (?:trust|believe|rely on) (?:you|this|that|(?:your|the|these) answers?)",
        r"(?:do|are|did) you (?:ever |just |always )?"
        r"(?:mak(?:e|ing) (?:things|stuff|this|that|it|answers) up|lie|lying|hallucinat\w+)",
        r"what (?:can|should|could) (?:i|we) ask(?: you)?(?: about)?",
        r"what (?:topics|questions|kinds? of questions) can you answer",
        r"what do you (?:do|know)(?: about)?",
        r"(?:what|how) can you (?:do|help)(?: for)?(?: me)?|how (?:do|does) (?:this|it|you) work|help(?: me)?",
        r"(?:you(?: are|[’']re)|u r)(?: so| a| an)* (?:stupid|dumb|useless|idiot|great|awesome|terrible|bad|wrong)",
        r"(?:fuck|screw) (?:you|off|this)|shut up|(?:stupid|useless|dumb) bot",
    )
    + r"[\s.!?,:)]*",
    re.IGNORECASE,
)
"""The whole of a message: "hi there!", "ok thanks a lot", "what can you do?", "how are you today"."""
_HELD = _any(
    "you have", "have you", "you(?:[’']ve| have)? got", "in (?:the|your|this) archive", "archive (?:have|hold|contain)"
)
_NEWEST = r"(?:newest|latest|oldest|first|last|most recent)"
_OUTLETS = "(?:sources?|outlets?|newspapers?|publishers?)"
_DATA = "(?:archive|news|data(?:base)?|articles?|stories|answers?|info(?:rmation)?|knowledge|facts)"
_YOURS = (
    rf"(?:you|(?:all )?(?:of )?(?:your|this|these) (?:news )?{_DATA}|the (?:archive|data(?:base)?|answers?|articles))"
)
"""The bot or what it knows: "you", "your news", "all your information", "the archive"."""
_AGE = "(?:old|new|fresh|recent|current|up[- ]to[- ]date|big|large)"
_PERIOD = r"(?:period|dates?|days|months|years?|time ?(?:span|frame|period|range)?)"
_ARCHIVE = re.compile(
    r"\b"
    + _any(
        rf"{_NEWEST} (?:article|story|stories|articles|news|piece|item|date|day)\b.*\b{_HELD}",
        rf"your {_NEWEST} (?:article|story|news|piece|date)",
        rf"(?:how many|which|what) (?:news )?(?:articles|stories|{_OUTLETS})\b.*\b{_HELD}",
        rf"(?:which|what) (?:news )?{_OUTLETS}\b.*\byou (?:know|use|read|cover)",
        rf"how {_AGE} (?:is|are) (?:all )?(?:of )?(?:your|the|this) (?:news )?{_DATA}(?=\W*$)",
        r"how many (?:news )?(?:articles|stories) (?:are|is) (?:there|in here)(?=\W*$)",
        rf"(?:up[- ]to[- ]date|current|recent) (?:is|are) you|what{_S} in (?:the|your|this) archive",
        rf"^(?:are|is) {_YOURS} (?:still )?(?:up[- ]to[- ]date|current|fresh)(?=\W*$)",
        r"how far back do(?:es)? (?:you|your)",
        rf"where (?:do|does|did) (?:you|it) (?:get|take|find|have|pull) {_YOURS}|where do(?:es)? {_YOURS} come from",
        rf"where (?:is|are) (?:all )?(?:your|this|these) (?:news )?{_DATA} from",
        r"where did you (?:get|find|read) (?:this|that)",
        rf"(?:what|who)(?:[’']?s| is| are) your (?:news )?{_OUTLETS}|{_YOURS} based (?:up)?on(?=\W*$)",
        rf"what do you base (?:your|the|these) {_DATA} on",
        rf"(?:when|how often) (?:was|were|is|are|do|does) {_YOURS} (?:last |get )*(?:updated?|refreshed?)",
        rf"(?:which|what) {_PERIOD} (?:do|does) {_YOURS} (?:cover|have|hold|go|span)",
        r"what do(?:es)? (?:your|the|this) archive (?:cover|have|hold|contain)",
        rf"(?:when|where) do(?:es)? (?:your|the|this) {_DATA} (?:end|stop|start|begin)|your (?:knowledge )?cut-?off",
    )
    + r"\b",
    re.IGNORECASE,
)
"""About the archive: "what is the newest article you have", "which sources do you use", "how fresh is your news",
"where do your answers come from", "when were you last updated", "what years does the archive cover"."""

# The news

_ABOUT_ALL = re.compile(
    rf"(?:[’']s )?{_any('give me', 'show me', 'tell me', 'read me', f'what{_S}', 'any')}? ?(?:all )?(?:the |my |an? )?"
    r"(?:(?:big|biggest|top|main|major|important|latest|newest|most important|recent|daily|weekly|morning|evening"
    r"|current|quick|short|world|news) )*"
    r"(?:news|headlines?|stories|story|events|digest|briefing|summary|overview|recap|round-?up|happenings|updates?)"
    r"(?: (?:from|of|for|in|on))?(?: (?:the|please))?[\s?.!]*",
    re.IGNORECASE,
)
"""The whole of a question without its time words: "'s headlines" of today, "what were the big stories", "any news?"."""
_WEIGHTY = "(?:big|huge|major|important|interesting|exciting|crazy|new|else)"
_HAPPENED = re.compile(
    r"(?:so |and )?"
    + _any(
        rf"what(?:{_S}| has| have)? (?:been )?(?:happen(?:ed|ing)?|going(?: on)?|new|up|(?:in|making) the news)",
        rf"(?:did |has |is |was )?anything (?:{_WEIGHTY} )?(?:been )?(?:happen(?:ed|ing)?|going(?: on)?)",
        rf"anything {_WEIGHTY}",
    )
    + r"(?: in the (?:news|world))?(?: around the world)?(?: lately| recently)?[\s?.!]*",
    re.IGNORECASE,
)
"""The same: "what happened", "what's going on in the world", "whats in the news", "anything big happen"."""
_CATCH_UP = re.compile(r"\b(?:catch me up|bring me up to date|update me|what (?:did i miss|have i missed))\b", re.I)
"""The same, wherever it stands: "Please catch me up"."""
_NEWS = _any(
    "news", "headlines?", "updates?", "stories", "coverage", "developments?", "overview", "summary", "recap", "rundown",
    "digest", "briefing", "latest",
)  # fmt: skip
_ON = r"(?:about|on|of|from|for|in|at|regarding|around|with)"
_NO_TOPIC = _any(
    "abc", "ap", "bbc", "cbs", "cbc", "cnn", "fox", "itv", "msnbc", "nbc", "reuters", "sky", "yahoo", "google", "apple",
    "good", "bad", "great", "fake", "big", "local", "breaking",
)  # fmt: skip
"""Words for whose news it is, or of what sort, but not about what."""
_NEWS_ABOUT = re.compile(
    _any(
        rf"(?:any|(?:give|show|tell|get|write) me|find|what{_S}|(?:is|are) there any)?\s*(?:some |the |all |an? )?"
        rf"(?:latest|newest|recent|current|new|quick|short|brief|more|big)?\s*{_NEWS}\s+{_ON}\s",
        r"(?:summari[sz]e|recap|sum up)\s",
        rf"what{_S} (?:new|going on|happening|up|the latest)\s+{_ON}\s",
        rf"(?:is |has )?(?:there )?(?:been )?anything (?:new|going on|happening)\s+{_ON}\s",
        r"(?:catch me up|bring me up to date|update me|fill me in)\s+(?:on|about|with)\s",
        r"tell me (?:more )?about\s|what (?:do you|can you) (?:know|tell me) about\s|what is known about\s",
    )
    + r"\s*(?P<topic>.*\w.*)",
    re.IGNORECASE,
)
"""The news about something: "news about monkeypox", "latest from nasa", "summarize the talks", "anything new on it"."""
_NEWS_LAST = re.compile(
    r"(?:any|some|all|give me|show me|tell me|get me|find)?\s*(?:the )?"
    r"(?:latest|newest|recent|current|new|breaking|more)?\s*"
    rf"\b(?P<topic>(?!{_NO_TOPIC}\b)[\w’'-]+(?: [\w’'&-]+){{0,4}}) (?:news|headlines|updates?|developments)"
    r"[\s?.!]*(?:please)?",
    re.IGNORECASE,
)
"""The same, with its topic first: "golf news", "any ukraine updates?"; not "fox news", which is an outlet."""

_ABOUT = re.compile(r"^(?:about|on|regarding)\s+", re.IGNORECASE)
"""What is left where a time stood before it: "news from (last month) about the strike"."""

# Questions

_EVENT = re.compile(
    r"\bwhat(?:ever| exactly| actually| all)? (?:has |had |is |was )?(?:happen\w*|(?:become|became) of)\b",
    re.IGNORECASE,
)
"""What became of something: "what happened to the batgirl movie", "what became of the tram"."""
_POLITE = re.compile(
    r"^(?:(?:hi|hey|please|so|ok)[, ]+)*"
    r"(?:(?:can|could|would|will) (?:you|u|somebody|someone|anyone)(?: please)?"
    r" (?:tell|explain to|say to|remind) (?:me|us)"
    r"|do (?:you|u) (?:happen to )?know|tell me|i(?:[’']d| would) like to know)"
    r"(?: please)?,? (?=(?:who|whom|whose|what|which|when|where|why|how|if|whether)\b)",
    re.IGNORECASE,
)
"""What only asks to be told: "could you tell me how old she was"; the rest has the kind."""
_REASON = re.compile(
    _any(
        r"\b(?:why|how come|what (?:caused|causes|led to|made|prompted|sparked|triggered)|for what reason|what for)\b",
        rf"\bwhat{_S} the (?:reasons?|causes?|motives?)\b",
        r"\bhow (?:did|do|does|can|could|was|were|is|are)\b",
    ),
    re.IGNORECASE,
)
"""A reason or a way: "why did she quit", "how did the fire start"."""
_WHO = re.compile(rf"(?:who|what){_S}\s+(?P<name>[\w’'.-]+(?:\s+[\w’'.-]+){{0,4}})[\s?]*", re.IGNORECASE)
"""Who or what something is: "who is giorgia meloni", unless the name asks for a fact."""
_FACT = re.compile(
    r"\b(?:of|in|at|for|to|from|by|with|on|than|now|new|next|current|first|last|best|most|\w+ing|\w+est|\w+ed|name|price"
    r"|cost|number|result|score|date|time|rate|population|head|boss|owner|coach|winner)\b",
    re.IGNORECASE,
)
"""What makes a name ask for a fact: "who is the prime minister of the uk", "what is the price"."""
_MORE = r"(?:\w{2,}er|more|less|better|worse|most|\w{2,}est|first)"
_COMPARE = re.compile(
    _any(
        r"\bcompare\b|\bdifferences? between\b|\bversus\b|\bvs\b",
        rf"\b{_MORE}\b[^?]*[,:][^?]*\bor\b",
        rf"\b(?:which|who|what)\b[^?]*\b{_MORE}\b[^?]*\bor\b",
    ),
    re.IGNORECASE,
)
"""Two things side by side: "who is richer, adani or bezos", "difference between covid and flu"."""
_LIST = re.compile(
    _any(
        r"^(?:list|name|enumerate|show me|give me)\b(?: me)?(?: all| every| the)",
        r"\b(?:which|what) (?:\w+ ){0,2}?(?!is|was|has|does)\w{3,}s\b(?! (?:is|was|has|does|of the)\b)",
        r"\b(?:which|what) (?!news\b)\w{3,}(?<!s)s (?:is|was|has|does) (?:the )?[\w’'-]+ (?:\w+ )?\w+(?:ing|ed|en)\b",
        r"\bwhat are (?:all )?the\b|\bwho (?:all|are the|were the)\b",
    ),
    re.IGNORECASE,
)
"""Several things: "which companies dropped kanye", "what states is the line serving", "list all the ministers"."""
_YES_NO = re.compile(rf"(?:so |but |and |then |ok |hey )?{_AUXILIARY}", re.IGNORECASE)
"""A question that begins with a verb: "is roe v wade overturned"."""
_NOW = re.compile(
    r"\b(?:now|today|lately|recently|currently|these days|so far|still|yet|any ?more|already|current|latest|newest)\b",
    re.I,
)
"""The state of today: "is title 42 still in effect", "who runs disney now"."""
_ASKS = re.compile(
    rf"\b(?:who|whom|whose|what|which|when|where|why|how|whats|whos)\b|\b{_AUXILIARY}|\?|[^\x00-\x7f’‘“”–—]",
    re.IGNORECASE,
)
"""What words that ask have, "who won", or another language: "oxford word of the year" has none of it."""
MOST_WORDS = 8
"""The most words of a topic."""


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """A question with what it asks for."""

    text: str
    kind: Kind
    about: str
    """What the question is about, without its time words and asking words: "monkeypox"; "" for all news."""
    time: TimeWords
    now: bool
    """Whether it asks for today's state, so that the newest sentence tells more than the best."""

    @property
    def changes(self) -> bool:
        """Whether the answer may change with the news: a state, yes or no, a number."""
        return self.now or self.kind == "yes_no" or form_of(self.about) == "number"


def read_question(text: str, today: date) -> QuestionReading:
    """Read a question that is asked on `today`."""
    time = time_words(text, today)
    bare = without(text, time.spans)
    kind, about = _kind_of(text, bare)
    return QuestionReading(text, kind, about, time, time.newest or bool(_NOW.search(text)))


_REQUESTS = "(?:please|tell|give|show|get me|find me|write|summari[sz]e|recap|sum|explain|list|catch|bring|update|fill)"
_NICELY = re.compile(
    rf"(?:(?:please|kindly|just|(?:can|could|would|will) you(?= {_REQUESTS}\b)"
    r"|(?:can|could|may) (?:i|we) (?:get|have)(?= (?:the|an?|some)\b)"
    r"|(?:i|we)(?:[’']d| would)? (?:like|want|need)(?: you)?(?: to(?: know| hear| see)?)?)\s+)+(?=\w)",
    re.IGNORECASE,
)
"""What is said before a request and asks for nothing: "please ask", "could you please tell me", "i would like news"."""


_DANGLING = re.compile(r"\s+(?:from|of|for|in|on|over|during|since|within)(?:\s+the)?\s*[?.!]*$", re.IGNORECASE)
"""What stands before a time that is taken out: "golf news from" of "golf news from the last 7 days"."""


def _plainly(text: str) -> str:
    """A request without the nice words before it: "a summary of the talks"."""
    found = _NICELY.match(text)
    return text[found.end() :] if found else text


def _kind_of(text: str, bare: str) -> tuple[Kind, str]:
    """`bare` is the text without its time words."""
    if _SOCIAL.fullmatch(text):
        return "social", ""
    if _ARCHIVE.search(text):
        return "archive", ""
    text, asks = _plainly(text), bare
    bare = _DANGLING.sub("", _plainly(bare))
    if _is_about_all(text) or _is_about_all(bare):
        return "digest", ""
    for words in bare, text:  # "latest" is a time word, and in "latest from nasa" it asks
        if (found := _NEWS_ABOUT.match(words)) and set(terms_of(found["topic"])) & set(terms_of(bare)):
            return "digest", _ABOUT.sub("", found["topic"]).strip(" ?.!")
    if (found := _NEWS_LAST.fullmatch(bare.strip())) and not _ASKS.search(found["topic"]) and terms_of(found["topic"]):
        return "digest", found["topic"]
    if _CATCH_UP.search(text):
        return "digest", ""
    return _kind_of_asking(_plainly(last_sentence(bare))), asks


def _is_about_all(text: str) -> bool:
    return any(pattern.fullmatch(text.strip()) for pattern in (_ABOUT_ALL, _HAPPENED))


def _kind_of_asking(sentence: str) -> Kind:
    asking = _POLITE.sub("", sentence)
    if _EVENT.search(asking):
        return "event"
    if _COMPARE.search(asking):
        return "compare"
    if not _ASKS.search(asking) and len(asking.split()) <= MOST_WORDS and not _LIST.search(asking):
        return "topic"
    if _YES_NO.match(asking):
        return "yes_no"
    if _REASON.search(asking):
        return "reason"
    if (found := _WHO.fullmatch(asking)) and not _FACT.search(found["name"]):
        return "who"
    return "list" if _LIST.search(asking) else "fact"
