"""Line-break hyphens: the paper's own words decide whether "trans-/former" is one word and "load-/balancing" two."""

import re
from collections import Counter
from collections.abc import Iterable

HYPHENS = "-\u2010\u00ad"
"""Hyphen-minus, hyphen and soft hyphen: what TeX and Word put at the end of a broken line."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_TAIL = re.compile(r"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)[-\u2010]$")
_HEAD = re.compile(r"^[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_ENDINGS = frozenset({
    "able", "al", "ally", "ance", "ary", "ate", "ated", "ates", "ating", "ation", "ations", "bility", "cal", "cally", "ed", "ence", "ent", "er", "ers",
    "est", "ful", "ing", "ings", "ion", "ions", "ity", "ive", "ization", "ize", "ized", "less", "ly", "ment", "ments", "ness", "ous", "sion", "sions",
    "tal", "ted", "ter", "ters", "tial", "ting", "tion", "tional", "tions", "tive", "ture", "tures", "ty", "ual",
})
"""Word endings that TeX cuts off and that some papers also print as words."""
_JOINING = frozenset({"over", "under", "out", "through", "with", "when", "where", "there", "some", "any", "every", "how", "fur", "be", "can", "an"})
"""First parts that are words themselves and still make one word with what follows (over-head, with-out, can-not)."""


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word, hyphenated ones whole, stands in the lines' texts; broken words at line ends are left out."""
    words: Counter[str] = Counter()
    for text in texts:
        found = _TOKEN.findall(text.lower())
        if found and text[-1:] in HYPHENS:
            found.pop()
        words.update(found)
    return words


def join_break(left: str, right: str, words: Counter[str]) -> str | None:
    """Return `left`, which ends a line, ready to be followed by `right` with nothing between; None when it has no hyphen.

    The hyphen goes where the paper prints the joined word more often than the hyphenated one, or where the parts are no
    words of the paper; it stays before capitals and digits.
    """
    if len(left) < 2 or left[-1] not in HYPHENS:
        return None
    if left[-1] == "\u00ad":
        return left[:-1]
    tail, head = _TAIL.search(left), _HEAD.match(right)
    if tail is None or head is None or not right[0].islower():
        return left
    return left[:-1] if _is_one_word(tail[1].lower(), head[0].lower(), words) else left


def _is_one_word(tail: str, head: str, words: Counter[str]) -> bool:
    n_joined, n_hyphenated = words[tail + head], words[f"{tail}-{head}"]
    if n_joined or n_hyphenated:
        return n_joined >= n_hyphenated
    last, first = re.split(r"[-\u2010]", tail)[-1], re.split(r"[-\u2010]", head)[0]
    if last != tail or first != head:
        n_joined = words[last + first]
        if n_joined:
            return True
    if last in _JOINING or first in _ENDINGS:
        return True
    return not (words[last] and words[first] and len(first) > 2 and len(last) > 1)
