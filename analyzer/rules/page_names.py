"""Relations between pages that their paths and titles show.

Versions, translations and the parts of a series repeat each other by design: nobody
copied, and nobody would rewrite them. Names show them: the same path in another version
or language, or a title that recurs with other numbers, dates or words in one slot. Names
also show what is news: a dated post, or release notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from pathlib import PurePosixPath

import msgspec

from analyzer.rules.news import LEADING_DATE, YEAR, is_news, is_release_notes
from analyzer.rules.version_patterns import AUTOMATIC, DeclaredPage, VersionPatterns
from analyzer.text.languages import function_words

Tokens = tuple[str, ...]


class Relation(IntEnum):
    """How two pages are related, by the strongest evidence."""

    UNRELATED = 0
    ANNOUNCED = 1
    LINKED = 2
    SIBLINGS = 3
    SERIES = 4
    VERSIONS = 5
    TRANSLATIONS = 6


# Files that stand for their folder.
INDEX_NAMES = frozenset(["index", "_index", "readme"])
_EXTENSION = re.compile(r"\.(?:md|mdx|markdown|html?|txt|rst|adoc|asciidoc)\Z", re.IGNORECASE)
# "v2", "5.1", "2.x", "release-1.4"; a bare number only as a folder that is no date.
_VERSION = re.compile(
    r"(?:(?:version|release)s?[-_.]?|v[-_.]?|[a-z]+[-_.]v?(?=\d+\.))?\d+(?:[._]\d+)*(?:[._]x)?"
)
_CHANNEL_NAMES = "latest next stable current nightly canary dev legacy"
_CHANNELS = frozenset(_CHANNEL_NAMES.split())
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3}))?")
_LANGUAGE_SUFFIX = re.compile(r"(.+)[._]([a-z]{2,3}(?:-[a-z]{2,4})?)")
_NUMBER = re.compile(r"v?\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th|h\d|q\d|x)?|[hq]\d")
_WORD = re.compile(r"v?\d+(?:[.,:/-]\d+)*(?:[a-z]+\d*)?|[^\W\d_]+(?:['’][^\W\d_]+)*")
_HEAD = re.compile(r"([^:：]+)[:：]\s*\S.*", re.DOTALL)
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_DATE_WORDS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn fall winter "
    "monday tuesday wednesday thursday friday saturday sunday"
)
_DATES = frozenset(_DATE_WORDS.split())
SLOT = "#"
# A word recurs in a slot where at least so many pages have the same frame, of at least so
# many words, at least twice as many as the slot has. Two pages make no series: their
# common wording may be a copy.
FEWEST_PAGES, FEWEST_WORDS, MOST_FILLERS = 3, 3, 2


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
        words_of(_HEAD.sub(r"\1", title)) if _HEAD.match(title) else (),
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


@lru_cache(maxsize=65536)
def words_of(text: str) -> Tokens:
    """Return the words of a name, folded; numbers keep their points.

    Examples
    --------
    >>> words_of("What's new in Marrow 1.96.1")
    ('what', 'new', 'in', 'marrow', '1.96.1')
    """
    words = _WORD.findall(text.casefold().replace("-", " ").replace("_", " "))
    return tuple(word.split("'")[0].split("’")[0] for word in words)


def frame(words: Tokens) -> Tokens:
    """Return the words with a slot in place of numbers and dates.

    Examples
    --------
    >>> frame(("notes", "of", "12", "may"))
    ('notes', 'of', '#')
    """
    slotted: list[str] = []
    for word in words:
        new = SLOT if _NUMBER.fullmatch(word) or word in _DATES else word
        if new != SLOT or slotted[-1:] != [SLOT]:
            slotted.append(new)
    return tuple(slotted)


def open_frames(words: Tokens) -> Iterator[tuple[Tokens, Tokens]]:
    """Yield each frame of the words with one or two in a slot, and the words in it."""
    for size in range(1, MOST_FILLERS + 1):
        if len(words) - size >= max(FEWEST_WORDS, 2 * size):
            for at in range(len(words) - size + 1):
                yield (*words[:at], SLOT, *words[at + size :]), words[at : at + size]


class PageNames:
    """The names of all pages of a run.

    Parameters
    ----------
    sources, titles, languages : sequence of str
        Of each page; the path is empty for one that has no file of its own.
    versions : VersionPatterns
        What the configuration says of them.
    """

    def __init__(
        self,
        sources: Sequence[str],
        titles: Sequence[str],
        languages: Sequence[str],
        versions: VersionPatterns = AUTOMATIC,
    ) -> None:
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
        if _same_but_for_numbers(a.name, b.name) and _are_dated(a.name, b.name):
            return True
        if a.title != b.title and a.title and b.title:
            if _same_but_for_numbers(a.title, b.title):
                return True
        elif a.title == b.title and a.title:
            # Two pages with one title may be copies.
            return self._n_titles[a.title] >= FEWEST_PAGES
        if a.head == b.head and len(a.head) >= FEWEST_WORDS:
            return self._n_heads[a.head] >= FEWEST_PAGES
        titles, names = self._recurring_frames()
        return _share(a.title, b.title, titles) or _share(a.name, b.name, names)

    def _recurring_frames(self) -> tuple[set[Tokens], set[Tokens]]:
        if self._recurring is None:
            self._recurring = (
                _recurring([page.title for page in self._pages]),
                _recurring([page.name for page in self._pages]),
            )
        return self._recurring


def _same_but_for_numbers(a: Tokens, b: Tokens) -> bool:
    one, other = frame(a), frame(b)
    words = [word for word in one if word != SLOT]
    if a == b or not words:
        return False
    if one == other:
        return True
    numbered = SLOT in one or SLOT in other
    if numbered and len(words) > 1 and words == [word for word in other if word != SLOT]:
        return True
    # "Marrow Sound, part 1: ferries" and "Marrow Sound, part 2: mooring".
    return SLOT in one[FEWEST_WORDS - 1 :] and _begin_the_same(one, other)


def _begin_the_same(one: Tokens, other: Tokens) -> bool:
    upto = one.index(SLOT, FEWEST_WORDS - 1)
    return one[: upto + 1] == other[: upto + 1]


def _are_dated(a: Tokens, b: Tokens) -> bool:
    """Return whether names have versions, months or a year; numbered files are no series."""
    by_year = any(YEAR.fullmatch(word) for word in (*a, *b))
    return by_year or all(any("." in w or w in _DATES for w in words) for words in (a, b))


def _recurring(names: Sequence[Tokens]) -> set[Tokens]:
    """Return the frames that enough pages have, with different words in the slot."""
    fillers: dict[Tokens, set[Tokens]] = {}
    for name in set(names):
        for open_frame, filler in open_frames(name):
            fillers.setdefault(open_frame, set()).add(filler)
    return {key for key, found in fillers.items() if len(found) >= FEWEST_PAGES}


def _share(a: Tokens, b: Tokens, recurring: set[Tokens]) -> bool:
    mine = {key for key, _ in open_frames(a)} & recurring
    return a != b and bool(mine) and any(key in mine for key, _ in open_frames(b))


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
