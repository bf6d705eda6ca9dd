"""The feed of a topic: its papers as they were read, as Atom."""

import datetime as dt
from xml.sax.saxutils import escape, quoteattr

from models.relations import TopicSummary
from review import text
from review.pages.catalogue import Catalogue
from review.pages.changes import ChangesStory, ReadPaper

MAX_ENTRIES = 60


def to_atom(summary: TopicSummary, catalogue: Catalogue, story: ChangesStory, site_url: str) -> str:
    """Return the feed; addresses are whole where the site's address is known, else relative to the feed."""
    base = f"{site_url}/topics/{text.file_stem(summary.topic)}/" if site_url else ""
    newest_first = sorted(story.read, key=lambda paper: paper.finished_at, reverse=True)
    newest = newest_first[0].finished_at if newest_first else summary.updated
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(summary.title)}: living review</title>",
        f"<id>urn:method-drift:{_text(summary.topic)}</id>",
        f"<updated>{_time(newest)}</updated>",
        "<author><name>Method Drift</name></author>",
        f'<link rel="self" href={quoteattr(base + "changes.atom")}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(base + "changes.html")}/>',
    ]
    entries = [_entry(summary.topic, paper, base + catalogue.paper_path(paper.paper_id)) for paper in newest_first[:MAX_ENTRIES]]
    return "\n".join([*head, *entries, "</feed>", ""])


def _entry(topic: str, paper: ReadPaper, address: str) -> str:
    told = f"{text.plural(paper.n_critiques, 'critique receipt')}, {text.plural(paper.n_results, 'benchmark result')}"
    return "\n".join(
        [
            "<entry>",
            f"<title>{_text(paper.title)}</title>",
            f"<id>urn:method-drift:{_text(topic)}:{_text(paper.paper_id)}:{paper.finished_at:%Y%m%d}</id>",
            f"<updated>{_time(paper.finished_at)}</updated>",
            f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>',
            f"<summary>{_text(told)}</summary>",
            "</entry>",
        ]
    )


def _text(value: str) -> str:
    return escape(text.clean(value))


def _time(moment: dt.datetime | None) -> str:
    return f"{moment or dt.datetime(1970, 1, 1):%Y-%m-%dT%H:%M:%SZ}"
