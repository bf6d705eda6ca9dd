"""Whether the text of a PDF is what is on paper: neither a scan nor letters without meaning."""

import math
import re
from string import ascii_lowercase

from models.document import PageContent
from models.errors import PaperError

MIN_TEXT_PAGE_SHARE = 0.2
"""A PDF with text on fewer of its pages than this is a scan."""
MAX_GARBLED_SHARE = 0.3
"""Share of unmapped characters (U+FFFD, private use, control) above which a PDF's fonts cannot be read."""
LETTER_SHARES = dict(
    zip(
        ascii_lowercase,
        (8.2, 1.5, 2.8, 4.3, 12.7, 2.2, 2.0, 6.1, 7.0, 0.2, 0.8, 4.0, 2.4, 6.7, 7.5, 1.9, 0.1, 6.0, 6.3, 9.1, 2.8, 1.0, 2.4, 0.2, 2.0, 0.1),
        strict=True,
    )
)
"""Per cent of each letter in English text."""
MIN_LETTER_LIKENESS = 0.72
"""Cosine of a paper's letter counts and the shares above, below which its letters are not those on paper: a font without a map
reads as "7KH PRGHO" for "The model". Papers in English reach 0.97, prose in Polish, Finnish or Turkish 0.82, shifted letters 0.65."""
MIN_LETTERS_TO_JUDGE = 500
"""With fewer letters than this the counts say nothing."""
_MEANINGLESS = re.compile("[\x00-\x1f\ue000-\uf8ff\ufffd]")


def check_readable(pages: list[PageContent], n_text_pages: int, source: str) -> None:
    """Raise PaperError `scanned` when there is next to no text, `garbled` when its characters mean nothing."""
    if n_text_pages < max(1, MIN_TEXT_PAGE_SHARE * len(pages)):
        raise PaperError("scanned", source, f"only {n_text_pages} of {len(pages)} pages have text: a scan, or blank; run OCR on it first")
    text = "".join(word.text for page in pages for word in page.words)
    n_garbled = len(_MEANINGLESS.findall(text))
    if n_garbled > MAX_GARBLED_SHARE * len(text):
        raise PaperError("garbled", source, f"{n_garbled / len(text):.0%} of the characters have no meaning: fonts without a map")
    if not _has_words(text):
        raise PaperError("garbled", source, "the letters form no words: fonts without a map, or with a wrong one; run OCR on it")


def _has_words(text: str) -> bool:
    """Tell whether Latin letters come about as often as people write them; true where there are few of them."""
    text = text.lower()
    counts = {ch: text.count(ch) for ch in LETTER_SHARES}
    n_letters = sum(counts.values())
    is_other_script = 2 * n_letters < len(text) and 2 * n_letters < sum(map(str.isalpha, text))
    if n_letters < MIN_LETTERS_TO_JUDGE or is_other_script:
        return True
    product = sum(share * counts[ch] for ch, share in LETTER_SHARES.items())
    lengths = math.hypot(*LETTER_SHARES.values()) * math.hypot(*(counts[ch] for ch in LETTER_SHARES))
    return product >= MIN_LETTER_LIKENESS * lengths
