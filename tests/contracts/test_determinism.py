"""The same articles give the same bytes on any machine and with any settings."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from samples import document

from analyzer.analysis import analyze_stream
from analyzer.article import Article
from analyzer.pipeline import batch, compare
from analyzer.readers import read
from analyzer.rules import recurring_line
from analyzer.settings import Settings
from analyzer.similarity import (
    article_rows,
    common_subsequences,
    duplicate_kinds,
    index_join,
    join,
    partition_join,
    passage_candidates,
    shingles,
)
from analyzer.storage import spool
from analyzer.storage.codec import ArticleStore

pytestmark = pytest.mark.slow

SEEDS = Path(__file__).parents[2] / "seeds"
FORMATS = ("csv", "html", "json")
OUTPUT = ("-o", "out", "--format", ",".join(FORMATS))
Run = Callable[..., Result]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """The files of a report; in ``run.json`` only the hashes of the others."""
    found = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    found["run.json"] = json.dumps(json.loads(found["run.json"])["reports"]).encode()
    return found


def reported(folder: Path, *paths: str, **environment: str) -> dict[str, bytes]:
    """The bytes of a report of paths in a folder, made by a process that starts for it."""
    command = ["-m", "analyzer", "report", "-q", *OUTPUT, *paths]
    shutil.rmtree(folder / "out", ignore_errors=True)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return bytes_of(folder / "out")


def reported_here(run: Run, folder: Path, *paths: str) -> dict[str, bytes]:
    """The bytes of a report of paths in a folder, made by this process."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    with contextlib.chdir(folder):
        assert run("report", "-q", *OUTPUT, *paths).exit_code == 0
    return bytes_of(folder / "out")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of articles in every format of the samples."""
    folder = tmp_path_factory.mktemp("run")
    shutil.copytree(SEEDS, folder / "content")
    for number in range(8):
        (folder / "content" / f"made{number}.md").write_text(document(number // 2, 20))
    return folder


@pytest.fixture(scope="module")
def plain(run: Run, content: Path) -> dict[str, bytes]:
    return reported_here(run, content, "content")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8",
         "TZ": "Pacific/Kiritimati"},
        {"PYTHONHASHSEED": "4242", "LC_ALL": "de_DE.UTF-8", "PYTHONUTF8": "0",
         "TZ": "America/St_Johns"},
        {"LC_ALL": "C", "LANG": "C", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    ],
    ids=lambda environment: environment["LC_ALL"],
)  # fmt: skip
def test_no_byte_depends_on_the_environment(
    content: Path, plain: dict[str, bytes], environment: dict[str, str]
) -> None:
    assert reported(content, "content", **environment) == plain


def test_no_byte_depends_on_the_order_of_files(
    run: Run, content: Path, plain: dict[str, bytes]
) -> None:
    paths = sorted(f"content/{path.name}" for path in (content / "content").iterdir())
    for order in (paths[::-1], paths[1::2] + paths[::2]):
        assert reported_here(run, content, *order) == plain


def test_no_byte_depends_on_the_size_of_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [*read([SEEDS], on_problem=lambda _: None)]
    found = []
    for characters in (batch.BATCH_CHARACTERS, 1, 3_000):
        monkeypatch.setattr(batch.batches, "__defaults__", (characters, None))
        with ArticleStore() as store:
            analyze_stream(articles, Settings(), store).write(tmp_path / "out", FORMATS)
        found.append(bytes_of(tmp_path / "out"))
    assert all(other == found[0] for other in found)


def test_no_byte_depends_on_what_is_compared_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with more text than memory: every array on disk, every join in small parts."""
    articles = [*read([SEEDS], on_problem=lambda _: None)]
    articles += [Article(f"{at}.md", document(at // 2, 20), f"{at}.md") for at in range(8)]
    for name in ("plain", "other"):
        with ArticleStore() as shelf:
            analyze_stream(articles, Settings(), shelf).write(tmp_path / name, FORMATS)
        monkeypatch.setattr(compare, "IN_MEMORY", 0)
        monkeypatch.setattr(join, "MEMORY", 0)
        monkeypatch.setattr(spool, "SMALL", 1)
        for kernel in (index_join, partition_join, passage_candidates):
            monkeypatch.setattr(kernel, "IN_MEMORY", 500)
        for kernel in (
            common_subsequences,
            duplicate_kinds,
            article_rows,
            shingles,
            recurring_line,
        ):
            monkeypatch.setattr(kernel, "AT_ONCE", 500)
    assert bytes_of(tmp_path / "plain") == bytes_of(tmp_path / "other")


def test_line_endings_of_two_platforms_change_no_table(
    run: Run, content: Path, tmp_path: Path, plain: dict[str, bytes]
) -> None:
    (tmp_path / "content").mkdir()
    for path in (content / "content").iterdir():
        data = path.read_bytes()
        if path.suffix in (".md", ".txt"):
            data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        (tmp_path / "content" / path.name).write_bytes(data)
    other = reported_here(run, tmp_path, "content")
    for table in ("articles", "phrases", "sentences", "duplicates", "passages"):
        assert other[f"{table}.csv"] == plain[f"{table}.csv"], table
