"""The labelled sets of keyword stuffing, and what the measure sees of them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import analyzer
from analyzer.article import Article, Markup
from analyzer.corpus import Corpus
from analyzer.phrases.repeated import repeated_phrases
from analyzer.phrases.repetition import phrase_features, title_features
from analyzer.phrases.stuffing import StuffingModel, stuffing_model
from analyzer.phrases.word_frequency import word_features
from analyzer.rules.keyword_stuffing import find
from analyzer.segmentation import build_corpus

INJECTED, JUDGED = "stuffing_injected", "stuffing_asrc"
NEWS = "news_bbc"
EDITORIAL = ("editorial_digitalgov", "editorial_lctt_sources_en")
SITE = "site"
PLANTED = "planted titles"
LANGUAGES = "news_multilingual_sample"
# Before the name of a set, for its articles without their titles.
TITLED = "without title: "
BATCH = 150
# Short pages are rare among the clean sets: beginnings of articles stand in.
PREFIXES = (60, 100, 160, 260)


@dataclass(frozen=True)
class Case:
    """One article with what is known of it.

    Attributes
    ----------
    name : str
        The data set, with "beginning of" before it for the start of an article, and
        `TITLED` for articles that were published with a title.
    group : str
        Cases of one group are never parted between fitting and testing.
    level : int
        How strongly it was stuffed, or the grade that people gave; 0 for clean.
    kind, key_phrase : str
        How it was stuffed, and with what.
    """

    name: str
    group: str
    title: str
    text: str
    level: int = 0
    kind: str = ""
    key_phrase: str = ""
    language: str = "en"
    markup: Markup | None = None

    def article(self) -> Article:
        """Return the article as the product reads it."""
        return Article("", self.text, self.title, self.language, markup=self.markup)


@dataclass(frozen=True, eq=False)
class Seen:
    """What the measure sees of the cases.

    Attributes
    ----------
    phrase : ndarray of float64, shape (n_rows, n_features)
        The repeated phrases of each case, and last its title.
    owner : ndarray of int64, shape (n_rows,)
        The case of each row, ascending.
    word : ndarray of float64, shape (n_cases, 2)
    """

    phrase: np.ndarray
    owner: np.ndarray
    word: np.ndarray


def read_set(folder: Path, name: str) -> list[dict[str, Any]]:
    """Read one data set; a missing one is an error that names the file."""
    path = folder / f"{name}.jsonl.gz"
    if not path.is_file():
        raise SystemExit(f"{path}: no such data set")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def injected(folder: Path) -> list[Case]:
    """Return the articles with planted phrases, each with its title and without."""
    return [
        Case(INJECTED, r["group"], title, r["text"], r["level"], r["kind"], r["key_phrase"])
        for r in read_set(folder, INJECTED)
        for title in (r["title"], "")
    ]


def judged(folder: Path) -> list[Case]:
    """Return the pages judged by people, each text once."""
    first = {r["text_sha"]: r for r in reversed(read_set(folder, JUDGED))}
    return [Case(JUDGED, r["group"], "", r["text"], r["grade"]) for r in first.values()]


def published(folder: Path, name: str) -> list[Case]:
    """Return articles as they were published."""
    return [
        Case(name, r.get("group") or r["id"], r.get("title") or "", r["text"],
             language=r.get("lang") or "")
        for r in read_set(folder, name)
    ]  # fmt: skip


def site(folder: Path) -> list[Case]:
    """Return the Markdown pages of a repository; a site is one group."""
    pages = sorted(path for kind in ("*.md", "*.mdx") for path in folder.rglob(kind))
    return [
        Case(SITE, "/".join(folder.parts[-3:]), found.title or "", found.text,
             language=found.language, markup=found.markup)
        for found in analyzer.read([path for path in pages if path.is_file()])
    ]  # fmt: skip


def untitled(cases: Sequence[Case], prefix: str = "") -> list[Case]:
    """Return the cases that have a title without it; a prefix makes a set of their own."""
    return [replace(case, title="", name=prefix + case.name) for case in cases if case.title]


def beginnings(cases: Sequence[Case]) -> Iterator[Case]:
    """Yield the beginning of each case that is longer, at several lengths in turn."""
    for index, case in enumerate(cases):
        n_words = PREFIXES[index % len(PREFIXES)]
        words = list(re.finditer(r"\S+", case.text))
        if len(words) > 1.3 * n_words:
            text = case.text[: words[n_words].start()]
            yield replace(case, name=f"beginning of {case.name}", text=text)


def verdicts(
    cases: Sequence[Case], model: StuffingModel | None = None
) -> tuple[np.ndarray, list[str]]:
    """Return how likely each case is stuffed, and its top phrase, by the whole measure."""
    values, names = [np.zeros(0)], []
    for first in range(0, len(cases), BATCH):
        found = find(_corpus(cases[first : first + BATCH]), model or stuffing_model())
        values.append(found.value)
        names += found.labels["top_phrase"]
    return np.concatenate(values), names


def _corpus(cases: Sequence[Case]) -> Corpus:
    return build_corpus([case.article() for case in cases])


def see(cases: Sequence[Case]) -> Seen:
    """Measure the cases as the product does, in batches."""
    rows, owners, words = [], [], []
    for first in range(0, len(cases), BATCH):
        batch = cases[first : first + BATCH]
        corpus = _corpus(batch)
        rows += [phrase_features(corpus), title_features(corpus)]
        owners += [repeated_phrases(corpus).article + first, np.arange(len(batch)) + first]
        words.append(word_features(corpus))
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return Seen(np.concatenate(rows)[order], owner[order], np.concatenate(words))
