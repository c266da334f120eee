"""Comparisons kept from one check to the next: the findings are those of a full run."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from samples import document

from analyzer.checks.incremental import AnalyzedFiles, analyze_incrementally
from analyzer.pipeline import kept_findings
from analyzer.readers import ReadOptions, discover
from analyzer.rules import doorway_templates, subjects
from analyzer.rules.measurement import Measurement
from analyzer.settings import Override, Settings
from analyzer.similarity import index_join
from analyzer.storage.cache import Cache
from analyzer.storage.kept_results import SUFFIX, KeptResults

PLACES = ["Hull", "Leeds", "York", "Bath", "Derby", "Poole", "Crewe", "Luton"]
DOORWAY = """# Roof repair in {place}

Our roofers in {place} mend slates, tiles and gutters on any weekday, and they bring their
own ladders. Ask for a visit before noon and somebody will look at the roof on the same
day, measure what is missing and leave a price that holds for a month. In {place} we also
clean the gutters of every roof that we mend, because a dry wall is worth more than a new
slate, and nobody has to climb up a second time before the winter.
"""


def site(folder: Path) -> None:
    """Write pages that share passages, sentences, templates and most of their text."""
    folder.mkdir(parents=True)
    texts = [document(seed, 12) for seed in range(10)]
    for number, text in enumerate(texts):
        (folder / f"page{number}.md").write_text(f"# Page {number}\n\n{text}", "utf-8")
    for version in ("v1", "v2"):
        (folder / version).mkdir()
        for number in range(3):
            text = document(50 + number, 8)
            (folder / version / f"guide{number}.md").write_text(f"# Guide {number}\n\n{text}")
    (folder / "copy.md").write_text(f"# A copy\n\n{texts[0]}\n\n{texts[1][:300]}", "utf-8")
    background = document(70, 9)
    (folder / "blog").mkdir()
    for seed, title in enumerate(("Boats are late", "The mill turns"), 60):
        text = f"# {title}\n\n{document(seed, 20)}\n\n{background}"
        (folder / "blog" / f"{title.split()[1]}.md").write_text(text, "utf-8")
    for place in PLACES[:4]:
        (folder / f"{place.lower()}.md").write_text(DOORWAY.format(place=place), "utf-8")


def edit(folder: Path, former: Path, random_: random.Random, step: int) -> None:
    """Add, remove, rename, change or revert a file, or copy a part of it into another."""
    files = sorted(folder.rglob("*.md"))
    path, other = random_.choice(files), random_.choice(files)
    text = path.read_text("utf-8")
    half = len(text) // 2
    actions: list[Callable[[], object]] = [
        lambda: path.write_text(f"{text}\n\nOne more line, number {step}.\n", "utf-8"),
        lambda: path.write_text(f"A new opening.\n\n{text}", "utf-8"),
        lambda: path.write_text(text[:half], "utf-8"),
        lambda: path.write_text(f"{text}\n\n{other.read_text('utf-8')}", "utf-8"),
        lambda: other.write_text(other.read_text("utf-8")[:200] + text[half:], "utf-8"),
        lambda: path.write_text(text.replace("e", "i", 9), "utf-8"),
        lambda: path.unlink() if len(files) > 12 else None,
        lambda: path.rename(path.with_name(f"{step}-{path.name}")),
        lambda: shutil.copyfile(path, folder / f"copy{step}.md"),
        lambda: (folder / f"new{step}.md").write_text(document(200 + step, 9), "utf-8"),
        lambda: (folder / "roof.md").write_text(
            DOORWAY.format(place=random_.choice(PLACES)), "utf-8"
        ),
        lambda: _revert(folder, former),
    ]
    random_.choice(actions)()


def _revert(folder: Path, former: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(former, folder)


def run(folder: Path, settings: Settings, *, cached: bool) -> AnalyzedFiles:
    """Check a folder, with the cache beside it or without one."""
    found = discover([str(folder)], on_problem=lambda _: None)
    cache = Cache(folder.parent / ".analyzer_cache") if cached else None
    return analyze_incrementally(found, ReadOptions(), settings, cache, lambda _: None)


def judged(folder: Path, settings: Settings | None = None) -> list[Any]:
    """Return what a cached run finds, which is what a run without a cache finds."""
    settings = settings or Settings()
    cached, plain = (run(folder, settings, cached=cached) for cached in (True, False))
    assert cached.judged == plain.judged
    assert cached.related == plain.related
    return cached.judged


@pytest.fixture
def folder(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(subjects, "FEWEST_PAGES", 5)
    folder = scratch / "site"
    site(folder)
    return folder


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> Iterator[list[int]]:
    """Count the calls of a function."""
    calls: list[int] = []
    plain = getattr(owner, name)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, lambda *args, **kw: (calls.append(1), plain(*args, **kw))[1])
        yield calls


@pytest.mark.parametrize("seed", range(4))
def test_any_edits_give_the_findings_of_a_full_run(folder: Path, seed: int) -> None:
    random_ = random.Random(seed)
    former = folder.parent / "former"
    shutil.copytree(folder, former)
    assert judged(folder)
    for step in range(9):
        for _ in range(random_.choice([1, 1, 3])):
            edit(folder, former, random_, step)
        judged(folder)


def test_findings_templates_and_overlaps_of_unchanged_articles_are_not_made_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {"doorway-pages", "near-duplicate-article"} <= {one.rule for one in judged(folder)}
    with (
        counted(monkeypatch, kept_findings.KeptFindings, "_score") as scored,
        counted(monkeypatch, doorway_templates, "_template") as templates,
        counted(monkeypatch, index_join, "overlaps") as overlaps,
        counted(monkeypatch, subjects.Subjects, "are_same") as compared,
    ):
        run(folder, Settings(), cached=True)
        assert not scored
        assert not templates
        assert not overlaps
        assert not compared
        with (folder / "copy.md").open("a", encoding="utf-8") as stream:
            stream.write("\n\nOne more line about the harbour.\n")
        run(folder, Settings(), cached=True)
        assert 0 < len(scored) < 6
        assert not templates
        assert overlaps
        (folder / "page0.md").write_text(document(0, 13), "utf-8")
        run(folder, Settings(), cached=True)
        assert compared


def test_all_that_findings_are_made_of_is_in_their_key() -> None:
    """A new field of a measurement goes into the key, or is not read by `Messages`."""
    in_key = "article start end group weight label message addition severity other"
    not_read = "value detail reported related columns labels rows"
    fields = {*in_key.split(), *not_read.split(), "elsewhere", "share", "warns", "further_copy"}
    assert set(Measurement.__struct_fields__) == fields


def test_other_settings_do_not_get_the_findings_of_the_former_ones(folder: Path) -> None:
    every = judged(folder)
    override = Override(paths=("**/copy.md",), ignore=("near-duplicate-article",))
    assert judged(folder, Settings(overrides=(override,), root=str(folder))) != every
    assert judged(folder) == every


def test_a_damaged_file_of_comparisons_is_not_read(folder: Path) -> None:
    first = judged(folder)
    (path,) = (folder.parent / ".analyzer_cache").glob(f"*{SUFFIX}")
    data = bytearray(path.read_bytes())
    for at in range(20, len(data), 997):
        data[at] ^= 255
    path.write_bytes(data)
    assert judged(folder) == first


def test_only_what_was_asked_for_is_kept(scratch: Path) -> None:
    scratch.mkdir(exist_ok=True)
    kept = KeptResults(scratch, b"salt")
    values = kept.by_key("name")
    values.add(b"a" * 20, [1])
    values.add(b"b" * 20, [2])
    kept.finish()
    kept = KeptResults(scratch, b"salt")
    values = kept.by_key("name")
    assert values.find(b"b" * 20) == [2]
    assert values.find(b"c" * 20) is None
    kept.finish()
    assert KeptResults(scratch, b"salt").by_key("name").find(b"a" * 20) is None
    assert KeptResults(scratch, b"other").get("name") is None
