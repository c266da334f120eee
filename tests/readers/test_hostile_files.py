"""Files that nobody sends by mistake are refused or handled, with a message."""

import json
import os
import re
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from forked import Completed, Forks

from analyzer.errors import Diagnostic
from analyzer.readers import ReadOptions, read
from analyzer.readers.limits import Limits

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
Limited = Callable[..., Completed]
SAID = "An ordinary sentence stands here, and it is read."
LOW_LIMITS = "[limits]\narticle-bytes = 16_000_000\njson-bytes = 64_000_000\n"
# Lets a process have little more memory than it has.
LIMITED = """
import resource
now = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, 2 * (now + {megabytes} * 2**20,))
"""


def told(*paths: Path) -> tuple[list[str], list[str]]:
    """The ids that are read, and the problems that are told."""
    problems: list[Diagnostic] = []
    ids = [article.id for article in read(paths, on_problem=problems.append)]
    return ids, [str(problem) for problem in problems]


@pytest.fixture
def limited(forks: Forks) -> Limited:
    """Run a report with so little memory that a bomb would end it."""

    def run_limited(*arguments: object, megabytes: int = 150) -> Completed:
        before = LIMITED.format(megabytes=megabytes)
        return forks.run("report", "-q", *arguments, before=before)

    return run_limited


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a.json", "a.csv"])
def test_a_line_of_160_megabytes_is_refused(
    tmp_path: Path, limited: Limited, name: str
) -> None:
    path = tmp_path / name
    head = {"a.jsonl": b'{"text": "', "a.json": b'[{"text": "', "a.csv": b'text\n"'}
    with path.open("wb") as stream:
        stream.write(head.get(name, b"") + b"word " * (1 << 20))
        stream.truncate(160 << 20)
    (tmp_path / "analyzer.toml").write_text(LOW_LIMITS)
    done = limited(path, "-o", tmp_path / "out", "--config", tmp_path / "analyzer.toml")
    assert done.returncode == 2
    assert re.search(rf"{name}.* \d+ MB", done.stderr), done.stderr
    assert "Traceback" not in done.stderr


def test_a_packed_bomb_is_refused(tmp_path: Path, limited: Limited) -> None:
    import gzip

    with gzip.open(tmp_path / "a.jsonl.gz", "wb", compresslevel=1) as stream:
        for _ in range(80):
            stream.write(bytes(1 << 20))
    done = limited(tmp_path / "a.jsonl.gz", "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def workbook(path: Path, sheet: bytes, times: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            for _ in range(times):
                stream.write(sheet)


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", bytes(1 << 20), 9)
    problems: list[Diagnostic] = []
    options = ReadOptions(limits=Limits(workbook_bytes=4 << 20))
    assert not list(read(tmp_path / "a.xlsx", options=options, on_problem=problems.append))
    assert "more than 8 MB when unpacked (limits.workbook-bytes)" in str(problems[0])


BOMB = "<!DOCTYPE lolz [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)


def test_entities_of_entities_are_not_expanded(tmp_path: Path, limited: Limited) -> None:
    page = f"<?xml version='1.0'?>{BOMB}<html><body><p>{SAID} &a11;</p></body></html>"
    (tmp_path / "a.xhtml").write_text(page)
    (tmp_path / "b.html").write_text(page)
    (tmp_path / "c.md").write_text(f"{BOMB}\n\n{SAID} &a11;\n")
    workbook(tmp_path / "d.xlsx", f"<?xml version='1.0'?>{BOMB}<a>&a11;</a>".encode(), 1)
    done = limited(tmp_path, "-o", tmp_path / "out", "--format", "csv")
    assert "d.xlsx: not a workbook that can be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "out" / "articles.csv").stat().st_size < 10_000


def test_no_outside_entity_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("nobody may read this")
    page = f"<!DOCTYPE a [<!ENTITY x SYSTEM '{secret.as_uri()}'>]><p>{SAID} &x;</p>"
    (tmp_path / "a.xhtml").write_text(f"<?xml version='1.0'?>{page}")
    (article,) = read([tmp_path / "a.xhtml"], on_problem=lambda _: None)
    assert "nobody" not in article.prose


def test_a_fifo_and_devices_are_passed_over_and_refused_by_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "a.md").write_text(SAID)
    ids, problems = told(tmp_path)
    assert ids == ["a.md"]
    assert "special file 1" in problems[0]
    for path in (tmp_path / "pipe.md", Path("/dev/zero"), Path("/dev/tty")):
        assert told(path) == ([], [f"{path}: neither a file nor a folder"])


def test_links_that_lead_in_a_circle_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SAID)
    (tmp_path / "circle").symlink_to(tmp_path)
    (tmp_path / "self.md").symlink_to("self.md")
    (tmp_path / "out.md").symlink_to("/etc/passwd")
    ids, problems = told(tmp_path)
    assert ids == ["a.md"]
    assert "symbolic link 3" in problems[0]
    assert told(tmp_path / "self.md")[0] == []


@pytest.mark.parametrize(
    "name",
    [b"line\nend.md", b"\xff\xfe.md", b"\x1b[31mred.md", b"a;rm -rf ~.md", b"=1+1.md",
     b"'\"<script>.md", b"-o.md", b" .md", "\u202egnp.md".encode()],
)  # fmt: skip
def test_odd_names_are_read_and_told_in_one_line(run: Run, scratch: Path, name: bytes) -> None:
    folder = scratch / "content"
    folder.mkdir()
    Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text(f"{SAID} {SAID}")
    done = run("report", folder, "-o", "out", "--format", "csv,html,json,parquet,excel")
    assert done.exit_code == 0
    rows = Path("out/articles.csv").read_bytes().decode().split("\r\n")
    assert len(rows) == 3
    assert not rows[1].startswith("=")
    for style in ("full", "json", "sarif", "github", "junit", "gitlab", "checkstyle"):
        checked = run("check", folder, "--format", style, "--exit-zero", "--no-cache")
        assert checked.exit_code == 0
        assert "\x1b" not in checked.stdout
    out = run("report", folder, "-o", "out").stderr
    assert "\x1b" not in out


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SAID)
    (tmp_path / "b.md").write_text(SAID)
    (tmp_path / "b.md").chmod(0)
    assert told(tmp_path)[0] == ["a.md"]
    assert "cannot be read: Permission denied" in told(tmp_path / "b.md")[1][0]


def test_ids_that_are_paths_name_no_file(run: Run, scratch: Path) -> None:
    ids = ["../../up", "/etc/passwd", "a/../../b", "C:\\x", "nul", "x" * 400, "..", ""]
    lines = [json.dumps({"id": name, "text": f"{SAID} {number}"})
             for number, name in enumerate(ids * 30)]  # fmt: skip
    Path("a.jsonl").write_text("\n".join(lines))
    before = {path for path in scratch.parent.rglob("*") if scratch not in path.parents}
    run("report", "a.jsonl", "-o", "inside/out", "--format", "csv,html,json")
    after = {path for path in scratch.parent.rglob("*") if scratch not in path.parents}
    assert after == before
    assert {path.name for path in scratch.iterdir()} == {"a.jsonl", "inside"}
    assert {path.name for path in Path("inside").iterdir()} == {"out"}


def test_a_file_that_changes_while_it_is_read_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    line = json.dumps({"text": SAID * 20}) + "\n"
    path.write_text(line * 2000)
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            with path.open("r+") as stream:
                stream.truncate(len(line) * 700 + 33)
                stream.seek(0, os.SEEK_END)
                stream.write(line * 1000)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(5):
            problems: list[Diagnostic] = []
            for article in read([path], on_problem=problems.append):
                assert article.text
    finally:
        stop.set()
        thread.join()


def test_a_file_that_is_gone_when_it_is_its_turn_is_told(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(SAID)
    problems: list[Diagnostic] = []
    found = read([tmp_path], on_problem=problems.append)
    next(found)
    (tmp_path / "b.md").unlink()
    assert list(found) == []
    assert "b.md: cannot be read: No such file" in str(problems[0])
