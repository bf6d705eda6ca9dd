"""English without any paper: closed word lists, and the forms of words from the dictionary of lemminflect."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

import lemminflect

VERB_TAGS: Final = frozenset({"VB", "VBZ", "VBD", "VBN", "VBG"})
"""The Penn tags of verb forms; nouns are NN and NNS, adjectives JJ, adverbs RB."""

_PREFIX = re.compile(
    r"(?:over|under|out|pre|re|un|de|dis|mis|co|up|down|back|fine|inter|self|sub|auto|cross|multi|non|hyper|para|post)-?(?=\w{3})"
)
"""Beginnings that make a new word of a known one; the new one is what the known one is."""
_DERIVED_VERB = re.compile(r"[a-z]{2,}(?:i[sz]e|if(?:y|ie))(?:s|d)?")
_NO_WORD = frozenset({"it", "we", "they", "you", "he", "she", "i"})


@cache
def inflect(base: str) -> frozenset[str]:
    """Return a word with its verb forms and its plural."""
    forms = {form for tag, spelled in _inflections(base).items() if tag[:2] in ("VB", "NN") for form in spelled}
    return frozenset({base, *(form for form in forms if "-" not in form or "-" in base)})


@lru_cache(maxsize=1 << 16)
def tags_of(word: str) -> frozenset[str]:
    """Return the Penn tags a lower-case word can have; empty where neither it nor what it is made of is in the dictionary."""
    if not word[:1].isalpha() or word in _NO_WORD:
        return frozenset()
    tags = _dictionary_tags(word)
    if tags:
        return tags
    prefix = _PREFIX.match(word)
    if prefix:
        tags = tags_of(word[prefix.end() :])
        return tags | {"NN"} if "VB" in tags else tags  # what is done is called so too: "the prefetch"
    if "-" in word:
        return tags_of(word.rpartition("-")[2]) & {"NN", "NNS", "JJ", "VBN", "VBG"}
    return _shape_tags(word)


def has_verb_form(word: str) -> bool:
    """Tell whether a lower-case word can be a verb with a subject of the third person, or a past one: "stores", "stored"."""
    return not tags_of(word).isdisjoint(("VBZ", "VBD"))


def is_only_verb(word: str) -> bool:
    """Tell whether a lower-case word is a form of a verb and never a noun or adjective: "suffer", "stored"."""
    tags = tags_of(word)
    return bool(tags & VERB_TAGS) and not tags & {"NN", "NNS", "JJ", "VBG"}


def _dictionary_tags(word: str) -> frozenset[str]:
    lemmas: dict[str, tuple[str, ...]] = lemminflect.getAllLemmas(word)
    tags = {{"ADJ": "JJ", "ADV": "RB"}[kind] for kind in lemmas if kind in ("ADJ", "ADV")}
    tags |= {"NN" if lemma == word else "NNS" for lemma in lemmas.get("NOUN", ())}
    as_verb = {lemma: _verb_tags(word, lemma) for lemma in lemmas.get("VERB", ())}
    if any("VBD" in found for lemma, found in as_verb.items() if lemma != word):
        as_verb.pop(word, None)  # "found" is the past of find, and hardly ever the verb for foundations
    tags = tags.union(*as_verb.values())
    return frozenset(tags | {"VBD"} if "VBN" in tags and word.endswith("ed") else tags)


def _verb_tags(word: str, lemma: str) -> set[str]:
    """Return as which of a verb's forms a word stands."""
    forms = _inflections(lemma)
    past = forms.get("VBD", ())
    return {tag for tag in VERB_TAGS if word in forms.get(tag, past if tag == "VBN" else ())}


def _shape_tags(word: str) -> frozenset[str]:
    """Return the tags of a word no dictionary has, from its ending."""
    if _DERIVED_VERB.fullmatch(word):
        return frozenset({"VBZ"} if word.endswith("s") else {"VBD", "VBN"} if word.endswith("d") else {"VB"})
    if word.endswith("ed"):
        return frozenset({"VBD", "VBN", "JJ"})
    if word.endswith("ing"):
        return frozenset({"VBG", "NN"})
    return frozenset()


@lru_cache(maxsize=1 << 15)
def _inflections(base: str) -> Mapping[str, tuple[str, ...]]:
    """Return the forms of a base form by Penn tag; those of a word not in the dictionary are a verb's."""
    forms: dict[str, tuple[str, ...]] = lemminflect.getAllInflections(base)
    if forms:
        return forms
    prefix = _PREFIX.match(base)
    if prefix:
        rest: dict[str, tuple[str, ...]] = lemminflect.getAllInflections(base[prefix.end() :])
        forms = {tag: tuple(prefix.group() + form for form in spelled) for tag, spelled in rest.items()}
    if forms or not base.isalpha():
        return forms
    made: dict[str, tuple[str, ...]] = lemminflect.getAllInflectionsOOV(base, "VERB")
    return made


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


def stem_list(text: str) -> tuple[str, ...]:
    """Return the beginnings of words that a text lists, as `str.startswith` takes them."""
    return tuple(text.split())


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

PREPOSITIONS = word_set("of in on with by from to for than like unlike as over using via between against under without at into")
"""Words before a name that say what it is to the rest."""
SPLITTING = word_set("but while whereas although though however which who because since when if where as than and or")
"""Words between two parts of a sentence."""
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
NEGATIONS = word_set("not n't n’t never no without nor hardly rarely neither")
BE = word_set("is are was were be been being")
HEDGES = word_set("may might could potentially possibly would")
CONDITIONS = word_set("if when whether unless")
CONTRAST_OPENERS = word_set("however but unfortunately nevertheless nonetheless yet still although while despite")
"""Words with which a sentence turns against what was said before."""
RAISING_STEMS = stem_list("tend seem appear likely prone known found observed shown easi easy bound apt reported")
"""How words begin whose infinitive says what the subject does: "is known to fail"."""
