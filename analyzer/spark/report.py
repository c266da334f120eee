"""Articles and reports at addresses, as the command line uses Spark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.errors import ProblemHandler, SettingError
from analyzer.spark.hadoop import Hadoop, is_address

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from analyzer.readers import ReadOptions
    from analyzer.readers.files import DiscoveredFiles
    from analyzer.spark.articles import SparkArticles


def are_addresses(paths: Sequence[str], engine: str) -> bool:
    """Return whether paths are addresses that Spark has to reach; all are or none.

    Raises
    ------
    SettingError
        If some are and others are not, or the engine is another.
    """
    found = [path for path in paths if is_address(path)]
    if found and engine != "spark":
        raise SettingError(f"{found[0]}: an address like this needs --engine spark")
    if found and len(found) < len(paths):
        here = next(path for path in paths if not is_address(path))
        raise SettingError(
            f"{here}: beside {found[0]}, give its address too, as in file:///..."
        )
    return bool(found)


def articles_at(
    spark: Any,
    paths: Sequence[str],
    options: ReadOptions,
    on_problem: ProblemHandler,
    without_excluded: Callable[[DiscoveredFiles], DiscoveredFiles],
) -> SparkArticles:
    """Return the articles at addresses, to be read by executors."""
    from analyzer.spark.articles import SparkArticles
    from analyzer.spark.files import discover_files

    found = without_excluded(discover_files(spark, paths, on_problem))
    return SparkArticles(spark, found, options)


def write_at(spark: Any, analysis: Analysis, address: str, formats: Sequence[str]) -> None:
    """Write reports to an address: the files that a folder would get, ``run.json`` last.

    Raises
    ------
    WriteError
        If the report cannot be written.
    """
    import tempfile

    from analyzer.reports.output import RUN

    with tempfile.TemporaryDirectory(prefix="analyzer-") as scratch:
        folder = Path(scratch)
        analysis.write(folder, formats)
        names = [path.relative_to(folder).as_posix() for path in folder.rglob("*")
                 if path.is_file()]  # fmt: skip
        Hadoop(spark).put(folder, sorted(names, key=lambda name: (name == RUN, name)), address)
