"""How many articles a word is met in: what is rare, and so what tells a text apart.

The table is made by ``benchmarks/build_background.py`` from articles as
published. It holds hashes of stems and rounded logarithms, no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analyzer.article import Ints

Keys = npt.NDArray[np.uint64]
# Information is counted in whole steps, so that sums are exact in any order.
STEPS_PER_NAT = 24


@dataclass(frozen=True, eq=False)
class Background:
    """In how many articles of a language each stem stands.

    Attributes
    ----------
    n_articles : int
    key : ndarray of uint64, shape (n_stems,)
        Ascending hashes of the stems, by `words.word_hash`.
    level : ndarray of uint8, shape (n_stems,)
        The natural logarithm of one more than the number of articles, in steps of
        ``1 / STEPS_PER_NAT``, rounded.
    """

    n_articles: int
    key: Keys
    level: npt.NDArray[np.uint8]

    def information(self, key: Keys) -> Ints:
        """Return the inverse document frequency of each hashed stem, in steps.

        It is ``log((n + 1) / (df + 1))`` for a stem met in df of n articles; a stem
        that the table does not have counts as met in one.

        Returns
        -------
        ndarray of int64, of the shape of `key`
        """
        found = np.full(len(key), level_of(1), np.int64)
        if len(self.key):
            place = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
            found = np.where(self.key[place] == key, self.level[place], found)
        return np.asarray(np.maximum(level_of(self.n_articles) - found, 0))


def level_of(count: float) -> int:
    """Return the logarithm of one more than a count, in steps."""
    return int(np.rint(STEPS_PER_NAT * np.log1p(count)))


@lru_cache(maxsize=1)
def shipped_backgrounds() -> dict[str, Background]:
    """Return the tables that come with the package, by language."""
    path = Path(__file__).parents[1] / "data" / "background.npz"
    with np.load(path) as stored:
        ptr, key, level = stored["ptr"], stored["key"], stored["level"]
        codes, n_articles = stored["language"].tolist(), stored["n_articles"].tolist()
    return {
        code: Background(n_articles[i], key[ptr[i] : ptr[i + 1]], level[ptr[i] : ptr[i + 1]])
        for i, code in enumerate(codes)
    }
