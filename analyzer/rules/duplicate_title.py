"""duplicate-title: several articles have the same title.

What it measures
----------------
Articles of one language with the same title. Case, white space and the name of the site
at the end (" | Example") do not count; a name after a dash is that of the site where most
titles with a dash have it. A title of one or two words is compared within one folder only.

Why it matters
--------------
In a list of results, in a menu or among bookmarks nobody can distinguish such articles. The
rule takes no points.

Example
-------
"How to choose a lamp" in ``2019/lamps.md`` and in ``2024/choosing-lamps.md``.

Instead
-------
Say in each title what only that article has, or merge the articles.

Limits
------
Versions and translations of one page and parts of a series, recognised by paths that
differ in a language, a version or a date, may share a title, and so may pages
such as "Introduction" or "Home" of different folders.

References
----------
Search engines' guidelines for title links ask for a distinct title for each page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from analyzer.article import Block
from analyzer.corpus import Corpus
from analyzer.rules.measurement import Measurement
from analyzer.rules.page_addresses import page_key, series_path
from analyzer.rules.rule import Informational, Rule, RunArticles
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import ArticleRows
from analyzer.similarity.rows import pointers

NAMED = 3
# Titles with fewer words are compared within a folder.
FEWEST_WORDS = 3
DASHES = (" - ", " – ", " — ", " · ")
FEWEST_WITH_SUFFIX = 3


def extract(corpus: Corpus) -> ArticleRows:
    """Keep where the title of each article is; without one in the text, its first block."""
    article, block = np.unique(corpus.block_article, return_index=True)
    titles = np.flatnonzero(corpus.block_kind == Block.TITLE)
    of_title, first = np.unique(corpus.block_article[titles], return_index=True)
    block[np.searchsorted(article, of_title)] = titles[first]
    base = corpus.prose_ptr[article]
    return ArticleRows(
        article,
        corpus.block_start[block] - base,
        corpus.block_end[block] - base,
        pointers(np.zeros(len(article), np.int64)),
        np.zeros(0, np.uint64),
    )


def match(_rows: ArticleRows, articles: RunArticles, _options: RuleOptions) -> Measurement:
    """Find the articles with equal titles."""
    # Also those whose first line recurs across the run.
    rows = articles.rows_of(extract)
    row_of = {article: row for row, article in enumerate(rows.article[:].tolist())}
    groups = [
        group
        for group in _groups(articles)
        if len(group) > 1 and all(article in row_of for article in group)
    ]
    article = np.array([article for group in groups for article in group], np.int64)
    number = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    order = np.argsort(article, kind="stable")
    row = np.array([row_of[at] for at in article[order].tolist()], np.int64)
    return Measurement(
        np.bincount(article, minlength=len(articles)).astype(np.float64),
        article=article[order],
        start=rows.start[row],
        end=rows.end[row],
        group=number[order],
        weight=np.array([len(group) for group in groups], np.float64),
        label=[str(at + 1) for at in range(len(groups))],
        message=[_message(group, articles) for group in groups],
    )


def _groups(articles: RunArticles) -> list[list[int]]:
    """Return the articles with equal titles, without editions of a page."""
    groups: dict[tuple[str, str, str], dict[str, int]] = {}
    titles = comparable_titles(articles.titles)
    for article, title in enumerate(titles):
        if title:
            source = articles.sources[article]
            in_folder = len(title.split()) < FEWEST_WORDS
            folder = source.replace("\\", "/").rpartition("/")[0] if in_folder else ""
            key = (articles.languages[article], title, folder)
            page = page_key(source, articles.ids[article], articles.versions)
            if source and articles.versions.page(source).is_recognized:
                page = series_path(page)
            groups.setdefault(key, {}).setdefault(page, article)
    return [list(group.values()) for group in groups.values()]


def comparable_titles(titles: Sequence[str]) -> list[str]:
    """Return titles without case, white space and the name of the site.

    Examples
    --------
    >>> comparable_titles(["Two  lamps | Example", "two lamps"])
    ['two lamps', 'two lamps']
    """
    folded = [" ".join(title.casefold().split()) for title in titles]
    split = [_split(title) for title in folded]
    suffixes = Counter(suffix for _, suffix in split if suffix)
    total = sum(suffixes.values())
    site = {
        suffix
        for suffix, count in suffixes.items()
        if count >= FEWEST_WITH_SUFFIX and 2 * count > total
    }
    result = []
    for title, (before, suffix) in zip(folded, split, strict=True):
        head, bar, tail = title.rpartition(" | ")
        if bar and not any(letter.isdigit() for letter in tail):
            result.append(head)
        else:
            result.append(before if suffix in site else title)
    return result


def _split(title: str) -> tuple[str, str]:
    """Return a title before its last dash, and the rest; nothing where that has a number."""
    at, dash = max((title.rfind(dash), dash) for dash in DASHES)
    suffix = title[at + len(dash) :]
    if at < 1 or any(letter.isdigit() for letter in suffix):
        return title, ""
    return title[:at], suffix


def _message(group: Sequence[int], articles: RunArticles) -> str:
    title = " ".join(articles.titles[group[0]].split())
    named = ", ".join(articles.label(article) for article in group[:NAMED])
    if len(group) > NAMED:
        named += f" and {len(group) - NAMED} more"
    return f'{len(group)} articles have the title "{title}": {named}; give each its own title'


RULE = Rule(
    "duplicate-title",
    __doc__,
    message="{value:.0f} articles have the same title",
    unit="articles",
    scoring=Informational(),
    names_other=True,
    once_per_group=True,
    reads=frozenset([Block.TITLE]),
    redundant_with=("near-duplicate-article",),
    extract=extract,
    match=match,
)
