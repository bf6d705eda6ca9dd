"""The scorer counts what the gold's guide says, and says what was missed."""

import json
from pathlib import Path
from typing import Any

import pytest

from models.errors import ConfigError
from warehouse.evaluate import Tally, evaluate, gold_beaten, score_beaten, score_critiques, score_results
from warehouse.gold import GoldPaper, is_same_label, is_same_sentence, load_gold, table_number

GOLD: dict[str, Any] = {
    "critiques": [
        {
            "page": 1,
            "sentence": "Gable [3] drops tokens when its queue is full.",
            "targets": [{"name": "Gable", "cite": "[3]"}],
            "clear": True,
        },
        {
            "page": 2,
            "sentence": "Hexnet may be slow on long inputs of any kind.",
            "targets": [{"name": "Hexnet"}],
            "clear": False,
        },
        {
            "page": 2,
            "sentence": "This scheme needs twice the memory of ours in all runs.",
            "targets": [{"name": "Hexnet"}],
            "clear": True,
        },
    ],
    "tables": [
        {
            "table": "Table 2",
            "records": [
                {
                    "method": "Gable",
                    "own": False,
                    "benchmark": "TinyQA",
                    "setting": "8 shots",
                    "value": "61.2",
                    "direction": "higher",
                },
                {
                    "method": "Ours",
                    "own": True,
                    "benchmark": "TinyQA",
                    "setting": "8 shots",
                    "value": "63.0",
                    "direction": "higher",
                },
                {
                    "method": "Dense",
                    "own": False,
                    "benchmark": "TinyQA",
                    "setting": "8 shots",
                    "value": "50.0",
                    "direction": "higher",
                },
            ],
        }
    ],
    "other_tables": [{"table": "Table 3", "page": 4, "why": "hyper-parameters"}],
}
PAPER = GoldPaper.model_validate({"paper": "a"} | GOLD)


def receipt(sentence: str, method: str = "Gable", citation: str = "") -> dict[str, Any]:
    return {"sentence": sentence, "method": method, "citation": citation}


def cell(method: str, value: str, setting: str = "8 shots", table: str = "Table 2") -> dict[str, Any]:
    return {
        "table_label": table,
        "page": 3,
        "method_label": method,
        "benchmark": "TinyQA",
        "setting": setting,
        "value_text": value,
    }


def test_an_unclear_sentence_counts_neither_way() -> None:
    predicted = [receipt(GOLD["critiques"][0]["sentence"]), receipt(GOLD["critiques"][1]["sentence"], "Hexnet")]
    sentence, full = score_critiques(
        predicted,
        PAPER.critiques,
        misses := {k: [] for k in ("critique missed", "critique false", "critique wrong target")},
    )
    assert sentence == Tally(1, 1, 1, 2)
    assert full == Tally(1, 1, 1, 2)
    assert misses["critique missed"] == [GOLD["critiques"][2]["sentence"]]


def test_a_receipt_with_the_wrong_target_is_no_hit_but_its_citation_can_save_it() -> None:
    sentence = GOLD["critiques"][0]["sentence"]
    wrong: dict[str, list[str]] = {k: [] for k in ("critique missed", "critique false", "critique wrong target")}
    assert score_critiques([receipt(sentence, "Hexnet")], PAPER.critiques, wrong)[1].n_right == 0
    assert "Hexnet" in wrong["critique wrong target"][0]
    assert score_critiques([receipt(sentence, "another name", "[3]")], PAPER.critiques, wrong)[1].n_right == 1


def test_rows_of_other_tables_are_false_and_unknown_tables_are_ignored() -> None:
    wrong: dict[str, list[str]] = {"result false": [], "result missed": []}
    rows = [
        cell("Gable", "61.2"),
        cell("Ours", "63.0", setting=""),
        cell("Dense", "8", table="TABLE 3"),
        cell("Dense", "8", table="Table 9"),
    ]
    cells, bound = score_results(rows, PAPER, wrong)
    assert cells == Tally(2, 3, 2, 3)
    assert bound.n_right == 1
    assert len(wrong["result false"]) == 1


def test_generic_baselines_are_not_counted_as_beaten() -> None:
    assert gold_beaten(PAPER) == {"Gable", "Dense"}
    wrong: dict[str, list[str]] = {"beaten missed": [], "beaten false": []}
    assert score_beaten(["Gable", "Dense", "Hexnet"], PAPER, wrong) == Tally(1, 2, 1, 1)
    assert wrong["beaten false"] == ["Hexnet"]


def test_labels_sentences_and_table_numbers_compare_as_the_guide_says() -> None:
    assert is_same_label("D²-Gable", "D2-Gable")
    assert is_same_label("Switch Transformer", "Switch Transformers")
    assert not is_same_label("Gable", "Hexnet")
    assert is_same_sentence("It fails — on long inputs.", "it fails on long inputs")
    assert [table_number(x) for x in ("Table 2", "TABLE III", "Table A.4:")] == ["2", "iii", "a4"]


def test_a_bad_gold_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no gold here"):
        load_gold(tmp_path)
    (tmp_path / "bad.json").write_text(json.dumps({"critiques": [{"page": "x"}]}))
    with pytest.raises(ConfigError, match=r"bad\.json"):
        load_gold(tmp_path)


def test_a_missing_warehouse_names_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(GOLD))
    with pytest.raises(ConfigError, match="method-drift refresh"):
        evaluate(tmp_path / "none.duckdb", tmp_path)
