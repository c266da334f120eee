"""What is fuzzed: each target takes bytes and asserts what must hold of them.

Run by hypothesis in the tests, and by atheris, guided by coverage, with
``python tests/fuzz.py TARGET --seconds 60``.
"""

import csv
import io
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from checks import written

from analyzer.analysis import analyze
from analyzer.article import Article, Block, Span
from analyzer.checks import suppressions as comments
from analyzer.checks.annotation import annotate
from analyzer.checks.filters import with_fingerprint_data
from analyzer.checks.result import CheckResult
from analyzer.configuration import load_configuration
from analyzer.duplicates import near_duplicates
from analyzer.errors import AnalyzerError, Diagnostic
from analyzer.pipeline.table_columns import TABLES
from analyzer.readers import READERS, ReadOptions, read_file
from analyzer.readers.limits import LimitError, Limits
from analyzer.reports.data import safe
from analyzer.rules.finding import Finding
from analyzer.rules.registry import RULES
from analyzer.segmentation import build_corpus
from analyzer.storage.cache import FileInMemory
from analyzer.storage.codec import decode, encode
from analyzer.text import characters
from analyzer.text.addresses import address_spans
from analyzer.text.sentences import split_sentences
from analyzer.text.word_boundaries import split_tokens
from analyzer.web.address import AddressError, article_id, parse_address
from analyzer.web.entries import read_entries
from analyzer.web.head import read_head
from analyzer.web.sitemap import decompress, is_sitemap, parse_sitemap

Target = Callable[[bytes], None]
RULE = "repeated-phrase"
SCRIPTS = 2  # of the page itself
DAMAGE = (ValueError, TypeError, IndexError, RecursionError, OverflowError)
OPTIONS = ReadOptions(limits=Limits(article_bytes=1 << 20))


def text_of(data: bytes) -> str:
    """Any text at all, halves of surrogate pairs included."""
    return data.decode("utf-8", "surrogateescape")


def reader(suffix: str) -> Target:
    """A reader gives articles whose places are right, and nothing but articles."""

    def target(data: bytes) -> None:
        file = FileInMemory(None, f"a{suffix}", f"a{suffix}", ".", True, data)
        for article in read_file(file, OPTIONS, lambda _: None, Counter()):
            offsets_round_trip(article)
            every_letter_is_somewhere(article)

    return target


def runs_are_inside(article: Article) -> None:
    """Every run of prose is in order and inside of the source."""
    markup = article.markup
    if markup is None:
        return
    assert markup.run_prose[-1] == len(markup.prose)
    assert (np.diff(markup.run_prose) >= 0).all()
    assert (markup.run_start <= markup.run_end).all()
    assert not len(markup.run_end) or markup.run_end.max() <= len(article.text)


def offsets_round_trip(article: Article) -> None:
    """Every run of prose is in the source at its position."""
    runs_are_inside(article)
    markup = article.markup
    if markup is None:
        return
    for run in range(len(markup.run_start)):
        first, last = int(markup.run_prose[run]), int(markup.run_prose[run + 1])
        start, end = markup.locate(np.array([first]), np.array([last]))
        if markup.run_end[run] - markup.run_start[run] == last - first > 0:
            source = article.text[int(start[0]) : int(end[0])]
            assert len(source) == last - first
            seen = markup.prose[first:last]
            assert all(a == b or (a.isspace() and b.isspace()) or a == "\ufffd" or b == "\0"
                       for a, b in zip(seen, source, strict=True))  # fmt: skip


def every_letter_is_somewhere(article: Article) -> None:
    """Every letter is in a token, or in a block that is not of the body."""
    corpus = build_corpus([article])
    held = np.zeros(len(article.prose) + 1, np.int64)
    assert (corpus.block_start[1:] >= corpus.block_end[:-1]).all()
    for start, end, kind in zip(
        corpus.block_start, corpus.block_end, corpus.block_kind, strict=True
    ):
        held[start:end] = 1 if kind >= Block.TITLE else 2
    for start, end in zip(corpus.token_start, corpus.token_end, strict=True):
        assert (held[start:end] == 2).all()
        held[start:end] = 1
    # Addresses are no words, nor is a word that runs into one.
    shown = corpus.span_kind == Span.ADDRESS
    marked = zip(corpus.span_start[shown], corpus.span_end[shown], strict=True)
    for start, end in chain(zip(*address_spans(article.prose), strict=True), marked):
        outside = re.compile(r"\w*").match
        begin = start - len(re.search(r"[\w:.·'’]*\Z", article.prose[:start])[0])
        held[begin : outside(article.prose, end).end()] = 1
    classes = characters.classify(characters.code_points(article.prose))
    letters = np.isin(classes, [1, 2, 3, 4, characters.CharacterClass.SINGLE])
    assert (held[:-1][letters] == 1).all()
    gaps = [article.prose[at] for at in np.flatnonzero(held[:-1] == 0)]
    assert all(gap.isspace() or not gap.isprintable() for gap in gaps)


def tokens(data: bytes) -> None:
    """Tokens are in order, apart, and not empty."""
    text = text_of(data)
    found = split_tokens(text)
    assert (found.start < found.end).all()
    assert (found.end[:-1] <= found.start[1:]).all()
    assert not len(found.end) or found.end[-1] <= len(text)


def sentences(data: bytes) -> None:
    """Sentences cover every block, in order."""
    blocks = [block for block in text_of(data).split("\n") if block.strip()]
    for language in ("en", "fr", "zh", "ar"):
        owner, start = split_sentences(blocks, language)
        assert sorted(set(owner.tolist())) == list(range(len(blocks)))
        for index, block in enumerate(blocks):
            begins = start[owner == index]
            assert begins[0] == 0
            assert (np.diff(begins) > 0).all()
            assert begins[-1] < len(block)


def join(data: bytes) -> None:
    """The join finds every pair and no other."""
    texts = [" ".join(f"w{byte % 7}" for byte in row) for row in data.split(b"\n")][:12]
    threshold = (data[0] % 9 + 1) / 10 if data else 0.5
    sets = [set(text.split()) for text in texts]
    expected = {
        (left, right)
        for right in range(len(sets))
        for left in range(right)
        if sets[left]
        and sets[right]
        and len(sets[left] & sets[right]) >= threshold * len(sets[left] | sets[right]) - 1e-12
    }
    found = near_duplicates(texts, threshold=threshold)
    assert set(zip(found["left"], found["right"], strict=True)) == expected


def suppressions(data: bytes) -> None:
    """Comments that suppress are read out of anything."""
    text = text_of(data)
    finding = Finding(0, 0, min(1, len(text)), "hard-to-read", "note", 0.0, "", 0.0, "", "")
    done = comments.suppress(
        [Article("a.md", text)], [finding], ["hard-to-read"], lambda *_: True
    )
    for index, directive, _ in done.unused:
        assert index == 0
        assert 0 <= directive.start <= directive.end <= len(text)


def configuration(data: bytes) -> None:
    """A configuration is read, or reported with a message."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "analyzer.toml")
        path.write_bytes(data)
        with suppress(AnalyzerError):
            load_configuration([folder], {}, file=str(path))


def stored(data: bytes) -> None:
    """What a run sets aside comes back, and damage is an error and no more."""
    text = text_of(data)
    assert decode(encode([text, {text: None}, 1.5])) == [text, {text: None}, 1.5]
    try:
        decode(data)
    except DAMAGE:
        return


def reports(data: bytes) -> None:
    """Every report shows anything as text, and can be read by others."""
    text = text_of(data)
    said = f"{text} is said here once more. "
    article = Article(text[:200], said * 3, title=text, source=text[:200], language=text[:5])
    with tempfile.TemporaryDirectory() as folder:
        analysis = analyze([article, Article("b", said * 3)])
        analysis.write(folder, ("csv", "html", "json"))
        for name in TABLES:
            columns = analysis.columns(name)
            rows = list(csv.reader(io.StringIO(
                Path(folder, f"{name}.csv").read_bytes().decode(), newline="")))  # fmt: skip
            assert all(len(row) == len(columns) for row in rows)
            texts = [at for at, column in enumerate(columns) if column.kind == "string"]
            cells = [row[at] for row in rows for at in texts]
            assert all(safe(cell) == cell for cell in cells if "'" not in cell)
            assert (
                len(json.loads(Path(folder, f"{name}.json").read_bytes())[name])
                == len(rows) - 1
            )
        page = Seen()
        page.feed(Path(folder, "index.html").read_text("utf-8"))
    assert page.scripts == SCRIPTS
    assert not page.handlers


class Seen(HTMLParser):
    """What of a page could run."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts, self.handlers = 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.handlers += any(name.startswith("on") for name, _ in attrs)


def checks(data: bytes) -> None:
    """Every format of a check can be read by others, whatever the text is."""
    text = text_of(data)
    article = Article(text, text, source=text.replace("\0", "") or "a.md")
    half = len(text) // 2
    finding = Finding(0, half, len(text), RULE, "warning", 1.0, "quality", 1.0, text, text)
    told = with_fingerprint_data(annotate([article], [finding], set(), ""), [article])
    problem = Diagnostic(text, text)
    check = CheckResult(
        tuple(told),
        ((text, text),),
        {},
        (problem,),
        {rule.name: rule.page or "" for rule in RULES},
        2,
    )
    for name in ("sarif", "gitlab", "json"):
        json.loads(written(check, name))
    for name in ("junit", "checkstyle"):
        ElementTree.fromstring(written(check, name))
    for name in ("full", "github", "concise"):
        assert "\x1b" not in written(check, name)


def addresses(data: bytes) -> None:
    """A normal form is its own normal form, and a link stays an address."""
    for text in (text_of(data), f"https://example.org/{text_of(data)}"):
        with suppress(AddressError):
            address, _ = parse_address(text)
            assert parse_address(str(address)) == (address, "")
            assert address.path.startswith("/")
            assert article_id(address, with_host=False)
            address.join(text)


def sites(data: bytes) -> None:
    """What a site sends can be read without an error, and leads to addresses only."""
    with suppress(LimitError):
        data = decompress(data, 1 << 20)
    here, _ = parse_address("https://example.org/a/")
    is_sitemap(data)
    assert all(text.split() == [text] for text in parse_sitemap(data).pages)
    html = text_of(data)
    head = read_head(html, here)
    assert all(link.scheme in ("http", "https") for link in head.links)
    entries = read_entries(html, here)
    assert all(0 <= link.position <= entries.n_words for link in entries.links)


TARGETS: dict[str, Target] = {
    **{
        f"reader {suffix}": reader(suffix)
        for one in READERS
        for suffix in one.suffixes[:1]
    },
    "tokens": tokens,
    "sentences": sentences,
    "join": join,
    "suppressions": suppressions,
    "configuration": configuration,
    "stored": stored,
    "reports": reports,
    "checks": checks,
    "addresses": addresses,
    "sites": sites,
}  # fmt: skip
