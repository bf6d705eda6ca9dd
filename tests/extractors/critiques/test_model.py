"""The learned decision as a file, and the walk through it."""

import json
from pathlib import Path

import numpy as np
import pytest

from extractors.critiques.model import calibrate, confidence_of, explain_row, load_joined, load_model, tabulate, weigh
from models.errors import ConfigError

SHIPPED = Path(__file__).resolve().parents[3] / "config" / "critiques" / "receipts_model.json"
MADE = {
    "least": -3.0,
    "least_together": -5.0,
    "slope": 2.0,
    "intercept": -1.0,
    "features": ["beak", "song_ahead"],
    "sentence": {"bias": -1.0, "weights": {"1 moults": 3.0}},
    "pair": {"bias": 0.0, "weights": {}},
    "trees": [[[0, 0.5, 1, 2, 0.1], [-1.0], [1, 10.0, 3, 4, 0.4], [2.0], [0.3]], [[0.25]]],
}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(MADE))
    return path


def test_every_row_goes_its_way_through_all_trees(made: Path) -> None:
    model = load_model(made)
    rows = [{"beak": 0.0}, {"beak": 1.0, "song_ahead": 3.0}, {"beak": 1.0}]
    assert weigh(model, tabulate(rows, model.features)).tolist() == [-0.75, 2.25, 0.55]


def test_what_each_piece_of_evidence_added_sums_up_to_the_decision(made: Path) -> None:
    model = load_model(made)
    added = explain_row(model, np.array([1.0, 3.0]))
    assert added == pytest.approx({"beak": 0.3, "song_ahead": 1.6})


def test_long_texts_say_no_more_than_short_ones(made: Path) -> None:
    words = load_model(made).sentence
    assert words.score({"1": {"moults"}}) == 2.0
    assert words.score({"1": {"moults", "a"}, "2": {("a", "moults"), ("moults", "a")}}) == 0.5


def test_the_confidence_is_that_of_the_calibration(made: Path) -> None:
    assert confidence_of(calibrate(load_model(made), 0.5)) == 0.5


def test_trees_and_encoder_are_weighed_beside_each_other(tmp_path: Path) -> None:
    path = tmp_path / "joined.toml"
    path.write_text("least = -1\nbias = 0.5\ntrees = 1\nencoder = 2\n")
    assert load_joined(path).weigh(3.0, -1.0) == 1.5


@pytest.mark.parametrize("text", ["bias = 1\n", 'least = 0\nbias = 0\ntrees = 1\nencoder = "much"\n'])
def test_weights_that_are_missing_or_none_are_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "joined.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"joined\.toml: must have numbers named least, bias, trees, encoder"):
        load_joined(path)


def test_a_file_that_is_no_model_is_told(made: Path) -> None:
    made.write_text('{"trees": []}')
    with pytest.raises(ConfigError, match=r"model\.json: not a model"):
        load_model(made)


def test_the_shipped_model_is_small_and_asks_only_for_its_features() -> None:
    model = load_model(SHIPPED)
    assert SHIPPED.stat().st_size < 1_000_000
    assert model.forest.feature.max() < len(model.features)
