"""Walks the published review of a data root in a real browser: `python bench/walk.py DATA`.

One page of every kind is looked through by axe-core on a phone's screen; then a reader's whole way is gone by keyboard at two
widths, light and dark, from disk and under a prefix of a server. Stops at the first step that leads nowhere.
"""

import sys
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the steps are the tests' own, which are not installed

from tests.review.walk import (  # noqa: E402
    check_width,
    find_faults,
    find_goal,
    list_kinds,
    open_page,
    serve_under_prefix,
    start_browser,
    walk,
)


def main(data: Path) -> None:
    """Look at every kind of page, walk in every way, and print each."""
    site = data.resolve() / "site"
    goal = find_goal(site)
    with start_browser() as browser, serve_under_prefix(site) as served:
        with open_page(browser) as page:
            for name in list_kinds(site):
                page.goto(urljoin(served, name))
                check_width(page)
                print(f"{name}: {find_faults(page) or 'nothing against it'}", flush=True)
        for start in (f"{site.as_uri()}/", served):
            for width, scheme in ((360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")):
                with open_page(browser, width, scheme) as page:
                    walk(page, start, goal)
                print(f"{goal.method}, {width} px, {scheme}, {start.split(':')[0]}: walked", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
