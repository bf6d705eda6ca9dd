import shutil
from pathlib import Path

import pytest

from models.data_root import find_data_root
from models.errors import ConfigError
from models.settings import load_settings, load_topic, load_topics

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "checkout" / "config"
    shutil.copytree(ROOT / "config", folder)
    monkeypatch.setenv("METHOD_DRIFT_CONFIG_DIR", str(folder))
    return folder


def test_the_shipped_configuration_loads() -> None:
    assert load_settings().data == ROOT / "data"
    topics = load_topics()
    assert topics["mixture-of-experts-routing"].title == "Mixture-of-experts routing"
    assert topics["toy-predictor-caches"].path == ROOT / "samples"


def test_the_shipped_settings_file_states_the_defaults(config: Path) -> None:
    written = load_settings()
    (config / "settings.toml").unlink()
    assert load_settings() == written


def test_a_variable_wins_over_the_file_and_an_option_over_both(config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("METHOD_DRIFT_ARXIV_BASE_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("METHOD_DRIFT_WORKERS", "3")
    monkeypatch.setenv("METHOD_DRIFT_ALLOWED_HOSTS", "a.example, b.example")
    monkeypatch.setenv("METHOD_DRIFT_DATA", "elsewhere")
    settings = load_settings()
    assert (settings.arxiv_base_url, settings.n_workers) == ("http://127.0.0.1:9", 3)
    assert settings.allowed_hosts == ("a.example", "b.example")
    assert settings.data == tmp_path / "elsewhere"
    assert load_settings(Path("given")).data == tmp_path / "given"


def test_the_data_root_is_found_whatever_the_other_settings_say(config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (config / "settings.toml").write_text('data = "lake"\nwrokers = 2\n')
    assert find_data_root() == config.parent / "lake"
    assert find_data_root(tmp_path / "given") == tmp_path / "given"
    monkeypatch.setenv("METHOD_DRIFT_DATA", str(tmp_path / "elsewhere"))
    assert find_data_root() == tmp_path / "elsewhere"


def test_a_data_root_that_is_no_path_is_told(config: Path) -> None:
    (config / "settings.toml").write_text("data = 3\n")
    with pytest.raises(ConfigError, match=r"settings\.toml: data: must be the path"):
        find_data_root()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("wrokers = 2", ["settings.toml", "unknown key wrokers", "workers"]),
        ("workers = -1", ["settings.toml", "workers"]),
        ('arxiv_base_url = "ftp://x"', ["settings.toml", "arxiv_base_url", "http"]),
        ('cron = "daily"', ["settings.toml", "cron", "five fields"]),
        ("workers = ", ["settings.toml", "cannot be read"]),
    ],
)
def test_a_wrong_setting_names_file_and_key(config: Path, line: str, told: list[str]) -> None:
    (config / "settings.toml").write_text(line)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert [part for part in told if part not in str(caught.value)] == []


def test_a_misspelt_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METHOD_DRIFT_WORKER", "2")
    with pytest.raises(ConfigError, match="unknown key METHOD_DRIFT_WORKER"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('title = "T"', "source arxiv needs a query or surveys"),
        ('title = "T"\nsource = "directory"', "source directory needs a path"),
        ('title = "T"\nquery = "x"\nsurvey = ["y"]', "unknown key survey"),
        ('query = "x"', "title"),
    ],
)
def test_a_wrong_topic_names_file_and_key(config: Path, text: str, told: str) -> None:
    (config / "topics" / "odd.toml").write_text(text)
    with pytest.raises(ConfigError, match=told) as caught:
        load_topic("odd")
    assert "odd.toml" in str(caught.value)


@pytest.mark.parametrize("name", ["nope", "../settings", "A B", ""])
def test_an_unknown_topic_lists_the_known_ones(name: str) -> None:
    with pytest.raises(
        ConfigError, match="known topics: agent-harnesses, llm-adaptation, mixture-of-experts-routing, toy-predictor-caches"
    ):
        load_topic(name)


def test_a_folder_of_a_topic_starts_at_the_checkout(config: Path) -> None:
    (config / "topics" / "local.toml").write_text('title = "T"\nsource = "directory"\npath = "pdfs"')
    assert load_topic("local").path == config.parent / "pdfs"


def test_surveys_that_are_files_start_at_the_checkout(config: Path) -> None:
    file = config / "topics" / "toys.toml"
    file.write_text('title = "Toys"\nsurveys = ["surveys/one.pdf", "/two.pdf", "2401.99001", "cs/0112017", "https://arxiv.org/x.pdf"]\n')
    surveys = load_topic("toys").surveys
    assert surveys == (str(config.parent / "surveys" / "one.pdf"), "/two.pdf", "2401.99001", "cs/0112017", "https://arxiv.org/x.pdf")
