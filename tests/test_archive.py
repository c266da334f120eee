"""The archive against comparing everything with everything, and against what befalls files."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from examples import LINES, PLAIN
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import analyzer
from analyzer import Article
from analyzer.archive import Archive, add, look_up, open_archive, removing, sequences
from analyzer.archive.adding import rebuild
from analyzer.archive.removing import clear_index, remove
from analyzer.archive.rows import rows_of
from analyzer.cli import main
from analyzer.errors import ArchiveError
from analyzer.matching.ngramrows import NgramRows

CONTAINMENT = 0.22
# Few words, so that sentences are often alike; some common, some rare.
WORDS = [f"w{letter}{number}o" for letter in "abcdef" for number in range(5)]
WORD = st.one_of(st.sampled_from(WORDS[:6]), st.sampled_from(WORDS))
SENTENCE = st.lists(WORD, min_size=5, max_size=14).map(lambda words: " ".join(words) + ".")
TEXT = st.lists(SENTENCE, min_size=1, max_size=5).map("\n\n".join)
STORY = Article(
    "news/heron.md", PLAIN, "Herons", "news/heron.md", fields={"date": "2024-05-01"}
)


def articles(texts: Iterable[str], start: int = 0) -> list[Article]:
    return [Article(f"{at}.txt", text, "") for at, text in enumerate(texts, start)]


def made(path: Path, texts: Iterable[str] = (), *, text: bool = True) -> Archive:
    archive = open_archive(path, create=True, text=text)
    add(archive, articles(texts))
    return archive


def sets_of(rows: NgramRows) -> list[frozenset[int]]:
    parts = np.split(rows.ngram, rows.ptr[1:-1]) if len(rows) else []
    return [frozenset(part.tolist()) for part in parts]


def alike_by_hand(
    old: list[Article], new: list[Article]
) -> tuple[set[tuple[int, str, float]], set[tuple[int, str, float]]]:
    """Everything against everything: (row, archived article, similarity) of both kinds."""
    before, now = rows_of(old), rows_of(new)
    sentences = set()
    for row, mine in enumerate(sets_of(now.stems)):
        for other, article in zip(sets_of(before.stems), before.article.tolist(), strict=True):
            jaccard = len(mine & other) / len(mine | other)
            if jaccard >= 0.8:
                first = min(
                    at
                    for own, at in zip(sets_of(before.stems), before.article, strict=True)
                    if own == other
                )
                assert first <= article
                sentences.add((row, old[first].id, jaccard))
    bodies = set()
    for row, mine in enumerate(sets_of(now.sequences)):
        for other, at in zip(sets_of(before.sequences), before.body.tolist(), strict=True):
            both = len(mine & other)
            share = both / min(len(mine), len(other))
            entire = share >= 0.95 and both >= 3
            if share >= CONTAINMENT and (both >= 8 or entire or mine == other):
                bodies.add((row, old[at].id, both))
    return sentences, bodies


def found(archive: Archive, new: list[Article]) -> tuple[set[object], set[object]]:
    matches = look_up(archive, rows_of(new), CONTAINMENT)
    named = {number: one.name for number, one in matches.articles.items()}
    sentences = zip(matches.sentence, matches.archived, matches.jaccard, strict=True)
    bodies = zip(matches.body, matches.article, matches.shared, strict=True)
    return (
        {(int(row), named[int(at)], float(jaccard)) for row, at, jaccard in sentences},
        {(int(row), named[int(at)], float(both)) for row, at, both in bodies},
    )


@given(
    old=st.lists(TEXT, min_size=1, max_size=8),
    new=st.lists(TEXT, min_size=1, max_size=4),
    pieces=st.integers(1, 3),
    many=st.sampled_from([0, 2, sequences.MANY]),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_is_missed_and_nothing_invented(
    tmp_path: Path, old: list[str], new: list[str], pieces: int, many: int
) -> None:
    path = tmp_path / f"{time.monotonic_ns()}.analyzer-archive"
    published = articles(old)
    with open_archive(path, create=True) as archive, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sequences, "MANY", many)
        for first in range(pieces):
            # Two runs of one article each see other stems first.
            add(archive, published[first::pieces])
        ids = {name: at for at, (name,) in enumerate(_names(archive))}
        in_order = sorted(published, key=lambda article: ids[article.id])
        assert found(archive, articles(new, 100)) == alike_by_hand(in_order, articles(new, 100))


def _names(archive: Archive) -> list[tuple[str]]:
    rows: list[tuple[str]] = archive.connection.execute(
        "SELECT name FROM articles ORDER BY id"
    ).fetchall()
    return rows


def test_what_is_taken_out_is_not_found_and_leaves_nothing(tmp_path: Path) -> None:
    texts = [" ".join(LINES[first : first + 4]) for first in range(8)]
    with made(tmp_path / "a", texts) as archive, made(tmp_path / "b", texts[1:]) as other:
        assert remove(archive, ["0.txt", "missing"]) == {"0.txt": 1, "missing": 0}
        query = articles([PLAIN], 50)
        assert len(found(archive, query)[0]) == len(found(other, query)[0]) > 0
        assert "0.txt" not in {name for _, name, _ in found(archive, query)[1]}  # type: ignore[misc]
        with archive.writing() as connection:
            clear_index(connection)
        assert found(archive, query)[1]
        sizes = [
            [
                one.connection.execute(f"SELECT sum(length(entries)) FROM {table}").fetchone()
                for table in ("postings", "sequences")
            ]
            for one in (archive, other)
        ]
        assert sizes[0] == sizes[1]


def test_the_index_is_cleared_when_much_of_it_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removing, "MOST_GONE", 0)
    with made(tmp_path / "a", LINES) as archive:
        remove(archive, [f"{number}.txt" for number in range(6)])
        assert archive.meta("gone") == "0" or int(archive.meta("gone")) <= 2
        left = archive.connection.execute("SELECT count(*) FROM sequences").fetchone()[0]
        with made(tmp_path / "b", LINES) as whole:
            query = "SELECT count(*) FROM sequences"
            assert left < whole.connection.execute(query).fetchone()[0]


def test_an_article_added_again_is_passed_over_and_a_changed_one_replaced(
    tmp_path: Path,
) -> None:
    with open_archive(tmp_path / "a", create=True) as archive:
        first = add(archive, [STORY])
        again = add(archive, [STORY])
        changed = Article(STORY.id, PLAIN[:200], "Herons", STORY.source, fields=STORY.fields)
        last = add(archive, [changed])
        assert (first.new, again.same, last.changed) == (1, 1, 1)
        assert archive.info()["articles"] == 1
        matches = look_up(archive, rows_of(articles([PLAIN])), CONTAINMENT)
        assert matches.size.tolist() == np.diff(rows_of([changed]).sequences.ptr).tolist()


def test_the_match_is_named_with_sentence_line_address_and_date(tmp_path: Path) -> None:
    fields = {"URL": "https://example.org/herons", "date": "2024-05-01"}
    old = Article("a.md", f"\n\n{PLAIN}", "Herons", fields=fields)
    with open_archive(tmp_path / "a", create=True) as archive:
        add(archive, [old])
    analysis = analyzer.analyze([f"{LINES[0]} {LINES[1]}"], archive=tmp_path / "a")
    rows = analysis.sentences.to_dict("records")
    assert [row["sentence_b"] for row in rows] == list(LINES[:2])
    assert {row["scope"] for row in rows} == {"archive"}
    assert {row["url_b"] for row in rows} == {"https://example.org/herons"}
    assert {row["date_b"] for row in rows} == {"2024-05-01"}
    assert rows[0]["line_b"] == 3
    told = analysis.findings.query("rule == 'archived-article'").iloc[0]
    assert "“Herons” (https://example.org/herons, 2024-05-01)" in told["message"]
    assert told["severity"] == "warning"
    assert analysis.articles["archived_article"].tolist() == ["a.md"]
    assert analysis.articles["originality"].tolist() == [0.0]


def test_matches_of_the_run_and_of_the_archive_are_told_apart(tmp_path: Path) -> None:
    made(tmp_path / "a", [PLAIN]).close()
    analysis = analyzer.analyze([PLAIN, PLAIN], archive=tmp_path / "a")
    assert sorted(set(analysis.sentences["scope"])) == ["across", "archive"]
    assert sorted(analysis.duplicates["scope"]) == ["across", "archive", "archive"]
    rules = set(analysis.findings["rule"])
    assert {"near-duplicate-article", "archived-article", "archived-sentence"} <= rules
    assert (100 - analysis.findings.query("score == 'originality'").groupby("article")["points"]
            .sum()).clip(0).tolist() == analysis.articles["originality"].tolist()  # fmt: skip


def test_without_an_archive_nothing_is_said_of_one() -> None:
    analysis = analyzer.analyze([PLAIN, PLAIN])
    assert set(analysis.duplicates["scope"]) == {"across"}
    assert analysis.articles["archived_article"].tolist() == ["", ""]


def test_a_sentence_of_many_articles_takes_nothing(tmp_path: Path) -> None:
    stock = LINES[3]
    made(tmp_path / "a", [f"{stock} {line}" for line in LINES[4:9]]).close()
    analysis = analyzer.analyze([f"{stock}\n\n{LINES[0]} {LINES[1]}"], archive=tmp_path / "a")
    told = analysis.findings.query("rule == 'archived-sentence'")
    assert told["points"].tolist() == [0.0]
    assert "and 4 more" in told["message"].item()


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, arguments)
    return done.exit_code, done.output


def test_an_article_is_not_told_of_itself(scratch: Path) -> None:
    Path("site").mkdir()
    Path("site/heron.md").write_text(f"# Herons\n\n{PLAIN}\n", "utf-8")
    assert run("archive", "add", "old.analyzer-archive", "site")[0] == 0
    check = ("check", "--against", "old.analyzer-archive", "--format", "concise")
    assert "archived" not in run(*check, "site")[1]
    assert "archived" not in run(*check, "site/heron.md")[1]
    Path("copy.md").write_text(f"# New\n\n{PLAIN}\n", "utf-8")
    status, output = run(*check, "copy.md")
    assert status == 1
    assert "archived-article" in output
    assert "“Herons” (heron.md)" in output


def test_an_archive_is_never_read_as_an_article(scratch: Path) -> None:
    Path("one.md").write_text(PLAIN, "utf-8")
    run("archive", "add", "old.analyzer-archive", "one.md")
    assert run("check", ".", "--show-files")[1].strip() == "one.md"


def test_the_text_need_not_be_kept(scratch: Path) -> None:
    Path("one.md").write_text(PLAIN, "utf-8")
    run("archive", "add", "--no-text", "old.analyzer-archive", "one.md")
    assert "text: not kept" in run("archive", "info", "old.analyzer-archive")[1]
    for part in Path().glob("old.*"):
        assert b"heron" not in part.read_bytes().lower()
    table = analyzer.analyze([PLAIN], archive="old.analyzer-archive").sentences
    assert set(table["sentence_b"]) == {""}
    assert table["line_b"].iloc[0] == 1


def test_taking_out_by_command_tells_what_is_not_there(scratch: Path) -> None:
    Path("one.md").write_text(PLAIN, "utf-8")
    run("archive", "add", "old.analyzer-archive", "one.md")
    status, output = run("archive", "remove", "old.analyzer-archive", "two.md")
    assert status == 2
    assert "no article two.md" in output
    assert run("archive", "remove", "old.analyzer-archive", "./one.md")[0] == 0
    assert "articles: 0" in run("archive", "info", "old.analyzer-archive")[1]


def test_an_archive_of_another_make_names_the_command_that_rebuilds_it(scratch: Path) -> None:
    Path("my site").mkdir()
    Path("my site/one.md").write_text(PLAIN, "utf-8")
    run("archive", "add", "old.analyzer-archive", "my site")
    with open_archive("old.analyzer-archive") as archive, archive.writing() as connection:
        connection.execute("UPDATE meta SET value = 'other' WHERE name = 'tokeniser'")
    status, output = run("check", "my site", "--against", "old.analyzer-archive")
    assert status == 2
    assert "tokeniser 'other', not '" in output
    command = output.partition("rebuild it with: analyzer ")[2].strip()
    assert command == "archive add --rebuild old.analyzer-archive 'my site'"
    assert run("archive", "add", "--rebuild", "old.analyzer-archive", "my site")[0] == 0
    assert "articles: 1" in run("archive", "info", "old.analyzer-archive")[1]
    assert not list(Path().glob("*.part*"))


@pytest.mark.parametrize("content", [b"no database at all, but long enough" * 99, b""])
def test_a_file_that_is_no_archive_is_told(scratch: Path, content: bytes) -> None:
    Path("x.analyzer-archive").write_bytes(content)
    Path("one.md").write_text(PLAIN, "utf-8")
    status, output = run("check", "one.md", "--against", "x.analyzer-archive")
    assert status == 2
    assert output.startswith("error: x.analyzer-archive: ")
    assert "no such archive; make one with" in run("check", "one.md", "--against", "none")[1]


def test_making_anew_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    made(tmp_path / "a", [PLAIN]).close()

    def broken() -> Iterable[Article]:
        yield STORY
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        rebuild(tmp_path / "a", broken())
    with open_archive(tmp_path / "a") as archive:
        assert _names(archive) == [("0.txt",)]


def test_making_anew_leaves_files_that_are_no_archives_and_readers_alone(
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
            before = _names(archive)
            rebuild(tmp_path / "a", [STORY])
            assert _names(archive) == before
        assert _names(archive) == [(STORY.id,)]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "draft.md"]


ADDING = """
import sys
from analyzer import Article
from analyzer.archive import add, adding, open_archive
adding.AT_ONCE = 200
lines = sys.argv[2:]
def articles():
    print("begun", flush=True)
    for number in range(3000):
        yield Article(f"{number}.txt", " ".join(lines[(number + k) % 12] for k in range(4)), "")
with open_archive(sys.argv[1], create=True) as archive:
    archive.connection.execute("PRAGMA cache_size = 10")
    add(archive, articles())
"""


def whole(path: Path) -> int:
    """Make sure that every article there is can be found; return how many there are."""
    with open_archive(path) as archive:
        assert archive.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        with archive.reading() as connection:
            count = len(_names(archive))
            places = connection.execute("SELECT count(*) FROM places").fetchone()[0]
        assert places == 4 * count
        matches = look_up(archive, rows_of(articles([" ".join(LINES[:4])], 9999)), CONTAINMENT)
        by_hand = sum(1 for number in range(count) if number % 12 in {9, 10, 11, 0, 1, 2, 3})
        assert len(matches.article) >= by_hand
        assert len(matches.article) == len(matches.articles)
        return count


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
def test_an_archive_is_whole_however_adding_was_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "a"
    counts = []
    for trial in range(4):
        child = subprocess.Popen(
            [sys.executable, "-c", ADDING, str(path), *LINES], stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.1 + 0.15 * trial)
        child.kill()
        child.communicate()
        counts.append(whole(path))
    assert counts == sorted(counts)


def test_readers_see_a_whole_archive_while_another_process_adds(tmp_path: Path) -> None:
    path = tmp_path / "a"
    made(path).close()
    child = subprocess.Popen(
        [sys.executable, "-c", ADDING, str(path), *LINES], stdout=subprocess.DEVNULL
    )
    seen = []
    while child.poll() is None:
        seen.append(whole(path))
    assert child.returncode == 0
    assert seen == sorted(seen)
    assert whole(path) == 3000


PROGRAM = """
import json, sys
sys.argv = ["analyzer", *sys.argv[1:]]
from analyzer.cli import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)))
"""


def test_a_check_against_an_archive_loads_no_library_of_tables_or_models(
    scratch: Path,
) -> None:
    Path("one.md").write_text(PLAIN, "utf-8")
    run("archive", "add", "old.analyzer-archive", "one.md")
    Path("two.md").write_text(PLAIN, "utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "check", "two.md", "--against", "old.analyzer-archive"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "archived-article" in done.stdout
    modules = set(json.loads(done.stdout.splitlines()[-1]))
    heavy = {"pandas", "sklearn", "scipy", "rich", "jinja2", "multiprocessing", "numpy.ma"}
    assert modules & heavy == set()


def test_counting_sequences_of_articles_that_are_gone_finds_nothing(tmp_path: Path) -> None:
    with made(tmp_path / "a", [PLAIN]) as archive:
        remove(archive, ["0.txt"])
        with archive.reading() as connection:
            rows = rows_of(articles([PLAIN]))
            assert len(sequences.alike(connection, rows.sequences, CONTAINMENT)[0]) == 0


def test_an_error_of_the_database_names_the_file(tmp_path: Path) -> None:
    with made(tmp_path / "a", [PLAIN]) as archive:
        archive.connection.execute("DROP TABLE places")
        with pytest.raises(ArchiveError, match="a: no such table: places"):
            look_up(archive, rows_of(articles([PLAIN])), CONTAINMENT)
