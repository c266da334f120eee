"""Files deduplicated on disk hold what lists in memory hold."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from examples import LINES, PLAIN, SAID_TWICE
from hypothesis import given, settings
from hypothesis import strategies as st

import analyzer
from analyzer.deduplication import chunks, corpus, files, in_memory
from analyzer.deduplication.files import Deduplicated, deduplicate_files
from analyzer.errors import Diagnostic, ReadError, SettingError
from analyzer.similarity import join, kept_rows

EDITED = LINES[0].replace("nine", "ten")
TEXTS = [LINES[0], LINES[1], EDITED, f"{LINES[1]} Or not.", "", LINES[0], LINES[3]]
KEPT = [0, 1, 4, 6]
ROWS = [
    {"id": f"a{at}", "text": text, "n": at, "share": at / 3, "tags": ["x", str(at)]}
    for at, text in enumerate(TEXTS)
]
FORMATS = ("csv", "tsv", "jsonl", "parquet")


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as stream:
            table = csv.DictWriter(
                stream, list(rows[0]), delimiter="\t" if path.suffix == ".tsv" else ","
            )
            table.writeheader()
            table.writerows(rows)
    return path


def read(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".parquet":
        found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return found
    text = path.read_text("utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines()]
    delimiter = "\t" if path.suffix == ".tsv" else ","
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


@pytest.mark.parametrize("given", FORMATS)
@pytest.mark.parametrize("wanted", FORMATS)
def test_every_format_is_copied_to_every_format_with_all_columns(
    tmp_path: Path, given: str, wanted: str
) -> None:
    source = write(tmp_path / f"in.{given}", ROWS)
    done = deduplicate_files(source, tmp_path / f"out.{wanted}")
    assert (done.rows, done.kept) == (len(ROWS), len(KEPT))
    written = read(done.output)
    assert [row["text"] for row in written] == [TEXTS[at] for at in KEPT]
    assert [int(row["n"]) for row in written] == KEPT
    assert list(written[0]) == list(ROWS[0])
    if wanted in ("jsonl", "parquet") and given in ("jsonl", "parquet"):
        assert written == [ROWS[at] for at in KEPT]
    if given == wanted == "jsonl":
        lines = source.read_bytes().splitlines(keepends=True)
        assert done.output.read_bytes() == b"".join(lines[at] for at in KEPT)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_manifest_has_a_row_for_each_record_with_what_it_duplicates(
    tmp_path: Path, suffix: str
) -> None:
    source = write(tmp_path / "in.jsonl", ROWS)
    done = deduplicate_files(source, tmp_path / f"out.{suffix}")
    assert done.manifest == tmp_path / f"out.manifest.{suffix}"
    rows = read(done.manifest)
    assert [row["id"] for row in rows] == [row["id"] for row in ROWS]
    assert [str(row["kept"]) for row in rows] == [str(at in KEPT) for at in range(len(ROWS))]
    assert [row["kept_id"] for row in rows] == ["a0", "a1", "a0", "a1", "a4", "a0", "a6"]
    reasons = ["", "", "near-duplicate", "near-duplicate", "", "duplicate", ""]
    assert [row["reason"] or "" for row in rows] == reasons
    assert [str(row["cluster"] or "") for row in rows] == ["1", "2", "1", "2", "", "1", ""]
    pairs = analyzer.near_duplicates([TEXTS[0], TEXTS[2]], threshold=0.1)
    assert float(rows[2]["similarity"]) == pairs["similarity"][0]
    assert [int(row["kept_row"]) for row in rows] == [1, 2, 1, 2, 5, 1, 7]


PHRASES = ["the ferry", "leaves", "at noon", "and", "nobody", "came", "渡し船は正午に出る"]


OPTIONS = st.fixed_dictionaries(
    {
        "keep": st.sampled_from(["first", "longest"]),
        "metric": st.sampled_from(["jaccard", "containment"]),
        "ngram_size": st.integers(1, 2),
    }
)


@settings(deadline=None, max_examples=60)
@given(
    texts=st.lists(st.lists(st.sampled_from(PHRASES), max_size=6).map(" ".join), max_size=9),
    before=st.lists(st.lists(st.sampled_from(PHRASES), max_size=6).map(" ".join), max_size=3),
    options=OPTIONS,
    size=st.sampled_from([1, 30, 10_000]),
    memory=st.sampled_from([0, join.MEMORY]),
)
def test_files_keep_what_lists_in_memory_keep(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[str],
    before: list[str],
    options: dict[str, Any],
    size: int,
    memory: int,
) -> None:
    folder = tmp_path_factory.mktemp("files")
    source = write(folder / "in.jsonl", [{"text": text} for text in texts])
    other = write(folder / "other.jsonl", [{"text": text} for text in before])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK", size)
        patch.setattr(join, "MEMORY", memory)
        patch.setattr(kept_rows, "AT_ONCE", 3)
        done = deduplicate_files(source, folder / "out.jsonl", against=other, **options)
    found = [row["text"] for row in read(done.output)]
    assert found == analyzer.deduplicate(texts, against=before, **options)
    assert len(read(done.manifest)) == len(texts)


def test_the_best_of_near_duplicates_is_kept(tmp_path: Path) -> None:
    texts = [SAID_TWICE, PLAIN]
    source = write(tmp_path / "in.jsonl", [{"title": "", "text": text} for text in texts])
    done = deduplicate_files(source, tmp_path / "out.jsonl", keep="best")
    assert [row["text"] for row in read(done.output)] == [PLAIN]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_short_records_have_the_language_that_a_list_of_them_has(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [
        "Der Zug nach Bonn ist heute nicht gefahren, und niemand weiß, warum das so war.",
        "Wir haben im Hof die Lampe repariert, die seit dem Sturm nicht mehr brannte.",
        "Ohne Titel", "Lampe rot", "Der Hof und die Lampe", "Das Licht ist aus",
        "Wir sind hier",
    ]  # fmt: skip
    rows = [{"text": text, "language": "fr" * (text == "Ohne Titel")} for text in texts]
    seen: list[str] = []

    def measured(articles: list[analyzer.Article]) -> np.ndarray:
        seen.extend(article.language for article in articles)
        return np.zeros(len(articles))

    for module in (corpus, in_memory):
        monkeypatch.setattr(module, "article_quality", measured)
    monkeypatch.setattr(chunks, "CHUNK", 50)
    source = tmp_path / f"in.{suffix}"
    write(source, rows)
    deduplicate_files(source, tmp_path / "out.jsonl", keep="best")
    from_file = seen.copy()
    seen.clear()
    analyzer.deduplicate(pd.DataFrame(rows), keep="best")
    assert from_file == seen
    assert (from_file[2], from_file[3]) == ("fr", "de")


def test_a_record_of_another_set_is_named_in_the_manifest(tmp_path: Path) -> None:
    train = write(tmp_path / "train.csv", [{"text": EDITED}])
    source = write(tmp_path / "in.jsonl", ROWS[:2])
    done = deduplicate_files(source, tmp_path / "out.jsonl", against=[train])
    dropped = read(done.manifest)[0]
    assert done.kept == 1
    assert dropped["kept_id"] == f"{train.as_posix()}#1"
    assert (dropped["kept_source"], dropped["kept_row"]) == (train.as_posix(), 1)


def test_folders_and_compressed_files_are_read_but_not_what_is_written(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", ROWS)
    (tmp_path / "note.md").write_text("No record.", "utf-8")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b'{"text": "Another one."}\n'))
    for _ in range(2):
        done = deduplicate_files(tmp_path, tmp_path / "out.jsonl")
        assert (done.rows, done.kept) == (len(ROWS) + 1, len(KEPT) + 1)


def test_an_interrupted_run_continues_and_writes_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 50)
    source = write(tmp_path / "in.jsonl", ROWS)
    whole = deduplicate_files(source, tmp_path / "whole.jsonl", keep="best")
    measured, interrupted = files.Corpus._measured, tmp_path / "out.jsonl"
    calls: list[int] = []

    def counted(self: Any, *given: Any) -> Any:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return measured(self, *given)

    monkeypatch.setattr(files.Corpus, "_measured", counted)
    with pytest.raises(KeyboardInterrupt):
        deduplicate_files(source, interrupted, keep="best")
    assert not interrupted.exists()
    done = deduplicate_files(source, interrupted, keep="best", resume=True)
    assert len(calls) < 2 + 2 * len(ROWS)
    assert done.output.read_bytes() == whole.output.read_bytes()
    assert done.manifest.read_bytes() == whole.manifest.read_bytes()
    assert not list(tmp_path.glob(".*"))


def test_a_resumed_run_uses_the_join_that_was_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "in.jsonl", ROWS)
    with monkeypatch.context() as patch:
        patch.setattr(files._Run, "write", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            deduplicate_files(source, tmp_path / "out.jsonl")
    monkeypatch.setattr(files, "find_kept_rows", lambda *_: 1 / 0)
    done = deduplicate_files(source, tmp_path / "out.jsonl", resume=True)
    assert done.kept == len(KEPT)
    with pytest.raises(ZeroDivisionError):
        deduplicate_files(source, tmp_path / "out.jsonl", threshold=0.5, resume=True)


def test_what_cannot_be_read_is_reported_and_the_rest_is_copied(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "One."}\n{"text": 5}\nno\n{"text": "Two."}\n')
    problems: list[Diagnostic] = []
    done = deduplicate_files(
        tmp_path / "in.jsonl", tmp_path / "out.jsonl", on_problem=problems.append
    )
    assert sorted(problem.row or 0 for problem in problems) == [2, 3]
    assert problems[1].message == "expected a text, got a number"
    assert (done.rows, done.kept) == (3, 3)
    with pytest.raises(ReadError, match=r"in\.jsonl:3: not JSON"):
        deduplicate_files(tmp_path / "in.jsonl", tmp_path / "out.jsonl")


def test_a_file_that_changes_while_it_is_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "in.jsonl", ROWS)

    def changed(*given: Any) -> Any:
        write(source, ROWS[:3])
        return kept_rows.find_kept_rows(*given)

    monkeypatch.setattr(files, "find_kept_rows", changed)
    with pytest.raises(ReadError, match="changed while it was read"):
        deduplicate_files(source, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_columns_of_several_files_are_united(tmp_path: Path) -> None:
    one = write(tmp_path / "a.parquet", [{"text": LINES[0], "n": 1}])
    other = write(tmp_path / "b.jsonl", [{"text": LINES[1], "n": 1.5, "more": True}])
    done = deduplicate_files([one, other], tmp_path / "out.parquet")
    assert read(done.output) == [
        {"text": LINES[0], "n": 1.0, "more": None},
        {"text": LINES[1], "n": 1.5, "more": True},
    ]


def test_values_of_several_types_cannot_be_written_to_parquet(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [{"text": "a", "n": 1}, {"text": "b", "n": "x"}])
    with pytest.raises(
        SettingError, match="a column has values of several types; write JSON L"
    ):
        deduplicate_files(source, tmp_path / "out.parquet")
    assert deduplicate_files(source, tmp_path / "out.jsonl").kept == 2


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_file_stays_empty(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "in.jsonl").write_text("")
    done = deduplicate_files(tmp_path / "in.jsonl", tmp_path / f"out.{suffix}")
    assert done == Deduplicated(0, 0, done.output, done.manifest)
    assert read(done.manifest) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"output": "out.md"}, "out.md: cannot write this format; name a file that ends in"),
        ({"output": "in.jsonl"}, "in.jsonl: is read; write to another file"),
        ({"manifest": "m.txt"}, "m.txt: cannot write this format"),
        ({"metric": "cosine"}, "metric is 'cosine'; it must be one of 'jaccard', 'contain"),
        ({"keep": "last"}, "deduplicate: keep is 'last'; it must be one of"),
        ({"paths": "note.md"}, "note.md: expected a file of records: CSV, TSV, JSON Lines or"),
        ({"paths": "-"}, "expected a file of records"),
    ],
)
def test_a_wrong_argument_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: dict[str, Any], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("in.jsonl"), ROWS)
    Path("note.md").write_text("No record.")
    options: dict[str, Any] = {"paths": "in.jsonl", "output": "out.jsonl", **arguments}
    with pytest.raises(SettingError, match=message):
        deduplicate_files(options.pop("paths"), options.pop("output"), **options)


def test_labels_on_disk_are_those_that_were_added() -> None:
    labels = files.Corpus(
        files.Comparison(0.8, "jaccard", 1, "word", False, "auto", "first"), np.ndarray
    ).labels  # type: ignore[arg-type]
    labels.extend([1, 2], ["a", "ü\tb"])
    labels.extend([], [])
    labels.extend([7], [""])
    assert [labels[at] for at in range(len(labels))] == [(1, "a"), (2, "ü\tb"), (7, "")]
