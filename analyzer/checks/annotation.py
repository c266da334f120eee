"""Annotations: findings as an editor, a terminal or a CI service shows them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from analyzer.rules import near_duplicate_article
from analyzer.text.positions import LINE_END

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.finding import Finding

RELATED = 20
LENGTH = 32  # hexadecimal digits of the fingerprint, 128 bits
Entry = tuple[str, str, str, int]  # path, rule, normalised text, number
# Rules whose groups are of whole articles.
WHOLE = frozenset([near_duplicate_article.RULE.name])
BEFORE, MARKED, AFTER = 48, 160, 48
LINE_RECORDS = re.compile(r"\.(?:jsonl|ndjson)\Z", re.IGNORECASE)
CONTROLS = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Place(msgspec.Struct, frozen=True):
    """Where a finding stands.

    Attributes
    ----------
    source : str
        The file as the user named it, or as it was found.
    path : str
        The file from the root of the repository, with forward slashes.
    row : int or None
        The record of that file, counted from 1; lines and columns are then
        those of the record's text.
    line, column, end_line, end_column : int
        Counted from 1, columns in code points; the end is behind the last
        character.
    byte_column, end_byte_column : int
        The same columns in bytes of UTF-8.
    """

    source: str
    path: str
    row: int | None
    line: int
    column: int
    end_line: int
    end_column: int
    byte_column: int
    end_byte_column: int

    @property
    def file_line(self) -> int:
        """The line of the file: a record of JSON Lines is one, of others none is known."""
        if self.row is None:
            return self.line
        return self.row if LINE_RECORDS.search(self.path) else 1

    def name(self, *, path: bool = False) -> str:
        """Name the place as compilers do; a path from the root where asked for."""
        row = "" if self.row is None else f"#{self.row}"
        return f"{self.path if path else self.source}{row}:{self.line}:{self.column}"


class Excerpt(msgspec.Struct, frozen=True):
    """The first line of a place: what stands before it, the place, what comes after.

    Long lines are cut, and control characters replaced, so that no text can
    command a terminal.
    """

    before: str = ""
    marked: str = ""
    after: str = ""


def is_whole(finding: Finding) -> bool:
    """Tell whether a finding is about the whole of its article; it stands at the first line."""
    return not finding.group or finding.rule in WHOLE


class Annotation(msgspec.Struct, frozen=True):
    """One finding and where it stands.

    Attributes
    ----------
    finding : Finding
    article : str
        The id of the article.
    place : Place
    text : str
        The text of the article.
    related : tuple of Place
        The nearest copies, those in the same article first; at most `RELATED`.
    copies : int
        How many copies there are.
    words : str
        The normalised text of the place; empty for one about a whole file.
    number : int
        Which of the annotations of that rule and text in that file this is,
        counted from 1.
    fails : bool
        Whether it makes the exit status 1.
    """

    finding: Finding
    article: str
    place: Place
    text: str
    related: tuple[Place, ...] = ()
    copies: int = 0
    words: str = ""
    number: int = 1
    fails: bool = False

    @property
    def excerpt(self) -> Excerpt:
        """The first line of the place, with the place marked."""
        return _excerpt(self.text, self.finding, self.place.column)

    @property
    def fingerprint(self) -> str:
        """What the finding is known by when lines move; see `baseline`."""
        return fingerprint((self.place.path, self.finding.rule, self.words, self.number))

    @property
    def message(self) -> str:
        """What is wrong; for a record with its number, as services show lines only."""
        if self.place.row is None:
            return self.finding.message
        return f"{self.finding.message} (record {self.place.row}, line {self.place.line})"


def fingerprint(entry: Entry) -> str:
    """Return the fingerprint of path, rule, normalised text and number."""
    import hashlib

    data = "\0".join(map(str, entry)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:LENGTH]


def annotate(
    texts: Sequence[Article],
    findings: Sequence[Finding],
    across: AbstractSet[str],
    root: str,
    hidden: Container[int] = (),
) -> list[Annotation]:
    """Return an annotation for each finding, in the same order.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    across : set of str
        The rules whose groups reach across articles.
    root : str
        The folder that paths begin at.
    hidden : container of int
        Numbers of findings that will not be shown, whose copies nobody needs.
    """
    places: list[Place] = []
    names: list[str] = []
    relative = path_from(root)
    for index, group in groupby(findings, key=lambda finding: finding.article):
        article = texts[index]
        here = list(group)
        places += _places(article, here, relative(article.source) or article.id)
        names += [article.id] * len(here)
    copies = _copies(findings, across)
    annotations = []
    for number, (finding, name, place) in enumerate(zip(findings, names, places, strict=True)):
        others = copies[number]
        near = () if number in hidden else _nearest(others, number, findings)
        related = tuple(places[other] for other in near)
        text, count = texts[finding.article].text, max(len(others) - 1, 0)
        annotations.append(Annotation(finding, name, place, text, related, count))
    return annotations


def path_from(root: str) -> Callable[[str], str]:
    """Return a function from a file as it was named to its path from `root`."""
    known: dict[str, str] = {"": ""}

    def relative(source: str) -> str:
        if source not in known:
            absolute = os.path.abspath(source)  # noqa: PTH100 - links are not followed
            path = os.path.relpath(absolute, root) if root else source
            outside = path == os.pardir or path.startswith(os.pardir + os.sep)
            known[source] = (absolute if outside else path).replace(os.sep, "/")
        return known[source]

    return relative


def plain(text: str) -> str:
    """Replace control characters, and those that turn the direction of a line."""
    return CONTROLS.sub("\ufffd", text).replace("\t", " ")


def _places(article: Article, findings: Sequence[Finding], path: str) -> Iterator[Place]:
    text = article.text
    at = _locator([0, *(match.end() for match in LINE_END.finditer(text))], text, findings)
    for finding in findings:
        line, column, byte_column = at[finding.start]
        end_line, end_column, end_byte_column = at[finding.end]
        yield Place(
            article.source or article.id, path, article.row, line, column,
            end_line, end_column, byte_column, end_byte_column,
        )  # fmt: skip


def _locator(
    starts: Sequence[int], text: str, findings: Iterable[Finding]
) -> dict[int, tuple[int, int, int]]:
    """Return line, column and byte column of each offset, in one pass over the text."""
    from bisect import bisect_right

    offsets = sorted({offset for f in findings for offset in (f.start, f.end)})
    found = {}
    previous, n_bytes, line = 0, 0, 0
    for offset in offsets:
        now = bisect_right(starts, offset)
        if now != line:
            line, previous, n_bytes = now, starts[now - 1], 0
        n_bytes += len(text[previous:offset].encode("utf-8", "surrogatepass"))
        previous = offset
        found[offset] = (line, offset - starts[line - 1] + 1, n_bytes + 1)
    return found


def _excerpt(text: str, finding: Finding, column: int) -> Excerpt:
    # No further than is shown: a line may be a megabyte long.
    stop = min(finding.start + MARKED + AFTER + 1, len(text))
    line_end = LINE_END.search(text, finding.start, stop)
    stop = line_end.start() if line_end else stop
    start, end = finding.start, min(finding.end, stop)
    before = text[max(start - column + 1, start - BEFORE) : start]
    marked = text[start : min(end, start + MARKED)]
    after = text[end : min(end + AFTER, stop)] if end - start <= MARKED else ""
    return Excerpt(
        ("…" if len(before) < column - 1 else "") + plain(before),
        plain(marked) + ("…" if end - start > MARKED else ""),
        plain(after) + ("…" if after and end + AFTER < stop else ""),
    )


def _copies(findings: Sequence[Finding], across: AbstractSet[str]) -> list[list[int]]:
    """Return for each finding the numbers of those of its group, itself among them."""
    groups: dict[tuple[str, str, int], list[int]] = {}
    keys = []
    for number, finding in enumerate(findings):
        article = -1 if finding.rule in across else finding.article
        keys.append((finding.rule, finding.group, article))
        groups.setdefault(keys[-1], []).append(number)
    return [groups[key] if key[1] else [] for key in keys]


def _nearest(others: Sequence[int], number: int, findings: Sequence[Finding]) -> list[int]:
    """Return the nearest copies, those in the same article before the others."""
    if len(others) == 2:
        return [others[0] + others[1] - number]
    if len(others) > 4 * RELATED:
        from bisect import bisect_left

        # Findings are in the order of the articles, so that numbers tell what is near.
        middle = bisect_left(others, number)
        others = others[max(middle - 2 * RELATED, 0) : middle + 2 * RELATED]
    article = findings[number].article
    near = sorted(
        (other for other in others if other != number),
        key=lambda other: (findings[other].article != article, abs(other - number), other),
    )
    return near[:RELATED]
