"""The rules of critiques and names, read from config/: data an analyst can extend without touching code."""

import csv
import io
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from extractors.grammar import word_set
from models.errors import ConfigError

Kind = Literal["limitation", "contrast"]
Role = Literal["subject", "object", "own_subject", "own_before"]

KINDS = ("limitation", "contrast")
ROLES = ("subject", "object", "own_subject", "own_before")
"""Who is criticised: the clause's subject; what follows the cue; what follows, where the subject is the paper's own
method ("we avoid the cost of X"); whom it is compared to before the cue ("ours matches X while requiring no ...")."""
_TOKEN_KEYS = {"LEMMA", "LOWER", "TEXT", "POS", "ENT_TYPE", "IS_PUNCT", "REGEX", "OP"}
"""What a token pattern may speak of; the tokens carry no other annotation."""
_FIELDS = {"id", "kind", "role", "weight", "pattern", "example", "counter_example"}


EVIDENCE = word_set("""
threshold named named_cited narrative name_modifies cited_work cited_in_subject prior_work_cites object_of_cue own_against
oblique_in_subject tested_on topic_of_sentence clause_subject clause_object clause_cited same_pronoun same_pointer same_fact
same_measure same_definite same_expletive same_none in_which in_that same_other by_pronoun by_pointer by_prior by_generic by_fact by_event
by_drawback by_measure by_action by_definite by_kind by_unknown_name by_expletive by_other by_none reach_subject reach_object reach_used
reach_work reach_citation distance_1 distance_2 distance_3 ambiguous number_mismatch repeats_word pointing_opener topic_repeated
topic_from_start topic_rival topic_left topic_near_own contrast_opener bare_numbers hedged own_in_sentence conditional contrast_without_own
far_from_verb in_what_it_proposes section_related section_introduction section_abstract section_experiment section_end
section_appendix section_other technique uncited
""")
"""Every weight confidence.toml must name, and no others."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One cue: a spaCy Matcher pattern over words, lemmas and the marks METHOD, OWN, CITE of `extractors/tokens.py`."""

    id: str
    kind: Kind
    role: Role
    weight: float
    """How much the cue says on its own, from 0 (nothing without other evidence) to 3 (nearly always a critique)."""
    pattern: str
    """The token pattern as JSON, a string so that rules can be hashed."""
    example: str
    counter_example: str
    source: str
    """File and line it comes from."""

    def tokens(self) -> list[dict[str, Any]]:
        """Return the token pattern as spaCy's Matcher takes it."""
        return cast(list[dict[str, Any]], json.loads(self.pattern))


@dataclass(frozen=True, slots=True)
class Rules:
    """All that config/ says about critiques and names, for one topic."""

    patterns: tuple[Pattern, ...]
    aliases: tuple[tuple[str, str], ...]
    """Spellings and the name they stand for, from names.csv."""
    words: tuple[tuple[str, frozenset[str]], ...]
    """Word lists by name, from words.toml."""
    weights: tuple[tuple[str, float], ...]
    """Weights of the evidence and the threshold, from confidence.toml."""

    def word_list(self, name: str) -> frozenset[str]:
        """Return a word list; raises KeyError when words.toml has no list of that name."""
        return dict(self.words)[name]

    def weight(self, name: str) -> float:
        """Return the weight of a piece of evidence; raises KeyError when confidence.toml does not name it."""
        return dict(self.weights)[name]


def load_rules(config_dir: Path, topic: str | None) -> Rules:
    """Return the rules of config/, with the topic's own patterns; raises ConfigError naming file and line."""
    return Rules(
        patterns=_load_patterns(config_dir / "patterns", topic),
        aliases=_load_aliases(config_dir / "names.csv"),
        words=_load_words(config_dir / "words.toml"),
        weights=_load_weights(config_dir / "confidence.toml"),
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: cannot be read ({error})") from error


def _load_patterns(folder: Path, topic: str | None) -> tuple[Pattern, ...]:
    files = sorted(folder.glob("*.jsonl"))
    if topic:
        files += sorted((folder / topic).glob("*.jsonl"))
    if not files:
        raise ConfigError(f"{folder}: no pattern files (*.jsonl)")
    patterns: dict[str, Pattern] = {}
    for path in files:
        for number, line in enumerate(_read(path).splitlines(), 1):
            if not line.strip() or line.lstrip().startswith("//"):
                continue
            pattern = _parse_pattern(line, f"{path.name}:{number}")
            if pattern.id in patterns:
                raise ConfigError(f"{pattern.source}: the id {pattern.id!r} is taken by {patterns[pattern.id].source}")
            patterns[pattern.id] = pattern
    return tuple(patterns.values())


def _parse_pattern(line: str, source: str) -> Pattern:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{source}: not a JSON object ({error})") from error
    if not isinstance(raw, dict) or set(raw) != _FIELDS:
        wrong = sorted(set(raw) ^ _FIELDS) if isinstance(raw, dict) else "no object"
        raise ConfigError(f"{source}: needs exactly the keys {sorted(_FIELDS)}; missing or unknown: {wrong}")
    if raw["kind"] not in KINDS or raw["role"] not in ROLES:
        raise ConfigError(f"{source}: kind must be one of {KINDS} and role one of {ROLES}")
    if not isinstance(raw["pattern"], list) or not raw["pattern"]:
        raise ConfigError(f"{source}: pattern must be a list of token descriptions")
    wrong_token = _find_wrong_token(raw["pattern"])
    if wrong_token:
        raise ConfigError(f"{source}: {wrong_token}")
    if not all(isinstance(raw[key], str) and raw[key].strip() for key in ("id", "example", "counter_example")):
        raise ConfigError(f"{source}: id, example and counter_example must be texts that are not empty")
    if not isinstance(raw["weight"], int | float):
        raise ConfigError(f"{source}: weight must be a number")
    return Pattern(
        raw["id"], raw["kind"], raw["role"], float(raw["weight"]), json.dumps(raw["pattern"]),
        raw["example"], raw["counter_example"], source,
    )


def _find_wrong_token(tokens: list[Any]) -> str:
    """Return what is wrong with a pattern's tokens; empty when nothing is."""
    for token in tokens:
        if not isinstance(token, dict) or set(token) - _TOKEN_KEYS:
            return f"a token may have the keys {sorted(_TOKEN_KEYS)}, not {token}"
    if not any("OP" not in token and (_has_words(token.get("LEMMA")) or _has_words(token.get("LOWER"))) for token in tokens):
        return "one token that is not optional must demand a LOWER or LEMMA: it finds the sentences worth a look"
    return ""


def _has_words(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and bool(value.get("IN")))


def _load_aliases(path: Path) -> tuple[tuple[str, str], ...]:
    rows: list[tuple[str, str]] = []
    for number, row in enumerate(csv.reader(io.StringIO(_read(path))), 1):
        if not row or row[0].startswith("#") or row == ["alias", "canonical"]:
            continue
        if len(row) != 2 or not all(cell.strip() for cell in row):
            raise ConfigError(f"{path.name}:{number}: needs two columns, alias and canonical")
        rows.append((row[0].strip(), row[1].strip()))
    return tuple(rows)


def _load_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path.name}: {error}") from error


def _load_words(path: Path) -> tuple[tuple[str, frozenset[str]], ...]:
    lists: list[tuple[str, frozenset[str]]] = []
    for name, text in _load_toml(path).items():
        if not isinstance(text, str):
            raise ConfigError(f"{path.name}: {name} must be a text of words")
        entries = text.split("\n") if "\n" in text.strip() and "," not in text else text.replace("\n", ",").split(",")
        lists.append((name, frozenset(e.strip() for e in entries if e.strip())))
    return tuple(lists)


def _load_weights(path: Path) -> tuple[tuple[str, float], ...]:
    weights: list[tuple[str, float]] = []
    for name, value in _load_toml(path).items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigError(f"{path.name}: {name} must be a number")
        weights.append((name, float(value)))
    names = {name for name, _ in weights}
    if names != EVIDENCE:
        raise ConfigError(f"{path.name}: missing {sorted(EVIDENCE - names)}, unknown {sorted(names - EVIDENCE)}")
    return tuple(weights)
