"""What a rule is: one declaration that everything else is derived from.

A rule across articles gets the rows that it compares, and `RunArticles` besides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec
import numpy as np

from analyzer.article import RUNNING_PROSE, Block
from analyzer.corpus import Corpus
from analyzer.rules.measurement import Measurement
from analyzer.rules.version_patterns import AUTOMATIC, VersionPatterns
from analyzer.settings import RuleOptions, Severity
from analyzer.similarity.article_rows import ArticleRows
from analyzer.storage.kept_results import KeptResults
from analyzer.tables import Column

Extract = Callable[[Corpus], ArticleRows]


class RunArticles(msgspec.Struct, frozen=True, eq=False):
    """The articles of a run, by number.

    Attributes
    ----------
    ids, sources, titles, languages : sequence of str, length n_articles
        A source is the path of the file; empty for a text given in memory.
    rows_of : callable
        From the `extract` function of a registered rule to its rows, loaded when asked for.
    versions : VersionPatterns
        What the configuration says of versions, translations and series.
    labels : sequence of str
        How messages name the articles; by their ids where empty.
    translations : sequence of str
        Equal for pages that name each other as translations; empty for others.
    derived : dict of type to object
        What rules derive from the articles, so that it is done once for all rules.
    kept : KeptResults or None
        What an earlier run has kept for rules, and what they keep for the next one.
    """

    ids: Sequence[str]
    sources: Sequence[str]
    titles: Sequence[str]
    languages: Sequence[str]
    rows_of: Callable[[Extract], ArticleRows]
    versions: VersionPatterns = AUTOMATIC
    labels: Sequence[str] = ()
    translations: Sequence[str] = ()
    derived: dict[type, object] = msgspec.field(default_factory=dict)
    kept: KeptResults | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def label(self, article: int) -> str:
        """Return how a message names an article."""
        return (self.labels or self.ids)[article]


DEFAULT = RuleOptions()
WHOLE_BODY = frozenset(kind for kind in Block if kind < Block.TITLE)


class Rarity(msgspec.Struct, frozen=True):
    """Score by how few reference articles of the same vocabulary size have as much.

    Attributes
    ----------
    most : float
        The most points that the rule takes from quality; 0 for a rule that takes none.
    per_group : bool
        Whether a group is reported only where it is rare by its own weight.
    """

    most: float
    per_group: bool = False


class Count(msgspec.Struct, frozen=True):
    """Take the same points for each unit of the value; report every group.

    Attributes
    ----------
    each : float
        The points of one unit.
    most : float
        The most points that the rule takes from quality.
    """

    each: float
    most: float


class Probability(msgspec.Struct, frozen=True):
    """The points grow with the value, which is a probability.

    Attributes
    ----------
    most : float
        The points that a probability of 1 takes from quality.
    """

    most: float


class Coverage(msgspec.Struct, frozen=True):
    """Take from originality the share of the article that the spans cover.

    Attributes
    ----------
    warning_from : float
        The value from which a finding is a warning whatever points it takes.
    """

    warning_from: float = np.inf


class Below(msgspec.Struct, frozen=True):
    """Report articles whose value is below an option of the rule; take no points.

    Attributes
    ----------
    option : str
        The name of the option that holds the limit.
    """

    option: str


class Informational(msgspec.Struct, frozen=True):
    """Report every occurrence; take no points."""


Scoring = Rarity | Count | Probability | Coverage | Below | Informational
Kind = Literal["phrase", "sentence", "passage", "article", "text"]


class Rule(msgspec.Struct, frozen=True, eq=False):
    """One kind of issue: what is measured, how it is scored, and what is reported.

    Attributes
    ----------
    name : str
        Named after the issue, so that "allow *name*" reads as English.
    page : str
        The docstring of the rule's module.
    message : str
        What a finding says. ``{label}``, ``{value}``, ``{count}`` and, across articles,
        ``{other}`` (the other article) and ``{text}`` (the words) are filled in.
    unit : str
        What the value counts.
    scoring : Rarity, Count, Probability, Coverage, Below or Informational
    severity : {"note", "warning", "error"}
        The severity of its findings, unless a measurement or the configuration gives
        another.
    severities : tuple of {"note", "warning", "error"}
        Every severity that a finding may have by default; only ``severity`` where empty.
    enabled : bool
        Whether the rule is on by default.
    reported : bool
        Whether there are findings; if not, this is no rule but a metric, which only fills
        its columns or, across articles, is left out when they are compared.
    kind : {"phrase", "sentence", "passage", "article", "text"}
        What a span of the rule is.
    names_other : bool
        Whether a finding names another location, which anybody can look up.
    once_per_group : bool
        Whether a check reports one span of each group only.
    reads : frozenset of Block
        The kinds of block that the rule measures.
    table : str
        The report table that `Measurement.rows` go to; empty where there are none.
    columns : tuple of Column
        What the rule adds to the table of metrics; to the table of articles where
        ``data/tables.txt`` names the column there.
    options : type of RuleOptions
        The options of the rule in a configuration, with their defaults.
    superseded_by : tuple of str
        Rules whose finding at the same location takes the place, and the points, of one
        of this rule.
    redundant_with : tuple of str
        Rules whose finding at the same location says as much: a check shows that one only.
    measure : callable, optional
        From a `Corpus` and the options to a `Measurement`: a rule of one article.
    extract, match : callable, optional
        A rule across articles: what it keeps of each batch, and what it finds in the
        rows of all batches, given the articles of the run and the options.
    """

    name: str
    page: str | None
    message: str
    unit: str
    scoring: Scoring
    severity: Severity = "note"
    severities: tuple[Severity, ...] = ()
    enabled: bool = True
    reported: bool = True
    kind: Kind = "text"
    names_other: bool = False
    once_per_group: bool = False
    reads: frozenset[Block] = RUNNING_PROSE
    table: str = ""
    columns: tuple[Column, ...] = ()
    options: type[RuleOptions] = RuleOptions
    superseded_by: tuple[str, ...] = ()
    redundant_with: tuple[str, ...] = ()
    measure: Callable[[Corpus, Any], Measurement] | None = None
    extract: Callable[[Corpus], ArticleRows] | None = None
    match: Callable[[ArticleRows, RunArticles, Any], Measurement] | None = None

    @property
    def summary(self) -> str:
        """The first sentence of the page, without the name."""
        first = (self.page or "").strip().partition("\n\n")[0]
        return " ".join(first.split()).removeprefix(f"{self.name}: ")

    @property
    def severity_summary(self) -> str:
        """The severities that its findings may have, and whether it is off by default."""
        text = " or ".join(self.severities or (self.severity,))
        return text if self.enabled else f"off ({text})"
