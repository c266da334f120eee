"""What a run skips: pointers of Git LFS, drafts, and other addresses of a page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.article import Article
    from analyzer.readers.reader import SourceFile

LFS, LFS_MOST = b"version https://git-lfs.github.com/spec/", 1024


def is_lfs_pointer(path: Path) -> bool:
    """Return whether a file is what Git LFS leaves in place of one that it did not fetch."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode) or status.st_size > LFS_MOST:
            return False
        with path.open("rb") as stream:
            return stream.read(len(LFS)) == LFS
    except OSError:
        return False


class SeenPages:
    """Remembers the canonical addresses of a run.

    A template may give all pages of a site one canonical address by mistake, so pages must
    also have the same title to be one page.

    Parameters
    ----------
    skipped : Counter of str
        Counts skipped pages.
    """

    def __init__(self, skipped: Counter[str]) -> None:
        self._skipped = skipped
        self._seen: set[tuple[str, str]] = set()

    def new(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield the articles whose canonical page was not seen before."""
        for article in articles:
            address = article.fields.get("url")
            if article.row is None and article.title and isinstance(address, str) and address:
                key = (address.rstrip("/"), article.title)
                if key in self._seen:
                    self._skipped["another address of a page"] += 1
                    continue
                self._seen.add(key)
            yield article


def is_draft(article: Article, file: SourceFile) -> bool:
    """Return whether a file found in a folder holds an article that is not published."""
    if file.is_explicit or article.row is not None:
        return False
    return article.fields.get("draft") is True or article.fields.get("published") is False
