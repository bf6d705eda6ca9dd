import itertools
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from flows import context
from flows.cli import main
from models.config_files import config_dir
from tests.warm_workers import WarmWorkers

ROOT = Path(__file__).resolve().parent.parent
SLOW_FIXTURES = {"reviewed", "sample_data", "outcomes"}
"""Fixtures that read all sample papers, or start processes and wait for them to be killed: whatever asks for one is slow."""
SLOW_FILES = (
    "tests/flows/",
    "tests/extractors/tables/test_tables_properties.py",
    "tests/extractors/text/test_text_on_papers.py",
    "tests/extractors/test_worker.py",
    "tests/extractors/test_stage_cache.py",
    "tests/warehouse/test_views.py",
    "tests/warehouse/test_build.py",
    "tests/warehouse/test_kept_between_builds.py",
    "tests/warehouse/test_overrides.py",
    "tests/warehouse/test_queries.py",
    "tests/review/test_server.py",
    "tests/review/test_end_to_end.py",
)
"""Runs in processes of their own, hundreds of typeset pages, the samples read once more, and a hundred warehouses."""
SLOW_TESTS = {
    "test_builds_at_the_same_time_wait_for_each_other",
    "test_what_a_killed_build_leaves_is_swept_by_the_next",
    "test_the_same_store_gives_the_same_rows",
    "test_killed_again_and_again_it_goes_on_where_it_was",
    "test_refresh_over_a_folder_of_bad_files_records_each_reason_and_reads_the_good_ones",
    "test_odd_file_names_and_links_do_no_harm",
    "test_compacted_papers_are_those_of_the_files_whatever_happens_to_them",
    "test_any_page_is_survived",
    "test_long_lists_are_cut_and_lead_to_all",
    "test_retry_after_is_waited_for",
    "test_one_bad_id_costs_no_other_of_its_list_and_is_named",
    "test_python_m_flows_is_the_same_command",
    "test_a_killed_writer_loses_only_its_own_paper",
    "test_a_receipt_that_is_gone_keeps_its_page_and_says_withdrawn",
    "test_a_topic_of_the_configuration_shows_its_description",
    "test_hostile_words_show_as_text_on_every_kind_of_page",
    "test_one_bad_id_in_a_bibliography_is_named_and_the_next_survey_is_asked",
    "test_the_breaker_opens_after_outages_in_a_row_and_only_for_them",
    "test_two_processes_share_the_pace",
    "test_inspect_reads_a_folder_and_those_below_it",
    "test_a_server_that_refuses_everything_is_not_asked_for_each_id",
    "test_the_same_warehouse_gives_the_same_bytes",
    "test_the_topic_page_tells_counts_ranks_sub_problems_and_frontier",
    "test_long_lists_are_cut_with_the_sql_that_shows_all_and_many_methods_are_quick",
    "test_inspect_shows_one_stage_alone",
    "test_inspect_as_text_is_for_reading",
    "test_inspect_explains_its_verdicts_and_draws_what_it_found",
    "test_inspect_prints_an_object_a_file_in_the_order_given",
    "test_a_reader_always_finds_whole_pages_while_they_are_replaced",
}
"""Those that took over two seconds of CPU when all were measured: half of what the rest took together."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know how much of the shared corpus is read."""
    parser.addoption("--whole-corpus", action="store_true", help="read all papers of the shared corpus, not those that CI has the time for")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes seconds as slow, so that `make quick` leaves it out."""
    for item in items:
        is_slow = SLOW_FIXTURES & set(getattr(item, "fixturenames", ()))
        if is_slow or getattr(item, "originalname", "") in SLOW_TESTS or item.path.relative_to(ROOT).as_posix().startswith(SLOW_FILES):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def _warm_workers() -> Iterator[None]:
    """Runs inside the test's process share worker processes; those in processes of their own do not."""
    warm = WarmWorkers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "WorkerPool", warm.lend)
        yield
    warm.end()


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No METHOD_DRIFT_* variable of the person who runs the tests reaches them, and none of one test another."""
    for name in [name for name in os.environ if name.startswith("METHOD_DRIFT_")]:
        monkeypatch.delenv(name)
    config_dir.cache_clear()
    yield
    config_dir.cache_clear()
    logging.getLogger().setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def _temporary_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders, one after the other; pytest's own look through all that are there for a number that is free."""
    base = tmp_path_factory.mktemp("temporary")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_temporary_folder(_temporary_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for the pace that another one, or another run of them, keeps towards a server: ports of loopback come again."""
    folder = next(_temporary_folders)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


def write_pdf(path: Path, *pages: str, stamp: str = "", password: str = "") -> Path:
    """Write a PDF with a page for each text, arXiv's stamp up the left margin of the first."""
    with pymupdf.open() as document:
        for number, text in enumerate(pages):
            page = document.new_page()
            page.insert_textbox((72, 72, 540, 770), text, fontsize=10)
            if stamp and not number:
                page.insert_text((30, 500), stamp, fontsize=14, rotate=90)
        options = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "user_pw": password, "owner_pw": password} if password else {}
        path.parent.mkdir(parents=True, exist_ok=True)
        document.save(path, **options)
    return path


PARAGRAPH = (
    "Pebblecache keeps every slot it has seen. In contrast to earlier rules it needs no training, and it was written for this test "
    "alone. We describe the rule, its cost and three runs on a small stream of made-up tokens that nobody has ever recorded. "
)


@pytest.fixture
def paper_folder(tmp_path: Path) -> Path:
    """A folder of two small papers, one with arXiv's stamp."""
    return make_paper_folder(tmp_path / "papers")


def make_paper_folder(folder: Path) -> Path:
    first = f"Pebblecache\n\nAda Marrow\n\nAbstract\n{PARAGRAPH * 2}"
    write_pdf(folder / "pebble.pdf", first, PARAGRAPH * 3, stamp="arXiv:2203.01234v2 [cs.LG] 2 Mar 2022")
    write_pdf(folder / "gravel.pdf", f"Gravelcache\n\nBen Quillon\n\nAbstract\n{PARAGRAPH * 3}")
    return folder


SAMPLE_TOPIC = "toy-predictor-caches"


@pytest.fixture(scope="session")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root with the warehouse of the sample papers."""
    data = tmp_path_factory.mktemp("samples")
    assert main(["refresh", SAMPLE_TOPIC, "--data", str(data), "--no-prefect", "--no-publish"]) == 0
    return data
