"""The tables of an archive, and the version of its format.

An archive is one SQLite file. Sentences are sets of stems and articles sets of three-word
sequences, exactly as the corpus rules compare them.

A stem is stored as its *rank*. Stems are numbered as they are added, the more frequent of
one transaction first, and ranks count down, so that rare stems have low ranks. A rank
never changes. That is all a prefix filter needs: one order of all stems, the same for
every set, approximately from the rarest.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

from analyzer.article import Article
from analyzer.rules.near_duplicate_article import FEWEST_OF_ENTIRE, FEWEST_SHARED, WORDS
from analyzer.similarity.sentences import FEWEST_STEMS, SIMILARITY

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
    from analyzer.archive.rows import article_features

    sample = article_features([Article(str(at), text) for at, text in enumerate(SAMPLE)])
    digest = hashlib.blake2b(digest_size=8)
    for array in (sample.stems.ptr, sample.stems.ngram, sample.sequences.ngram):
        digest.update(array.tobytes())
    return {
        "schema": str(SCHEMA),
        "tokeniser": digest.hexdigest(),
        "sentence threshold": f"stems, Jaccard from {SIMILARITY}, at least {FEWEST_STEMS}",
        "article threshold": f"{WORDS}-word sequences, containment, at least {FEWEST_SHARED}, "
        f"or {FEWEST_OF_ENTIRE} of an entire one",
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
