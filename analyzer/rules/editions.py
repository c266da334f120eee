"""Editions of one page, by their paths, and parts of a series, by their titles."""

from __future__ import annotations

import re

from analyzer.text.boilerplate_cues import date_words
from analyzer.text.languages import function_words

_VERSION = re.compile(r"v?\d+(\.(\d+|x))*|latest|next|stable|current|legacy|main|master|dev")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{2,4})?")
# A year, a version, or a date.
_DATED = re.compile(r"(?:19|20)\d\d|v?\d+(?:\.\d+)+|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}")
_WORD = re.compile(r"[^\W\d_]+|[\d][\d./-]*\d|\d")


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


def _is_edition(part: str) -> bool:
    language = _LANGUAGE.fullmatch(part)
    is_language = language is not None and language[1] in function_words()
    return is_language or _VERSION.fullmatch(part) is not None


def without_numbers(title: str) -> str:
    """Return the words of a title that are no numbers, folded.

    Examples
    --------
    >>> without_numbers("Lamps, part 2")
    'lamps part'
    """
    return " ".join(word for word in _WORD.findall(title.casefold()) if not word[0].isdigit())


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
