"""Flat arrays set aside on disk, read a stretch or some places at a time.

Nothing is mapped: what is in memory is what was asked for, so that the memory of
a run can be told from its code.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.external.scratch import Scratch

# Elements between two places that are read rather than skipped, and elements read at
# a time where places are many.
NEAR = 1 << 10
AT_ONCE = 1 << 20


class Column:
    """A flat array on disk; slices and places of it are arrays in memory.

    Parameters
    ----------
    dtype : str
    """

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self.dtype = np.dtype(dtype)
        self._scratch = Scratch()

    def __len__(self) -> int:
        return self._scratch.size // self.dtype.itemsize

    def extend(self, values: npt.NDArray[Any]) -> None:
        """Add values at the end.

        Raises
        ------
        WriteError
            If the disk is full.
        """
        self._scratch.append(np.ascontiguousarray(values, self.dtype).data)

    def __getitem__(self, at: slice | npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """Return the values of a slice without a step, or of places in any order."""
        if isinstance(at, slice):
            first, last, _ = at.indices(len(self))
            return self._read(first, max(last, first))
        result = np.empty(len(at), self.dtype)
        ascending = np.all(at[1:] >= at[:-1])
        order = slice(None) if ascending else np.argsort(at, kind="stable")
        result[order] = self._gathered(at[order])
        return result

    def _gathered(self, places: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """Return the values at ascending places, near ones read together."""
        result = np.empty(len(places), self.dtype)
        block = places // AT_ONCE
        apart = (np.diff(places) > NEAR) | (np.diff(block) > 0)
        edges = np.concatenate([[0], np.flatnonzero(apart) + 1, [len(places)]]).tolist()
        for first, last in pairwise(edges if len(places) else []):
            base = int(places[first])
            values = self._read(base, int(places[last - 1]) + 1)
            result[first:last] = values[places[first:last] - base]
        return result

    def _read(self, first: int, last: int) -> npt.NDArray[Any]:
        values = np.empty(last - first, self.dtype)
        self._scratch.read_into(first * self.dtype.itemsize, values.data)
        return values
