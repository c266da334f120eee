"""keyword-cannibalization: several articles aim at the same key phrase.

What it measures
----------------
The key phrase that an article aims at: three or more content words, in any order and form,
that are at least half of the content words of a part of its title, are all in one sentence
of its lead (the first sixty words of the body), and come together again in a later sentence
or heading. Articles of one language whose longest common phrases are the same words form a
cluster. The article that has the phrase in most sentences and headings should keep it; of
equals, the longest.

Why it matters
--------------
Articles of one site that aim at one phrase compete with each other: a search engine shows
one of them, often the older one, and readers do not know which to read. The rule takes no
points, because each article may be good.

Example
-------
"How to repair a wooden canoe" and "Repairing wooden canoes in a week".

Instead
-------
Merge the articles, or let each title and lead say what only that article has.

Limits
------
Articles whose titles differ in a year, a version, a month or nothing but a number are a
series and do not compete, nor do translations and versions of one page. Near-duplicate
articles share their phrase too: fix those first. In languages without spaces a phrase has
six characters at least.

References
----------
Three words and the positions are our own choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from analyzer.article import Ints
from analyzer.corpus import Corpus
from analyzer.phrases.target_phrases import target_phrases
from analyzer.rules.measurement import Measurement
from analyzer.rules.page_addresses import are_parts, page_key, series_key
from analyzer.rules.rule import Informational, Rule, RunArticles
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import ArticleRows, load
from analyzer.similarity.rows import pointers
from analyzer.text import tokens as words

NAMED = 3
# Titles that each title is compared with.
SEVERAL = 64
# What is kept of each phrase.
HASH, SIZE, MENTIONS, WORDS, TITLE_START, TITLE_END = range(6)
VALUES = 6


class Cluster(msgspec.Struct, frozen=True, eq=False):
    """Articles that aim at one phrase.

    Attributes
    ----------
    row : ndarray of int64, shape (n_articles,)
        The row of each article, by article.
    winner : int
        The row of the article that should keep the phrase.
    """

    row: Ints
    winner: int


def extract(corpus: Corpus) -> ArticleRows:
    """Keep of each phrase that an article aims at a hash, and how strongly it does."""
    found = list(target_phrases(corpus))
    article = np.array([phrase.article for phrase in found], np.int64)
    start = np.array([phrase.start for phrase in found], np.int64)
    end = np.array([phrase.end for phrase in found], np.int64)
    base = corpus.prose_ptr[article]
    kept = np.empty((len(found), VALUES), np.uint64)
    kept[:, HASH] = words.word_hash([phrase.stems for phrase in found])
    kept[:, SIZE] = [len(phrase.stems.split()) for phrase in found]
    kept[:, MENTIONS] = [phrase.mentions for phrase in found]
    kept[:, WORDS] = corpus.n_words[article]
    kept[:, TITLE_START] = [phrase.title_start for phrase in found]
    kept[:, TITLE_END] = [phrase.title_end for phrase in found]
    return ArticleRows(
        article, start - base, end - base, pointers(np.full(len(found), VALUES)), kept.ravel()
    )


def match(rows: ArticleRows, articles: RunArticles, _options: RuleOptions) -> Measurement:
    """Find the articles that aim at the same phrases."""
    rows = load(rows)  # of each article a few
    values = rows.grams.reshape(-1, VALUES)
    clusters = list(_clusters(rows, values, articles))
    # Two groups a cluster: the article that should keep the phrase, and the others.
    row = np.array([row for cluster in clusters for row in cluster.row.tolist()], np.int64)
    number = np.repeat(np.arange(len(clusters)), [len(cluster.row) for cluster in clusters])
    winner = np.array([cluster.winner for cluster in clusters], np.int64)
    group = 2 * number + (winner[number] != row)
    order = np.lexsort((group, rows.article[row]))
    row, group = row[order], group[order]
    size = np.array([len(cluster.row) for cluster in clusters], np.float64)
    messages = [_messages(cluster, rows, values, articles) for cluster in clusters]
    return Measurement(
        np.bincount(rows.article[row], minlength=len(articles)).astype(np.float64),
        article=rows.article[row],
        start=rows.start[row],
        end=rows.end[row],
        group=group,
        weight=np.repeat(size, 2),
        label=[str(at // 2 + 1) for at in range(2 * len(clusters))],
        message=[message for pair in messages for message in pair],
    )


def _clusters(
    rows: ArticleRows, values: np.ndarray, articles: RunArticles
) -> Iterator[Cluster]:
    """Yield the clusters; each article is in that of its longest phrase."""
    shared: dict[tuple[int, int, str], list[int]] = {}
    for row, article in enumerate(rows.article.tolist()):
        size, phrase = -int(values[row, SIZE]), int(values[row, HASH])
        shared.setdefault((size, phrase, articles.languages[article]), []).append(row)
    taken: set[int] = set()
    for _, group in sorted(shared.items()):
        free = [row for row in group if int(rows.article[row]) not in taken]
        for members in _competing(free, rows, articles):
            taken.update(rows.article[members].tolist())
            yield Cluster(members, _winner(members, values))


def _competing(
    group: Sequence[int], rows: ArticleRows, articles: RunArticles
) -> Iterator[Ints]:
    """Split rows of one phrase into those that compete: no series, no editions of a page."""
    titles = {row: articles.titles[int(rows.article[row])] for row in group}
    recognized = {
        row
        for row in group
        if articles.versions.page(articles.sources[int(rows.article[row])]).is_recognized
    }
    series: dict[str, list[int]] = {}
    for row in group:
        key = series_key(titles[row]) if row in recognized else ""
        series.setdefault(key, []).append(row)
    in_series = sum(key != "" for key in series) > 1
    for part in series.values() if in_series else [list(group)]:
        pages: dict[str, int] = {}
        for row in part:
            article = int(rows.article[row])
            pages.setdefault(
                page_key(articles.sources[article], articles.ids[article], articles.versions),
                row,
            )
        named: dict[str, list[int]] = {}
        for row in pages.values():
            named.setdefault(" ".join(titles[row].casefold().split()), []).append(row)
        # Articles with one title are for the rule duplicate-title.
        kept = [rows_of_title[0] for rows_of_title in named.values() if len(rows_of_title) == 1]
        kept = [
            row
            for row in kept
            if row not in recognized
            or not any(are_parts(titles[row], titles[other]) for other in kept[:SEVERAL])
        ]
        if len(kept) > 1:
            yield np.array(sorted(kept), np.int64)


def _winner(members: Ints, values: np.ndarray) -> int:
    """Return the row with most mentions; of equals the longest article, then the first."""
    strength = [(int(values[row, MENTIONS]), int(values[row, WORDS])) for row in members]
    return int(members[strength.index(max(strength))])


def _messages(
    cluster: Cluster, rows: ArticleRows, values: np.ndarray, articles: RunArticles
) -> tuple[str, str]:
    """Return the message of the article that should keep the phrase, and of the others."""
    keeps = int(rows.article[cluster.winner])
    start, end = values[cluster.winner, TITLE_START : TITLE_END + 1].tolist()
    phrase = " ".join(articles.titles[keeps][start:end].split())
    others = [
        articles.label(article)
        for article in rows.article[cluster.row].tolist()
        if article != keeps
    ]
    named = ", ".join(others[:NAMED])
    if len(others) > NAMED:
        named += f" and {len(others) - NAMED} more"
    opening = f'{len(cluster.row)} articles aim at "{phrase}"'
    return (
        f"{opening}; keep this one for it and merge or refocus {named}",
        f"{opening}; keep {articles.label(keeps)} for it and merge or refocus this one",
    )


RULE = Rule(
    "keyword-cannibalization",
    __doc__,
    message='{value:.0f} articles aim at "{text}"',
    unit="articles",
    scoring=Informational(),
    kind="phrase",
    names_other=True,
    once_per_group=True,
    redundant_with=("near-duplicate-article", "doorway-pages"),
    extract=extract,
    match=match,
)
