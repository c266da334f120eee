"""How well the boilerplate of scraped pages is told from the body.

Every page is reduced to lines of text by a plain tag strip, its body is told
from its boilerplate, and the word 4-grams of what is left are compared with
those of the true body: precision and recall are averaged over the pages, and
F1 is taken from the two averages, as usual for article extraction. Pages that are cut to
a short article show how much of a page is kept where little of it is body.

Usage::

    python benchmarks/boilerplate.py DATA
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

from analyzer.article import Block
from analyzer.text.blocks import split_blocks
from analyzer.text.boilerplate import classify

SHORT = (60, 100, 140)
PAGES = "extract_scrapinghub.jsonl.gz"
BLOCK_ELEMENTS = {
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption",
    "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr",
    "html", "iframe", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option",
    "p", "pre", "section", "select", "summary", "table", "tbody", "td", "template",
    "textarea", "tfoot", "th", "thead", "title", "tr", "ul", "video",
}  # fmt: skip
DROPPED = {"script", "style"}
WORD = re.compile(r"\w+")
SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")


class Strip(HTMLParser):
    """Collects the text of a page, a line per block element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self.dropping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.dropping += tag in DROPPED
        if tag in BLOCK_ELEMENTS:
            self.lines.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED:
            self.dropping = max(0, self.dropping - 1)
        if tag in BLOCK_ELEMENTS:
            self.lines.append([])

    def handle_data(self, data: str) -> None:
        if not self.dropping:
            self.lines[-1].append(data)


def strip_tags(html: str) -> str:
    """Return the text of a page, a line per block element."""
    strip = Strip()
    strip.feed(html)
    strip.close()
    lines = (" ".join("".join(line).split()) for line in strip.lines)
    return "\n".join(line for line in lines if line)


def keep_everything(text: str) -> str:
    """Return the text itself: the baseline of no judgement at all."""
    return text


def keep_long_sentences(text: str) -> str:
    """Return the lines of eight or more words that end like a sentence."""
    return "\n".join(
        line
        for line in text.split("\n")
        if len(line.split()) >= 8 and SENTENCE.search(line.strip())
    )


def keep_body(text: str) -> str:
    """Return what the analyzer takes for the body."""
    start, end = split_blocks(text)
    kinds = classify(text, start, end, None)
    return "\n\n".join(
        text[first:last]
        for first, last, kind in zip(start, end, kinds, strict=True)
        if kind < Block.TITLE
    )


def shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    """Count the word n-grams of a text; a shorter text is one of itself."""
    words = WORD.findall(text)
    return Counter(tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1)))


def agreement(found: str, true: str) -> tuple[float, float]:
    """Return precision and recall of the n-grams found, 0 of nothing."""
    got, want = shingles(found), shingles(true)
    common = (got & want).total()
    return common / got.total(), common / want.total()


def f1(agreements: np.ndarray) -> float:
    """Return F1 of the mean precision and the mean recall."""
    precision, recall = agreements.mean(axis=0)
    return float(2 * precision * recall / (precision + recall))


def interval(agreements: np.ndarray, n_samples: int = 2000) -> tuple[float, float]:
    """Return the middle 95 % of F1 over pages drawn with replacement."""
    random = np.random.default_rng(0)
    draws = random.integers(0, len(agreements), (n_samples, len(agreements)))
    low, high = np.quantile([f1(agreements[draw]) for draw in draws], [0.025, 0.975])
    return float(low), float(high)


def measure(pages: list[tuple[str, str]], keep: Callable[[str], str]) -> np.ndarray:
    """Return precision and recall of every page, shape (n_pages, 2)."""
    return np.array([agreement(keep(text), true) for text, true in pages])


def true_body(blocks: list[str], body: str) -> list[bool]:
    """Return of each block whether most of its words are in the body, in order."""
    words = [
        (word, index) for index, block in enumerate(blocks) for word in WORD.findall(block)
    ]
    hits, sizes = np.zeros(len(blocks)), np.zeros(len(blocks))
    for _, index in words:
        sizes[index] += 1
    matcher = SequenceMatcher(None, [word for word, _ in words], WORD.findall(body), False)
    for match in matcher.get_matching_blocks():
        for _, index in words[match.a : match.a + match.size]:
            hits[index] += 1
    return [bool(size) and 2 * hit >= size for hit, size in zip(hits, sizes, strict=True)]


def shortened(text: str, body: str, n_words: int) -> tuple[str, str] | None:
    """Return a page and its body with the first paragraphs of about so many words only.

    None where the body is less than twice as long, or has no such paragraphs.
    """
    start, end = split_blocks(text)
    blocks = [text[first:last] for first, last in zip(start, end, strict=True)]
    is_body = true_body(blocks, body)
    sizes = [len(WORD.findall(block)) * own for block, own in zip(blocks, is_body, strict=True)]
    if sum(sizes) < 2 * n_words:
        return None
    page, kept, n_kept = [], [], 0
    for block, own, size in zip(blocks, is_body, sizes, strict=True):
        if own and (n_kept >= 0.7 * n_words or (n_kept and n_kept + size > 1.5 * n_words)):
            continue
        page.append(block)
        if own:
            kept.append(block)
        n_kept += size
    return ("\n".join(page), "\n".join(kept)) if n_kept <= 1.6 * n_words else None


def show(name: str, agreements: np.ndarray) -> None:
    """Print the figures of one way to find the body."""
    (precision, recall), (low, high) = agreements.mean(axis=0), interval(agreements)
    print(
        f"{name:20} precision {precision:.3f} recall {recall:.3f} "
        f"F1 {f1(agreements):.3f} [{low:.3f}, {high:.3f}]"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder of labelled sets")
    parser.add_argument("--worst", type=int, default=0, help="list that many pages")
    options = parser.parse_args()
    with gzip.open(options.data / PAGES, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    pages = [(strip_tags(record["html"]), record["text"]) for record in records]
    for n_words in SHORT:
        short = [page for given in pages if (page := shortened(*given, n_words))]
        show(f"cut to {n_words} words", measure(short, keep_body))
    for keep in (keep_everything, keep_long_sentences, keep_body):
        agreements = measure(pages, keep)
        show(keep.__name__, agreements)
    for index in np.argsort(agreements.sum(axis=1))[: options.worst]:
        print(f"{records[index]['id']}  {agreements[index].round(3)}  {records[index]['url']}")


if __name__ == "__main__":
    main()
