"""Closed word lists of English and the verbs of papers: what the clause rules know of grammar."""

from extractors.inflect import inflect


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


CLOSED: dict[str, frozenset[str]] = {
    "DET": word_set("a an the this that these those its their such any some each every all both most many several other"),
    "ADP": word_set(
        "of in on for with from by to at as into over under through across between among via per within without than during toward towards"
    ),
    "AUX": word_set(
        "is are was were be been being has have had do does did can could may might will would shall should must cannot"
    ),
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

_VERBS = word_set("""
accelerate achieve activate adapt add address adjust adopt affect aggregate aim alleviate allow appear apply approximate argue arise
assign assume attempt avoid balance base become begin behave belong benefit break bring build call capture cause change choose cluster
collapse combine come compare compress compute concentrate conclude consider consist constrain consume contain contribute control
converge cost cover create decide decode decrease define degrade deliver demand demonstrate depend derive describe design deteriorate
determine develop differ diminish discard dispatch distribute diverge divide drop employ enable encode encounter encourage enforce
ensure estimate evaluate evict exceed exhibit experience explain exploit explore extend face fail fall find fix focus follow force
forget freeze gain generalize generate get give grow guarantee handle have help highlight hinder hold hurt ignore impact implement
impose improve incorporate incur indicate inherit initialize integrate introduce investigate involve keep lack lag lead learn leave
leverage limit load lose maintain make manage manifest match maximize mean measure meet merge minimize miss mitigate model modify need
neglect observe occur offer omit operate optimize outperform overfit overlook partition penalize perform plateau point pose predict
prefetch present preserve prevent process produce propose prove provide prune pursue quantize rank reach receive reduce refer rely
remain remove replace report represent require resolve restrict result retain reuse route run sacrifice sample satisfy scale see seek
seem select separate serve share show simplify skip solve specialize split stall start stop store struggle study suffer suggest support
sustain take target tend trace train transfer treat trade tune try underperform underutilize update use utilize vary waste work worsen
yield account aggravate amplify attain bound bypass cap carry circumvent compromise concern culminate damage display disregard
distinguish double eliminate end entail exacerbate fit generalise hamper harm hinge impair impede include increase induce inflate
influence inhibit jeopardise jeopardize lift lower magnify multiply necessitate obtain overcome permit possess survey note state
mention discuss release simulate preclude prohibit prolong raise reflect relax remedy render respect reveal sidestep spend tackle trail
trigger undermine
""")
THIRD = frozenset(form for verb in _VERBS for form in inflect(verb) if form.endswith("s"))
BASE = _VERBS
PAST = frozenset(
    form for verb in _VERBS for form in inflect(verb) if form not in BASE and not form.endswith("s") and not form.endswith("ing")
)
AMBIGUOUS = word_set("""
models works designs results costs limits needs causes scales studies routes stores points targets reports changes loads uses benefits
drops trades builds stalls controls measures clusters samples ranks processes starts stops matches shares supports model work design
result cost limit need cause scale study route store point target report change load use benefit drop trade build stall control measure
cluster sample rank process start stop match share support focus impact update merge train experience experiences impacts ends end fits
fit harm harms concerns concern lower bound bounds cap caps damage display influence increase increases raise double lift
""")
"""Words that are as often nouns: verbs only where what follows can be their object."""
ARGUMENT_STARTS = word_set("well poorly better worse less more only even both either much well-suited")

PLURAL_DETERMINERS = word_set("these those this that both most many all others such")
"""Determiners that also stand alone as a subject."""

REPORTS = frozenset(
    form for verb in word_set("find observe note show argue notice see believe indicate reveal suggest demonstrate hypothesize conclude")
    for form in inflect(verb)
)
OPENERS = word_set("""
however unlike compared contrary nevertheless nonetheless moreover furthermore besides instead therefore meanwhile consequently
unfortunately similarly specifically finally first second third next here there despite due given based except during after before
until following concretely still likewise conversely regarding like and but yet hence thus so indeed overall even notably importantly
crucially additionally also then
""")
"""Words a phrase before the subject can begin with."""
NOUNS_TOO = word_set(
    "collapse lack plateau crash struggle waste limit limits degrade harm hurt cost costs need demand demands increase increases"
)
"""Cue words that are nouns as well: "the risk of expert collapse" blames nobody."""
