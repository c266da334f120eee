"""Records sorted into buckets, which are read one by one.

So that a whole that does not fit in memory is worked on in parts that do: each
record is written once and read once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.external.scratch import Scratch
from analyzer.text.order import stable_order

Columns = list[npt.NDArray[Any]]


class Buckets:
    """Columns of numbers on disk, by bucket and in the order they came in.

    Parameters
    ----------
    n_buckets : int
    dtypes : sequence of str
        One for each column.
    """

    def __init__(self, n_buckets: int, *dtypes: npt.DTypeLike) -> None:
        self._n_buckets = n_buckets
        self._dtypes = [np.dtype(dtype) for dtype in dtypes]
        self._scratch = Scratch()
        self._base: list[list[int]] = []  # of each piece, where its columns begin
        self._edge: list[npt.NDArray[np.int64]] = []  # and where its buckets do

    def __enter__(self) -> Buckets:
        return self

    def __exit__(self, *error: object) -> None:
        self._scratch.close()

    def add(self, bucket: npt.NDArray[np.int64], *columns: npt.NDArray[Any]) -> None:
        """Add records.

        Parameters
        ----------
        bucket : ndarray of int64, shape (n,)
            Below the number of buckets.
        columns : ndarray, shape (n,)

        Raises
        ------
        WriteError
            If the disk is full.
        """
        order = stable_order(bucket)
        count = np.bincount(bucket, minlength=self._n_buckets)
        self._edge.append(np.concatenate([[0], np.cumsum(count)]))
        self._base.append([])
        for column, dtype in zip(columns, self._dtypes, strict=True):
            self._base[-1].append(self._scratch.size)
            self._scratch.append(np.asarray(column[order], dtype).data)

    def __len__(self) -> int:
        return self._n_buckets

    def __getitem__(self, bucket: int) -> Columns:
        """Return the columns of a bucket."""
        if not 0 <= bucket < len(self):
            raise IndexError(bucket)
        first = [int(edge[bucket]) for edge in self._edge]
        last = [int(edge[bucket + 1]) for edge in self._edge]
        place = np.cumsum([0, *np.subtract(last, first)], dtype=np.int64)
        columns = [np.empty(int(place[-1]), dtype) for dtype in self._dtypes]
        for piece, bases in enumerate(self._base):
            for column, base in zip(columns, bases, strict=True):
                values = column[place[piece] : place[piece + 1]]
                self._scratch.read_into(base + first[piece] * column.itemsize, values.data)
        return columns


def how_many(total: float, in_memory: int) -> int:
    """Return how many buckets hold so many records with no more than so many in each."""
    return max(-(-int(total) // in_memory), 1)
