"""What a table's grid loses is counted as an abstention and shown, not passed over."""

from dataclasses import replace

import pytest

from extractors import reading
from extractors.inspection import inspect_results
from extractors.paper import judge_content, load_rule_set
from flows.printing import describe
from models.config_files import config_dir
from models.document import PageContent, Table
from tests.conftest import ROOT

SAMPLE = ROOT / "samples" / "tidepool.pdf"


@pytest.mark.slow
def test_numbers_that_stand_in_no_cell_are_abstentions_and_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, find_tables = reading.read_content(SAMPLE), reading.find_tables
    assert (whole.n_lost, [told for told in whole.text.warnings if "in no cell" in told]) == (0, [])

    def lose_the_last_column(pages: list[PageContent]) -> list[Table]:
        return [replace(table, cells=tuple(c for c in table.cells if c.col < table.n_cols - 1)) for table in find_tables(pages)]

    monkeypatch.setattr(reading, "find_tables", lose_the_last_column)
    lost = reading.read_content(SAMPLE)
    assert lost.n_lost > 3
    assert any("of its numbers stand in no cell" in told and "Table 1 on page" in told for told in lost.text.warnings)

    rules = load_rule_set(config_dir(), None)
    known, unsure = (judge_content(content, rules, "0" * 64).n_abstained for content in (whole, replace(whole, n_lost=5)))
    assert unsure == known + 5
    shown = "\n".join(describe(inspect_results(SAMPLE, rules, "0" * 64)))
    assert "left out because unsure: " in shown
    assert " results of " in shown and " numbers)" in shown
