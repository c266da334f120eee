"""near-duplicate-article: another article has much of the same wording.

What it measures
----------------
For each article the share of its three-word sequences (case-folded) that another article
has. An article is reported if that is at least half of them (``min-share``), as a warning
where the two are unrelated and share 76 words of running prose, or all words of an article
of 25. It finds
whole copies as well as truncated teasers, trimmed stories and merged stories. Boilerplate
is ignored.

Pages that repeat each other by design are no copies; they are one note for all of them,
and no points:

- versions: one path in folders of several versions, such as ``5.1/`` beside ``7.4/``;
- translations: one path with several language codes;
- series: titles that differ in numbers or dates, or in one slot that other words fill in
  at least three titles or file names; at least three titles that have the same words
  before a colon; file names that differ in a version, a month or a year;
- announcements: one of two pages about the same subject is news (a dated post, release
  notes, a page in a folder such as ``blog``, a page whose front matter calls it a post or
  has a dated address) and the other is not;
- posts about the same subject, up to 210 words, where each has three tenths of its own;
- siblings: three and more pages of a folder, in all versions and languages, that share their
  headings or three blocks, where each has three tenths of its wording of its own or shows
  code; and texts that pages include, in a folder such as ``includes`` or ``_partials``.

The setting ``versions`` declares further versions, and denies those that are none.

The table of duplicates has a threshold of its own: a pair has at least 0.2 of the
sequences of the smaller article in common (``min-containment``), and ten words; seven where
they are two fifths of it, as of a teaser with a headline; five where they are all of it. Two
fifths of the threshold are enough where both have an edited passage in common, as a merged
story and an edited copy of one of its sources: four windows of twenty words in a row that each
have three sequences of the other article, and in all as large a share of such windows as the
threshold asks for. A passage that more than eight others share in this way is the frame of a
series, and makes no pair. Every pair is found, with two limits. Where identical articles make
more than a million pairs, each is paired with the first of them. A sequence that more than 64
articles have is compared with the 64 next in length.

The table of duplicates gives the kind of each pair. One article is contained in another
where four fifths of its windows of twenty words, and three sequences in ten, have a
counterpart there.

- copy: nearly all sequences of each (0.95) appear in the other.
- reordered ("reordered copy" in messages): each is contained in the other, with its parts
  in another order.
- version ("edited copy"): each is contained in the other, with changes.
- teaser: the beginning of the other one, which ends inside a sentence, or is at most a
  fifth of it.
- trimmed ("trimmed copy"): contained in a longer one.
- merge ("merged from several"): most of its wording appears in several others that are not
  similar themselves.
- overlap: anything else.

Why it matters
--------------
Readers and search engines see the same story twice. What an article has in common with its
nearest neighbour is taken from its originality.

Example
-------
A story published again with a new first paragraph.

Instead
-------
Keep one of the two: update the first story, or link to it.

Limits
------
The text does not say which of the two came first, so both are reported. Short texts from
one template (event pages, job offers) are similar by design.

References
----------
Broder (1997), "On the resemblance and containment of documents".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Annotated

import msgspec
import numpy as np
from msgspec.structs import replace

from analyzer.article import Ints
from analyzer.rules.duplicate_rows import duplicate_rows
from analyzer.rules.measurement import Elsewhere, LazyMapping, Measurement
from analyzer.rules.page_names import Relation
from analyzer.rules.page_relations import PageRelations
from analyzer.rules.related_pages import DESCRIBED
from analyzer.rules.rule import WHOLE_BODY, Coverage, Rule, RunArticles
from analyzer.rules.shared_wording import share_much, shared_extents
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import (
    ArticleRows,
    article_words,
    by_article,
)
from analyzer.similarity.duplicate_kinds import (
    ALL,
    DuplicateKinds,
    describe,
    duplicate_kinds,
    with_same_articles,
)
from analyzer.similarity.duplicate_pairs import WORDS, duplicate_pairs
from analyzer.similarity.pairs import Clusters, Pairs, candidates, cluster, nearest_pairs
from analyzer.similarity.shingles import kept_ngrams
from analyzer.tables import Column

# Where more of the pairs would be classified for messages, all are, as for the table.
MANY = 0.5


class Options(RuleOptions, frozen=True):
    """The options of near-duplicate-article.

    Attributes
    ----------
    min_containment : float
        The share of the three-word sequences of the smaller article, from which two
        articles are a pair in the table of duplicates.
    min_share : float
        The share of its own three-word sequences, from which an article is reported.
    """

    min_containment: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.2
    min_share: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.5


def match(rows: ArticleRows, articles: RunArticles, options: Options) -> Measurement:
    """Find the articles that have much of their wording in common."""
    n_articles = len(articles)
    rows = by_article(rows)
    shingles = kept_ngrams(rows.ptr, rows.grams, WORDS)
    shares = options.min_containment, options.min_share
    pairs = duplicate_pairs(shingles, *shares, articles.kept)
    clusters = cluster(pairs, len(rows.article))
    row, nearest = nearest_pairs(pairs)
    left = pairs.left[nearest] == row
    other = np.where(left, pairs.right[nearest], pairs.left[nearest])
    similarity = np.full(n_articles, np.nan)
    first = clusters.representative[clusters.label[row]]
    similarity[rows.article[row]] = pairs.similarity[nearest]
    kinds_of = partial(duplicate_kinds, rows.ptr, rows.closes, shingles, pairs, WORDS)
    kinds = cache(kinds_of)

    def kinds_for(chosen: Ints) -> DuplicateKinds:
        compared = with_same_articles(pairs, chosen)
        return kinds() if len(compared) > MANY * len(pairs) else kinds_of(compared)

    found = _findings(rows, articles, pairs, clusters, kinds_for, options.min_share)
    ends = [np.searchsorted(rows.article, one.article) for one in (found, found.elsewhere)]
    start, end = shared_extents(rows, shingles, *ends)
    other_start, other_end = shared_extents(rows, shingles, *ends[::-1])
    return replace(
        found,
        start=start,
        end=end,
        elsewhere=replace(found.elsewhere, start=other_start, end=other_end),
        value=np.nan_to_num(similarity),
        columns={"nearest_similarity": similarity},
        labels={
            "nearest_article": _named(rows, row, other, n_articles),
            "representative": _named(rows, row, first, n_articles),
        },
        rows=LazyMapping(lambda: duplicate_rows(rows, pairs, clusters, kinds())),
    )


def _findings(
    rows: ArticleRows,
    articles: RunArticles,
    pairs: Pairs,
    clusters: Clusters,
    kinds: Callable[[Ints], DuplicateKinds],
    least: float,
) -> Measurement:
    """Report the articles that have enough of their wording in another one."""
    relations = PageRelations.of(articles)
    numbers, label = rows.article.tolist(), clusters.label.tolist()
    row, partner, share, points, warns = [], [], [], [], []
    message: list[str] = []
    by_design: set[int] = set()
    by_kind: list[tuple[int, int]] = []  # messages that the kind of a pair completes
    related: dict[int, int] = {}
    for copy, others in candidates(pairs, least):
        kinds_of = [
            relations.relation(numbers[copy], numbers[one.row], one.own_share) for one in others
        ]
        # The most similar page decides, unless it is this one in another version or language.
        other_pages = [at for at, kind in enumerate(kinds_of) if kind < Relation.VERSIONS]
        nearest = other_pages[0] if other_pages else 0
        one, relation = others[nearest], kinds_of[nearest]
        n_shared = int(pairs.overlap[one.pair]) + WORDS - 1
        relation = relation or relations.by_subject(
            numbers[copy], numbers[one.row], one.own_share, n_shared
        )
        is_copy = relation == Relation.UNRELATED
        if relation >= Relation.SERIES:
            related |= dict.fromkeys((numbers[copy], numbers[one.row]), relation)
        # Pages that repeat each other by design are reported once.
        if not is_copy and label[copy] in by_design:
            continue
        by_design.update([] if is_copy else [label[copy]])
        row.append(copy)
        partner.append(one.row)
        share.append(one.share)
        points.append(one.share if is_copy else 0.0)
        whole = min(pairs.left_containment[one.pair], pairs.right_containment[one.pair]) >= ALL
        warns.append(is_copy and share_much(rows, copy, one.row, whole=bool(whole)))
        text = f"{round(100 * one.share)} % of this article also appears in "
        if is_copy:
            by_kind.append((len(message), one.pair))
        message.append(text + articles.label(numbers[one.row]) + DESCRIBED.get(relation, ""))
    kind = kinds(np.array([pair for _, pair in by_kind], np.int64))
    for at, pair in by_kind:
        message[at] += describe(kind, pair, of_left=bool(pairs.left[pair] == row[at]))
    found, other = np.array(row, np.int64), np.array(partner, np.int64)
    return Measurement(
        np.zeros(len(articles)),
        article=rows.article[found],
        start=rows.start[found],
        end=rows.end[found],
        group=np.arange(len(found)),
        weight=np.array(share),
        label=[str(label[copy] + 1) for copy in row],
        message=message,
        elsewhere=Elsewhere(
            rows.article[other], rows.start[other], rows.end[other], np.ones(len(other), int)
        ),
        share=np.array(points),
        warns=np.array(warns, bool),
        related=related,
    )


def _named(rows: ArticleRows, row: Ints, other: Ints, n_articles: int) -> list[str]:
    """Return for the article of each row the number of another one, for all articles."""
    names = [""] * n_articles
    numbers = rows.article[row].tolist(), rows.article[other].tolist()
    for article, partner in zip(*numbers, strict=True):
        names[article] = str(partner)
    return names


RULE = Rule(
    "near-duplicate-article",
    __doc__,
    message="much of this article also appears in another one",
    unit="share of three-word sequences",
    scoring=Coverage(),
    severity="warning",
    severities=("note", "warning"),
    kind="article",
    names_other=True,
    reads=WHOLE_BODY,
    redundant_with=("doorway-pages",),
    table="duplicates",
    columns=(
        Column("nearest_article", "string", "Most similar article, if any is near"),
        Column(
            "nearest_similarity", "number", "Share of the smaller one's three-word sequences"
        ),
        Column(
            "representative", "string", "Article that represents its cluster of near-duplicates"
        ),
    ),
    options=Options,
    extract=article_words,
    match=match,
)
