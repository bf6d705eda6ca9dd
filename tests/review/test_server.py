import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from review.publish import publish
from review.server import ServeError, address, make_server
from tests.review.made_up import SHA_LOCAL, TOPIC


@pytest.fixture(scope="module")
def port(published_root: Path) -> Iterator[int]:
    (published_root / "secret.txt").write_text("secret")
    with make_server(published_root, port=0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def ask(port: int, path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_pages_come_with_safe_headers(port: int) -> None:
    response, body = ask(port, f"/topics/{TOPIC}/methods/lanternet.html")
    assert response.status == 200 and b"Lanternet" in body
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff" and response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Server"].strip() == "method-drift"
    assert ask(port, "/")[1].startswith(b"<!doctype html>")
    assert ask(port, "/static/review.css")[0].headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    ["/secret.txt", "/method_drift.duckdb", f"/pdf/{SHA_LOCAL}.pdf", "/topics/", "/static/", "//etc/passwd", "/index.html/x", "/x" * 300],
)
def test_nothing_but_pages_is_served_and_a_missing_one_is_told_in_the_sites_own_words(port: int, path: str) -> None:
    response, body = ask(port, path)
    assert response.status == 404 and response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"No such page" in body and b'href="/static/review.css"' in body and b"secret" not in body
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


ODD_PATHS = ["/%00", "/index.html%00.pdf", "/%ED%A0%80", "/%ff", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"]
ODD_PATHS += ["/a\\..\\b", "/%5c", "/%0a", "/%1b[2J", "index.html", "*", "http://else.example/", "/" + "x" * 3_000]


@pytest.mark.parametrize("path", ODD_PATHS)
def test_a_path_that_no_page_can_have_is_a_bad_request(port: int, path: str, capfd: pytest.CaptureFixture[str]) -> None:
    response, body = ask(port, path)
    assert response.status == 400 and b"secret" not in body.replace(b"secret.txt", b"")
    assert capfd.readouterr().err == ""


def test_downloads_have_their_types(port: int) -> None:
    types = {
        "data/papers.csv": "text/csv",
        "changes.atom": "application/atom+xml",
        "cite/topic.bib": "text/plain",
        "cite/topic.json": "application/json",
    }
    for name, kind in types.items():
        assert ask(port, f"/topics/{TOPIC}/{name}")[0].headers["Content-Type"].startswith(kind), name
    assert ask(port, "/search-index.js")[0].headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_reading_is_possible(port: int, method: str) -> None:
    assert ask(port, "/index.html", method)[0].status == 501


def test_newly_published_pages_show_without_a_restart(port: int, published_root: Path) -> None:
    publish(published_root)
    assert ask(port, "/index.html")[0].status == 200


def test_the_address_is_one_a_browser_can_open(published_root: Path) -> None:
    review_root = published_root
    with make_server(review_root, port=0) as server:
        assert address(server) == f"http://127.0.0.1:{server.server_port}/"
    with make_server(review_root, host="0.0.0.0", port=0) as server:  # noqa: S104 - what is tested
        assert address(server) == f"http://localhost:{server.server_port}/"


def test_no_pages_or_no_port_is_told(review_root: Path, published_root: Path) -> None:
    with pytest.raises(ServeError, match="method-drift publish"):
        make_server(review_root, port=0)
    with make_server(published_root, port=0) as server, pytest.raises(ServeError, match="--port"):
        make_server(published_root, port=server.server_port)
    with pytest.raises(ServeError, match="--port"):
        make_server(published_root, port=70_000)


def test_ctrl_c_stops_quietly(published_root: Path) -> None:
    review_root = published_root
    # A test run that was started in the background may have left Ctrl-C ignored to its children.
    listen = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{listen}; from pathlib import Path; from review.server import serve; serve(Path({str(review_root)!r}), port=0)"
    with subprocess.Popen([sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        line = process.stdout.readline()
        assert line.startswith("The review is at http://127.0.0.1:")
        assert ask(int(line.split(":")[2].split("/")[0]), "/")[0].status == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "Stopped.\n", "")
