"""Training the decision on receipts: two trainings are one, and what it learns from is what the labels say."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("lightgbm")

from bench import train_receipts
from bench.hash_receipt_labels import hash_paper
from bench.labelled_papers import Label, hash_text, load_labels
from bench.receipt_scores import Group, LabelledPaper, choose, score
from bench.train_receipts import LABELS, Words, judge_unseen, label_paper, make_corpus, train, write_model
from extractors.critiques.gather import gather_evidence, open_views
from extractors.critiques.model import load_model, tabulate, weigh
from extractors.critiques.rules import load_rules
from tests.extractors.made_text import NAMES, make_text
from warehouse.gold import load_gold

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
RULES = load_rules(ROOT / "config", None)


def test_labels_say_which_sentence_and_whom() -> None:
    text = make_text(["LarkMix [1] and FernRoute [2] sing.", "LarkMix fails at night.", "Herons wade."])
    labels = [Label(hash_text("LarkMix fails at night."), True, frozenset({hash_text("LarkMix")}))]
    paper = label_paper(Path("field/made.pdf"), text, gather_evidence(text, NAMES, open_views(text, NAMES, RULES)), labels)
    assert paper.of_sentence.tolist() == [0, 2, 0]
    right = {(p.sentence, p.target.label) for p, verdict in zip(paper.evidence.pairs, paper.of_pair, strict=True) if verdict}
    assert right == {(1, "LarkMix")}


def test_receipts_of_unclear_sentences_count_neither_way() -> None:
    text = make_text(["LarkMix [1] fails at night.", "FernRoute [2] is slow.", "Heron [5] wades."])
    labels = [Label(hash_text("LarkMix [1] fails at night."), True, frozenset({hash_text("LarkMix")}))]
    labels.append(Label(hash_text("FernRoute [2] is slow."), False, frozenset({hash_text("FernRoute")})))
    paper = label_paper(Path("field/made.pdf"), text, gather_evidence(text, NAMES, open_views(text, NAMES, RULES)), labels)
    confidence = {"made": (paper.of_pair >= 0).astype(float)}
    found = score([paper], choose([paper], confidence, lambda _: 0.5))
    n_pairs = sum(p.sentence != 1 for p in paper.evidence.pairs)
    assert (found["n"], found["P"], found["R"]) == (n_pairs, 1 / n_pairs, 1.0)


def test_the_more_methods_a_sentence_blames_the_fewer_of_them_count() -> None:
    text = make_text(["LarkMix [1] and FernRoute [2] fail at night.", "Heron [5] wades."])
    paper = label_paper(Path("field/made.pdf"), text, gather_evidence(text, NAMES, open_views(text, NAMES, RULES)), [])
    confidence = {"made": np.full(len(paper.of_pair), 0.8)}
    chosen = choose([paper], confidence, lambda n: 0.7 if n == 1 else 0.9)["made"]
    n_methods = Counter(p.sentence for p in paper.evidence.pairs)
    assert n_methods[0] > 1
    assert chosen.tolist() == [n_methods[p.sentence] == 1 for p in paper.evidence.pairs]


@pytest.fixture(scope="module")
def papers() -> list[LabelledPaper]:
    """Return the sample papers with their labels as hashes."""
    found = []
    for gold in load_gold(ROOT / "samples" / "expected"):
        path = ROOT / "samples" / f"{gold.paper}.pdf"
        labels = [Label(sentence, bool(clear), frozenset(names)) for sentence, clear, names in hash_paper(path, gold, RULES)]
        found.append(train_receipts.read_labelled(path, labels, RULES))
    return found


@pytest.mark.slow
def test_two_trainings_give_the_same_bytes(papers: list[LabelledPaper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_receipts, "N_TREES", 20)
    texts = []
    for run in ("one", "two"):
        corpus, known = make_corpus(papers), dict[frozenset[Group], Words]()
        write_model(train(corpus, known, judge_unseen(corpus, known)), tmp_path / run)
        texts.append((tmp_path / run).read_bytes())
    assert texts[0] == texts[1]
    model = load_model(tmp_path / "one")
    assert model.features
    assert weigh(model, tabulate(papers[0].evidence.rows, model.features)).shape == (len(papers[0].of_pair),)


def test_no_paper_of_the_first_gold_is_trained_on() -> None:
    labels = load_labels(LABELS)
    assert len(labels) > 100
    if not (SHARED / "eval" / "gold").is_dir():
        pytest.skip("the shared gold is not beside this checkout")
    first = {json.loads(path.read_text())["paper"] for path in (SHARED / "eval" / "gold").glob("*.json")}
    assert not first & set(labels)


def test_a_paper_without_a_name_here_is_found_by_its_digest(tmp_path: Path) -> None:
    made = tmp_path / "some file.pdf"
    made.write_bytes(b"%PDF larks")
    digest = hashlib.sha256(b"%PDF larks").hexdigest()[: train_receipts.N_DIGITS]
    assert train_receipts.find_paper([tmp_path], digest) == made
    assert train_receipts.find_paper([tmp_path], "some file") == made
    assert train_receipts.find_paper([tmp_path], "other") is None
    assert train_receipts.find_paper([tmp_path], "0" * train_receipts.N_DIGITS) is None


def test_a_paper_is_known_by_the_name_of_its_labels() -> None:
    path = ROOT / "samples" / f"{load_gold(ROOT / 'samples' / 'expected')[0].paper}.pdf"
    assert train_receipts.read_labelled(path, [], RULES, "0123456789abcdef").name == "0123456789abcdef"
