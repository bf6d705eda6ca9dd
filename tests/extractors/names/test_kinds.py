"""Kinds of method a paper keeps talking about as others', without a citation of their own."""

from pathlib import Path

import pytest

from extractors.grammar.tokens import tokenize
from extractors.names.find import find_names
from extractors.names.kinds import find_kinds
from extractors.names.lexicon import make_lexicon
from extractors.names.rules import load_name_rules
from tests.extractors.made_text import make_text

RULES = load_name_rules(Path(__file__).resolve().parents[3] / "config" / "names", None)


def kinds_of(*sentences: str, title: str = "Nests that float", own: str = "nestor") -> list[str]:
    return list(find_kinds(make_text(list(sentences), title=title), {own}, RULES))


@pytest.mark.parametrize(
    ("sentences", "kinds"),
    [
        (
            ["Birds employ shore-first routing.", "Shore-first routing often fails.", "Nestor is faster than shore first routing."],
            ["shore-first routing"],
        ),
        (
            ["Birds employ shore-first-routing.", "Shore-first-routing often fails.", "Nestor is faster than shore-first-routing."],
            ["shore-first-routing"],
        ),
        (["The Lark-k gate jumps.", "We plot the Lark-k gate.", "Unlike the Lark-k gate, Nestor is smooth."], ["Lark-k gate"]),
        (["The y loss is added.", "However, y loss has no effect.", "The y loss was small."], ["y loss"]),
        (["The NQ loss is high.", "We saw the NQ loss.", "Unlike the NQ loss, Nestor is smooth."], []),
        (["NQ training often fails.", "We saw NQ training.", "Nestor is faster than NQ training."], []),
        (["Many use shore-first routing.", "They know shore-first routing.", "We saw shore-first routing."], []),
        (["Full fine-tuning is slow.", "Birds know full fine-tuning.", "Unlike full fine-tuning, Nestor floats."], ["full fine-tuning"]),
        (["Standard methods are slow.", "Birds know standard methods.", "Unlike standard methods, Nestor floats."], []),
        (["Large-scale training is slow.", "Large-scale training fails.", "It is unlike large-scale training."], []),
        (["Our shore-first routing is new.", "Shore-first routing is fast.", "Shore-first routing works."], []),
    ],
)
def test_a_kind_comes_back_as_somebody_elses(sentences: list[str], kinds: list[str]) -> None:
    assert kinds_of(*sentences) == kinds


def test_what_the_paper_itself_is_about_is_no_kind_of_others() -> None:
    sentences = ["Shore-first routing is slow.", "Shore-first routing often fails.", "Nestor is faster than shore-first routing."]
    assert kinds_of(*sentences, title="On shore-first routing of birds") == []
    assert kinds_of(*sentences, own="shorefirst") == []


@pytest.mark.parametrize(
    ("sentences", "title", "kinds"),
    [
        (["Nestor is faster than MoNs.", "Compared with MoN layers, it is small."], "Nests that float", ["MoN"]),
        (["Nestor is faster than MoNs.", "Compared with MoN layers, it is small."], "A mixture of nests", []),
        (["Nestor is faster than MoNs.", "Our MoN is smaller than MoNs."], "Nests that float", []),
        (
            ["Many use a mixture of nests (MoN).", "Nestor is faster than MoNs.", "Compared with MoN layers, it is small."],
            "Nests that float",
            ["MoN", "mixture of nests"],
        ),
        (["Nestor is faster than MoNs."], "Nests that float", []),
    ],
)
def test_a_class_of_models_is_a_rival_only_where_the_paper_stands_against_it(sentences: list[str], title: str, kinds: list[str]) -> None:
    assert kinds_of(*sentences, title=title) == kinds


def test_a_kind_is_meant_wherever_it_stands() -> None:
    text = make_text(["The Lark-k gate jumps.", "We plot the Lark-k gate.", "Unlike the Lark-k gate, Nestor is smooth."])
    names = find_names(text, [], RULES)
    tokens = tokenize(text.sentences[1], make_lexicon(text, names, RULES, frozenset()))
    assert [t.label for token in tokens if token.mark == "METHOD" for t in token.targets] == ["Lark-k gate"]
