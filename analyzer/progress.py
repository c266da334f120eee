"""A progress bar over a whole run: each article is measured, and later scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analyzer.errors import SettingError
from analyzer.pipeline.run import Batch, RunOutput

if TYPE_CHECKING:
    from analyzer.pipeline.batch import BatchResult
    from analyzer.pipeline.context import CorpusMeasurements
    from analyzer.pipeline.report import ReportOutput
    from analyzer.rules.finding import Finding
    from analyzer.settings import Settings

STEPS = 2  # of each article


class OutputWithProgress(RunOutput):
    """The output of a report that shows how far the run is.

    Parameters
    ----------
    output : ReportOutput
    n_articles : int or None
        None where their number is not known before all have been read.

    Raises
    ------
    SettingError
        If tqdm is not installed.
    """

    tables = True

    def __init__(self, output: ReportOutput, n_articles: int | None) -> None:
        try:
            from tqdm.auto import tqdm
        except ImportError as error:
            raise SettingError(
                "progress needs tqdm: pip install 'analyzer[notebook]'"
            ) from error
        self._output = output
        self.texts, self.results = output.texts, output.results
        total = None if n_articles is None else STEPS * n_articles
        self._bar: Any = tqdm(total=total, desc="Measuring", unit=" steps")

    def measured(self, batch: Batch) -> None:
        """Count the articles of a batch as measured."""
        self._output.measured(batch)
        self._bar.update(len(batch.articles))

    def complete(self) -> None:
        """Get ready for what follows when all articles are measured."""
        self._output.complete()
        self._bar.set_description("Comparing")

    def labels(self) -> Sequence[str]:
        """Return how messages name the articles."""
        return self._output.labels()

    def compared(self, across: CorpusMeasurements, settings: Settings) -> None:
        """Say that articles have been compared, and how many steps there are."""
        self._output.compared(across, settings)
        self._bar.total = STEPS * len(self.texts)
        self._bar.set_description("Scoring")

    def scored(self, result: BatchResult, found: Sequence[list[Finding]], /) -> None:
        """Count articles as scored; close the bar after the last one."""
        self._output.scored(result, found)
        self._bar.update(len(found))

    def close(self) -> None:
        """Leave the bar as it is."""
        self._bar.close()
