"""Annotations: findings as an editor, a terminal or a CI service shows them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, groupby
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from analyzer.article import LINE_END
from analyzer.checks.location import Location, locations_of, named_locations, path_from
from analyzer.rules import near_duplicate_article
from analyzer.text.terminal_text import replace_controls

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.finding import Finding

RELATED = 20
LENGTH = 32  # hexadecimal digits of the fingerprint, 128 bits
Entry = tuple[str, str, str, int]  # path, rule, normalised text, number
# Rules whose groups are of whole articles.
WHOLE = frozenset([near_duplicate_article.RULE.name])
BEFORE, MARKED, AFTER = 48, 160, 48


class Excerpt(msgspec.Struct, frozen=True):
    """The first line of a location: the text before it, in it and after it.

    Long lines are shortened, and control characters are replaced so that no text
    can control a terminal.
    """

    before: str = ""
    marked: str = ""
    after: str = ""


def is_whole(finding: Finding) -> bool:
    """Return whether a finding is about a whole article; it is then on the first line."""
    return not finding.group or finding.rule in WHOLE


class Annotation(msgspec.Struct, frozen=True):
    """A finding with its location.

    Attributes
    ----------
    finding : Finding
    article : str
        The id of the article.
    location : Location
    text : str
        The text of the article.
    related : tuple of Location
        The nearest copies, those in the same article first; at most `RELATED`.
    copies : int
        The number of copies.
    words : str
        The normalized text of the finding; empty for one about a whole file.
    number : int
        The number of this annotation among those of the same rule, text and file,
        from 1.
    fails : bool
        Whether it makes the exit status 1.
    points : float
        The points that it takes; with those of the other places of its group in the
        article, where the rule reports one finding per group.
    places : int
        In how many places they are taken.
    score : float or None
        The score of the article that they are taken from; None where it is not known.
    """

    finding: Finding
    article: str
    location: Location
    text: str
    related: tuple[Location, ...] = ()
    copies: int = 0
    words: str = ""
    number: int = 1
    fails: bool = False
    points: float = 0.0
    places: int = 1
    score: float | None = None

    @property
    def excerpt(self) -> Excerpt:
        """The first line of the finding, with the finding marked."""
        return _excerpt(self.text, self.finding, self.location.column)

    @property
    def fingerprint(self) -> str:
        """What identifies the finding when lines move; see `baseline`."""
        return fingerprint((self.location.path, self.finding.rule, self.words, self.number))

    @property
    def message(self) -> str:
        """The message; with the record or the page, because services show lines only."""
        message, location = self.finding.message, self.location
        if location.is_document:
            page = "" if location.page is None else f"page {location.page}, "
            return f"{message} ({page}paragraph {location.line})"
        if location.row is None:
            return message
        return f"{message} (record {location.row}, line {location.line})"


def at_other_location(annotation: Annotation) -> Annotation:
    """Return the same finding at the location that it names, naming its own instead."""
    finding, own, other = annotation.finding, annotation.location, annotation.related[0]
    swapped = replace(
        finding,
        start=finding.other_start,
        end=finding.other_end,
        other_start=finding.start,
        other_end=finding.end,
        message=finding.message.replace(f" line {other.line}", f" line {own.line}", 1),
    )
    related = (own, *annotation.related[1:])
    return replace(annotation, finding=swapped, location=other, related=related)


def fingerprint(entry: Entry) -> str:
    """Return the fingerprint of path, rule, normalised text and number."""
    import hashlib

    data = "\0".join(map(str, entry)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:LENGTH]


def annotate(
    texts: Sequence[Article],
    findings: Sequence[Finding],
    corpus_rules: AbstractSet[str],
    root: str,
    hidden: Container[int] = (),
) -> list[Annotation]:
    """Return an annotation for each finding, in the same order; see `Annotator`."""
    return Annotator(texts, findings, corpus_rules, root, hidden).of(range(len(findings)))


class Annotator:
    """Makes annotations of findings.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    corpus_rules : set of str
        The rules whose groups span several articles.
    root : str
        The folder that paths are relative to.
    hidden : container of int
        Positions of the findings that will not be shown; no copies are listed for
        them.
    """

    def __init__(
        self,
        texts: Sequence[Article],
        findings: Sequence[Finding],
        corpus_rules: AbstractSet[str],
        root: str,
        hidden: Container[int] = (),
    ) -> None:
        self._texts, self._findings, self._hidden = texts, findings, hidden
        self._relative = path_from(root)
        self._copies = _copies(findings, corpus_rules)

    def of(self, numbers: Sequence[int]) -> list[Annotation]:
        """Return the annotations of some findings, which are given in their order."""
        findings, texts = self._findings, self._texts
        near = {
            number: _nearest(self._copies[number], number, findings)
            for number in numbers
            if number not in self._hidden
        }
        locations = self._locations(sorted({*numbers, *chain.from_iterable(near.values())}))
        named = named_locations(texts, [findings[at] for at in numbers], self._relative)
        annotations = []
        for at, number in enumerate(numbers):
            finding = findings[number]
            article, count = texts[finding.article], max(len(self._copies[number]) - 1, 0)
            related = [locations[other] for other in near.get(number, ())]
            first = named.get(at)
            if first is not None:
                count += not any(_is_in(other, first) for other in related)
                related = [first, *(o for o in related if not _is_in(o, first))][:RELATED]
            located = article.id, locations[number], article.text
            annotations.append(
                Annotation(finding, *located, tuple(related), count, points=finding.points)
            )
        return annotations

    def _locations(self, numbers: Sequence[int]) -> dict[int, Location]:
        """Return the locations of some findings, which are given in their order."""
        locations: dict[int, Location] = {}
        for index, group in groupby(numbers, key=lambda at: self._findings[at].article):
            here = list(group)
            spans = [(self._findings[at].start, self._findings[at].end) for at in here]
            found = locations_of(self._texts[index], spans, self._relative)
            locations.update(zip(here, found, strict=True))
        return locations


def _is_in(one: Location, other: Location) -> bool:
    return one.path == other.path and other.line <= one.line <= other.end_line


def _excerpt(text: str, finding: Finding, column: int) -> Excerpt:
    # Search only as much text as is shown: a line may be a megabyte long.
    stop = min(finding.start + MARKED + AFTER + 1, len(text))
    line_end = LINE_END.search(text, finding.start, stop)
    stop = line_end.start() if line_end else stop
    start, end = finding.start, min(finding.end, stop)
    before = text[max(start - column + 1, start - BEFORE) : start]
    marked = text[start : min(end, start + MARKED)]
    after = text[end : min(end + AFTER, stop)] if end - start <= MARKED else ""
    return Excerpt(
        ("…" if len(before) < column - 1 else "") + replace_controls(before),
        replace_controls(marked) + ("…" if end - start > MARKED else ""),
        replace_controls(after) + ("…" if after and end + AFTER < stop else ""),
    )


def _copies(findings: Sequence[Finding], corpus_rules: AbstractSet[str]) -> list[list[int]]:
    """Return for each finding the positions of the findings of its group, itself included."""
    groups: dict[tuple[str, str, int], list[int]] = {}
    keys = []
    for number, finding in enumerate(findings):
        article = -1 if finding.rule in corpus_rules else finding.article
        keys.append((finding.rule, finding.group, article))
        groups.setdefault(keys[-1], []).append(number)
    return [groups[key] if key[1] else [] for key in keys]


def _nearest(others: Sequence[int], number: int, findings: Sequence[Finding]) -> list[int]:
    """Return the nearest copies, those in the same article first."""
    if len(others) == 2:
        return [others[0] + others[1] - number]
    if len(others) > 4 * RELATED:
        from bisect import bisect_left

        # Findings are in the order of the articles, so positions measure distance.
        middle = bisect_left(others, number)
        others = others[max(middle - 2 * RELATED, 0) : middle + 2 * RELATED]
    article = findings[number].article
    near = sorted(
        (other for other in others if other != number),
        key=lambda other: (findings[other].article != article, abs(other - number), other),
    )
    return near[:RELATED]
