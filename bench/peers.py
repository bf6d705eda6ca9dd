"""Read tables and bibliographies of the same PDFs with this project and with its peers, and say what each found at what cost.

usage: python bench/peers.py FOLDER [--only NAME,NAME] [--score "python SCORER {grids} TRUTH"] [--keep DIR]

The peers (camelot, pdfplumber, PyMuPDF's own tables, refextract) are installed in an environment of their own below DIR, each in
versions named here. Every reader is a process of its own that writes a JSON line a PDF, {"file", "tables": [{"page", "rows"}]}, where
a cell that spans several rows or columns repeats its text; --score is run on each of those files and its answer printed. A reader
that cannot be installed or breaks off is told, and left out. The seconds are of CPU, of the reader and what it starts.
"""

import argparse
import json
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

PINS = ("camelot-py==2.0.0", "pdfplumber==0.11.10")
"""With them goes PyMuPDF as it is here."""
REFERENCE_PINS = ("refextract==1.1.7", "setuptools<81")


def main() -> int:
    """Run every reader and print a line of figures for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default=",".join(READERS), help="readers to run, with commas (default: all)")
    parser.add_argument("--score", help="command that scores a file of grids; {grids} stands for its path")
    parser.add_argument("--keep", type=Path, help="folder for the environments and what was read (default: a temporary one)")
    parser.add_argument("--read", choices=sorted(READERS), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        return read_all(options.folder, READERS[options.read], options.out)
    with tempfile.TemporaryDirectory() as temporary:
        kept = options.keep or Path(temporary)
        kept.mkdir(parents=True, exist_ok=True)
        pins = {"peers": (*PINS, f"pymupdf=={version('pymupdf')}"), "refextract": REFERENCE_PINS}
        pythons = {name: make_environment(kept / name, packages) for name, packages in pins.items()}
        n_pages = count_pages(options.folder)
        print(f"{n_pages} pages")
        for name in options.only.split(","):
            compare(name, options, kept, n_pages, pythons)
    return 0


def make_environment(folder: Path, pins: tuple[str, ...]) -> str:
    """Return the interpreter of an environment with these packages; it is made where it is missing."""
    python = folder / "bin" / "python"
    if not (folder / ".ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)  # noqa: S603
        command = [str(python), "-m", "pip", "install", "-q", *pins]
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
        if done.returncode == 0:
            (folder / ".ready").touch()
        else:
            print(f"{folder.name} not installed: {_last_line(done.stderr)}")
    return str(python)


def compare(name: str, options: argparse.Namespace, kept: Path, n_pages: int, pythons: dict[str, str]) -> None:
    """Run one reader on the folder, and print its cost, what it found and what the scorer says."""
    grids = kept / f"{name}.jsonl"
    python = sys.executable if name.startswith("ours") else pythons["refextract" if name == "refextract" else "peers"]
    before = _children_seconds()
    command = [python, str(Path(__file__).resolve()), str(options.folder), "--read", name, "--out", str(grids)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    seconds = _children_seconds() - before
    if done.returncode != 0:
        print(f"{name:24} not run: {_last_line(done.stderr)}")
        return
    read = [json.loads(line) for line in grids.read_text().splitlines()]
    found = {key: sum(len(paper.get(key, ())) for paper in read) for key in ("tables", "titles", "references")}
    told = ", ".join(f"{n} {key}" for key, n in found.items() if n)
    errors = [paper["error"] for paper in read if "error" in paper]
    lost = f", {len(errors)} PDFs failed ({errors[0]})" if errors else ""
    print(f"{name:24} {seconds:8.1f} s of CPU {n_pages / seconds:8.1f} pages a second   {told}{lost}")
    if options.score and found["tables"]:
        subprocess.run([part.replace("{grids}", str(grids)) for part in shlex.split(options.score)], check=False)  # noqa: S603


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no word of why"])[-1]


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def count_pages(folder: Path) -> int:
    """Return the pages of all PDFs of a folder."""
    import pymupdf

    n_pages = 0
    for path in sorted(folder.glob("*.pdf")):
        with pymupdf.open(path) as document:
            n_pages += len(document)
    return n_pages


def read_all(folder: Path, read: Callable[[Path], dict[str, Any]], out: Path) -> int:
    """Write what the reader finds in each PDF of the folder as a line of JSON."""
    with out.open("w") as lines:
        for path in sorted(folder.glob("*.pdf")):
            try:
                found = read(path)
            except Exception as error:  # a peer may raise anything on a PDF, and the others are still to be read
                found = {"error": f"{type(error).__name__}: {error}"}
            lines.write(json.dumps({"file": path.name} | found, default=str) + "\n")
    return 0


def read_ours(path: Path) -> dict[str, Any]:
    """Return our tables."""
    from extractors.inspection_stages import inspect_grid
    from extractors.pdf.pages import read_pages
    from extractors.tables.find import find_tables

    return {"tables": [inspect_grid(table) for table in find_tables(read_pages(path))]}


def read_our_references(path: Path) -> dict[str, Any]:
    """Return our bibliography entries and their titles; tables are found first, as text needs them."""
    from extractors.reading import read_content

    references = read_content(path).text.references
    return {"references": [entry.raw for entry in references], "titles": [entry.title for entry in references if entry.title]}


def read_camelot(flavor: str) -> Callable[[Path], dict[str, Any]]:
    """Return a reader with one of camelot's ways."""

    def read(path: Path) -> dict[str, Any]:
        import camelot  # type: ignore[import-not-found]

        found = camelot.read_pdf(str(path), pages="all", flavor=flavor, suppress_stdout=True)
        return {"tables": [{"page": table.page, "rows": table.df.values.tolist()} for table in found]}

    return read


def read_pdfplumber(strategy: str) -> Callable[[Path], dict[str, Any]]:
    """Return a reader with one of pdfplumber's strategies."""

    def read(path: Path) -> dict[str, Any]:
        import pdfplumber  # type: ignore[import-not-found]

        settings = {"vertical_strategy": strategy, "horizontal_strategy": strategy}
        with pdfplumber.open(path) as document:
            pages = [(page.page_number, page.extract_tables(settings)) for page in document.pages]
        return {"tables": list(_with_text(pages))}

    return read


def read_pymupdf(strategy: str) -> Callable[[Path], dict[str, Any]]:
    """Return a reader with one of PyMuPDF's strategies."""

    def read(path: Path) -> dict[str, Any]:
        import pymupdf

        with pymupdf.open(path) as document:
            pages = [(page.number + 1, [table.extract() for table in page.find_tables(strategy=strategy).tables]) for page in document]
        return {"tables": list(_with_text(pages))}

    return read


def _with_text(pages: list[tuple[int, list[Any]]]) -> Iterator[dict[str, Any]]:
    """Yield the grids of pages with empty text where a cell has none."""
    for number, grids in pages:
        for grid in grids:
            yield {"page": number, "rows": [[cell or "" for cell in row] for row in grid]}


def read_refextract(path: Path) -> dict[str, Any]:
    """Return refextract's entries and their titles; it needs pdftotext."""
    if shutil.which("pdftotext") is None:
        raise RuntimeError("there is no pdftotext here; install poppler-utils")
    from refextract import extract_references_from_file  # type: ignore[import-not-found]

    found = extract_references_from_file(str(path))
    return {"references": [entry.get("raw_ref", "") for entry in found], "titles": [t for entry in found for t in entry.get("title", ())]}


READERS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "ours": read_ours,
    "camelot-stream": read_camelot("stream"),
    "camelot-lattice": read_camelot("lattice"),
    "camelot-hybrid": read_camelot("hybrid"),
    "pdfplumber-lines": read_pdfplumber("lines"),
    "pdfplumber-text": read_pdfplumber("text"),
    "pymupdf-lines": read_pymupdf("lines"),
    "pymupdf-text": read_pymupdf("text"),
    "ours-references": read_our_references,
    "refextract": read_refextract,
}


if __name__ == "__main__":
    sys.exit(main())
