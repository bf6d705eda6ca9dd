"""Quality on the sample papers, which every checkout has: a floor that needs no paper of others."""

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.readme import renew_samples
from warehouse.build import DATABASE_NAME
from warehouse.evaluate import MEASURES, Tally, evaluate

FLOORS = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))["samples"]


@pytest.fixture(scope="module")
def total(reviewed: Path) -> dict[str, Tally]:
    return evaluate(reviewed / DATABASE_NAME, ROOT / "samples" / "expected").total()


def test_every_measure_has_its_floor() -> None:
    assert sorted(FLOORS) == sorted(MEASURES)


@pytest.mark.parametrize(("measure", "part"), [(measure, part) for measure in FLOORS for part in FLOORS[measure]])
def test_quality_on_the_samples_is_above_its_floor(total: dict[str, Tally], measure: str, part: str) -> None:
    assert total[measure].n_gold > 50, "a share of few says little"
    assert getattr(total[measure], part) >= FLOORS[measure][part]


def test_the_readme_shows_what_its_commands_print(reviewed: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert renew_samples(text, reviewed) == text, "run `make readme`"
