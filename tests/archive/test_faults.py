"""An archive that is killed, read while it is written, or made anew in vain."""

import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from archives import CONTAINMENT, STORY, articles, made, names
from examples import LINES, PLAIN

from analyzer import Article
from analyzer.archive import look_up, open_archive, rebuild
from analyzer.archive.schema import article_features
from analyzer.errors import ArchiveError

pytestmark = pytest.mark.slow


def test_a_failed_rebuild_keeps_the_old_archive(tmp_path: Path) -> None:
    made(tmp_path / "a", [PLAIN]).close()

    def broken() -> Iterable[Article]:
        yield STORY
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        rebuild(tmp_path / "a", broken())
    with open_archive(tmp_path / "a") as archive:
        assert names(archive) == [("0.txt",)]


def test_a_rebuild_disturbs_neither_other_files_nor_readers(
    tmp_path: Path,
) -> None:
    for content in (b"a draft, and no archive", bytes(9999)):
        (tmp_path / "draft.md").write_bytes(content)
        with pytest.raises(ArchiveError, match=r"draft\.md: "):
            rebuild(tmp_path / "draft.md", [STORY])
        assert (tmp_path / "draft.md").read_bytes() == content
    made(tmp_path / "a", LINES).close()
    with open_archive(tmp_path / "a") as archive:
        with archive.reading():
            before = names(archive)
            rebuild(tmp_path / "a", [STORY])
            assert names(archive) == before
        assert names(archive) == [(STORY.id,)]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "draft.md"]


ADDING = """
import os, signal, sys, threading
from functools import partial
from analyzer import Article
from analyzer.archive import add, insert as adding, open_archive
from analyzer.pipeline.batch import batches
adding.AT_ONCE, adding.batches = 0, partial(batches, characters=25_000)
path, last, delay, *lines = sys.argv[1:]
commits = 0
def reported(statement):
    global commits
    commits += statement == "COMMIT"
    if commits == int(last):
        threading.Timer(float(delay), os.kill, (os.getpid(), signal.SIGKILL)).start()
with open_archive(path, create=True) as archive:
    archive.connection.execute("PRAGMA cache_size = 10")
    archive.connection.set_trace_callback(reported)
    add(archive, (
        Article(f"{number}.txt", " ".join(lines[(number + k) % 12] for k in range(4)), "")
        for number in range(1500)
    ))
"""


def whole(path: Path) -> int:
    """Make sure that every article there is can be found; return how many there are."""
    with open_archive(path) as archive:
        assert archive.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        with archive.reading() as connection:
            count = len(names(archive))
            places = connection.execute("SELECT count(*) FROM occurrences").fetchone()[0]
        assert places == 4 * count
        matches = look_up(
            archive, article_features(articles([" ".join(LINES[:4])], 9999)), CONTAINMENT
        )
        by_hand = sum(1 for number in range(count) if number % 12 in {9, 10, 11, 0, 1, 2, 3})
        assert len(matches.article) >= by_hand
        assert len(matches.article) == len(matches.articles)
        return count


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
def test_an_archive_is_consistent_after_an_interruption_at_any_statement(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a"
    counts = [0]
    # At a commit and some thousandths of a second after one.
    for last, delay in ((1, 0.0), (3, 0.001), (2, 0.004), (2, 0.02)):
        child = subprocess.run(
            [sys.executable, "-c", ADDING, str(path), str(last), str(delay), *LINES],
            check=False,
        )
        assert child.returncode == -signal.SIGKILL
        counts.append(whole(path))
    assert counts == sorted(counts)
    assert 0 < counts[2] < counts[-1] < 1500


def test_readers_see_a_whole_archive_while_another_process_adds(tmp_path: Path) -> None:
    path = tmp_path / "a"
    made(path).close()
    child = subprocess.Popen([sys.executable, "-c", ADDING, str(path), "-1", "0", *LINES])
    seen = []
    while child.poll() is None:
        seen.append(whole(path))
    assert child.returncode == 0
    assert seen == sorted(seen)
    assert whole(path) == 1500
