"""Words in scripts that put no space between them, by the dictionaries of ICU.

The segmenter is loaded when a text in such a script is met. Without it, the words of
these scripts are single characters, as in UAX #29.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.article import Flags, Ints
from analyzer.text.characters import CharacterClass, Classes

# The first character of the first script without spaces (Thai). Fractions and
# superscripts are of the same class and need no dictionary.
_FIRST_UNSPACED = 0x0E00
# Between two runs; no run contains it.
_BETWEEN = "\n"


@cache
def _word_breaker() -> Any:
    """Return the class of ICU's word breakers, None where ICU is not installed."""
    try:
        from icu4py.breakers import WordBreaker
    except ImportError:
        return None
    return WordBreaker


def finds_words() -> bool:
    """Return whether tokens in scripts without spaces are words, not characters."""
    return _word_breaker() is not None


def word_heads(
    text: str, codes: npt.NDArray[np.uint32], classes: Classes, tokens: tuple[Ints, Ints]
) -> Flags:
    """Return which tokens begin a word; the others continue the word before them.

    Parameters
    ----------
    text : str
    codes, classes : ndarray, shape (n_characters,)
        Its code points and their `CharacterClass`.
    tokens : two ndarrays of int64, shape (n_tokens,)
        The tokens of UAX #29, half-open: single characters and runs of katakana in
        scripts without spaces.
    """
    start, end = tokens
    heads = np.ones(len(start), bool)
    kind = classes[start]
    dense = (kind == CharacterClass.SINGLE) | (kind == CharacterClass.KATAKANA)
    dense &= codes[start] >= _FIRST_UNSPACED
    follows = dense[1:] & dense[:-1] & (start[1:] == end[:-1])
    if not follows.any() or not finds_words():
        return heads
    # Runs of adjacent tokens, from the first to the last of each.
    first = np.flatnonzero(~np.append(False, follows) & np.append(follows, False))
    last = np.flatnonzero(np.append(False, follows) & ~np.append(follows, False))
    run_start, run_end = start[first], end[last]
    joined = _BETWEEN.join(
        [text[a:b] for a, b in zip(run_start.tolist(), run_end.tolist(), strict=True)]
    )
    boundary = np.zeros(len(joined) + 1, bool)
    boundary[np.cumsum([0, *map(len, _word_breaker()(joined, "root"))])] = True
    # Where each run begins in the joined text.
    length = run_end - run_start
    place = np.cumsum(length + len(_BETWEEN)) - length - len(_BETWEEN)
    inner = np.flatnonzero(np.append(False, follows))
    run = np.searchsorted(run_start, start[inner], side="right") - 1
    heads[inner] = boundary[start[inner] - run_start[run] + place[run]]
    return heads
