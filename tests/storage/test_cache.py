"""Results kept from one run to the next: never wrong, and safe to delete."""

import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from samples import document
from stories import CONTENT, PHRASE, QUARRY, STUFFED

from analyzer.checks.incremental import AnalyzedFiles, analyze_incrementally
from analyzer.errors import Diagnostic
from analyzer.pipeline.batch import analyze_batch
from analyzer.pipeline.codec import split
from analyzer.pipeline.compare import concatenate_rows
from analyzer.pipeline.file_groups import decode_articles, encode_articles
from analyzer.readers import ReadOptions, discover, read
from analyzer.rules.duplicate_passage import Options
from analyzer.rules.reference_profile import shipped_profile
from analyzer.settings import Override, RuleOptions, Settings
from analyzer.storage import cache as caches
from analyzer.storage.cache import Cache, FileInMemory, key_of, salt
from analyzer.storage.codec import names

OPTIONS = ReadOptions()
PLAIN = Settings()


@pytest.fixture
def folder(scratch: Path) -> Path:
    folder = scratch / "texts"
    folder.mkdir()
    for name, text in CONTENT.items():
        (folder / name).write_text(text, "utf-8")
    for seed in range(6):
        (folder / f"made{seed}.txt").write_text(document(seed, 10), "utf-8")
    (folder / "rows.jsonl").write_text(
        '{"id": "a", "text": "One row."}\n{"text": "Another row, which is longer."}\n'
    )
    front_matter = "---\ntitle: Tides\ntranslations: tides\nurl: https://a.example/tides\n---\n"
    (folder / "tides.md").write_text(f"{front_matter}\n{document(9, 5)}", "utf-8")
    return folder


def run(folder: Path, cache: bool = True, settings: Settings = PLAIN) -> AnalyzedFiles:
    found = discover([str(folder)], on_problem=lambda problem: None)
    kept = Cache(folder.parent / ".analyzer_cache") if cache else None
    analyzed = analyze_incrementally(found, OPTIONS, settings, kept, lambda problem: None)
    known = names(analyzed.texts)
    analyzed.texts = list(analyzed.texts)  # tests damage the files that they are in
    assert known == names(analyzed.texts)
    return analyzed


def same(one: AnalyzedFiles, other: AnalyzedFiles) -> bool:
    texts = [(a.id, a.text, a.title, a.source, a.row, a.language, a.prose) for a in one.texts]
    others = [
        (a.id, a.text, a.title, a.source, a.row, a.language, a.prose) for a in other.texts
    ]
    return texts == others and one.judged == other.judged


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each article was measured."""
    counts: Counter[str] = Counter()

    def counted(articles: Any, *rest: Any, **more: Any) -> Any:
        counts.update(article.id for article in articles)
        return analyze_batch(articles, *rest, **more)

    monkeypatch.setattr("analyzer.pipeline.workers.analyze_batch", counted)
    return counts


def test_only_what_changed_is_measured_again(folder: Path, measured: Counter[str]) -> None:
    first = run(folder)
    assert set(measured) == {article.id for article in first.texts}
    measured.clear()
    assert same(run(folder), first)
    assert not measured
    (folder / "mill.md").write_text(QUARRY, "utf-8")
    (folder / "new.md").write_text("New.\n")
    again = run(folder)
    assert set(measured) == {"mill.md", "new.md"}
    assert same(again, run(folder, cache=False))


def test_any_edits_give_what_no_cache_gives(folder: Path) -> None:
    random_ = random.Random(0)
    for step in range(12):
        names = sorted(path.name for path in folder.iterdir())
        name = random_.choice(names)
        action = random_.choice(["change", "delete", "add", "rename", "copy"])
        path = folder / name
        if action == "change":
            path.write_bytes(path.read_bytes() + b"\n\nOne more line, number %d.\n" % step)
        elif action == "delete" and len(names) > 5:
            path.unlink()
        elif action == "rename":
            path.rename(folder / f"step{step}{path.suffix}")
        elif action == "copy":
            (folder / f"copy{step}{path.suffix}").write_bytes(path.read_bytes())
        else:
            (folder / f"step{step}.txt").write_text(document(100 + step, 10), "utf-8")
        assert same(run(folder), run(folder, cache=False))


@pytest.mark.parametrize(
    "settings",
    [
        Settings(ignore=("near-duplicate-sentence",)),
        Settings(
            overrides=(Override(paths=("texts/q*",), ignore=("near-duplicate-sentence",)),)
        ),
    ],
)
def test_other_settings_have_other_results(folder: Path, settings: Settings) -> None:
    first = run(folder)
    other = run(folder, settings=settings)
    assert not same(first, other)
    assert same(other, run(folder, cache=False, settings=settings))
    assert same(run(folder), first)


def test_what_no_result_depends_on_changes_no_key() -> None:
    plain = salt(Settings(), OPTIONS)
    assert salt(Settings(fail_level="error", min_quality=9, root="/x"), OPTIONS) == plain
    assert (
        salt(Settings(rules=(("duplicate-passage", Options(min_words=9)),)), OPTIONS) != plain
    )
    assert salt(Settings(), ReadOptions(text_column="body")) != plain


def test_bytes_name_version_and_program_are_in_the_key(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = FileInMemory(Path("a.md"), "x/a.md", "x/a.md", ".", False, b"text")
    salted = salt(Settings(), OPTIONS)
    key = key_of(b"text", file, salted)
    assert key_of(b"texts", file, salted) != key
    moved = FileInMemory(Path("a.md"), "y/a.md", "y/a.md", ".", False, b"text")
    assert key_of(b"text", moved, salted) == key
    renamed = FileInMemory(Path("a.mdx"), "x/a.mdx", "x/a.mdx", ".", False, b"text")
    assert key_of(b"text", renamed, salted) != key
    for change in ("__version__", "np"):
        caches._program.cache_clear()
        with monkeypatch.context() as patch:
            patch.setattr(caches, "__version__", "9.9.9")
            if change == "np":
                patch.setattr(np, "__version__", "9.9.9")
            assert salt(Settings(), OPTIONS) != salted
    caches._program.cache_clear()
    assert salt(Settings(), OPTIONS) == salted


def test_a_profile_is_in_the_key_by_its_content(scratch: Path) -> None:
    Path("house.json").write_text("{}")
    settings = Settings(profile="house.json")
    before = salt(settings, OPTIONS)
    Path("house.json").write_text("{ }")
    assert salt(settings, OPTIONS) != before


def kept(folder: Path) -> list[Path]:
    return sorted((folder.parent / ".analyzer_cache").glob("*.kept"))


@pytest.mark.parametrize("damage", ["cut", "garbage", "empty", "bits", "folder", "index"])
def test_a_damaged_cache_is_no_cache(folder: Path, damage: str) -> None:
    first = run(folder)
    (file,) = kept(folder)
    data = file.read_bytes()
    if damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "garbage":
        file.write_bytes(data[:20] + random.Random(1).randbytes(len(data)))
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "bits":
        middle = len(data) // 2
        file.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    elif damage == "index":
        file.write_bytes(data[:-8] + b"\xff" * 8)
    else:
        file.unlink()
        file.mkdir()
    assert same(run(folder), first)
    assert same(run(folder), first)


@given(st.data())
@hypothesis_settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_cache_with_any_damaged_byte_gives_the_same_results(
    folder: Path, data: st.DataObject
) -> None:
    for path in kept(folder):
        path.unlink()
    first = run(folder)
    (file,) = kept(folder)
    damaged = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        last = len(damaged) - 1
        at = data.draw(st.integers(0, last) | st.integers(max(last - 2000, 0), last))
        damaged[at] ^= data.draw(st.integers(1, 255))
    file.write_bytes(damaged)
    assert same(run(folder), first)


def test_two_runs_at_once_do_not_disturb_each_other(folder: Path) -> None:
    run(folder)
    one, other = (Cache(folder.parent / ".analyzer_cache") for _ in range(2))
    found = discover([str(folder)], on_problem=lambda problem: None)
    (folder / "mill.md").write_text(QUARRY, "utf-8")
    for path in kept(folder):
        path.unlink()
    results = [
        analyze_incrementally(found, OPTIONS, PLAIN, c, lambda problem: None)
        for c in (one, other)
    ]
    assert same(*results)
    assert same(run(folder), run(folder, cache=False))


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path) -> None:
    (folder.parent / ".analyzer_cache").write_text("in the way")
    assert same(run(folder), run(folder, cache=False))


def test_what_was_wrong_is_told_again(folder: Path) -> None:
    (folder / "broken.jsonl").write_text("{", "utf-8")
    for _ in range(2):
        problems: list[Diagnostic] = []
        found = discover([str(folder)], on_problem=problems.append)
        analyze_incrementally(
            found, OPTIONS, Settings(), Cache(folder.parent / "kept"), problems.append
        )
        assert [Path(problem.source).name for problem in problems] == ["broken.jsonl"]


def test_a_run_that_fails_leaves_nothing_in_the_cache(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analyzer.pipeline.compare.compare_batches", fail)
    with pytest.raises(KeyboardInterrupt):
        run(folder)
    left = [path.name for path in (folder.parent / ".analyzer_cache").iterdir()]
    assert left == [".gitignore"]


def accepted(analyzed: AnalyzedFiles) -> list[tuple[str, str, str]]:
    """Return the accepted terms with the articles that have them."""
    found, base = [], 0
    for result in analyzed.results:
        found += [
            (analyzed.texts[base + at].id, rule, term) for at, rule, term in result.accepted
        ]
        base += len(result.titles)
    return found


def test_accepted_terms_are_those_of_no_cache_after_any_edit(folder: Path) -> None:
    rules = (("keyword-stuffing", RuleOptions(terms=(PHRASE.upper(),))),)
    settings = Settings(rules=rules)
    for name in ("b.md", "n.md", "z.md"):
        (folder / name).write_text(STUFFED, "utf-8")
    for edited in ("none.md", "made1.txt", "n.md", "a.md"):
        (folder / edited).write_text(f"Nothing but {edited}.\n")
        found = accepted(run(folder, settings=settings))
        assert found == accepted(run(folder, cache=False, settings=settings))
        names = ["b.md", "z.md"] if edited in ("n.md", "a.md") else ["b.md", "n.md", "z.md"]
        assert found == [(name, "keyword-stuffing", PHRASE.casefold()) for name in names]


def test_what_a_killed_run_leaves_is_not_read_and_goes_after_an_hour(folder: Path) -> None:
    first = run(folder)
    part = folder.parent / ".analyzer_cache" / "1.killed.part"
    part.write_bytes(b"half of a group")
    (folder / "mill.md").write_text(QUARRY, "utf-8")
    assert len(run(folder).texts) == len(first.texts)
    assert part.exists()  # its run may still be writing
    os.utime(part, (0, 0))
    (folder / "mill.md").write_text("New.\n", "utf-8")
    assert same(run(folder), run(folder, cache=False))
    assert not part.exists()


def test_many_files_of_results_become_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, measured: Counter[str]
) -> None:
    monkeypatch.setattr(caches, "MOST_FILES", 3)
    for number in range(3):
        (folder / f"new{number}.txt").write_text(document(50 + number), "utf-8")
        run(folder)
    assert len(kept(folder)) == 3
    (folder / "last.txt").write_text(document(60), "utf-8")
    run(folder)
    assert len(kept(folder)) == 1
    measured.clear()
    assert same(run(folder), run(folder, cache=False))
    assert all(count == 1 for count in measured.values())


def test_old_results_make_room_for_new_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "MOST_FILES", 1)
    run(folder)
    (file,) = kept(folder)
    largest = file.stat().st_size
    monkeypatch.setattr(caches, "MOST_BYTES", largest * 2)
    for number in range(9):
        for path in folder.glob("made*"):
            path.write_text(path.read_text("utf-8") + f"\nMore, {number}.\n", "utf-8")
        run(folder)
        (file,) = kept(folder)
        assert file.stat().st_size < largest * 2.1
    assert same(run(folder), run(folder, cache=False))


def test_the_cache_is_ignored_by_git_and_by_the_check(folder: Path, run: Any) -> None:
    for number in range(30):
        (folder / f"more{number}.md").write_text(f"Text {number}.\n")
    assert run("check", "texts").exit_code in (0, 1)
    assert (folder.parent / ".analyzer_cache" / ".gitignore").read_text().endswith("*\n")
    assert ".analyzer_cache" not in run("check", ".", "--show-files").stdout


def test_a_few_files_leave_no_cache_behind(repository: Path, run: Any) -> None:
    run("check", "content")
    assert not (repository / ".analyzer_cache").exists()


def test_a_part_that_is_split_and_stacked_is_as_it_was(folder: Path) -> None:
    articles = list(read([str(folder)], on_problem=lambda problem: None))
    part = analyze_batch(articles, Settings(), shipped_profile())
    sizes = [2, 0, 1, len(articles) - 3]
    pieces = split(part, sizes)
    first = [0, 2, 2, 3, len(articles)]
    for name, rows in part.rows.items():
        again = concatenate_rows(pieces, first, name, None)
        for field in (
            "article",
            "start",
            "end",
            "ptr",
            "grams",
            "first",
            "last",
            "quoted",
            "closes",
        ):
            np.testing.assert_array_equal(getattr(again, field), getattr(rows, field))
    findings = [
        (finding.article + base, finding.start, finding.rule)
        for piece, base in zip(pieces, first[:-1], strict=True)
        for finding in piece.findings
    ]
    assert findings == [(f.article, f.start, f.rule) for f in part.findings]


def test_what_was_packed_is_unpacked_for_any_text() -> None:
    from analyzer.article import Article

    file = FileInMemory(Path("a#b.txt"), "x/a#b.txt", "x/a#b.txt", ".", False, b"")
    texts = ["", "plain", "half \udc80 a pair", "日本 é 👩‍🔬"]
    articles = [
        Article(
            f"x/a#b.txt#{n}", text, source="x/a#b.txt", row=n, fields={"analyzer-disable": "a"}
        )
        for n, text in enumerate(texts)
    ]
    packed = encode_articles(articles, file)
    assert packed is not None
    again = decode_articles(packed, file)
    assert [(a.id, a.text, a.fields) for a in again] == [
        (a.id, a.text, dict(a.fields)) for a in articles
    ]
