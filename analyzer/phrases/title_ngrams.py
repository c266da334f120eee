"""Where articles have the words of their titles as the titles have them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from analyzer.article import Flags, Floats, Ints, Span
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrases.content_words import beside_code, own_words, stop_tokens
from analyzer.phrases.word_frequency import lowercase_tokens
from analyzer.similarity.quotations import quoted_tokens
from analyzer.text.arrays import isin

# So many words of a title in a row are said as the title says them.
RUN = 3
# Fewer distinct words count as so many: shares of next to nothing say nothing.
FEWEST = 25


class TitleNgrams(msgspec.Struct, frozen=True, eq=False):
    """The words in a row of each title that its body has.

    A run has `RUN` words. Stop words count, but at least one of the words is none ("now
    for Kelly").

    Attributes
    ----------
    count : ndarray of int64, shape (n_articles,)
        How often the body has the run that it has most often, of equals the first.
    word : ndarray of int64, shape (n_articles,)
        Where that run begins in `Corpus.title_id`, -1 where there is none.
    run_word, pair_word : ndarray of int64, shape (n_runs,) and (n_pairs,)
        Where each run or pair of words that the body has begins in `Corpus.title_id`.
    run_first, pair_first : ndarray of int64, shape (n_runs,) and (n_pairs,)
        The tokens that they begin at in the bodies.
    run_common, pair_common : ndarray of bool, shape (n_runs,) and (n_pairs,)
        Whether they are no name: somewhere they have a word in lower case that is
        no stop word.
    """

    count: Ints
    word: Ints
    run_word: Ints
    run_first: Ints
    run_common: Flags
    pair_word: Ints
    pair_first: Ints
    pair_common: Flags

    @property
    def first(self) -> Ints:
        """The tokens that the most frequent runs begin at."""
        return self.run_first[isin(self.run_word, self.word[self.word >= 0])]

    def around(self, corpus: Corpus, article: int) -> tuple[int, int]:
        """Return the span of the title that recurs with the run of an article.

        Words before and after the run belong to it where half of its occurrences have
        them there.

        Returns
        -------
        begin, end : int
            Half-open, in `Corpus.title_id`.
        """
        low, high = int(corpus.title_ptr[article]), int(corpus.title_ptr[article + 1])
        word = int(self.word[article])
        first = self.first[corpus.token_article[self.first] == article]

        def recurs(pair: int) -> bool:
            """Return whether a pair of words of the title is where half of the runs are."""
            token = self.pair_first[self.pair_word == pair]
            return 2 * int(isin(first + (pair - word), token).sum()) >= len(first)

        begin, end = word, word + RUN
        while begin > low and recurs(begin - 1):
            begin -= 1
        while end < high and recurs(end - 1):
            end += 1
        return begin, end


@per_corpus
def title_ngrams(corpus: Corpus) -> TitleNgrams:
    """Find the words of titles that bodies have in a row."""
    n_articles, n = len(corpus.articles), len(corpus.token_id) - RUN + 1
    count, word = np.zeros(n_articles, np.int64), np.full(n_articles, -1)
    none, no = np.zeros(0, np.int64), np.zeros(0, bool)
    if n <= 0 or not len(corpus.title_id):
        return TitleNgrams(count, word, none, none, no, none, none, no)
    owner = title_owner(corpus)
    place = _in_title(corpus, owner)
    follows = (place[:-1] >= 0) & (place[1:] == place[:-1] + 1)
    follows &= np.diff(corpus.token_sentence) == 0
    own = _own_or_label(corpus)
    follows &= own[:-1] & own[1:]
    run, pair = np.flatnonzero(follows[:-1] & follows[1:]), np.flatnonzero(follows)
    stop = stop_tokens(corpus)
    small = lowercase_tokens(corpus) & ~stop
    run = run[~np.all([stop[run + step] for step in range(RUN)], axis=0)]
    times = np.bincount(place[run], minlength=len(owner))
    np.maximum.at(count, owner, times)
    best = np.flatnonzero((times > 0) & (times == count[owner]))[::-1]
    word[owner[best]] = best
    return TitleNgrams(
        count, word,
        place[run], run, _anywhere(place[run], [small[run + step] for step in range(RUN)]),
        place[pair], pair, _anywhere(place[pair], [small[pair], small[pair + 1]]),
    )  # fmt: skip


def _anywhere(place: Ints, flags: Sequence[Flags]) -> Flags:
    """Return, for each occurrence, whether any of its place in the title has a flag."""
    has = np.zeros(int(place.max(initial=0)) + 1, bool)
    has[place[np.any(flags, axis=0)]] = True
    return np.asarray(has[place])


def _own_or_label(corpus: Corpus) -> Flags:
    """Return which tokens are the author's, labels included: "Lamps go out: ..." is one."""
    label = corpus.inside(Span.LABEL) & ~quoted_tokens(corpus) & ~beside_code(corpus)
    return own_words(corpus) | label


def _in_title(corpus: Corpus, owner: Ints) -> Ints:
    """Return where the title of its article first has each token, far below 0 if nowhere."""
    key = owner << 32 | corpus.title_id
    order = np.argsort(key, kind="stable")
    new = np.diff(key[order], prepend=-1) != 0
    keys, first = key[order][new], order[new]
    wanted = corpus.token_article << 32 | corpus.token_id
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, first[at], -RUN)


def title_evidence(corpus: Corpus, gone: Flags | None = None) -> dict[str, Floats]:
    """Return how the body of each article repeats its title.

    Parameters
    ----------
    corpus : Corpus
    gone : ndarray of bool, shape (n_tokens,), optional
        Tokens that are taken for rephrased.

    Returns
    -------
    dict
        Arrays of shape (n_articles,). ``title_run`` is how often the body has the
        same `RUN` words of the title, and ``title_pairs`` how many pairs of words in a
        row it has per 100 distinct words of the body, so that a copy never makes it
        less. ``common_run`` and ``common_pairs`` are the same without names.
    """
    found = title_ngrams(corpus)
    gone = np.zeros(len(corpus.token_id), bool) if gone is None else gone
    run, pair = ~gone[found.run_first], found.pair_first
    stays = ~gone[pair] & ~gone[np.minimum(pair + 1, len(gone) - 1)]
    per_words = 100 / np.maximum(corpus.n_distinct, FEWEST)

    def runs(kept: Flags) -> Floats:
        times = np.bincount(found.run_word[kept], minlength=len(corpus.title_id))
        most = np.zeros(len(corpus.titles))
        np.maximum.at(most, title_owner(corpus), times)
        # Where a word is a character, the run is one word and a half.
        return most * ~corpus.unspaced

    def pairs(kept: Flags) -> Floats:
        return per_words * corpus.sums(corpus.token_article[pair[kept]])

    return {
        "title_run": runs(run),
        "common_run": runs(run & found.run_common),
        "title_pairs": pairs(stays),
        "common_pairs": pairs(stays & found.pair_common),
    }


def title_owner(corpus: Corpus) -> Ints:
    """Return the article of each token of `Corpus.title_id`."""
    return np.repeat(np.arange(len(corpus.titles)), np.diff(corpus.title_ptr))
