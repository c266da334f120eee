"""recurring-line: a line appears in many articles of the run.

What it measures
----------------
Blocks that three or more articles have word for word, where most of the text of those
articles appears in no other: the sign of a line of the site (a donation appeal, a call to
subscribe, a note on the author), as against a story that was copied whole. A paragraph of
150 characters and more may be a copied passage: it recurs only where more than half of the
pages of a folder have it among their first or last three blocks. Blocks of more than 400
characters are never reported.

Why it matters
--------------
Such lines look like the author's. They are ignored when articles are compared with each
other, and reported so that they can be removed from the export. Nothing else changes: the
quality of an article never depends on other articles.

Example
-------
"Support our reporting for the price of a coffee a week." at the end of
every article.

Instead
-------
Export the text without the lines that the site adds.

Limits
------
With fewer than three articles nothing can recur.

References
----------
Bar-Yossef and Rajagopalan (2002), "Template detection via data mining and its
applications".
"""

from __future__ import annotations

import numpy as np

from analyzer.article import RUNNING_PROSE, Block, Flags, Floats, Ints
from analyzer.corpus import Corpus
from analyzer.phrases.word_frequency import shows_code
from analyzer.rules.measurement import Measurement
from analyzer.rules.news import is_post
from analyzer.rules.page_addresses import linked_names
from analyzer.rules.page_names import folder_of
from analyzer.rules.rule import WHOLE_BODY, Informational, Rule, RunArticles
from analyzer.settings import RuleOptions
from analyzer.similarity.article_rows import ArticleRows
from analyzer.similarity.rows import Keys
from analyzer.text.arrays import SPREAD, isin, unique
from analyzer.text.tokens import word_hash

FEWEST_ARTICLES = 3
LONGEST = 400
LARGEST_SHARE = 0.5
# Running prose from so many characters on may be a passage that was copied; it recurs
# where more than this share of a folder's pages have it among their first or last blocks.
LONG = 150
FOLDER_SHARE = 0.5
END_BLOCKS = 3
RUNNING = np.array(sorted(RUNNING_PROSE), np.int64)
# Lines read at once.
AT_ONCE = 1 << 20


# The kinds of rows that are no blocks: the name of a page that the article links to; that
# its front matter calls it a post; that it shows code.
LINK, POST, CODE = 255, 254, 253


def extract(corpus: Corpus) -> ArticleRows:
    """Keep a hash of every block of the bodies, every name that they link to, and posts."""
    block = np.flatnonzero((corpus.block_kind < Block.TITLE) & (np.diff(corpus.block_ptr) > 0))
    article = corpus.block_article[block]
    base = corpus.prose_ptr[article]
    start, end = corpus.block_start[block] - base, corpus.block_end[block] - base
    kind = corpus.block_kind[block]
    linking, name = _links(corpus)
    posts = np.flatnonzero([is_post(one.fields) for one in corpus.articles])
    coded = np.flatnonzero(shows_code(corpus))
    number = np.concatenate([linking, posts, coded])
    name = np.concatenate([name, np.zeros(len(posts) + len(coded), np.uint64)])
    order = np.argsort(np.concatenate([article, number]), kind="stable")
    none = np.zeros(len(number), np.int64)
    kinds = np.repeat([LINK, POST, CODE], [len(linking), len(posts), len(coded)])
    columns = (
        np.concatenate(both)[order]
        for both in (
            (article, number), (start, none), (end, none),
            (_block_hashes(corpus)[block], name), (kind, kinds),
        )
    )  # fmt: skip
    article, start, end, grams, kind = columns
    ptr = np.arange(len(order) + 1)
    return ArticleRows(article, start, end, ptr, grams, kind=kind.astype(np.uint8))


def _links(corpus: Corpus) -> tuple[Ints, Keys]:
    """Return the article of each link and the hash of the name that it links to."""
    names = [sorted(set(linked_names(article))) for article in corpus.articles]
    article = np.repeat(np.arange(len(names)), [len(own) for own in names])
    return article, word_hash([name for own in names for name in own])


def _block_hashes(corpus: Corpus) -> Keys:
    """Return a hash of the words of each block, in their order."""
    word = word_hash(corpus.vocabulary)[corpus.token_id]
    place = np.arange(len(word)) - corpus.block_ptr[corpus.token_block]
    mixed = (word ^ (place.astype(np.uint64) * SPREAD)) * SPREAD
    mixed ^= mixed >> np.uint64(29)
    upto = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed * SPREAD, dtype=np.uint64)])
    return np.asarray(upto[corpus.block_ptr[1:]] - upto[corpus.block_ptr[:-1]])


def match(rows: ArticleRows, articles: RunArticles, _options: RuleOptions) -> Measurement:
    """Find the lines that recur across articles that otherwise differ."""
    n_articles = len(articles)
    total = _sizes(rows, n_articles)
    blocks = np.flatnonzero(rows.kind[:] < CODE)
    is_end = _ends(rows.article[:][blocks])
    row = blocks[_repeated(rows.grams[:][blocks])]
    is_end = is_end[:, np.searchsorted(blocks, row)]
    rows = _at(rows, row)
    _, line = np.unique(rows.grams, return_inverse=True)
    size = (rows.end - rows.start).astype(np.float64)
    recurs = _articles_per_line(line, rows.article)[line] >= FEWEST_ARTICLES
    recurring = np.bincount(rows.article[recurs], size[recurs], minlength=n_articles)
    apart = recurring < LARGEST_SHARE * np.maximum(total, 1)
    recurring_rows = recurs & apart[rows.article] & (size <= LONGEST)
    is_long = (size >= LONG) & isin(rows.kind.astype(np.int64), RUNNING)
    recurring_rows &= ~is_long | _ends_folder(articles, rows.article, line, is_end)
    again = _articles_per_line(
        line[recurring_rows], rows.article[recurring_rows], int(line.max(initial=-1)) + 1
    )
    recurring_rows &= again[line] >= FEWEST_ARTICLES
    row = np.flatnonzero(recurring_rows)
    row = row[np.lexsort((rows.start[row], line[row], rows.article[row]))]
    label, group = np.unique(line[row], return_inverse=True)
    return Measurement(
        np.bincount(rows.article[row], minlength=n_articles).astype(np.float64),
        article=rows.article[row],
        start=rows.start[row],
        end=rows.end[row],
        group=group,
        weight=again[label].astype(np.float64),
        label=[str(number + 1) for number in range(len(label))],
    )


def _sizes(rows: ArticleRows, n_articles: int) -> Floats:
    """Return how many characters the lines of each article have."""
    total = np.zeros(n_articles)
    for first in range(0, len(rows.article), AT_ONCE):
        here = slice(first, first + AT_ONCE)
        size = (rows.end[here] - rows.start[here]).astype(np.float64)
        total += np.bincount(rows.article[here], size, minlength=n_articles)
    return total


def _repeated(line: Keys) -> Ints:
    """Return the positions of the lines that appear more than once."""
    ordered = np.sort(line)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.flatnonzero(isin(line.view(np.int64), again.view(np.int64)))


def _at(rows: ArticleRows, row: Ints) -> ArticleRows:
    """Return some of the rows, of one n-gram each, in memory."""
    columns = (rows.article[row], rows.start[row], rows.end[row])
    ptr = np.arange(len(row) + 1)
    return ArticleRows(*columns, ptr, rows.grams[row], kind=rows.kind[row])


def _ends(article: Ints) -> Flags:
    """Return whether each block is among the first, and among the last, of its article."""
    at = np.arange(len(article))
    before = at - np.searchsorted(article, article)
    after = np.searchsorted(article, article, side="right") - 1 - at
    return np.stack([before < END_BLOCKS, after < END_BLOCKS])


def _ends_folder(articles: RunArticles, article: Ints, line: Ints, is_end: Flags) -> Flags:
    """Return which lines more than half of the pages of a folder begin, or end, with."""
    names = [folder_of(source) if source else "" for source in articles.sources]
    _, folder = np.unique(names, return_inverse=True)
    size = np.bincount(folder)
    place = line * len(size) + folder[article]
    found = np.zeros(len(line), bool)
    for chosen in is_end:
        pages = unique(place[chosen] * len(names) + article[chosen])
        key, count = np.unique(pages // max(len(names), 1), return_counts=True)
        least = np.maximum(FOLDER_SHARE * size[key % max(len(size), 1)], FEWEST_ARTICLES - 1)
        common = key[count > least]
        found |= chosen & isin(place, common)
    return found


def _articles_per_line(line: np.ndarray, article: np.ndarray, n_lines: int = 0) -> np.ndarray:
    n_articles = int(article.max(initial=0)) + 1
    pairs = unique(line * n_articles + article)
    return np.bincount(pairs // n_articles, minlength=n_lines)


RULE = Rule(
    "recurring-line",
    __doc__,
    message="",
    unit="articles",
    scoring=Informational(),
    reported=False,
    reads=WHOLE_BODY,
    extract=extract,
    match=match,
)
