"""Near-duplicates among texts: every pair, exactly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from analyzer import words
from analyzer.errors import SettingError
from analyzer.likeness import Likeness
from analyzer.ngramrows import Ints, Keys, NgramRows, pointers
from analyzer.segment import Tokens, split_tokens
from analyzer.shingles import joined, ngram_rows, smooth_idf
from analyzer.similarity import collect, self_join
from analyzer.unicode_classes import code_points

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["word", "char"]
# Texts are taken in pieces of so many characters, to stay in the processor's cache.
PIECE = 500_000
ASCII = 127
# More pairs than this would not fit the memory of a small machine as a table.
MOST_PAIRS = 1 << 26


def near_duplicates(
    texts: Iterable[str | None],
    *,
    threshold: float = 0.8,
    measure: Likeness = "jaccard",
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
    rows = _rows(_strings(texts), ngram, unit, stem=stem)
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


def _check(threshold: float, measure: Likeness, ngram: int, unit: Unit, *, stem: bool) -> None:
    def refuse(name: str, value: object, right: str) -> None:
        raise SettingError(f"near_duplicates: {name} is {value!r}; it must be {right}")

    try:
        inside = 0 < float(threshold) <= 1
    except (TypeError, ValueError):
        inside = False
    if not inside or isinstance(threshold, (bool, str)):
        refuse("threshold", threshold, "above 0 and at most 1")
    if measure not in get_args(Likeness):
        refuse("measure", measure, "one of " + ", ".join(map(repr, get_args(Likeness))))
    if isinstance(ngram, bool) or not isinstance(ngram, (int, np.integer)) or ngram < 1:
        refuse("ngram", ngram, "a whole number from 1")
    if unit not in get_args(Unit):
        refuse("unit", unit, "'word' or 'char'")
    if stem and unit == "char":
        refuse("stem", stem, "False where unit is 'char'")


def _strings(texts: Iterable[str | None]) -> list[str]:
    if isinstance(texts, (str, bytes)):
        raise SettingError("near_duplicates: texts is one string; give a list of strings")
    values = list(texts)
    for position, value in enumerate(values):
        if not isinstance(value, str):
            if not _missing(value):
                raise SettingError(
                    f"near_duplicates: the text at position {position} is "
                    f"{type(value).__name__}; it must be a string, or missing"
                )
            values[position] = ""
    return values  # type: ignore[return-value]


def _missing(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or type(value).__name__ in {"NAType", "NaTType"}
    )


def _rows(texts: Sequence[str], n: int, unit: Unit, *, stem: bool) -> NgramRows:
    symbols = _characters if unit == "char" else _stems if stem else _words
    return joined([ngram_rows(*symbols(piece), n) for piece in _pieces(texts)])


def _pieces(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    size = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    first = 0
    while first < len(texts):
        done = size[first - 1] if first else 0
        last = max(int(np.searchsorted(size, done + PIECE, side="right")), first + 1)
        yield texts[first:last]
        first = last


def _characters(texts: Sequence[str]) -> tuple[Ints, Keys]:
    folded = [text.casefold() for text in texts]
    ptr = pointers(np.fromiter(map(len, folded), np.int64, len(folded)))
    return ptr, code_points("".join(folded)).astype(np.uint64)


def _words(texts: Sequence[str]) -> tuple[Ints, Keys]:
    """Return the hashes of the folded words of each text.

    Words of ASCII letters are folded all at once, the others word by word.
    """
    tokens, ptr = _tokens(texts)
    wide = code_points(tokens.text) > ASCII
    if not wide.any():
        return ptr, tokens.key
    before = np.concatenate([[0], np.cumsum(wide)])
    some = np.flatnonzero(before[tokens.end] > before[tokens.start])
    rare = Tokens(
        tokens.text, tokens.start[some], tokens.end[some], tokens.upper[some], tokens.key[some]
    )
    vocabulary, token_id = words.intern(rare)
    key = tokens.key.copy()
    key[some] = words.word_hash(vocabulary)[token_id]
    return ptr, key


def _tokens(texts: Sequence[str]) -> tuple[Tokens, Ints]:
    """Return the words of all texts, A to Z in lower case, and where each text begins."""
    joined = "\n".join(texts)
    if not joined.isascii():
        lower = joined.encode("utf-8", "surrogatepass").lower()
        tokens = split_tokens(lower.decode("utf-8", "surrogatepass"))
    else:
        tokens = split_tokens(joined.lower())
    edge = pointers(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    return tokens, np.searchsorted(tokens.start, edge)


def _stems(texts: Sequence[str]) -> tuple[Ints, Keys]:
    """Return the hashes of the stems of the words, in the language of each text."""
    tokens, ptr = _tokens(texts)
    vocabulary, token_id = words.intern(tokens)
    languages = words.identify(vocabulary, token_id, ptr, [""] * len(texts))
    language_of = np.repeat(np.array(languages, object), np.diff(ptr))
    key = np.empty(len(token_id), np.uint64)
    for language in sorted(set(languages)):
        here = language_of == language
        key[here] = words.word_hash(words.stems(vocabulary, language))[token_id[here]]
    return ptr, key
