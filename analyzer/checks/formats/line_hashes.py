"""The hashes of lines by which GitHub recognises a result when lines move.

GitHub documents them as `primaryLocationLineHash` of the partial fingerprints of a result: a
polynomial hash of the 100 characters from the start of the line on, spaces and tabs left out,
and the number of the line among those with the same hash. Results that lack it get it when
they are uploaded by the action, but not when they are uploaded by other means.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

LENGTH = 100  # characters, UTF-16 code units
BASE = 37
END_OF_FILE = 0xFFFF
TAB, LINE_FEED, RETURN, SPACE = 9, 10, 13, 32


def line_hashes(text: str, lines: Collection[int]) -> dict[int, str]:
    """Return the hash of some lines of a text, by their numbers from 1.

    Examples
    --------
    >>> line_hashes("", [1])
    {1: 'c129715d7a2bc9a3:1'}
    """
    units = _units(text)
    first = np.concatenate([[0], np.flatnonzero(units == LINE_FEED) + 1])[: max(lines)]
    padded = np.concatenate([units, np.zeros(LENGTH, np.uint64)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, LENGTH)[first]
    factors = np.full(LENGTH, BASE, np.uint64)
    factors[0] = 1
    hashes = (windows * np.multiply.accumulate(factors)[::-1]).sum(axis=1, dtype=np.uint64)
    numbers: dict[int, int] = {}
    found = {}
    for line, value in enumerate(hashes.tolist(), 1):
        numbers[value] = numbers.get(value, 0) + 1
        if line in lines:
            found[line] = f"{value:x}:{numbers[value]}"
    return found


def _units(text: str) -> np.ndarray:
    """Return the code units that are hashed, with line feeds as line ends."""
    data = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-16-le", "surrogatepass")
    units = np.frombuffer(data, np.uint16)
    units = units[(units != SPACE) & (units != TAB)]
    return np.append(units, np.uint16(END_OF_FILE)).astype(np.uint64)
