"""What a run works with besides its articles: an archive, an engine, a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec
import numpy as np

from analyzer.errors import SettingError

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.pipeline.batch import BatchResult
    from analyzer.pipeline.checkpoint import Checkpoint
    from analyzer.rules.measurement import Measurement
    from analyzer.rules.reference_profile import Profile
    from analyzer.rules.rule import Rule
    from analyzer.settings import Settings
    from analyzer.similarity.article_rows import ArticleRows
    from analyzer.similarity.join import Joiner
    from analyzer.storage.kept_results import KeptResults

Work = TypeVar("Work")
CorpusMeasurements = Sequence[tuple["Rule", "Measurement"]]
# From a rule and all rows to the rows that it compares.
SelectRows = Callable[["Rule", "ArticleRows"], "ArticleRows"]
AUTOMATIC = -1  # as many processes as pay
Measured = Callable[[], "Iterator[BatchResult]"]


class BatchWorkers(Protocol):
    """Measures batches: processes of this machine, or executors of a cluster."""

    @property
    def jobs(self) -> int:
        """How many rules may compare articles at the same time."""

    def submit(self, articles: Sequence[Article], settings: Settings) -> Measured:
        """Start to measure a batch; the returned function yields its results once."""

    def prefetch(self, work: Iterable[Work]) -> Iterator[Work]:
        """Yield items in order, after some more of them have been submitted."""


class Engine(Protocol):
    """Measures batches and joins rows elsewhere than on this machine."""

    def workers(
        self, profile: Profile, on_problem: ProblemHandler
    ) -> AbstractContextManager[BatchWorkers]:
        """Return what measures the batches of one run."""

    @property
    def join(self) -> Joiner:
        """The join of rows without weights by their Jaccard index."""


class Index(Protocol):
    """Articles published before, which a run is compared with."""

    def compare(
        self,
        results: Sequence[BatchResult],
        texts: Sequence[Article],
        across: CorpusMeasurements,
        settings: Settings,
    ) -> CorpusMeasurements:
        """Return what the articles of a run share with those of the index."""


class RunContext(msgspec.Struct, frozen=True, eq=False):
    """What a run works with.

    Attributes
    ----------
    index : Index or None
        Articles published before, to compare with.
    jobs : int
        The number of processes that measure articles; 0 for one per processor, `AUTOMATIC`
        for one per processor where there is enough to measure.
        The results do not depend on it.
    engine : Engine or None
        What measures articles and joins rows; None for processes of this machine.
    checkpoint : Checkpoint or None
        Where a report keeps what it has measured, so that it can be resumed.
    select_rows : callable or None
        Selects the rows that the rules compare; None for all.
    labels : sequence of str
        How messages name the articles; by their ids where empty.
    derived : dict of type to object, or None
        What rules have derived from the same articles before, and what they derive now.
    kept : KeptResults or None
        Where results of comparisons are kept from one run to the next.
    contents : sequence of bytes
        The key of the content of each article, where results are kept.
    """

    index: Index | None = None
    jobs: int = 1
    engine: Engine | None = None
    checkpoint: Checkpoint | None = None
    select_rows: SelectRows | None = None
    labels: Sequence[str] = ()
    derived: dict[type, object] | None = None
    kept: KeptResults | None = None
    contents: Sequence[bytes] = ()


DEFAULT_CONTEXT = RunContext()


def check_jobs(n_jobs: int, caller: str) -> int:
    """Return the number of processes, 0 for one per processor."""
    whole = isinstance(n_jobs, int | np.integer) and not isinstance(n_jobs, bool)
    if not whole or (n_jobs != -1 and n_jobs < 1):
        raise SettingError(f"{caller}: n_jobs is {n_jobs!r}; it must be -1 or at least 1")
    return max(int(n_jobs), 0)
