"""Files that several runs write: each complete, and locks that let one at a time."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from analyzer.archive import store
from analyzer.errors import ArchiveError, WriteError
from analyzer.pipeline.checkpoint import Checkpoint
from analyzer.storage.atomic import PART, STALE, atomic_write, lock


def test_two_runs_that_write_one_file_each_write_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with atomic_write(path) as first:
        first.write(b"first" * 10)
        with atomic_write(path) as second:
            second.write(b"second")
        assert path.read_bytes() == b"second"
        first.write(b"!")
    assert path.read_bytes() == b"first" * 10 + b"!"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_has_left_is_removed_when_it_is_old(tmp_path: Path) -> None:
    old, new = (tmp_path / PART.format(name) for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - STALE - 10,) * 2)
    with atomic_write(tmp_path / "a.json"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [new.name, "a.json"]


def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 255)
    with atomic_write(path) as stream:
        stream.write(b"x")
    assert path.read_bytes() == b"x"


def test_a_lock_that_is_held_is_waited_for_and_then_refused(tmp_path: Path) -> None:
    path = tmp_path / "guard"
    held = lock(path)
    with pytest.raises(BlockingIOError):
        lock(path)
    timer = threading.Timer(0.3, held.close)
    timer.start()
    with lock(path, wait=30), pytest.raises(BlockingIOError):
        lock(path, wait=0.1)


def test_a_lock_on_a_file_that_was_removed_locks_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "guard"
    held = lock(path)

    def release() -> None:
        path.unlink()
        held.close()

    timer = threading.Timer(0.3, release)
    timer.start()
    with lock(path, wait=30):
        assert path.exists()
        with pytest.raises(BlockingIOError):
            lock(path)


def test_a_second_report_with_the_same_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "out" / "journal"
    first = Checkpoint(path)
    first.keep(b"k" * 20, "value")
    for resume in (True, False):
        with pytest.raises(WriteError, match="out: another run is writing its report here"):
            Checkpoint(path, resume=resume)
    first.close()
    with Checkpoint(path, resume=True) as second:
        assert second.n_known == 1
        second.remove()
    assert not path.exists()


def test_an_archive_that_another_run_writes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "WAIT", 0)
    path = tmp_path / "x.analyzer-archive"
    with (
        store.only_writer(path),
        pytest.raises(ArchiveError, match="another run has been writing to it"),
        store.only_writer(path),
    ):
        pass
    with store.only_writer(path):
        pass
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--rebuild"]])
def test_runs_that_add_to_one_archive_at_a_time_lose_nothing(
    scratch: Path, options: list[str]
) -> None:
    for name in "ab":
        Path(f"{name}.md").write_text(f"# Kettle {name}\n\nThe kettle {name} sings all day.\n")
    command = [sys.executable, "-m", "analyzer", "archive", "add", *options, "x"]
    runs = [
        subprocess.Popen([*command, f"{name}.md"], stderr=subprocess.PIPE, text=True)
        for name in "ab"
    ]
    told = [run.communicate(timeout=120)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    assert all("1 added" in text for text in told)
    with store.open_archive(Path("x")) as archive:
        assert archive.info()["articles"] == (1 if options else 2)
    assert sorted(path.name for path in scratch.iterdir()) == ["a.md", "b.md", "x"]
