"""A plea for a person in English words, slips of the keyboard included. No Chinese here."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SERVING = _listed(
    """
    human humans agent agents representative representatives rep reps operator operators advisor
    adviser advisors advisers associate specialist consultant receptionist person humanbeing
    customerservice customercare customersupport livechat livesupport livehelp callcenter
    callcentre helpdesk clientservice clientadvisor manager managers supervisor escalate cs csr
    employee livepeople realpeople customerrep hooman
    """
)
_CALLED = _listed(
    """
    ca sa someone somebody anyone anybody everyone everybody people staff boss team support
    assistant colleague salesperson sales guy lady member who services service
    """
)
_WISHES = _listed(
    """
    talk talking speak speaking chat connect connected transfer transferred get need want wanna
    reach contact call give put pass help assist answer reply respond find send bring hear
    discuss fetch gimme text there here where available around direct forward switch through
    """
)
_FILLERS = _listed(
    """
    a an the to with from of for on in at is are be am was i me my we us you your u ur it this
    that can could may might would will do does did have has let please pls plz thanks thank hi
    hello hey sorry ok okay yes yeah just now right away asap immediately real live actual
    actually true living breathing alive instead rather only not no another any some somehow d ll
    m s re ve like love prefer must how about directly urgent urgently quickly fast if possible
    over phone being still more want gonna got going back able someone else one line very so
    again really sir madam online than via boutique store shop pulse w 2 out customer sales lol
    omg wtf hell heck damn earth fucking fuck bloody
    """
)
_PAIRS = re.compile(
    r"\b(human) (being)s?\b|\b(real|live|actual) (people)\b|\b(customer|client) (service|care"
    r"|support|advisor)s?\b"
    r"|\b(live) (chat|support|help)\b|\b(call) (cent(?:er|re))\b|\b(help) (desk)\b"
)
_ANYWHERE = re.compile(
    r"\b(?:speak|talk|chat|connect(?:ed)?|transfer(?:red)?|put|pass|direct|switch|escalate)"
    r"(?! (?:my |the |our )?(?:points?|warranty|membership|ownership|card|balance|order)\b) "
    r"(?:me |it |this )?(?:\w+ ){0,2}?(?:to|with|through to|2|w) (?:\w+ ){0,3}?"
    r"(?:humans?|humanbeing|person|agents?|rep(?:resentative)?s?|operator|advis[eo]rs?|associate"
    r"|manager|supervisor|someone|somebody|anyone|anybody|staff|people|specialist|consultant"
    r"|customerservice|customercare|customersupport)\b"
    r"|\b(?:want|need|prefer|get me|give me|find me|get) (?:an?|the|some|your)? ?"
    r"(?:real |live |actual |human )*"
    r"(?:human|agent|representative|rep|operator|real person|live person|actual person"
    r"|customerservice|humanbeing)\b(?! (?:hair|rights|size|fee))"
    r"|\b(?:no|not an?|hate|stop|without|no more|enough of|sick of|dont want|do not want"
    r"|don t want)"
    r" (?:\w+ ){0,5}?(?:(?:chat)?(?:ro)?bots?\b|(?:ai|machines?|computers?)(?: please| pls"
    r"| thanks)*$)"
    r"|\b(?:no|not|stop(?! sending)|enough|hate|without|dont want|don t want) (?:\w+ ){0,3}?"
    r"auto(?:mated|matic)? (?:repl|respon|answer|messag)"
    r"|^(?:please |pls |just |can you |could you |can i be |i want to be )*"
    r"(?:transfer|connect|put)(?:red|ed)? (?:me|us)?(?: ?through| ?over)?(?: please| pls| now)*$"
    r"|^(?:please |pls |can |could |you |someone |somebody |have |just )*"
    r"(?:call|phone|ring|contact) me(?: back)?(?: please| pls| now| asap| today)*$"
)
_ASKS_WHO = re.compile(
    r"^(?:hi |hello |hey |wait |so )*(?:are|r|is|am|was) (?:you|u|ur|this|i|it|that)\b"
)
_COMPLAINS = re.compile(
    r"\b(?:want|like|wish|need|going|have|am|gonna|here|where|how)\b.{0,12}"
    r"\b(?:complain|(?:make|file|lodge|raise|submit|register) (?:an? )?(?:formal "
    r"|official )?complaint)"
    r"|^(?:an? |my |formal |official )*compl(?:ai|ia)nts?(?: (?:please|pls))?$"
    r"|\bi have (?:an? )(?:\w+ )?complaint|\b(?:file|lodge|raise) (?:an? )?(?:formal "
    r"|official )?complaint"
)
_ANYBODY = frozenset({"someone", "somebody", "anyone", "anybody"})
_FOR_ANYBODY = re.compile(r"\b(?:for|with|by|from|like|as) (?:some|any)")
_LONG_ENOUGH = 5  # shorter words have too many neighbours
_MOST_WORDS = 20
_SHORT = {"ppl": "people", "cust": "customer", "reps": "rep"}
_KNOWN = _SERVING | _CALLED | _WISHES | _FILLERS
_LONG = sorted(
    word
    for word in (
        *_SERVING,
        *_CALLED,
        "speak",
        "connect",
        "transfer",
        "complaint",
        "complain",
        "customer",
    )
    if len(word) >= _LONG_ENOUGH
)


def is_english_plea(clause: str) -> bool:
    """Whether a normalised clause asks for somebody to talk to."""
    clause = _corrected(clause)
    clause = _PAIRS.sub(lambda found: "".join(filter(None, found.groups())), clause)
    if _ASKS_WHO.match(clause):
        return "anyone" in clause or "anybody" in clause or "someone" in clause
    if _ANYWHERE.search(clause):
        return True
    words = set(clause.split())
    if not words <= _KNOWN:
        return False
    if "who" in words and not {"talk", "speak", "help", "call"} & words:
        return False
    wanted = words & (_WISHES | {"please", "pls"})
    if words & _ANYBODY and len(words) > 1 and not _FOR_ANYBODY.search(clause):
        return True
    return bool(words & _SERVING) or bool(words & _CALLED and wanted)


def is_english_complaint(clause: str) -> bool:
    """Whether a normalised clause announces a complaint."""
    return _COMPLAINS.search(_corrected(clause)) is not None


def _corrected(clause: str) -> str:
    words = [_SHORT.get(word, word) for word in clause.split()]
    if len(words) > _MOST_WORDS:
        return clause
    return " ".join(word if word in _KNOWN else _meant(word) for word in words)


@lru_cache(maxsize=4096)
def _meant(word: str) -> str:
    """The word of this vocabulary that was probably meant; the same where none is near."""
    if len(word) < _LONG_ENOUGH - 1:
        return word
    slips = 1 if len(word) < 2 * _LONG_ENOUGH - 2 else 2
    near = [meant for meant in _LONG if meant[0] == word[0]]
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else word
