"""A bibliography entry's text to authors, year, title, arXiv id and DOI, whatever style it is set in."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractors.references.words import reference_words

MAX_NAME_WORDS = 6
"""Words one author's name has at most ("Juan Diego Rodriguez de la Vega")."""

_ARXIV = re.compile(
    r"(?:arxiv(?:\.org)?\s?(?:preprint|e-?prints?)?[\s:,/]*(?:arxiv\s?:?\s*)?(?:\(?(?:preprint|cs\.\w\w|eprint)\)?\s*:?\s*)?(?:abs/|pdf/)?|abs/|CoRR,?\s*(?:abs/)?|10\.48550/arxiv\.)"
    r"\s?(\d{4}\.\s?\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})",
    re.IGNORECASE,
)
_BARE_ID = re.compile(
    r"\b((?:astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nlin|nucl-(?:ex|th)|physics|quant-ph|q-bio|math|cs)(?:\.[A-Z]{2})?"
    r"/\s?\d{2}\s?\d{2}\s?\d{3})(?!\d)"
)
"""An id of arXiv's first years, which stands without the name arXiv, and perhaps over a line break."""
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+(?:(?<=[./_-])\s(?=[^\s\"<>]*\d)[\w.()/-]+)*)")
_CAPITAL = "[A-ZÀ-ÞĀ-ɏḀ-ỿ]"
_INITIALS_AFTER = r"(?:[A-ZÀ-ÞĀ-ɏḀ-ỿ]\.?[ -]?){1,4}"
_SURNAME_FIRST = re.compile(
    r"(?P<names>{name}(?:[,;]\s{name})*(?:,?\s(?:and|&)\s{name})?(?:,?\set\sal\.?)?)(?:[.,:]\s+|\s(?=\())".replace(
        "{name}", rf"(?:[a-z]{{1,3}}\s){{0,2}}[A-ZÀ-ÞĀ-ɏḀ-ỿ][\w'’-]+(?:\s[A-ZÀ-ÞĀ-ɏḀ-ỿ][\w'’-]+)?\s{_INITIALS_AFTER}(?<=[A-ZÀ-ÞĀ-ɏḀ-ỿ.])"
    )
)
"""Authors as "Surname I. I., Surname I." and "Surname IJ, Surname K", with what parts them from the title."""
_SURNAME_NEXT = re.compile(rf"(?:[a-z]{{1,3}}\s){{0,2}}{_CAPITAL}[\w'’-]+(?:\s{_CAPITAL}[\w'’-]+){{0,2}}(?:[,.]|\s(?:and|&)\s|$)")
_JOURNAL = r"(?:[A-ZÀ-ÞĀ-ɏḀ-ỿ][\w&]*\.?\s?){1,7}(?<=[\s.])(?:[A-Z]\s?)?\d{1,4}"
_ONLY_JOURNAL = re.compile(
    rf"(?:{_JOURNAL}\s?(?:,\s?(?:no\.\s?\d+,\s?)?|:\s?|\((?:19|20)\d{{2}}\)[\s,]*)[A-Z]?\d+|[A-Z][\w&.]*,\s[A-Z]?\d+,\s[A-Z]?\d+)(?!\w)"
)
"""Journal, volume and page right behind the authors: an entry without a title."""
_JOURNAL_BEHIND = re.compile(r",\s+(?:[A-ZÀ-ÞĀ-ɏḀ-ỿ][\w.&]*\s){0,5}[A-ZÀ-ÞĀ-ɏḀ-ỿ][\w.&]*,?\s\d+\s?(?:\((?:19|20)\d{2}\)|[,:(]\s?\d).*$")
"""The same behind a title that a comma ends."""
_VENUE_NUMBER = re.compile(r"\d{4}|\d\s?\(|\s\d{1,4}$")
"""A year, an id, or a volume."""
_YEAR = re.compile(r"(?<![\d.:/-])((?:19|20)\d{2})([a-z])?(?![\d/]|\.\d)")
_OLD_YEAR = re.compile(r"(?<=[\s(])(1[5-8]\d{2})([a-z])?(?=\)|\.?$)")
"""A year of a classic, told from other numbers by its parentheses or by the end of the entry."""
_YEAR_IN_BRACKETS = re.compile(r"\[((?:19|20)\d{2}[a-z]?)\]")
_LOUD_AND = re.compile(r"(?:(?<=[A-Z]\.,\s)|(?<=[A-Z]\.\s)|(?<=[A-Z],\s))AND(?=\s[A-ZÀ-ÞĀ-ɏḀ-ỿ])|(?<=[A-Z]{2}\s)AND(?=\s[A-Z]\.)")
"""The word between authors who are set in capitals."""
_COLLABORATION = re.compile(r"^[(\[](?:[\w-]+\s){1,3}Collaborations?[)\]][,.:]?\s*")
_URL = re.compile(r"(?:URL:?\s*)?(?:https?\s?:\s?//|www\.)\S+")
_QUOTED = re.compile(r"[“\"‘]{1,2}(.{6,300}?)[,.?!]?\s*[”\"’]{1,2}(?=[\s,.]|$)")
_YEAR_AFTER_AUTHORS = re.compile(
    r"^(?P<authors>.{2,2000}?)[.,]?\s+(?:[\[(](?:n\.\s?d\.|in press|forthcoming|to appear)[\])]\s?\.|"
    r"\((?P<year1>(?:1[5-9]|20)\d{2})(?P<letter1>[a-z])?(?:,\s+[A-Z][a-z]+(?:\s\d{1,2})?)?\)\s?[.:,]?|"
    r"(?P<year2>(?:1[5-9]|20)\d{2})(?P<letter2>[a-z])?\s?[.:,])\s+"
)
_INITIALS = re.compile(r"^(?:[A-ZÀ-ÞĀ-ɏḀ-ỿ]\.?[-‐]?){1,4}$")
_LAST_NAME_FIRST = re.compile(
    r"(?:^|,\s+|;\s+|\band\s+|&\s*)[^,;]{2,40},\s+(?:[A-ZÀ-ÞĀ-ɏḀ-ỿ]\.?(?:[\s-]|(?=$)|(?=[A-Z]\.)))*[A-ZÀ-ÞĀ-ɏḀ-ỿ](?:\.-[a-z])?$"
)
_BOUNDARY = re.compile(r"[.?!](?=[\s])\s*|:\s+")
_NAME_SEPARATOR = re.compile(r"[,;]\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s+")
_ONE_NAME = r"(?:[A-ZÀ-ÞĀ-ɏḀ-ỿ]\.[\s-]?)+\s?[^\W\d_][^\s.]+(?: [^\W\d_][^\s.]+){0,2}"
_GIVEN_FIRST = re.compile(rf"(?P<last>and )?{_ONE_NAME}(?: et al\.)?(?P<pair> and )?(?(pair){_ONE_NAME})")
_NOT_A_TITLE = re.compile(r"(?:[A-Za-z]\.|and\b|&|,|\(|et al|[A-Z]\s?[,.])")
"""What goes on with a list of names after an initial's full stop."""
_MORE_NAMES = re.compile(
    rf"{_CAPITAL}[\w’'-]+,\s+(?:and\s+)?(?:{_CAPITAL}\.|{_CAPITAL}[\w’'-]+(?:\s{_CAPITAL}\.?)*\s{_CAPITAL}[\w’'-]+(?:[,.]|\sand\b))"
)
"""A surname and another whole name: the full stop before was that of initials in front of the surname (B. C. Gray, Ann Brown)."""
_ACCESSED = re.compile(r"[\[(]?\b(?:online[;,:]?\s*)?(?:last\s)?(?:accessed|retrieved|visited)\b[^\])]{0,40}[\])]?", re.IGNORECASE)
"""When the authors looked at a page, which is not when it was written."""

_PAGES = re.compile(r"(?:pages?|pp?\.)\s?\d+\s?[-–—]+\s?\d+")
_JOURNAL_NEXT = re.compile(rf"(?<=[,.])\s(?={_ONLY_JOURNAL.pattern})")
_EDITORS = re.compile(r"\s*\((?:eds?\.?|editors?)\)\s*$|,?\s*(?:eds?\.|editors?)\s*$")
_CUT = re.compile(r"\bet\.? al\b|\bothers\b|\betc\b|…|\.\.\.")
_CUT_END = re.compile(r",?\s*(?:and\s+)?(?:\bet\.? al\b.*|\bothers\b|…|\.\.\.).*$")
_TITLED = re.compile(r"\bet\.? al\.\s+\w")
"""A title behind "et al.", in front of a year: "Gray et al. Ledgers. 2031."."""
_PEOPLE = re.compile(r",\s*(?:and\s+|&\s*)|\s+and\s+|\s*&\s+|,\s*")


class Entry(NamedTuple):
    """What an entry says; `surnames` are those it prints, `is_cut` tells that they end in "et al."."""

    surnames: tuple[str, ...]
    is_cut: bool
    year: int | None
    suffix: str
    title: str
    arxiv_id: str
    doi: str
    authors: str = ""
    """The authors as printed."""

    @property
    def label(self) -> str:
        """The entry as an author-year citation prints it."""
        names = self.surnames
        if not names:
            who = self.title.split(" ")[0] if self.title else ""
        elif len(names) == 1 and not self.is_cut:
            who = names[0]
        elif len(names) == 2 and not self.is_cut:
            who = f"{names[0]} and {names[1]}"
        else:
            who = f"{names[0]} et al."
        return f"{who}, {self.year or 'n.d.'}{self.suffix}"


def parse_entry(text: str) -> Entry:
    """Return the parts of an entry's text (its label stripped); what cannot be told apart stays empty."""
    arxiv_id, doi = find_arxiv_id(text), find_doi(text)
    text = _YEAR_IN_BRACKETS.sub(r"(\1)", _LOUD_AND.sub("and", text))
    authors, rest, dated = split_authors(text)
    rest = _COLLABORATION.sub("", rest)
    year, suffix = dated or find_year(text)
    names, is_cut = read_surnames(authors)
    title = "" if _ONLY_JOURNAL.match(rest) else find_title(rest, text)
    return Entry(names, is_cut, year, suffix, title, arxiv_id, doi, authors)


def find_arxiv_id(text: str) -> str:
    """Return the arXiv id without its version; empty when the entry has none."""
    match = _ARXIV.search(text) or _BARE_ID.search(text)
    return match[1].replace(" ", "") if match is not None else ""


def find_doi(text: str) -> str:
    """Return the DOI; empty when the entry has none."""
    match = _DOI.search(text)
    return match[1].replace(" ", "").rstrip(".,;)]}") if match is not None else ""


def find_year(text: str) -> tuple[int | None, str]:
    """Return the year with its letter: one that stands alone counts before one inside a URL, a later one before an earlier."""
    plain = _URL.sub(" ", _BARE_ID.sub(" ", _ARXIV.sub(" ", _DOI.sub(" ", text))))
    plain = _PAGES.sub(" ", plain)
    found = _YEAR.findall(_ACCESSED.sub(" ", plain)) or _YEAR.findall(plain) or _OLD_YEAR.findall(plain)
    if not found:
        return None, ""
    with_letter = [item for item in found if item[1]]
    year, suffix = (with_letter or found)[-1]
    return int(year), suffix


def split_authors(text: str) -> tuple[str, str, tuple[int, str] | None]:
    """Return authors, the rest, and the year when it stands between them."""
    if text[:2] in ("– ", "— ", "- "):
        return "", text[2:], None
    journal = _JOURNAL_NEXT.search(text)
    if journal is not None and _is_given_first_list(text[: journal.start()].rstrip(",")):
        return text[: journal.start()].rstrip(","), text[journal.end() :], None
    quoted = _QUOTED.search(text)
    match, surnames_first = _YEAR_AFTER_AUTHORS.match(text), _match_surnames_first(text)
    if match is not None and surnames_first is not None and len(match["authors"]) > len(surnames_first["names"]) + 1:
        match = None
    if match is not None and _is_name_list(match["authors"]) and (quoted is None or match.end() <= quoted.start() + 2):
        year = match["year1"] or match["year2"]
        dated = (int(year), match["letter1"] or match["letter2"] or "") if year else None
        return match["authors"], text[match.end() :], dated
    if quoted is not None and quoted.start() < 0.75 * len(text):
        return text[: quoted.start()].rstrip(" ,."), text[quoted.start() :], None
    if surnames_first is not None:
        return surnames_first["names"], text[surnames_first.end() :], None
    end = _authors_end(text)
    return text[:end].rstrip(" .:"), text[end:].lstrip(" .:"), None


def _match_surnames_first(text: str) -> re.Match[str] | None:
    """Return authors set as "Surname IJ, Surname K."; None too for "Ann B. Gray, ...", which begins alike."""
    match = _SURNAME_FIRST.match(text)
    if match is None:
        return None
    is_alone, parted_by = ", " not in match["names"], text[len(match["names"])]
    if is_alone and parted_by == ",":
        return None
    is_unsure = parted_by == "," or (is_alone and parted_by == ".")
    return None if is_unsure and _SURNAME_NEXT.match(text, match.end()) else match


def _is_given_first_list(text: str) -> bool:
    """Tell whether the text is names with their initials before them, and nothing else."""
    text = re.sub(r",?\s(?:et al\.?|\(\w+ Collaboration\))$", "", text)
    return all(re.fullmatch(_ONE_NAME, name.strip()) for name in _NAME_SEPARATOR.split(text))


def _is_name_list(text: str) -> bool:
    """Tell whether the text before a year is authors alone and not authors with a title."""
    if any(not _is_short_form(match[1]) for match in re.finditer(r"(\S+)[.?!]\s+(?=\S)", text)) or _TITLED.search(text):
        return False
    parts = [part.split() for part in _NAME_SEPARATOR.split(text) if part.strip()]
    if len(parts) == 1 and len(parts[0]) <= MAX_NAME_WORDS:
        return True
    return all(len(part) <= MAX_NAME_WORDS and all(_is_name_word(word) for word in part) for part in parts)


def _is_short_form(word: str) -> bool:
    """Tell whether a word before a full stop is part of a name: an initial, "al", "Jr"."""
    last = re.split(r"[-‐.]", word)[-1]
    return len(last) <= 1 or last.lower() in reference_words().short_in_names or ("." in word and len(last) <= 2)


def _is_name_word(word: str) -> bool:
    """Tell whether a word can stand in a name: a capital, a short particle, deSouza, d'Alembert, "al."."""
    if word.endswith(":"):
        return False
    return not word[0].isalpha() or word[0].isupper() or len(word) <= 4 or any(ch.isupper() for ch in word) or word in ("others", "others.")


def _authors_end(text: str) -> int:
    """Return where the authors end: at a full stop after a whole name, or after the initials of a last "Surname, I."."""
    colon = text.find(": ")
    if colon > 0 and (_is_initials_list(text[:colon]) or _is_full_name_list(text[:colon])):
        return colon + 1
    is_given_first = bool(re.match(r"(?:[A-ZÀ-ÞĀ-ɏḀ-ỿ]\.[\s-]?)+[^\W\d_]{2}", text))
    if is_given_first:
        end = _comma_end(text)
        if end:
            return end
    for match in re.finditer(r"[.?!]\s+", text):
        if match.group()[0] != ".":
            return 0
        before, after = text[: match.start()], text[match.end() :]
        word = before.split(" ")[-1]
        if _MORE_NAMES.match(after):
            continue
        if word.lower() == "al" or not _is_short_form(word):
            return match.end()
        if not is_given_first and _LAST_NAME_FIRST.search(before[-80:]) and not _NOT_A_TITLE.match(after):
            return match.end()
    return 0


def _is_full_name_list(text: str) -> bool:
    """Tell whether the text is names, each with a given name or initials; one alone has initials."""
    if re.search(r"[^\W\d_]{2}[.?!]\s", text):
        return False
    names, particles = [name.split() for name in _NAME_SEPARATOR.split(text)], reference_words().particles
    are_names = all(2 <= len(name) <= MAX_NAME_WORDS and all(word[0].isupper() or word in particles for word in name) for name in names)
    return are_names and (len(names) > 1 or _INITIALS.match(names[0][0]) is not None)


def _comma_end(text: str) -> int:
    """Return where authors end who are parted from the title by a comma ("A. Bee and C. Dee, A title, …"); 0 when they are not."""
    position = 0
    *parts, last = text.split(", ")
    for part in (*parts, re.split(r"[.?!]\s", last)[0]):
        if part == "et al.":
            return position + len(part) + 2
        is_name = _GIVEN_FIRST.fullmatch(part)
        if is_name is None:
            return position if _is_prose(part) else 0
        position += len(part) + 2
        if is_name["last"] or is_name["pair"] or part.endswith("et al."):
            return position
    return 0


def _is_prose(part: str) -> bool:
    """Tell whether what stands between two commas is words of a title, and no name."""
    words = part.split()
    is_small = [word.isalpha() and word.islower() and word not in reference_words().particles for word in words]
    return len(words) >= 3 and any(is_small) and part[0].isupper() and not re.search(r"[.?!]\s", part)


def _is_initials_list(text: str) -> bool:
    """Tell whether the text is "Surname, I., Surname, I." (Springer ends it with a colon)."""
    parts = text.removesuffix(" et al.").removesuffix(",").split(", ")
    return len(parts) >= 2 and all(_is_given_part(part) for part in parts[1::2]) and not any("." in part for part in parts[::2])


def find_title(rest: str, whole: str) -> str:
    """Return the title at the start of what follows the authors, without venue, year and URL."""
    words = reference_words()
    quoted = _QUOTED.search(whole)
    if quoted is not None and (quoted.start() <= whole.find(rest) + 3 or rest == whole):
        return _clean(quoted[1])
    rest = _JOURNAL_BEHIND.sub("", rest)
    end = len(rest)
    for match in re.finditer(r"[.?!](?:\s+|$)", rest):
        before, after = rest[: match.start()], rest[match.end() :]
        word = before.split(" ")[-1].lower().lstrip("(")
        if match.group()[0] == ".":
            if word in words.short_in_titles or (len(word) == 1 and word.isalpha() and not words.venue.match(after)):
                continue
            if re.search(r"\d$", before) and re.match(r"\d(?!\d{3}\b)", after):
                continue
            if after[:1].islower() and not words.venue.match(after) and not _BARE_ID.match(after):
                continue
        elif after and not words.venue.match(after) and match.group()[0] in "?!" and _continues(after):
            continue
        end = match.start() + (match.group()[0] != ".")
        break
    return _clean(rest[:end])


def _continues(after: str) -> bool:
    """Tell whether a title goes on after its question mark: a venue, a page or nothing else comes before the next full stop."""
    following = re.split(r"\.(?:\s|$)", after)[0]
    return after[:1].islower() or (len(following.split()) >= 2 and not re.search(r"(?:^|\s)\d|\bpp?\b|\bpages\b", following))


def _clean(title: str) -> str:
    title = _ACCESSED.sub("", _URL.sub("", title))
    title = re.sub(r",\s+in:\s.*$", "", title)
    title = _cut_venue(_JOURNAL_BEHIND.sub("", title))
    title = re.sub(r",\s+(?:[A-Z][a-z]{2,8}\.?\s+(?:\d{1,2},?\s+)?)?(?:19|20)\d{2}[a-z]?\b.*$", "", title)
    title = re.sub(r"\s*\((?:19|20)\d{2}[a-z]?\)\s*$", "", title)
    return title.strip(" .,;:“”\"'‘").strip()


def _cut_venue(title: str) -> str:
    """Return the title without a venue that a comma parts from it, told by its first word and by the number it has."""
    for comma in re.finditer(r",\s+", title):
        venue = title[comma.end() :]
        if reference_words().venue.match(venue) and _VENUE_NUMBER.search(venue):
            return title[: comma.start()]
    return title


def read_surnames(authors: str) -> tuple[tuple[str, ...], bool]:
    """Return the surnames in order and whether the list breaks off in "et al."."""
    text = _EDITORS.sub("", authors.strip(" .,;:"))
    is_cut = bool(_CUT.search(text))
    text = _CUT_END.sub("", text)
    if not text:
        return (), is_cut
    if ";" in text:
        people = [part.strip() for part in re.split(r";\s*(?:and\s+|&\s*)?", text) if part.strip()]
        return tuple(_surname(person.split(",")[0]) if "," in person else _last_name(person) for person in people), is_cut
    parts = [part.strip() for part in _PEOPLE.split(text) if part.strip()]
    if len(parts) > 1 and _is_given_part(parts[1]):
        return _surnames_first(parts), is_cut
    is_split = len(parts) > 1 and text.startswith(", ".join(parts[:2])) and " " not in parts[0] + parts[1]
    if is_split and all(" " in part for part in parts[2:]):
        return (parts[0], *(_last_name(part) for part in parts[2:])), is_cut
    if len(parts) == 1 and reference_words().organisation.search(parts[0]):
        return (parts[0],), is_cut
    names = [_last_name(part) for part in parts if part.lower() not in reference_words().name_suffixes]
    return tuple(name for name in names if name), is_cut


def _is_given_part(part: str) -> bool:
    return bool(
        re.fullmatch(r"[A-ZÀ-ÞĀ-ɏḀ-ỿ]\.?[\s-]*(?:(?:[A-ZÀ-ÞĀ-ɏḀ-ỿ]\.?|[a-z]\.|(?<=-)[a-z]$)[\s-]*){0,3}", part)
        and not re.match(r"[^\W\d_]{4}", part)
    ) or (len(part) <= 3 and part.isupper())


def _surnames_first(parts: Sequence[str]) -> tuple[str, ...]:
    """Read "Surname, I. I., Surname, I."; a part without initials after it is a whole name."""
    names: list[str] = []
    for i, part in enumerate(parts):
        if _is_given_part(part) or part.lower() in reference_words().name_suffixes:
            continue
        is_split = i + 1 < len(parts) and _is_given_part(parts[i + 1])
        names.append(part if is_split or " " not in part else _last_name(part))
    return tuple(names)


def _surname(name: str) -> str:
    return name.strip()


def _last_name(name: str) -> str:
    """Return the surname of a full name, with its particles ("van den Oord"); a name with no given name stays whole."""
    tokens = [t for t in name.split() if t.lower() not in reference_words().name_suffixes]
    if not tokens:
        return ""
    if len(tokens) > 1 and re.fullmatch(r"[A-ZÀ-ÞĀ-ɏḀ-ỿ]{1,3}|(?:[A-ZÀ-ÞĀ-ɏḀ-ỿ]\.-?)+", tokens[-1]) and len(tokens[0].rstrip(".")) > 1:
        while len(tokens) > 1 and _INITIALS.match(tokens[-1]):
            tokens.pop()
        return " ".join(tokens)
    start = len(tokens) - 1
    while start > 0 and tokens[start - 1].lower() in reference_words().particles:
        start -= 1
    return " ".join(tokens[start:])
