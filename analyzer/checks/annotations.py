"""The annotations of a check, each made when somebody asks for it.

Most findings of a check are hidden, and what is hidden needs no location. Where hidden ones
are compared with a baseline or a commit, all are made.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from analyzer.article import named
from analyzer.checks.annotation import Annotation, Annotator
from analyzer.checks.filters import CORPUS_RULE_NAMES, with_fingerprint_data
from analyzer.checks.location import path_from

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.rules.finding import Finding


class Annotations(Sequence[Annotation]):
    """The annotations of findings, with the data of their fingerprints.

    Parameters
    ----------
    texts : sequence of Article
    findings : sequence of Finding
        Sorted; articles are positions in `texts`.
    root : str
        The folder that paths are relative to.
    hidden : container of int
        Positions of the findings that will not be shown.
    """

    def __init__(
        self,
        texts: Sequence[Article],
        findings: Sequence[Finding],
        root: str,
        hidden: Container[int],
    ) -> None:
        self._texts, self.findings, self._root = texts, findings, root
        self._hidden = hidden
        self._made: dict[int, Annotation] = {}

    def __len__(self) -> int:
        return len(self.findings)

    @overload
    def __getitem__(self, index: int) -> Annotation: ...
    @overload
    def __getitem__(self, index: slice) -> list[Annotation]: ...
    def __getitem__(self, index: int | slice) -> Annotation | list[Annotation]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if index not in self._made:
            # The number of an annotation is that among all of its file.
            numbers = self._of_path[self._paths[self.findings[index].article]]
            made = with_fingerprint_data(self._annotator.of(numbers), self._texts)
            self._made.update(zip(numbers, made, strict=True))
        return self._made[index]

    def __setitem__(self, index: int, annotation: Annotation) -> None:
        self._made[index] = annotation

    @cached_property
    def _annotator(self) -> Annotator:
        return Annotator(
            self._texts, self.findings, CORPUS_RULE_NAMES, self._root, self._hidden
        )

    @cached_property
    def _paths(self) -> list[str]:
        """The path of each article."""
        relative = path_from(self._root)
        return [relative(one.source) or one.id for one in named(self._texts)]

    @cached_property
    def _of_path(self) -> dict[str, list[int]]:
        """The positions of the findings of each file."""
        numbers: dict[str, list[int]] = {}
        for number, finding in enumerate(self.findings):
            numbers.setdefault(self._paths[finding.article], []).append(number)
        return numbers
