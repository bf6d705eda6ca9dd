"""Closed word lists of English and the verbs of papers: what the clause rules know of grammar."""

from extractors.inflect import inflect


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


CLOSED: dict[str, frozenset[str]] = {
    "DET": word_set("a an the this that these those its their such any some each every all both most many several other"),
    "ADP": word_set(
        "of in on for with from by to at as into over under through across between among via per within without than during toward towards"
        " about above against along amid around before behind below beneath beside besides beyond despite inside near off onto outside"
        " throughout until unlike upon via versus"
    ),
    "AUX": word_set("is are was were be been being has have had do does did can could may might will would shall should must cannot"),
    "PRON": word_set("it they them we us he she one itself themselves"),
    "CCONJ": word_set("and or but nor yet"),
    "ADV": word_set(
        "also still often only even not n't n’t never always usually too very much more less most least rather quite almost just then"
        " thus hence again further already inherently yet well far either neither ever sometimes now so both however therefore instead"
    ),
}
FUNCTION_WORDS = frozenset().union(*(CLOSED[k] for k in ("DET", "ADP", "AUX", "PRON", "CCONJ"))) | word_set("so")

MODALS = CLOSED["AUX"] - word_set("be been being")
SUBORDINATORS = word_set("while whereas although though because since if when where unless once whether despite")
RELATIVES = word_set("which who whose")
POINTERS = word_set("it they we this these that those such both neither none all")

ARGUMENT_STARTS = word_set("well poorly better worse less more only even both either much well-suited")

PLURAL_DETERMINERS = word_set("these those this that both most many all others such")
"""Determiners that also stand alone as a subject."""

REPORTS_BASE = word_set("find observe note show argue notice see believe indicate reveal suggest demonstrate hypothesize conclude")
REPORTS = frozenset(form for verb in REPORTS_BASE for form in inflect(verb))
_FINDINGS = word_set("report identify highlight document know prove recognize")
FINDINGS = REPORTS | frozenset(form for verb in _FINDINGS for form in inflect(verb))
"""What is done with a fact: works cited for it are its sources, and not what it is about."""
OPENERS = word_set("""
however unlike compared contrary nevertheless nonetheless moreover furthermore besides instead therefore meanwhile consequently
unfortunately similarly specifically finally first second third next here there despite due given based except during after before
until following concretely still likewise conversely regarding like and but yet hence thus so indeed overall even notably importantly
crucially additionally also then
""")
"""Words a phrase before the subject can begin with."""
