"""Which pages are news: what is true on its day, such as a dated post or release notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

# Folders and files of what is true on its day: posts, news, release notes.
NEWS = frozenset((
    "announcements", "blog", "blogs", "changelog", "changelogs", "changes", "news", "posts",
    "releasenotes", "releases", "updates", "whatsnew",
))  # fmt: skip
# Of these, those that go through the lasting pages and say what is new in each.
RELEASE_NOTES = frozenset((
    "changelog", "changelogs", "changes", "releasenotes", "releases", "whatsnew",
))  # fmt: skip
POSTS = frozenset(("blog", "news", "post", "posts"))
KINDS, ADDRESSES = ("layout", "type"), ("path", "permalink", "url", "slug")
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


def is_release_notes(parts: Sequence[str]) -> bool:
    """Return whether a path has a folder or file name of release notes."""
    return any(_NOT_LETTER.sub("", part) in RELEASE_NOTES for part in parts)


def is_post(fields: Mapping[str, object]) -> bool:
    """Return whether front matter calls a page a post, or gives it a dated address.

    Examples
    --------
    >>> is_post({"layout": "post"}), is_post({"path": "2026/05/02/kettle"}), is_post({})
    (True, True, False)
    """
    kinds = (str(fields.get(key, "")).casefold() for key in KINDS)
    addresses = (str(fields.get(key, "")).casefold().split("/") for key in ADDRESSES)
    return any(kind in POSTS for kind in kinds) or any(map(is_news, addresses))
