import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from review.pages import publish
from review.server import ServeError, address, make_server
from tests.review.made_up import SHA_LOCAL, TOPIC


@pytest.fixture
def port(review_root: Path) -> Iterator[int]:
    publish(review_root)
    (review_root / "secret.txt").write_text("secret")
    with make_server(review_root, port=0) as server:
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
    assert ask(port, "/static/review.css")[0].headers["Content-Type"] == "text/css"


def test_stored_pdfs_are_served_for_receipts_and_nothing_else_of_the_data_root(port: int) -> None:
    response, body = ask(port, f"/pdf/{SHA_LOCAL}.pdf")
    assert (response.status, response.headers["Content-Type"], body) == (200, "application/pdf", b"%PDF-1.4 barges")
    assert "Content-Security-Policy" not in response.headers
    outside = [
        "/secret.txt",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/pdf/../secret.txt",
        "/pdf/%2e%2e/secret.txt",
        "//etc/passwd",
        "/method_drift.duckdb",
        "/pdf/",
        f"/pdf/{'c' * 64}.pdf",
        f"/pdf/{SHA_LOCAL}.pdf/../../secret.txt",
        "/topics/",
        "/static/",
    ]
    for path in outside:
        response, body = ask(port, path)
        assert response.status == 404 and b"secret" not in body.lower().replace(path.encode(), b""), path


@pytest.mark.parametrize("path", ["/%00", "/index.html%00.pdf", "/%ED%A0%80"])
def test_a_path_that_no_file_can_have_is_a_bad_request(port: int, path: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(port, path)[0].status == 400
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_reading_is_possible(port: int, method: str) -> None:
    assert ask(port, "/index.html", method)[0].status == 501


def test_newly_published_pages_show_without_a_restart(port: int, review_root: Path) -> None:
    publish(review_root)
    assert ask(port, "/index.html")[0].status == 200


def test_the_address_is_one_a_browser_can_open(review_root: Path) -> None:
    publish(review_root)
    with make_server(review_root, port=0) as server:
        assert address(server) == f"http://127.0.0.1:{server.server_port}/"
    with make_server(review_root, host="0.0.0.0", port=0) as server:  # noqa: S104 - what is tested
        assert address(server) == f"http://localhost:{server.server_port}/"


def test_no_pages_or_no_port_is_told(review_root: Path) -> None:
    with pytest.raises(ServeError, match="method-drift publish"):
        make_server(review_root, port=0)
    publish(review_root)
    with make_server(review_root, port=0) as server, pytest.raises(ServeError, match="--port"):
        make_server(review_root, port=server.server_port)
    with pytest.raises(ServeError, match="--port"):
        make_server(review_root, port=70_000)


def test_ctrl_c_stops_quietly(review_root: Path) -> None:
    publish(review_root)
    code = f"from pathlib import Path; from review.server import serve; serve(Path({str(review_root)!r}), port=0)"
    with subprocess.Popen([sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        line = process.stdout.readline()
        assert line.startswith("The review is at http://127.0.0.1:")
        assert ask(int(line.split(":")[2].split("/")[0]), "/")[0].status == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "Stopped.\n", "")
