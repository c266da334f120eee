"""The promises of the command line, checked from outside."""

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from examples import FEW_WORDS, PHRASED, PLAIN, SAID_TWICE
from forked import Forks

Run = Callable[..., Result]
TITLED = f"The valley in numbers\n\n{PLAIN}\n"


def table(folder: str | Path, name: str = "articles") -> list[dict[str, str]]:
    with (Path(folder) / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def ids(folder: str | Path) -> list[str]:
    return [row["article"] for row in table(folder)]


@pytest.fixture
def content(scratch: Path) -> Path:
    folder = scratch / "content"
    folder.mkdir()
    (folder / "plain.txt").write_text(TITLED, "utf-8")
    (folder / "twice.txt").write_text(f"Music at dusk\n\n{SAID_TWICE}\n", "utf-8")
    return folder


def jsonl(*texts: str) -> bytes:
    return b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (["content"], "content"),
        (["./content/"], "content"),
        (["content/../content"], "content"),
        (["content/plain.txt"], "plain"),
        (["site.v2"], "site.v2"),
        (["my folder"], "my folder"),
        (["link"], "link"),
        (["records.jsonl.gz"], "records"),
        (["records.jsonl"], "records"),
        (["content/*.txt"], "content"),
        (["content/**/*.txt"], "content"),
        (["content", "site.v2"], "articles"),
        (["content", "-"], "articles"),
        (["-"], "stdin"),
    ],
)
def test_a_report_is_named_after_its_input(
    run: Run, content: Path, given: list[str], name: str
) -> None:
    for other in ("site.v2", "my folder"):
        Path(other).mkdir()
        Path(other, "a.txt").write_text(TITLED)
    Path("link").symlink_to("content")
    Path("records.jsonl").write_bytes(jsonl(PLAIN))
    Path("records.jsonl.gz").write_bytes(gzip.compress(jsonl(PLAIN)))
    result = run("report", *given, input=PLAIN)
    assert result.exit_code == 0, result.stderr
    assert [path.name for path in Path("reports").iterdir()] == [name]
    assert ids(Path("reports") / name)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["report", "content"], 0),
        (["report", "content", "--fail-level", "note"], 1),
        (["report", "content", "--fail-level", "note", "--exit-zero"], 0),
        (["report", "content", "--fail-level", "never"], 0),
        (["report", "content", "--min-quality", "0"], 0),
        (["report", "content", "--fail-level", "loud"], 2),
        (["report", "content", "--min-quality", "101"], 2),
        (["report", "content", "--format", "pdf"], 2),
        (["report", "content", "--select", "no-such-rule"], 2),
        (["report", "content", "--config", "missing.toml"], 2),
        (["report", "content", "nowhere"], 2),
        (["report", "content", "nowhere", "--exit-zero"], 2),
        (["report", "nowhere"], 2),
        (["report", "nothing-*.txt"], 2),
        (["report", "bare"], 2),
        (["report", "photo.png"], 2),
        (["report", "empty.txt"], 0),
        (["report", "content", "-o", "content/plain.txt"], 2),
        (["report"], 0),
        (["report", "content", "--no-such-option"], 2),
        (["check", "content/plain.txt"], 0),
        (["check", "content", "--fail-level", "note"], 1),
        (["check", "content", "--fail-level", "note", "--exit-zero"], 0),
        (["check", "stuffed.txt"], 1),
        (["check", "stuffed.txt", "--fail-level", "never"], 0),
        (["check", "stuffed.txt", "--fail-level", "never", "--min-quality", "99"], 1),
        (["check", "nowhere"], 2),
        (["check", "photo.png"], 2),
        (["check", "bare"], 2),
        (["check", "empty.txt"], 0),
        (["check", "content", "--format", "pdf"], 2),
        (["check"], 1),
        (["check", "content", "--format", "sarif="], 2),
        (["check", "content", "--output", ""], 2),
        (["explain", "keyword-stuffing"], 0),
        (["explain", "no-such-rule"], 2),
        (["compare", "content/plain.txt", "content/twice.txt"], 0),
        (["compare", "content/plain.txt", "nowhere"], 2),
        (["calibrate", "nowhere", "-o", "house.json"], 2),
        (["no-such-command"], 2),
        (["--version"], 0),
        (["--help"], 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_the_exit_status(run: Run, content: Path, arguments: list[str], status: int) -> None:
    Path("bare").mkdir()
    Path("photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    Path("empty.txt").touch()
    Path("stuffed.txt").write_text(f"Green harbour electric ferry timetable\n\n{PHRASED}\n")
    result = run(*arguments)
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    if status == 2:
        assert result.stderr


def test_an_unknown_format_is_an_error_before_anything_is_read(run: Run, content: Path) -> None:
    result = run("report", "nowhere", "--format", "csv,pdf")
    assert "nowhere" not in result.stderr
    assert "pdf" in result.stderr
    assert not Path("reports").exists()


DAMAGED = {
    "cut.jsonl": (jsonl(PLAIN)[:-1] + b'\n{"text": "Two', ["cut.jsonl:2"]),
    "null.jsonl": (b'{"text": null}\n' + jsonl(PLAIN), ["null.jsonl:1"]),
    "number.jsonl": (b'{"text": 3}\n[1]\n' + jsonl(PLAIN), ["number.jsonl:1", "jsonl:2"]),
    "column.csv": (b"city,views\nRouen,3\n", ["column.csv", "'city', 'views'"]),
    "cut.csv.gz": (gzip.compress(b"text\r\n" + b"A b c.\r\n" * 30)[:-9], ["cut.csv.gz"]),
    "no.csv.gz": (b"no archive at all", ["no.csv.gz"]),
    "binary.txt": (bytes(range(256)) * 9, ["binary.txt"]),
    "no.parquet": (b"no parquet", ["no.parquet"]),
    "no.xlsx": (b"no workbook", ["no.xlsx"]),
}


@pytest.mark.parametrize("command", ["report", "check"])
@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_input_is_reported_and_the_rest_is_analyzed(
    run: Run, content: Path, name: str, command: str
) -> None:
    data, reported = DAMAGED[name]
    Path(name).write_bytes(data)
    more = ["-o", "out"] if command == "report" else ["--format", "json"]
    result = run(command, name, "content/twice.txt", *more)
    assert result.exit_code == 2
    for words in reported:
        assert words in result.stderr
    if command == "report":
        assert any(name.endswith("twice.txt") for name in ids("out"))
        assert json.loads(Path("out/run.json").read_text())["reports"]
        if name.endswith(".jsonl"):
            assert any(name in article for article in ids("out"))
    else:
        assert json.loads(result.stdout)["summary"]["articles"] >= 1


def test_a_missing_column_is_reported_with_the_columns_that_exist(
    run: Run, content: Path
) -> None:
    Path("a.csv").write_text("body,city\nOne.,Rouen\n")
    result = run("report", "a.csv", "--text-column", "story")
    assert result.exit_code == 2
    assert "'story'" in result.stderr
    assert "'body', 'city'" in result.stderr


def test_an_empty_article_is_no_error_and_has_no_scores(run: Run, content: Path) -> None:
    (content / "empty.txt").touch()
    assert run("report", "content").exit_code == 0
    row = next(r for r in table("reports/content") if r["article"] == "empty.txt")
    assert (row["words"], row["quality"]) == ("0", "")


def test_unknown_files_of_a_folder_are_counted_and_hidden_or_ignored_ones_not_read(
    run: Run, content: Path
) -> None:
    (content / "photo.png").write_bytes(b"\x89PNG")
    (content / "sound.mp3").write_bytes(b"ID3")
    (content / ".hidden.txt").write_text(TITLED)
    (content / "draft.txt").write_text(TITLED)
    (content / ".gitignore").write_text("draft*\n")
    result = run("report", "content")
    assert result.exit_code == 0
    assert ids("reports/content") == ["plain.txt", "twice.txt"]
    assert "2 files skipped" in result.stderr


@pytest.mark.parametrize("where", ["content/reports", "content", "content/a/b"])
def test_its_own_files_are_never_articles(run: Run, content: Path, where: str) -> None:
    for formats in ("csv,html", "csv,html,json,parquet,excel"):
        run("report", "content", "-o", where, "--format", formats)
    run(
        "check", "content", "--baseline", "content/.analyzer-baseline.json", "--update-baseline"
    )
    result = run("report", "content", "-o", "out")
    assert result.exit_code == 0
    assert ids("out") == ["plain.txt", "twice.txt"]


def test_compressed_records_give_the_report_of_plain_ones(run: Run, scratch: Path) -> None:
    records = {
        "a.jsonl": jsonl(PLAIN, SAID_TWICE),
        "a.csv": b"id,text\nx,One lamp.\ny,Two lamps.\n",
    }
    for name, data in records.items():
        Path(name).write_bytes(data)
        Path(f"{name}.gz").write_bytes(gzip.compress(data))
        run("report", name, "-o", f"{name}-plain")
        run("report", f"{name}.gz", "-o", f"{name}-gz")
        plain, packed = ids(f"{name}-plain"), ids(f"{name}-gz")
        assert [one.partition("#")[2] for one in plain] == [
            one.partition("#")[2] for one in packed
        ]
        assert len(plain) == 2
    assert ids("a.csv-plain") == ["a.csv#x", "a.csv#y"]
    assert ids("a.jsonl-plain") == ["a.jsonl#1", "a.jsonl#2"]


def test_titles_are_found_given_or_none(run: Run, scratch: Path) -> None:
    Path("c").mkdir()
    Path("c/a.txt").write_text(TITLED)
    Path("c/b.md").write_text(f"---\ntitle: From the front\n---\n\n{PLAIN}\n")
    Path("c/c.jsonl").write_text(json.dumps({"title": "Of a record", "text": PLAIN}))
    Path("c/d.txt").write_text(f"{PLAIN}\n")
    run("report", "c", "-o", "out")
    titles = [row["title"] for row in table("out")]
    assert titles == ["The valley in numbers", "From the front", "Of a record", ""]


def test_the_order_of_paths_changes_no_byte(run: Run, content: Path) -> None:
    Path("r.jsonl").write_bytes(jsonl(PLAIN, FEW_WORDS))
    one = ["content/plain.txt", "r.jsonl", "content/twice.txt"]
    run("report", *one, "-o", "one")
    run("report", *one[::-1], one[0], "./content/twice.txt", "-o", "two")
    for path in sorted(Path("one").rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (Path("two") / path.relative_to("one")).read_bytes()


def test_reports_go_to_files_and_a_summary_to_standard_output(run: Run, content: Path) -> None:
    result = run("report", "content")
    assert result.stderr == ""
    assert "reports/content" in result.stdout
    assert run("report", "content", "--quiet").output == ""
    checked = run("check", "content", "--fail-level", "note", "--format", "json")
    json.loads(checked.stdout)
    run("check", "content", "--format", "json", "-o", "found.json")
    json.loads(Path("found.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("command", "environment"),
    [
        ("report", {}),
        ("report", {"TERM": "xterm-256color"}),
        ("check", {"NO_COLOR": "1"}),
        ("check", {"TERM": "xterm-256color"}),
        ("explain", {}),
        ("compare", {"TERM": "xterm-256color"}),
    ],
)
def test_no_colour_is_written_to_what_is_not_a_terminal(
    content: Path,
    forks: Forks,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    environment: dict[str, str],
) -> None:
    arguments = {
        "report": ["content"],
        "check": ["content", "--fail-level", "note"],
        "explain": ["keyword-stuffing"],
        "compare": ["content/plain.txt", "content/twice.txt"],
    }[command]
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = forks.run(command, *arguments)
    assert done.returncode in (0, 1)
    assert "\x1b" not in done.stdout + done.stderr
    assert done.stdout or command == "report"


def test_standard_input_takes_the_type_of_its_name(run: Run, scratch: Path) -> None:
    run("report", "-", "--stdin-filename", "a.jsonl", "-o", "out", input=jsonl("A.", "B."))
    assert ids("out") == ["a.jsonl#1", "a.jsonl#2"]
    assert run("check", "-", input=b"").exit_code == 0
