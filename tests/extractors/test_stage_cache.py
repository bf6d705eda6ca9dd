"""What is kept of a PDF gives the rows that reading it gives, and is never trusted when it could give others."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.fingerprint import content_fingerprint
from extractors.paper import RuleSet, extract_paper, load_rule_set
from extractors.stage_cache import Stage
from models.errors import PaperError
from models.rows import ExtractedPaper, PaperMeta
from tests.conftest import ROOT

CONFIG = ROOT / "config"
SAMPLE = ROOT / "samples" / "tidepool.pdf"
SHA = hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
META = PaperMeta(topic="t", paper_id="tidepool")


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rule_set(CONFIG, None)


@pytest.fixture(scope="module")
def read_anew(rules: RuleSet) -> ExtractedPaper:
    return extract_paper(SAMPLE, META, rules, SHA, "f")


@pytest.fixture(scope="module")
def fewer(tmp_path_factory: pytest.TempPathFactory, read_anew: ExtractedPaper) -> RuleSet:
    """The rules without the pattern that found the paper's last critique."""
    config = tmp_path_factory.mktemp("fewer") / "config"
    shutil.copytree(CONFIG, config)
    dropped = f'"{read_anew.critiques[-1].rule_id}"'
    for path in config.rglob("*.jsonl"):
        path.write_text("\n".join(line for line in path.read_text().splitlines() if dropped not in line))
    return load_rule_set(config, None)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path / "stages", content_fingerprint(CONFIG))


def test_rows_are_the_same_with_and_without_it(stage: Stage, rules: RuleSet, read_anew: ExtractedPaper) -> None:
    assert read_anew.critiques and read_anew.results
    assert extract_paper(SAMPLE, META, rules, SHA, "f", stage) == read_anew
    assert extract_paper(SAMPLE, META, rules, SHA, "f", stage) == read_anew


def test_changed_rules_open_no_pdf_again(stage: Stage, rules: RuleSet, fewer: RuleSet, read_anew: ExtractedPaper) -> None:
    extract_paper(SAMPLE, META, rules, SHA, "f", stage)
    paper = extract_paper(Path("gone.pdf"), META, fewer, SHA, "f", stage)
    assert 0 < len(paper.critiques) < len(read_anew.critiques)
    assert paper.results == read_anew.results


def test_rows_that_nobody_has_proved_are_proved(stage: Stage, rules: RuleSet, fewer: RuleSet, read_anew: ExtractedPaper) -> None:
    extract_paper(SAMPLE, META, fewer, SHA, "f", stage)
    with pytest.raises(PaperError, match="no such file"):
        extract_paper(Path("gone.pdf"), META, rules, SHA, "f", stage)
    assert extract_paper(SAMPLE, META, rules, SHA, "f", stage) == read_anew


@pytest.mark.parametrize("harm", [lambda raw: raw[:-9], lambda raw: raw[:100] + b"\0" + raw[101:], lambda raw: b"", lambda raw: b"x" * 99])
def test_a_damaged_entry_is_read_again(stage: Stage, rules: RuleSet, read_anew: ExtractedPaper, harm: object) -> None:
    extract_paper(SAMPLE, META, rules, SHA, "f", stage)
    [entry] = stage.folder.iterdir()
    whole = entry.read_bytes()
    assert callable(harm)
    entry.write_bytes(harm(whole))
    assert extract_paper(SAMPLE, META, rules, SHA, "f", stage) == read_anew
    assert entry.read_bytes()[:32] == whole[:32]


def test_an_entry_of_other_code_is_not_used_and_makes_room(stage: Stage, rules: RuleSet) -> None:
    extract_paper(SAMPLE, META, rules, SHA, "f", replace(stage, fingerprint="e" * 64))
    with pytest.raises(PaperError):
        extract_paper(Path("gone.pdf"), META, rules, SHA, "f", stage)
    extract_paper(SAMPLE, META, rules, SHA, "f", stage)
    assert [entry.name for entry in stage.folder.iterdir()] == [f"{SHA}-{stage.fingerprint[:16]}.pickle"]


def test_it_is_made_again_when_the_words_of_reading_change_and_not_when_those_of_critiques_do(tmp_path: Path) -> None:
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    before = content_fingerprint(config)
    for folder in ("critiques", "patterns", "results", "names"):
        (config / folder).mkdir(exist_ok=True)
        (config / folder / "more.toml").write_text("more = []\n")
    content_fingerprint.cache_clear()
    assert content_fingerprint(config) == before
    (config / "text").mkdir(exist_ok=True)
    (config / "text" / "more.toml").write_text("more = []\n")
    content_fingerprint.cache_clear()
    assert content_fingerprint(config) != before
