"""A reader's way through a review by keyboard, in a real browser; `python bench/walk.py DATA` goes it in every way.

From the start page by search to a method, from a receipt to its picture, on to the method to use instead, and through the list of
methods, which is filtered, sorted and taken home. At two widths, light and dark, from disk and under a prefix of a server.
"""

import csv
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from review.server import address, make_server
from review.text import SUCCESSOR_WORDS, file_stem

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next((path for path in map(Path, ("/usr/bin/chromium", "/usr/bin/chromium-browser")) if path.exists()), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OWN = ("http://127.0.0.1", "file:")
LEFT_EARLY = "net::ERR_ABORTED"
"""What a request that is under way says when the reader goes on to another page."""
PICTURE_TIMEOUT_S = 30
"""A picture that is not there by then is missing."""
MOST_TABS = 400
"""Steps of the keyboard to anything on a page; more, and nobody arrives."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a reader of a topic looks for: a method with a receipt, and with a newer one to follow."""

    topic: str
    method_id: str
    method: str
    newer_id: str
    newer: str
    n_methods: int


def find_goal(site: Path) -> Goal:
    """Return the best-known method of a site's first topic that has a receipt and a newer method to use instead."""
    folder = min((site / "topics").iterdir())
    ranked = read_csv(folder / "data" / "method_supersession.csv")
    said = {row["method_id"] for row in read_csv(folder / "data" / "critique_receipts.csv")}
    newer = {row["method_id"]: row for row in read_csv(folder / "data" / "newer_alternatives.csv") if row["reason"] in SUCCESSOR_WORDS}
    found = next(row for row in ranked if row["method_id"] in said & set(newer))
    other = newer[found["method_id"]]
    return Goal(folder.name, found["method_id"], found["method"], other["newer_method_id"], other["newer_method"], len(ranked))


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a download."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@contextmanager
def start_browser() -> Iterator["Browser"]:
    """Start Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def open_page(browser: "Browser", width: int = 360, scheme: str = "light") -> Iterator["Page"]:
    """Open a page; console messages, errors, dialogs and requests to elsewhere make it fail when it is closed."""
    complaints: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 740}, accept_downloads=True)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("requestfailed", lambda request: complaints.extend([] if request.failure == LEFT_EARLY else [request.url]))
    page.on("request", lambda request: complaints.extend([] if request.url.startswith(OWN) else [request.url]))
    yield page
    page.close()
    assert complaints == []


@contextmanager
def serve_under_prefix(site: Path) -> Iterator[str]:
    """Serve a site below two folders of a server and yield where it starts."""
    with tempfile.TemporaryDirectory() as root:
        outer = Path(root) / "site" / "of" / "somebody"
        outer.mkdir(parents=True)
        (Path(root) / "site" / "index.html").write_text("<!doctype html><title>Somebody</title>", encoding="utf-8")
        (outer / "review").symlink_to(site.resolve())
        with make_server(Path(root), port=0) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield f"{address(server)}of/somebody/review/"
            server.shutdown()
            thread.join()


def tab_to(page: "Page", name: str, most: int = MOST_TABS) -> None:
    """Press Tab until what has the focus is called so, as a reader without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()").startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


def walk(page: "Page", start: str, goal: Goal) -> None:
    """Go a reader's whole way by keyboard; raises AssertionError, or the browser's timeout, where it leads nowhere."""
    find_method(page, start, goal)
    see_receipt(page)
    follow_newer(page, goal)
    use_list(page, goal)


def find_method(page: "Page", start: str, goal: Goal) -> None:
    """Find the method from the start page by its name."""
    page.goto(urljoin(start, "index.html"))
    tab_to(page, "Search methods")
    page.keyboard.type(goal.method)
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == goal.method, "the first that is found"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/methods/{file_stem(goal.method_id)}.html")
    check_width(page)


def picture_width(page: "Page") -> int:
    """Return how wide a receipt's picture is, once it is there.

    It is asked from here: what is waited for inside a page is evaluated from a string there, which our pages forbid.
    """
    picture = page.locator(".sheet img").first
    deadline = time.monotonic() + PICTURE_TIMEOUT_S
    while not (width := picture.evaluate("image => image.complete && image.naturalWidth")) and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    return int(width)


def see_receipt(page: "Page") -> None:
    """Open the first receipt on the page of a method, see its picture and come back."""
    tab_to(page, "Receipt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/*.html")
    assert picture_width(page) > 100
    assert page.locator(".sheet img").first.is_visible() and page.locator(".sheet svg rect.mark-own").count() > 0
    check_width(page)
    page.go_back()


def follow_newer(page: "Page", goal: Goal) -> None:
    """Go from a method to the one to use instead."""
    page.reload()
    page.locator("#newer").evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    tab_to(page, goal.newer)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/methods/{file_stem(goal.newer_id)}.html")
    assert page.get_by_role("heading", level=1).inner_text() == goal.newer
    check_width(page)


def use_list(page: "Page", goal: Goal) -> None:
    """Filter the list of methods, sort it, and take it home."""
    tab_to(page, "Methods")
    page.keyboard.press("Enter")
    page.wait_for_url("**/methods/index.html")
    rows = page.locator("tbody tr:visible")
    n_all = rows.count()
    tab_to(page, "Filter methods")
    page.keyboard.type(goal.method)
    assert 0 < rows.count() < n_all and goal.method in rows.first.inner_text()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    tab_to(page, "Papers that critique it")
    page.keyboard.press("Enter")
    counts = [int(text) for text in page.locator("tbody tr td:nth-child(4)").all_inner_texts()]
    assert len(counts) == n_all and counts == sorted(counts, reverse=True)
    check_width(page)
    page.get_by_role("link", name="Download as CSV").focus()
    with page.expect_download() as caught:
        page.keyboard.press("Enter")
    rows_home = read_csv(Path(caught.value.path()))
    assert len(rows_home) == goal.n_methods and goal.method_id in {row["method_id"] for row in rows_home}


def list_kinds(site: Path) -> list[str]:
    """Return one page of every kind, the largest of those there are many of, by its address in the site."""
    folder = min((site / "topics").iterdir())
    many = ("methods", "papers", "benchmarks", "receipts", "tables", "sub-problems")
    found = {kind: [path for path in (folder / kind).glob("*.html") if path.name != "index.html"] for kind in many}
    largest = [max(paths, key=lambda path: (path.stat().st_size, path.name)) for paths in found.values() if paths]
    lists = [folder / name for name in ("index.html", "changes.html", "data.html", *(f"{kind}/index.html" for kind in many[:3]))]
    shared = ["index.html", "about.html", "404.html", "search.html#q=a"]
    return [*shared, *(str(path.relative_to(site)) for path in [*lists, *largest])]


def find_faults(page: "Page") -> list[tuple[str, str]]:
    """Return what axe-core finds against the open page in dark, and what of its contrast in light: a rule and the first element."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    faults = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        # The rules do not change with the colours; what is new in the other ones is their contrast.
        asked = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if scheme == "light" else {})
        faults += [(fault["id"], fault["nodes"][0]["html"]) for fault in Axe().run(page, options=asked).response["violations"]]
    return faults


def check_width(page: "Page") -> None:
    """Raise AssertionError where the page runs off the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
