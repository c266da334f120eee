"""Which paths are news: what is true on its day, such as a dated post or release notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

# Folders and files of what is true on its day: posts, news, release notes.
NEWS = frozenset((
    "announcements", "blog", "blogs", "changelog", "changelogs", "changes", "news", "posts",
    "releasenotes", "releases", "updates", "whatsnew",
))  # fmt: skip
YEAR = re.compile(r"(?:19|20)\d\d")
LEADING_DATE = re.compile(r"\A(?:19|20)\d\d[-_]\d\d?[-_]\d\d?[-_]?")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_NOT_LETTER = re.compile(r"[\W\d_]+")


def is_news(parts: Sequence[str]) -> bool:
    """Return whether a path has a date, or a folder or file name of news."""
    if any(LEADING_DATE.match(part) for part in parts):
        return True
    dated = (YEAR.fullmatch(one) and _MONTH.fullmatch(two) for one, two in pairwise(parts))
    return any(dated) or any(_NOT_LETTER.sub("", part) in NEWS for part in parts)
