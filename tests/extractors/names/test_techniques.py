"""Techniques in lower case: which cited words are one, and where a sentence speaks of it."""

from pathlib import Path

import pytest

from extractors.grammar.tokens import tokenize
from extractors.names.find import find_names
from extractors.names.lexicon import make_lexicon
from extractors.names.rules import load_name_rules
from extractors.names.techniques import phrase_before
from models.spelling import name_key
from tests.extractors.made_text import make_text
from tests.extractors.names.test_names import make_table

RULES = load_name_rules(Path(__file__).resolve().parents[3] / "config" / "names", None)


@pytest.mark.parametrize(
    ("head", "phrase"),
    [
        ("They are due to feather grafting ", "feather grafting"),
        ("Standard nest splicing ", "nest splicing"),
        ("We use techniques like wing pruning ", "wing pruning"),
        ("We rely on shore-adaptive preening (SAP) ", "shore-adaptive preening"),
        ("It is slower than the plumage mechanism ", "plumage mechanism"),
        ("They share an effective mechanism ", ""),
        ("It was first shown for bird translation ", ""),
        ("This was learned with reinforcement learning ", ""),
        ("They are used for training ", ""),
        ("We compare with OspreyCache training ", ""),
        ("This was found before ", ""),
    ],
)
def test_a_technique_is_an_activity_right_before_its_citation(head: str, phrase: str) -> None:
    assert phrase_before(head, RULES) == phrase


def test_a_technique_that_is_a_subject_is_a_name_of_its_work() -> None:
    text = make_text(["We use feather grafting [4].", "However, feather grafting is slow."])
    names = find_names(text, [], RULES)
    assert [(t.label, t.ref_index) for t in names.techniques] == [("feather grafting", 4)]
    tokens = tokenize(text.sentences[1], make_lexicon(text, names, RULES, frozenset()))
    (target,) = next(t.targets for t in tokens if t.mark == "METHOD")
    assert (name_key(target.label), target.ref_index, target.origin) == ("feathergrafting", 4, "technique")


@pytest.mark.parametrize("sentence", ["We use feather grafting (as done in [4]).", "We use feather grafting [4]."])
def test_a_note_that_cites_belongs_to_the_technique_before_it(sentence: str) -> None:
    (technique,) = find_names(make_text([sentence, "However, feather grafting is slow."]), [], RULES).techniques
    assert technique == ("feather grafting", 4)


def test_a_work_that_is_one_example_is_not_what_a_technique_means() -> None:
    sentences = ["Some use feather grafting (e.g., [4]).", "However, feather grafting is slow."]
    assert find_names(make_text(sentences), [], RULES).techniques == ()


def test_citations_in_a_row_belong_to_one_technique() -> None:
    (technique,) = find_names(make_text(["We use feather grafting [4], [5].", "However, feather grafting is slow."]), [], RULES).techniques
    assert technique == ("feather grafting", None)


@pytest.mark.parametrize(
    ("sentence", "is_method"),
    [
        ("Feather grafting is slow.", True),
        ("Birds are slow, while feather grafting often fails.", True),
        ("Unlike feather grafting, ours is fast.", True),
        ("Feather grafting systems are slow.", False),
        ("The tools for feather grafting are slow.", False),
    ],
)
def test_only_a_sentence_about_a_technique_speaks_of_it(sentence: str, is_method: bool) -> None:
    text = make_text(["Feather grafting [4] is used.", sentence])
    lexicon = make_lexicon(text, find_names(text, [], RULES), RULES, frozenset())
    assert any(t.mark == "METHOD" for t in tokenize(text.sentences[1], lexicon)) is is_method


@pytest.mark.parametrize(("title", "n_found"), [("Faster feather grafting", 0), ("Beyond feather grafting", 1)])
def test_what_a_paper_itself_is_about_is_no_technique_of_others(title: str, n_found: int) -> None:
    text = make_text(["We use feather grafting [4].", "Feather grafting is slow."], title=title)
    assert len(find_names(text, [], RULES).techniques) == n_found


def test_a_label_of_a_compared_activity_is_a_technique() -> None:
    rows = [["Method", "Nests"], ["TidalGate (Ours)", "4.1"], ["Flock Training", "3.9"], ["Random", "1.0"]]
    text = make_text(["Flock training requires many birds."])
    assert [t.label for t in find_names(text, [make_table(rows)], RULES).techniques] == ["flock training"]


def test_a_noun_that_says_what_a_name_is_belongs_to_it() -> None:
    text = make_text(["LarkMix [1] mixes.", "LarkMix routing is slow."])
    tokens = tokenize(text.sentences[1], make_lexicon(text, find_names(text, [], RULES), RULES, frozenset()))
    (method,) = (t for t in tokens if t.mark == "METHOD")
    assert (method.text, [t.label for t in method.targets]) == ("LarkMix routing", ["LarkMix routing"])
