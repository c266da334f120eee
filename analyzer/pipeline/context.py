"""What a run works with besides its articles: an archive, and how many processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.archive import Archive


class RunContext(msgspec.Struct, frozen=True, eq=False):
    """What a run works with.

    Attributes
    ----------
    archive : Archive or None
        Articles published before, to compare with.
    jobs : int
        How many processes measure articles; 0 for one for each processor. What is
        found does not depend on it.
    spark : SparkSession or None
        What measures articles and finds pairs in the place of processes.
    """

    archive: Archive | None = None
    jobs: int = 1
    spark: Any = None


DEFAULT_CONTEXT = RunContext()


@contextmanager
def open_context(
    path: str | Path | None, jobs: int = 1, engine: str = "local"
) -> Iterator[RunContext]:
    """Open what a run works with for as long as it is needed.

    Parameters
    ----------
    path : path or None
        Of an archive, if any.
    jobs : int
    engine : {"local", "spark"}

    Raises
    ------
    SettingError
        If Spark or Java is missing.
    ArchiveError
        If it is not there, or was made with another tokeniser or threshold.
    """
    spark = None
    if engine == "spark":
        from analyzer.spark.session import get_session

        spark = get_session()
    if not path:
        yield RunContext(None, jobs, spark)
        return
    from analyzer.archive import open_archive

    with open_archive(path) as archive:
        yield RunContext(archive, jobs, spark)
