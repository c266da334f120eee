"""ZIP: the export of a service, or any folder that was packed; each member by its reader.

Services pack their posts into a folder ``posts``, beside lists of what the user has read
and liked: where there is one with pages, nothing else is read. A ``posts.csv`` beside it has
the titles and the status of the pages.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from analyzer.errors import Diagnostic
from analyzer.readers.encoding import decode
from analyzer.readers.reader import Skipped, SourceFile, UnreadableError
from analyzer.readers.skipped import describe_skipped
from analyzer.readers.zip_parts import ZipParts

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import ReadOptions

ZIP = ".zip"
MOST_NESTED = 2  # an export in parts is a ZIP file of ZIP files
POSTS, LIST = "posts", "posts.csv"
PAGES = (".html", ".htm")
DRAFT = "draft_"
KEY, PUBLISHED = "post_id", "is_published"
FIELDS = {"post_date": "date", "subtitle": "excerpt", "type": "type", "audience": "audience"}
HIDDEN = (".", "__MACOSX")


class MemberFile(SourceFile, frozen=True):
    """A member of a ZIP file, in memory."""

    data: bytes = b""

    @property
    def is_rereadable(self) -> bool:
        """Whether it can be opened a second time."""
        return True

    @contextmanager
    def raw(self) -> Iterator[BinaryIO]:
        """Open the bytes."""
        yield io.BytesIO(self.data)


def read(
    file: SourceFile, options: ReadOptions, on_problem: ProblemHandler
) -> Iterator[Article]:
    """Yield the articles of the members, in the order of their names.

    A file that was found in a folder is skipped: it may be anything.
    """
    if not file.is_explicit:
        raise Skipped(ZIP)
    skipped = Counter[str]()
    with file.raw() as stream:
        seekable = stream if stream.seekable() else io.BytesIO(stream.read())
        size = seekable.seek(0, 2)
        parts = ZipParts(seekable, size, options.limits, "ZIP")
        yield from _Members(options, on_problem, skipped).read(parts, file, 0)
    if skipped:
        on_problem(Diagnostic(file.source, describe_skipped(skipped), severity="note"))


class _Members:
    """Reads the members of an archive, and of archives in it."""

    def __init__(
        self, options: ReadOptions, on_problem: ProblemHandler, skipped: Counter[str]
    ) -> None:
        self._options, self._on_problem, self._skipped = options, on_problem, skipped

    def read(self, parts: ZipParts, file: SourceFile, depth: int) -> Iterator[Article]:
        """Yield the articles of an archive; a member that is damaged costs no other one."""
        names = sorted(parts.members, key=lambda name: name.split("/"))
        listed = _listed_posts(parts, names)
        posts_only = any(map(_is_post, names))
        for name in names:
            if any(part.startswith(HIDDEN) for part in name.split("/")):
                continue
            said = listed.get(PurePosixPath(name).stem, {})
            member = MemberFile(
                None, f"{file.id}/{name}", f"{file.source}/{name}", file.input, False
            )
            kind = self._why_not(member, posts_only=posts_only, said=said, depth=depth)
            if kind:
                self._skipped[kind] += 1
                continue
            try:
                held = msgspec.structs.replace(member, data=parts.read(name))
                for article in self._articles(held, parts, depth):
                    yield _completed(article, said)
            except UnreadableError as error:
                self._on_problem(Diagnostic(member.source, str(error)))

    def _articles(self, member: MemberFile, parts: ZipParts, depth: int) -> Iterator[Article]:
        from analyzer.readers import read_file

        if not member.id.lower().endswith(ZIP):
            yield from read_file(member, self._options, self._on_problem, self._skipped)
            return
        stream, limits = io.BytesIO(member.data), self._options.limits
        inner = ZipParts(stream, len(member.data), limits, "ZIP", parts)
        yield from self.read(inner, member, depth + 1)

    def _why_not(
        self, member: MemberFile, *, posts_only: bool, said: Mapping[str, str], depth: int
    ) -> str:
        """Return why a member is skipped, empty if it is not."""
        from analyzer.readers import reader_of

        suffix = PurePosixPath(member.id).suffix.lower()
        if not suffix or reader_of(member) is None or (suffix == ZIP and depth >= MOST_NESTED):
            return suffix or "no suffix"
        if posts_only and suffix != ZIP and not _is_post(member.id):
            return "beside the posts"
        if not self._options.drafts and _is_draft(member.id, said):
            return "draft"
        return ""


def _is_post(name: str) -> bool:
    """Return whether a member is a page in a folder of posts."""
    *folders, last = name.lower().split("/")
    return folders[-1:] == [POSTS] and last.endswith(PAGES)


def _is_draft(name: str, said: Mapping[str, str]) -> bool:
    """Return whether a post is not published, by its name or by the list of posts."""
    published = said.get(PUBLISHED, "true").strip().lower()
    return published == "false" or (
        _is_post(name) and PurePosixPath(name).name.startswith(DRAFT)
    )


def _listed_posts(parts: ZipParts, names: list[str]) -> dict[str, dict[str, str]]:
    """Return what the list of posts says of each, by the name of its file."""
    listed: dict[str, dict[str, str]] = {}
    for name in names:
        if PurePosixPath(name).name == LIST and any(map(_is_post, names)):
            text = decode(parts.read(name)).text
            for row in csv.DictReader(io.StringIO(text, newline="")):
                if isinstance(row.get(KEY), str):
                    listed[row[KEY]] = {
                        key: value
                        for key, value in row.items()
                        if isinstance(key, str) and isinstance(value, str)
                    }
    return listed


def _completed(article: Article, said: Mapping[str, str]) -> Article:
    """Return an article with what the list of posts says of it."""
    if not said:
        return article
    fields = {field: said[key] for key, field in FIELDS.items() if said.get(key)}
    return replace(
        article,
        title=" ".join(said.get("title", "").split()) or article.title,
        fields={**article.fields, **fields},
    )
