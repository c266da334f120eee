"""What an editor has open: which file each document is, and what is shown in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from lsprotocol.types import Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity
from lsprotocol.types import Location as ClientLocation
from pygls.uris import from_fs_path, to_fs_path, uri_scheme, urlparse

from analyzer.readers import READERS
from analyzer.server.positions import TextPositions

if TYPE_CHECKING:
    from analyzer.article import Article
    from analyzer.checks.annotation import Annotation
    from analyzer.checks.location import Location

SUFFIX_OF = {"markdown": ".md", "mdx": ".mdx", "html": ".html", "plaintext": ".txt"}
PROSE = tuple(
    suffix for reader in READERS if not reader.has_records for suffix in reader.suffixes
)
SEVERITY = {
    "error": DiagnosticSeverity.Error,
    "warning": DiagnosticSeverity.Warning,
    "note": DiagnosticSeverity.Information,
}
NAME = "analyzer"


def path_of(uri: str, language: str, folder: str) -> str:
    """Return the path of a document, empty where it is not one that holds an article.

    Parameters
    ----------
    uri : str
    language : str
        The language identifier of the client, by which a document without a file gets
        its suffix.
    folder : str
        Where a document without a file would be saved.
    """
    scheme = uri_scheme(uri)
    if scheme == "file":
        path = os.path.normpath(to_fs_path(uri) or "")
        return path if path.lower().endswith(PROSE) else ""
    if scheme != "untitled" or language not in SUFFIX_OF:
        return ""
    name = Path(urlparse(uri)[2]).name or "untitled"
    suffix = "" if name.lower().endswith(PROSE) else SUFFIX_OF[language]
    return str(Path(folder, name + suffix))


class Shown(msgspec.Struct, frozen=True, eq=False):
    """The findings that an editor shows in a document.

    Attributes
    ----------
    path, text : str
        The file of the document, and the text that was checked.
    positions : TextPositions
    annotations : tuple of Annotation
    others : list of list of ClientLocation
        The other locations of each, as the client opens them.
    read : callable
        From a path and a text to the article that the text would be.
    """

    path: str
    text: str
    positions: TextPositions
    annotations: tuple[Annotation, ...]
    others: list[list[ClientLocation]]
    read: Callable[[str, str], Article | None]

    def at(self, start: int, end: int) -> list[int]:
        """Return the numbers of the findings that a span touches, the shortest first."""
        touched = [
            number
            for number, one in enumerate(self.annotations)
            if one.finding.start <= end and start <= one.finding.end
        ]
        size = [one.finding.end - one.finding.start for one in self.annotations]
        return sorted(touched, key=lambda number: size[number])

    def diagnostics(self, *, related: bool) -> list[Diagnostic]:
        """Return the findings for the client; with the other locations where it shows them."""
        return [
            Diagnostic(
                self.positions.range(one.finding.start, one.finding.end),
                one.finding.message,
                SEVERITY[one.finding.severity],
                code=one.finding.rule,
                source=NAME,
                related_information=[
                    DiagnosticRelatedInformation(other, "also here") for other in others
                ]
                if related and others
                else None,
            )
            for one, others in zip(self.annotations, self.others, strict=True)
        ]


def show(
    path: str,
    text: str,
    annotations: tuple[Annotation, ...],
    positions_of: Callable[[str], TextPositions],
    read: Callable[[str, str], Article | None],
) -> Shown:
    """Return what an editor shows in a document.

    Parameters
    ----------
    path, text : str
    annotations : tuple of Annotation
    positions_of : callable
        From the path of a file to the positions of its text.
    read : callable
        From a path and a text to the article that the text would be.
    """
    return Shown(
        path,
        text,
        positions_of(path),
        annotations,
        [
            [client_location(other, positions_of) for other in one.related]
            for one in annotations
        ],
        read,
    )


def client_location(
    location: Location, positions_of: Callable[[str], TextPositions]
) -> ClientLocation:
    """Return a location as a client opens it."""
    path = os.path.abspath(location.source)  # noqa: PTH100 - links are not followed
    positions = positions_of(path)
    start = positions.offset_at(location.line, location.column)
    end = positions.offset_at(location.end_line, location.end_column)
    return ClientLocation(from_fs_path(path) or path, positions.range(start, end))
