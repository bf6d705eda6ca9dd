"""Every pattern of config/critiques finds its example and leaves its counter-example alone."""

import json
import re
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from extractors.critiques.cues import build_cues, find_cues, make_doc
from extractors.critiques.patterns import Pattern
from extractors.critiques.rules import load_rules
from extractors.grammar.tokens import tokenize
from extractors.names.lexicon import make_lexicon
from models.document import PaperNames
from models.rows import NamedCitation, OwnMethod
from tests.extractors.made_text import candidates_of, make_text

CONFIG = Path(__file__).resolve().parents[3] / "config"
RULES = load_rules(CONFIG, None)
NAMES = PaperNames(
    own=(OwnMethod(method_label="TidalGate"),),
    cited=(NamedCitation(method_label="FooNet", ref_index=1), NamedCitation(method_label="BarNet", ref_index=2)),
)


def found_by(sentence: str, pattern: Pattern) -> bool:
    """Tell whether the pattern, alone, finds something in the sentence that may be a critique."""
    text = make_text([sentence])
    rules = replace(RULES, patterns=(pattern,))
    return any(c.targets and not c.rejected for f in candidates_of(text, NAMES, rules) for c in f.candidates)


@pytest.mark.parametrize("pattern", RULES.patterns, ids=lambda p: p.id)
def test_pattern_finds_its_example(pattern: Pattern) -> None:
    assert found_by(pattern.example, pattern), f"{pattern.source}: the example is not found"


@pytest.mark.parametrize("pattern", RULES.patterns, ids=lambda p: p.id)
def test_pattern_leaves_its_counter_example(pattern: Pattern) -> None:
    assert not found_by(pattern.counter_example, pattern), f"{pattern.source}: the counter-example is found"


def test_a_pattern_for_one_topic_needs_no_code(tmp_path: Path) -> None:
    for name in ("names", "critiques"):
        copytree(CONFIG / name, tmp_path / name)
    (tmp_path / "critiques" / "birding").mkdir()
    line = {
        "id": "moults",
        "kind": "limitation",
        "role": "subject",
        "weight": 2.5,
        "pattern": [{"LEMMA": "moult"}],
        "example": "FooNet moults.",
        "counter_example": "FooNet sings.",
    }
    (tmp_path / "critiques" / "birding" / "feathers.jsonl").write_text(json.dumps(line) + "\n")
    text = make_text(["FooNet moults on long inputs."])
    for topic, n in (("birding", 1), ("fishing", 0), (None, 0)):
        rules = load_rules(tmp_path, topic)
        finder = build_cues(rules.patterns)
        tokens = tokenize(text.sentences[0], make_lexicon(text, NAMES, rules.names, frozenset()))
        assert [c.pattern.id for c in find_cues(tokens, finder)].count("moults") == n


@pytest.mark.parametrize(
    ("word", "is_found"),
    [("unmanageable", True), ("unreadable", True), ("unable", False), ("ungainly", False), ("wingspan", True), ("wingspans", True)],
)
def test_a_shape_stands_for_all_words_of_it_but_the_exceptions(word: str, is_found: bool) -> None:
    token = {"LEMMA": {"IN": ["un*able", "!unable", "wingspan"]}}
    pattern = Pattern("shape", "limitation", "subject", 2.0, json.dumps([token]), "FooNet.", "FooNet.", "birds.jsonl:1")
    finder = build_cues((pattern,))
    sentence = f"FooNet is {word} on long inputs."
    tokens = tokenize(make_text([sentence]).sentences[0], make_lexicon(make_text([]), NAMES, RULES.names, frozenset()))
    assert bool(find_cues(tokens, finder)) == is_found


def test_a_pattern_is_found_wherever_it_stands_and_however_long_it_is() -> None:
    """The Matcher is asked only about the words among which a match can stand: it finds there what it finds in whole sentences."""
    finder = build_cues(RULES.patterns)
    lexicon = make_lexicon(make_text([]), NAMES, RULES.names, frozenset())
    examples = [pattern.example for pattern in RULES.patterns]
    for one, other in zip(examples[::2], examples[1::2], strict=False):
        sentence = f"{one} {other}"
        tokens = tokenize(make_text([sentence]).sentences[0], lexicon)
        places = [k for k, token in enumerate(tokens) if not token.depth]
        doc = make_doc([tokens[k] for k in places], finder)
        whole = {(name, places[a], places[b - 1] + 1) for name, matcher in finder.matchers.items() for _, a, b in matcher(doc)}
        found = {(cue.pattern.id, cue.start, cue.end) for cue in find_cues(tokens, finder)}
        assert found <= whole
        assert all(any(a <= start and end <= b for _, a, b in found) for _, start, end in whole), sentence


def test_no_code_knows_a_pattern_by_its_id() -> None:
    """What a pattern needs checked stands in its line, so that a topic's own pattern can have it."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((CONFIG.parent / "extractors").rglob("*.py")))
    strings = set(re.findall(r"[\"' ]([a-z]+(?:-[a-z]+)+)(?=[\"' ])", "\n".join(re.findall(r"\"[^\"\n]*\"|'[^'\n]*'", code))))
    ids = {pattern.id for pattern in RULES.patterns}
    assert {name for name in ids if "-" in name} & strings == set()
    assert re.findall(r"\.(?:id|rule_id|pattern_id)\b (?:==|!=|not in|in) [\"'({_A-Z]", code) == []


@pytest.mark.parametrize(("topic", "n_found"), [("birding", 0), ("fishing", 1)])
def test_a_topics_pattern_can_have_the_checks_of_any_other(tmp_path: Path, topic: str, n_found: int) -> None:
    for name in ("names", "critiques"):
        copytree(CONFIG / name, tmp_path / name)
    line = {
        "id": "moults",
        "kind": "limitation",
        "role": "subject",
        "weight": 2.5,
        "pattern": [{"LEMMA": "cause"}, {"LOWER": {"IN": ["a", "negligible"]}, "OP": "*"}, {"LOWER": "moult"}],
        "example": "FooNet causes a moult.",
        "counter_example": "FooNet causes a negligible moult.",
    }
    for folder, traits in (("birding", {"traits": ["sized"]}), ("fishing", {})):
        (tmp_path / "critiques" / folder).mkdir()
        (tmp_path / "critiques" / folder / "own.jsonl").write_text(json.dumps(line | traits) + "\n")
    pattern = next(p for p in load_rules(tmp_path, topic).patterns if p.id == "moults")
    assert found_by(pattern.example, pattern)
    assert found_by(pattern.counter_example, pattern) == bool(n_found)
