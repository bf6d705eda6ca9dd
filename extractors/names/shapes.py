"""What a method's name looks like in print, without knowing any: shapes of words and phrases."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

MAX_NAME_WORDS = 6

_WORD = (
    r"[a-z]{2,}\d[a-z]{2,}(?:-(?!based|style|like|type|driven|generated)[A-Za-z]\w*)?"
    r"|[A-Z0-9][\w\u00b2+×*./&'’-]*[\w\u00b2+×*]|[a-z]{1,3}[A-Z][\w+×.-]*|[a-z]\d?-[A-Z][\w+.-]*|[A-Z]\d?|[A-Z][a-z]*[+*²]"
)
_SMALL = r"(?:of|with|for|and|in|the|via|to|by)"
NAME_PHRASE = re.compile(rf"(?<![\w.-])(?:{_WORD})(?:\s+(?:(?:{_SMALL})\s+){{0,2}}(?:{_WORD}))*")
"""A run of capitalised or mixed-case words; small words may stand inside it."""

_STRONG = re.compile(
    r"^(?=.*[A-Za-z])(?:\w*[a-z]\w*[A-Z]|[A-Z][\w-]*[A-Z]|[A-Z]+[a-z]*-?\d|[A-Za-z]+-[A-Z0-9]|[A-Z][a-z]+\.[a-z]{2,}|[a-z]-?[A-Z]|[a-z]{2,}\d[a-z]{2}"
    r"|.*[A-Za-z][²+*])"
)
_ORDINAL = re.compile(r"^(?:\d[\d.,×x*/-]*|[A-Z]|[IVXLC]+|\d+(?:st|nd|rd|th)|\d+(?:\.\d+)?[BMKTGbmk]|\d+[×x]\d+[BM]?)$")


@lru_cache(maxsize=1 << 14)
def is_strong(word: str) -> bool:
    """Tell whether a word looks like a name by itself: capitals inside it, capitals with digits or hyphens."""
    return bool(_STRONG.match(word)) and not _ORDINAL.match(word)


@lru_cache(maxsize=64)
def any_of(words: frozenset[str]) -> str:
    """Return the regular expression of any of some words, the longest first; "*" in a word stands for more letters."""
    return "|".join(re.escape(word).replace(r"\*", r"\w+") for word in sorted(words, key=lambda w: (-len(w), w)))


def last_conjunct(phrase: str) -> str:
    """Return what stands after the last word that joins two names ("Foo and Bar", "Foo with Bar")."""
    return re.split(r"\s+(?:and|with|the|to|by|in|via)\s+", phrase)[-1]


def is_area(name: str, whole: str, *, is_cited: bool = False) -> bool:
    """Tell whether a short name means a kind of model: it often stands before "models", "layers" or takes an s.

    A name that the paper puts beside a citation is one only where it mostly does: "the FooNet model" is that work's.
    """
    bare = name.rstrip("s")
    if len(name.split()) > 1 or not re.fullmatch(r"[A-Za-z-]{2,6}", bare):
        return False
    ends = [end for _, end in find_mentions(bare, whole)]
    n_all = sum(1 for end in ends if _PLURAL_END.match(whole, end))
    n_kind = sum(1 for end in ends if _KIND_END.match(whole, end))
    return n_all >= MIN_AREA_MENTIONS and n_kind / n_all >= (MIN_CITED_AREA_SHARE if is_cited else MIN_AREA_SHARE)


def find_mentions(name: str, whole: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each place where the name stands and no word runs into it from the left.

    Plain search, because a paper has hundreds of names and a regular expression for each takes milliseconds.
    """
    start = whole.find(name)
    while start >= 0:
        before = whole[start - 1 : start]
        if not (before in {"-", "_"} or before.isalnum()):
            yield start, start + len(name)
        start = whole.find(name, start + len(name))


_KINDS = "model|layer|architecture|network|system|inference|training|block|structure|method|approache?|framework"
_PLURAL_END = re.compile(r"s?(?!\w)")
_KIND_END = re.compile(rf"s\b|[- ]based\b|[- ](?:{_KINDS})s?\b")
MIN_AREA_MENTIONS = 8
MIN_AREA_SHARE = 0.3
MIN_CITED_AREA_SHARE = 0.65


def is_acronym_plural(word: str) -> bool:
    """Tell whether a word is a plural of capitals ("LLMs", "ViTs"), which means a kind and not one method."""
    return bool(re.match(r"^[A-Z][A-Za-z]*[A-Z]s$", word))


def is_ordinal(word: str) -> bool:
    """Tell whether a word is a number, a size or a single letter ("7B", "IV", "8x7B")."""
    return bool(_ORDINAL.match(word))


def trim_name(phrase: str, not_names: frozenset[str], lower_words: frozenset[str], *, at_start: bool) -> str:
    """Return the phrase without words that only happen to be capitalised; empty when nothing is left."""
    words = phrase.split()
    if at_start and len(words) > 1 and re.match(r"^[A-Z][a-z]+ing$", words[0]):
        words = words[1:]
    while words and _is_droppable(words[0], not_names, lower_words, at_start=at_start):
        words = words[1:]
        at_start = False
    while words and (words[-1].lower() in _SMALL_SET or words[-1].lower().rstrip(".") in _TRAILING):
        words = words[:-1]
    if not words or len(words) > MAX_NAME_WORDS or all(is_ordinal(w) for w in words):
        return ""
    if len(words) == 1 and (words[0].lower() in not_names or is_acronym_plural(words[0])):
        return ""
    return " ".join(words).rstrip(".,;:")


_SMALL_SET = frozenset({"of", "with", "for", "and", "in", "the", "via", "to", "by"})
_TRAILING = frozenset({"section", "table", "figure", "fig", "eq", "appendix"})


def _is_droppable(word: str, not_names: frozenset[str], lower_words: frozenset[str], *, at_start: bool) -> bool:
    low = word.lower()
    if low in not_names or low in _SMALL_SET:
        return True
    return at_start and not is_strong(word) and low in lower_words


_REPEATED = re.compile(r"(?<![a-z\d])([a-z])([2-4])(?=[a-z])")
"""A letter with the number of words it stands for: "R2F" of "Reef Rock Finder"."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]{2})")


def abbreviates(short: str, name: str) -> bool:
    """Tell whether a name is another with some of its words drawn together ("Reef KD" of "Reef Knowledge Distillation")."""
    words = re.split(r"[\s-]+", _HUMP.sub(" ", name).lower())
    parts = re.split(r"[\s-]+", _REPEATED.sub(lambda m: m.group(1) * int(m.group(2)), short.lower()))
    if len(parts) >= len(words):
        return False
    position = 0
    for part in parts:
        if words[position : position + 1] == [part]:
            position += 1
        elif len(part) > 1 and "".join(w[:1] for w in words[position : position + len(part)]) == part:
            position += len(part)
        else:
            return False
    return position == len(words)


def lower_vocabulary(printed: Iterable[str]) -> frozenset[str]:
    """Return the words in lower case among what a paper prints between blanks: a capitalised one of them is seldom a name."""
    found: set[str] = set()
    for word in printed:
        if not word.isupper():
            found.update(_LOWER_WORD.findall(word))
    return frozenset(found)


_LOWER_WORD = re.compile(r"(?<![\w-])[a-z]{3,}(?:-[a-z]+)*(?![\w-])")


def acronym_fits(acronym: str, long_form: str) -> bool:
    """Tell whether the letters of an acronym are found in order in the long form, the first as a word's first letter."""
    letters = re.sub(r"[^a-z0-9]", "", acronym.lower().rstrip("s"))
    text = long_form.lower()
    if not letters or len(letters) > 12:
        return False
    initials = "".join(w[0] for w in re.split(r"[\s-]+", text) if w)
    if letters == initials or letters == "".join(c for c in initials if c in letters):
        return True
    position = 0
    for letter in letters:
        position = text.find(letter, position) + 1
        if position == 0:
            return False
    return text[:1] == letters[:1] and len(text) <= 12 * len(letters)


def spells(acronym: str, title: str) -> bool:
    """Tell whether a title has a name or the words it is put together from: "DMoE" of "Deep Mixture of Experts", "AQuaDem"."""
    if acronym.lower() in title.lower():
        return True
    words = re.split(r"[\s:-]+", title.lower())
    letters = acronym.lower()
    if letters.isalpha() and len(letters) > 2 and letters in "".join(w[:1] for w in words):
        return True
    humps = _HUMPS.findall(acronym)
    if len(humps) < 2 or sum(map(len, humps)) != len(acronym):
        return False
    position = 0
    for hump in humps:
        position = next((i + 1 for i in range(position, len(words)) if words[i].startswith(hump.lower())), 0)
        if not position:
            return False
    return max(map(len, humps)) > 2


_HUMPS = re.compile(r"[A-Z][a-z]*")
