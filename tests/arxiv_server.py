"""A server on loopback that speaks arXiv's protocol and misbehaves when told to.

`ArxivServer(papers)` serves `/api/query` (Atom, opensearch totals, paging, sorting, id lists) and `/pdf/ID` from memory. A
`Fault` is what one request gets instead; faults are queued by the kind of request they are for. Every request is logged
with its time, so that a test can prove the pace and that nothing is fetched twice.

By hand: `python -m tests.arxiv_server N [PORT]` serves N sample papers and variations of them, `python -m tests.arxiv_server
PDF_FOLDER [PORT]` a folder's PDFs, both under invented ids.
"""

import contextlib
import datetime as dt
import http.server
import itertools
import json
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from extractors.sources.arxiv_query import compile_query
from extractors.sources.atom import WITHDRAWN, ArxivPaper
from models.arxiv_id import ArxivId, parse_arxiv_id
from models.errors import ConfigError

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
FEED_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True)
class Paper:
    """A paper of the catalogue, in its latest version."""

    base: str
    title: str
    pdf: bytes | None = b"%PDF-1.5\nsample\n%%EOF\n"
    version: int = 1
    authors: tuple[str, ...] = ("Ada Marrow", "Ben Quillon")
    abstract: str = "We present a made-up method."
    categories: tuple[str, ...] = ("cs.LG", "cs.CL")
    published: dt.date = dt.date(2024, 1, 15)
    updated: dt.date = dt.date(2024, 1, 15)
    comment: str = ""

    def listed(self) -> ArxivPaper:
        return ArxivPaper(
            ArxivId(self.base, self.version),
            self.title,
            self.authors,
            self.abstract,
            self.categories,
            self.published,
            self.updated,
            bool(WITHDRAWN.search(self.comment)),
        )


@dataclass
class Request:
    """One logged request; it is in the log from its start, and has ended when its answer is out."""

    started: float
    path: str
    user_agent: str
    client_port: int
    ended: float = 0.0


@dataclass(frozen=True)
class Fault:
    """What a request gets instead of the right answer; None keeps that part right."""

    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    content_type: str | None = None
    announced: int | None = None
    """Content-Length, where it is not that of the body."""
    reset_after: int | None = None
    """Bytes after which the connection is reset."""
    silence: float = 0.0
    """Seconds before anything is sent."""
    is_chunked: bool = False
    """Sent in chunks without a length, as arXiv sends its feeds; with `reset_after` it ends within a chunk."""
    drip: float = 0.0
    """Seconds between two bytes."""


HTML = Fault(body=b"<!DOCTYPE html><html><body>The PDF is being made.</body></html>", content_type="text/html; charset=utf-8")
RESET = Fault(reset_after=0)
EMPTY_PAGE = "empty page"
BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, (b"&%c;" % (97 + i)) * 10) for i in range(9))
    + b']><feed xmlns="http://www.w3.org/2005/Atom"><title>&j;</title></feed>'
)


@dataclass
class ArxivServer:
    """The server; `with ArxivServer(papers) as server: server.url`."""

    papers: list[Paper]
    most_results: int = 2000
    refused: frozenset[str] = frozenset()
    """Ids for whose sake a whole list is refused."""
    log: list[Request] = field(default_factory=list)
    log_file: Path | None = None
    _faults: dict[str, deque[Fault | str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> "ArxivServer":
        self._http = _Listener(("127.0.0.1", self.port), type("Handler", (_Handler,), {"catalogue": self}))
        self.port = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    port: int = 0
    url: str = ""

    def fail(self, kind: str, *faults: Fault | str) -> None:
        """Give the next requests of this kind (`api`, `pdf`, or a path) these faults, one each; EMPTY_PAGE is one for `api`."""
        with self._lock:
            self._faults.setdefault(kind, deque()).extend(faults)

    def next_fault(self, kind: str, path: str) -> Fault | str | None:
        with self._lock:
            for key in (path, kind):
                if self._faults.get(key):
                    return self._faults[key].popleft()
        return None

    def record(self, request: Request) -> None:
        with self._lock:
            self.log.append(request)
            if self.log_file:
                with self.log_file.open("a") as file:
                    file.write(json.dumps(request.__dict__) + "\n")

    def replace(self, base: str, **changes: object) -> None:
        """Put a new version of a paper, or other changes, into the catalogue."""
        self.papers = [replace(p, **changes) if p.base == base else p for p in self.papers]  # type: ignore[arg-type]

    def paths(self, prefix: str = "/") -> list[str]:
        return [request.path for request in self.log if request.path.startswith(prefix)]

    def gaps(self) -> list[float]:
        """Seconds from the start of each request to the start of the next."""
        starts = sorted(request.started for request in self.log)
        return [b - a for a, b in itertools.pairwise(starts)]

    def is_overlapping(self) -> bool:
        """Tell whether two requests were ever under way at once."""
        spans = sorted((request.started, request.ended or request.started) for request in self.log)
        return any(b[0] < a[1] for a, b in itertools.pairwise(spans))

    def answer_query(self, parameters: dict[str, str], *, is_empty: bool) -> tuple[int, bytes]:
        start, size = int(parameters.get("start", "0")), int(parameters.get("max_results", "10"))
        if size > self.most_results or start + size > 30000:
            return 400, feed([error_entry("max_results must be at most 2000")], 1, start)
        try:
            found = self._find(parameters)
        except ValueError as error:
            return 400, feed([error_entry(str(error))], 1, start)
        page = [] if is_empty else found[start : start + size]
        return 200, feed([entry(paper) for paper in page], len(found), start)

    def _find(self, parameters: dict[str, str]) -> list[Paper]:
        if ids := parameters.get("id_list"):
            parsed = [parse_arxiv_id(text) for text in ids.split(",")]
            if None in parsed or self.refused & set(ids.split(",")):
                raise ValueError(f"incorrect id format for {ids}")
            by_base = {paper.base: paper for paper in self.papers}
            known = [(i, by_base[i.base]) for i in parsed if i and i.base in by_base]
            return [replace(paper, version=i.version or paper.version) for i, paper in known if (i.version or 1) <= paper.version]
        try:
            matches = compile_query(parameters.get("search_query", ""))
        except ConfigError as error:
            raise ValueError(str(error)) from error
        found = [paper for paper in self.papers if matches(paper.listed())]
        if parameters.get("sortBy") == "lastUpdatedDate":
            found.sort(key=lambda paper: (paper.updated, paper.base), reverse=parameters.get("sortOrder") == "descending")
        return found

    def find_pdf(self, text: str) -> bytes | None:
        arxiv_id = parse_arxiv_id(text)
        return next((p.pdf for p in self.papers if arxiv_id and p.base == arxiv_id.base and (arxiv_id.version or 1) <= p.version), None)


def entry(paper: Paper) -> str:
    """Return the Atom entry, wrapped and spaced as arXiv writes it."""
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in paper.authors)
    categories = "".join(f'<category term="{c}" scheme="http://arxiv.org/schemas/atom"/>' for c in paper.categories)
    title, abstract = escape(paper.title).replace(": ", ":\n  "), f"  {escape(paper.abstract)}\n"
    comment = f"<arxiv:comment>{escape(paper.comment)}</arxiv:comment>" if paper.comment else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{paper.base}v{paper.version}</id>"
        f"<updated>{paper.updated}T12:00:00Z</updated><published>{paper.published}T12:00:00Z</published>"
        f"<title>{title}</title><summary>{abstract}</summary>"
        f'{authors}{comment}<link title="pdf" href="http://arxiv.org/pdf/{paper.base}v{paper.version}" rel="related"/>'
        f'<arxiv:primary_category term="{paper.categories[0]}" scheme="http://arxiv.org/schemas/atom"/>{categories}</entry>'
    )


def error_entry(text: str) -> str:
    return f"<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>{escape(text)}</summary></entry>"


def feed(entries: list[str], n_total: int, start: int) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><id>http://arxiv.org/api/x</id><title>arXiv Query</title>'
        f"<opensearch:totalResults>{n_total}</opensearch:totalResults><opensearch:startIndex>{start}</opensearch:startIndex>"
        f"{''.join(entries)}</feed>"
    ).encode()


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is no error of the server's."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    catalogue: ArxivServer

    def do_GET(self) -> None:
        agent = self.headers.get("User-Agent", "")
        request = Request(time.monotonic(), self.path, agent, self.client_address[1])
        self.catalogue.record(request)
        try:
            self._answer()
        finally:
            request.ended = time.monotonic()

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        kind = "api" if parts.path == "/api/query" else "pdf"
        fault = self.catalogue.next_fault(kind, parts.path)
        if kind == "api":
            parameters = {key: values[0] for key, values in parse_qs(parts.query).items()}
            status, body = self.catalogue.answer_query(parameters, is_empty=fault == EMPTY_PAGE)
            content_type = FEED_TYPE
        else:
            pdf = self.catalogue.find_pdf(parts.path.removeprefix("/pdf/"))
            status, content_type = (200, "application/pdf") if pdf is not None else (404, "text/html; charset=utf-8")
            body = pdf if pdf is not None else b"<html><body>No document for this id</body></html>"
        self._send(status, content_type, body, fault if isinstance(fault, Fault) else Fault())

    def _send(self, status: int, content_type: str, body: bytes, fault: Fault) -> None:
        time.sleep(fault.silence)
        body = body if fault.body is None else fault.body
        with contextlib.suppress(OSError):
            if fault.reset_after is None or fault.reset_after > 0:
                self.send_response(fault.status or status)
                self.send_header("Content-Type", fault.content_type or content_type)
                if fault.is_chunked:
                    self.send_header("Transfer-Encoding", "chunked")
                else:
                    self.send_header("Content-Length", str(len(body) if fault.announced is None else fault.announced))
                for name, value in fault.headers:
                    self.send_header(name, value)
                self.end_headers()
                sent = _in_chunks(body) if fault.is_chunked else body
                for chunk in _pieces(sent[: fault.reset_after], fault.drip):
                    self.wfile.write(chunk)
            if fault.reset_after is not None:
                self._reset()
            elif fault.announced is not None:
                self.close_connection = True

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


def _in_chunks(body: bytes) -> bytes:
    """Return the body in chunks of a thousand bytes, each after its length, and the empty one that ends them."""
    chunks = [body[first : first + 1000] for first in range(0, len(body), 1000)] + [b""]
    return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)


def _pieces(body: bytes, drip: float) -> Iterator[bytes]:
    if not drip:
        yield body
        return
    for position in range(len(body)):
        time.sleep(drip)
        yield body[position : position + 1]


def sample_papers(n: int = 12) -> list[Paper]:
    """Return the sample papers under ids that arXiv never gave out, as their bibliographies cite them; beyond 12, variations of them."""
    lines = [json.loads(line) for line in (SAMPLES / "papers.jsonl").read_text(encoding="utf-8").splitlines()]
    return [_sample(number, lines[(number - 1) % len(lines)], (number - 1) // len(lines)) for number in range(1, n + 1)]


def _sample(number: int, line: dict[str, Any], variation: int) -> Paper:
    """Return a sample; a variation has another id, title and other bytes after the end of the PDF, which no reader minds."""
    day = dt.date.fromisoformat(line["published"])
    pdf = (SAMPLES / line["file"]).read_bytes() + (f"% {variation}\n".encode() if variation else b"")
    title = line["title"] + (f" ({variation})" if variation else "")
    serial = 99900 + number if number < 100 else 98000 + number  # arXiv has not reached 98,000 papers in a month
    base, authors = f"{day:%y%m}.{serial}", tuple(line["authors"])
    return Paper(base, title, pdf, authors=authors, abstract=line["abstract"], published=day, updated=day)


def papers_of(folder: Path) -> list[Paper]:
    """Return a paper a PDF of the folder, under ids that arXiv never gave out (it has not reached 99,000 in a month)."""
    files = sorted(folder.glob("*.pdf"))
    return [Paper(f"2401.{99000 + n}", f.stem.replace("-", " ").title(), f.read_bytes()) for n, f in enumerate(files, start=1)]


def main() -> None:
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 8199
    what = sys.argv[1]
    with ArxivServer(sample_papers(int(what)) if what.isdecimal() else papers_of(Path(what)), port=port) as server:
        print(f"METHOD_DRIFT_ARXIV_BASE_URL={server.url}")  # noqa: T201
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
