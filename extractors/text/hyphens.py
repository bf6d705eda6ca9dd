"""Line-break hyphens: the paper's own words decide whether "trans-/former" is one word and "load-/balancing" two."""

import re
from collections import Counter
from collections.abc import Iterable

from extractors.text.words import text_words

HYPHENS = "-\u2010\u00ad"
"""Hyphen-minus, hyphen and soft hyphen: what TeX and Word put at the end of a broken line."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_TAIL = re.compile(r"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)[-\u2010]$")
_HEAD = re.compile(r"^[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_PART = re.compile(r"[-\u2010]")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word, hyphenated ones whole and in parts, stands in the lines; words broken at line ends are left out."""
    found: list[str] = []
    whole: list[str] = []
    is_broken = False
    for text in texts:
        ends_broken = text[-1:] in HYPHENS
        if is_broken or ends_broken:
            mine = _TOKEN.findall(text.lower())
            found += mine[int(is_broken) : len(mine) - ends_broken]
        else:
            whole.append(text)
        is_broken = ends_broken
    found += _TOKEN.findall("\n".join(whole).lower())
    words = Counter(found)
    for word in [word for word in words if "-" in word]:
        for part in word.split("-"):
            words[part] += words[word]
    return words


def join_break(left: str, right: str, words: Counter[str]) -> str | None:
    """Return `left`, which ends a line, ready to be followed by `right` with nothing between; None when it has no hyphen.

    The hyphen goes where the paper prints the joined word more often than the hyphenated one, or where the parts are no
    words of the paper; before capitals and digits it stays unless the paper prints the joined word.
    """
    if len(left) < 2 or left[-1] not in HYPHENS:
        return None
    if left[-1] == "\u00ad":
        return left[:-1]
    tail, head = _TAIL.search(left), _HEAD.match(right)
    if tail is None or head is None:
        return left
    last, first = tail[1].lower(), head[0].lower()
    if right[0].islower():
        return left[:-1] if _is_one_word(last, first, words) else left
    return left[:-1] if words[last + first] > words[f"{last}-{first}"] else left


def _is_one_word(tail: str, head: str, words: Counter[str]) -> bool:
    known = text_words()
    last, first = _PART.split(tail)[-1], _PART.split(head)[0]
    for a, b in ((tail, head), (tail, head.removesuffix("s")), (tail, head + "s"), (last, first)):
        n_joined, n_hyphenated = words[a + b], words[f"{a}-{b}"]
        if n_joined or n_hyphenated:
            return n_joined >= n_hyphenated
    if last in known.joining or first in known.endings:
        return True
    if first in known.keeping:
        return False
    if len(first) < 3 or not _is_known(first, words):
        return True
    if words[last] and len(last) > 1:
        return False
    return not (_is_hyphen_prefix(last, words) or (last in known.prefixes and len(first) >= 5))


def _is_known(word: str, words: Counter[str]) -> bool:
    """Tell whether the paper prints the word, or the word without its ending (awareness, aware)."""
    if words[word]:
        return True
    stems = (word.removesuffix(ending) for ending in ("s", "d", "ed", "ing", "ness", "ly", "er") if word.endswith(ending))
    return any(len(stem) >= 4 and words[stem] for stem in stems)


def _is_hyphen_prefix(prefix: str, words: Counter[str]) -> bool:
    """Tell whether the paper prints words with this first part (inter-, pre-, non-) more often with a hyphen than without."""
    n_hyphenated = sum(n for word, n in words.items() if word.startswith(f"{prefix}-"))
    n_joined = sum(n for word, n in words.items() if word.startswith(prefix) and word[len(prefix) :] in words)
    return n_hyphenated > n_joined
