"""Find every pair of near-duplicate texts, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, get_args

import numpy as np

from analyzer.errors import SettingError
from analyzer.readers.document import check_markup, prose_of
from analyzer.similarity.join import collect, self_join
from analyzer.similarity.rows import Metric, NgramRows
from analyzer.similarity.shingles import Unit, smooth_idf, text_rows

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.readers.markup_kind import MarkupKind

# A table of more pairs would not fit into the memory of a small machine.
MOST_PAIRS = 1 << 26


def near_duplicates(  # noqa: PLR0913 - each is given by name alone
    data: Iterable[str | None],
    *,
    threshold: float = 0.8,
    metric: Metric = "jaccard",
    ngram_size: int = 1,
    analyzer: Unit = "word",
    stem: bool = False,
    markup: MarkupKind = "auto",
) -> pd.DataFrame:
    """Find all pairs of similar texts. The result is exact: no pair is missed or estimated.

    Each text is compared as its set of case-folded n-grams, which may cross the
    ends of sentences. A text shorter than `ngram_size` has one n-gram: itself. An
    empty text is similar to no other.

    Parameters
    ----------
    data : iterable of str
        A list or a pandas Series; millions of texts are fine. None, NaN and NA
        count as empty texts.
    threshold : float
        The lowest similarity to report, in (0, 1].
    metric : {"jaccard", "containment", "cosine"}
        "jaccard" is the share of the n-grams of either text that both have;
        "containment" the share of the smaller text's n-grams that both have, which
        finds teasers, trimmed and merged texts; "cosine" the cosine of the TF-IDF
        vectors, weighted over the given texts as scikit-learn's
        ``TfidfVectorizer`` does by default.
    ngram_size : int
        The number of consecutive words or characters in an n-gram. Single words
        are best for edited sentences; three or more for copies of longer texts.
    analyzer : {"word", "char"}
        Whether n-grams are made of words or of characters. Words follow Unicode
        Standard Annex 29; Chinese, Japanese and Thai words are found by dictionary.
    stem : bool
        Whether to compare words by their Snowball stems, in the language of each
        text.
    markup : {"auto", "text", "markdown", "html"}
        What the texts are written in; "auto" judges each by its content. Only what
        a reader sees is compared.

    Returns
    -------
    DataFrame
        ``left`` and ``right``, positions in `data` with ``left < right``, and
        ``similarity``; sorted by left and right.

    Raises
    ------
    SettingError
        If an argument is wrong, a text is not a string, or there are more pairs
        than a table can hold.

    Examples
    --------
    >>> near_duplicates(["Rain is near.", "Snow is far.", "Is RAIN near?"])
       left  right  similarity
    0     0      2         1.0
    """
    check_similarity(threshold, metric, ngram_size, analyzer, stem=stem)
    if isinstance(data, (str, bytes)):
        raise SettingError("near_duplicates: data is one string; give a list of strings")
    kind = check_markup(markup)
    prose = (prose_of(text, kind) if isinstance(text, str) else text for text in data)
    rows = text_rows(prose, ngram_size, analyzer, stem=stem)
    if metric == "cosine":
        rows = NgramRows(rows.ptr, rows.ngram, smooth_idf(rows))
    total = 0
    chunks = []
    for chunk in self_join(rows, threshold, metric):
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


def check_similarity(
    threshold: float,
    metric: Metric,
    ngram_size: int,
    analyzer: Unit,
    *,
    stem: bool,
    caller: str = "near_duplicates",
) -> None:
    """Raise a `SettingError` for the first argument that is wrong."""

    def refuse(name: str, value: object, right: str) -> None:
        raise SettingError(f"{caller}: {name} is {value!r}; it must be {right}")

    try:
        inside = 0 < float(threshold) <= 1
    except (TypeError, ValueError):
        inside = False
    if not inside or isinstance(threshold, (bool, str)):
        refuse("threshold", threshold, "above 0 and at most 1")
    if metric not in get_args(Metric):
        refuse("metric", metric, "one of " + ", ".join(map(repr, get_args(Metric))))
    whole = isinstance(ngram_size, (int, np.integer)) and not isinstance(ngram_size, bool)
    if not whole or ngram_size < 1:
        refuse("ngram_size", ngram_size, "a whole number from 1")
    if analyzer not in get_args(Unit):
        refuse("analyzer", analyzer, "'word' or 'char'")
    if stem and analyzer == "char":
        refuse("stem", stem, "False where analyzer is 'char'")
