"""A run that was cut short goes on where it was, and gives the same bytes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import document

from analyzer.article import Article
from analyzer.errors import WriteError
from analyzer.pipeline import batch, workers
from analyzer.pipeline.checkpoint import KEY, NAME, Checkpoint, batch_key
from analyzer.settings import Settings

Run = Callable[..., Result]
N_FILES = 12
TABLES = ("--format", "csv,json")


class Killed(BaseException):
    """As if the process ended."""


@pytest.fixture
def content(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Articles of which two fill a batch."""
    monkeypatch.setattr(batch.batches, "__defaults__", (2000, None))
    folder = scratch / "content"
    folder.mkdir()
    for number in range(N_FILES):
        (folder / f"{number:02}.md").write_text(f"# T\n\n{document(number, 8)}")
    return folder


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the batches that are measured; the process dies at the last wanted."""
    sizes: list[int] = []
    known = workers.analyze_batch

    def counted(articles: list[Article], *more: object, **options: object) -> object:
        if wanted and len(sizes) == wanted[0]:
            raise Killed
        sizes.append(len(articles))
        return known(articles, *more, **options)

    wanted: list[int] = []
    counted.wanted = wanted
    monkeypatch.setattr(workers, "analyze_batch", counted)
    return sizes


def dies_at(n_batches: int) -> None:
    workers.analyze_batch.wanted[:] = [n_batches]


def lives() -> None:
    workers.analyze_batch.wanted.clear()


def written(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def kill(run: Run, content: Path, n_batches: int) -> None:
    dies_at(n_batches)
    with pytest.raises(Killed):
        run("report", content, "-o", "out", "-q", *TABLES)
    lives()


def test_it_gives_the_same_bytes_and_measures_only_the_rest(
    run: Run, content: Path, measured: list[int]
) -> None:
    assert run("report", content, "-o", "whole", *TABLES).exit_code == 0
    total = len(measured)
    assert total > 3
    kill(run, content, total + 3)
    assert Path("out", NAME).exists()
    measured.clear()
    done = run("report", content, "-o", "out", *TABLES, "--resume")
    assert "3 batches of the interrupted run are used again" in done.stderr
    assert len(measured) == total - 3
    assert written("out") == written("whole")


def test_without_it_all_is_measured_again(run: Run, content: Path, measured: list[int]) -> None:
    kill(run, content, 3)
    measured.clear()
    done = run("report", content, "-o", "out", *TABLES)
    assert "earlier run" not in done.stderr
    assert sum(measured) == N_FILES


def test_what_has_changed_since_is_measured_again(
    run: Run, content: Path, measured: list[int]
) -> None:
    kill(run, content, 3)
    (content / "00.md").write_text("# T\n\nAnother text altogether.")
    assert run("report", content, "-o", "out", *TABLES, "--resume", "--ignore", "hard-to-read")
    assert run("report", content, "-o", "whole", *TABLES, "--ignore", "hard-to-read")
    assert written("out") == written("whole")


@pytest.mark.parametrize("cut", [0, 1, 20, 60, 3000, -1, -7, -3000])
def test_a_torn_journal_is_used_up_to_the_tear(
    run: Run, content: Path, measured: list[int], cut: int
) -> None:
    assert run("report", content, "-o", "whole", *TABLES).exit_code == 0
    kill(run, content, len(measured) + 3)
    journal = Path("out", NAME)
    journal.write_bytes(journal.read_bytes()[:cut])
    assert run("report", content, "-o", "out", *TABLES, "--resume").exit_code == 0
    assert written("out") == written("whole")


def test_a_journal_with_a_wrong_bit_is_not_believed(tmp_path: Path) -> None:
    with Checkpoint(tmp_path / NAME) as journal:
        for number in range(3):
            journal.append(f"row {number}")
            journal.keep(bytes([number + 1] * KEY), ["value", number])
    data = bytearray((tmp_path / NAME).read_bytes())
    data[data.index(b"row 2")] ^= 1
    (tmp_path / NAME).write_bytes(data)
    with Checkpoint(tmp_path / NAME, resume=True) as journal:
        assert journal.n_known == 2
        assert journal.load(journal.known(bytes([2] * KEY))) == ["value", 1]
        assert journal.known(bytes([3] * KEY)) == -1
        number = journal.keep(bytes([9] * KEY), "new")
    with Checkpoint(tmp_path / NAME, resume=True) as journal:
        assert journal.n_known == 3
        assert journal.load(number) == "new"


@given(st.integers(0, 10_000), st.integers(1, 255), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_journal_with_any_damaged_byte_gives_what_was_kept_or_nothing(
    tmp_path: Path, at: int, bits: int, cut: bool
) -> None:
    path = tmp_path / NAME
    with Checkpoint(path) as journal:
        for number in range(4):
            journal.append({"row": number})
            journal.keep(bytes([number + 1] * KEY), ["value", number])
    data = bytearray(path.read_bytes())
    at %= len(data)
    data[at] ^= bits
    path.write_bytes(data[:at] if cut else data)
    with Checkpoint(path, resume=True) as journal:
        for number in range(4):
            found = journal.known(bytes([number + 1] * KEY))
            assert found == -1 or journal.load(found) == ["value", number]
        journal.remove()


def test_the_key_of_a_batch_holds_everything_that_decides_it() -> None:
    one, two = Article("a", "text"), Article("b", "text")
    keys = {
        batch_key(articles, settings)
        for articles in ([one], [two], [one, two], [Article("a", "text", title="t")])
        for settings in (Settings(), Settings(ignore=("hard-to-read",)))
    }
    assert len(keys) == 8


def test_a_folder_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot write"):
        Checkpoint(tmp_path / "file" / NAME)
