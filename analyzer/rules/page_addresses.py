"""What addresses and titles say of pages: editions, parts of a series, links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.article import Article
from analyzer.rules.page_names import INDEX_NAMES, without_extension
from analyzer.rules.version_patterns import VersionPatterns
from analyzer.text.boilerplate_cues import date_words
from analyzer.text.languages import function_words
from analyzer.text.later_patterns import compile_later

_VERSION = compile_later(r"v?\d+(\.(\d+|x))*|latest|next|stable|current|legacy|main|master|dev")
_LANGUAGE = compile_later(r"([a-z]{2,3})(?:[-_][a-z]{2,4})?")
# A year, a version, or a date.
_DATED = compile_later(r"\A(?:(?:19|20)\d\d|v?\d+(?:\.\d+)+|\d{1,2}[-/]\d{1,2}[-/]\d{2,4})\Z")
# A word with a number at the end of a part of a title.
_PART = compile_later(r"(?<![^\W\d_])([^\W\d_]++)\W{0,3}(\d{1,3})(?=\s{0,3}(?:$|[^\w\s]))")
_DATE = compile_later(r"[-_]?(?<!\d)(?:19|20)\d\d(?:[-_]?\d\d){0,2}(?!\d)[-_]?")
_WORD = compile_later(r"[^\W\d_]+|[\d][\d./-]*\d|\d")


def edition_key(source: str) -> str:
    """Return the path of a page without the parts that name a language or a version.

    Examples
    --------
    >>> edition_key("docs/5.1/cache.md") == edition_key("docs/latest/cache.md")
    True
    >>> edition_key("fr/cache.md") == edition_key("cache.de.md")
    True
    >>> edition_key("hull/roofs.md") == edition_key("york/roofs.md")
    False
    """
    *folders, name = source.casefold().replace("\\", "/").split("/")
    kept = [folder for folder in folders if not _is_edition(folder)]
    stem, *parts = name.split(".")
    kept.append(".".join([stem, *(part for part in parts if not _is_edition(part))]))
    return "/".join(kept)


def page_key(source: str, article: str, versions: VersionPatterns) -> str:
    """Return what the editions of a page have in common: its path, or its id without one.

    Records of one file are pages of their own.
    """
    record = article.rpartition("#")[2] if "#" in article else ""
    page = versions.page(source)
    if not source or not page.is_recognized:
        return article
    return f"{page.files or edition_key(page.path)}#{record}"


def series_path(path: str) -> str:
    """Return a path without the years and dates in its names.

    Examples
    --------
    >>> series_path("news/2024-05-01-award.md") == series_path("news/2025-06-02-award.md")
    True
    >>> series_path("news/page17.md")
    'news/page17.md'
    """
    names = []
    for name in path.split("/"):
        stem, dot, suffix = name.partition(".")
        names.append(f"{_DATE.sub('', stem) or stem}{dot}{suffix}")
    return "/".join(names)


def _is_edition(part: str) -> bool:
    language = _LANGUAGE.fullmatch(part)
    is_language = language is not None and language[1] in function_words()
    return is_language or _VERSION.fullmatch(part) is not None


def are_parts(title: str, other: str) -> bool:
    """Return whether two titles differ in nothing but numbers, or number parts of a series.

    Examples
    --------
    >>> are_parts("Bees, part 1: the hive", "Bees, part 2: the swarm")
    True
    >>> are_parts("5 lamps for small rooms", "7 lamps for a small room")
    False
    """
    words, others = _WORD.findall(title.casefold()), _WORD.findall(other.casefold())
    if words == others:
        return False
    if _without_numbers(words) == _without_numbers(others):
        return True
    parts, other_parts = (
        dict(_PART.findall(title.casefold())),
        dict(_PART.findall(other.casefold())),
    )
    return any(parts[word] != other_parts[word] for word in parts.keys() & other_parts.keys())


def _without_numbers(words: list[str]) -> list[str]:
    return [word for word in words if not word[0].isdigit()]


def series_key(title: str) -> str:
    """Return the years, versions, months and days in a title; empty where there are none.

    Examples
    --------
    >>> series_key("Survey results, May 2023"), series_key("Five lamps for 20 euros")
    ('2023 may', '')
    """
    named = date_words()
    found = {
        word
        for word in _WORD.findall(title.casefold())
        if _DATED.fullmatch(word) or (word in named and not word.isdigit())
    }
    return " ".join(sorted(found))


# Links of Markdown, definitions of references, HTML, and paths in template expressions.
_ADDRESS = compile_later(
    r"""(?:\]\(<?|\]:\s*<?|href\s*=\s*["']?|["']/)([^\s<>"'()]+)""", re.IGNORECASE
)
_END = compile_later(r"[?#].*", re.DOTALL)


_REFERENCE = compile_later(r"\]\[([^\]]+)\]")


def addresses(text: str) -> list[str]:
    """Return the addresses that a piece of a source links to, and the names of references.

    Examples
    --------
    >>> addresses("See [the lamp](lamp.md) and [the kettle][kettle].")
    ['lamp.md', 'kettle']
    """
    return [*_ADDRESS.findall(text), *_REFERENCE.findall(text)]


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
