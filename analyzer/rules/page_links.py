"""Which pages a page links to, by the last name in each address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.article import Article
from analyzer.rules.page_names import INDEX_NAMES, without_extension

# Links of Markdown, definitions of references, HTML, and paths in template expressions.
_ADDRESS = re.compile(
    r"""(?:\]\(<?|\]:\s*<?|href\s*=\s*["']?|["']/)([^\s<>"'()]+)""", re.IGNORECASE
)
_END = re.compile(r"[?#].*", re.DOTALL)


def linked_names(article: Article) -> Iterator[str]:
    """Yield the name of each page that an article links to.

    Examples
    --------
    >>> list(linked_names(Article("a", "See [the lamp](../guides/Lamp.md#care).")))
    ['lamp']
    """
    for match in _ADDRESS.finditer(article.text):
        name = last_name(_END.sub("", match[1]))
        if name:
            yield name


def last_name(path: str) -> str:
    """Return the last name of a path without its extension, that of the folder for an index."""
    parts = [
        part for part in re.split(r"[/\\]+", path.casefold()) if part not in ("", ".", "..")
    ]
    while parts:
        name = without_extension(parts.pop())
        if name not in INDEX_NAMES:
            return name
    return ""
