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
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
STORED_PDF = re.compile(r"/pdf/[0-9a-f]{64}\.pdf")
"""Paths answered from the data root: the stored PDFs that receipts point at. All others are answered from its site folder."""


class ServeError(MethodDriftError):
    """The pages cannot be served; the message says why."""


class _PageHandler(http.server.SimpleHTTPRequestHandler):
    """Files of the site folder and nothing else: no listings, no version banner, no log of each request."""

    server_version = "method-drift"
    sys_version = ""
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".html": "text/html; charset=utf-8"}  # noqa: RUF012

    def translate_path(self, path: str) -> str:
        """Return the file of a request: a stored PDF of the data root, else a file of its site folder."""
        plain = path.split("?", 1)[0].split("#", 1)[0]
        if STORED_PDF.fullmatch(plain):
            return str(Path(self.directory).parent / plain.lstrip("/"))
        return super().translate_path(path)

    def send_head(self) -> Any:
        """Answer a path that no file can have as a bad request; the standard handler breaks off without an answer."""
        if _is_file_name(self.path):
            return super().send_head()
        self.send_error(HTTPStatus.BAD_REQUEST)
        return None

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            # A browser's own PDF viewer does not start under a policy that allows nothing.
            if name != "Content-Security-Policy" or not STORED_PDF.fullmatch(self.path.split("?", 1)[0]):
                self.send_header(name, value)
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: a reader's requests are nobody's business."""


def _is_file_name(path: str) -> bool:
    name = urllib.parse.unquote(path, errors="surrogatepass")
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return "\0" not in name


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
