"""How the files of a run are divided among the tasks that read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from analyzer.readers import ReadOptions
from analyzer.readers.records import NO_PRIOR
from analyzer.readers.shared_language import LanguagePrior
from analyzer.spark.files import SparkFile


class Plan(msgspec.Struct, frozen=True, eq=False):
    """How files are read.

    Attributes
    ----------
    files : sequence of SparkFile
        In path order.
    at : mapping of str to int
        From the key of a file to its number.
    base : sequence of int
        The bytes of all files before each.
    partition_keys : sequence of int
        The number that puts rows into each partition.
    bytes_per_partition : int
    split_bytes : int
        The bytes of a file that one task reads; a smaller file is not split.
    options : ReadOptions
    rows_before : mapping of (int, int) to int
        The rows of a file before a split of it, by the number of the file and the
        start of the split; by default none.
    priors : mapping of int to LanguagePrior
        What the rows of a file that several tasks may read say about their language.
    """

    files: Sequence[SparkFile]
    at: Mapping[str, int]
    base: Sequence[int]
    partition_keys: Sequence[int]
    bytes_per_partition: int
    split_bytes: int
    options: ReadOptions
    rows_before: Mapping[tuple[int, int], int]
    priors: Mapping[int, LanguagePrior] = {}

    def prior(self, file: int) -> LanguagePrior:
        """Return what the rows of a file say together about their language."""
        return self.priors.get(file, NO_PRIOR)

    def shares(self, file: int) -> bool:
        """Return whether several tasks read a file."""
        return self.files[file].length > self.split_bytes

    def partition_key(self, file: int, offset: int) -> int:
        """Return the key of the partition of an offset in a file."""
        offset = min(offset, max(self.files[file].length - 1, 0))
        return self.partition_keys[(self.base[file] + offset) // self.bytes_per_partition]
