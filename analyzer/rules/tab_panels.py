"""Which parts of a page are in different tabs, of which a reader sees one at a time."""

from __future__ import annotations

import re

from analyzer.corpus import Corpus
from analyzer.text.later_patterns import compile_later

# What opens a tab: in HTML and MDX, shortcodes, Liquid, MyST, MkDocs, reStructuredText,
# and a heading that is a tab.
_OPENING = compile_later(
    r"<tab[-_]?(?:item|panel|content)?\b|\{\{[<%] *tab\b|\{%-? *tab\b"
    r"|^[ \t]*(?:===[!+]* +[\"']|:{3,} *\{?tab-item|\.\. (?:tab|tab-item|group-tab)::)"
    r"|^\#+ *\[[^\]\n]*\]\(\#tab/",
    re.IGNORECASE | re.MULTILINE,
)
# What ends a group of tabs: the end of its element, or a heading that is none.
_END = compile_later(
    r"</tab[-_]?(?:s|group|set|list)\b|\{\{[<%] */ *tabs\b|\{%-? *endtabs\b"
    r"|^\#+ +(?!\[[^\]\n]*\]\(\#tab/)\S",
    re.IGNORECASE | re.MULTILINE,
)


def are_in_other_tabs(corpus: Corpus, one: int, other: int) -> bool:
    """Return whether two sentences of an article are in different tabs of one group."""
    article = corpus.articles[int(corpus.sentence_article[one])]
    begin = corpus.sentence_start[[one, other]] - corpus.prose_ptr[corpus.sentence_article[one]]
    place, _ = article.locate(begin, begin + 1)
    first, last = sorted(place.tolist())
    return apart_in_tabs(article.text, first, last)


def apart_in_tabs(text: str, first: int, last: int) -> bool:
    """Return whether two places of a source are in different tabs of one group.

    Examples
    --------
    >>> text = "<tab title='Linux'>Open it.</tab><tab title='Windows'>Start it.</tab>"
    >>> apart_in_tabs(text, text.index("Open"), text.index("Start"))
    True
    >>> apart_in_tabs(text, text.index("Open"), text.index("it"))
    False
    """
    openings = [found.start() for found in _OPENING.finditer(text, 0, last)]
    before = [place for place in openings if place <= first]
    return len(openings) > len(before) > 0 and not _END.search(text, before[-1] + 1, last)
