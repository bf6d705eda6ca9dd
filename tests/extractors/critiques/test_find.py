"""Receipts as they come out: what each carries, and that the decision is the learned one."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.critiques.find import find_critiques
from extractors.critiques.rules import load_rules
from models.errors import ConfigError
from tests.extractors.made_text import NAMES, make_text

RULES = load_rules(Path(__file__).resolve().parents[3] / "config", None)
SHA = "0" * 64
PARAGRAPH = ["LarkMix [1] mixes all larks at once.", "However, it suffers from slow convergence and fails to scale to long inputs."]


def test_a_receipt_carries_its_place_its_cue_and_its_citation() -> None:
    text = make_text(["However, LarkMix [1] fails to separate birds that sing alike."])
    (receipt,), _ = find_critiques(text, NAMES, RULES, SHA)
    assert receipt.boxes == list(text.sentences[0].boxes)
    assert (receipt.citation, receipt.cited_ref, receipt.rule_id) == ("[1]", 1, "fail")
    assert receipt.kind == "limitation"
    assert (receipt.anaphoric, receipt.context) == (False, "")
    assert 0.5 < receipt.confidence <= 1


def test_a_receipt_that_points_back_brings_the_sentence_that_names_the_method() -> None:
    receipts = [r for r in find_critiques(make_text(PARAGRAPH), NAMES, RULES, SHA)[0] if r.sentence == PARAGRAPH[1]]
    assert [(r.method_label, r.anaphoric, r.context) for r in receipts] == [("LarkMix", True, PARAGRAPH[0])]


def test_an_own_method_and_praise_give_no_receipt() -> None:
    for sentence in ("TidalGate fails to separate birds that sing alike.", "LarkMix [1] is efficient and scales to large inputs."):
        critiques, _ = find_critiques(make_text([sentence]), NAMES, RULES, SHA)
        assert not [c for c in critiques if c.is_counted], sentence


def test_a_pointer_does_not_reach_over_a_paragraph() -> None:
    assert find_critiques(make_text(PARAGRAPH[:1], PARAGRAPH[1:]), NAMES, RULES, SHA)[0] == []


@pytest.mark.parametrize(
    ("said", "blamed"),
    [
        ("As noted in prior work [1], plain larks fail to scale and cannot handle long inputs.", []),
        ("In contrast to earlier observations with larks [1, 2], such nets fail to scale.", []),
        ("Previous studies [1, 3] emphasize that this approach fails to capture the song of larks, hindering birds from singing.", []),
        ("However, recent work [1, 3] has shown that it suffers from collapse, which makes it unsuitable for long inputs.", []),
        ("As noted in prior work, LarkMix [1] fails to scale and cannot handle long inputs.", ["LarkMix"]),
    ],
)
def test_a_work_that_is_only_the_source_of_what_is_said_is_not_blamed(said: str, blamed: list[str]) -> None:
    critiques, _ = find_critiques(make_text([said]), NAMES, RULES, SHA)
    assert [c.method_label for c in critiques if c.is_counted] == blamed


def test_the_operator_sets_the_threshold() -> None:
    text = make_text(["However, LarkMix [1] fails to separate birds that sing alike."])
    strict = replace(RULES, weights=RULES.weights | {"threshold": 1.01})
    assert [c.is_counted for c in find_critiques(text, NAMES, RULES, SHA)[0]] == [True]
    assert [c.is_counted for c in find_critiques(text, NAMES, strict, SHA)[0]] == [False]


def test_the_more_methods_a_sentence_blames_the_surer_it_must_be() -> None:
    one, two = (
        "However, LarkMix [1] fails to separate birds that sing alike.",
        "LarkMix [1] and FernRoute [2] cannot handle inputs of mixed length.",
    )
    many = replace(RULES, weights=RULES.weights | {"threshold_rise": 0.5, "threshold_of_many": 1.01})
    kept = [
        [c.is_counted for c in find_critiques(make_text([text]), NAMES, rules, SHA)[0]] for rules in (RULES, many) for text in (one, two)
    ]
    assert kept == [[True], [True, True], [True], [False, False]]


def test_the_threshold_rises_with_each_doubling_up_to_that_of_many_and_never_falls_below_what_the_operator_sets() -> None:
    rules = replace(RULES, weights=RULES.weights | {"threshold": 0.7, "threshold_rise": 0.1, "threshold_of_many": 0.88})
    assert [round(rules.threshold(n, is_mere_contrast=False), 2) for n in (0, 1, 2, 4, 100)] == [0.7, 0.7, 0.8, 0.88, 0.88]
    strict = replace(rules, weights=rules.weights | {"threshold": 0.95})
    assert [round(strict.threshold(n, is_mere_contrast=False), 2) for n in (1, 4)] == [0.95, 0.95]


def test_a_mere_contrast_counts_only_where_the_operator_says_so() -> None:
    contrast = "Unlike LarkMix [1], which sorts birds by size, TidalGate sorts them by song."
    drawback = "Unlike LarkMix [1], which ignores the song, TidalGate listens to it."
    texts = make_text([contrast]), make_text([drawback])
    strict, lenient = (replace(RULES, weights=RULES.weights | {"threshold": 0.7, "contrast_threshold": least}) for least in (1.0, 0.7))
    assert [c.is_counted for text in texts for c in find_critiques(text, NAMES, strict, SHA)[0]] == [False, True]
    assert [c.is_counted for text in texts for c in find_critiques(text, NAMES, lenient, SHA)[0]] == [True, True]


@pytest.mark.parametrize(
    ("said", "is_counted"),
    [
        ("In contrast, TidalGate requires zero training to sort birds.", False),
        ("In contrast, LarkMix requires a long training to sort birds.", True),
        ("However, it requires a long training to sort birds.", True),
    ],
)
def test_what_the_authors_set_against_the_methods_before_is_a_mere_contrast(said: str, is_counted: bool) -> None:
    described = (
        "LarkMix [1] and FernRoute [2] learn a score for each bird from labelled songs, which is slow and needs retraining for each forest."
    )
    found, _ = find_critiques(make_text([described, said]), NAMES, RULES, SHA)
    assert is_counted in {c.is_counted for c in found if c.sentence == said}
    assert is_counted or not any(c.is_counted for c in found if c.sentence == said)


def test_related_work_in_the_appendix_is_read_as_related_work() -> None:
    drawback = "These methods usually measure birds through samples, and leave open which song is worth its cost."
    text = make_text(["LarkMix [1] and FernRoute [2] sort birds by size.", drawback])

    def blame(section: str) -> dict[str, float]:
        moved = replace(text, sentences=tuple(replace(s, kind="appendix", section=section) for s in text.sentences))
        return {c.method_label: c.confidence for c in find_critiques(moved, NAMES, RULES, SHA)[0]}

    related, elsewhere = blame("B Related Work"), blame("B Further Tables")
    assert related.keys() == elsewhere.keys() == {"LarkMix", "FernRoute"}
    assert all(related[name] > elsewhere[name] + 0.03 for name in related)


def test_receipts_are_the_same_on_every_run_and_differ_between_papers() -> None:
    text = make_text(["LarkMix [1] and FernRoute [2] cannot handle inputs of mixed length."])
    first, again = (find_critiques(text, NAMES, RULES, SHA)[0] for _ in range(2))
    other, _ = find_critiques(text, NAMES, RULES, "1" * 64)
    assert first == again
    assert len({r.receipt_id for r in first} | {r.receipt_id for r in other}) == 4


def test_a_pair_of_which_the_trees_say_little_is_judged_without_the_encoder(tmp_path: Path) -> None:
    nowhere = replace(RULES, encoder_folder=tmp_path)
    assert find_critiques(make_text(["LarkMix [1] mixes all larks at once."]), NAMES, nowhere, SHA)[0] == []
    with pytest.raises(ConfigError, match=r"encoder\.onnx"):
        find_critiques(make_text(["However, LarkMix [1] fails to separate birds that sing alike."]), NAMES, nowhere, SHA)


def test_an_alias_of_names_csv_means_the_canonical_name() -> None:
    rules = replace(RULES, names=replace(RULES.names, aliases=(("BirdMixer", "LarkMix"),)))
    critiques, _ = find_critiques(make_text(["However, BirdMixer fails to separate birds that sing alike."]), NAMES, rules, SHA)
    assert [(c.method_label, c.cited_ref) for c in critiques] == [("LarkMix", 1)]


def test_a_sentence_with_a_cue_and_nobody_to_blame_is_an_abstention() -> None:
    assert find_critiques(make_text(["LarkMix [1] does not suffer from noise."]), NAMES, RULES, SHA) == ([], 1)


@pytest.mark.parametrize("least", ["least", "least_together"])
def test_what_says_little_is_left_out_unless_its_cue_is_a_topics_own(least: str) -> None:
    text = make_text(["However, LarkMix [1] fails to separate birds that sing alike."])
    strict = replace(RULES, model=replace(RULES.model, **{least: 99.0}))
    assert find_critiques(text, NAMES, strict, SHA) == ([], 1)
    own = replace(strict, patterns=tuple(replace(p, id=f"own-{p.id}") for p in RULES.patterns))
    assert [c.method_label for c in find_critiques(text, NAMES, own, SHA)[0]] == ["LarkMix"]


def test_a_method_whose_words_say_little_is_left_out_and_the_others_are_judged_as_before() -> None:
    text = make_text(["Herons [5] count, as do owls [3], but LarkMix [1] fails to separate birds that sing alike."])
    lenient, strict = (replace(RULES, model=replace(RULES.model, least_together=least)) for least in (-99.0, 0.5))
    every, likely = (find_critiques(text, NAMES, rules, SHA)[0] for rules in (lenient, strict))
    assert {c.method_label for c in every} - {c.method_label for c in likely} == {"LarkMix"}
    kept = [c for c in every if c.method_label != "LarkMix"]
    assert [c.receipt_id for c in likely] == [c.receipt_id for c in kept]
    assert [c.confidence for c in likely] == [c.confidence for c in kept]
