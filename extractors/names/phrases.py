"""Whatever else a paper may set itself against: acronyms it defines, labels of its tables, baselines it describes in plain words.

Found wide, for a decision that learns how a paper speaks of what it criticises: most of these are nobody's method.
"""

import re
from collections import Counter
from collections.abc import Iterator

from extractors.english import CLOSED, FUNCTION_WORDS, RELATIVES, SUBORDINATORS
from extractors.english import is_only_verb
from extractors.names.shapes import acronym_fits, is_ordinal, is_strong
from models.spelling import name_key
from extractors.names.uncited import bare_label
from models.document import PaperText, Table

MIN_PHRASE = 2
"""Times a plain phrase must stand in the text."""
MIN_WORD = 4
"""The same for a single plain word ("distillation")."""
MIN_ACRONYM = 2
MIN_CAPITALS = 3
"""The same for an acronym the text never spells out."""
MAX_PHRASES = 150
"""Phrases of one paper: the most frequent ones."""

_DEFINED = re.compile(r"((?:[A-Za-z][\w-]*[ -]){1,6})\(([A-Z][A-Za-z-]{1,7}?)s?\)")
_DOING = (
    r"(?:[a-z-]*(?:tuning|quantization|quantisation|pruning|distillation|decoding|routing|gating|filtering|prompting|reasoning|sampling|offloading"
    r"|caching|prefetching|clipping|slicing|ensembling|merging|averaging|masking|scheduling|batching|parameterization|factorization|truncation"
    r"|summarization|compaction|compression|upcycling|hashing|replay|dropout|parallelism|regularization|rounding|freezing|sharding|exiting"
    r"|drafting|eviction|ensembles?|checkpointing|voting|planning|debate|reflection|retrieval|matching|placement|rehearsal|tokenization))"
)
_THING = (
    r"(?:attention|adapters?|adapter layers?|loss(?:es)?|search|decomposition|optimi[sz]ers?|polic(?:y|ies)|baselines?|methods?|approach(?:es)?|layers?|prompts?"
    r"|strateg(?:y|ies)|training|routers?|gates?|networks?|memory|agents?|models?|transformers?|algorithms?|heuristics?|estimators?|schemes?|schedulers?"
    r"|mechanisms?|architectures?|systems?|frameworks?|caches?|softmax|initialization|updates?|learning|from scratch|pipelines?|harness(?:es)?|data types?)"
)
_MODIFIER = r"[a-z][a-z]+(?:-[a-z\d]+)*|[A-Z][\w]*(?:-[A-Za-z\d]+)+|[A-Z]{2,}\d*"
_PHRASE = re.compile(rf"(?<![\w-])(?:(?:(?:{_MODIFIER}) ){{1,2}}(?:{_DOING}|{_THING})|{_DOING})(?![\w-])")
_TAILED = re.compile(r"(?<![\w-])[A-Z][\w]*-(?:[Oo]nly|[Oo]ffload\w*|[Oo]n-?[Dd]emand|[Bb]ase|[Nn]aive|[Ss]tatic|[Dd]ynamic|IM|SC)(?![\w-])")
_ACRONYM = re.compile(r"(?<![\w-])[A-Z]{2,5}(?![\w-])")
_PLAIN = frozenset(
    "different various such other same new novel proposed our their its first second third many several most all more less best better good large"
    " larger small smaller single multiple existing previous prior recent current deep neural language machine given whole entire original overall"
    " final full-fledged open following above these those certain common general main key own each every both available base pretrained"
    " pre-trained trained based using used use state-of-the-art real underlying similar different-sized respective corresponding specific"
    " particular individual average model models performance data time two three four five method methods training inference task tasks"
    " popular several-fold additional further one another per i.e e.g resulting target future early late next last possible".split()
)
_STOPS = FUNCTION_WORDS | CLOSED["ADV"] | SUBORDINATORS | RELATIVES | _PLAIN


def find_phrases(text: PaperText, tables: list[Table], taken: frozenset[str], closed: frozenset[str]) -> tuple[str, ...]:
    """Return further words a paper may mean a method by, most frequent first.

    `taken` are folded names it already has, `closed` words in lower case that are never a method.
    """
    whole = "\n".join(s.text for s in text.sentences)
    counts: Counter[str] = Counter()
    for label, n, needed in (*_acronyms(whole), *_labels(tables, whole), *_plain(whole, text.title)):
        key = name_key(label)
        if n >= needed and len(key) > 1 and key not in taken and label.lower() not in closed:
            counts[label] = max(counts[label], n)
    best = {name_key(label): label for label, _ in reversed(counts.most_common(MAX_PHRASES))}
    return tuple(best.values())


def _acronyms(whole: str) -> Iterator[tuple[str, int, int]]:
    """Yield acronyms and what they are defined to stand for, each with its mentions and those it needs."""
    for match in _DEFINED.finditer(whole):
        words, short = re.split(r"(?<=[ -])", match.group(1).rstrip(" -")), match.group(2)
        forms = ("".join(words[-n:]) for n in range(1, len(words) + 1))
        form = next((f for f in forms if f[:1].lower() == short[0].lower() and acronym_fits(short, f)), "")
        if form:
            yield short, len(re.findall(rf"(?<![\w-]){re.escape(short)}(?![\w-])", whole)), MIN_ACRONYM
            yield form, whole.lower().count(form.lower()), MIN_PHRASE


def _labels(tables: list[Table], whole: str) -> Iterator[tuple[str, int, int]]:
    """Yield the labels of first columns and headers that the text prints too."""
    for table in tables:
        for cell in table.cells:
            if cell.col and cell.row >= table.n_header_rows:
                continue
            label = bare_label(cell.text).strip("-+* ")
            words = label.split()
            if 0 < len(words) <= 4 and len(label) > 2 and label[0].isalpha() and not all(is_ordinal(w) for w in words):
                if words[0].lower() in _STOPS or (len(words) == 1 and not is_strong(label) and not label[0].isupper()):
                    continue
                yield label, len(re.findall(rf"(?<![\w-]){re.escape(label)}(?![\w-])", whole)), MIN_ACRONYM if is_strong(words[0]) else 3


def _plain(whole: str, title: str) -> Iterator[tuple[str, int, int]]:
    """Yield what is named in plain words: what is done with a model, or a kind of part it has."""
    counts = Counter(_trim(m.group()) for m in _PHRASE.finditer(whole))
    low = title.lower()
    for phrase, n in counts.items():
        if phrase and phrase not in low:
            yield phrase, n, MIN_PHRASE if " " in phrase or "-" in phrase else MIN_WORD
    for short, n in Counter(_ACRONYM.findall(whole)).items():
        yield short, n, MIN_CAPITALS
    for tailed, n in Counter(_TAILED.findall(whole)).items():
        yield tailed, n, 1


def _trim(phrase: str) -> str:
    """Return a phrase without words that only say which one is meant; empty when too little is left."""
    words = phrase.split()
    while words and (words[0].lower() in _STOPS or is_only_verb(words[0].lower()) or words[0].endswith("ly")):
        words.pop(0)
    if not words or (len(words) == 1 and not re.fullmatch(_DOING, words[0])):
        return ""
    return " ".join([words[0] if is_strong(words[0]) else words[0][0].lower() + words[0][1:], *words[1:]])
