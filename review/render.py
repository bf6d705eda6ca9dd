"""Templates to files: everything escaped, control characters gone, the same bytes for the same records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from review import text

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shell:
    """What every page of a site shares: where it stands, and whether its address is known."""

    site: Path
    site_url: str

    def write(self, path: str, template: str, **context: Any) -> None:
        """Render a page of the site; `path` is relative to its root, and so is every address in the context."""
        base = "../" * path.count("/")
        canonical = f"{self.site_url}/{path}" if self.site_url else ""
        page = _ENVIRONMENT.get_template(template).render(base=base, path=path, canonical=canonical, **context)
        self.write_text(path, page)

    def write_text(self, path: str, content: str) -> None:
        """Write a file of the site; `path` is relative to its root."""
        file = self.site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="")


def _clean_value(value: Any) -> Any:
    """Return a value as it may stand in a page: strings that are not markup lose their control characters."""
    return text.clean(value) if type(value) is str else value


# Links are made here and not in templates: a large review has a few hundred thousand of them.


@pass_context
def link(context: Context, address: str, name: str) -> Markup:
    """Return a link to a page of the topic; the name alone where there is no page."""
    told = escape(_clean_value(name))
    return Markup(f'<a href="{context["base"]}{context["folder"]}{escape(address)}">{told}</a>') if address else told  # noqa: S704


@pass_context
def method_link(context: Context, method_id: str, name: str) -> Markup:
    """Return a link to the page of a method."""
    return link(context, context["cat"].method_path(method_id), name)


@pass_context
def paper_link(context: Context, paper_id: str | None, title: str) -> Markup:
    """Return a link to the page of a paper."""
    return link(context, context["cat"].paper_path(paper_id), title)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "stem": text.file_stem,
    "long_date": text.long_date,
    "month": text.month_date,
    "without": text.without,
    "first_seen": text.first_seen_date,
    "plural": text.plural,
    "shorten": text.shorten,
    "megabytes": text.megabytes,
    "safe_url": text.safe_url,
}
WORDS: Mapping[str, Callable[..., Any]] = {
    "counts": text.supersession_counts,
    "rank_sentence": text.rank_sentence,
    "cells_text": text.cells_text,
    "value_text": text.value_text,
    "number_text": text.number_text,
    "all_rows": text.all_rows_hint,
    "sql_filter": text.sql_filter,
    "step": text.step,
    "at": link,
    "method_link": method_link,
    "paper_link": paper_link,
}


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean_value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(WORDS, status_classes=text.STATUS_CLASSES)
    environment.globals.update(successor_words=text.SUCCESSOR_WORDS)
    return environment


_ENVIRONMENT = _environment()
