"""The exact join of sentences as relations: the same pairs, found by Spark.

N-grams are put in one order, the rarer before the more frequent and then by their
hashes; sets that reach a Jaccard index of t share one of the first
``size - ceil(t * size) + 1`` n-grams of either (see `prefixjoin`). So the pairs
that meet by such an n-gram, within the sizes that can reach t, are all that need
to be counted out. Equal sets are one until the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzer.matching.corefilter import SLACK
from analyzer.matching.ngramrows import NgramRows
from analyzer.matching.similarity import Pairs

if TYPE_CHECKING:
    from analyzer.matching.similarity import Joiner

# Rows sent as one table.
ROWS_A_PIECE = 1 << 16


def joiner(spark: Any) -> Joiner:
    """Return a join by Jaccard index, equal rows with the first of them alone."""

    def join(rows: NgramRows, threshold: float) -> Iterator[Pairs]:
        if not len(rows):
            return
        sets = _sets(_table(spark, rows)).persist()
        try:
            yield from _equal(sets)
            yield from _alike(sets, threshold)
        finally:
            sets.unpersist()

    return join


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


def _equal(sets: Any) -> Iterator[Pairs]:
    """Yield each row that equals an earlier one, with the first of them."""
    from pyspark.sql import functions as f

    again = sets.where(f.size("rows") > 1).select(
        "first", f.explode("rows").alias("other"), "size"
    )
    found = again.where("other > first").toArrow()
    left, right, size = (column.to_numpy() for column in found.columns)
    mass = size.astype(np.float64)
    yield Pairs(left, right, np.ones(len(left)), mass, mass, mass)


def _alike(sets: Any, threshold: float) -> Iterator[Pairs]:
    """Yield the pairs of distinct sets that reach the threshold."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    grams = sets.select("first", "size", f.explode("grams").alias("gram"))
    frequency = grams.groupBy("gram").count()
    ranked = grams.join(frequency, "gram").withColumn(
        "place", f.row_number().over(Window.partitionBy("first").orderBy("count", "gram"))
    )
    least = f.ceil(f.lit(threshold * (1 - SLACK)) * f.col("size"))
    # What one set alone has meets nothing, but counts in its place.
    early = ranked.where((f.col("place") <= f.col("size") - least + 1) & (f.col("count") > 1))
    one = early.select("gram", f.col("first").alias("left"), f.col("size").alias("a"))
    other = early.select("gram", f.col("first").alias("right"), f.col("size").alias("b"))
    near = f.lit(threshold * (1 - SLACK))
    close = (f.col("a") >= near * f.col("b")) & (f.col("b") >= near * f.col("a"))
    met = one.join(other, "gram").where((f.col("left") < f.col("right")) & close)
    pairs = met.select("left", "right", "a", "b").distinct()
    texts = sets.select("first", "grams")
    both = pairs.join(texts.toDF("left", "mine"), "left").join(
        texts.toDF("right", "others"), "right"
    )
    shared = both.withColumn("both", f.size(f.array_intersect("mine", "others"))).select(
        "left", "right", "a", "b", "both"
    )
    # Counted exactly, divided and compared here as everywhere: to the last bit.
    enough = f.col("both") >= f.lit(threshold * (1 - SLACK)) * (
        f.col("a") + f.col("b") - f.col("both")
    )
    found = shared.where(enough).toArrow()
    left, right, *sizes = (column.to_numpy() for column in found.columns)
    a, b, overlap = (column.astype(np.float64) for column in sizes)
    similarity = overlap / (a + b - overlap)
    kept = similarity >= threshold
    yield Pairs(*(x[kept] for x in (left, right, similarity, overlap, a, b)))
