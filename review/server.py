"""The published pages on localhost, for the eyes of the one who made them."""

import functools
import http.server
import ipaddress
import os
import re
import sys
import urllib.parse
from http import HTTPStatus
from pathlib import Path
from typing import Any

from rich.console import Console

from models.errors import MethodDriftError

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
RELATIVE = re.compile(rb'\b(href|src|action)="(?![a-z]+:|#|/)')
"""Addresses on the page for what is missing, which is shown at any depth of folders."""
ODD = re.compile(r"[\x00-\x1f\x7f\\]")
"""Signs that no address of a page has."""
MAX_PATH = 2_000
"""Longer addresses are nobody's page, and longer names than file systems bear."""


class ServeError(MethodDriftError):
    """The pages cannot be served; the message says why."""


class _PageHandler(http.server.SimpleHTTPRequestHandler):
    """Files of the site folder and nothing else: no listings, no version banner, no log of each request."""

    server_version = "method-drift"
    sys_version = ""
    extensions_map = {  # noqa: RUF012
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".bib": "text/plain; charset=utf-8",
        ".ris": "application/x-research-info-systems",
        ".atom": "application/atom+xml",
        ".webp": "image/webp",
        ".woff2": "font/woff2",
    }

    def send_head(self) -> Any:
        """Answer a path that no page can have as a bad request, and one that no page has with the site's own page for that."""
        if not _is_page_path(self.path):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return None
        return super().send_head()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the site's own page where a page is missing, else the standard answer."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = RELATIVE.sub(rb'\1="/', page.read_bytes())
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: a reader's requests are nobody's business."""


def _is_page_path(address: str) -> bool:
    """Tell whether a page could have the address: text in UTF-8 without control signs, backslashes and steps upwards."""
    path = address.split("?", 1)[0].split("#", 1)[0]
    try:
        name = urllib.parse.unquote(path, errors="strict")
        os.fsencode(name)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return False
    return (
        path.startswith("/")
        and not path.startswith("//")
        and len(path) <= MAX_PATH
        and not ODD.search(name)
        and ".." not in name.split("/")
    )


class _PageServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over readers who close the connection early; report everything else as the standard server does."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def make_server(root: Path, host: str = "127.0.0.1", port: int = 8000) -> http.server.ThreadingHTTPServer:
    """Return a server of `<root>/site`, bound but not yet serving; port 0 takes a free one. Raises ServeError."""
    site = (root / "site").resolve()
    if not (site / "index.html").is_file():
        raise ServeError(f"{site} has no pages yet; run `method-drift publish` first")
    try:
        return _PageServer((host, port), functools.partial(_PageHandler, directory=str(site)))
    except (OSError, OverflowError) as error:
        raise ServeError(f"cannot listen on {host} port {port} ({error}); choose another with --port") from error


def address(server: http.server.ThreadingHTTPServer) -> str:
    """Return the address under which a browser on this machine finds the pages."""
    host, port = str(server.server_address[0]), server.server_address[1]
    shown = "localhost" if _is_any_address(host) else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def _is_any_address(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def serve(root: Path, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the pages until Ctrl-C, after printing their address."""
    with make_server(root, host, port) as server:
        console = Console(highlight=False)
        try:
            console.print(f"The review is at {address(server)} (Ctrl-C stops)")
            server.serve_forever()
        except KeyboardInterrupt:
            console.print("Stopped.")
