"""Files read in stretches, in pieces and in any order are files read on one machine."""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from msgspec import structs

from analyzer import Article
from analyzer.errors import AnalyzerError, Diagnostic
from analyzer.readers import ReadOptions, read
from analyzer.readers.limits import Limits
from analyzer.rules.reference_profile import shipped_profile
from analyzer.settings import Settings
from analyzer.spark import engine
from analyzer.spark import pieces as spark_pieces
from analyzer.spark.engine import measuring
from analyzer.spark.files import SparkFile
from analyzer.spark.language import finding_in_lines, finding_in_tables, priors_of
from analyzer.spark.pieces import reading_lines, reading_tables, reading_whole, rows_of
from analyzer.spark.plan import Plan
from analyzer.spark.report import ReceivedFiles

OPTIONS = ReadOptions(limits=Limits(article_bytes=200))
LINES = st.sampled_from(
    [
        b'{"text": "A line of text."}',
        b'{"text": "Another line.", "id": "same", "title": "T"}\r',
        b'{"text": "A third one.", "id": 7}',
        b'{"text": "Das Tuch und die Decke sind aus Wolle."}',
        b'{"text": "Kanne mit Deckel"}',
        b'{"text": "Caf\xe9, in no UTF-8."}',
        b"{broken",
        b"[1]",
        b'{"text": null}',
        b"",
        b'{"text": "' + b"long " * 60 + b'"}',
        '{"text": "\u00e9\u4e2d"}'.encode(),
    ]
)


ROWS: list[dict[str, Any]] = [
    {"Body": "A text of a table.", "slug": "one", "wide": [1]},
    {"Body": None, "slug": "two", "wide": [1]},
    {"Body": "Another text of a table.", "slug": "one", "wide": [1]},
    {"Body": "A third one.", "slug": None, "wide": [1]},
    {"Body": "Vaso in vetro", "slug": "vaso", "wide": [1]},
    {"Body": "Il cuscino della nonna", "slug": "cuscino", "wide": [1]},
    {"Body": "Gli anelli per le tende", "slug": "anelli", "wide": [1]},
    {"Body": "Nella scatola dei fili", "slug": "fili", "wide": [1]},
    {"Body": "Piatto", "slug": "piatto", "wide": [1]},
]
Told = tuple[list[Article], list[Diagnostic]]


@pytest.fixture(autouse=True, scope="module")
def _small_pieces() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (spark_pieces, engine):
            patch.setattr(module, "BATCH_CHARACTERS", 40)
        yield


def planned(paths: Sequence[Path], stretch: int = 1 << 30, rows_before: Any = ()) -> Plan:
    """The plan of a run on named files, with a partition for every byte."""
    files = [
        SparkFile(None, path.name, path.as_posix(), "", True, path.name, path.stat().st_size)
        for path in paths
    ]
    base = list(accumulate((file.length for file in files), initial=0))
    at = {file.key: number for number, file in enumerate(files)}
    places = list(range(base[-1] + 1))
    return Plan(files, at, base, places, 1, stretch, OPTIONS, dict(rows_before))


def tables(rows: Sequence[tuple[Any, ...]], size: int) -> Iterator[pa.RecordBatch]:
    for first in range(0, len(rows), size):
        columns = [pa.array(column) for column in zip(*rows[first : first + size], strict=True)]
        yield pa.RecordBatch.from_arrays(columns, [f"c{at}" for at in range(len(columns))])


def heard(plan: Plan, pieces: Iterable[pa.RecordBatch]) -> Told:
    """What the driver makes of pieces, once they are in their order."""
    ordered = sorted(
        pieces, key=lambda piece: (piece["file"][0].as_py(), piece["row"][0].as_py())
    )
    places = [piece["partition"][0].as_py() for piece in ordered]
    assert places == sorted(places)
    settings = dict.fromkeys(range(len(plan.files)), Settings())
    told: list[Diagnostic] = []
    hearing, articles = ReceivedFiles(plan.files, told.append), []
    for batch in measuring(shipped_profile(), settings)(iter(ordered)):
        for heard_batch in hearing.batch(batch["found"][0].as_py()):
            some, parts = heard_batch.articles, heard_batch.results
            assert len(some) == sum(len(part.titles) for part in parts)
            articles += some
    hearing.close({})
    return articles, told


def shared(plan: Plan, evidence: Iterable[pa.RecordBatch]) -> Plan:
    """The plan with what the rows of its files show of their language."""
    rows = [row for table in evidence for row in rows_of(table)]
    return structs.replace(plan, priors=priors_of(rows))


def locally(*paths: Path) -> Told:
    told: list[Diagnostic] = []
    return list(read(paths, options=OPTIONS, on_problem=told.append)), told


def stretches(data: bytes, cuts: Iterable[int]) -> list[tuple[int, list[bytes]]]:
    """Lines as Hadoop parts them: to a stretch belong those that begin behind its first
    byte, up to the first byte of the next."""
    bounds = sorted({0, len(data) + 1, *(cut % (len(data) + 1) for cut in cuts)})
    lines = data.split(b"\n")[: data.count(b"\n") + (not data.endswith(b"\n"))]
    begin = list(accumulate((len(line) + 1 for line in lines), initial=0))
    found = [
        (
            start,
            [
                line
                for line, at in zip(lines, begin, strict=False)
                if start < at <= end or at == start == 0
            ],
        )
        for start, end in pairwise(bounds)
    ]
    return [(start, some) for start, some in found if some]


def from_lines(path: Path, parts: list[tuple[int, list[bytes]]], size: int) -> Told:
    before = list(accumulate((len(lines) for _, lines in parts), initial=0))
    known = {(0, start): n for (start, _), n in zip(parts, before, strict=False)}
    plan = planned([path], path.stat().st_size - (len(parts) > 1), known)
    rows = [(path.name, start, line) for start, lines in reversed(parts) for line in lines]
    plan = shared(plan, finding_in_lines(plan)(tables(rows, size)))
    return heard(plan, reading_lines(plan)(tables(rows, size)))


@examples(max_examples=30, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=12), st.lists(st.integers(0)), st.integers(1, 5))
def test_lines_in_stretches_are_those_of_the_file(
    lines: list[bytes], cuts: list[int], size: int
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(b"\n".join(lines))
        parts = stretches(path.read_bytes(), cuts)
        assert [line for _, some in parts for line in some] == lines[
            : sum(len(s) for _, s in parts)
        ]
        assert from_lines(path, parts, size) == locally(path)


def test_nothing_is_read_behind_a_first_line_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\x89PNG\r\n" + b'{"text": "One."}\n' * 4)
    articles, told = from_lines(path, stretches(path.read_bytes(), [30]), 2)
    assert (articles, told) == locally(path) == ([], told)
    assert [problem.message for problem in told] == ["binary data, not JSON"]


def test_lines_of_utf_16_are_told_and_not_guessed_at(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "One."}\n{"text": "Two."}\n'.encode("utf-16"))
    articles, told = from_lines(path, stretches(path.read_bytes(), [20]), 2)
    assert not articles
    assert [problem.message for problem in told] == [spark_pieces.WIDE]


@examples(max_examples=10, deadline=None)
@given(st.sets(st.integers(1, 11)), st.integers(1, 5))
def test_rows_of_tables_in_stretches_are_those_of_the_file(cuts: set[int], size: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        pq.write_table(pa.Table.from_pylist(ROWS * 3), path)
        length = path.stat().st_size
        rows = [
            (
                path.name,
                max(cut for cut in {0, *cuts} if cut <= at),
                at,
                row["Body"],
                row["slug"],
            )
            for at, row in enumerate(ROWS * 3)
        ]
        rows.sort(key=lambda row: -row[1])
        plan = planned([path], length - bool(cuts))
        some = [row[:4] for row in rows]
        plan = shared(plan, finding_in_tables(plan, ["Body"])(tables(some, size)))
        read_rows = reading_tables(plan, ["Body", "slug"], {0: len(rows)})
        articles, told = heard(plan, read_rows(tables(rows, size)))
        found, expected = locally(path)
        assert told == expected
        assert {article.language for article in articles} >= {"", "it"}
        assert [(a.id, a.text, a.row, a.language) for a in articles] == [
            (a.id, a.text, a.row, a.language) for a in found
        ]


def test_files_that_are_fetched_whole_are_read_as_ever(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in ROWS * 3))
    contents = {
        "a.csv": b"id,text\n1,One text.\n1,Another text.\n",
        "b.jsonl.gz": packed,
        "c.jsonl.gz": packed[:-12],
        "d.md": b"# A title\n\nA text.\n",
        "e.json": b'[{"text": "In an array."}, 5]',
    }
    paths = [tmp_path / name for name in contents]
    for path, data in zip(paths, contents.values(), strict=True):
        path.write_bytes(data)
    plan = planned(paths)
    rows = [(path.name, path.read_bytes()) for path in paths]
    found = heard(plan, reading_whole(plan)(tables(rows, 2)))
    assert str(found) == str(locally(*paths))
    assert len(found[0]) > 40


def test_pieces_out_of_order_are_refused(tmp_path: Path) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in paths:
        path.write_text(f"A text that is in {path.name}, and is no short one at all.")
    plan = planned(paths)
    rows = [(path.name, path.read_bytes()) for path in reversed(paths)]
    batches = measuring(shipped_profile(), dict.fromkeys(range(2), Settings()))(
        reading_whole(plan)(tables(rows, 2))
    )
    hearing = ReceivedFiles(plan.files, lambda _: None)
    first, second = (batch["found"][0].as_py() for batch in batches)
    list(hearing.batch(first))
    with pytest.raises(AnalyzerError, match="order"):
        list(hearing.batch(second))
