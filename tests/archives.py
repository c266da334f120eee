"""Archives of a few articles."""

from collections.abc import Iterable
from pathlib import Path

from examples import PLAIN

from analyzer import Article
from analyzer.archive import Archive, add, open_archive

CONTAINMENT = 0.2
STORY = Article(
    "news/heron.md", PLAIN, "Herons", "news/heron.md", fields={"date": "2024-05-01"}
)


def articles(texts: Iterable[str], start: int = 0) -> list[Article]:
    return [Article(f"{at}.txt", text, "") for at, text in enumerate(texts, start)]


def made(path: Path, texts: Iterable[str] = (), *, text: bool = True) -> Archive:
    archive = open_archive(path, create=True, text=text)
    add(archive, articles(texts))
    return archive


def names(archive: Archive) -> list[tuple[str]]:
    rows: list[tuple[str]] = archive.connection.execute(
        "SELECT name FROM articles ORDER BY id"
    ).fetchall()
    return rows
