"""Stands in for lemminflect where it is not installed yet: the two look-ups over the few hundred verbs rules speak of."""

from functools import cache


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


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
trigger undermine mix
""")
AMBIGUOUS = word_set("""
models works designs results costs limits needs causes scales studies routes stores points targets reports changes loads uses benefits
drops trades builds stalls controls measures clusters samples ranks processes starts stops matches shares supports model work design
result cost limit need cause scale study route store point target report change load use benefit drop trade build stall control measure
cluster sample rank process start stop match share support focus impact update merge train experience experiences impacts ends end fits
fit harm harms concerns concern lower bound bounds cap caps damage display influence increase increases raise double lift
""")

_IRREGULAR: dict[str, tuple[str, ...]] = {
    "be": ("is", "are", "was", "were", "been", "being", "am"),
    "have": ("has", "had", "having"),
    "do": ("does", "did", "done", "doing"),
    "lead": ("leads", "led", "leading"),
    "fall": ("falls", "fell", "fallen", "falling"),
    "make": ("makes", "made", "making"),
    "come": ("comes", "came", "coming"),
    "leave": ("leaves", "left", "leaving"),
    "find": ("finds", "found", "finding"),
    "take": ("takes", "took", "taken", "taking"),
    "give": ("gives", "gave", "given", "giving"),
    "show": ("shows", "showed", "shown", "showing"),
    "lose": ("loses", "lost", "losing"),
    "become": ("becomes", "became", "becoming"),
    "forget": ("forgets", "forgot", "forgotten", "forgetting"),
    "overfit": ("overfits", "overfitted", "overfitting"),
    "build": ("builds", "built", "building"),
    "keep": ("keeps", "kept", "keeping"),
    "hold": ("holds", "held", "holding"),
    "see": ("sees", "saw", "seen", "seeing"),
    "get": ("gets", "got", "gotten", "getting"),
    "run": ("runs", "ran", "running"),
    "cut": ("cuts", "cutting"),
    "cost": ("costs", "costing"),
    "put": ("puts", "putting"),
    "need": ("needs", "needed", "needing"),
    "grow": ("grows", "grew", "grown", "growing"),
    "drop": ("drops", "dropped", "dropping"),
    "incur": ("incurs", "incurred", "incurring"),
    "break": ("breaks", "broke", "broken", "breaking"),
    "bring": ("brings", "brought", "bringing"),
    "choose": ("chooses", "chose", "chosen", "choosing"),
    "learn": ("learns", "learned", "learnt", "learning"),
    "train": ("trains", "trained", "training"),
    "spend": ("spends", "spent", "spending"),
    "overcome": ("overcomes", "overcame", "overcoming"),
    "write": ("writes", "wrote", "written", "writing"),
    "split": ("splits", "splitting"),
    "plan": ("plans", "planned", "planning"),
    "hinder": ("hinders", "hindered", "hindering"),
    "suffer": ("suffers", "suffered", "suffering"),
    "hamper": ("hampers", "hampered", "hampering"),
    "limit": ("limits", "limited", "limiting"),
    "exhibit": ("exhibits", "exhibited", "exhibiting"),
    "prohibit": ("prohibits", "prohibited", "prohibiting"),
    "inherit": ("inherits", "inherited", "inheriting"),
    "encounter": ("encounters", "encountered", "encountering"),
    "consider": ("considers", "considered", "considering"),
    "deliver": ("delivers", "delivered", "delivering"),
    "offer": ("offers", "offered", "offering"),
    "focus": ("focuses", "focused", "focusing", "focussed", "focusses"),
    "apply": ("applies", "applied", "applying"),
}
_VOWELS = "aeiou"


@cache
def _forms(base: str) -> frozenset[str]:
    """Return a word with its -s, -ed and -ing forms; nouns and adjectives get forms that do no harm."""
    if base in _IRREGULAR:
        return frozenset((base, *_IRREGULAR[base]))
    return frozenset((base, _with_s(base), _with_ed(base), _with_ing(base)))


def _with_s(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def _with_ed(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ied"
    return _doubled(base) + "ed"


def _with_ing(base: str) -> str:
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return _doubled(base) + "ing"


def _doubled(base: str) -> str:
    """Double the last consonant of short stressed stems: drop, stop; long words rarely do."""
    is_short = len(base) <= 4 and len(base) >= 3
    if is_short and base[-1] not in _VOWELS + "wxy" and base[-2] in _VOWELS and base[-3] not in _VOWELS:
        return base + base[-1]
    return base


_BASES = {form: verb for verb in _VERBS for form in _forms(verb)}


def getAllLemmas(word: str) -> dict[str, tuple[str, ...]]:  # noqa: N802
    """Return the base forms of a word by kind."""
    if word not in _BASES:
        return {}
    return {"VERB": (_BASES[word],), **({"NOUN": (_BASES[word],)} if word in AMBIGUOUS else {})}


def getAllInflections(base: str) -> dict[str, tuple[str, ...]]:  # noqa: N802
    """Return the forms of a word by Penn tag."""
    forms = _forms(base) - {base}
    past = tuple(f for f in forms if not f.endswith(("s", "ing")))
    return {
        "VB": (base,), "VBZ": tuple(f for f in forms if f.endswith("s")), "VBD": past, "VBN": past,
        "VBG": tuple(f for f in forms if f.endswith("ing")), **({"NNS": (_with_s(base),)} if base in AMBIGUOUS else {}),
    }



def getAllInflectionsOOV(base: str, kind: str) -> dict[str, tuple[str, ...]]:  # noqa: N802
    """Return the forms of a word not in the list."""
    return getAllInflections(base) if kind == "VERB" else {}
