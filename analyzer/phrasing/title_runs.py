"""How often a body says words of its title as the title says them."""

from __future__ import annotations

import msgspec
import numpy as np

from analyzer.article import Ints
from analyzer.corpus import Corpus, per_corpus
from analyzer.phrasing.candidates import content_words
from analyzer.text.order import among

# So many words of a title in a row are said as the title says them.
RUN = 3


class TitleRuns(msgspec.Struct, frozen=True, eq=False):
    """The `RUN` words in a row of each title that its body has most often.

    Stop words count, but at least one of the words is none ("now for Kelly").

    Attributes
    ----------
    count : ndarray of int64, shape (n_articles,)
        How often the body has them.
    word : ndarray of int64, shape (n_articles,)
        Where they begin in `Corpus.title_id`, -1 where there are none.
    first : ndarray of int64, shape (n_places,)
        The tokens that they begin at in the bodies.
    pair_word : ndarray of int64, shape (n_pairs,)
        Where any two words in a row of the title that the body has begin in
        `Corpus.title_id`.
    """

    count: Ints
    word: Ints
    first: Ints
    pair_word: Ints

    def around(self, corpus: Corpus, article: int) -> tuple[int, int]:
        """Return the stretch of the title that returns with the run of an article.

        Words before and after the run belong to it where half of its places
        have them.

        Returns
        -------
        begin, end : int
            Half-open, in `Corpus.title_id`.
        """
        low, high = int(corpus.title_ptr[article]), int(corpus.title_ptr[article + 1])
        times = np.bincount(self.pair_word, minlength=high)
        begin = int(self.word[article])
        end = begin + RUN
        half = self.count[article] / 2
        while begin > low and times[begin - 1] >= half:
            begin -= 1
        while end < high and times[end - 1] >= half:
            end += 1
        return begin, end


@per_corpus
def title_runs(corpus: Corpus) -> TitleRuns:
    """Find the run of each title that its body has most often, of equals the first."""
    n_articles, n = len(corpus.articles), len(corpus.token_id) - RUN + 1
    count, word = np.zeros(n_articles, np.int64), np.full(n_articles, -1)
    none = np.zeros(0, np.int64)
    if n <= 0 or not len(corpus.title_id):
        return TitleRuns(count, word, none, none)
    owner = np.repeat(np.arange(n_articles), np.diff(corpus.title_ptr))
    place = _in_title(corpus, owner)
    follows = (place[:-1] >= 0) & (place[1:] == place[:-1] + 1)
    follows &= np.diff(corpus.token_sentence) == 0
    begin = np.flatnonzero(follows[:-1] & follows[1:])
    meaning = content_words(corpus)
    begin = begin[np.any([meaning[begin + step] for step in range(RUN)], axis=0)]
    times = np.bincount(place[begin], minlength=len(owner))
    np.maximum.at(count, owner, times)
    best = np.flatnonzero((times > 0) & (times == count[owner]))[::-1]
    word[owner[best]] = best
    first = begin[among(place[begin], word[word >= 0])]
    return TitleRuns(count, word, first, place[:-1][follows])


def _in_title(corpus: Corpus, owner: Ints) -> Ints:
    """Return where the title of its article first has each token, far below 0 if nowhere."""
    key = owner << 32 | corpus.title_id
    order = np.argsort(key, kind="stable")
    new = np.diff(key[order], prepend=-1) != 0
    keys, first = key[order][new], order[new]
    wanted = corpus.token_article << 32 | corpus.token_id
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, first[at], -RUN)
