"""What suppresses the findings of an article: a comment in it, or the configuration."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.article import Article

# Around a comment of Markdown and HTML, and of MDX.
COMMENTS = (("<!--", "-->"), ("{/*", "*/}"))
# Signs with a meaning in a pattern of paths.
_SPECIAL = re.compile(r"[*?\[\]\\!#]")


def comment_signs(article: Article) -> tuple[str, ...]:
    """Return what begins and ends a comment; nothing in plain text, which has none."""
    return COMMENTS[article.source.lower().endswith(".mdx")] if article.markup else ()


def override_paths(article: Article) -> str:
    r"""Return the file of an article as a list of paths for an override; empty without one.

    Examples
    --------
    >>> from analyzer.article import Article
    >>> print(override_paths(Article("1", "", source="notes/day [1].txt")))
    ["day \\[1\\].txt"]
    """
    if not article.source:
        return ""
    name = PurePosixPath(article.source).name
    return json.dumps([_SPECIAL.sub(r"\\\g<0>", name)], ensure_ascii=False)
