"""What `planted.py` plants into real articles: copies, stuffing and pages of one template."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

PLAIN = re.compile(r"[A-Z“\"][^\n|{}<>#`]*(?:\n[^\n|{}<>#`*+-][^\n|{}<>#`]*)*")
FENCE = re.compile(r"^(?:---|\+\+\+)\s*$|```|~~~", re.MULTILINE)
# Not behind an initial or an abbreviation in capitals.
SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)\s+(?=[A-Z])")
# Sources and hosts share no run of so many words.
RUN = 8
TITLE = re.compile(r"^(?:title\s*[:=]|#)\s*(.+)$", re.MULTILINE)
PHRASE = re.compile(r"(?<!\S)[^\W\d_]{4,}(?: [^\W\d_]{4,})+(?![\w'’-])")
STUFFING = (
    "{0} is what people look for.",
    "Here is more about {0} for you.",
    "{0} matters to everybody.",
    "That is the point of {0}.",
)
TOWNS = ("Aldmoor", "Brackwell", "Cinderby", "Dunmarsh", "Elverton")


class Page(NamedTuple):
    """A Markdown file as blocks between blank lines, and which of them are paragraphs."""

    path: Path
    blocks: list[str]
    paragraphs: list[int]


class Copy(NamedTuple):
    """What was planted: the lines of the host, the source, and the files to write.

    Where `rule` is given, only a finding of that rule finds it. A text of None deletes
    its file.
    """

    host: Path
    first: int
    last: int
    source: Path
    files: dict[Path, str | None]
    rule: str = ""


Plant = Callable[[Page, Page, random.Random], Copy | None]


def read_page(path: Path, root: Path) -> Page:
    """Split a file into blocks; what is inside front matter or code is no paragraph."""
    blocks = re.split(r"\n{2,}", path.read_text("utf-8", "replace").strip("\n"))
    paragraphs, fenced = [], False
    for at, block in enumerate(blocks):
        marks = len(FENCE.findall(block))
        # What is indented belongs to a list.
        if not fenced and not marks and PLAIN.fullmatch(block.rstrip()):
            paragraphs.append(at)
        fenced ^= marks % 2 == 1
    return Page(path.relative_to(root), blocks, paragraphs)


def runs(page: Page) -> set[tuple[str, ...]]:
    """Return the runs of words of a page."""
    words = re.findall(r"\w+", "\n".join(page.blocks).casefold())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def changed(text: str, rng: random.Random) -> str:
    """Return the text with one word in ten replaced."""
    words = text.split(" ")
    for at in rng.sample(range(len(words)), len(words) // 10):
        words[at] = rng.choice(["harbour", "quietly", "seven", "painted", "across", "narrow"])
    return " ".join(words)


def joined(blocks: list[str]) -> str:
    """Return the text of a page."""
    return "\n\n".join(blocks) + "\n"


def insert(page: Page, text: str, at: int, source: Path) -> Copy:
    """Put a block before one of the blocks of a page."""
    blocks = [*page.blocks[:at], text, *page.blocks[at:]]
    first = sum(block.count("\n") + 2 for block in blocks[:at]) + 1
    files: dict[Path, str | None] = {page.path: joined(blocks)}
    return Copy(page.path, first, first + text.count("\n"), source, files)


def paragraph(least: int, most: int, *, change: bool) -> Plant:
    """Return a function that plants a paragraph of some length."""

    def plant(source: Page, host: Page, rng: random.Random) -> Copy | None:
        fit = [
            at for at in source.paragraphs if least <= len(source.blocks[at].split()) <= most
        ]
        if not fit or not host.paragraphs:
            return None
        text = source.blocks[rng.choice(fit)]
        place = rng.choice(host.paragraphs)
        return insert(host, changed(text, rng) if change else text, place, source.path)

    return plant


def two_thirds(source: Page, host: Page, rng: random.Random) -> Copy | None:
    """Plant two thirds of the paragraphs of an article."""
    own = [source.blocks[at] for at in source.paragraphs]
    n_words = sum(len(text.split()) for text in own)
    everything = len("\n".join(source.blocks).split())
    if n_words < max(150, 0.8 * everything) or not host.paragraphs:
        return None
    kept: list[str] = []
    for text in own:
        if sum(len(one.split()) for one in kept) < 2 / 3 * n_words:
            kept.append(text)
    return insert(host, "\n\n".join(kept), rng.choice(host.paragraphs), source.path)


def twice(*, change: bool) -> Plant:
    """Return a function that pastes a sentence of 12 words and more into another paragraph."""

    def plant(source: Page, _host: Page, rng: random.Random) -> Copy | None:
        sentences = [
            (at, one)
            for at in source.paragraphs
            for one in SENTENCE.split(source.blocks[at].replace("\n", " "))
            if len(one.split()) >= 12 and one[-1] in ".!?"
        ]
        ends = [at for at in source.paragraphs if source.blocks[at].rstrip()[-1] in ".!?"]
        if not sentences or len(source.paragraphs) < 3:
            return None
        at, sentence = rng.choice(sentences)
        others = [other for other in ends if other != at]
        if not others:
            return None
        place = rng.choice(others)
        pasted = with_other_word(sentence, rng) if change else sentence
        blocks = list(source.blocks)
        blocks[place] = f"{blocks[place].rstrip()}\n{pasted}"
        last = sum(block.count("\n") + 2 for block in blocks[:place])
        last += blocks[place].count("\n") + 1
        return Copy(source.path, last, last, source.path, {source.path: joined(blocks)})

    return plant


def with_other_word(sentence: str, rng: random.Random) -> str:
    """Return a sentence with one ordinary word replaced by another."""
    words = sentence.split(" ")
    plain = [at for at, word in enumerate(words) if word.isalpha() and word.islower()]
    fit = [at for at in plain if len(words[at]) >= 5]
    if fit:
        words[rng.choice(fit)] = rng.choice(["harbour", "painted", "narrow", "quietly"])
    return " ".join(words)


def stuffed(every: int) -> Plant:
    """Return a function that says the title of a page again at every so many sentences."""

    def plant(source: Page, _host: Page, rng: random.Random) -> Copy | None:
        phrase = key_phrase(title_of(source))
        sentences = [
            one for at in source.paragraphs for one in SENTENCE.split(source.blocks[at])
        ]
        if not phrase or len(sentences) < 12:
            return None
        blocks, number = list(source.blocks), 0
        for at in source.paragraphs:
            said = []
            for one in SENTENCE.split(blocks[at]):
                said.append(one)
                number += 1
                if number % every == 0:
                    again = rng.choice(STUFFING).format(phrase)
                    said.append(again[:1].upper() + again[1:])
            blocks[at] = " ".join(said)
        files: dict[Path, str | None] = {source.path: joined(blocks)}
        return Copy(source.path, 1, 10**6, source.path, files, "keyword-stuffing")

    return plant


def key_phrase(title: str) -> str:
    """Return the longest run of three or four words of a title, in lower case; often empty.

    It has no digit, no punctuation and none of the shortest words, which are no keywords.
    """
    found = [match[0].casefold().split()[:4] for match in PHRASE.finditer(title)]
    return " ".join(max((run for run in found if len(run) >= 3), key=len, default=[]))


def title_of(page: Page) -> str:
    """Return the title in the front matter or the first heading of a page; often empty."""
    for block in page.blocks[:2]:
        found = TITLE.search(block)
        if found:
            return found[1].strip().strip("\"'")
    return ""


def template(source: Page, _host: Page, _rng: random.Random) -> Copy | None:
    """Replace a page by five that differ by a town."""
    own = [source.blocks[at] for at in source.paragraphs]
    title, text = title_of(source), "\n\n".join(own)
    if not title or len(own) < 3 or not 80 <= len(text.split()) <= 800:
        return None
    files: dict[Path, str | None] = {source.path: None}
    for town in TOWNS:
        said = [re.sub(r"([.!?])(\s|$)", rf" in {town}\1\2", block, count=1) for block in own]
        page = source.path.with_name(f"{source.path.stem}-{town.lower()}.md")
        files[page] = joined([f"# {title} in {town}", *said])
    first = min(page for page, text in files.items() if text)
    return Copy(first, 1, 10**6, source.path, files, "doorway-pages")


KINDS: dict[str, Plant] = {
    "paragraph of 40 to 79 words": paragraph(40, 79, change=False),
    "paragraph of 80 and more": paragraph(80, 10**6, change=False),
    "  one word in ten changed": paragraph(80, 10**6, change=True),
    "two thirds of an article": two_thirds,
    "sentence pasted twice": twice(change=False),
    "  one word changed": twice(change=True),
    "stuffing of level 4": stuffed(3),
    "stuffing of level 5": stuffed(2),
    "five pages of one template": template,
}
