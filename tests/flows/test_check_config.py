"""`check-config` reads all that a night reads, and tells each fault once, with its file."""

import shutil
from pathlib import Path

import pytest
from prefect.client.schemas.schedules import CronSchedule

from extractors.critiques.rules import load_rules
from extractors.paper import load_rule_set
from flows.cli import main
from models.errors import ConfigError
from models.settings import load_settings
from tests.conftest import ROOT
from warehouse.bibliographies import VENUES_FILE, load_venues
from warehouse.identity.overrides import read_overrides

TOPIC = "mixture-of-experts-routing"
NOT_READ = ("wording/LICENSE.txt", "warehouse/overrides.toml")
DEPENDENT = ("critiques/contrast.jsonl", "critiques/limitation.jsonl", "wording/vocabulary.txt")
"""Files that are read only where another one is right: lists before patterns, the network before its pieces."""
FILES = [path.relative_to(ROOT / "config").as_posix() for path in (ROOT / "config").rglob("*") if path.is_file()]
PATTERN = (
    '{"id": "moults", "kind": "limitation", "role": "subject", "weight": 1, "pattern": [{"LEMMA": "moult"}],'
    ' "example": "FooNet moults.", "counter_example": "FooNet sings."}'
)
FAULTS = {
    "names/words.toml": ("", "\nwords = 'x'\n", "there is no list 'words'"),
    "names/names.csv": ("", "Lark\n", "names.csv:2: needs two columns"),
    "critiques/words.toml": ("negations =", "negation =", "there is no list 'negations' in words.toml"),
    "critiques/confidence.toml": ("threshold = 0.75", "threshold = 7", "threshold must be between 0 and 1"),
    "critiques/joined.toml": ("trees = 0.915", "trees = nan", "must have numbers named"),
    "critiques/receipts_model.json": ('{"', '["', "not a model of bench/train_receipts.py; take the file from the checkout again"),
    "results/metrics.toml": (
        "['mm', 'Acc. (mm)', 'Rainfall (mm)']",
        "[]",
        "[[metric]] number 1: each of its patterns must be [pattern, an example",
    ),
    "results/table_labels.toml": ("[[class_heading]]", "[[class_headings]]", "missing or unknown: ['class_headings']"),
    "results/generic_labels.toml": (
        "",
        "\n[[generic]]\nform = '({pattern})'\npatterns = [['x', 'x', 'y']]\n",
        "stand in its form as {patterns}",
    ),
    "results/said_of_labels.toml": ("[[own]]", "[[onw]]", "missing or unknown: ['onw']"),
    "results/points.toml": ("any_own", "any_on", "missing ['any_own'], unknown ['any_on']"),
    "results/label_words.toml": ("ours = [", "ours = [ '(?i)ours', ", "'(?i)ours' is no regular expression"),
    "text/sentences.toml": ("abbreviations = [", "abbreviations = [ 'e(g', ", "'e(g' is no regular expression"),
    "text/hyphens.toml": ("", "\nmore = ['x']\n", "missing or unknown: ['more']"),
    "references/citations.toml": ("cues = [", "cues = ", "cannot be read: "),
    "warehouse/kinds.csv": ("", 'model,"abc,abc,b\n', "has 2 cells, not 4; a cell with a comma in it needs quotes"),
    "warehouse/benchmarks.csv": ("pattern", "patern", "must name the columns kind, pattern, matches, not; missing: pattern"),
    "warehouse/not_compared.csv": ("", "all,(abc,abc,b\n", "'(abc' is no regular expression"),
    "warehouse/venues.csv": ("", "first year,(?=abc)abc,abc,b,x\n", "'(?=abc)abc' cannot be searched by DuckDB"),
    "warehouse/sizes.toml": ("sizes =", "size =", "must have the lists sizes"),
}
"""Of a file: what is replaced (nothing: what is added at its end), by what, and what is told."""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped configuration."""
    folder = shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "samples").mkdir()
    monkeypatch.setenv("METHOD_DRIFT_CONFIG_DIR", str(folder))
    return folder


def check(data: Path, capsys: pytest.CaptureFixture[str], code: int) -> list[str]:
    """Run the command, which must end with this code, and return its lines but those that all is well."""
    assert main(["check-config", "--data", str(data)]) == code
    return [line for line in capsys.readouterr().out.splitlines() if not line.startswith("ok: ") and "arxiv_contact" not in line]


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")


def test_check_config_passes_what_is_shipped(tmp_path: Path, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-config", "--data", str(tmp_path / "data")]) == 0
    told = capsys.readouterr().out
    assert f"ok: topic {TOPIC}" in told and "warning: " in told and "arxiv_contact" in told
    assert not (tmp_path / "data").exists()


def test_check_config_names_all_that_is_wrong_at_once(tmp_path: Path, config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = (config / "settings.toml").read_text()
    (config / "settings.toml").write_text(settings.replace("30 3 * * *", "30 25 * * *").replace('"UTC"', '"Mars/Olympus"'))
    (config / "topics" / "gone.toml").write_text('title = "Gone"\nsource = "directory"\npath = "nowhere"\nsurveys = ["lost.pdf"]\n')
    (config / "topics" / "odd.toml").write_text('titel = "Odd"\n')
    assert main(["check-config", "--data", str(tmp_path / "data")]) == 2
    errors = [line for line in capsys.readouterr().out.splitlines() if line.startswith("error: ")]
    for told in ("hour 25", "Mars/Olympus", "no such folder", "lost.pdf: neither", "unknown key titel"):
        assert [told in line for line in errors].count(True) == 1, (told, errors)


@pytest.mark.parametrize("is_dependent", [False, True])
def test_whatever_file_is_junk_is_named_once(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, is_dependent: bool
) -> None:
    files = [config / name for name in FILES if name not in NOT_READ and (name in DEPENDENT) == is_dependent]
    for file in files:
        file.write_bytes(b"\xff\xfe\x00junk")
    told = check(tmp_path / "data", capsys, 2)
    assert sorted(line.removeprefix("error: ").partition(".")[0] for line in told) == sorted(str(file).partition(".")[0] for file in files)


def test_faults_of_many_files_are_told_at_once_and_once_each(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, (old, new, _) in FAULTS.items():
        spoil(config / name, old, new)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "overrides.toml").write_text(f"[{TOPIC}.merge]\nmethod = 'a'\ninto = 'b'\n")
    told = check(tmp_path / "data", capsys, 2)
    assert len(told) == len(set(told))
    for name, (_, _, said) in FAULTS.items():
        assert [line for line in told if said in line and str(config) in line], (name, said, told)
    assert f"error: {tmp_path}/data/overrides.toml: {TOPIC}.merge must be written [[{TOPIC}.merge]], with two brackets" in "\n".join(told)
    assert not [line for line in told if "Error(" in line or "Errno" in line or "index out of range" in line]


def test_a_file_of_lists_that_is_not_there_is_told_and_not_every_pattern_that_needs_it(config: Path) -> None:
    (config / "critiques" / "words.toml").unlink()
    with pytest.raises(ConfigError) as caught:
        load_rules(config, None)
    assert str(caught.value) == f"{config}/critiques/words.toml: cannot be read: No such file or directory"


def test_the_run_tells_all_files_too(config: Path) -> None:
    for name in ("critiques/confidence.toml", "results/points.toml"):
        old, new, _ = FAULTS[name]
        spoil(config / name, old, new)
    with pytest.raises(ConfigError, match=r"confidence\.toml: threshold must be[^;]*;\n[^;]*points\.toml: missing"):
        load_rule_set(config, TOPIC)


def test_what_is_never_read_is_named_with_what_would_be(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = "bad_noun = 'ghosting'\nlosing_birds = 'moult'\n"
    (config / "warehouse" / "kinds.csv").rename(config / "warehouse" / "kind.csv")
    for name, text in (
        ("critiques/mixture-of-expert-routing/words.toml", own),
        (f"critiques/{TOPIC}/word.toml", own),
        (f"critiques/{TOPIC}/words.toml", own),
        (f"critiques/{TOPIC}/birds.jsonl", PATTERN.replace('"moult"', '"@losing_birds"')),
        (f"names/{TOPIC}/name.csv", "a,b\n"),
        (f"results/{TOPIC}/label_words.toml", "x = 1\n"),
        ("topics/new.tml", "title = 'x'\n"),
        ("../data/overrides.toml", "[[mixture-of-expert-routing.merge]]\nmethod = 'a'\ninto = 'b'\n"),
    ):
        (config / name).parent.mkdir(parents=True, exist_ok=True)
        (config / name).write_text(text)
    told = check(tmp_path / "data", capsys, 0)
    topics = "the topics are agent-harnesses, llm-adaptation, mixture-of-experts-routing, toy-predictor-caches"
    assert sorted(told) == [
        f"warning: {config}/critiques/mixture-of-expert-routing: is not read, for no topic has this name; {topics}",
        f"warning: {config}/critiques/{TOPIC}/word.toml: is not read; a topic's own files here are *.jsonl, checks.toml, words.toml",
        *[line for line in told if f"{TOPIC}/words.toml: no pattern uses the list bad_noun; lists that it could add to are" in line],
        f"warning: {config}/names/{TOPIC}/name.csv: is not read; a topic's own files here are names.csv, words.toml",
        f"warning: {config}/results/{TOPIC}: is not read; a topic has a folder of its own in critiques and names only",
        f"warning: {config}/topics/new.tml: is not read; a topic is a file NAME.toml",
        f"warning: {config}/warehouse/kinds.csv: there is no such file; a night does without it",
        f"warning: {tmp_path}/data/overrides.toml: mixture-of-expert-routing is no topic; {topics}",
    ]
    assert len(told) == 8


def test_files_of_a_topic_that_are_said_to_be_read_are(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("critiques/x/checks.toml", "critiques/x/words.toml", "names/x/names.csv", "names/x/words.toml")
    (config / "topics" / "x.toml").write_text("title = 'X'\nquery = 'all:x'\n")
    for name in names:
        (config / name).parent.mkdir(exist_ok=True)
        (config / name).write_bytes(b"\xff")
    told = check(tmp_path / "data", capsys, 2)
    assert sorted(told) == [f"error: {config / name}: cannot be read: it is no text in UTF-8" for name in names]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (PATTERN.replace('"moult"', '"moult", "OP": "x"'), "OP must be one of"),
        (PATTERN.replace('"moult"', '"moult", "OP": 3'), "OP must be one of"),
        (PATTERN.replace('"moult"', '"moult", "POS": "BIRD"'), "POS must be one of"),
        (PATTERN.replace('"weight": 1', '"weight": NaN'), "weight must be a number"),
        (PATTERN.replace('"weight": 1', '"traits": [["noun"]], "weight": 1'), "traits must be a list of some of"),
        (PATTERN.replace('"weight": 1', '"weight": '), "not a JSON object (Expecting value, at column"),
    ],
)
def test_a_pattern_that_could_not_be_used_is_told_with_its_line(config: Path, line: str, said: str) -> None:
    file = config / "critiques" / TOPIC / "birds.jsonl"
    file.parent.mkdir()
    file.write_text(f"// birds\n{line}\n")
    with pytest.raises(ConfigError) as caught:
        load_rules(config, TOPIC)
    assert str(caught.value).startswith(f"{file}:2: {said}")


def test_a_pattern_that_spacy_refuses_is_told_with_its_line(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(config / "critiques" / "contrast.jsonl", "", PATTERN.replace('"moult"', '"moult", "IS_PUNCT": "x"'))
    [told] = check(tmp_path / "data", capsys, 2)
    assert "critiques/contrast.jsonl:16: pattern 'moults' is refused by spaCy: " in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("birds = 3", "birds is no table of overrides; tables are [[TOPIC.KIND]]"),
        ("[[birds.merg]]\nmethod = 'a'", "birds.merg is no table of overrides"),
        ("[birds.merge]\nmethod = 'a'", "birds.merge must be written [[birds.merge]], with two brackets"),
        (
            "[[birds.merge]]\nmethod = 'a'\nin = 'b'",
            "[[birds.merge]] number 1: into is missing; [[birds.merge]] number 1: there is no key in",
        ),
        ("[[birds.kind]]\nmethod = 'a'\nkind = 'bird'", "[[birds.kind]] number 1: kind: Input should be 'method'"),
        ("[birds", "cannot be read: "),
    ],
)
def test_what_is_wrong_with_overrides_is_told_as_the_file_has_it(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "overrides.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_overrides(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}/overrides.toml: {said}")


def test_overrides_and_rules_that_are_folders_are_told(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data" / "overrides.toml").mkdir(parents=True)
    (config / VENUES_FILE).unlink()
    (config / VENUES_FILE).mkdir()
    errors = [line for line in check(tmp_path / "data", capsys, 2) if line.startswith("error: ")]
    assert errors == [f"error: {path}: cannot be read: Is a directory" for path in (config / VENUES_FILE, tmp_path / "data/overrides.toml")]
    with pytest.raises(ConfigError, match=r"venues\.csv: cannot be read"):
        load_venues(config / VENUES_FILE)


@pytest.mark.parametrize(
    "cron",
    [
        *("30 3 * * *", "a b c d e", "*/0 * * * *", "*/15 0-23/2 1,15 jan-mar MON-fri", "0 3 * * 7", "0 3 * * 8", "60 * * * *"),
        *("0 3 0 * *", "1,,2 * * * *", "0 3 * mon *", "0 3 * * 1-5", "1-2-3 * * * *", "*-3 * * * *", "-1 * * * *"),
        *("5/10 * * * *", "5/0 * * * *", "0 24 * * *", "0 3 * 13 *"),
        *("0 3 L * *", "0 3 ? * *", "0 3 * * 5#3", "0 3 * * l5", "? 3 * * *", "0 3 l3 * *", "0 3 * * 5#6", "0 3 * l *"),
    ],
)
def test_settings_take_the_cron_that_prefect_takes(config: Path, cron: str) -> None:
    spoil(config / "settings.toml", "30 3 * * *", cron)
    try:
        CronSchedule(cron=cron)
    except ValueError:
        with pytest.raises(ConfigError, match=r"settings\.toml: cron: \w+ \S+ in '.*' is none of: \*, \d to \d+"):
            load_settings()
    else:
        assert load_settings().cron == cron


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('timezone = "UTC"', 'timezone = "Mars/Olympus"', "timezone: 'Mars/Olympus' is no time zone"),
        ('timezone = "UTC"', 'timezone = "../UTC"', "timezone: '../UTC' is no time zone"),
        ("paper_timeout_seconds = 300.0", "paper_timeout_seconds = inf", "paper_timeout_seconds: Input should be a finite number"),
        ("arxiv_gap_seconds = 3.0", "arxiv_gap_seconds = nan", "arxiv_gap_seconds: Input should be a finite number"),
    ],
)
def test_settings_out_of_their_range_are_refused(config: Path, old: str, new: str, said: str) -> None:
    spoil(config / "settings.toml", old, new)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{config}/settings.toml: {said}")


@pytest.mark.parametrize("new", ["threshold = 7", "threshold = -0.1", "threshold = nan", "threshold = true"])
def test_a_threshold_that_is_no_confidence_is_refused(config: Path, new: str) -> None:
    spoil(config / "critiques" / "confidence.toml", "threshold = 0.75", new)
    with pytest.raises(ConfigError, match=r"critiques/confidence\.toml: threshold must be"):
        load_rules(config, None)
