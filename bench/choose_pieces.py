"""Choose the pieces of words that the network knows: those of DeBERTa's 128,000 that papers use most.

usage: python bench/choose_pieces.py PAPERS ... [--pieces N] [--write]

Prints how much of the text N pieces make up; with --write they become config/wording/vocabulary.txt, after which the network must be
trained anew. Needs the extra `encoder`.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Container, Iterable
from itertools import chain
from pathlib import Path

from tokenizers import Tokenizer

from bench.encoder_network import HIDDEN_PIECE, open_tokenizer
from bench.train_encoder import PIECES
from extractors.reading import read_content
from extractors.wording.encoder import MASKS
from extractors.wording.pieces import START, UNKNOWN
from models.errors import PaperError

N_PIECES = 12_587
"""As many as leave the network below 25 MB."""
MARKS = ("[PAD]", *(f"[{mask}]" for mask in MASKS), "[NUMBER]", "[CLS]", "[SEP]", UNKNOWN, HIDDEN_PIECE)
_WORD = re.compile(r"[(),.;:]|[^\s(),.;:]+")


def count_pieces(texts: Iterable[str], tokenizer: Tokenizer) -> Counter[str]:
    """Return how often each of DeBERTa's pieces stands in texts; numbers, which are masked, are left out."""
    words = Counter[str]()
    for text in texts:
        words.update(word for word in _WORD.findall(text) if not word[0].isdigit())
    found = Counter[str]()
    for word, n in words.items():
        for piece in tokenizer.encode(word, add_special_tokens=False).tokens:
            found[piece] += n
    return found


def read_sentences(path: Path) -> list[str]:
    """Return the sentences of a PDF; one that cannot be read has none, and is told."""
    try:
        return [sentence.text for sentence in read_content(path).text.sentences]
    except PaperError as error:
        print(f"left out: {error}", file=sys.stderr)
        return []


def choose(counts: Counter[str], n: int, known: Container[str]) -> list[str]:
    """Return the commonest pieces that DeBERTa knows, among them every single mark and letter of ASCII."""
    letters = [START, *map(chr, range(33, 127))]
    common = [piece for piece, _ in counts.most_common() if piece in known and piece not in letters and piece not in MARKS]
    return [*common[: n - len(letters)], *letters]


def main() -> None:
    """Count, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path, nargs="+", help="folders of PDFs")
    parser.add_argument("--pieces", type=int, default=N_PIECES, help="how many (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="write config/wording/vocabulary.txt")
    options = parser.parse_args()
    read = [found for folder in options.papers for path in sorted(folder.glob("*.pdf")) if (found := read_sentences(path))]
    if not read:
        parser.error(f"no PDF that can be read in {', '.join(map(str, options.papers))}")
    tokenizer = open_tokenizer()
    counts = count_pieces(chain.from_iterable(read), tokenizer)
    scores = dict(json.loads(tokenizer.to_str())["model"]["vocab"])
    chosen = choose(counts, options.pieces, scores)
    print(f"{len(chosen)} pieces make up {sum(counts[p] for p in chosen) / counts.total():.4f} of {len(read)} papers")
    if options.write:
        rows = [*MARKS, *(f"{piece}\t{scores[piece]:.3f}" for piece in chosen)]
        PIECES.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
