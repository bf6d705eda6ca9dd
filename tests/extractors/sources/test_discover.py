"""Discovery night after night against a server on loopback that serves the sample papers."""

import datetime as dt
import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.pdf.pages import read_pages
from extractors.reading import read_text
from extractors.sources.arxiv import ArxivClient
from extractors.sources.discover import FULL_SEARCH_DAYS, Discovery, Places, discover_papers, fetch_papers, look_up
from extractors.sources.folder import Listing
from extractors.sources.http import MAX_ATTEMPTS
from extractors.sources.surveys import is_same_work, resolve_references
from extractors.tables.find import find_tables
from models.arxiv_id import ArxivId
from models.errors import PaperError, SourceError
from models.geometry import Box
from models.rows import PaperMeta, Reference
from models.settings import Settings, Topic
from tests.arxiv_server import HTML, SAMPLES, ArxivServer, Fault, sample_papers

SURVEY = "2509.99912"
NIGHT = dt.date(2026, 1, 10)
TOPIC = Topic(key="toys", title="Toys", query="abs:slot AND (ti:eviction OR ti:evicting)")
"""Finds the papers on eviction by their titles; the survey brings the others."""


@pytest.fixture
def server() -> Iterator[ArxivServer]:
    with ArxivServer(sample_papers()) as running:
        yield running


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.under(tmp_path, TOPIC)


def open_client(server: ArxivServer) -> ArxivClient:
    return ArxivClient(Settings(arxiv_base_url=server.url, arxiv_gap_seconds=0.01))


def read_bibliography(path: Path, meta: PaperMeta) -> Sequence[Reference]:
    pages = read_pages(path)
    return read_text(pages, find_tables(pages)).references


def discover(server: ArxivServer, places: Places, topic: Topic = TOPIC, day: dt.date = NIGHT) -> Discovery:
    with open_client(server) as client:
        return discover_papers(client, topic, places, day, read_bibliography)


def fetch(server: ArxivServer, places: Places, topic: Topic = TOPIC, day: dt.date = NIGHT, most: int | None = None) -> Listing:
    with open_client(server) as client:
        found = discover_papers(client, topic, places, day, read_bibliography)
        return fetch_papers(client, found, places, lambda _: None, most)


def ids(listing: Listing) -> list[str]:
    return sorted(f"{p.meta.paper_id}v{p.meta.version}" for p in listing.papers)


EVICTION = ["2203.99901v1", "2211.99902v1", "2504.99910v1"]


def test_a_first_night_fetches_all_and_a_second_one_nothing(server: ArxivServer, places: Places) -> None:
    first = fetch(server, places)
    assert ids(first) == EVICTION
    assert all(paper.path.read_bytes().startswith(b"%PDF-") for paper in first.papers)
    server.log.clear()
    second = fetch(server, places, day=NIGHT + dt.timedelta(days=1))
    assert sorted(p.pdf_sha256 for p in second.papers) == sorted(p.pdf_sha256 for p in first.papers)
    assert len(server.log) == 1
    assert server.paths("/pdf") == []


def test_a_night_brings_new_papers_and_new_versions_only(server: ArxivServer, places: Places) -> None:
    old = fetch(server, places)
    late = NIGHT + dt.timedelta(days=1)
    (new,) = [p for p in sample_papers(13) if p.base == "2203.99913"]
    server.papers.append(new)
    server.replace(new.base, updated=late, published=late)
    server.replace("2211.99902", version=2, updated=late, pdf=b"%PDF-1.5\nsecond version\n%%EOF\n")
    server.log.clear()
    listing = fetch(server, places, day=late)
    assert ids(listing) == sorted([*EVICTION[::2], "2203.99913v1", "2211.99902v2"])
    assert sorted(server.paths("/pdf")) == ["/pdf/2203.99913v1", "/pdf/2211.99902v2"]
    before = {p.meta.paper_id: p.pdf_sha256 for p in old.papers}
    assert before["2211.99902"] != next(p.pdf_sha256 for p in listing.papers if p.meta.paper_id == "2211.99902")


def test_a_paper_that_was_held_back_is_found_by_the_full_search_of_the_month(server: ArxivServer, places: Places) -> None:
    held = server.papers.pop(0)
    fetch(server, places)
    server.papers.append(held)
    assert len(fetch(server, places, day=NIGHT + dt.timedelta(days=10)).papers) == 2
    assert len(fetch(server, places, day=NIGHT + dt.timedelta(days=FULL_SEARCH_DAYS)).papers) == 3


FETCH = """
import datetime as dt, sys
from pathlib import Path
from tests.extractors.sources.test_discover import TOPIC, ArxivClient, Places, Settings, discover_papers, fetch_papers
with ArxivClient(Settings(arxiv_base_url=sys.argv[1], arxiv_gap_seconds=0.03)) as client:
    topic = TOPIC.model_copy(update={"query": "abs:slot OR abs:caches"})
    places = Places.under(Path(sys.argv[2]), topic)
    found = discover_papers(client, topic, places, dt.date(2026, 1, 10), lambda path, meta: [])
    fetch_papers(client, found, places, print)
"""


def test_killed_again_and_again_it_goes_on_where_it_was(tmp_path: Path) -> None:
    with ArxivServer(sample_papers(60)) as server:
        for n in range(8):
            run = subprocess.Popen([sys.executable, "-c", FETCH, server.url, str(tmp_path)], stdout=subprocess.PIPE)
            assert run.stdout is not None
            for _ in range(1 + n % 3):
                run.stdout.readline()
            time.sleep(0.007 * n)
            run.kill()
            run.communicate()
        subprocess.run([sys.executable, "-c", FETCH, server.url, str(tmp_path)], check=True, capture_output=True)
        asked = server.paths("/pdf")
        assert len(set(asked)) == 60
        assert len(asked) <= 60 + 8
        assert {hashlib.sha256(p.read_bytes()).hexdigest() for p in (tmp_path / "pdf").glob("*.pdf")} == {
            hashlib.sha256(paper.pdf or b"").hexdigest() for paper in server.papers
        }


def test_what_failed_is_tried_again_the_next_night_and_nothing_else(server: ArxivServer, places: Places) -> None:
    server.fail("/pdf/2211.99902v1", *[HTML] * MAX_ATTEMPTS)
    listing = fetch(server, places)
    assert ids(listing) == EVICTION[::2]
    (rejected,) = listing.rejected
    assert (rejected.meta.paper_id, rejected.error.kind, rejected.is_failure) == ("2211.99902", "download", True)
    assert "an HTML page came instead of the PDF" in rejected.error.reason
    server.log.clear()
    assert ids(fetch(server, places)) == EVICTION
    assert server.paths("/pdf") == ["/pdf/2211.99902v1"]


def test_a_half_written_index_line_or_a_lost_file_costs_one_download(server: ArxivServer, places: Places) -> None:
    listing = fetch(server, places)
    listing.papers[0].path.unlink()
    text = places.downloads.read_text()
    places.downloads.write_text(text[: len(text) - 70])
    server.log.clear()
    assert ids(fetch(server, places)) == EVICTION
    assert len(server.paths("/pdf")) == 2


def test_a_damaged_catalogue_costs_a_full_search(server: ArxivServer, places: Places) -> None:
    fetch(server, places)
    places.catalogue.write_text('{"format": 1, "query"')
    server.log.clear()
    assert ids(fetch(server, places)) == EVICTION
    assert server.paths("/pdf") == []


def test_another_query_starts_anew(server: ArxivServer, places: Places) -> None:
    fetch(server, places)
    other = TOPIC.model_copy(update={"query": "ti:compression"})
    assert ids(fetch(server, places, other)) == ["2408.99908v1"]


def test_categories_are_kept_to(server: ArxivServer, places: Places) -> None:
    server.replace("2203.99901", categories=("math.OC",))
    topic = TOPIC.model_copy(update={"categories": ("cs.CL",)})
    assert ids(fetch(server, places, topic)) == EVICTION[1:]


def test_a_limit_bounds_what_is_fetched_and_the_next_run_goes_on(server: ArxivServer, places: Places) -> None:
    assert len(fetch(server, places, most=1).papers) == 1
    assert len(fetch(server, places, most=1).papers) == 2
    assert len(server.paths("/pdf")) == 2


def test_withdrawn_papers_are_not_fetched_and_say_why(server: ArxivServer, places: Places) -> None:
    server.replace("2203.99901", comment="This paper has been withdrawn by the authors")
    listing = fetch(server, places)
    assert ids(listing) == EVICTION[1:]
    (rejected,) = listing.rejected
    assert (rejected.error.kind, rejected.is_failure) == ("withdrawn", False)
    assert "/pdf/2203.99901v1" not in server.paths()


def test_when_arxiv_is_down_the_known_papers_are_used(server: ArxivServer, places: Places) -> None:
    fetch(server, places)
    server.fail("api", *[Fault(status=503)] * MAX_ATTEMPTS)
    discovery = discover(server, places)
    assert len(discovery.listed) == 3
    assert "HTTP 503 (5 attempts)" in discovery.problems[0]
    assert "the 3 papers known so far are used" in discovery.problems[0]


def test_when_arxiv_is_down_on_the_first_night_it_says_so(server: ArxivServer, places: Places) -> None:
    server.fail("api", *[Fault(status=503)] * MAX_ATTEMPTS)
    with pytest.raises(SourceError, match="HTTP 503"):
        discover(server, places)


def test_a_failed_search_is_not_taken_for_a_finished_one(server: ArxivServer, places: Places) -> None:
    server.fail("api", *[Fault(status=503)] * MAX_ATTEMPTS)
    with pytest.raises(SourceError):
        discover(server, places)
    assert len(discover(server, places).listed) == 3


# Surveys


def test_a_survey_brings_the_papers_it_cites_by_id_and_by_title(server: ArxivServer, places: Places) -> None:
    topic = TOPIC.model_copy(update={"query": "", "surveys": (SURVEY,)})
    discovery = discover(server, places, topic)
    assert len(discovery.listed) == 12
    by_id = {listed.meta.paper_id: listed.meta for listed in discovery.listed}
    assert by_id[SURVEY].is_survey
    assert {meta.survey_id for paper_id, meta in by_id.items() if paper_id != SURVEY} == {SURVEY}
    assert server.paths("/pdf") == [f"/pdf/{SURVEY}v1"]


def test_a_survey_is_looked_through_once(server: ArxivServer, places: Places) -> None:
    topic = TOPIC.model_copy(update={"surveys": (SURVEY,)})
    discover(server, places, topic)
    server.log.clear()
    again = discover(server, places, topic)
    assert len(again.listed) == 12
    assert len(server.log) == 3, "the query, the survey, and whether its papers have new versions"
    assert server.paths("/pdf") == []
    both = {listed.meta.paper_id: listed.meta for listed in again.listed}
    assert (both["2203.99901"].source, both["2203.99901"].survey_id) == ("arxiv", SURVEY)
    assert (both["2302.99903"].source, both["2302.99903"].survey_id) == ("survey", SURVEY)


def test_a_survey_in_a_file_and_one_that_is_missing(server: ArxivServer, places: Places) -> None:
    surveys = (str(SAMPLES / "cache-survey.pdf"), "nowhere.pdf", "2509.98000", "https://evil.example/survey.pdf")
    topic = TOPIC.model_copy(update={"query": "", "surveys": surveys})
    discovery = discover(server, places, topic)
    assert len(discovery.listed) == 11
    (found,) = discovery.found
    assert found.meta.is_survey
    reasons = [rejected.error.reason for rejected in discovery.rejected]
    assert reasons[0] == "survey: neither an arXiv id, an address nor a file"
    assert reasons[1] == "survey: arXiv knows no paper of this id and version"
    assert "evil.example is not an allowed host" in reasons[2]


def test_a_survey_that_cannot_be_read_does_not_stop_the_others(server: ArxivServer, places: Places) -> None:
    server.replace("2203.99901", pdf=b"%PDF-1.5\nbroken")
    topic = TOPIC.model_copy(update={"query": "", "surveys": ("2203.99901", SURVEY)})
    discovery = discover(server, places, topic)
    assert len(discovery.listed) == 12
    assert discovery.rejected[0].error.source == "2203.99901"


def make_entry(title: str, raw: str, year: int | None = 2022, arxiv_id: str = "") -> Reference:
    box = Box(page=1, x0=0, y0=0, x1=1, y1=1)
    return Reference(ref_index=1, label="[1]", raw=raw, title=title, year=year, arxiv_id=arxiv_id, page=1, boxes=[box])


TITLE = "LRU-Probe: Evicting Cache Slots by Probing Their Last Use"


@pytest.mark.parametrize(
    ("entry", "is_same"),
    [
        (make_entry(TITLE, "A. Marrow and B. Quillon. " + TITLE), True),
        (make_entry("LRU-Probe: evicting cache slots by probing their last use", "Quillon. lru"), True),
        (make_entry(TITLE, "Somebody Else. " + TITLE), False),
        (make_entry(TITLE, "A. Marrow. " + TITLE, year=2012), False),
        (make_entry(TITLE, "A. Marrow. " + TITLE, year=None), True),
        (make_entry("Evicting Cache Slots by Probing Their Last Use", "A. Marrow"), False),
        (make_entry(TITLE + " Again", "A. Marrow"), False),
    ],
)
def test_a_title_matches_word_for_word_with_author_and_year(entry: Reference, is_same: bool) -> None:
    assert is_same_work(entry, sample_papers(1)[0].listed()) is is_same


def test_of_two_papers_with_one_title_none_is_taken(server: ArxivServer) -> None:
    server.papers.append(replace(server.papers[0], base="2203.99990"))
    with open_client(server) as client:
        finds = resolve_references(client, [make_entry(TITLE, "A. Marrow. " + TITLE)])
    assert (finds.papers, finds.n_unresolved) == ((), 1)


# Backfill


def test_ids_are_looked_up_and_unknown_ones_rejected(server: ArxivServer, places: Places) -> None:
    with open_client(server) as client:
        discovery = look_up(client, TOPIC, [ArxivId("2203.99901", None), ArxivId("2203.98000", None)])
        listing = fetch_papers(client, discovery, places, lambda _: None)
    assert ids(listing) == ["2203.99901v1"]
    assert listing.papers[0].meta.source == "backfill"
    assert isinstance(listing.rejected[0].error, PaperError)
    assert listing.rejected[0].error.reason == "arXiv knows no paper of this id and version"


def test_a_clock_that_was_once_ahead_does_not_end_the_full_searches(server: ArxivServer, places: Places) -> None:
    fetch(server, places, day=NIGHT + dt.timedelta(days=4000))
    held_back = replace(server.papers[0], base="2504.99955", title="Evicting what was held back", updated=NIGHT - dt.timedelta(days=90))
    server.papers = [*server.papers, held_back]
    assert "2504.99955v1" in ids(fetch(server, places))


def test_one_bad_id_in_a_bibliography_is_named_and_the_next_survey_is_asked(server: ArxivServer, places: Places) -> None:
    topic = TOPIC.model_copy(update={"query": "", "surveys": (SURVEY, "2504.99910")})
    known = discover(server, places, topic.model_copy(update={"surveys": (SURVEY,)}))
    [survey] = places.pdfs.glob("*.pdf")
    meta = next(listed.meta for listed in known.listed if listed.meta.is_survey)
    bad = next(entry.arxiv_id for entry in read_bibliography(survey, meta) if entry.arxiv_id).partition("v")[0]
    places.catalogue.unlink()
    server.refused = frozenset({bad})
    found = discover(server, places, topic)
    assert {listed.meta.paper_id for listed in known.listed} - {bad} <= {listed.meta.paper_id for listed in found.listed}
    assert [problem for problem in found.problems if bad in problem and "refuses" in problem] != []
    assert "2504.99910" in {listed.meta.paper_id for listed in found.listed if listed.meta.is_survey}


def test_when_one_survey_is_not_answered_the_next_is_still_asked(server: ArxivServer, places: Places) -> None:
    topic = TOPIC.model_copy(update={"query": "", "surveys": (SURVEY, "2504.99910")})
    server.fail("api", *[Fault(status=503)] * MAX_ATTEMPTS)
    found = discover(server, places, topic)
    assert [problem.partition(":")[0] for problem in found.problems] == [f"survey {SURVEY}"]
    assert {listed.meta.paper_id for listed in found.listed if listed.meta.is_survey} == {"2504.99910"}
