"""A team keeps the check on: thirty commits, and none of them fails without reason."""

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from stories import COPYIST, PASSAGE, SAID, STUFFED

BASELINE = ".analyzer-baseline.jsonl"
WAYS = {
    "--baseline": BASELINE,
    "--changed-from": "HEAD",
    "--baseline-from-ref": "HEAD",
}
NEWS = """# The bridge is open

A bus crosses the river again, six weeks after the flood took the old piers away.

The mayor cut no ribbon; she walked over it with the masons and shook every hand.
"""
DOOR = """# Roof repair in {town}

Our roofers repair slate, tile and lead in {town}. Call before nine and somebody will look at
your roof in {town} the same day, with a ladder, a camera and a written price.

Every repair in {town} comes with a guarantee of ten years, which also holds if you sell the
house. We sweep up, take the old slates away and leave the street in {town} as we found it.
"""
DOORS = {f"roof-{town.lower()}.md": DOOR.format(town=town) for town in ("Lowick", "Penrith")}


def paragraphs(name: str) -> list[str]:
    return Path("content", name).read_text("utf-8").strip().split("\n\n")


def write(name: str, *parts: str) -> None:
    path = Path("content", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(parts) + "\n", "utf-8")


def replaced(name: str, old: str, new: str) -> None:
    text = Path("content", name).read_text("utf-8")
    assert old in text
    Path("content", name).write_text(text.replace(old, new), "utf-8")


def rename(old: str, new: str) -> None:
    Path("content", new).parent.mkdir(parents=True, exist_ok=True)
    Path("content", old).rename(Path("content", new))


def reflow(name: str, width: int) -> None:
    write(name, *(textwrap.fill(one, width) for one in paragraphs(name)))


def line_ends(name: str, end: str) -> None:
    text = Path("content", name).read_text("utf-8")
    Path("content", name).write_bytes(text.replace("\n", end).encode())


def split_hotel() -> None:
    title, first, passage, last = paragraphs("inns/hotel.md")
    write("inns/hotel.md", title, first, last)
    write("inns/lamps.md", "# Lamps for guests", passage, "Bring a torch for the stairs.")


def join_valley() -> None:
    write("mill.md", *paragraphs("mill.md"), *paragraphs("valley.md")[1:])
    Path("content/valley.md").unlink()


def insert_into_passage() -> None:
    first, stop, rest = PASSAGE.partition("rim.")
    whole = Path("content/pier.md").read_text("utf-8")
    new = f"{first}{stop}\n\nA photograph of one hangs in the station.\n\n{rest.strip()}"
    Path("content/pier.md").write_text(whole.replace(PASSAGE, new), "utf-8")


def append(name: str, *parts: str) -> None:
    write(name, *paragraphs(name), *parts)


def move_paragraph() -> None:
    title, first, second, *rest = paragraphs("quarry.md")
    write("quarry.md", title, second, first, *rest)


ITEMS = "- The first bus leaves at six.\n- The last one at ten."
# What a commit does; each must pass.
COMMITS = {
    "add an article": lambda: write("news.md", NEWS.strip()),
    "wrap an article": lambda: reflow("hotel.md", 60),
    "unwrap it": lambda: reflow("hotel.md", 10_000),
    "change the line ends": lambda: line_ends("pier.md", "\r\n"),
    "change them back": lambda: line_ends("pier.md", "\n"),
    "fix a typing error": lambda: replaced("valley.md", "nine", "eight"),
    "edit a word of a known passage": lambda: replaced("pier.md", "eastern", "western"),
    "edit it back": lambda: replaced("pier.md", "western", "eastern"),
    "move a paragraph": move_paragraph,
    "add a paragraph": lambda: append("mill.md", "The wheel turns on Sundays."),
    "rename a file": lambda: rename("hotel.md", "inn.md"),
    "rename it again": lambda: rename("inn.md", "inns/hotel.md"),
    "split an article": split_hotel,
    "edit both parts": lambda: replaced("inns/lamps.md", "stairs", "cellar stairs"),
    "join two articles": join_valley,
    "edit the title": lambda: replaced("mill.md", "What became of", "The story of"),
    "put a paragraph into a known passage": insert_into_passage,
    "move it to another folder": lambda: rename("pier.md", "sea/pier.md"),
    "add front matter": lambda: write("news.md", "---\ndate: 2026-11-30\n---", NEWS.strip()),
    "delete an article": lambda: Path("content/news.md").unlink(),
    "add it again": lambda: write("news.md", NEWS.strip()),
    "add a list": lambda: append("news.md", ITEMS),
    "add a table": lambda: write("table.csv", "town,buses\nLowick,6"),
    "add a link": lambda: replaced("news.md", "The mayor", "[The mayor](https://example.org)"),
    "change quotation marks": lambda: replaced("quarry.md", "no more", "“no more”"),
    "add spaces": lambda: replaced("news.md", "again,", "again, "),
    "quote a sentence": lambda: append("mill.md", f"> {SAID}"),
    "remove the quotation": lambda: write("mill.md", *paragraphs("mill.md")[:-1]),
    "add a draft": lambda: write("draft.md", "---\ndraft: true\n---", STUFFED),
    "add a page about one town": lambda: write("roof-york.md", DOOR.format(town="York")),
}  # fmt: skip
# What a commit does that must fail, and where.
FAULTS = {
    "a stuffed article": ({"ferry.md": STUFFED}, "ferry.md", 3, "keyword-stuffing"),
    "a copied paragraph": ({"coast.md": COPYIST}, "coast.md", 5, "near-duplicate-article"),
    "a doorway page": (DOORS, "roof-lowick.md", 3, "doorway-pages"),
}


@pytest.mark.slow
def test_no_commit_of_a_team_fails_without_reason(repository: Path, run: Any, git: Any) -> None:
    run("init", "content", "--with-baseline")
    Path("analyzer.toml").unlink()
    git("add", "--all")
    git("commit", "--quiet", "--message", "Adopt the check")

    def reported(way: str) -> list[tuple[str, int, str]]:
        result = run("check", "content", way, WAYS[way], "-q", "--format", "jsonl")
        found = [json.loads(line) for line in result.stdout.splitlines()]
        assert result.exit_code == (1 if found else 0), result.stderr
        return [
            (one["path"].removeprefix("content/"), one["line"], one["rule"]) for one in found
        ]

    def commit(message: str) -> None:
        git("add", "--all")
        git("commit", "--quiet", "--allow-empty", "--message", message)

    for message, edit in COMMITS.items():
        edit()
        assert {message: [reported(way) for way in WAYS]} == {message: [[], [], []]}
        commit(message)
    assert len(COMMITS) == 30
    # A baseline follows what moved; once updated, it also knows which of two copies is new.
    run("check", "content", "--baseline", BASELINE, "--update-baseline")
    commit("Update the baseline")
    for message, (files, path, line, rule) in FAULTS.items():
        for name, text in files.items():
            write(name, text.strip())
        for way in WAYS:
            assert (path, line, rule) in reported(way), (message, way, reported(way))
            assert {one for one, _, _ in reported(way)} <= {*files, "roof-york.md"}, message
        for name in files:
            Path("content", name).unlink()
