"""Relations between pages that their paths and titles show.

Versions, translations and the parts of a series repeat each other by design: nobody
copied, and nobody would rewrite them. Names show them: the same path in another version
or language, or a title that recurs with other numbers, dates or words in one slot. Names
also show what is news: a dated post, or release notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from pathlib import PurePosixPath

import msgspec

from analyzer.rules.name_series import (
    FEWEST_PAGES,
    FEWEST_WORDS,
    Tokens,
    are_dated,
    recurring,
    same_but_for_numbers,
    share_frame,
    words_of,
)
from analyzer.rules.news import LEADING_DATE, YEAR, is_news, is_release_notes
from analyzer.rules.version_patterns import AUTOMATIC, DeclaredPage, VersionPatterns
from analyzer.text.languages import function_words
from analyzer.text.later_patterns import compile_later


class Relation(IntEnum):
    """How two pages are related, by the strongest evidence."""

    UNRELATED = 0
    SAME_SUBJECT = 1
    ANNOUNCED = 2
    LINKED = 3
    SIBLINGS = 4
    SERIES = 5
    VERSIONS = 6
    TRANSLATIONS = 7


# Files that stand for their folder.
INDEX_NAMES = frozenset(["index", "_index", "readme"])
_EXTENSION = compile_later(
    r"\.(?:md|mdx|markdown|html?|txt|rst|adoc|asciidoc)\Z", re.IGNORECASE
)
# "v2", "5.1", "2.x", "release-1.4"; a bare number only as a folder that is no date.
_VERSION = compile_later(
    r"(?:(?:version|release)s?[-_.]?|v[-_.]?|[a-z]+[-_.]v?(?=\d+\.))?\d+(?:[._]\d+)*(?:[._]x)?"
)
_CHANNEL_NAMES = "latest next stable current nightly canary dev legacy"
_CHANNELS = frozenset(_CHANNEL_NAMES.split())
_LANGUAGE = compile_later(r"([a-z]{2,3})(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3}))?")
_LANGUAGE_SUFFIX = compile_later(r"(.+)[._]([a-z]{2,3}(?:-[a-z]{2,4})?)")
_HYPHEN = compile_later(r"(?<=[^\W\d_])-(?=[^\W\d_])")


class PageName(msgspec.Struct, frozen=True):
    """What the path and the title of a page say, taken apart.

    Attributes
    ----------
    path : tuple of str
        Folders and name, without versions and languages; empty for a record.
    version, language : tuple of str
        What was taken out of the path.
    detected : str
        The language of the text.
    title, head, name : tuple of str
        The words of the title, of the title up to a colon, and of the file name without
        its date.
    is_news, is_release_notes : bool
        Whether it is a dated post or release notes, and no lasting page.
    is_recognized : bool
        Whether its relations to other pages may be recognized.
    """

    path: Tokens
    version: Tokens
    language: Tokens
    detected: str
    title: Tokens
    head: Tokens
    name: Tokens
    is_news: bool
    is_release_notes: bool
    is_recognized: bool


def without_extension(name: str) -> str:
    """Return a file name without the extension of an article."""
    return _EXTENSION.sub("", name)


@lru_cache(maxsize=65536)
def page_name(declared: DeclaredPage, title: str, language: str) -> PageName:
    """Take a path and a title apart."""
    folded = declared.path.casefold()
    parts = [part for part in re.split(r"[/\\]+", folded) if part not in ("", ".")]
    if parts:
        parts[-1] = without_extension(parts[-1])
    localized = [_without_language(part) for part in parts]
    named = [part for part, _ in localized if part]
    if len(named) > 1 and named[-1] in INDEX_NAMES:
        named.pop()
    kept: list[str] = []
    versions = [*declared.versions]
    for at, part in enumerate(named):
        dated = at > 0 and YEAR.match(named[at - 1]) is not None
        is_version = _is_version(part) and at < len(named) - 1 and not dated
        (versions if is_version else kept).append(part)
    name = LEADING_DATE.sub("", kept[-1]) if kept else ""
    return PageName(
        (declared.files,) if declared.files else tuple(kept),
        tuple(versions),
        tuple(code for _, code in localized if code),
        language,
        words_of(_HYPHEN.sub("", title)),
        words_of(title.replace("：", ":").rpartition(":")[0].partition(":")[0]),
        words_of(name),
        is_news(parts),
        is_release_notes(parts),
        declared.is_recognized,
    )


def _is_version(part: str) -> bool:
    # "2023.1" is a version, "2023" and "2023-10" are dates.
    numbered = _VERSION.fullmatch(part) and ("." in part or not YEAR.match(part))
    return part in _CHANNELS or bool(numbered)


def _without_language(part: str) -> tuple[str, str]:
    """Return a part of a path without its language code, and the code."""
    whole = _LANGUAGE.fullmatch(part)
    if whole and whole[1] in function_words():
        return "", part
    suffix = _LANGUAGE_SUFFIX.fullmatch(part)
    if suffix and suffix[2].split("-")[0] in function_words():
        return suffix[1], suffix[2]
    return part, ""


class PageNames:
    """The names of all pages of a run.

    Parameters
    ----------
    sources, titles, languages : sequence of str
        Of each page; the path is empty for one that has no file of its own.
    versions : VersionPatterns
        What the configuration says of them.

    Attributes
    ----------
    given : tuple
        The parameters: equal ones give equal names.
    """

    def __init__(
        self,
        sources: Sequence[str],
        titles: Sequence[str],
        languages: Sequence[str],
        versions: VersionPatterns = AUTOMATIC,
    ) -> None:
        self.given = (sources, titles, languages, versions)
        shared = Counter(sources)
        own = [versions.page("" if shared[source] > 1 else source) for source in sources]
        self._pages = [page_name(*page) for page in zip(own, titles, languages, strict=True)]
        self._n_titles = Counter(page.title for page in self._pages)
        heads = {page.title: page.head for page in self._pages}
        self._n_heads = Counter(heads.values())
        self._recurring: tuple[set[Tokens], set[Tokens]] | None = None

    def is_news(self, page: int) -> bool:
        """Return whether a page is a dated post or release notes."""
        return self._pages[page].is_news

    def is_release_notes(self, page: int) -> bool:
        """Return whether a page is release notes."""
        return self._pages[page].is_release_notes

    def page(self, number: int) -> Tokens:
        """Return the path that the versions and translations of a page have in common."""
        return self._pages[number].path

    def relation(self, one: int, other: int) -> Relation:
        """Return how the names of two pages are related."""
        a, b = self._pages[one], self._pages[other]
        if not (a.is_recognized and b.is_recognized):
            return Relation.UNRELATED
        if a.path and a.path == b.path:
            if a.language != b.language:
                return Relation.TRANSLATIONS
            if a.version != b.version:
                return Relation.VERSIONS
        return Relation.SERIES if self._in_series(a, b) else Relation.UNRELATED

    def _in_series(self, a: PageName, b: PageName) -> bool:
        if same_but_for_numbers(a.name, b.name) and are_dated(a.name, b.name):
            return True
        if a.title != b.title and a.title and b.title:
            if same_but_for_numbers(a.title, b.title):
                return True
        elif a.title == b.title and a.title:
            # Two pages with one title may be copies.
            return self._n_titles[a.title] >= FEWEST_PAGES
        if a.head == b.head and len(a.head) >= FEWEST_WORDS:
            return self._n_heads[a.head] >= FEWEST_PAGES
        titles, names = self._recurring_frames()
        return share_frame(a.title, b.title, titles) or share_frame(a.name, b.name, names)

    def _recurring_frames(self) -> tuple[set[Tokens], set[Tokens]]:
        if self._recurring is None:
            self._recurring = (
                recurring([page.title for page in self._pages]),
                recurring([page.name for page in self._pages]),
            )
        return self._recurring


@lru_cache(maxsize=65536)
def folder_of(source: str) -> str:
    """Return the folder that a page is beside its siblings in; empty without a path.

    Examples
    --------
    >>> folder_of("guides/lamp/index.md"), folder_of("guides/kettle.md")
    ('guides', 'guides')
    """
    path = PurePosixPath(source.replace("\\", "/"))
    named = _without_language(without_extension(path.name.casefold()))[0]
    folder = path.parent
    if (not named or named in INDEX_NAMES) and folder.name:
        folder = folder.parent
    return str(folder)
