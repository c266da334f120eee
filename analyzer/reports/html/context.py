"""The report tables indexed by article, for the templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analyzer.reports.html.source_links import source_url
from analyzer.reports.html.templates import clip
from analyzer.rules.registry import RULES
from analyzer.rules.unmeasurable_article import RULE as UNMEASURABLE

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.pipeline.results import Results
    from analyzer.rules.finding import Finding

SENTENCE_RULES = tuple(rule.name for rule in RULES if rule.kind == "sentence")
IN_ONE_FILE = 200
FOLDER = "articles"


@dataclass(frozen=True, eq=False)
class PageContext:
    """The data of the pages, by the position of each article in the run.

    Attributes
    ----------
    analysis : Results
    one_file : bool
        Whether index and articles are one page.
    only : int or None
        The only article on the page, as in a notebook; -1 for the summary alone.
        Other articles cannot be linked to then.
    """

    analysis: Results
    one_file: bool
    only: int | None = None

    def text(self, article: int) -> Article:
        """Return an article, without its text if analyzing it has failed."""
        text = self.analysis.texts[article]
        failed = any(finding.rule == UNMEASURABLE.name for finding in self.findings_of(article))
        return replace(text, text="", markup=None) if failed else text

    def texts(self) -> Iterator[Article]:
        """Yield what `text` returns for every article."""
        return map(self.text, range(len(self.analysis.texts)))

    @cached_property
    def position(self) -> dict[str, int]:
        """The position of each article by its id; the first one for repeated ids."""
        ids = self.analysis.tables["articles"]["article"]
        return {name: at for at, name in reversed(list(enumerate(ids)))}

    def findings_of(self, article: int) -> list[Finding]:
        """Return the findings of an article."""
        return self.analysis.judged.of(article)

    @cached_property
    def phrases(self) -> dict[int, list[int]]:
        """The rows of the table of phrases."""
        return self._rows("phrases", "article")

    @cached_property
    def sentences(self) -> dict[int, list[int]]:
        """The rows of the table of sentences, under both articles of each pair."""
        return self._rows("sentences", "article_a", "article_b")

    @cached_property
    def duplicates(self) -> dict[int, list[int]]:
        """The rows of the table of duplicates, under both articles of each pair."""
        return self._rows("duplicates", "article_a", "article_b")

    @cached_property
    def passages(self) -> dict[int, list[int]]:
        """The rows of the table of passages."""
        return self._rows("passages", "article")

    @cached_property
    def sentence_findings(self) -> dict[tuple[int, str], list[Finding]]:
        """The findings about near-duplicate sentences, by article and cluster."""
        found = defaultdict(list)
        for finding in self.analysis.judged:
            if finding.rule in SENTENCE_RULES:
                found[finding.article, finding.group].append(finding)
        return found

    @cached_property
    def named(self) -> dict[int, list[int]]:
        """Where in its prose the findings of others name an article, in order."""
        starts: dict[int, set[int]] = defaultdict(set)
        for finding in self.analysis.judged:
            if finding.elsewhere:
                starts[finding.elsewhere[0]].add(finding.elsewhere[1])
        return {article: sorted(own) for article, own in starts.items()}

    def row(self, table: str, number: int) -> dict[str, Any]:
        """Return one row of a table by column name."""
        columns = self.analysis.tables[table]
        return {name: column[number] for name, column in columns.items()}

    def title(self, article: int) -> str:
        """Return the title of an article, or its id if it has none."""
        table = self.analysis.tables["articles"]
        return clip(table["title"][article] or table["article"][article] or "(no name)")

    def name(self, article: int) -> str:
        """Return the id of an article on one line."""
        return clip(self.analysis.tables["articles"]["article"][article])

    def link(self, article: int, target: str = "", *, origin: str = "") -> str:
        """Return a link to an article or to a location in it; empty if there is none.

        Parameters
        ----------
        target : str
            An anchor; the top of the article if empty.
        origin : {"index", "article"}
            The page that the link is on.
        """
        if self.only not in (None, article):
            return ""
        fragment = f"#{target or f'a{article}'}"
        if self.one_file:
            return fragment
        folder = f"{FOLDER}/" if origin == "index" else ""
        return f"{folder}{self.file(article)}{fragment}"

    def index_link(self, target: str) -> str:
        """Return a link from an article to an anchor of the index."""
        if self.only is not None:
            return ""
        return f"#{target}" if self.one_file else f"../index.html#{target}"

    def source_link(self, article: int, line: int) -> str:
        """Return the address of a line of an article's file; empty if there is none."""
        settings, row = self.analysis.settings, self.analysis.tables["articles"]
        if row["row"][article] is not None:  # of a record, whose lines are not the file's
            return ""
        return source_url(settings.source_url, row["source"][article], line, settings.root)

    def file(self, article: int) -> str:
        """Return the file name of an article's page: its number, since an id may be unsafe."""
        width = len(str(len(self.analysis.texts)))
        return f"{article + 1:0{width}}.html"

    def _rows(self, table: str, *columns: str) -> dict[int, list[int]]:
        rows: dict[int, list[int]] = defaultdict(list)
        sides = [self.analysis.tables[table][column] for column in columns]
        scope = self.analysis.tables[table].get("scope")
        for number, names in enumerate(zip(*sides, strict=True)):
            # The second article of an archive match is not part of the run.
            own = names[:1] if scope and scope[number] == "archive" else names
            for name in dict.fromkeys(own):
                rows[self.position.get(name, -1)].append(number)
        return rows
