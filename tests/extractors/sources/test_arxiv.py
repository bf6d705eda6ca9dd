"""The client against a real server on loopback: what it asks for, at what pace, and what it makes of the answers."""

import datetime as dt
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.sources.arxiv import MOST_REFUSALS, PAGE_SIZE, ArxivClient
from extractors.sources.atom import is_withdrawn
from extractors.sources.http import MAX_ATTEMPTS, Breaker
from models.arxiv_id import ArxivId, parse_arxiv_id
from models.errors import ConfigError, PaperError, SourceError
from models.settings import Settings
from tests.arxiv_server import BILLION_LAUGHS, EMPTY_PAGE, HTML, RESET, ArxivServer, Fault, Paper, feed

QUERY = 'abs:"made-up method"'
PDF = b"%PDF-1.5\n" + b"x" * 4000 + b"\n%%EOF\n"
GAP = 0.02
FIRST = ArxivId("2401.99001", 1)


def make_paper(n: int, **changes: object) -> Paper:
    day = dt.date(2024, 1, 1) + dt.timedelta(days=n)
    values = {"base": f"2401.{99000 + n}", "title": f"Method {n}: Made Up", "pdf": PDF + bytes([n % 250]), "published": day, "updated": day}
    return Paper(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def server() -> Iterator[ArxivServer]:
    with ArxivServer([make_paper(n) for n in range(1, 8)]) as running:
        yield running


def open_client(server: ArxivServer, **settings: object) -> ArxivClient:
    values = {"arxiv_base_url": server.url, "arxiv_gap_seconds": GAP, "arxiv_contact": "reviews@example.org"}
    return ArxivClient(Settings(**(values | settings)))  # type: ignore[arg-type]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refuse(client: ArxivClient, folder: Path, arxiv_id: ArxivId = FIRST) -> PaperError:
    """Return the error of a download that must fail and must leave nothing behind."""
    with pytest.raises(PaperError) as caught:
        client.download(arxiv_id, folder)
    assert names(folder) == []
    return caught.value


# What is asked for


def test_a_search_gives_what_the_feed_says(server: ArxivServer) -> None:
    server.papers = [make_paper(1, title="Fern: A <b>Cache</b> & More", comment="12 pages", version=3, updated=dt.date(2024, 5, 2))]
    with open_client(server) as client:
        (paper,) = client.search(QUERY)
    assert paper.arxiv_id == ArxivId("2401.99001", 3)
    assert paper.title == "Fern: A <b>Cache</b> & More"
    assert paper.authors == ("Ada Marrow", "Ben Quillon")
    assert paper.categories == ("cs.LG", "cs.CL")
    assert (paper.published, paper.updated) == (dt.date(2024, 1, 2), dt.date(2024, 5, 2))
    assert not paper.is_withdrawn
    meta = paper.to_meta("toys")
    assert (meta.paper_id, meta.version, meta.source, meta.pdf_url) == ("2401.99001", 3, "arxiv", "https://arxiv.org/pdf/2401.99001v3")


def test_all_pages_are_read_and_each_paper_comes_once(server: ArxivServer) -> None:
    server.papers = [make_paper(n) for n in range(2 * PAGE_SIZE + 30)]
    with open_client(server) as client:
        found = [str(paper.arxiv_id) for paper in client.search(QUERY)]
    assert len(found) == len(set(found)) == 2 * PAGE_SIZE + 30
    assert len(server.log) == 3


def test_a_limit_ends_the_paging(server: ArxivServer) -> None:
    with open_client(server) as client:
        assert len(list(client.search(QUERY, limit=3))) == 3
    assert "max_results=3" in server.log[0].path


def test_a_window_ends_at_the_first_paper_updated_before_it(server: ArxivServer) -> None:
    server.papers = [make_paper(n) for n in range(3 * PAGE_SIZE)]
    last = server.papers[-1].updated
    server.replace("2401.99002", version=2, updated=last)
    with open_client(server) as client:
        found = [str(paper.arxiv_id) for paper in client.search(QUERY, since=last - dt.timedelta(days=2))]
    assert sorted(found) == ["2401.99002v2", "2401.99597v1", "2401.99598v1", "2401.99599v1"]
    assert len(server.log) == 1


def test_ids_are_asked_for_together_and_unknown_ones_are_named(server: ArxivServer) -> None:
    wanted = [ArxivId("2401.99001", None), ArxivId("2401.99003", 1), ArxivId("2401.98000", None), ArxivId("2401.99002", 7)]
    with open_client(server) as client:
        found = client.find_ids(wanted)
    assert [paper.arxiv_id.base for paper in found.papers] == ["2401.99001", "2401.99003"]
    assert found.missing == (ArxivId("2401.98000", None), ArxivId("2401.99002", 7))
    assert len(server.log) == 1


def test_one_bad_id_costs_no_other_of_its_list_and_is_named(server: ArxivServer) -> None:
    server.papers = [make_paper(n) for n in range(60)]
    server.refused = frozenset({"2401.99017", "2401.99055"})
    with open_client(server) as client:
        found = client.find_ids([ArxivId(paper.base, None) for paper in server.papers])
    assert len(found.papers) == 58
    assert sorted(map(str, found.refused)) == ["2401.99017", "2401.99055"]
    assert set(found.missing) == set(found.refused)


def test_a_server_that_refuses_everything_is_not_asked_for_each_id(server: ArxivServer) -> None:
    server.papers = [make_paper(n) for n in range(90)]
    server.refused = frozenset(paper.base for paper in server.papers)
    with open_client(server, arxiv_gap_seconds=0.001) as client, pytest.raises(SourceError, match="arXiv refuses the query"):
        client.find_ids([ArxivId(paper.base, None) for paper in server.papers])
    assert len(server.log) == MOST_REFUSALS + 1


def test_a_later_page_that_knows_nothing_is_asked_for_again_and_never_the_end(server: ArxivServer) -> None:
    server.papers = [make_paper(n) for n in range(3 * PAGE_SIZE + 50)]
    gone = Fault(body=feed([], 0, PAGE_SIZE))
    with open_client(server, arxiv_gap_seconds=0.001) as client:
        papers = client.search(QUERY)
        next(papers)
        server.fail("api", gone)
        assert len(list(papers)) == 3 * PAGE_SIZE + 49
        papers = client.search(QUERY)
        next(papers)
        server.fail("api", *[gone] * MAX_ATTEMPTS)
        with pytest.raises(SourceError, match="0 papers at 200 of what were 650"):
            list(papers)


def test_a_result_set_that_shrinks_by_one_ends_as_it_is(server: ArxivServer) -> None:
    server.papers = [make_paper(n) for n in range(PAGE_SIZE + 1)]
    with open_client(server) as client:
        papers = client.search(QUERY)
        next(papers)
        server.papers = server.papers[1:]
        assert len(list(papers)) == PAGE_SIZE - 1


def test_an_old_id_with_its_subject_class_is_the_paper_without(server: ArxivServer) -> None:
    server.papers = [make_paper(1, base="math/0309136")]
    arxiv_id = parse_arxiv_id("math.GT/0309136")
    assert arxiv_id is not None
    with open_client(server) as client:
        found = client.find_ids([arxiv_id])
    assert ([paper.arxiv_id.base for paper in found.papers], found.missing) == (["math/0309136"], ())


OLD_STYLE = ["cs/0112017", "arXiv:cs/0112017v1", "https://arxiv.org/abs/cs/0112017", "http://arxiv.org/pdf/cs/0112017v1.pdf"]


@pytest.mark.parametrize("text", OLD_STYLE)
def test_an_old_id_in_any_form_is_downloaded_and_is_never_a_path(server: ArxivServer, tmp_path: Path, text: str) -> None:
    server.papers = [make_paper(1, base="cs/0112017")]
    arxiv_id = parse_arxiv_id(text)
    assert arxiv_id is not None
    with open_client(server) as client:
        download = client.download(arxiv_id, tmp_path / "pdf")
    assert names(tmp_path) == ["pdf"]
    assert names(tmp_path / "pdf") == [f"{download.sha256}.pdf"]


@pytest.mark.parametrize("text", ["../../etc/passwd", "2401.99001/../../x", "2401.99001v0", "2413.00001", "file:///etc/x", "2401.99001;l"])
def test_what_is_no_id_is_none(text: str) -> None:
    assert parse_arxiv_id(text) is None


def test_a_download_is_named_by_its_content(server: ArxivServer, tmp_path: Path) -> None:
    with open_client(server) as client:
        first = client.download(FIRST, tmp_path)
        again = client.download(FIRST, tmp_path)
    assert first == again
    assert first.path.read_bytes() == PDF + b"\x01"
    assert names(tmp_path) == [f"{first.sha256}.pdf"]


def test_withdrawn_papers_are_marked(server: ArxivServer) -> None:
    server.papers = [
        make_paper(1, comment="This paper has been withdrawn by the authors due to an error in Section 3"),
        make_paper(2, comment="Withdrawn"),
        make_paper(3, abstract="This made-up method: the submission has been withdrawn by arXiv administrators."),
        make_paper(4, abstract="This made-up method finds out which caches have withdrawn slots. " * 9, comment="10 pages"),
    ]
    with open_client(server) as client:
        flags = {paper.arxiv_id.base[-1]: paper.is_withdrawn for paper in client.search(QUERY)}
        flags |= {paper.arxiv_id.base[-1]: paper.is_withdrawn for paper in client.search("abs:made-up")}
    assert flags == {"1": True, "2": True, "3": True, "4": False}


@pytest.mark.parametrize(
    ("comment", "is_gone"),
    [
        ("Withdrawn from ICLR 2025", False),
        ("Withdrawn ICLR 2025 submission", False),
        ("This paper was withdrawn by the authors from NeurIPS; 12 pages", False),
        ("This submission has been withdrawn from the conference", False),
        ("Withdrawn by the authors", True),
        ("Withdrawn: the submission was made in error", True),
        ("This paper has been withdrawn by the author due to an error that follows from Lemma 3", True),
        ("This paper has been withdrawn from arXiv", True),
    ],
)
def test_a_submission_taken_back_from_a_venue_stays_a_paper(comment: str, is_gone: bool) -> None:
    assert is_withdrawn(comment, "") is is_gone


def test_titles_and_names_lose_what_could_act_on_a_terminal(server: ArxivServer) -> None:
    server.papers = [make_paper(1, title="A\u202e evil\u200b title", authors=("Eve\u009b31m",))]
    with open_client(server) as client:
        (paper,) = client.search(QUERY)
    assert paper.title == "A evil title"
    assert paper.authors == ("Eve31m",)


# Pace, connection, who asks


def test_requests_keep_the_gap_on_one_connection_and_say_who_asks(server: ArxivServer, tmp_path: Path) -> None:
    with open_client(server, arxiv_gap_seconds=0.15) as client:
        for paper in list(client.search(QUERY))[:3]:
            client.download(paper.arxiv_id, tmp_path)
    assert min(server.gaps()) >= 0.15
    assert len({request.client_port for request in server.log}) == 1
    assert all("method-drift/" in r.user_agent and "reviews@example.org" in r.user_agent for r in server.log)


def _download_some(url: str, folder: str, first: int) -> None:
    settings = Settings(arxiv_base_url=url, arxiv_gap_seconds=0.1)
    with ArxivClient(settings) as client:
        for n in range(first, first + 3):
            client.download(ArxivId(f"2401.{99000 + n}", None), Path(folder))


def test_two_processes_share_the_pace(server: ArxivServer, tmp_path: Path) -> None:
    server.fail("pdf", Fault(silence=0.3))
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_download_some, args=(server.url, str(tmp_path), n)) for n in (1, 4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert len(server.log) == 6
    assert min(server.gaps()) >= 0.1
    assert not server.is_overlapping()


_port_of_the_first = 0


@pytest.mark.parametrize("test", ["first", "second"])
def test_a_wait_that_one_test_was_told_is_none_of_another_at_the_same_port(test: str) -> None:
    global _port_of_the_first
    with ArxivServer([make_paper(1)], port=_port_of_the_first if test == "second" else 0) as server, open_client(server) as client:
        _port_of_the_first = server.port
        assert list(client.search(QUERY))
        server.fail("api", Fault(status=429, headers=(("Retry-After", "3500"),)))
        with pytest.raises(SourceError, match="it asks to wait 3500 s"):
            list(client.search(QUERY))


def test_a_contact_is_required_of_all_but_a_server_on_this_machine() -> None:
    with pytest.raises(ConfigError, match="arxiv_contact"):
        ArxivClient(Settings(arxiv_base_url="https://export.arxiv.org"))


# Faults that pass


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault(status=429), id="429"),
        pytest.param(Fault(status=429, headers=(("Retry-After", "0"),)), id="429 retry-after"),
        pytest.param(Fault(status=503, headers=(("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"),)), id="503 retry-after date"),
        pytest.param(Fault(status=500), id="500"),
        pytest.param(RESET, id="reset before the head"),
        pytest.param(Fault(reset_after=40), id="reset in the body"),
        pytest.param(Fault(body=b"short", announced=5000), id="short body"),
        pytest.param(Fault(body=b"Rate exceeded.", content_type="text/plain"), id="not a feed"),
        pytest.param(Fault(body=b"<feed><entry></feed>"), id="malformed"),
        pytest.param(Fault(body=b""), id="empty body"),
        pytest.param(Fault(body=b"<html><body>Down</body></html>", content_type="text/html"), id="html"),
        pytest.param(EMPTY_PAGE, id="empty page"),
    ],
)
def test_a_search_survives_a_fault_that_passes(server: ArxivServer, fault: Fault | str) -> None:
    server.fail("api", fault, fault)
    with open_client(server) as client:
        assert len(list(client.search(QUERY))) == 7
    assert len(server.log) == 3


@pytest.mark.parametrize(
    "fault",
    [Fault(status=503), RESET, Fault(reset_after=100), Fault(body=PDF[:99], announced=len(PDF)), HTML, Fault(body=b"")],
    ids=["503", "reset", "reset in the body", "short body", "html", "empty"],
)
def test_a_download_survives_a_fault_that_passes(server: ArxivServer, tmp_path: Path, fault: Fault) -> None:
    server.fail("pdf", fault, fault)
    with open_client(server) as client:
        assert client.download(FIRST, tmp_path).path.read_bytes() == PDF + b"\x01"
    assert len(server.log) == 3


def test_bodies_in_chunks_are_read_whole_or_asked_for_again(server: ArxivServer, tmp_path: Path) -> None:
    server.fail("api", Fault(is_chunked=True))
    server.fail("pdf", Fault(is_chunked=True, reset_after=2500), Fault(is_chunked=True))
    with open_client(server) as client:
        assert len(list(client.search(QUERY))) == 7
        assert client.download(FIRST, tmp_path).path.read_bytes() == PDF + b"\x01"
    assert len(server.log) == 3


def test_an_empty_page_in_the_middle_is_not_the_end(server: ArxivServer) -> None:
    server.papers = [make_paper(n) for n in range(2 * PAGE_SIZE + 5)]
    with open_client(server) as client:
        papers = client.search(QUERY)
        next(papers)
        server.fail("api", EMPTY_PAGE)
        assert len(list(papers)) == 2 * PAGE_SIZE + 4


def test_a_topic_without_papers_is_believed_when_it_is_said_twice(server: ArxivServer) -> None:
    server.fail("api", Fault(body=feed([], 0, 0)))
    with open_client(server) as client:
        assert len(list(client.search(QUERY))) == 7
        assert list(client.search("ti:nothing")) == []


def test_retry_after_is_waited_for(server: ArxivServer) -> None:
    server.fail("api", Fault(status=429, headers=(("Retry-After", "1"),)))
    with open_client(server) as client:
        list(client.search(QUERY))
    assert server.gaps()[0] >= 1.0


def test_delays_grow(server: ArxivServer) -> None:
    server.fail("api", *[Fault(status=500)] * 4)
    with open_client(server, arxiv_gap_seconds=0.05) as client:
        list(client.search(QUERY))
    assert len(server.log) == MAX_ATTEMPTS
    assert server.gaps()[-1] > 0.05 * 8 / 2


# Faults that stay: the reason a user sees


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(status=503), "arXiv search: HTTP 503 (5 attempts)"),
        (Fault(status=429), "arXiv search: HTTP 429 (5 attempts)"),
        (Fault(status=400, body=b"Bad Request"), "arXiv search: HTTP 400 ("),
        (Fault(status=403, body=b"<html>Access Denied"), "arXiv search: HTTP 403: the server refuses this client ("),
        (RESET, "arXiv search: the connection failed: "),
        (EMPTY_PAGE, "arXiv search: an empty page at 0 of 7 papers (5 attempts)"),
        (Fault(body=b"Rate exceeded."), "it begins: 'Rate exceeded.'"),
        (Fault(body=b"<feed/>"), "arXiv's answer is not an Atom feed (5 attempts)"),
        (Fault(body=BILLION_LAUGHS), "arXiv search: arXiv's answer declares XML entities, as no feed does: refused"),
    ],
    ids=["503", "429", "400", "403", "reset", "empty page", "plain text", "no atom", "xml bomb"],
)
def test_a_search_that_fails_says_why(server: ArxivServer, fault: Fault | str, reason: str) -> None:
    server.fail("api", *[fault] * MAX_ATTEMPTS)
    with open_client(server) as client, pytest.raises(SourceError) as caught:
        list(client.search(QUERY))
    assert reason in str(caught.value)


def test_a_query_arxiv_refuses_is_not_repeated(server: ArxivServer) -> None:
    with open_client(server) as client, pytest.raises(SourceError, match="arXiv refuses the query: query: unknown field nonsense"):
        list(client.search("nonsense:x"))
    assert len(server.log) == 1


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        (Fault(status=503), "download", "the PDF could not be downloaded: HTTP 503 (5 attempts)"),
        (Fault(status=403), "download", "the PDF could not be downloaded: HTTP 403: the server refuses this client"),
        (Fault(status=400), "download", "the PDF could not be downloaded: HTTP 400"),
        (HTML, "download", "the PDF could not be downloaded: an HTML page came instead of the PDF (5 attempts)"),
        (Fault(body=b"GIF89a", content_type="image/gif"), "download", "something else (image/gif) came instead of the PDF"),
        (Fault(body=PDF[:99], announced=5000), "download", "cut short: 99 of 5,000 bytes came (5 attempts)"),
        (Fault(reset_after=99), "download", "the connection failed: connection reset by peer (5 attempts)"),
        (Fault(announced=500_000_000), "too_large", "the PDF is larger than 1 MB (setting max_pdf_mb)"),
        (Fault(body=PDF + b"x" * 1_000_000), "too_large", "the PDF is larger than 1 MB (setting max_pdf_mb)"),
    ],
    ids=["503", "403", "400", "html", "image", "short", "reset", "announced 500 MB", "larger than allowed"],
)
def test_a_download_that_fails_says_why(server: ArxivServer, tmp_path: Path, fault: Fault, kind: str, reason: str) -> None:
    server.fail("pdf", *[fault] * MAX_ATTEMPTS)
    with open_client(server, max_pdf_mb=1) as client:
        error = refuse(client, tmp_path)
    assert error.kind == kind
    assert reason in error.reason
    assert error.source == "2401.99001v1"


def test_an_id_that_does_not_exist_says_so(server: ArxivServer, tmp_path: Path) -> None:
    with open_client(server) as client:
        error = refuse(client, tmp_path, ArxivId("2401.98000", None))
    assert (error.kind, error.reason) == ("missing", "arXiv has no PDF of this paper and version (HTTP 404)")
    assert len(server.log) == 1


def test_a_body_without_length_is_bounded_too(server: ArxivServer, tmp_path: Path) -> None:
    server.fail("pdf", Fault(body=PDF + b"x" * 3_000_000, announced=-1, headers=(("Connection", "close"),)))
    with open_client(server, max_pdf_mb=1) as client:
        assert refuse(client, tmp_path).kind == "too_large"


def test_a_body_that_drips_ends_at_the_deadline(server: ArxivServer, tmp_path: Path) -> None:
    server.fail("pdf", Fault(drip=0.05))
    start = time.monotonic()
    with open_client(server, download_timeout_seconds=0.6) as client:
        error = refuse(client, tmp_path)
    assert time.monotonic() - start < 20, "the body would drip for minutes"
    assert (error.kind, error.reason) == ("timeout", "the PDF could not be downloaded: not finished within 1 s")


def test_a_silent_server_ends_at_the_deadline(server: ArxivServer, tmp_path: Path) -> None:
    server.fail("pdf", Fault(silence=60))
    start = time.monotonic()
    with open_client(server, download_timeout_seconds=0.5) as client:
        error = refuse(client, tmp_path)
    assert time.monotonic() - start < 30
    assert error.kind == "timeout"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://evil.example/x.pdf", "refused: evil.example is not an allowed host (setting allowed_hosts)"),
        ("http://127.0.0.1:9/x.pdf", "refused: 127.0.0.1 is not an allowed host"),
        ("http://169.254.169.254/latest/meta-data", "refused: 169.254.169.254 is not an allowed host"),
        ("http://arxiv.org/pdf/2401.99001", "refused: http://arxiv.org is not plain https"),
        ("https://user:secret@arxiv.org/pdf/x", "refused: an address with a user name or a password"),
        ("https://localhost/x", "refused: localhost is at the private address"),
        ("file:///etc/passwd", "refused: not an http or https address"),
        ("https://arxiv.org:notaport/", "refused: not an address"),
    ],
)
def test_redirects_elsewhere_are_refused(server: ArxivServer, tmp_path: Path, location: str, reason: str) -> None:
    server.fail("pdf", Fault(status=302, headers=(("Location", location),)))
    with open_client(server, allowed_hosts=("arxiv.org", "localhost")) as client:
        assert reason in refuse(client, tmp_path).reason
    assert len(server.log) == 1


def test_a_redirect_within_the_host_is_followed_at_the_pace(server: ArxivServer, tmp_path: Path) -> None:
    server.fail("pdf", Fault(status=301, headers=(("Location", "/pdf/2401.99002v1"),)))
    with open_client(server, arxiv_gap_seconds=0.1) as client:
        client.download(FIRST, tmp_path)
    assert server.paths() == ["/pdf/2401.99001v1", "/pdf/2401.99002v1"]
    assert min(server.gaps()) >= 0.1


def test_redirects_in_a_circle_end(server: ArxivServer, tmp_path: Path) -> None:
    server.fail("pdf", *[Fault(status=302, headers=(("Location", "/pdf/2401.99001v1"),))] * 9)
    with open_client(server) as client:
        assert refuse(client, tmp_path).reason.endswith("redirected more than 4 times")


def test_a_longer_wait_than_the_deadline_stops_the_run_from_asking(server: ArxivServer, tmp_path: Path) -> None:
    server.fail("pdf", Fault(status=429, headers=(("Retry-After", "3500"),)))
    with open_client(server) as client:
        assert "HTTP 429; it asks to wait 3500 s" in refuse(client, tmp_path).reason
        assert refuse(client, tmp_path).reason.startswith("the PDF could not be downloaded: not asked for: HTTP 429")
    assert len(server.log) == 1


def test_the_breaker_opens_after_outages_in_a_row_and_only_for_them(server: ArxivServer, tmp_path: Path) -> None:
    with open_client(server) as client:
        for _ in range(6):
            refuse(client, tmp_path, ArxivId("2401.98000", None))
        server.fail("pdf", *[Fault(status=500)] * (5 * MAX_ATTEMPTS))
        reasons = [refuse(client, tmp_path).reason for _ in range(6)]
    assert all("HTTP 500 (5 attempts)" in reason for reason in reasons[:5])
    assert "not asked for: 5 requests in a row failed in this run (last: HTTP 500 (5 attempts)); the next run tries again" in reasons[5]
    assert len(server.log) == 6 + 5 * MAX_ATTEMPTS


def test_clients_of_one_run_share_the_breaker(server: ArxivServer, tmp_path: Path) -> None:
    breaker = Breaker()
    server.fail("pdf", *[Fault(status=403)] * 50)
    for n in range(8):
        with ArxivClient(Settings(arxiv_base_url=server.url, arxiv_gap_seconds=GAP), breaker) as client:
            refuse(client, tmp_path, ArxivId(f"2401.{99000 + n}", None))
    assert len(server.log) == 5


def test_a_client_that_is_refused_stops_knocking(server: ArxivServer, tmp_path: Path) -> None:
    server.fail("pdf", *[Fault(status=403)] * 50)
    with open_client(server) as client:
        for n in range(8):
            refuse(client, tmp_path, ArxivId(f"2401.{99000 + n}", None))
    assert len(server.log) == 5


def test_nobody_listening_is_an_outage(tmp_path: Path) -> None:
    with ArxivServer([]) as stopped:
        settings = Settings(arxiv_base_url=stopped.url, arxiv_gap_seconds=0.01)
    with ArxivClient(settings) as client:
        assert "the connection failed: connection refused (5 attempts)" in refuse(client, tmp_path).reason


def test_a_compressed_body_is_refused(server: ArxivServer, tmp_path: Path) -> None:
    server.fail("pdf", Fault(headers=(("Content-Encoding", "gzip"),)))
    with open_client(server) as client:
        assert "it came compressed" in refuse(client, tmp_path).reason
