"""keyword-cannibalization: several articles aim at the same key phrase.

What it measures
----------------
The key phrase that an article aims at: three or more content words that are at least half
of the content words of its title, appear among the first sixty words of its body, and
appear again later. An article is reported where the longest such phrase is, by its stems,
one of another article of the run too.

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
Parts of a series, and reports on one event, share their phrase for good reason.
Near-duplicate articles share it too: fix those first. In languages without spaces a
phrase has six characters at least.

References
----------
Three words and both positions are our own choice; on 6,500 published articles of
three sites one in a hundred is reported.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.article import Ints
from analyzer.corpus import Corpus
from analyzer.phrases.content_words import body_content, title_content
from analyzer.phrases.repeated import repeats
from analyzer.rules.measurement import Measurement
from analyzer.rules.rule import Informational, Rule
from analyzer.rules.run_articles import RunArticles
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import ArticleRows, load
from analyzer.similarity.hashing import number
from analyzer.text import tokens as words
from analyzer.text.arrays import unique

FEWEST_WORDS = 3
TITLE_SHARE = 0.5
LEAD_WORDS = 60


def extract(corpus: Corpus) -> ArticleRows:
    """Keep a hash of each phrase that an article aims at, in the order of its length."""
    found = sorted(_aims(corpus))
    article, _, first, last = np.array(found, np.int64).reshape(-1, 4).T
    base = corpus.prose_ptr[article]
    body = body_content(corpus)
    phrases = [
        _stemmed(corpus, corpus.languages[row[0]], body.token[row[2] : row[3]]) for row in found
    ]
    return ArticleRows(
        article,
        corpus.token_start[body.token[first]] - base,
        corpus.token_end[body.token[last - 1]] - base,
        np.arange(len(found) + 1),
        words.word_hash(phrases),
    )


def _aims(corpus: Corpus) -> Iterator[tuple[int, int, int, int]]:
    """Yield article, number of content words, and the first and the end of them in the body."""
    body, title = body_content(corpus), title_content(corpus)
    n_title = np.bincount(title.article, minlength=len(corpus.articles))
    n_words = FEWEST_WORDS * (1 + corpus.unspaced)
    titles: dict[tuple[int, int], set[bytes]] = {}
    for level in repeats(corpus)[FEWEST_WORDS - 1 :]:
        first = level.place[level.ptr[:-1]]
        article, token = body.article[first], body.token[first]
        early = token - corpus.article_ptr[article] + level.n <= LEAD_WORDS
        long = (level.n >= n_words[article]) & (level.n >= TITLE_SHARE * n_title[article])
        for at in first[early & long].tolist():
            owner = int(body.article[at])
            if (owner, level.n) not in titles:
                titles[owner, level.n] = set(_ngrams(corpus, owner, level.n))
            if body.stem[at : at + level.n].tobytes() in titles[owner, level.n]:
                yield owner, level.n, at, at + level.n


def _ngrams(corpus: Corpus, article: int, n: int) -> Iterator[bytes]:
    """Yield the stems of the n-grams of content words in a title."""
    title = title_content(corpus)
    first, last = np.searchsorted(title.run_article, [article, article + 1]).tolist()
    for run in range(first, last):
        start, end = title.run_ptr[run : run + 2].tolist()
        for at in range(start, end - n + 1):
            yield title.stem[at : at + n].tobytes()


def _stemmed(corpus: Corpus, language: str, tokens: Ints) -> str:
    spelled = [corpus.vocabulary[word] for word in corpus.token_id[tokens].tolist()]
    return " ".join(words.stems(spelled, language))


def match(rows: ArticleRows, articles: RunArticles, _options: RuleOptions) -> Measurement:
    """Find the phrases that several articles aim at."""
    n_articles = len(articles)
    rows = load(rows)  # of each article a few
    group, n_groups = number(rows.grams)
    pair = unique(group.astype(np.int64) * n_articles + rows.article)
    aiming = np.bincount(pair // max(n_articles, 1), minlength=n_groups)
    shared = np.flatnonzero(aiming[group] > 1)
    # The longest phrase of each article, of several the first.
    order = shared[np.lexsort((-shared, rows.end[shared] - rows.start[shared]))]
    longest = np.full(n_articles, -1)
    longest[rows.article[order]] = order
    row = longest[longest >= 0]
    names, kept = unique(group[row].astype(np.int64)), group[row]
    # The first article that aims at it, or the second where that is the same.
    first = np.searchsorted(pair, kept * np.int64(n_articles))
    itself = pair[first] - kept * np.int64(n_articles) == rows.article[row]
    other = pair[first + itself] - kept * np.int64(n_articles)
    place = np.full(n_articles, -1)
    place[rows.article[row]] = np.arange(len(row))
    return Measurement(
        np.bincount(rows.article[row], minlength=n_articles).astype(np.float64),
        article=rows.article[row],
        start=rows.start[row],
        end=rows.end[row],
        group=np.searchsorted(names, kept),
        weight=aiming[names].astype(np.float64),
        label=[str(label + 1) for label in range(len(names))],
        other=place[other],
    )


RULE = Rule(
    "keyword-cannibalization",
    __doc__,
    message='{value:.0f} articles aim at "{text}" in title and lead, {other} among them',
    unit="articles",
    scoring=Informational(),
    kind="phrase",
    redundant_with=("near-duplicate-article",),
    extract=extract,
    match=match,
)
