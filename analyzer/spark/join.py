"""The exact join of sentences as relations: the same pairs, found by Spark.

Similar sets share one of their prefix signatures, as in the partitioned join on one
machine: here these are the key by which a table is joined with itself. Pairs that the
sizes and a few bits of the sets do not exclude are counted exactly. Equal sets are merged
until the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzer.similarity.hashing import SLACK
from analyzer.similarity.pairs import Pairs
from analyzer.similarity.rows import Bounds, NgramRows, pointers, row_chunks, sort_rows
from analyzer.similarity.signatures import Order, order_of, prefix_signatures, row_bits

if TYPE_CHECKING:
    from analyzer.similarity.join import Joiner

# N-grams sent as one table.
AT_ONCE = 1 << 21
KEYED = "key long, first long, size int, bits long"


def joiner(spark: Any) -> Joiner:
    """Return a join by Jaccard index; of equal rows, all are paired with the first."""

    def join(rows: NgramRows, threshold: float) -> Iterator[Pairs]:
        if not len(rows):
            return
        sets = _sets(_table(spark, rows)).persist()
        try:
            yield _equal(sets)
            yield _similar(sets, order_of(rows), Bounds("jaccard", threshold))
        finally:
            sets.unpersist()

    return join


def _table(spark: Any, rows: NgramRows) -> Any:
    """Return the rows as a table of ``row`` and ``grams``."""
    import pyarrow as pa

    pieces = []
    for first, last in row_chunks(rows.ptr, AT_ONCE):
        start, end = rows.ptr[first], rows.ptr[last]
        offsets = pa.array((rows.ptr[first : last + 1] - start).astype(np.int32))
        gram = pa.array(rows.ngram[start:end].view(np.int64))
        grams = pa.ListArray.from_arrays(offsets, gram)
        pieces.append(pa.table({"row": np.arange(first, last), "grams": grams}))
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


def _keyed(order: Order, bounds: Bounds) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return a function that makes a row for each signature of a set."""

    def work(tables: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for table in tables:
            first, grams = table.column("first").to_numpy(), table.column("grams")
            size = grams.value_lengths().to_numpy()
            ptr, gram = pointers(size), grams.flatten().to_numpy().view(np.uint64)
            bits = row_bits(NgramRows(ptr, gram)).view(np.int64)
            ordered = sort_rows(ptr, order.keys(gram))
            row, key = prefix_signatures(ptr, ordered, bounds.threshold, order.common)
            columns = [key.view(np.int64), first[row], size[row], bits[row]]
            yield pa.RecordBatch.from_arrays(
                list(map(pa.array, columns)), ["key", "first", "size", "bits"]
            )

    return work


def _similar(sets: Any, order: Order, bounds: Bounds) -> Pairs:
    """Return the pairs of distinct sets that reach the threshold."""
    from pyspark.sql import functions as f

    n_partitions = int(sets.sparkSession.conf.get("spark.sql.shuffle.partitions"))
    keyed = sets.select("first", "grams").mapInArrow(_keyed(order, bounds), KEYED)
    # Partitioned once, not for each side of the join.
    keyed = keyed.repartition(n_partitions, "key").persist()
    try:
        one = keyed.toDF("key", "left", "a", "bits_a")
        other = keyed.toDF("key", "right", "b", "bits_b")
        pairs = one.join(other, "key").where(f.col("left") < f.col("right"))
        pairs = (
            pairs.where(_may_be_similar(bounds)).select("left", "right", "a", "b").distinct()
        )
        shared = _counted(pairs, sets)
        least = f.lit(bounds.threshold * (1 - SLACK))
        enough = f.col("both") >= least * (f.col("a") + f.col("b") - f.col("both"))
        found = shared.where(enough).toArrow()
    finally:
        keyed.unpersist()
    left, right, *sizes = (column.to_numpy() for column in found.columns)
    a, b, overlap = (column.astype(np.float64) for column in sizes)
    # The same arithmetic as on one machine, to the last bit.
    similarity: Any = bounds.similarity(a, b, overlap)
    kept = similarity >= bounds.threshold
    return Pairs(*(x[kept] for x in (left, right, similarity, overlap, a, b)))


def _may_be_similar(bounds: Bounds) -> Any:
    """Return the pairs that sizes and bits do not exclude, as in the partitioned join."""
    from pyspark.sql import functions as f

    a, b, least = f.col("a"), f.col("b"), f.lit(bounds.need_of_larger * (1 - SLACK))
    differ = f.bit_count(f.col("bits_a").bitwiseXOR(f.col("bits_b")))
    most = f.lit(1 - 2 * (1 - SLACK) * bounds.share_of_smaller)
    return (a >= least * b) & (b >= least * a) & (differ <= most * (a + b))


def _counted(pairs: Any, sets: Any) -> Any:
    """Return pairs of sets with the number of n-grams that ``both`` have."""
    from pyspark.sql import functions as f

    mine = sets.select(f.col("first").alias("left"), f.col("grams").alias("mine"))
    others = sets.select(f.col("first").alias("right"), f.col("grams").alias("others"))
    both = f.size(f.array_intersect("mine", "others")).alias("both")
    met = pairs.join(mine, "left").join(others, "right")
    return met.select("left", "right", "a", "b", both)
