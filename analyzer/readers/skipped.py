"""What a run skips: output of this program, pointers of Git LFS, drafts, and other addresses.

Recognised as our own is only what nobody else writes: files whose hashes the ``run.json`` of
a report lists, findings in the output formats of a check, and baselines. A name or a mark
alone hides nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from analyzer.errors import Diagnostic
from analyzer.readers.reader import Skipped
from analyzer.text.later_patterns import compile_later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.article import Article
    from analyzer.errors import ProblemHandler
    from analyzer.readers.reader import SourceFile

Record = tuple[int, Mapping[str, object]]
OWN = "written by Analyzer itself, never read as an article"
KIND = "written by Analyzer"
CONFIGURATION = "analyzer.toml"
OWN_PREFIXES = (".analyzer-baseline", ".analyzer_cache")
OWN_SUFFIX = ".analyzer-archive"
# A report is written into the second folder, and its files moved, this one last.
RUN, STAGING = "run.json", ".analyzer-part"
REPORT_SUFFIXES = (".csv", ".json", ".html", ".parquet", ".xlsx")
MAX_RUN = 64 << 20  # bytes; a larger one is none
# The keys of a finding in JSON Lines, of an issue for GitLab, and of a baseline's lines.
FINDING = frozenset(["article", "source", "rule", "severity", "fails", "copies", "related"])
ISSUE = frozenset(["description", "check_name", "fingerprint", "severity", "location"])
KNOWN = frozenset(["path", "rule", "text", "number", "fingerprint"])
HEADER = "analyzer-baseline"
RULE = compile_later(r"[a-z-]{1,60}\]")
SEVERITIES = (": note: ", ": warning: ", ": error: ")
COUNT = r"\d[\d,]{0,15} articles?"
SUMMARY = compile_later(rf"{COUNT}, (?:no findings|\d[^\n]{{0,99}} in {COUNT})(?:;|\Z)")
COMMAND = compile_later(r"::(?:error|warning|notice) (?:file=|title=analyzer::)")
EXCERPT = compile_later(r" {0,9}\d{0,9} [|=](?: |\Z)")


def is_own(name: str) -> bool:
    """Return whether a file is a baseline, cache or archive of this package, by its name."""
    return name.startswith(OWN_PREFIXES) or name.endswith(OWN_SUFFIX)


def own_names(
    read: Callable[[str], bytes | None], digest: Callable[[str], str | None]
) -> frozenset[str]:
    """Return the names of a report's files in a folder.

    A file belongs to a report if its ``run.json`` has the hash of the file. Whoever
    writes such a file by hand can hide a table or a page by it, but no article in text
    or Markdown, and never a folder.

    Parameters
    ----------
    read : callable
        From the name of a small file to its bytes, None if there is none.
    digest : callable
        From the name of a file to its SHA-256 in hexadecimal, None if there is none.
    """
    run = _parsed(read(RUN)) or _parsed(read(f"{STAGING}/{RUN}"))
    hashes = run.get("reports") if run is not None and "analyzer" in run else None
    if not isinstance(hashes, dict):
        return frozenset()
    names = [name for name, one in hashes.items() if _is_written(name, one, digest)]
    return frozenset([*names, RUN]) if names else frozenset()


def _is_written(name: str, expected: object, digest: Callable[[str], str | None]) -> bool:
    """Return whether a file is one that a report has written."""
    if not name.endswith(REPORT_SUFFIXES) or ".." in name.split("/") or name.startswith("/"):
        return False
    found = digest(name)
    return found is not None and expected == f"sha256:{found}"


def own_files(folder: Path) -> frozenset[Path]:
    """Return the files of a report in a folder."""
    names = own_names(lambda name: _read(folder / name), lambda name: _digest(folder / name))
    return frozenset(folder / name for name in names)


def is_reported(path: Path) -> bool:
    """Return whether a file belongs to a report, of its own folder or the one above."""
    return any(path in own_files(folder) for folder in (path.parent, path.parent.parent))


def _read(path: Path) -> bytes | None:
    """Return the bytes of a regular file, None for one that is larger than `MAX_RUN`."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode) or status.st_size > MAX_RUN:
            return None
        return path.read_bytes()
    except OSError:
        return None


def _digest(path: Path) -> str | None:
    """Return the SHA-256 of a regular file in hexadecimal."""
    import hashlib

    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _parsed(data: bytes | None) -> dict[str, Any] | None:
    try:
        value = None if data is None else json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def is_own_text(text: str) -> bool:
    """Return whether every line of a text is one that a check writes for people or GitHub."""
    lines = text.splitlines()
    if not lines or not (_is_finding(lines[0]) or SUMMARY.match(lines[0])):
        return False
    return all(
        not line or _is_finding(line) or EXCERPT.match(line) or SUMMARY.match(line)
        for line in lines
    )


def _is_finding(line: str) -> bool:
    if COMMAND.match(line):
        return True
    message, _, rule = line.rpartition(" [")
    return RULE.fullmatch(rule) is not None and any(one in message for one in SEVERITIES)


def without_own_records(
    records: Iterable[Record], file: SourceFile, on_problem: ProblemHandler
) -> Iterator[Record]:
    """Yield the records that are no findings of a check and no lines of a baseline.

    Raises
    ------
    Skipped
        If a file found in a folder holds nothing else.
    """
    n_own = n_others = 0
    for row, record in records:
        if is_own_record(record):
            n_own += 1
        else:
            n_others += 1
            yield row, record
    if n_own and not n_others:
        refuse(file, on_problem)
    elif n_own:
        message = f"{n_own} records {KIND} itself were not read"
        on_problem(Diagnostic(file.source, message, severity="warning"))


def refuse(file: SourceFile, on_problem: ProblemHandler) -> None:
    """Report a file of this program that the user named.

    Raises
    ------
    Skipped
        If the file was found in a folder.
    """
    if not file.is_explicit:
        raise Skipped(KIND)
    on_problem(Diagnostic(file.source, OWN))


def is_own_record(record: Mapping[str, object]) -> bool:
    """Return whether a record is a finding of a check, or a line of a baseline."""
    keys = record.keys()
    return ("fingerprint" in keys and (keys >= FINDING or keys in (ISSUE, KNOWN))) or (
        HEADER in keys and len(keys) == 1
    )


DRAFTS = "_drafts"  # the folder of Jekyll
KINDS = 6  # of skipped files, that one line lists
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


INDEX = compile_later(r"/index\.html?\Z")


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
                key = (INDEX.sub("/", address.partition("#")[0]).rstrip("/"), article.title)
                if key in self._seen:
                    self._skipped["another address of a page"] += 1
                    continue
                self._seen.add(key)
            yield article


def without_articles(file: SourceFile) -> Skipped:
    """Return what is raised for a file in a folder whose columns hold no articles."""
    suffix = PurePath(file.name.lower().removesuffix(".gz")).suffix
    return Skipped(f"{suffix} without articles")


def describe_skipped(skipped: Counter[str]) -> str:
    """Return how many files were skipped, with the commonest kinds.

    Examples
    --------
    >>> describe_skipped(Counter({"draft": 2, ".png": 1}))
    '3 files skipped (draft 2, .png 1)'
    """
    ordered = sorted(skipped.items(), key=lambda item: (-item[1], item[0]))
    kinds = [f"{kind} {count:,}" for kind, count in ordered[:KINDS]]
    if others := sum(count for _, count in ordered[KINDS:]):
        kinds.append(f"others {others:,}")
    n_files = skipped.total()
    return f"{n_files:,} file{'s' * (n_files > 1)} skipped ({', '.join(kinds)})"


def is_draft(article: Article, file: SourceFile) -> bool:
    """Return whether a file found in a folder holds an article that is not published."""
    if file.is_explicit or article.row is not None:
        return False
    if DRAFTS in file.id.split("/")[:-1]:
        return True
    said = {key.lower(): value for key, value in article.fields.items()}
    status = said.get("status")
    return (
        said.get("draft") is True
        or said.get("published") is False
        or (isinstance(status, str) and status.strip().lower() == "draft")
    )
