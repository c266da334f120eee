"""Articles that have another id in a later run, as those of a renamed file.

Tables have no texts: an article is recognised by its title, its language and its size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from msgspec.structs import replace

from analyzer.comparison.runs import ArticleRow, Run

# The least share of the words that a renamed article with the same title still has.
SAME_SIZE = 0.9


def with_new_names(old: Run, new: Run) -> Run:
    """Return the earlier run with the names that its articles have in the later run."""
    names = _renamed(old, new)
    if not names:
        return old
    articles = {
        names.get(name, name): row._replace(article=names.get(name, name))
        for name, row in old.articles.items()
    }
    findings = old.findings
    return replace(
        old,
        articles=articles,
        findings=lambda: (
            finding._replace(article=names.get(finding.article, finding.article))
            for finding in findings()
        ),
    )


def _renamed(old: Run, new: Run) -> dict[str, str]:
    """Return the new name of each article that was renamed."""
    gone = {name: row for name, row in old.articles.items() if name not in new.articles}
    added = {name: row for name, row in new.articles.items() if name not in old.articles}
    names: dict[str, str] = {}
    for key in (_same, _same_title):
        before, after = (_only(key, rows.values()) for rows in (gone, added))
        for at in before.keys() & after.keys():
            one, other = before[at], after[at]
            sizes = sorted([one.words, other.words])
            if sizes[0] >= SAME_SIZE * sizes[1]:
                names[one.article] = other.article
                del gone[one.article], added[other.article]
    return names


def _same(row: ArticleRow) -> Hashable:
    return (row.title, row.language, row.words, row.sentences) if row.title else None


def _same_title(row: ArticleRow) -> Hashable:
    return (row.title, row.language) if row.title else None


def _only(
    key: Callable[[ArticleRow], Hashable], rows: Iterable[ArticleRow]
) -> dict[Hashable, ArticleRow]:
    """Return the articles that no other one has the key of."""
    found: dict[Hashable, list[ArticleRow]] = defaultdict(list)
    for row in rows:
        if row.words:
            found[key(row)].append(row)
    found.pop(None, None)
    return {at: own[0] for at, own in found.items() if len(own) == 1}
