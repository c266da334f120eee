"""Near-duplicates removed from files of records, of any size.

The files are read twice. First the n-grams of each text are written to disk and joined;
then the records that are kept are copied, and the manifest says what became of each one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import numpy as np

from analyzer.deduplication.chunks import (
    Chunk,
    has_records,
    read_chunks,
    shared_language,
    texts_of,
)
from analyzer.deduplication.corpus import Comparison, Corpus
from analyzer.deduplication.in_memory import Keep, ranks_of
from analyzer.deduplication.manifest import COLUMNS, Manifest
from analyzer.deduplication.writers import Schema, check_output, open_writer
from analyzer.duplicates import check_similarity
from analyzer.errors import Diagnostic, ReadError, SettingError, raise_error
from analyzer.pipeline.checkpoint import Checkpoint
from analyzer.readers import ProblemLimiter, ReadOptions, discover
from analyzer.readers.column_problems import ColumnProblems
from analyzer.readers.files import DiscoveredFiles
from analyzer.readers.records import NO_PRIOR
from analyzer.readers.skipped import describe_skipped
from analyzer.similarity.kept_rows import KeptRows, find_kept_rows
from analyzer.storage.atomic import atomic_write

if TYPE_CHECKING:
    from analyzer.errors import ProblemHandler
    from analyzer.readers.markup_kind import MarkupKind
    from analyzer.readers.reader import SourceFile
    from analyzer.similarity.rows import Metric
    from analyzer.similarity.shingles import Unit

NO_RECORDS = (
    "no file of records found: CSV, TSV, JSON Lines or Parquet; for other files, "
    "use analyzer.deduplicate(list(analyzer.read(PATH))) in Python"
)
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | DiscoveredFiles


class Deduplicated(msgspec.Struct, frozen=True):
    """What was written.

    Attributes
    ----------
    rows, kept : int
        The records that were read, and those of them that were written.
    output, manifest : Path
    """

    rows: int
    kept: int
    output: Path
    manifest: Path


def deduplicate_files(  # noqa: PLR0913 - each is given by name alone
    paths: Paths,
    output: str | os.PathLike[str],
    *,
    manifest: str | os.PathLike[str] | None = None,
    text: str = "",
    id: str = "",  # noqa: A002
    threshold: float = 0.8,
    keep: Keep = "first",
    against: Paths = (),
    metric: Metric = "jaccard",
    ngram_size: int = 1,
    analyzer: Unit = "word",
    stem: bool = False,
    markup: MarkupKind = "auto",
    resume: bool = False,
    options: ReadOptions | None = None,
    on_problem: ProblemHandler = raise_error,
) -> Deduplicated:
    """Copy the records of files without near-duplicates, also of more than fits into memory.

    What is kept is what `deduplicate` keeps. All columns are copied. Records in CSV are
    texts; from other formats, their types are kept where the output has types.

    Parameters
    ----------
    paths : path, or iterable of paths
        Files of records (CSV, TSV, JSON Lines, Parquet), folders or globs.
    output : path
        A file that ends in .parquet, .jsonl, .csv or .tsv.
    manifest : path, optional
        Where to write a row for each record that was read. By default beside the output,
        as in ``clean.manifest.parquet``.
    text, id : str, optional
        The columns of the texts and the ids; guessed by name where not given.
    threshold, keep, metric, ngram_size, analyzer, stem, markup
        As in `deduplicate`; but the metric is not "cosine".
    against : path, or iterable of paths
        Files of another set. What is a near-duplicate of one of their texts is dropped
        too, beside the near-duplicates within `paths`.
    resume : bool
        Whether to continue an interrupted run.
    options : ReadOptions, optional
        Replaces `text`, `id` and `markup`.
    on_problem : callable
        Called for each `Diagnostic`; by default the first error is raised.

    Returns
    -------
    Deduplicated
        How many records were read and kept, and where they are.

    Raises
    ------
    SettingError
        If an argument is wrong.
    ReadError
        By the default `on_problem`, for the first input that could not be read.
    WriteError
        If a file cannot be written.
    """
    check_similarity(threshold, metric, ngram_size, analyzer, stem=stem, caller="deduplicate")
    for name, value, allowed in (
        ("keep", keep, get_args(Keep)),
        ("metric", metric, ("jaccard", "containment")),
    ):
        if value not in allowed:
            names = ", ".join(map(repr, allowed))
            message = f"{name} is {value!r}; it must be one of {names}"
            raise SettingError(f"deduplicate: {message}")
    options = options or ReadOptions(text_column=text, id_column=id, markup=markup)
    target = Path(output)
    beside = target.with_name(f"{target.stem}.manifest{target.suffix}")
    record = beside if manifest is None else Path(manifest)
    written = {target.resolve(), record.resolve()}
    how = Comparison(threshold, metric, ngram_size, analyzer, stem, options.markup, keep)
    run = _Run(
        _files(against, options, on_problem, set()),
        _files(paths, options, on_problem, written),
        options,
    )
    check_output(target)
    check_output(record)
    with Checkpoint(target.with_name(f".{target.name}.analyzer-resume"), resume=resume) as kept:
        corpus = Corpus(how, kept)
        schema = Schema(typed=target.suffix.lower() == ".parquet")
        n_fixed = run.read(corpus, schema, on_problem)
        if run.failed and not run.n_with_text:
            kept.remove()
            raise ReadError(Diagnostic(str(target), "not written, as no text was read"))
        found, mark = _decided(corpus, how, kept, n_fixed)
        table = Manifest(found, mark, n_fixed, corpus.labels, run.sources())
        result = run.write(target, record, schema, table)
        kept.remove()
    return result


def _files(
    paths: Paths, options: ReadOptions, on_problem: ProblemHandler, written: set[Path]
) -> tuple[SourceFile, ...]:
    """Return the files to read: of folders those of records, without those to be written."""
    if isinstance(paths, DiscoveredFiles):
        found = paths
    else:
        given = [paths] if isinstance(paths, str | os.PathLike) else paths
        named = [os.fspath(path) for path in given]
        found = discover(named, options=options, on_problem=on_problem)
    files, skipped = [], Counter(found.skipped)
    for file in found.files:
        is_written = file.path is not None and file.path.resolve() in written
        if file.is_explicit and is_written:
            raise SettingError(f"{file.source}: is read; write to another file")
        if file.is_explicit or (has_records(file) and not is_written):
            files.append(file)
        elif not is_written:
            skipped[Path(file.name).suffix.lower() or "no suffix"] += 1
    folders = ", ".join(found.folders)
    if skipped:
        on_problem(Diagnostic(folders, describe_skipped(skipped), severity="note"))
    if folders and not files:
        raise ReadError(Diagnostic(folders, NO_RECORDS))
    return tuple(files)


def _decided(
    corpus: Corpus, how: Comparison, checkpoint: Checkpoint, n_fixed: int
) -> tuple[KeptRows, Any]:
    """Return which texts are kept, and a hash of each text."""
    rows, mark, length, quality = corpus.rows()
    known = checkpoint.known(corpus.key)
    if known >= 0:
        kept, similarity = checkpoint.load(known)
        return KeptRows(kept, similarity), mark
    rank = np.arange(len(rows))
    if how.keep != "first":
        rank[n_fixed:] = n_fixed + ranks_of(length[n_fixed:], quality[n_fixed:])
    found = find_kept_rows(rows, rank, how.threshold, how.metric, n_fixed)
    checkpoint.keep(corpus.key, [found.kept, found.similarity])
    return found, mark


class _Run:
    """The files of a run, which are read twice.

    Attributes
    ----------
    n_with_text : int
        The records that were read, and have a column of the text.
    failed : bool
        Whether there was an error in a file.
    """

    def __init__(
        self,
        against: tuple[SourceFile, ...],
        files: tuple[SourceFile, ...],
        options: ReadOptions,
    ) -> None:
        self._against, self._files, self._options = against, files, options
        self._n_read: list[int] = []
        self.n_with_text, self.failed = 0, False

    def read(self, corpus: Corpus, schema: Schema, on_problem: ProblemHandler) -> int:
        """Add all texts to the corpus; return how many are those of the other set."""
        n_fixed = 0
        for number, file in enumerate((*self._against, *self._files)):
            with (
                ProblemLimiter(file.source, on_problem) as limited,
                ColumnProblems(file.source, limited) as unknown,
            ):
                before = len(corpus.labels)
                measures = number >= len(self._against) and corpus.measures_quality
                prior = shared_language(file, self._options) if measures else NO_PRIOR
                for chunk in read_chunks(file, self._options, limited):
                    texts = texts_of(chunk, file, self._options, limited, unknown)
                    corpus.labels.extend(chunk.rows, texts.ids)
                    corpus.add(texts, prior)
                    if number >= len(self._against):
                        schema.add(chunk, file.source)
                self._n_read.append(len(corpus.labels) - before)
            self.failed |= limited.failed
            if number >= len(self._against):
                self.n_with_text += self._n_read[-1] - unknown.n_rows
            if number < len(self._against):
                n_fixed = len(corpus.labels)
        return n_fixed

    def sources(self) -> list[tuple[str, int]]:
        """Return the name of each file, and the number of the first text behind it."""
        names = [file.source for file in (*self._against, *self._files)]
        return list(zip(names, np.cumsum(self._n_read).tolist(), strict=True))

    def write(
        self, target: Path, record: Path, schema: Schema, table: Manifest
    ) -> Deduplicated:
        """Copy the records that are kept, and write the manifest."""
        columns = Schema(typed=False)
        columns.names = dict.fromkeys(COLUMNS)
        n_kept = 0
        for path in (target, record):
            path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            streams = [stack.enter_context(atomic_write(path)) for path in (target, record)]
            if record.suffix.lower() == ".parquet":
                columns.arrow = table.arrow_schema()
            rows = open_writer(streams[0], target, schema)
            labels = open_writer(streams[1], record, columns)
            for first, chunk in self._again(table.n_fixed):
                positions = table.kept(first, len(chunk.rows))
                n_kept += len(positions)
                if len(positions):
                    rows.write(chunk.take(positions))
                labels.write(Chunk(chunk.rows, table.records(first, len(chunk.rows))))
            rows.close()
            labels.close()
        return Deduplicated(sum(self._n_read[len(self._against) :]), n_kept, target, record)

    def _again(self, n_fixed: int) -> Iterator[tuple[int, Chunk]]:
        """Yield the records a second time, with the number of the first text of each chunk."""
        first = n_fixed
        expected: Sequence[int] = self._n_read[len(self._against) :]
        for file, n_rows in zip(self._files, expected, strict=True):
            start = first
            for chunk in read_chunks(file, self._options, lambda _: None):
                yield first, chunk
                first += len(chunk.rows)
                if first - start > n_rows:
                    break
            if first - start != n_rows:
                raise ReadError(Diagnostic(file.source, "changed while it was read; run again"))
