"""When works were first seen, by what bibliographies print of them."""

import datetime as dt

import duckdb
import pytest

from tests.warehouse.made_up import TOPICS, paper, reference, result, store
from warehouse.build import build

TITLE = "Gull: a way to follow ships for scraps"
PRINTED = {
    "at a meeting": (f"A. Stork. {TITLE}. In Proceedings of the Meeting of Birds, 2031.", 2031, dt.date(2031, 1, 1), "by_year"),
    "nowhere told": (f"A. Stork. {TITLE}, 2031.", 2031, dt.date(2031, 1, 1), "by_year"),
    "as a preprint": (f"A. Stork. {TITLE}. arXiv preprint, 2031.", 2031, dt.date(2031, 1, 1), "year"),
    "as somebody's list of links has it": (f"A. Stork. {TITLE}. In arxiv.org, 2031.", 2031, dt.date(2031, 1, 1), "by_year"),
    "before preprints": (f"A. Stork. {TITLE}. In Proceedings of the Meeting of Birds, 2001.", 2001, dt.date(2001, 1, 1), "year"),
    "a meeting's month": (f"A. Stork. {TITLE}. In Proceedings of the Meeting of Birds, Aug. 2031.", 2031, dt.date(2031, 1, 1), "by_year"),
    "a month": (f"A. Stork. {TITLE}. Bird blog, Aug. 2031.", 2031, dt.date(2031, 8, 1), "month"),
}


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    root = tmp_path_factory.mktemp("dates")
    topics = {f"birds {i}": "Birds" for i in range(len(PRINTED))} | TOPICS
    for i, (raw, year, *_) in enumerate(PRINTED.values()):
        rows = [result("Gull", 1.0, citation="[1]", cited_ref=1)]
        entry = reference(1, TITLE, year=year).model_copy(update={"raw": raw})
        store(root, paper(f"3201.0000{i}", results=rows, references=[entry], topic=f"birds {i}"))
    build(root, topics)
    with duckdb.connect(str(root / "method_drift.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT topic, first_seen, first_seen_precision FROM methods WHERE method = 'Gull'").fetchall()
    return {topic: tuple(date) for topic, *date in found}


@pytest.mark.parametrize("place", PRINTED)
def test_a_work_is_as_old_as_its_venue_lets_one_read_it(dated, place):
    assert dated[f"birds {list(PRINTED).index(place)}"] == PRINTED[place][2:]


def test_a_paper_dated_by_its_id_is_known_to_the_month_and_one_dated_by_its_source_to_the_day(tmp_path):
    store(tmp_path, paper("3201.00001", own="Gull", published=dt.date(2032, 1, 1)), paper("3201.00002", own="Stork"))
    store(tmp_path, paper("3201.00003", own="Heron", published=dt.date(2032, 1, 17)))
    build(tmp_path, TOPICS)
    with duckdb.connect(str(tmp_path / "method_drift.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT method, first_seen_precision FROM methods WHERE kind = 'method' ORDER BY method").fetchall()
    assert found == [("Gull", "month"), ("Heron", "day"), ("Stork", "month")]
