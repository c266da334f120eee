"""The tables of an archive, and the version of its format.

An archive is one SQLite file. Sentences are sets of stems and articles sets of three-word
sequences, exactly as the corpus rules compare them.

A stem is stored as its *rank*. Stems are numbered as they are added, the more frequent of
one transaction first, and ranks count down, so that rare stems have low ranks. A rank
never changes. That is all a prefix filter needs: one order of all stems, the same for
every set, approximately from the rarest.

An article is identified by its key, title, address and date, and compared by its features.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from analyzer.article import Article, Ints
from analyzer.corpus import Corpus
from analyzer.rules.shared_sentence import extract
from analyzer.segmentation import build_corpus
from analyzer.similarity.article_rows import (
    FEWEST_STEMS,
    SIMILARITY,
    ArticleRows,
    article_words,
    by_article,
)
from analyzer.similarity.duplicate_pairs import (
    FEWEST_OF_ENTIRE,
    FEWEST_OF_MOST,
    FEWEST_SHARED,
    MOSTLY,
    WORDS,
)
from analyzer.similarity.rows import Flags, NgramRows, without_repeats
from analyzer.similarity.shingles import ngram_rows

URL = ("url", "link", "permalink", "canonical", "canonical_url", "href")
DATE = ("date", "published", "pubdate", "published_at", "datepublished", "publish_date")


@dataclass(frozen=True, slots=True)
class ArticleIdentity:
    """What identifies an article.

    Attributes
    ----------
    key : str
        Identifies the same article in a later version: its URL, else its file and
        record relative to the archive, else its id.
    name : str
        The id it had when it was added.
    title, url, date, language : str
        Empty if unknown.
    content : bytes
        A hash of everything that is stored of it.
    """

    key: str
    name: str
    title: str
    url: str
    date: str
    language: str
    content: bytes


def identity(article: Article, title: str, language: str, archive: Path) -> ArticleIdentity:
    """Return the identity of an article, relative to an archive."""
    url, date = _field(article, URL), _field(article, DATE)
    # What was given, not what was detected, which follows from the text.
    known = (article.id, article.title or "", url, date, article.language, article.prose)
    digest = hashlib.blake2b(digest_size=16)
    for value in known:
        data = value.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return ArticleIdentity(
        identity_key(article, archive) or f"id:{article.id}",
        article.id,
        title,
        url,
        date,
        language,
        digest.digest(),
    )


def identity_key(article: Article, archive: Path) -> str:
    """Return the key by which an article is recognised, empty for text alone."""
    url = _field(article, URL)
    if url:
        return f"url:{url}"
    if not article.source or article.source == "-":
        return ""
    folder = os.path.dirname(os.path.abspath(archive))  # noqa: PTH100, PTH120
    try:
        path = os.path.relpath(os.path.abspath(article.source), folder)  # noqa: PTH100
    except ValueError:  # on another drive
        path = os.path.abspath(article.source)  # noqa: PTH100
    record = "" if article.row is None else article.id.partition("#")[2] or article.row
    return f"file:{path.replace(os.sep, '/')}#{record}"


def _field(article: Article, names: tuple[str, ...]) -> str:
    known = {name.lower(): value for name, value in article.fields.items()}
    found = (str(known[name]).strip() for name in names if known.get(name))
    return next(found, "")


@dataclass(frozen=True, eq=False)
class ArticleFeatures:
    """The sentences and bodies of some articles.

    Attributes
    ----------
    article, start, end : ndarray of int64, shape (n_sentences,)
        The article of each sentence that is long enough, and its span of the prose.
    quoted : ndarray of bool, shape (n_sentences,)
        Whether it is in quotation marks.
    stems : NgramRows
        The distinct stems of each sentence.
    body : ndarray of int64, shape (n_bodies,)
        The articles that have a body.
    body_start, body_end : ndarray of int64, shape (n_bodies,)
    sequences : NgramRows
        The distinct sequences of words of each body.
    """

    article: Ints
    start: Ints
    end: Ints
    quoted: Flags
    stems: NgramRows
    body: Ints
    body_start: Ints
    body_end: Ints
    sequences: NgramRows


def article_features(articles: Sequence[Article]) -> ArticleFeatures:
    """Return the features of articles."""
    return corpus_features(build_corpus(articles))


def corpus_features(corpus: Corpus) -> ArticleFeatures:
    """Return the features of a batch."""
    return features_of_rows(extract(corpus), article_words(corpus))


def features_of_rows(sentences: ArticleRows, blocks: ArticleRows) -> ArticleFeatures:
    """Return the features from the rows that the corpus rules keep.

    Parameters
    ----------
    sentences : ArticleRows
        Of the rule shared-sentence.
    blocks : ArticleRows
        Of the rule near-duplicate-article.
    """
    bodies = by_article(blocks)
    quoted = np.zeros(len(sentences.article), bool)
    if len(sentences.quoted):
        quoted = sentences.quoted[sentences.ptr[:-1]]
    return ArticleFeatures(
        sentences.article,
        sentences.start,
        sentences.end,
        quoted,
        NgramRows(sentences.ptr, sentences.grams),
        bodies.article,
        bodies.start,
        bodies.end,
        without_repeats(ngram_rows(bodies.ptr, bodies.grams, WORDS)),
    )


SCHEMA = 3
APPLICATION = 0x416E6C7A
LAST_RANK = (1 << 31) - 1
# Signatures of sets, and three-word sequences, are stored by the first bits of their
# hashes; sequences also by the size class of their article: sizes from 1, 4, 16, 64...
# Each class has sixteen steps.
SIGNATURE_BITS = 18
SEQUENCE_BITS = 20
CLASS_BITS = 4
STEP_BITS = 4
TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL, date TEXT NOT NULL,
    language TEXT NOT NULL,
    content BLOB NOT NULL,
    sequences INTEGER NOT NULL,
    sentences BLOB NOT NULL,
    prose BLOB
);
CREATE INDEX article_url ON articles (url) WHERE url != '';
CREATE INDEX article_name ON articles (name);
CREATE TABLE stems (hash INTEGER PRIMARY KEY, rank INTEGER NOT NULL);
CREATE TABLE sets (
    id INTEGER PRIMARY KEY AUTOINCREMENT, mark INTEGER NOT NULL,
    articles INTEGER NOT NULL, ranks BLOB NOT NULL
);
CREATE UNIQUE INDEX set_mark ON sets (mark);
CREATE TABLE occurrences (
    "set" INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY ("set", article)
) WITHOUT ROWID;
CREATE TABLE postings (bucket INTEGER PRIMARY KEY, entries BLOB NOT NULL);
CREATE TABLE sequences (block INTEGER PRIMARY KEY, entries BLOB NOT NULL);
"""
# A signature of a set: the bits of its hash after those of its bucket, the size of the
# set, and the position in it, both at most 255. `bits` has one bit per rank modulo 32.
POSTING = np.dtype(
    [("low", "<u2"), ("size", "u1"), ("place", "u1"), ("set", "<u4"), ("bits", "<u4")]
)
# A sequence: the last bits of its hash; those between them and the bucket, with the size
# step of its article; the article.
SEQUENCE = np.dtype([("low", "<u4"), ("high", "<u2"), ("article", "<u4")])
# A sentence of an article: its set, its span of the prose and its line.
SENTENCE = np.dtype([("set", "<u4"), ("start", "<u4"), ("end", "<u4"), ("line", "<u4")])
RANK = np.dtype("<u4")
SAMPLE = (
    "The city's two-storey library re-opened at 9.30 on Monday, said Dr. Bell. Readers who'd "
    "waited since winter queued round the corner; nobody minded. “It's wonderful,” she said!",
    "Die Bücherei im Rathaus öffnete am Montag wieder, und die Kinder der Nachbarschule "
    "kamen schon am Vormittag mit ihren Lehrern und Lehrerinnen zu Besuch.",
    "La bibliothèque de l'école a rouvert lundi matin après des travaux qui avaient duré "
    "tout l'hiver, et les élèves du quartier étaient là dès neuf heures.",
    "图书馆星期一重新开放了。附近学校的孩子们早上就来了。",
)


@lru_cache(maxsize=1)
def format_version() -> dict[str, str]:
    """Return the fields by which an archive of an incompatible version is recognised.

    The tokenizer, the sentence splitter and the stemmers are represented by a hash of
    their output for a sample, so that no change to them goes unnoticed.
    """
    sample = article_features([Article(str(at), text) for at, text in enumerate(SAMPLE)])
    digest = hashlib.blake2b(digest_size=8)
    for array in (sample.stems.ptr, sample.stems.ngram, sample.sequences.ngram):
        digest.update(array.tobytes())
    return {
        "schema": str(SCHEMA),
        "tokeniser": digest.hexdigest(),
        "sentence threshold": f"stems, Jaccard from {SIMILARITY}, at least {FEWEST_STEMS}",
        "article threshold": f"{WORDS}-word sequences, containment, at least {FEWEST_SHARED}, "
        f"{FEWEST_OF_MOST} that are {MOSTLY} of one, or {FEWEST_OF_ENTIRE} of an entire one",
    }


def incompatible_fields(stored: dict[str, str]) -> list[str]:
    """Describe the fields of an archive's format version that differ from this program's."""
    return [
        f"{name} {stored.get(name, 'none')!r}, not {value!r}"
        for name, value in format_version().items()
        if stored.get(name) != value
    ]


def as_json(numbers: np.ndarray) -> str:
    """Return numbers as SQLite's ``json_each`` reads them."""
    return str(numbers.tolist())
