"""Names in printed labels: what stands around a name is taken off, and what is left is compared by `models/spelling.py`."""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence

from models.rows import row_id
from models.spelling import GREEK, MAX_CACHED, join_name, name_key, name_words

MAX_NAME_WORDS, MIN_NAME_LETTERS = 3, 3
"""A name before the colon of a title has so many words at most, and so many letters and digits at least."""
_SHORT = re.compile(r" \(([^()\s]+)\)$")
_REPORT = re.compile(r"(\S+(?: \S+){0,2}) (?:technical report|system card|model card)", re.IGNORECASE)
MIN_DISTINCTIVE = 4
"""Letters and digits of a name that is not shared by chance."""
MIN_STEM, MAX_ENDING = 4, 5
"""Words are alike that begin with so many letters and go on with so many others at most: adapters, adaptation."""
MIN_STEM_SHARE = 2 / 3
"""Share of the shorter word that both begin with: context and control do not."""
MAX_WORDS_OF_PARTS = 5
"""Words in a row that one word stands for by its parts or initials."""

_CITATION = re.compile(
    r"\bet\s+al\b"
    r"|^\W*\d+(?:\s*[,;–-]\s*\d+)*\W*$"
    r"|^\[[A-Z][A-Za-z+]{1,4}\d\d[a-z]?\]$|^[A-Z]{2,4}\+\d\d[a-z]?$"
    r"|^\(?(?:(?:v[ao]n|de[rn]?|l[ae]) )*[A-ZÀ-ÞŁŚŞČ][^\d()]*(?:,\s*|(?:\band\b|&)[^\d()]*\(\s*)(?:19|20)\d\d[a-z]?\)?$"
)
_NAME_AND_YEAR = re.compile(r"^[A-Z][^\d()]*\(\s*(?:19|20)\d\d[a-z]?\s*\)$")
_OURS = re.compile(r"\s*[(\[]\s*(?:ours?|our (?:method|model|work)|this (?:work|paper)|proposed)\s*[)\]]", re.IGNORECASE)
_CITED = re.compile(r"\s+(?:\[[\d,;\s–-]+\]|\([^()]*\b(?:19|20)\d\d[a-z]?\))\s*$")
_SCALED = re.compile(r"(?<=[^\W\d])\s*×\s*\d+(?:\.\d+)?\s*$")
"""GShard×1.5 is GShard with more of everything; 8×7B is a name."""
_NO_NAME = re.compile(r"^[+%<>=~−–-]|^\([^()]*\)$|^[\W\d]*$")
_OF = re.compile(r"\w+ of \w+")
"""Nest of birds: bibliographies print such names in small letters."""
_PARTED = re.compile(r"(?=.*[a-z])(?:[A-Z][a-z]*){2,}")
_PART = re.compile(r"[A-Z][a-z]*")
_TIMES = re.compile(r"(?<=\d)\s?[*∗]\s?(?=\d)")
"""8*7B is 8×7B; a mark stands at the end of a word."""
_MARKS = re.compile(r"[*†‡§¶♠♣♦♥⋆★∗]+")
_ADDS = re.compile(r"^\+\s+(?=[A-Z])")
_AROUND = re.compile(r"[(\[×*†‡§¶♠♣♦♥⋆★∗]")
"""What each of these four has in it."""
_HEAD_NOUNS = frozenset(
    {
        "transformer",
        "trm",
        "layer",
        "model",
        "network",
        "method",
        "framework",
        "system",
        "algorithm",
        "approach",
        "technique",
        "routing",
        "router",
        "gating",
        "strategy",
        "architecture",
        "scheme",
        "library",
        "baseline",
    }
)
"""Words a name is printed with or without: "Switch" and "Switch Transformer". None that tells methods apart (MoE, LoRA, Base)."""


@functools.lru_cache(MAX_CACHED)
def is_citation(label: str) -> bool:
    """Tell whether a label only cites a work and names no method: "Fedus et al. (2021)", "[3]", "[FZS21]", "FZS+21", "Shazeer, 2019"."""
    return bool(_CITATION.search(label.strip()))


@functools.lru_cache(MAX_CACHED)
def is_name_and_year(label: str) -> bool:
    """Tell whether a label is one name and a year: of an author where it cites a work, else as well of a method."""
    return bool(_NAME_AND_YEAR.search(label.strip()))


@functools.lru_cache(MAX_CACHED)
def label_key(label: str) -> str:
    """Return the key of the name in a label, without its citation, its marks, "(ours)" and ×1.5; never empty for a label."""
    return join_name(_words(label)) or label.strip().casefold()


@functools.lru_cache(MAX_CACHED)
def core_key(label: str) -> str:
    """Return the key of a name without head nouns and -ing: "Switch Transformers" and "Switch" share it; never empty for a name."""
    words = list(_words(label))
    while len(words) > 1 and words[-1] in _HEAD_NOUNS:
        words = words[:-1]
    if words and len(words[-1]) >= 7:
        words[-1] = words[-1].removesuffix("ing")
    return join_name(words) or label_key(label)


@functools.lru_cache(MAX_CACHED)
def is_nameless(label: str) -> bool:
    """Tell whether a row label is an addition, a note or a number and no name: "+ shared expert", "(API)", "64"."""
    return bool(_NO_NAME.search(label.strip()))


def frequent_grams(titles: Collection[str], n_least: float) -> set[str]:
    """Return the keys of runs of one to four words, the names that titles could have in them, that so many of the titles have.

    Only words that are as frequent themselves make such a run; one that most of its titles' names begin with is a family of models.
    """
    counts = Counter(word for title in titles for word in set(_words(title)))
    frequent = {word for word, n in counts.items() if n >= n_least}
    grams = Counter(gram for title in titles for gram in _grams(_words(title), frequent))
    heads = Counter(gram for title in titles for gram in _grams(_words(name_in_title(title)), frequent, n_starts=1))
    return {gram for gram, n in grams.items() if n >= n_least and 2 * heads[gram] <= n}


def _grams(words: Sequence[str], frequent: set[str], n_starts: int | None = None) -> set[str]:
    runs = (words[i : i + n] for i, word in enumerate(words[:n_starts]) if word in frequent for n in range(1, 5))
    return {join_name(run) for run in runs if frequent.issuperset(run)}


def bare(label: str) -> str:
    """Return the label without its citation, its marks, "(ours)" and ×1.5, and without what adds it to a row above ("+ Finch")."""
    if label.startswith("+"):
        label = _ADDS.sub("", label)
    # Hardly any title and few names have anything of it.
    if not _AROUND.search(label):
        return label.strip()
    named = _TIMES.sub("×", _CITED.sub("", label))
    return _MARKS.sub("", _OURS.sub("", _SCALED.sub("", named))).strip()


@functools.lru_cache(MAX_CACHED)
def _words(label: str) -> tuple[str, ...]:
    return tuple(name_words(bare(label)))


def short_title(title: str) -> str:
    """Return what a work without a known method name is called: the part before the colon if it is short, else the title."""
    head = title.split(":")[0].strip()
    return head if head and len(head.split()) <= 5 else title.strip()


@functools.lru_cache(MAX_CACHED)
def name_in_title(title: str) -> str:
    """Return the name in front of a title, "" where there is none: "Gull Net (GN2): on ships", "Gull-2 Technical Report"."""
    head, colon, _ = title.partition(":")
    if report := _REPORT.fullmatch(head.strip()):
        return report[1]
    short = _SHORT.search(head.strip())
    head = short[1] if short else head.strip()
    is_shaped = len(head.split()) <= 2 or any(re.search(r"\d|[A-Z].*[A-Z]", word) for word in head.split()) or _OF.fullmatch(head)
    return head if colon and len(head.split()) <= MAX_NAME_WORDS and len(name_key(head)) >= MIN_NAME_LETTERS and is_shaped else ""


def is_distinctive(name: str) -> bool:
    """Tell whether a printed name is no common word: it has a digit, a sign, or capitals inside, and is not short."""
    return len(name_key(name)) >= MIN_DISTINCTIVE and bool(re.search(r"\d|[+#]|\w[A-Z]|-[A-Z]", name))


def is_named_in(label: str, title: str) -> bool:
    """Tell whether a title has the name or all its words in it, or the words its letters or parts stand for.

    NAEE is named in "Not All Experts are Equal", NesTra in "Nesting transformers".
    """
    key, own, words = core_key(label), _words(label), _words(title)
    keys = (key, label_key(label))
    if any("".join(words[i : i + n]) in keys for i in range(len(words)) for n in (1, 2, 3)):
        return True
    initials = "".join(word[0] for word in words)
    if len(own) > 1 and all(word in words or _is_short_for(word, initials) for word in own):
        return True
    rest = iter(initials)
    return (_is_letters(key) and all(letter in rest for letter in key)) or is_made_of(bare(label), words)


def is_made_of(name: str, words: Sequence[str]) -> bool:
    """Tell whether each part of a name, from one capital to the next, begins a word, in this order (HerNet, "heronry networks")."""
    if len(name) < MIN_DISTINCTIVE or not _PARTED.fullmatch(name):
        return False
    rest = iter(words)
    return all(any(word.startswith(part.lower()) for word in rest) for part in _PART.findall(name))


def spelled_at(name: str, words: Sequence[str]) -> frozenset[int]:
    """Return the places of words in a row that a name spells, by their beginnings or their initials; of all such rows.

    >>> title = "lark layered river adaptation for storks".split()
    >>> [sorted(spelled_at(x, title)) for x in ("LaRA", "Layered River Adapters", "LRA for storks", "Lark", "Heron", "Lark2")]
    [[1, 2, 3], [1, 2, 3], [1, 2, 3, 4, 5], [0], [], []]
    """
    own = _words(name)
    starts = [at for at, word in enumerate(words) if own and word[0] == own[0][0]]
    ends = [at + (_count_spelled(own, words[at:]) or _count_made(name, words[at : at + MAX_WORDS_OF_PARTS])) for at in starts]
    return frozenset(place for start, end in zip(starts, ends, strict=True) for place in range(start, end))


def _count_spelled(own: Sequence[str], words: Sequence[str]) -> int:
    """Return how many words in a row the words of a name spell, each one by its beginning or several by their initials; 0 if not all do."""
    n = 0
    for word in own:
        spelled = _count_alike(word, words[n:])
        if not spelled:
            return 0
        n += spelled
    return n


def _count_alike(word: str, words: Sequence[str]) -> int:
    """Return with how many of the next words one is the same but for its ending, or together, or by their initials; 0 with none."""
    for n in range(2, min(len(words), MAX_WORDS_OF_PARTS) + 1):
        if word == "".join(words[:n]) or (len(word) == n >= MIN_NAME_LETTERS and word == "".join(x[0] for x in words[:n])):
            return n
    return int(bool(words) and _begin_alike(word, words[0]))


def _begin_alike(one: str, other: str) -> bool:
    """Tell whether two words are one but for the ending; a digit or a sign is none."""
    n = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    is_stem = n >= max(MIN_STEM, MIN_STEM_SHARE * min(len(one), len(other))) and max(len(one), len(other)) - n <= MAX_ENDING
    return one == other or (is_stem and one.isalpha() and other.isalpha())


def _count_made(name: str, words: Sequence[str]) -> int:
    """Return how many words in a row the parts of a name from one capital to the next begin, a word a part; 0 where they do not."""
    n = len(_PART.findall(name))
    return n if n <= len(words) and is_made_of(name, words[:n]) else 0


def _is_short_for(word: str, initials: str) -> bool:
    """Tell whether a word of letters is the initials of words in a row (MoE in "a mixture of experts")."""
    return _is_letters(word) and word in initials


def _is_letters(word: str) -> bool:
    return len(word) >= MIN_NAME_LETTERS and word.isalpha()


def to_slug(name: str, fallback: str) -> str:
    """Return the name as a key for files and addresses: lower-case ASCII letters, digits and dashes; else of the fallback's hash."""
    text = unicodedata.normalize("NFKD", name.replace("×", "x").replace("+", " plus ").replace("#", " sharp ")).casefold()
    text = "".join(GREEK.get(ch, ch) for ch in text if not unicodedata.combining(ch))
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:60].strip("-")
    return slug or row_id(fallback)[:8]
