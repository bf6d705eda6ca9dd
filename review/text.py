"""The words of the review: counts, status sentences, numbers, dates, safe links and safe file names."""

import datetime as dt
import functools
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

STATUS_SENTENCES = {
    "heavily superseded": "heavily superseded — a standard baseline that newer methods routinely beat",
    "superseded": "superseded — cited as a baseline and beaten by newer methods",
    "not yet superseded": "not yet superseded",
    "no evidence here": "no evidence here — no paper of this review criticises it or has it in a table",
}
"""The sentence a method page shows for each `method_supersession.status`."""
SUCCESSOR_WORDS = {"beats it": "beaten by", "criticises it": "criticised by"}
"""What a list says of a newer method, by `newer_alternatives.reason`; of a mate that nobody compared with it a list says nothing."""
STATUS_CLASSES = {
    "heavily superseded": "heavily",
    "superseded": "superseded",
    "not yet superseded": "standing",
    "no evidence here": "unknown",
}

ANSI_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, erase
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: window title, clipboard, links
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # device control and other strings
)
"""Terminal escape sequences as a whole, so that no `[31m` is left over when the escape character is dropped."""
GLUED_UNITS = frozenset({"%", "x", "×"})
"""Units printed without a space."""
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the reading direction of all that follows: a title could reorder the page around it."""
SCRIPT_SIGNS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""Signs that mean something to HTML, or to old readers of scripts, as JSON may write them."""
SAFE_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,78}[a-z0-9])?")
"""Keys that are a file name as they stand on every file system, also one that folds case."""
RESERVED_NAMES = frozenset({"index", "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that mean something else: our own index page, devices on Windows."""


def clean(text: str) -> str:
    """Return the text without escape sequences, control and direction characters; line breaks become spaces."""
    if text.isprintable():  # which no control and no direction character is
        return text
    text = ANSI_SEQUENCES.sub("", text)
    return "".join(" " if ch in "\t\n\r\u2028\u2029" else ch for ch in text if not _is_control(ch))


def _is_control(ch: str) -> bool:
    return ch not in "\t\n\r\u2028\u2029" and (ch in BIDI_CONTROLS or unicodedata.category(ch) in ("Cc", "Cs", "Cn"))


def status_sentence(status: str, papers_beat: int, reason: str) -> str:
    """Return what a method page says of a status; of a superseded method that no table shows beaten, by the counts that made it so."""
    return f"{status} — {reason}" if status == "superseded" and not papers_beat else STATUS_SENTENCES[status]


def plural(n: int, one: str, many: str | None = None) -> str:
    """Return the number with its noun: `1 paper`, `1,370 papers`, `0 papers`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def supersession_counts(papers_critique: int, papers_beat: int) -> str:
    """Return both counts of a method: `8 papers critique it · 12 beat it on benchmarks`."""
    critique = "critiques" if papers_critique == 1 else "critique"
    beat = "beats" if papers_beat == 1 else "beat"
    return f"{plural(papers_critique, 'paper')} {critique} it · {papers_beat:,} {beat} it on benchmarks"


def rank_sentence(rank: int, n_ranked: int) -> str:
    """Return the place of a method: `#65 of 1,370 most-superseded`."""
    return f"#{rank:,} of {n_ranked:,} most-superseded"


def long_date(day: dt.date | None) -> str:
    """Return `22 November 2026`; `date unknown` when there is none."""
    return f"{day.day} {day:%B %Y}" if day else "date unknown"


def first_seen_date(day: dt.date | None, precision: str | None = None) -> str:
    """Return the date as far as it is known: of a first of the month the month only, because an arXiv id tells no more."""
    if day is None:
        return "date unknown"
    return _as_known(day, f"{day:%B %Y}" if day.day == 1 or precision == "month" else long_date(day), precision)


def without(said: str, sentences: Iterable[str]) -> str:
    """Return what is said without these sentences."""
    for sentence in sentences:
        said = said.replace(sentence, " ")
    return " ".join(said.split())


def step(before: object, now: object) -> str:
    """Return how a value changed: `3 → 1`; the value alone where it did not, `new` or `gone` where there was or is none."""
    if before == now:
        return f"{now}"
    return f"new → {now}" if before is None else f"{before} → gone" if now is None else f"{before} → {now}"


def month_date(day: dt.date | None, precision: str | None = None) -> str:
    """Return `Nov 2026`, as lists show it, or the year where no more is known; `undated` when there is none."""
    return _as_known(day, f"{day:%b %Y}", precision) if day else "undated"


def _as_known(day: dt.date, shown: str, precision: str | None) -> str:
    """Return a date as it is shown, or the year where no more is known, with what is left open."""
    shown = str(day.year) if precision in ("year", "by_year") else shown
    return f"{shown} or earlier" if precision in ("by_year", "named") else shown


def shorten(line: str, length: int) -> str:
    """Return the text, cut after a whole word with an ellipsis where it is longer."""
    if len(line) <= length:
        return line
    cut = line[:length].rsplit(" ", 1)[0].rstrip(" ,:;-–")
    return f"{cut or line[:length]}…"


def referent(method_label: str, citation: str, method: str) -> tuple[str, str]:
    """Return the name a sentence points back at and its citation in brackets: `Lanternet` and `[4]` or `(Lee, 2020)`."""
    bracketed = citation if citation[:1] in ("(", "[") else f"({citation})"
    if not citation or citation == method_label:
        return (method, bracketed) if citation and citation != method else (method_label, "")
    return method_label, bracketed


def number_text(value: float) -> str:
    """Return a number without noise of its binary form: `0.6`, `38.85`, `1200000`."""
    return f"{value:.10g}" if abs(value) < 1e15 else f"{value:g}"


def safe_url(url: str) -> str:
    """Return the address when it is a plain http or https one, else an empty string: no script, data or file."""
    if url != clean(url) or "\\" in url or re.search(r"\s", url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


@functools.lru_cache(100_000)
def file_stem(key: str) -> str:
    """Return a file name without ending for a key of the warehouse; different keys give different names.

    A key that is a plain lower-case name stays as it is; all others get a hash behind an underscore, which no plain name has.
    """
    if SAFE_NAME.fullmatch(key) and key.split(".")[0] not in RESERVED_NAMES and ".." not in key:
        return key
    ascii_key = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_key).strip("-")[:60] or "method"
    return f"{slug}_{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def value_text(value: float, printed: str | None, unit: str | None) -> str:
    """Return a value as the paper prints it (`0.60`), or as a plain number when that is not known, with its unit."""
    text = printed if printed is not None else number_text(value)
    if not unit or text.endswith(unit):
        return text
    return f"{text}{unit}" if unit in GLUED_UNITS else f"{text} {unit}"


def all_rows_hint(relation: str, topic: str, order: str, extra: str = "") -> str:
    """Return the command that lists all rows of a relation for a topic, for lists that a page cuts."""
    sql = f"FROM {relation} WHERE topic = {_sql_text(topic)}{extra} ORDER BY {order}"
    # People paste this into a shell, where these mean something inside double quotes.
    return 'method-drift query "' + re.sub(r'([\\"$`])', r"\\\1", sql) + '"'


def sql_filter(column: str, value: str) -> str:
    """Return ` AND column = 'value'` for `all_rows_hint`."""
    return f" AND {column} = {_sql_text(value)}"


def _sql_text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def cells_text(n_won: int, n_lost: int, n_tied: int) -> str:
    """Return how shared cells went, seen from the first: `better in 9 of 12 cells, worse in 2, equal in 1`."""
    parts = [f"better in {n_won:,} of {plural(n_won + n_lost + n_tied, 'cell')}"]
    parts += [f"worse in {n_lost:,}"] if n_lost else []
    parts += [f"equal in {n_tied:,}"] if n_tied else []
    return ", ".join(parts)


def script_json(item: object) -> str:
    """Return JSON that may stand inside a script: nothing in it ends the script, opens a comment or breaks a line."""
    told = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
    return told.translate(SCRIPT_SIGNS)


def megabytes(n_bytes: int) -> str:
    """Return the size of a file as a reader knows it: `12 kB`, `3.4 MB`."""
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{max(1, round(n_bytes / 1e3)):,} kB"
