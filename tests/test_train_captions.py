"""Training of what tells a caption's phrases. Captions are about invented methods."""

import re
from pathlib import Path

import pytest

from bench.labelled_papers import hash_text
from bench.train_captions import LABELS, NOTHING, Caption, Phrase, judge_folds, tell, train, write_weights
from extractors.results.captions import phrases
from extractors.results.captions.phrases import describe_words, join_tags
from extractors.results.vocabulary import TableVocabulary, load_vocabulary
from models.errors import ConfigError

VOCABULARY: TableVocabulary = load_vocabulary(Path(__file__).parents[1] / "config")
MEASURES = ["Accuracy", "Pass rate", "Perplexity", "Success rate"]
DATA = ["Reef-Bench", "TideQA", "BayWorld"]


def made_captions() -> list[Caption]:
    found: list[Caption] = []
    for n, measure in enumerate(MEASURES):
        for data in DATA:
            text = f"{measure} of gates on {data} with Quill-7B."
            words = [text[a:b] for a, b in describe_words(text, VOCABULARY)[0]]
            phrases: list[Phrase] = [
                ("measure", 0, len(measure.split())),
                ("data", words.index(data), words.index(data) + 1),
                ("condition", words.index("Quill-7B"), words.index("Quill-7B") + 1),
            ]
            found.append(Caption(f"paper {n}", describe_words(text, VOCABULARY)[1], phrases))
    return found


def test_two_trainings_write_the_same_file_and_reading_it_finds_what_was_learned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    captions = made_captions()
    for name in ("first.json", "second.json"):
        write_weights(train(captions), tmp_path / name)
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()

    (tmp_path / "results").mkdir()
    (tmp_path / "first.json").rename(tmp_path / "results" / "caption_model.json")
    monkeypatch.setattr(phrases, "config_dir", lambda: tmp_path)
    text = "Hit rate of gates on MoorBench with Quill-9B."
    found = phrases.find_phrases.__wrapped__(text, VOCABULARY)
    assert [(x.kind, text[x.start : x.end]) for x in found] == [
        ("measure", "Hit rate"),
        ("data", "MoorBench"),
        ("condition", "Quill-9B"),
    ]


def test_papers_are_judged_by_the_weights_of_others() -> None:
    judged = judge_folds(made_captions())
    assert len(judged) == len(MEASURES) * len(DATA)
    assert "data          12 marked: P 1.000 R 1.000, near P 1.000 R 1.000" in tell("data", judged)


def test_tags_become_phrases_again() -> None:
    caption = made_captions()[3]
    assert join_tags(tag.replace(NOTHING, "") for tag in caption.tags()) == caption.phrases


def test_a_file_that_holds_no_weights_is_named(tmp_path: Path) -> None:
    path = tmp_path / "caption_model.json"
    path.write_text("{}")
    with pytest.raises(ConfigError, match=re.escape("caption_model.json")):
        phrases.load_chain(tmp_path)


def test_labels_hold_no_text_of_papers() -> None:
    first = LABELS.read_text(encoding="utf-8").split("\n")[1]
    assert re.fullmatch(r'"[0-9a-f]{12}": \[.*\],', first)
    assert len(hash_text("Accuracy of gates")) == 12
