"""What the sentences behind a caption's title state of all numbers: "All models use 50% sparsity. The batch size is set to 8."."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from extractors.results.captions.partial import SHOTS
from extractors.results.captions.patterns import patterns
from extractors.results.captions.text import SENTENCE
from extractors.results.words import choice
from models.config_files import config_dir

_OF_ALL = re.compile(
    r"(?:All\s(?:(?:of\s)?(?:the|our|these)\s)?(?:[\w-]+\s){0,2}?)?(?i:models|methods|results|experiments|runs|numbers|scores|evaluations)"
    r"\s(?:are|were|use|used)\b|The\s[\w\s]{0,30}?\bacross\sall\s\w+\sis\b"
)
"""How a sentence begins that speaks of all numbers."""
_NOT_OF_ALL = re.compile(r"\b(?:except|unless|but|not|same|(?<!pre-)trained|best|obtained)\b")
"""What such a sentence holds that leaves some out, or says nothing of how was measured."""


def stated_conditions(sentences: str) -> Iterator[str]:
    """Yield what sentences state: of all models or results, and lengths and sizes of batches, each behind its name."""
    for sentence in map(str.strip, SENTENCE.split(sentences)):
        if _OF_ALL.match(sentence) and not _NOT_OF_ALL.search(sentence):
            yield from (m.group() for x in (SHOTS, patterns().ratio) for m in x.finditer(sentence))
            yield from (m.group("what") for m in patterns().placed.finditer(sentence))
        for amount in _amounts(config_dir()):
            for m in amount.finditer(sentence):
                told = m.groupdict()
                yield f"{told['name']} {told['n']}"
                yield from [f"{told['other']} {told['m']}"] if told.get("other") else []


@cache
def _amounts(_: Path) -> tuple[re.Pattern[str], ...]:
    """Return how a sentence states a length: "the batch size is 4", "X and Y are set to 512 and 8", "with 512 as X"."""
    name, n = rf"(?:{choice('lengths')})", r"\d[\d,]*[Kk]?(?![\w.%]*\w)"
    return (
        re.compile(rf"\b(?P<name>{name})\s(?:is|was)\s(?:set\s(?:to|as|at)\s|fixed\s(?:to|at)\s)?(?P<n>{n})", re.IGNORECASE),
        re.compile(
            rf"\b(?P<name>{name})\sand\s(?P<other>{name})\s(?:are|were)\s(?:set\s(?:to|as|at)\s)?(?P<n>{n})\sand\s(?P<m>{n})", re.IGNORECASE
        ),
        re.compile(rf"\b(?:with|using)\s(?P<n>{n})\sas\s(?:the\s)?(?P<name>{name})", re.IGNORECASE),
    )
