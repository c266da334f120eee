"""Patterns of the configuration that say which pages are versions of each other."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from analyzer.path_patterns import Pattern, compile_patterns, decide
from analyzer.settings import Settings, below_root

Parts = tuple[str, ...]


class DeclaredPage(msgspec.Struct, frozen=True):
    """What the configuration says of a page.

    Attributes
    ----------
    path : str
        Its path without the folders that are declared to be versions.
    versions : tuple of str
        These folders, or the file itself where a pattern names files.
    files : str
        Equal for the files that one pattern names; else empty.
    is_recognized : bool
        Whether versions, translations and series of the page may be recognized.
    """

    path: str
    versions: Parts = ()
    files: str = ""
    is_recognized: bool = True


class VersionPatterns(msgspec.Struct, frozen=True):
    """Patterns of folders and files that are versions of each other.

    Attributes
    ----------
    patterns : tuple of str or None
        As in a ``.gitignore`` file. None where the configuration says nothing.
    root : str
        The folder that they are relative to. If empty, the current one.
    """

    patterns: Parts | None = None
    root: str = ""

    @classmethod
    def of(cls, settings: Settings) -> VersionPatterns:
        """Return the patterns of the settings of a run."""
        return cls(settings.versions, settings.root)

    def page(self, source: str) -> DeclaredPage:
        """Return what the patterns say of a page.

        Parameters
        ----------
        source : str
            Its path; empty where it has no file of its own.

        Examples
        --------
        >>> patterns = VersionPatterns(("api/*/", "minutes-*.md", "!blog/"))
        >>> patterns.page("api/north/lamp.md")
        DeclaredPage(path='api/lamp.md', versions=('north',), files='', is_recognized=True)
        >>> patterns.page("minutes-may.md").files == patterns.page("minutes-june.md").files
        True
        >>> patterns.page("blog/lamp.md").is_recognized
        False
        """
        if not self.patterns or not source:
            path = below_root(source, "") if "://" in source else source
            return DeclaredPage(path, is_recognized=self.patterns != ())
        compiled = _compiled(self.patterns)
        path = below_root(source, self.root)
        decided = decide(compiled, path)
        if not decided:
            return DeclaredPage(path, is_recognized=decided is None)
        return _declared(compiled, path)


# Without patterns, paths and titles decide.
AUTOMATIC = VersionPatterns()


@lru_cache(maxsize=64)
def _compiled(patterns: Parts) -> tuple[Pattern, ...]:
    return compile_patterns(patterns)


def _declared(patterns: tuple[Pattern, ...], path: str) -> DeclaredPage:
    """Return a page that a pattern names, as a file or by its folders."""
    versions = set()
    for number, pattern in enumerate(patterns):
        match = pattern.matches.match(path)
        if match is None or not pattern.ignores:
            continue
        if match["folder"] is None:
            return DeclaredPage(path, (path,), f"pattern {number}")
        versions.add(path[: match.end()].count("/") - 1)
    parts = path.split("/")
    kept = (part for at, part in enumerate(parts) if at not in versions)
    return DeclaredPage("/".join(kept), tuple(parts[at] for at in sorted(versions)))
