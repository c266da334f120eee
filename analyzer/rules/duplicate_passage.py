"""duplicate-passage: a run of words also appears in another article.

What it measures
----------------
Every run of at least 25 words (``min-words``) that two articles share, as long as it
goes; up to three changed words between two shared runs are bridged. Lines that recur
across the site are ignored. A passage in quotation marks, or in a block quotation, is a
note and takes no points.

Why it matters
--------------
It is the wording that readers, and the author of the other text, recognise. The share of
the article that duplicate passages cover is taken from originality.

Example
-------
The second half of a press release, under another headline.

Instead
-------
Put it in your own words, or quote it and name the source.

Limits
------
The text does not say which of the two came first, so both are reported. Wording that
appears in more than 64 locations counts as common property.

References
----------
Karp and Rabin (1987), "Efficient randomized pattern-matching algorithms".
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import numpy as np

from analyzer.article import Floats, Ints
from analyzer.rules.measurement import LazyMapping, Measurement
from analyzer.rules.rule import WHOLE_BODY, Coverage, Rule
from analyzer.rules.run_articles import RunArticles
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import ArticleRows
from analyzer.similarity.article_tokens import article_words, by_article
from analyzer.similarity.passages import Passages, duplicate_passages
from analyzer.similarity.rows import pointers, positions_in, row_chunks, row_sums

QUOTATION = 0.8


class Options(RuleOptions, frozen=True):
    """The options of duplicate-passage.

    Attributes
    ----------
    min_words : int
        The length from which a passage is reported, in words.
    """

    min_words: Annotated[int, msgspec.Meta(ge=5)] = 25


def match(rows: ArticleRows, articles: RunArticles, options: Options) -> Measurement:
    """Find the passages that articles share."""
    n_articles = len(articles)
    rows = by_article(rows)
    found = duplicate_passages(rows.ptr, rows.grams, options.min_words)
    n_passages = len(found)
    row = np.concatenate([found.left, found.right])
    first = np.concatenate([found.left_start, found.right_start])
    last = np.concatenate([found.left_end, found.right_end]) - 1
    start, end = rows.first[first].astype(np.int64), rows.last[last].astype(np.int64)
    passage = np.tile(np.arange(n_passages), 2)
    order = np.lexsort((passage, start, rows.article[row]))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    partner = (order + n_passages) % max(2 * n_passages, 1)
    quoted = _quoted_share(rows, first, last) >= QUOTATION
    # Who quotes copies openly, and who is quoted did not copy.
    quoted |= np.roll(quoted, n_passages)
    share = np.where(quoted, 0.0, np.nan)
    said_openly = {"quoted": quoted[:n_passages].tolist()}
    return Measurement(
        np.bincount(rows.article[row], minlength=n_articles).astype(np.float64),
        article=rows.article[row][order],
        start=start[order],
        end=end[order],
        group=passage[order],
        weight=found.words.astype(np.float64),
        label=[str(number + 1) for number in range(n_passages)],
        other=place[partner],
        share=share[order],
        rows=LazyMapping(lambda: _table(rows, found, start, end) | said_openly),
    )


def _quoted_share(rows: ArticleRows, first: Ints, last: Ints) -> Floats:
    """Return what share of some stretches of words stands in quotation marks."""
    share = np.zeros(len(first))
    for begin, end in row_chunks(pointers(last + 1 - first)):
        some = slice(begin, end)
        place, ptr = positions_in(first[some], last[some] + 1)
        share[some] = row_sums(ptr, rows.quoted[place]) / np.diff(ptr)
    return share


def _table(rows: ArticleRows, found: Passages, start: Ints, end: Ints) -> dict[str, Any]:
    half = len(found)
    return {
        "article_a": rows.article[found.left],
        "start_a": start[:half],
        "end_a": end[:half],
        "article_b": rows.article[found.right],
        "start_b": start[half:],
        "end_b": end[half:],
        "words": found.words,
    }


RULE = Rule(
    "duplicate-passage",
    __doc__,
    message="{value:.0f}-word passage also appears in {other}",
    unit="words",
    # So many words in a row are no coincidence.
    scoring=Coverage(warning_from=0.0),
    kind="passage",
    names_other=True,
    reads=WHOLE_BODY,
    redundant_with=("duplicate-passage", "doorway-pages"),
    table="passages",
    options=Options,
    extract=article_words,
    match=match,
)
