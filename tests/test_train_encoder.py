"""Training the encoder: what it learns from, and what is made of its word beside the trees'. The training itself needs PyTorch."""

import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("lightgbm")

from bench.labelled_papers import Label, hash_text
from bench.receipt_scores import LabelledPaper
from bench.train_encoder import (
    LEAST,
    PIECES,
    confide_together,
    fit_joined,
    judge_wording,
    list_examples,
    make_encoder,
    name_network,
    train_networks,
    write_joined,
)
from bench.train_receipts import label_paper
from extractors.critiques.gather import gather_evidence, open_views
from extractors.critiques.model import load_joined
from extractors.critiques.rules import load_rules
from extractors.wording.encoder import FAR
from extractors.wording.pieces import load_pieces
from tests.extractors.made_text import NAMES, make_text

NEVER = random.Random(1)  # noqa: S311
"""Chance that takes hardly any of the other sentences."""
RULES = load_rules(Path(__file__).resolve().parents[1] / "config", None)


def made_paper(name: str) -> LabelledPaper:
    text = make_text(["LarkMix [1] and FernRoute [2] sing.", "LarkMix fails at night.", "Herons wade.", "They are slow."])
    labels = [Label(hash_text("LarkMix fails at night."), True, frozenset({hash_text("LarkMix")}))]
    return label_paper(Path(f"field/{name}.pdf"), text, gather_evidence(text, NAMES, open_views(text, NAMES, RULES)), labels)


def test_it_learns_from_what_the_trees_choose_and_from_every_label() -> None:
    paper = made_paper("made")
    none = np.full(len(paper.of_pair), -99.0)
    (labelled,) = (e for e in list_examples(paper, none, load_pieces(PIECES), NEVER) if e.of_sentence)
    assert (labelled.of_sentence, sorted(labelled.of_pairs)) == (2, [0, 2])
    n_near = len({pair.sentence for pair in paper.evidence.pairs})
    assert len(list_examples(paper, none + 99, load_pieces(PIECES), NEVER)) == n_near


def test_a_method_out_of_sight_is_known_as_far() -> None:
    paper = made_paper("made")
    last = list_examples(paper, np.zeros(len(paper.of_pair)), load_pieces(PIECES), NEVER)[-1]
    assert {FAR} == {distance for distance, place in zip(last.distances, last.at, strict=True) if not place}


def test_the_encoder_is_asked_only_of_what_the_trees_do_not_rule_out() -> None:
    paper = made_paper("made")
    odds = np.where(np.arange(len(paper.of_pair)) % 2 == 0, LEAST + 1, LEAST - 1)
    said = judge_wording([paper], {"made": odds}, PIECES.parent)["made"]
    assert (np.isnan(said) == (odds < LEAST)).all()


def test_what_tells_right_from_wrong_weighs_more(tmp_path: Path) -> None:
    papers = [made_paper(name) for name in ("one", "two", "three")]
    odds = {p.name: np.zeros(len(p.of_pair)) for p in papers}
    wording = {p.name: np.where(p.of_pair > 0, 2.0, -2.0) for p in papers}
    joined = fit_joined(papers, odds, wording)
    assert joined.encoder > abs(joined.trees)
    confidence = confide_together(papers, odds, wording, lambda p: p.name)
    assert all(confidence[p.name][p.of_pair > 0].min() > confidence[p.name][p.of_pair == 0].max() for p in papers)
    write_joined(joined, tmp_path / "joined.toml")
    assert load_joined(tmp_path / "joined.toml") == joined


def test_a_network_that_is_kept_is_not_trained_again(tmp_path: Path) -> None:
    paper = made_paper("made")
    examples = list_examples(paper, np.zeros(len(paper.of_pair)), load_pieces(PIECES), NEVER)
    kept = tmp_path / name_network(examples) / "encoder.onnx"
    kept.parent.mkdir()
    kept.write_text("a lark")
    assert train_networks([examples], tmp_path, 1) == [kept.parent]
    assert kept.read_text() == "a lark"
    assert name_network(examples[1:]) != name_network(examples)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of PyTorch's exporter that traces
def test_two_trainings_give_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the extra `encoder` is not installed")
    paper = made_paper("made")
    examples = list_examples(paper, np.zeros(len(paper.of_pair)), load_pieces(PIECES), NEVER)
    for run in ("one", "two"):
        (tmp_path / run).mkdir()
        make_encoder(examples, tmp_path / run)
    assert (tmp_path / "one" / "encoder.onnx").read_bytes() == (tmp_path / "two" / "encoder.onnx").read_bytes()
