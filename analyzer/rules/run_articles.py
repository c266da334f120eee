"""What a rule across articles knows of the articles besides the rows that it compares."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from analyzer.corpus import Corpus
from analyzer.similarity.article_rows import ArticleRows

Extract = Callable[[Corpus], ArticleRows]


class RunArticles(msgspec.Struct, frozen=True, eq=False):
    """The articles of a run, by number.

    Attributes
    ----------
    ids, sources, titles, languages : sequence of str, length n_articles
        A source is the path of the file; empty for a text given in memory.
    rows_of : callable
        From the `extract` function of a registered rule to its rows, loaded when asked for.
    """

    ids: Sequence[str]
    sources: Sequence[str]
    titles: Sequence[str]
    languages: Sequence[str]
    rows_of: Callable[[Extract], ArticleRows]

    def __len__(self) -> int:
        return len(self.ids)
