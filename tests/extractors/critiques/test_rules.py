"""What is wrong in config/ is told with file and line."""

import json
from pathlib import Path
from shutil import copytree

import pytest

from extractors.critiques.find import find_critiques
from extractors.critiques.rules import load_rules
from models.document import PaperNames
from models.errors import ConfigError
from models.rows import NamedCitation
from tests.extractors.made_text import make_text

CONFIG = Path(__file__).resolve().parents[3] / "config"
GOOD = {
    "id": "moults",
    "kind": "limitation",
    "role": "subject",
    "weight": 1,
    "pattern": [{"LEMMA": "moult"}],
    "example": "FooNet moults.",
    "counter_example": "FooNet sings.",
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    copytree(CONFIG, tmp_path, dirs_exist_ok=True)
    for path in (tmp_path / "critiques").glob("*.jsonl"):
        path.unlink()
    return tmp_path


def write(config: Path, *lines: str) -> None:
    (config / "critiques" / "own.jsonl").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "own.jsonl:2: not a JSON object"),
        (json.dumps([1]), "own.jsonl:2: needs exactly the keys"),
        (json.dumps({**GOOD, "id": "b", "colour": "red"}), "colour"),
        (json.dumps({k: v for k, v in GOOD.items() if k != "example"}), "example"),
        (json.dumps({**GOOD, "id": "b", "kind": "praise"}), "own.jsonl:2: kind"),
        (json.dumps({**GOOD, "id": "b", "role": "verb"}), "role"),
        (json.dumps({**GOOD, "id": "b", "traits": ["activ"]}), "own.jsonl:2: traits must be a list of some of ('active'"),
        (json.dumps({**GOOD, "id": "b", "pattern": []}), "pattern"),
        (json.dumps({**GOOD, "id": "b", "weight": "much"}), "weight"),
        (json.dumps({**GOOD, "id": "b", "example": " "}), "example"),
        (json.dumps(GOOD), "own.jsonl:2: the id 'moults' is taken by "),
        (json.dumps({**GOOD, "id": "b", "pattern": [{"LEMA": "moult"}]}), "own.jsonl:2"),
        (json.dumps({**GOOD, "id": "b", "pattern": [{"POS": "ADV"}]}), "own.jsonl:2"),
        (json.dumps({**GOOD, "id": "b", "pattern": [{"LEMMA": "@beaks"}]}), "own.jsonl:2: there is no list 'beaks' in words.toml"),
        (json.dumps({**GOOD, "id": "b", "pattern": [{"LOWER": {"NOT_IN": ["@beaks"]}}]}), "'beaks'"),
        (json.dumps({**GOOD, "id": "b", "pattern": [{"LOWER": {"BETWEEN": ["a", "b"]}}]}), "own.jsonl:2: words are"),
        (json.dumps({**GOOD, "id": "b", "pattern": [{"LOWER": "a", "LEMMA": "b"}]}), "not both"),
    ],
)
def test_a_wrong_pattern_is_told_with_its_line(config: Path, line: str, told: str) -> None:
    write(config, json.dumps(GOOD), line)
    with pytest.raises(ConfigError, match=r".") as caught:
        load_rules(config, None)
    assert told in str(caught.value)


def test_no_patterns_at_all(config: Path) -> None:
    with pytest.raises(ConfigError, match="no pattern files"):
        load_rules(config, None)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("names/names.csv", "alias,canonical\nLark\n", "names.csv:2"),
        ("names/words.toml", "not_names = 3\n", "not_names"),
        ("names/words.toml", "not_names = [\n", "words.toml"),
        ("critiques/confidence.toml", 'threshold = "high"\n', "threshold"),
    ],
)
def test_a_wrong_list_is_told_with_its_file(config: Path, name: str, content: str, told: str) -> None:
    write(config, json.dumps(GOOD))
    (config / name).write_text(content)
    with pytest.raises(ConfigError, match=told):
        load_rules(config, None)


def test_a_missing_file_is_told(config: Path) -> None:
    write(config, json.dumps(GOOD))
    (config / "names" / "names.csv").unlink()
    with pytest.raises(ConfigError, match=r"names\.csv"):
        load_rules(config, None)


def test_comments_and_empty_lines_are_skipped(config: Path) -> None:
    write(config, "// birds", "", json.dumps(GOOD))
    assert [p.source for p in load_rules(config, None).patterns] == [f"{config / 'critiques' / 'own.jsonl'}:3"]


def test_a_missing_weight_is_told_with_its_name(config: Path) -> None:
    write(config, json.dumps(GOOD))
    (config / "critiques" / "confidence.toml").write_text("threshold = 0.5\n")
    with pytest.raises(ConfigError, match="named"):
        load_rules(config, None)


def test_a_list_is_kept_once_and_a_topic_adds_to_it(config: Path) -> None:
    write(config, json.dumps({**GOOD, "pattern": [{"LEMMA": {"IN": ["@birds", "finch"]}}]}))
    (config / "critiques" / "words.toml").write_text('birds = "lark, @waders"\nwaders = "heron"\n')
    (config / "critiques" / "coast").mkdir()
    (config / "critiques" / "coast" / "words.toml").write_text('waders = "curlew"\n')
    for topic, words in ((None, ["lark", "heron", "finch"]), ("coast", ["lark", "heron", "curlew", "finch"])):
        (pattern,) = load_rules(config, topic).patterns
        assert pattern.tokens() == [{"LEMMA": {"IN": words}}]


def test_a_list_that_holds_itself_is_told(config: Path) -> None:
    write(config, json.dumps(GOOD))
    (config / "critiques" / "words.toml").write_text('birds = "@waders"\nwaders = "@birds"\n')
    with pytest.raises(ConfigError, match="holds itself"):
        load_rules(config, None)


def test_a_misspelt_weight_is_told_with_its_name(config: Path) -> None:
    write(config, json.dumps(GOOD))
    path = config / "critiques" / "confidence.toml"
    path.write_text(path.read_text() + "\nhegded = 0.5\n")
    with pytest.raises(ConfigError, match=r"confidence\.toml: .*hegded"):
        load_rules(config, None)


def test_a_topic_adds_to_the_words_of_the_checks(config: Path) -> None:
    (config / "critiques" / "limitation.jsonl").write_text((CONFIG / "critiques" / "limitation.jsonl").read_text())
    (config / "critiques" / "coast").mkdir()
    (config / "critiques" / "coast" / "checks.toml").write_text('small_cost = "tidal"\navoiding_verbs = "shoo"\n')
    names = PaperNames(cited=(NamedCitation(method_label="FooNet", ref_index=1),))
    for sentence in ("FooNet incurs a tidal overhead at every step.", "FooNet shooed and suffers."):
        plain, coast = (find_critiques(make_text([sentence]), names, load_rules(config, topic), "0" * 64)[0] for topic in (None, "coast"))
        assert (len(plain), coast) == (1, []), sentence


def test_a_misspelt_list_of_checks_is_told_with_its_file(config: Path) -> None:
    write(config, json.dumps(GOOD))
    (config / "critiques" / "checks.toml").write_text('gain = "speedup"\n')
    with pytest.raises(ConfigError, match=r"critiques/checks\.toml: there is no list 'gain'"):
        load_rules(config, None)
