"""Files that are compressed with gzip; most runs meet none, and need none of its modules."""

from __future__ import annotations

import gzip
from typing import BinaryIO

from analyzer.readers.limits import Limits, TextBudget


class CompressedFile(gzip.GzipFile):
    """A compressed file that must not expand to many times its size."""

    def __init__(self, raw: BinaryIO, n_bytes: int, limits: Limits) -> None:
        super().__init__(fileobj=raw)
        self._budget = TextBudget(n_bytes, limits)

    def read(self, size: int | None = -1) -> bytes:
        """Return some bytes."""
        data = super().read(size)
        self._budget.add(len(data))
        return data

    def read1(self, size: int = -1) -> bytes:
        """Return some bytes that are there already."""
        data = super().read1(size)
        self._budget.add(len(data))
        return data
