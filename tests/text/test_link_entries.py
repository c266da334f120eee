"""Entries of an index of pages are no running prose."""

from pathlib import Path

import analyzer
from analyzer.article import Block
from analyzer.segmentation import build_corpus

SUBJECTS = ("oil", "paper", "glass", "storm")


def kinds(text: str, folder: Path) -> list[int]:
    path = folder / "index.md"
    path.write_text(f"# Lamps\n\nThese pages are about lamps.\n\n{text}", "utf-8")
    return build_corpus(list(analyzer.read([path]))).block_kind.tolist()


def test_links_with_descriptions_are_an_index(tmp_path: Path) -> None:
    entries = [f"[The {name} lamp]({name}.md) Describes the {name} lamp." for name in SUBJECTS]
    for text in ("\n\n".join(entries), "".join(f"- {entry}\n" for entry in entries)):
        assert kinds(text, tmp_path).count(Block.LINKS) == len(SUBJECTS)


def test_longer_descriptions_in_a_row_are_an_index(tmp_path: Path) -> None:
    story = " ".join(["Nobody knew who had left it there."] * 6)
    entries = [f"[The {name} lamp]({name}.md) {story}" for name in SUBJECTS]
    assert kinds("\n\n".join(entries), tmp_path).count(Block.LINKS) == len(SUBJECTS)
    apart = "\n\nIt is on the desk.\n\n".join(entries)
    assert Block.LINKS not in kinds(apart, tmp_path)


def test_headings_that_are_links_head_an_index(tmp_path: Path) -> None:
    entries = [f"## [{name}]({name}.md)\n\nDescribes the {name} lamp." for name in SUBJECTS]
    assert kinds("\n\n".join(entries), tmp_path).count(Block.LINKS) == len(SUBJECTS)


def test_two_entries_are_no_index(tmp_path: Path) -> None:
    entries = [f"[The {name} lamp]({name}.md) Describes a lamp." for name in SUBJECTS[:2]]
    assert Block.LINKS not in kinds("\n\n".join(entries), tmp_path)


def test_a_sentence_that_begins_with_a_link_is_prose(tmp_path: Path) -> None:
    entries = [f"[The {name} lamp]({name}.md) hangs above the desk." for name in SUBJECTS]
    assert Block.LINKS not in kinds("\n\n".join(entries), tmp_path)


def test_a_long_text_after_a_link_is_prose(tmp_path: Path) -> None:
    story = " ".join(["Nobody knew who had left it there."] * 9)
    entries = [f"[The {name} lamp]({name}.md) {story}" for name in SUBJECTS]
    assert Block.LINKS not in kinds("\n\n".join(entries), tmp_path)


def test_paragraphs_of_a_section_are_prose_though_its_heading_is_a_link(tmp_path: Path) -> None:
    entries = [f"## [{name}]({name}.md)\n\nIt hangs here.\n\nIt is old." for name in SUBJECTS]
    assert Block.LINKS not in kinds("\n\n".join(entries), tmp_path)


def test_an_index_of_pages_is_not_stuffed_with_their_subject(tmp_path: Path) -> None:
    tasks = ("Trim", "Fill", "Clean", "Light", "Hang", "Mend", "Sell", "Store", "Buy")
    lines = [f"## [{task}]({task}.md)\n\n{task}s lamps with other lamps." for task in tasks]
    text = "# Lamps\n\nThese pages are about work.\n\n" + "\n\n".join(lines)
    path = tmp_path / "index.md"
    path.write_text(text, "utf-8")
    scores = [
        analyzer.analyze(analyzer.read([path])).articles["stuffing_probability"][0],
        analyzer.analyze([text.replace("## [", "").replace(".md)\n\n", " ")]).articles[
            "stuffing_probability"
        ][0],
    ]
    assert scores[0] < 0.1
    assert scores[1] > 0.5
