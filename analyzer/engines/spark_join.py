"""The exact join of sentences as relations: the same pairs, found by Spark.

Sets that reach a Jaccard index of t share at least ``need = ceil(t * size)`` n-grams
of either. In any one order of all n-grams, the first k that two such sets share are
so among the first ``size - need + k`` of either, as fewer than ``need`` come behind
these. A *key* is k of those first n-grams; sets that share a key are counted out.
One n-gram in common is common among many sentences, two or three seldom are: with
k = 1 (see `prefixjoin`) the sets that meet grow with the square of all. Long sets,
which have too many keys, meet by single n-grams. Equal sets are one until the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from analyzer.matching.corefilter import SLACK
from analyzer.matching.ngramrows import SPREAD, Ints, Keys, NgramRows, owners, pointers
from analyzer.matching.similarity import Pairs

if TYPE_CHECKING:
    from analyzer.matching.similarity import Joiner

# Rows sent as one table.
ROWS_A_PIECE = 1 << 16
# The n-grams of a key; three where there are many rows.
TOGETHER, OF_MANY, MANY = 2, 3, 10_000_000
# Larger sets meet by single n-grams.
LONG = 40
# N-grams put in order by how frequent they are; the others come before them.
FREQUENT = 1 << 17


def joiner(spark: Any) -> Joiner:
    """Return a join by Jaccard index, equal rows with the first of them alone."""

    def join(rows: NgramRows, threshold: float) -> Iterator[Pairs]:
        if not len(rows):
            return
        sets = _sets(_table(spark, rows)).persist()
        together = TOGETHER if len(rows) < MANY else OF_MANY
        try:
            yield _equal(sets)
            yield _alike(sets, _keying(sets, threshold, together))
        finally:
            sets.unpersist()

    return join


class Keying(msgspec.Struct, frozen=True, eq=False):
    """How keys are made of sets.

    Attributes
    ----------
    gram : ndarray of int64
        Those n-grams, ascending, that come last in the order; before them come all
        others, by their numbers.
    place : ndarray of int64
        Where each of them comes, from 1.
    threshold : float
    together : int
        How many n-grams make a key.
    """

    gram: Ints
    place: Ints
    threshold: float
    together: int

    def keys(self, ptr: Ints, gram: Ints) -> tuple[Ints, Keys]:
        """Return the keys of sets.

        Parameters
        ----------
        ptr : ndarray of int64, shape (n_sets + 1,)
        gram : ndarray of int64, shape (ptr[-1],)
            Distinct in each set.

        Returns
        -------
        owner : ndarray of int64, shape (n_keys,)
            The set of each key.
        key : ndarray of uint64, shape (n_keys,)
        """
        ordered = gram[np.lexsort((gram, self._places(gram), owners(ptr)))].view(np.uint64)
        size, least = np.diff(ptr), self.threshold * (1 - SLACK)
        need = np.ceil(least * size).astype(np.int64)
        # Long sets, those that are like any of these, and those of so few n-grams that
        # a key is all of them, and what is like these, meet by single n-grams.
        long, few = size > LONG, need < self.together
        alone = np.flatnonzero((size > least * LONG) | (size * least**2 < self.together))
        short = np.flatnonzero(~long & ~few)
        found = [
            _combined(ptr, ordered, alone, (size - need)[alone] + 1, 1),
            _combined(ptr, ordered, short, (size - need)[short] + self.together, self.together),
        ]
        owner, key = (np.concatenate(column) for column in zip(*found, strict=True))
        return owner, key

    def _places(self, gram: Ints) -> Ints:
        if not len(self.gram):
            return np.zeros(len(gram), np.int64)
        at = np.minimum(np.searchsorted(self.gram, gram), len(self.gram) - 1)
        return np.where(self.gram[at] == gram, self.place[at], 0)


def _combined(
    ptr: Ints, ordered: Keys, rows: Ints, n_first: Ints, together: int
) -> tuple[Ints, Keys]:
    """Return all keys of so many of the first n-grams of some sets, and whose they are."""
    owner, found = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
    for length in np.unique(n_first).tolist():
        here = rows[n_first == length]
        for places in combinations(range(length), together):
            key = np.zeros(len(here), np.uint64)
            for place in places:
                key = (key ^ key >> np.uint64(29)) * SPREAD + ordered[ptr[here] + place]
            owner.append(here)
            found.append(key)
    return np.concatenate(owner), np.concatenate(found)


def _table(spark: Any, rows: NgramRows) -> Any:
    """Return the rows as a table of ``row`` and ``grams``."""
    import pyarrow as pa

    gram, pieces = rows.ngram.view(np.int64), []
    for first in range(0, len(rows), ROWS_A_PIECE):
        ptr = rows.ptr[first : first + ROWS_A_PIECE + 1]
        offsets = pa.array((ptr - ptr[0]).astype(np.int32))
        grams = pa.ListArray.from_arrays(offsets, pa.array(gram[ptr[0] : ptr[-1]]))
        row = pa.array(np.arange(first, first + len(grams)))
        pieces.append(pa.table({"row": row, "grams": grams}))
    return spark.createDataFrame(pa.concat_tables(pieces))


def _sets(table: Any) -> Any:
    """Return the distinct sets: ``first`` row, all ``rows``, sorted ``grams``, ``size``."""
    from pyspark.sql import functions as f

    different = f.sort_array(f.array_distinct("grams")).alias("grams")
    filled = table.where(f.size("grams") > 0).select("row", different)
    return filled.groupBy("grams").agg(
        f.min("row").alias("first"),
        f.sort_array(f.collect_list("row")).alias("rows"),
        f.size("grams").alias("size"),
    )


def _equal(sets: Any) -> Pairs:
    """Return each row that equals an earlier one, with the first of them."""
    from pyspark.sql import functions as f

    again = sets.where(f.size("rows") > 1).select(
        "first", f.explode("rows").alias("other"), "size"
    )
    found = again.where("other > first").toArrow()
    left, right, size = (column.to_numpy() for column in found.columns)
    mass = size.astype(np.float64)
    return Pairs(left, right, np.ones(len(left)), mass, mass, mass)


def _keying(sets: Any, threshold: float, together: int) -> Keying:
    """Return how keys are made: n-grams in the order of how many sets have them."""
    from pyspark.sql import functions as f

    counted = sets.select(f.explode("grams").alias("gram")).groupBy("gram").count()
    most = counted.orderBy(f.desc("count"), "gram").limit(FREQUENT)
    gram = most.select("gram").toArrow().column("gram").to_numpy()
    order = np.argsort(gram)
    return Keying(gram[order], len(gram) - order, threshold, together)


def _keyed(keying: Keying) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return what makes rows of ``key``, ``first`` and ``size`` of sets."""

    def work(tables: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for table in tables:
            first, grams = table.column("first").to_numpy(), table.column("grams")
            size = grams.value_lengths().to_numpy()
            owner, key = keying.keys(pointers(size), grams.flatten().to_numpy())
            yield pa.RecordBatch.from_arrays(
                [pa.array(key.view(np.int64)), pa.array(first[owner]), pa.array(size[owner])],
                ["key", "first", "size"],
            )

    return work


def _alike(sets: Any, keying: Keying) -> Pairs:
    """Return the pairs of distinct sets that reach the threshold."""
    from pyspark.sql import functions as f

    texts = sets.select("first", "grams")
    keyed = texts.mapInArrow(_keyed(keying), "key long, first long, size int")
    one, other = keyed.toDF("key", "left", "a"), keyed.toDF("key", "right", "b")
    least = f.lit(keying.threshold * (1 - SLACK))
    close = (f.col("a") >= least * f.col("b")) & (f.col("b") >= least * f.col("a"))
    met = one.join(other, "key").where((f.col("left") < f.col("right")) & close)
    pairs = met.select("left", "right", "a", "b").distinct()
    both = pairs.join(texts.toDF("left", "mine"), "left").join(
        texts.toDF("right", "others"), "right"
    )
    shared = both.withColumn("both", f.size(f.array_intersect("mine", "others"))).select(
        "left", "right", "a", "b", "both"
    )
    enough = f.col("both") >= least * (f.col("a") + f.col("b") - f.col("both"))
    found = shared.where(enough).toArrow()
    left, right, *sizes = (column.to_numpy() for column in found.columns)
    a, b, overlap = (column.astype(np.float64) for column in sizes)
    # Counted exactly, divided and compared here as everywhere: to the last bit.
    similarity = overlap / (a + b - overlap)
    kept = similarity >= keying.threshold
    return Pairs(*(x[kept] for x in (left, right, similarity, overlap, a, b)))
