"""From paths to articles: what is found, what is passed over, and what is told."""

import hashlib
import io
import json
import os
import socket
import sys
from pathlib import Path

import pytest

from analyzer.errors import Diagnostic, ReadError
from analyzer.readers import READERS, ReadOptions, read
from analyzer.readers.limits import Limits
from analyzer.readers.reader import SourceFile


def write(root: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def ids(root: Path | list[Path]) -> tuple[list[str], list[str]]:
    """Return the ids of the articles, and the problems without the path of `root`."""
    problems: list[Diagnostic] = []
    found = [article.id for article in read(root, on_problem=problems.append)]
    first = root if isinstance(root, Path) else root[0].parent
    return found, [str(problem).replace(f"{first.as_posix()}", "ROOT") for problem in problems]


@pytest.fixture(autouse=True)
def in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_folder_is_walked_in_path_order(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"b/a.md": "x", "b-c/z.txt": "x", "a.txt": "x", "b/Z.TXT": "x", "c.csv": "text\nx\n"},
    )
    assert ids(tmp_path) == (["a.txt", "b/Z.TXT", "b/a.md", "b-c/z.txt", "c.csv#1"], [])


def test_a_source_is_the_path_as_it_was_given(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.txt": "x", "in/b/c.txt": "x"})
    assert [article.source for article in read("in")] == ["in/a.txt", "in/b/c.txt"]
    assert [article.source for article in read(Path("./in/a.txt"))] == ["in/a.txt"]
    assert [article.source for article in read(tmp_path / "in/a.txt")] == [
        (tmp_path / "in/a.txt").as_posix()
    ]


IDS = [
    (["in/a.txt"], ["a.txt"]),
    (["in"], ["a.txt", "b/c.txt"]),
    (["in/a.txt", "in/b/c.txt"], ["a.txt", "b/c.txt"]),
    (["in/b", "out"], ["in/b/c.txt", "out/c.txt"]),
    (["in", "in/a.txt", "./in/../in/a.txt", "in"], ["a.txt", "b/c.txt"]),
    (["in/**/*.txt"], ["a.txt", "b/c.txt"]),
    (["in/b/*", "out/?.txt"], ["in/b/c.txt", "out/c.txt"]),
    (["i[n]/*"], ["a.txt", "b/c.txt"]),
    (["in/**"], ["a.txt", "b/c.txt"]),
    (["i?/**"], ["a.txt", "b/c.txt"]),
    (["in/**/*"], ["a.txt", "b/c.txt"]),
    (["**"], ["in/a.txt", "in/b/c.txt", "out/c.txt"]),
]


@pytest.mark.parametrize(("paths", "expected"), IDS)
def test_an_id_is_the_path_below_the_common_root(
    paths: list[str], expected: list[str], tmp_path: Path
) -> None:
    write(tmp_path, {"in/a.txt": "x", "in/b/c.txt": "x", "out/c.txt": "x"})
    assert [article.id for article in read(paths)] == expected


def test_a_name_with_the_letters_of_a_pattern_is_a_name(tmp_path: Path) -> None:
    write(tmp_path, {"a[1].txt": "x", "a1.txt": "x"})
    assert [article.id for article in read("a[1].txt")] == ["a[1].txt"]


def test_a_pattern_passes_over_hidden_and_unknown_files(tmp_path: Path) -> None:
    write(
        tmp_path, {"a.txt": "x", ".b/c.txt": "x", ".d.txt": "x", "e.png": "x", ".f/g.txt": "x"}
    )
    assert ids([tmp_path / "**" / "*"])[0] == ["a.txt"]
    assert ids([tmp_path / ".f" / "*.txt"])[0] == ["g.txt"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "x", ".git/b.txt": "x", ".c/d.txt": "x", ".e.txt": "x"})
    assert ids(tmp_path) == (["a.txt"], [])


IGNORED = [
    ({".gitignore": "b.txt"}, ["a.txt", "c/d.txt", "c/e/f.txt"]),
    ({".gitignore": "c/"}, ["a.txt", "b.txt"]),
    ({".gitignore": "*.txt\n!a.txt"}, ["a.txt"]),
    ({".gitignore": "*.txt", "c/.gitignore": "!d.txt"}, ["c/d.txt"]),
    ({".gitignore": "/f.txt"}, ["a.txt", "b.txt", "c/d.txt", "c/e/f.txt"]),
    ({".gitignore": "c/**/f.txt\n# a.txt\n\n\\#"}, ["a.txt", "b.txt", "c/d.txt"]),
    ({".gitignore": "c\n!c/d.txt"}, ["a.txt", "b.txt"]),
    ({".gitignore": "\ufeffa.txt\r\nb.txt \r\n"}, ["c/d.txt", "c/e/f.txt"]),
    ({".gitignore": "!\n/\n///\n[\na.txt"}, ["b.txt", "c/d.txt", "c/e/f.txt"]),
]


@pytest.mark.parametrize(("rules", "expected"), IGNORED)
def test_gitignore_is_respected_at_every_level(
    rules: dict[str, str], expected: list[str], tmp_path: Path
) -> None:
    write(tmp_path, dict.fromkeys(("a.txt", "b.txt", "c/d.txt", "c/e/f.txt"), "x") | rules)
    assert ids(tmp_path) == (expected, [])


def test_the_rules_of_the_repository_hold_in_its_folders(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "no.txt", "r/.git/HEAD": "x", "r/.gitignore": "b.txt"})
    write(tmp_path, {f"r/in/{name}": "x" for name in ("a.txt", "b.txt", "no.txt")})
    assert ids(tmp_path / "r" / "in")[0] == ["a.txt", "no.txt"]


def test_an_ignored_folder_that_is_named_is_read(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "x", ".gitignore": "in/", "in/a.txt": "x"})
    assert ids(tmp_path / "in")[0] == ["a.txt"]


def test_what_is_no_article_in_a_folder_is_counted_and_told_once(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "x", "b.png": "x", "c.PNG": "x", "Makefile": "x", "d.txt": b"\0"})
    write(tmp_path, {"package.json": '{"name": "x"}', "list.json": "[1, 2]", "x.json": "// x"})
    assert ids(tmp_path) == (
        ["a.txt"],
        ["ROOT: 7 files skipped (.json without articles 3, .png 2, binary 1, no suffix 1)"],
    )


def test_an_array_of_articles_in_a_folder_is_read_for_all_its_damage(tmp_path: Path) -> None:
    write(tmp_path, {"a.json": '[{"text": "x"}, 5, {"words": 1}]', "b.json": '[{"words": 1}]'})
    found, problems = ids(tmp_path)
    assert found == ["a.json#1"]
    assert [problem.split(": ")[0] for problem in problems] == [
        "ROOT/a.json:2",
        "ROOT/a.json:3",
        "ROOT",
    ]


def test_the_problems_of_one_file_are_told_up_to_a_number(tmp_path: Path) -> None:
    write(tmp_path, {"a.jsonl": '{"text": 1}\n' * 1234 + '{"text": "x"}\n'})
    problems: list[Diagnostic] = []
    assert [article.id for article in read("a.jsonl", on_problem=problems.append)] == [
        "a.jsonl#1235"
    ]
    assert len(problems) == 101
    assert str(problems[-1]) == "a.jsonl:1234: and 1134 more problems, the last here"
    assert problems[-1].severity == "error"


def test_what_is_written_by_analyzer_is_never_read(tmp_path: Path) -> None:
    write(
        tmp_path, {"a.txt": "x", ".analyzer-baseline.json": "[]", "old.analyzer-archive": "x"}
    )
    assert ids(tmp_path) == (["a.txt"], [])
    found, problems = ids(tmp_path / ".analyzer-baseline.json")
    assert found == []
    assert "Analyzer" in problems[0]


def test_a_file_that_says_report_hides_no_folder_and_no_article(tmp_path: Path) -> None:
    text = "<p>Nobody may hide this.</p>"
    digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    reports = {"b.txt": digest, "../c.html": digest, "d.html": "sha256:0"}
    package = json.dumps({"name": "analyzer-report", "resources": [{"path": "b.txt"}, 1]})
    names = ["in/b.txt", "c.html", "in/d.html"]
    for run in (json.dumps({"reports": reports}), "{}", "["):
        write(tmp_path, {"in/datapackage.json": package, "in/run.json": run})
        write(tmp_path, dict.fromkeys(names, text))
        assert sorted(ids(tmp_path)[0]) == sorted(names)


def test_articles_beside_a_report_are_read(tmp_path: Path) -> None:
    table, page = "article,text\na,b\n", "<p>x"
    hashes = {
        name: f"sha256:{hashlib.sha256(content.encode()).hexdigest()}"
        for name, content in [("articles.csv", table), ("pages/one.html", page)]
    }
    described = json.dumps({"name": "analyzer-report"})
    package = {"datapackage.json": f"sha256:{hashlib.sha256(described.encode()).hexdigest()}"}
    own = {
        "datapackage.json": json.dumps({"name": "analyzer-report"}),
        "run.json": json.dumps({"analyzer": "1.0", "reports": hashes | package}),
        "articles.csv": table, "pages/one.html": page,
    }  # fmt: skip
    write(tmp_path, {"in/a.txt": "x", "in/pages/two.html": "<p>x"})
    write(tmp_path, {f"in/{name}": content for name, content in own.items()})
    for folder in (tmp_path, tmp_path / "in"):
        found, problems = ids(folder)
        assert [name.removeprefix("in/") for name in found] == ["a.txt", "pages/two.html"]
        assert problems == []
    for name in own:
        assert ids(tmp_path / "in" / name)[0] == []
    assert ids(tmp_path / "in" / "a.txt") == (["a.txt"], [])


@pytest.mark.parametrize("package", ['{"name": "soil"}', "[]", "{", "[" * 100_000, b"\xff"])
def test_another_data_package_is_read(package: str | bytes, tmp_path: Path) -> None:
    write(tmp_path, {"in/datapackage.json": package, "in/a.txt": "x"})
    assert [a.id for a in read("in", on_problem=lambda problem: None)] == ["a.txt"]


def test_an_empty_article_is_an_article(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(("a.txt", "b.md", "c.html", "d.text", "e.rmd"), ""))
    articles = list(read(tmp_path))
    assert [article.id for article in articles] == [
        "a.txt",
        "b.md",
        "c.html",
        "d.text",
        "e.rmd",
    ]
    assert {article.text for article in articles} == {""}
    assert {article.prose for article in articles} == {""}


def test_the_title_of_plain_text_is_left_to_be_found(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "Warm soil\r\n\r\nBeans like it.\r\n"})
    [article] = read(tmp_path / "a.txt")
    assert article.title is None
    assert article.text == "Warm soil\r\n\r\nBeans like it.\r\n"


def test_a_named_file_without_a_suffix_is_plain_text(tmp_path: Path) -> None:
    write(tmp_path, {"README": "x"})
    assert ids(tmp_path / "README") == (["README"], [])


NAMED = [
    ("missing.txt", "no such file or folder"),
    ("*.nothing", "no file matches"),
    ("**nothing/**", "no file matches"),
    ("nowhere/**", "no file matches"),
    ("a.png", "a file of unknown type; files that are read: .arrow, .atom, .csv, "),
    ("b.txt", "binary data, not text"),
    ("empty", "no article found; files that are read: .arrow, .atom, .csv, "),
    ("c.csv", "no column is known to hold the text"),
    ("fifo", "neither a file nor a folder"),
    ("socket", "neither a file nor a folder"),
    ("loop.txt", "cannot be read|no such file"),
    ("", "no such file"),
    ("x" * 5000 + ".txt", "cannot be read|no such file"),
    ("nul\0.txt", "no such file"),
]


@pytest.fixture
def awkward(tmp_path: Path) -> Path:
    write(
        tmp_path, {"a.png": "x", "b.txt": b"\0\1\2", "c.csv": "id,words\nx,y\n", "z.txt": "x"}
    )
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    return tmp_path


@pytest.mark.parametrize(("name", "message"), NAMED)
@pytest.mark.usefixtures("awkward")
def test_what_is_named_and_cannot_be_read_is_told_and_the_rest_is_read(
    name: str, message: str
) -> None:
    problems: list[Diagnostic] = []
    found = [article.id for article in read([name, "z.txt"], on_problem=problems.append)]
    assert found == ["z.txt"]
    [problem] = problems
    assert problem.severity == "error"
    assert any(part in problem.message for part in message.split("|"))
    with pytest.raises(ReadError):
        list(read(name))


def test_what_cannot_be_read_in_a_folder_is_passed_over(awkward: Path) -> None:
    (awkward / "c.csv").unlink()
    (awkward / "folder").symlink_to(".", target_is_directory=True)
    problems: list[Diagnostic] = []
    found = [article.id for article in read(awkward, on_problem=problems.append)]
    assert found == ["z.txt"]
    assert [problem.severity for problem in problems] == ["note"]
    assert "special file 2, symbolic link 2" in problems[0].message


def test_a_named_symbolic_link_is_followed(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.txt": "x"})
    (tmp_path / "link").symlink_to("in")
    (tmp_path / "b.txt").symlink_to("in/a.txt")
    assert ids(tmp_path / "link")[0] == ["a.txt"]
    assert ids(tmp_path / "b.txt")[0] == ["b.txt"]


def test_names_that_are_no_text_are_told_readably(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9 \n.txt")).write_text("x")
    [article] = read(tmp_path)
    assert article.id == "caf\\udce9 \n.txt"
    assert article.source.endswith("/caf\\udce9 \n.txt")


def test_a_missing_path_is_raised_before_anything_is_read() -> None:
    with pytest.raises(ReadError, match=r"missing\.md: no such file or folder"):
        read("missing.md")


def test_a_file_that_vanishes_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.txt": "x", "in/b.txt": "x"})
    problems: list[Diagnostic] = []
    articles = read(["in"], on_problem=problems.append)
    assert next(articles).id == "a.txt"
    (tmp_path / "in" / "b.txt").unlink()
    assert list(articles) == []
    assert [(problem.source, problem.severity) for problem in problems] == [
        ("in/b.txt", "warning")
    ]


def test_a_folder_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"in/a.txt": "x", "in/b/c.txt": "x"})
    scan = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "b":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    problems: list[Diagnostic] = []
    assert [article.id for article in read("in", on_problem=problems.append)] == ["a.txt"]
    assert [str(problem) for problem in problems] == ["in/b: cannot be read: Permission denied"]
    assert problems[0].severity == "warning"
    with pytest.raises(ReadError, match="in/b: cannot be read"):
        read("in/b")


def test_a_library_that_gives_up_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object, **__: object) -> None:
        raise PanicException("unreachable")

    write(tmp_path, {"a.md": "x", "b.txt": "x"})
    monkeypatch.setattr("pyromark.events_with_range", panic)
    assert ids(tmp_path) == (["b.txt"], ["ROOT/a.md: the parser failed: unreachable"])


def test_an_article_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "x" * (1 << 20), "b.txt": "x" * ((1 << 20) + 1)})
    problems: list[Diagnostic] = []
    options = ReadOptions(limits=Limits(article_bytes=1 << 20))
    found = [
        article.id for article in read(tmp_path, options=options, on_problem=problems.append)
    ]
    assert found == ["a.txt"]
    assert "larger than 1 MB" in problems[0].message


def test_a_guessed_encoding_is_told_and_does_not_fail_the_run(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "Beans cost £2 a pound.".encode("cp1252")})
    problems: list[Diagnostic] = []
    [article] = read(tmp_path, on_problem=problems.append)
    assert article.text == "Beans cost £2 a pound."
    assert [problem.severity for problem in problems] == ["warning"]
    assert "read as cp1252" in problems[0].message


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("", "Beans.", ("stdin", None)),
        ("in/a.md", "# Warm soil\n", ("in/a.md", "Warm soil")),
        ("a.jsonl", '{"text": "a", "title": "b"}', ("a.jsonl#1", "b")),
    ],
)
def test_standard_input_is_read_by_the_name_it_is_given(
    name: str, text: str, expected: tuple[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(text.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    [article] = read("-", options=ReadOptions(stdin_filename=name))
    assert (article.id, article.title) == expected
    assert article.source == expected[0].partition("#")[0]
    assert not stdin.closed


SUFFIXES = [suffix for reader in READERS for suffix in reader.suffixes]


def test_no_two_readers_claim_the_same_suffix() -> None:
    assert len(SUFFIXES) == len(set(SUFFIXES))
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUFFIXES)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@pytest.mark.parametrize(
    "data", [b"", b"\0" * 100, bytes(range(256)), b"{", b"---\n", b"<", b'"']
)
def test_every_reader_takes_any_bytes(reader, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a{reader.suffixes[0]}"
    path.write_bytes(data)
    problems: list[Diagnostic] = []
    file = SourceFile(path, path.name, path.name, "", is_explicit=True)
    for article in reader.read(file, ReadOptions(), problems.append):
        assert article.source == path.name
    for problem in problems:
        assert problem.source == path.name
        assert not problem.message.endswith(".")
