"""What is new: three ways to say what is old agree on every kind of edit."""

import json
import random
import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from examples import LINES
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from stories import CONTENT, PASSAGE, STUFFED

BASELINE = ("--baseline", ".analyzer-baseline.jsonl")
WAYS = {
    "changed": ("--changed-from", "HEAD"),
    "ref": ("--baseline-from-ref", "HEAD"),
    "file": BASELINE,
}
Files = dict[str, list[str]]  # the paragraphs of each file
# A stuffed article in which no sentence is repeated: with two copies instead of three, a
# repeated sentence becomes a warning, which a baseline of warnings does not know.
STUFFED_ONCE = "\n\n".join(dict.fromkeys(STUFFED.strip().split("\n\n"))) + "\n"
Edit = Callable[[random.Random, Files], None]


def wrap(chance: random.Random, files: Files) -> None:
    """Wrap a file at another width."""
    name = chance.choice(sorted(files))
    width = chance.choice([40, 72, 10_000])
    files[name] = [textwrap.fill(" ".join(one.split()), width) for one in files[name]]


def move(chance: random.Random, files: Files) -> None:
    """Move a paragraph within a file or to another one."""
    name, other = chance.choice(sorted(files)), chance.choice(sorted(files))
    if len(files[name]) > 2:
        paragraph = files[name].pop(chance.randrange(1, len(files[name])))
        files[other].insert(chance.randrange(1, len(files[other]) + 1), paragraph)


def rename(chance: random.Random, files: Files) -> None:
    """Rename a file, or move it into a folder."""
    name = chance.choice(sorted(files))
    files[chance.choice(["news/", "old-"]) + name.rpartition("/")[2]] = files.pop(name)


def split(chance: random.Random, files: Files) -> None:
    """Move the end of a file into a new one."""
    name = chance.choice(sorted(files))
    if len(files[name]) > 3:
        at = chance.randrange(2, len(files[name]))
        title = f"# {chance.choice(LINES)}"
        files[f"{chance.randrange(10**6)}.md"] = [title, *files[name][at:]]
        del files[name][at:]


def join(chance: random.Random, files: Files) -> None:
    """Append a file to another one."""
    if len(files) > 4:
        name = chance.choice(sorted(files))
        paragraphs = files.pop(name)
        files[chance.choice(sorted(files))] += [f"#{paragraphs[0]}", *paragraphs[1:]]


def put_between(chance: random.Random, files: Files) -> None:
    """Put a paragraph of new words into a file, within a passage where it has one."""
    name = chance.choice(sorted(files))
    words = " ".join(f"{chance.choice(LINES).split()[1]}{n}" for n in range(12))
    for at, paragraph in enumerate(files[name]):
        first, stop, rest = paragraph.partition("rim.")
        if stop and rest.strip():
            files[name][at : at + 1] = [first + stop, f"We add {words}.", rest.strip()]
            return
    files[name].append(f"We add {words}.")


def punctuate(chance: random.Random, files: Files) -> None:
    """Change a comma, or spaces."""
    name = chance.choice(sorted(files))
    files[name] = [one.replace(", ", ",  ").replace(". The", "! The") for one in files[name]]


NEUTRAL: list[Edit] = [wrap, move, rename, split, join, put_between, punctuate]


def copy_paragraph(chance: random.Random, files: Files) -> str:
    """Put a passage that two files have already into a third one."""
    texts = {name: " ".join(" ".join(files[name]).split()) for name in files}
    name = min(files, key=lambda one: (PASSAGE[:40] in texts[one], one))
    files[name].append(PASSAGE)
    return name


def stuff(_: random.Random, files: Files) -> str:
    """Add a stuffed article."""
    words = STUFFED_ONCE.replace("harbour electric ferry", "mountain railway museum")
    files["railway.md"] = words.strip().split("\n\n")
    return "railway.md"


def repeat(chance: random.Random, files: Files) -> str:
    """Say a sentence of a file again."""
    files["valley.md"].append(f"We say it again. {VALLEY_SENTENCE}")
    return "valley.md"


VALLEY_SENTENCE = CONTENT["valley.md"].split("\n\n")[1]


def write(files: Files, line_end: str = "\n") -> None:
    shutil.rmtree("content")
    for name, paragraphs in files.items():
        path = Path("content", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(paragraphs) + "\n"
        path.write_bytes(text.replace("\n", line_end).encode())


@pytest.fixture
def team(repository: Path, git: Any, run: Any) -> Any:
    """A repository with a baseline; check it in every way, from a commit on."""
    Path("content/stuffed.md").write_text(STUFFED_ONCE, "utf-8")
    run("check", "content", *BASELINE, "--update-baseline")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Adopt")

    def reported(way: str) -> set[tuple[str, str]]:
        result = run("check", "content", "--format", "jsonl", "-q", *WAYS[way])
        assert result.exit_code < 2, result.stderr
        found = [json.loads(line) for line in result.stdout.splitlines()]
        return {(one["path"].removeprefix("content/"), one["rule"]) for one in found}

    return lambda: {way: reported(way) for way in WAYS}


def files_now() -> Files:
    return {
        path.name: path.read_text("utf-8").strip().split("\n\n")
        for path in sorted(Path("content").iterdir())
    }


# Shrinking takes minutes.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
FIXTURES = [HealthCheck.function_scoped_fixture]


@pytest.mark.slow
@settings(max_examples=15, phases=PHASES, suppress_health_check=FIXTURES)
@given(
    st.lists(st.sampled_from(NEUTRAL), min_size=1, max_size=6),
    st.integers(0, 10**6),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_nothing_is_new_where_words_only_moved(
    team: Any, git: Any, edits: list[Edit], seed: int, line_end: str
) -> None:
    git("checkout", "--quiet", "--", ".")
    git("clean", "--quiet", "-fd", "content")
    files, chance = files_now(), random.Random(seed)
    for edit in edits:
        edit(chance, files)
    write(files, line_end)
    assert team() == {way: set() for way in WAYS}


@pytest.mark.slow
@settings(max_examples=10, phases=PHASES, suppress_health_check=FIXTURES)
@given(
    st.lists(st.sampled_from(NEUTRAL), max_size=4),
    st.integers(0, 10**6),
    st.sampled_from([copy_paragraph, stuff, repeat]),
)
def test_what_is_new_is_reported_in_every_way(
    team: Any, git: Any, edits: list[Edit], seed: int, fault: Callable[..., str]
) -> None:
    git("checkout", "--quiet", "--", ".")
    git("clean", "--quiet", "-fd", "content")
    files, chance = files_now(), random.Random(seed)
    if fault is repeat:
        edits = [edit for edit in edits if edit in (wrap, punctuate, put_between)]
    for edit in edits:
        edit(chance, files)
    name = fault(chance, files)
    write(files)
    found = team()
    assert found["changed"] == found["ref"]
    if fault is copy_paragraph:  # of two equal texts, either may be the one that moved
        assert found["changed"]
        # Where two copies came together, a baseline takes a further one for one of them.
        assert found["file"] or {join, move, split} & set(edits)
    else:
        assert name in {path for path, _ in found["changed"]}
        assert found["changed"] <= found["file"]


def test_the_notes_that_are_counted_are_those_of_the_change(
    team: Any, git: Any, run: Any
) -> None:
    def hidden() -> str:
        return str(run("check", "content", "--changed-from", "HEAD").stdout.splitlines()[-1])

    note = " ".join([f"{LINES[0]} {LINES[1]}"] * 3)  # a refrain
    Path("content/refrain.md").write_text(note, "utf-8")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Add a refrain")
    assert "below the report level" in run("check", "content").stdout
    assert "below the report level" not in hidden()
    Path("content/refrain.md").write_text(f"{note}\n\n{note.replace('the', 'a')}", "utf-8")
    assert "below the report level" in hidden()
