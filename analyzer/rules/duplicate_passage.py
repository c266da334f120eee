"""duplicate-passage: a run of words also appears in another article.

What it measures
----------------
Every run of at least 25 words (``min-words``) that two articles share, as long as it
goes; a few changed words between two shared runs are bridged, and a changed sentence
between two shared ones. A passage is reported once in each article, with the number of
other articles and the first of them; versions of a page count as one. Boilerplate is
ignored.

A passage is a warning if it has 76 words (``min-prose-words``) of running prose and
exactly two unrelated articles share it. Where up to sixteen unrelated articles share it, it
is a note, and with ``--changed-from`` a warning at a copy in changed text. Shorter passages,
lists, tables, headings and code, and quotations (in quotation marks, in a block quotation,
or a paragraph that is emphasized as a whole) are notes. So is what sites repeat on purpose:
licences and other legal text, calls to subscribe or to give, lists of names, and notes about
the author at the end. Pages that repeat each other by design are no copies either: what only
versions, translations, the parts of a series or siblings share is one note for all of them.
What a page shares with one that it links to is a note. So is what a post shares with a lasting
page about the same subject: words that few pages have, and that are in what both share, are
elsewhere on both as well. For release notes it is enough that they are elsewhere on the
lasting page. Up to 210 words that two posts about the same subject share are a note, too:
apart from these words, few pages of the site are nearer to either by TF-IDF. So is what two
pages that show code have in common about the same subject, where each has half of its
wording of its own and both copies are equal: the manual repeats what the guide says. Copies
that differ in a few words are a warning, because one was changed and the other forgotten.
Messages of such notes end with "(same subject)" or "(linked page)".
`near-duplicate-article` says how related pages are recognized.

Why it matters
--------------
It is the wording that readers, and the author of the other text, recognize. The share of
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
Karp and Rabin (1987), "Efficient randomized pattern-matching algorithms". Of 311 findings
that were read on real sites, long passages of running prose that exactly two unrelated
articles share were the useful ones; those of 66 to 75 words were not.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.article import RUNNING_PROSE, Flags, Floats, Ints
from analyzer.rules.measurement import Elsewhere, LazyMapping, Measurement
from analyzer.rules.page_names import Relation
from analyzer.rules.page_relations import PageRelations
from analyzer.rules.passage_sharing import MOST_COMPARED, sharing_of
from analyzer.rules.related_pages import DESCRIBED
from analyzer.rules.rule import WHOLE_BODY, Coverage, Rule, RunArticles
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import (
    LONG_PASSAGE,
    ArticleRows,
    article_words,
    by_article,
)
from analyzer.similarity.passage_ends import extend_ends
from analyzer.similarity.passages import (
    PassageGroups,
    duplicate_passages,
    group_passages,
    join_near,
)
from analyzer.similarity.quotations import QUOTATION
from analyzer.similarity.rows import pointers, positions_in, row_chunks, row_sums
from analyzer.text.arrays import isin

# Shorter pieces are found, so that those around a changed sentence can be joined.
PIECE_WORDS = 12
# The most words between two pieces of one passage: a sentence that was changed.
MOST_CHANGED = 15


class Options(RuleOptions, frozen=True):
    """The options of duplicate-passage.

    Attributes
    ----------
    min_words : int
        The length from which a passage is reported, in words.
    min_prose_words : int
        The length from which a passage is a warning, in words of running prose.
    """

    min_words: Annotated[int, msgspec.Meta(ge=5)] = 25
    min_prose_words: Annotated[int, msgspec.Meta(ge=5)] = LONG_PASSAGE


def match(rows: ArticleRows, articles: RunArticles, options: Options) -> Measurement:
    """Find the passages that articles share."""
    paragraphs, rows = rows.ptr, by_article(rows)
    pieces = duplicate_passages(rows.ptr, rows.grams, min(PIECE_WORDS, options.min_words))
    found = join_near(extend_ends(pieces, paragraphs, rows.grams), MOST_CHANGED)
    found = found.take(found.words >= options.min_words)
    shared = group_passages(found)
    article = rows.article[shared.row]
    start = rows.first[shared.start].astype(np.int64)
    end = rows.last[shared.end - 1].astype(np.int64)
    quoted = _quoted(rows, shared)
    running = (shared.end - shared.start) * _share(_is_running(rows), shared.start, shared.end)
    long = (running >= options.min_prose_words) & ~quoted
    sharing = sharing_of(PageRelations.of(articles), rows, shared, found, long)
    groups = sharing.groups[shared.passage]
    n_articles = np.bincount(shared.passage)[shared.passage]
    folders = [articles.sources[number].split("/")[:-1] for number in article.tolist()]
    first, other = _first_and_other(shared.passage, sharing.group, folders)
    elsewhere = Elsewhere(
        article[other],
        start[other],
        end[other],
        np.where(groups > 1, groups, n_articles) - 1,
    )
    # Who copies and who is copied see the same severity.
    copies = sharing.copies[shared.passage]
    openly = quoted | sharing.translated[shared.passage] | (groups == 1)
    whole = replace(elsewhere, n_articles=n_articles - 1)
    table = LazyMapping(lambda: _table(shared, article, start, end, quoted, whole))
    # Pages that repeat each other by design are reported once.
    shown = (groups > 1) | (np.arange(len(shared)) == first)
    words, reason = np.zeros(len(sharing.groups)), sharing.reason
    np.maximum.at(words, shared.passage, shared.words)
    return Measurement(
        np.bincount(article[shown], minlength=len(articles)).astype(np.float64),
        article=article[shown],
        start=start[shown],
        end=end[shown],
        group=shared.passage[shown],
        weight=words,
        label=[str(number + 1) for number in range(len(words))],
        addition=[
            DESCRIBED.get(reason.get(passage, Relation.UNRELATED), "")
            for passage in range(len(words))
        ],
        elsewhere=elsewhere.take(shown),
        share=np.where(openly, 0.0, np.nan)[shown],
        warns=(sharing.copied & (copies == 2))[shown],
        further_copy=(sharing.copied & (copies > 2))[shown],
        related=sharing.related,
        rows=table,
    )


def _first_and_other(passage: Ints, group: Ints, folders: list[list[str]]) -> tuple[Ints, Ints]:
    """Return the first location of the passage of each, and the nearest one of another page.

    That is one of another group, or, where there is only one group, of another article. The
    nearest has the most leading folders in common: a page is compared with its own version.
    """
    first = np.zeros(len(passage), np.int64)
    other = np.zeros(len(passage), np.int64)
    order = np.argsort(passage, kind="stable")
    edges = np.flatnonzero(np.diff(passage[order], prepend=-1))
    for those in np.split(order, edges)[1:]:
        first[those] = those[0]
        locations = those[:MOST_COMPARED].tolist()
        for at in those.tolist():
            apart = [one for one in locations if group[one] != group[at]]
            apart = apart or [one for one in locations if one != at]
            other[at] = max(apart, key=lambda one: _n_common(folders[at], folders[one]))
    return first, other


def _n_common(one: list[str], other: list[str]) -> int:
    """Return how many leading folders two paths have in common."""
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )


def _is_running(rows: ArticleRows) -> Flags:
    """Return which words are in running prose."""
    return isin(rows.kind[:].astype(np.int64), np.array(sorted(RUNNING_PROSE), np.int64))


def _quoted(rows: ArticleRows, shared: PassageGroups) -> Flags:
    """Return which passages are quoted in one of their articles."""
    quoted = _share(rows.quoted, shared.start, shared.end) >= QUOTATION
    anywhere = np.zeros(len(shared), bool)
    np.logical_or.at(anywhere, shared.passage, quoted)
    return np.asarray(anywhere[shared.passage])


def _share(flags: Flags, first: Ints, end: Ints) -> Floats:
    """Return the share of flagged words of each half-open span."""
    share = np.zeros(len(first))
    for begin, stop in row_chunks(pointers(end - first)):
        some = slice(begin, stop)
        place, ptr = positions_in(first[some], end[some])
        share[some] = row_sums(ptr, flags[place]) / np.diff(ptr)
    return share


def _table(
    shared: PassageGroups,
    article: Ints,
    start: Ints,
    end: Ints,
    quoted: Flags,
    elsewhere: Elsewhere,
) -> dict[str, Any]:
    return {
        "passage": shared.passage + 1,
        "article": article,
        "start": start,
        "end": end,
        "words": shared.words,
        "articles": elsewhere.n_articles + 1,
        "first_article": elsewhere.article,
        "first_start": elsewhere.start,
        "quoted": quoted.tolist(),
    }


RULE = Rule(
    "duplicate-passage",
    __doc__,
    message="{value:.0f}-word passage also appears in {other}",
    unit="words",
    scoring=Coverage(),
    severities=("note", "warning"),
    kind="passage",
    names_other=True,
    reads=WHOLE_BODY,
    redundant_with=("duplicate-passage", "doorway-pages"),
    table="passages",
    options=Options,
    extract=article_words,
    match=match,
)
