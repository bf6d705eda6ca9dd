"""The patterns of critiques: lines of config/critiques/*.jsonl, their word lists written out."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from extractors.english import inflect, word_set
from models.config_files import is_number, load_word_lists, read_config, told_together, with_topic
from models.errors import ConfigError

Kind = Literal["limitation", "contrast"]
Role = Literal["subject", "object", "own_subject", "own_before", "against_own"]

Trait = Literal["active", "amount_before", "avoidable", "ends_at_as", "graded", "noun", "restricting", "sized"]

KINDS: tuple[Kind, ...] = get_args(Kind)
ROLES: tuple[Role, ...] = get_args(Role)
"""Who is criticised: the clause's subject; what follows the cue; what follows, where the subject is the paper's own
method ("we avoid the cost of X"); whom it is compared to before the cue ("ours matches X while requiring no ..."); the subject
of one of two clauses the cue joins, where the paper's own method is that of the other ("while X stores all, ours stores one")."""
TRAITS: tuple[Trait, ...] = get_args(Trait)
"""What more must hold where a pattern's words stand, each with what it keeps from being a critique:
`active`: its verb blames only in the active voice ("was omitted");
`amount_before`: what it asks for may be said to be little in the five words before ("little memory is needed");
`avoidable`: said to be avoided, it blames nobody, unless the authors say it of their own work ("avoids the problem of");
`ends_at_as`: what it is about ends at "as" ("prevents collapse as in X": X does so too);
`graded`: the word before can make it good ("less prone to", "minimal overhead with");
`noun`: it begins with a noun in all its inflections, which is then no verb form that describes another noun;
`restricting`: its "only" may belong to the noun before ("an encoder only model");
`sized`: what it calls bad may be said to be small inside it or beside it ("incurs a negligible overhead")."""
_TOKEN_KEYS = word_set("LEMMA LOWER POS ENT_TYPE IS_PUNCT OP")
"""What a token pattern may speak of; the tokens carry no other annotation."""
_OP = re.compile(r"[+*?!]|\{(?:\d+|\d+,\d*|,\d+)\}")
_MARKS = {"POS": word_set("DET ADP AUX PRON CCONJ ADV NUM X PUNCT SYM PROPN"), "ENT_TYPE": word_set("METHOD OWN CITE")}
"""What the tokens are annotated with: a pattern that asks for something else would never be found."""
_FIELDS = word_set("id kind role weight pattern example counter_example")
_OPTIONAL_FIELDS = word_set("traits")
LISTS_NAME = "words.toml"
"""The file of word lists, beside the patterns and in a topic's folder."""

Lists = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One cue: a spaCy Matcher pattern over words, their inflections and the marks METHOD, OWN, CITE of `grammar/tokens.py`."""

    id: str
    kind: Kind
    role: Role
    weight: float
    """How much the cue says on its own, from 0 (nothing without other evidence) to 3 (nearly always a critique)."""
    pattern: str
    """The token pattern as JSON, its lists written out; a string so that rules can be hashed."""
    example: str
    counter_example: str
    source: str
    """File and line it comes from."""
    traits: tuple[Trait, ...] = ()
    """The checks it asks for beyond those of all patterns."""

    def tokens(self) -> list[dict[str, Any]]:
        """Return the token pattern, not to be changed."""
        return _parse_tokens(self.pattern)


@cache
def _parse_tokens(pattern: str) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], json.loads(pattern))


def load_patterns(folder: Path, topic: str | None) -> tuple[Pattern, ...]:
    """Return the patterns of a folder and of the topic's own below it; raises ConfigError naming the first wrong line of each file."""
    folders = [folder, folder / topic] if topic else [folder]
    files = [path for each in folders for path in sorted(each.glob("*.jsonl"))]
    if not files:
        raise ConfigError(f"{folder}: no pattern files (*.jsonl)")
    lists = _load_lists(with_topic(folder, topic, LISTS_NAME))
    patterns: dict[str, Pattern] = {}
    with told_together() as one_file:
        for path in files:
            with one_file():
                for pattern in _parse_file(path, lists):
                    if pattern.id in patterns:
                        raise ConfigError(f"{pattern.source}: the id {pattern.id!r} is taken by {patterns[pattern.id].source}")
                    patterns[pattern.id] = pattern
    return tuple(patterns.values())


def _parse_file(path: Path, lists: Lists) -> Iterator[Pattern]:
    for number, line in enumerate(read_config(path).splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("//"):
            yield _parse_pattern(line, f"{path}:{number}", lists)


_ONLY_SHAPE = ("breaks", "scopes")
"""Lists that only bound what a pattern reaches, and say nothing of a word by themselves."""


def load_word_classes(folder: Path, topic: str | None) -> dict[str, tuple[str, ...]]:
    """Return which of the patterns' lists each word is in, in any of its forms; entries for shapes of words are left out."""
    classes: dict[str, dict[str, None]] = {}
    lists = _load_lists(with_topic(folder, topic, LISTS_NAME))
    for name, words in ((name, words) for name, words in lists.items() if name not in _ONLY_SHAPE):
        for form in (form for word in words if "*" not in word and not word.startswith("!") for form in inflect(word)):
            classes.setdefault(form, {})[name] = None
    return {form: tuple(names) for form, names in classes.items()}


def _load_lists(paths: list[Path]) -> Lists:
    """Return the word lists, those they refer to written out; a list of the same name in a later file adds to the first."""
    raw, place = load_word_lists(paths), " with ".join(map(str, paths))
    return {name: _expand(words, raw, f"{place}: the list {name}", ()) for name, words in raw.items()}


def _expand(words: Sequence[str], raw: Lists, source: str, within: tuple[str, ...]) -> list[str]:
    """Return words with the lists they refer to ("@name") written out; raises ConfigError for an unknown or circular one."""
    found: dict[str, None] = {}
    for word in words:
        name = word[1:]
        if not word.startswith("@"):
            found[word] = None
        elif name not in raw:
            raise ConfigError(f"{source}: there is no list {name!r} in {LISTS_NAME}")
        elif name in within:
            raise ConfigError(f"{source}: {word} in {LISTS_NAME} holds itself")
        else:
            found.update(dict.fromkeys(_expand(raw[name], raw, source, (*within, name))))
    return list(found)


def _parse_pattern(line: str, source: str, lists: Lists) -> Pattern:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{source}: not a JSON object ({error.msg}, at column {error.colno})") from error
    if not isinstance(raw, dict) or set(raw) - _OPTIONAL_FIELDS != _FIELDS:
        wrong = sorted((set(raw) - _OPTIONAL_FIELDS) ^ _FIELDS) if isinstance(raw, dict) else "no object"
        raise ConfigError(f"{source}: needs exactly the keys {sorted(_FIELDS)} and perhaps traits; missing or unknown: {wrong}")
    if raw["kind"] not in KINDS or raw["role"] not in ROLES:
        raise ConfigError(f"{source}: kind must be one of {KINDS} and role one of {ROLES}")
    traits = raw.get("traits", [])
    if not isinstance(traits, list) or not all(trait in TRAITS for trait in traits):
        raise ConfigError(f"{source}: traits must be a list of some of {TRAITS}, not {traits}")
    if not isinstance(raw["pattern"], list) or not raw["pattern"]:
        raise ConfigError(f"{source}: pattern must be a list of token descriptions")
    if not all(isinstance(raw[key], str) and raw[key].strip() for key in ("id", "example", "counter_example")):
        raise ConfigError(f"{source}: id, example and counter_example must be texts that are not empty")
    if not is_number(raw["weight"]):
        raise ConfigError(f"{source}: weight must be a number")
    tokens = [_write_out(token, source, lists) for token in raw["pattern"]]
    if not any(_demands_word(token) for token in tokens):
        raise ConfigError(f"{source}: one token that is not optional must demand a LOWER or LEMMA: it finds the sentences worth a look")
    return Pattern(
        id=raw["id"],
        kind=raw["kind"],
        role=raw["role"],
        weight=float(raw["weight"]),
        pattern=json.dumps(tokens),
        example=raw["example"],
        counter_example=raw["counter_example"],
        source=source,
        traits=tuple(traits),
    )


def _write_out(token: Any, source: str, lists: Lists) -> dict[str, Any]:
    """Return a token description with its word lists written out."""
    if not isinstance(token, dict) or set(token) - _TOKEN_KEYS:
        raise ConfigError(f"{source}: a token may have the keys {sorted(_TOKEN_KEYS)}, not {token}")
    if not _OP.fullmatch(str(token.get("OP", "?"))):
        raise ConfigError(f"{source}: OP must be one of + * ? ! or how often, like {{2}} or {{0,4}}, not {token['OP']}")
    for key, known in _MARKS.items():
        if isinstance(token.get(key), str) and token[key] not in known:
            raise ConfigError(f"{source}: {key} must be one of {', '.join(sorted(known))}, not {token[key]}")
    if "LEMMA" in token and "LOWER" in token:
        raise ConfigError(f"{source}: a token has LEMMA or LOWER, not both: {token}")
    return {key: _write_out_words(value, source, lists) if key in ("LEMMA", "LOWER") else value for key, value in token.items()}


def _write_out_words(value: Any, source: str, lists: Lists) -> dict[str, list[str]]:
    rule = value if isinstance(value, dict) else {"IN": value}
    if len(rule) != 1 or set(rule) - {"IN", "NOT_IN"}:
        raise ConfigError(f'{source}: words are a text, a list by its name ("@name"), or IN or NOT_IN of these, not {value}')
    ((how, words),) = rule.items()
    words = [words] if isinstance(words, str) else words
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise ConfigError(f"{source}: {how} needs words, not {words}")
    return {how: _expand(words, lists, source, ())}


def is_optional(token: dict[str, Any]) -> bool:
    """Tell whether a token of a pattern may be absent."""
    op = token.get("OP", "")
    return op in ("?", "*", "!") or op.startswith(("{0", "{,"))


def words_of(token: dict[str, Any], key: str) -> list[str]:
    """Return the words of which a token must be one; a pattern's lists are written out."""
    return list(token.get(key, {}).get("IN", ()))


def _demands_word(token: dict[str, Any]) -> bool:
    return not is_optional(token) and bool(words_of(token, "LEMMA") or words_of(token, "LOWER"))
