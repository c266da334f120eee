"""What a run found: the tables of a report, the findings, and the articles behind them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzer.article import Ints
from analyzer.pipeline.spilled import reordered
from analyzer.pipeline.table_columns import BY_ARTICLE, columns_in_use
from analyzer.tables import Column, Columns

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.article import Article
    from analyzer.dataframes import Labels
    from analyzer.pipeline.findings import Findings
    from analyzer.rules.page_names import Relation
    from analyzer.settings import Settings
# An unknown label is compared with so many others.
MOST_COMPARED = 10_000


def worst_first(*scores: Sequence[float | None]) -> Ints:
    """Return the order of articles by their lowest score, then by the other one.

    Equal articles stay in the order of the run; those without scores come last.
    """
    known = np.array([[np.inf if s is None else s for s in column] for column in scores])
    known = np.sort(known.reshape(len(scores), -1), axis=0)
    return np.lexsort(known[::-1])


@dataclass(frozen=True, eq=False)
class Results:
    """What a run found: the report tables, and the articles behind them.

    The tables are pandas DataFrames with the columns and types that `tables`
    describes; the CSV reports hold the same.

    Attributes
    ----------
    texts : sequence of Article
        The articles, in the order of the reports.
    settings : Settings
    tables : mapping of str to mapping of str to sequence
        The report tables as plain columns. The rows of `articles` and `metrics` are in the
        order of `texts`; reports have the worst article first, as `rows` gives them.
    judged : Findings
        Sorted; articles are positions in `texts`.
    labels : sequence or None
        How the caller names the articles, in their order; None for their ids.
    index : pandas.Index or None
        The index of the Series or DataFrame that held the texts.
    related : mapping of Relation to int
        How many articles share text by design.
    """

    texts: Sequence[Article]
    settings: Settings
    tables: Mapping[str, Mapping[str, Sequence[Any]]] = field(repr=False)
    judged: Findings = field(repr=False)
    labels: Any = field(default=None, repr=False)
    index: Any = field(default=None, repr=False)
    related: Mapping[Relation, int] = field(default_factory=dict, repr=False)

    @cached_property
    def articles(self) -> pd.DataFrame:
        """One row per article, the worst first; the index is that of the texts."""
        return self._frame("articles")

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """One row per article with every other figure, in the order of `articles`."""
        return self._frame("metrics")

    @cached_property
    def phrases(self) -> pd.DataFrame:
        """One row per repeated phrase of an article."""
        return self._frame("phrases")

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """One row per near-duplicate pair of sentences."""
        return self._frame("sentences")

    @cached_property
    def duplicates(self) -> pd.DataFrame:
        """One row per near-duplicate pair of articles."""
        return self._frame("duplicates")

    @cached_property
    def passages(self) -> pd.DataFrame:
        """One row per duplicate passage and article."""
        return self._frame("passages")

    @cached_property
    def templates(self) -> pd.DataFrame:
        """One row per text that recurs with other words in its slots."""
        return self._frame("templates")

    @cached_property
    def boilerplate(self) -> pd.DataFrame:
        """One row per text of the site that no rule counts."""
        return self._frame("boilerplate")

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row per finding."""
        return self._frame("findings")

    @cached_property
    def order(self) -> Ints:
        """The positions of the articles, the worst first."""
        table = self.tables["articles"]
        return worst_first(table["quality"], table["originality"])

    def columns(self, name: str) -> tuple[Column, ...]:
        """Return the columns that a table of this run has."""
        known = columns_in_use(name, self.settings, archive=True)
        return tuple(column for column in known if column.name in self.tables[name])

    def rows(self, name: str) -> Columns:
        """Return the columns of a table as reports have them, the worst article first."""
        return self._sorted[name] if name in BY_ARTICLE else self.tables[name]

    @cached_property
    def _sorted(self) -> dict[str, Columns]:
        return {name: reordered(self.tables[name], self.order) for name in BY_ARTICLE}

    @cached_property
    def rules(self) -> dict[str, str]:
        """The rule page of every rule."""
        from analyzer.rules.registry import RULES

        return {rule.name: rule.page or "" for rule in RULES}

    def body(self, article: Hashable) -> str:
        """Return the words of an article that are measured: no title, code or boilerplate.

        Parameters
        ----------
        article : label, str or int
            As in `position`.

        Raises
        ------
        KeyError
            If there is no such article.
        """
        from analyzer.segmentation import build_corpus

        return build_corpus([self.texts[self.position(article)]]).body(0)

    def position(self, article: Hashable) -> int:
        """Return the position of an article in the run.

        Parameters
        ----------
        article : label, str or int
            The label that the caller gave it: an id, or a value of the index. Where no
            label is a number, a number is a position.

        Raises
        ------
        KeyError, IndexError
            If there is no such article, or if several have the label.
        """
        found = self._by_label.get(article)
        if found is not None:
            if found < 0:
                raise KeyError(f"several articles have the label {article!r}")
            return found
        if isinstance(article, str) and article in self._position:
            return self._position[article]
        if isinstance(article, int | np.integer) and self._has_no_numbers:
            if not -len(self.texts) <= article < len(self.texts):
                raise IndexError(article)
            return int(article) % len(self.texts)
        raise KeyError(self._unknown(article))

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self.texts)

    def failed(self) -> bool:
        """Return whether a finding reaches the fail level, or a score is too low."""
        table = self.tables["articles"]
        held = [self.settings.at(source) for source in table["source"]]
        return any(held[f.article].fails(f.severity) for f in self.judged) or any(
            score is not None and score < settings.min_quality
            for score, settings in zip(table["quality"], held, strict=True)
        )

    def _unknown(self, article: Hashable) -> str:
        """Say that no article has a label, and which label is like it."""
        from difflib import get_close_matches

        labels = islice(chain(self._position, self._by_label), MOST_COMPARED)
        names = {str(label): label for label in labels}
        given = str(article)
        parts = (f"#{given}", f"/{given}")
        near = [name for name in names if name.endswith(parts)]
        near = near or get_close_matches(given, names, 1)
        advice = f"; did you mean {names[near[0]]!r}?" if near else ""
        return f"no article has the label {article!r}{advice}"

    @cached_property
    def _position(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.tables["articles"]["article"])}

    @cached_property
    def _by_label(self) -> dict[Hashable, int]:
        """The position of each label, -1 where several articles have it."""
        found: dict[Hashable, int] = {}
        for at, label in enumerate([] if self.labels is None else self.labels):
            found[label] = -1 if label in found else at
        return found

    @cached_property
    def has_numbers(self) -> bool:
        """Whether all labels are whole numbers, each another one."""
        own = len(self._by_label) == len(self.texts) > 0
        return own and all(isinstance(label, int | np.integer) for label in self._by_label)

    @cached_property
    def _has_no_numbers(self) -> bool:
        """Whether a number is a position: no label is one, or all are positions."""
        numbers = [label for label in self._by_label if isinstance(label, int | np.integer)]
        return not numbers or numbers == list(range(len(self.texts)))

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled or copied: the data, in memory, without what is cached."""
        state = {field.name: getattr(self, field.name) for field in fields(self)}
        state["texts"] = list(self.texts) if self.has_texts else self.texts
        state["tables"] = {
            name: {column: list(values) for column, values in table.items()}
            for name, table in self.tables.items()
        }
        return state

    @property
    def has_texts(self) -> bool:
        """Whether the texts are there; a report folder has none."""
        return bool(getattr(self.texts, "is_readable", True))

    @cached_property
    def _labels(self) -> Labels:
        from analyzer.dataframes import Labels

        return Labels(self.tables["articles"]["article"], self.labels)

    def _frame(self, name: str) -> pd.DataFrame:
        from analyzer.dataframes import frame

        labels = None if self.labels is None else self._labels
        index = None
        if name in BY_ARTICLE:
            index = self.order if self.index is None else self.index.take(self.order)
        return frame(self.columns(name), self.rows(name), labels, index)
