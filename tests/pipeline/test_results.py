"""What is set aside on disk comes back as it was, and gives the same reports."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import document

from analyzer.analysis import analyze, analyze_stream
from analyzer.article import Article
from analyzer.errors import WriteError
from analyzer.pipeline import spilled
from analyzer.pipeline.findings import Findings
from analyzer.pipeline.spilled import ROWS_PER_RECORD, InMemoryTable, SpilledTable, reordered
from analyzer.pipeline.table_columns import empty_table
from analyzer.readers import read
from analyzer.settings import Settings
from analyzer.storage.codec import ArticleStore, Store, decode, encode
from analyzer.storage.spool import TemporaryBuffer

SEEDS = Path(__file__).parents[2] / "seeds"
TEXTS = st.text(st.characters(), max_size=8)
PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | TEXTS


@pytest.fixture
def store() -> Iterator[Store]:
    place = Store()
    yield place
    place.close()


@given(
    st.recursive(
        PLAIN, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=8
    )
)
def test_plain_values_come_back(value: object) -> None:
    assert repr(decode(encode(value))) == repr(value)


@pytest.mark.parametrize("kind", ["int64", "uint64", "uint32", "float64", "bool"])
def test_arrays_come_back(kind: str) -> None:
    array = np.arange(5).astype(kind)
    back = decode(encode({"a": [array, array[:0]]}))["a"]
    assert [a.dtype for a in back] == [array.dtype] * 2
    assert back[0].tolist() == array.tolist()
    assert not len(back[1])


class Full:
    """A file on a disk without room."""

    def seek(self, _: int) -> None: ...

    def close(self) -> None: ...

    def write(self, _: bytes) -> None:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_told(store: Store) -> None:
    store.close()
    store._scratch = TemporaryBuffer(Full())
    with pytest.raises(WriteError, match="cannot set aside: No space left"):
        store.append("x")


def test_a_table_on_disk_is_like_one_in_memory(store: Store) -> None:
    names = list(empty_table("phrases"))
    rows = {name: [f"{name} {n}" for n in range(2 * ROWS_PER_RECORD + 7)] for name in names}
    table = SpilledTable(names, lambda: store)
    for start in range(0, len(rows["phrase"]), 700):
        table.extend({name: column[start : start + 700] for name, column in rows.items()})
    assert list(table) == names
    for name in names:
        column = table[name]
        assert list(column) == rows[name]
        assert len(column) == len(rows[name])
        for some in (slice(None), slice(5), slice(1000, 1100), slice(2050, None), slice(9, 3)):
            assert column[some] == rows[name][some]
        assert column[::-500] == rows[name][::-500]
        assert [column[at] for at in (0, 1023, 1024, -1)] == [
            rows[name][at] for at in (0, 1023, 1024, -1)
        ]
        with pytest.raises(IndexError):
            column[len(column)]
    with pytest.raises(KeyError):
        table["nothing"]


def test_findings_on_disk_are_like_those_in_memory(store: Store) -> None:
    given_ = [Article(str(n), document(n, 12)) for n in range(70)]
    held = analyze(given_).judged
    stored = Findings(store)
    for article in range(len(given_)):
        stored.add(held.of(article))
    assert len(stored) == len(held) > 100
    assert list(stored) == list(held) == stored[:]
    assert [stored.of(at) for at in range(70)] == [held.of(at) for at in range(70)]
    assert (stored[0], stored[-1], stored[77]) == (held[0], held[-1], held[77])


def test_articles_come_back_from_the_shelf() -> None:
    given_ = [*read([SEEDS], on_problem=lambda _: None), Article("half \ud800", "\udfff", None)]
    with ArticleStore() as shelf:
        for article in given_:
            shelf.append(article)
        for article, back in zip(given_, shelf, strict=True):
            assert back == article
            assert back.prose == article.prose
            assert (back.markup is None) == (article.markup is None)
            if article.markup is not None and back.markup is not None:
                for name in ("run_prose", "run_start", "block_start", "block_kind"):
                    assert (getattr(article.markup, name) == getattr(back.markup, name)).all()


@pytest.mark.slow
def test_a_stream_writes_the_same_reports_as_a_run_in_memory(tmp_path: Path) -> None:
    formats = ("csv", "html", "json", "parquet", "excel")
    given_ = [*read([SEEDS], on_problem=lambda _: None)]
    analyze(given_).write(tmp_path / "held", formats)
    with ArticleStore() as shelf:
        analyze_stream(given_, Settings(), shelf).write(tmp_path / "stored", formats)
    files = sorted(path.name for path in (tmp_path / "held").iterdir())
    assert len(files) > 15
    for name in files:
        one, other = (tmp_path / run / name for run in ("held", "stored"))
        assert one.read_bytes() == other.read_bytes(), name


def test_a_table_on_disk_is_reordered_as_one_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spilled, "ROWS_IN_MEMORY", 900)
    rows = {"a": list(range(3 * ROWS_PER_RECORD + 5)), "b": [f"{n}" for n in range(3077)]}
    order = np.random.default_rng(3).permutation(len(rows["a"]))
    with ArticleStore() as texts:
        table = SpilledTable(rows, texts.store)
        table.extend(rows)
        found = reordered(table, order)
        expected = reordered(InMemoryTable(rows), order)
        assert {name: list(column) for name, column in found.items()} == expected
        assert expected["a"] == order.tolist()
        empty = reordered(SpilledTable(rows, texts.store), order[:0])
        assert [list(column) for column in empty.values()] == [[], []]
