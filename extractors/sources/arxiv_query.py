"""arXiv's query language, for papers that are not asked for at arXiv: metadata files of the snapshot kind.

Fields `ti`, `abs`, `au`, `cat`, `all` and `submittedDate:[… TO …]`; words, quoted phrases, `*` at the end of a word; AND,
OR, ANDNOT and brackets. Words match without case and plural, as arXiv's index does in the main.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import NoReturn

from extractors.sources.atom import ArxivPaper
from models.errors import ConfigError

Matcher = Callable[[ArxivPaper], bool]

_TOKEN = re.compile(r'\s*(?:(\()|(\))|(ANDNOT|AND|OR)\b|(?:(\w+):)?(?:"([^"]*)"|(\[[^\]]*\])|([^\s()"\[\]]+)))')
_FIELDS: dict[str, Callable[[ArxivPaper], str]] = {
    "ti": lambda paper: paper.title,
    "abs": lambda paper: paper.abstract,
    "au": lambda paper: " ; ".join(paper.authors),
    "all": lambda paper: " ; ".join((paper.title, paper.abstract, *paper.authors, *paper.categories)),
}
_RANGE = re.compile(r"\[(\d{8})\d{0,6} TO (\d{8})\d{0,6}\]")
MAX_DEPTH = 50


def compile_query(query: str) -> Matcher:
    """Return what tells whether a paper is found by the query; raises ConfigError naming the place that cannot be read."""
    return _Parser(query).parse()


class _Parser:
    """Recursive descent over the tokens; AND and ANDNOT bind tighter than OR."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._at = 0
        self._depth = 0

    def parse(self) -> Matcher:
        matcher = self._either()
        if self._query[self._at :].strip():
            self._fail("AND, OR or ANDNOT expected")
        return matcher

    def _either(self) -> Matcher:
        options = [self._both()]
        while self._take_word("OR"):
            options.append(self._both())
        return options[0] if len(options) == 1 else lambda paper: any(option(paper) for option in options)

    def _both(self) -> Matcher:
        left = self._one()
        while word := self._take_word("AND", "ANDNOT"):
            left = _combine(left, self._one(), is_negated=word == "ANDNOT")
        return left

    def _one(self) -> Matcher:
        match = _TOKEN.match(self._query, self._at)
        if not match or match[2] or match[3]:
            self._fail("a word, a phrase or a bracket expected")
        self._at = match.end()
        if match[1]:
            return self._bracket()
        field, phrase, span, word = match[4] or "all", match[5], match[6], match[7]
        if span:
            return self._dates(field, span)
        return self._term(field, word if phrase is None else phrase)

    def _bracket(self) -> Matcher:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail("too many brackets")
        matcher = self._either()
        match = _TOKEN.match(self._query, self._at)
        if not match or not match[2]:
            self._fail("a closing bracket expected")
        self._at = match.end()
        self._depth -= 1
        return matcher

    def _take_word(self, *words: str) -> str:
        match = _TOKEN.match(self._query, self._at)
        if not match or match[3] not in words:
            return ""
        self._at = match.end()
        return match[3]

    def _dates(self, field: str, span: str) -> Matcher:
        match = _RANGE.fullmatch(span)
        if field != "submittedDate" or not match:
            self._fail("submittedDate:[YYYYMMDDHHMM TO YYYYMMDDHHMM] expected")
        try:
            first, last = (dt.datetime.strptime(text, "%Y%m%d").replace(tzinfo=dt.UTC).date() for text in match.groups())
        except ValueError:
            self._fail("no such date")
        return lambda paper: paper.published is not None and first <= paper.published <= last

    def _term(self, field: str, text: str) -> Matcher:
        if field == "cat":
            return lambda paper: any(_is_category(category, text) for category in paper.categories)
        if field not in _FIELDS:
            self._fail(f"unknown field {field}; known: {', '.join(_FIELDS)}, cat, submittedDate")
        phrase, read = _words(text), _FIELDS[field]
        is_prefix = text.endswith("*")
        if not phrase:
            self._fail("a word expected")
        return lambda paper: _holds(_words(read(paper)), phrase, is_prefix)

    def _fail(self, what: str) -> NoReturn:
        raise ConfigError(f"query: {what} at character {self._at + 1}: {self._query[self._at : self._at + 40]!r}")


def _combine(left: Matcher, right: Matcher, *, is_negated: bool) -> Matcher:
    return lambda paper: left(paper) and right(paper) is not is_negated


def _is_category(category: str, wanted: str) -> bool:
    return category.startswith(wanted[:-1]) if wanted.endswith("*") else category == wanted


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return [word.removesuffix("s") if len(word) > 3 else word for word in re.findall(r"[a-z0-9]+", plain)]


def _holds(words: list[str], phrase: list[str], is_prefix: bool) -> bool:
    """Tell whether the phrase stands in the words; its last word may be the start of one."""
    n = len(phrase)
    for first in range(len(words) - n + 1):
        if words[first : first + n - 1] == phrase[:-1] and _same(words[first + n - 1], phrase[-1], is_prefix):
            return True
    return False


def _same(word: str, wanted: str, is_prefix: bool) -> bool:
    return word.startswith(wanted) if is_prefix else word == wanted
