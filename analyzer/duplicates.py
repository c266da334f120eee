"""Near-duplicates among texts: every pair, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, get_args

import numpy as np

from analyzer.errors import SettingError
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.metrics import Metric
from analyzer.similarity.rows import NgramRows
from analyzer.similarity.shingles import Unit, smooth_idf, text_rows

if TYPE_CHECKING:
    import pandas as pd

# More pairs than this would not fit the memory of a small machine as a table.
MOST_PAIRS = 1 << 26


def near_duplicates(
    texts: Iterable[str | None],
    *,
    threshold: float = 0.8,
    measure: Metric = "jaccard",
    ngram: int = 1,
    unit: Unit = "word",
    stem: bool = False,
) -> pd.DataFrame:
    """Find all pairs of texts that are alike, none missed and none guessed.

    A text is the set of its case-folded n-grams, which run across the ends of
    sentences; one shorter than `ngram` is one n-gram of itself, and an empty one
    is like none.

    Parameters
    ----------
    texts : iterable of str
        A list, a pandas Series; up to millions. None, NaN and NA are empty texts.
    threshold : float
        The least similarity, in (0, 1].
    measure : {"jaccard", "containment", "cosine"}
        What both have, of what either has; of what the smaller one has, which
        finds teasers and texts that were cut or merged; or the cosine of their
        TF-IDF vectors, weighted over the given texts as scikit-learn's
        ``TfidfVectorizer`` does by default.
    ngram : int
        How many words or characters in a row. Single words find a sentence
        after an edit most surely; three or more find copies of longer texts.
    unit : {"word", "char"}
        Words are those of Unicode Standard Annex 29, and each Chinese, Japanese or
        Thai character is one.
    stem : bool
        Whether words are compared by their Snowball stems, in the language of
        each text.

    Returns
    -------
    DataFrame
        ``left`` and ``right``, positions in `texts` with ``left < right``, and
        ``similarity``; sorted by left and right.

    Raises
    ------
    SettingError
        An argument is wrong, a text is not a string, or there are more pairs than
        a table can hold.

    Examples
    --------
    >>> near_duplicates(["Rain is near.", "Snow is far.", "Is RAIN near?"])
       left  right  similarity
    0     0      2         1.0
    """
    _check(threshold, measure, ngram, unit, stem=stem)
    if isinstance(texts, (str, bytes)):
        raise SettingError("near_duplicates: texts is one string; give a list of strings")
    rows = text_rows(texts, ngram, unit, stem=stem)
    if measure == "cosine":
        rows = NgramRows(rows.ptr, rows.ngram, smooth_idf(rows))
    total = 0
    chunks = []
    for chunk in self_join(rows, threshold, measure):
        total += len(chunk)
        if total > MOST_PAIRS:
            raise SettingError(
                f"near_duplicates: more than {MOST_PAIRS:,} pairs reach {threshold!r}; "
                "drop equal texts first, or raise the threshold"
            )
        chunks.append(chunk)
    pairs = collect(chunks)
    import pandas as pd

    return pd.DataFrame(
        {"left": pairs.left, "right": pairs.right, "similarity": pairs.similarity}
    )


def _check(threshold: float, measure: Metric, ngram: int, unit: Unit, *, stem: bool) -> None:
    def refuse(name: str, value: object, right: str) -> None:
        raise SettingError(f"near_duplicates: {name} is {value!r}; it must be {right}")

    try:
        inside = 0 < float(threshold) <= 1
    except (TypeError, ValueError):
        inside = False
    if not inside or isinstance(threshold, (bool, str)):
        refuse("threshold", threshold, "above 0 and at most 1")
    if measure not in get_args(Metric):
        refuse("measure", measure, "one of " + ", ".join(map(repr, get_args(Metric))))
    if isinstance(ngram, bool) or not isinstance(ngram, (int, np.integer)) or ngram < 1:
        refuse("ngram", ngram, "a whole number from 1")
    if unit not in get_args(Unit):
        refuse("unit", unit, "'word' or 'char'")
    if stem and unit == "char":
        refuse("stem", stem, "False where unit is 'char'")
