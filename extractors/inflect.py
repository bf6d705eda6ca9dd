"""Inflections of the few hundred words rules speak of: from a base form to all its forms, so that no model is needed."""

from functools import cache

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
def inflect(base: str) -> frozenset[str]:
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
