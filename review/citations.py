"""How to cite: papers as BibTeX, RIS, CSL-JSON and schema.org, from what the warehouse knows of them."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from review import text

BIBTEX_SIGNS = {sign: "\\" + sign for sign in "{}%#&$_"}
BIBTEX_SIGNS |= {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}")


@dataclass(frozen=True, slots=True)
class Work:
    """A paper as a bibliography needs it."""

    key: str
    title: str
    authors: Sequence[str]
    published: dt.date | None
    url: str
    kind: str = "article"


def to_bibtex(works: Iterable[Work]) -> str:
    """Return BibTeX entries, one a paper, with the paper's id as key."""
    return "\n".join(_bibtex(work) for work in works)


def _bibtex(work: Work) -> str:
    fields = {"title": f"{{{_tex(work.title)}}}", "author": " and ".join(_tex(name) for name in work.authors)}
    if work.published:
        fields |= {"year": str(work.published.year), "month": str(work.published.month)}
    if ARXIV_ID.fullmatch(work.key):
        fields |= {"eprint": work.key, "archiveprefix": "arXiv"}
    fields |= {"url": text.safe_url(work.url)}
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{re.sub(r'[^A-Za-z0-9.:/-]', '', work.key) or 'paper'},", *lines, "}", ""])


def _tex(value: str) -> str:
    return "".join(BIBTEX_SIGNS.get(ch, ch) for ch in text.clean(value))


def to_ris(works: Iterable[Work]) -> str:
    """Return RIS records, one a paper."""
    return "\r\n".join(_ris(work) for work in works)


def _ris(work: Work) -> str:
    lines = [
        ("TY", "WEB" if work.kind == "webpage" else "JOUR"),
        ("ID", work.key),
        ("TI", work.title),
        *(("AU", name) for name in work.authors),
    ]
    if work.published:
        lines += [("PY", str(work.published.year)), ("DA", f"{work.published:%Y/%m/%d}")]
    lines += [("UR", text.safe_url(work.url)), ("ER", "")]
    return "".join(f"{tag}  - {text.clean(value)}\r\n" for tag, value in lines if value or tag == "ER")


def to_csl(works: Iterable[Work]) -> str:
    """Return CSL-JSON, as reference managers and pandoc read it."""
    return json.dumps([_csl(work) for work in works], ensure_ascii=False, indent=1) + "\n"


def _csl(work: Work) -> dict[str, object]:
    item: dict[str, object] = {"id": work.key, "type": "webpage" if work.kind == "webpage" else "article", "title": text.clean(work.title)}
    if work.authors:
        item["author"] = [{"literal": text.clean(name)} for name in work.authors]
    if work.published:
        item["issued"] = {"date-parts": [[work.published.year, work.published.month, work.published.day]]}
    if url := text.safe_url(work.url):
        item["URL"] = url
    return item


def to_json_ld(work: Work) -> Markup:
    """Return a paper as schema.org's ScholarlyArticle, safe inside a script element."""
    item: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": text.clean(work.title)[:110],
        "name": text.clean(work.title),
    }
    if work.authors:
        item["author"] = [{"@type": "Person", "name": text.clean(name)} for name in work.authors]
    if work.published:
        item["datePublished"] = work.published.isoformat()
    if ARXIV_ID.fullmatch(work.key):
        item["identifier"] = f"arXiv:{work.key}"
    if url := text.safe_url(work.url):
        item["url"] = url
    return Markup(text.script_json(item))  # noqa: S704 - no sign is left that ends a script
