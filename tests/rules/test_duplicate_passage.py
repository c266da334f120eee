"""duplicate-passage: texts that it flags, what is a warning, and its table."""

from pathlib import Path

import pytest
from examples import BUREAUCRACY, LINES, PLAIN, REFRAIN
from rule_examples import flags

from analyzer import Article, analyze, read
from analyzer.analysis import Analysis
from analyzer.rules.duplicate_passage import RULE
from analyzer.rules.sentence_differences import drift
from analyzer.settings import Settings

PLACES = ("lamp", "mill", "quay")
PASSAGE = " ".join(LINES[:7])
WORDS = len(PASSAGE.split())


def own(topic: str) -> str:
    """Return prose of a page's own: no six words of it are those of another topic."""
    verbs = ("saw", "kept", "sold", "drew", "lost", "found", "sent", "read", "hid", "won")
    return " ".join(
        f"{topic.title()} {verb} {topic}{verb}ing {topic} and {verb} no {topic}."
        for verb in verbs
    )


def page(path: str, *blocks: str, title: str = "") -> Article:
    topic = "".join(letter for letter in path if letter.isalpha())
    text = "\n\n".join([own(topic), *blocks, own(topic[::-1])])
    return Article(path, text, title, path)


def passages(*pages: Article) -> tuple[Analysis, list[tuple[str, str, str]]]:
    found = analyze(list(pages), settings=Settings(select=(RULE.name,)))
    rows = found.findings[["article", "severity", "message"]]
    return found, [tuple(row) for row in rows.itertuples(index=False)]


def test_the_rule_flags_both_articles() -> None:
    assert flags(RULE, PLAIN, f"{BUREAUCRACY} {' '.join(LINES[3:6])}") == [True, True]


def test_the_rule_passes_articles_with_nothing_in_common() -> None:
    assert flags(RULE, PLAIN, REFRAIN) == [False, False]


def test_a_long_passage_of_two_unrelated_articles_is_a_warning_that_names_the_line() -> None:
    _, found = passages(page("lamp.md", PASSAGE), page("kettle.md", PASSAGE))
    assert found == [
        ("lamp.md", "warning", f"{WORDS}-word passage also appears in kettle.md:3"),
        ("kettle.md", "warning", f"{WORDS}-word passage also appears in lamp.md:3"),
    ]


def test_from_the_third_article_on_it_is_a_note() -> None:
    _, found = passages(*(page(f"{name}/a.md", PASSAGE) for name in PLACES))
    assert [severity for _, severity, _ in found] == ["note"] * 3
    assert (
        found[2][2]
        == f"{WORDS}-word passage also appears in 2 other articles, first in lamp/a.md:3"
    )


def test_a_short_passage_and_a_list_of_names_are_notes() -> None:
    short = " ".join(LINES[:3])
    listed = "\n".join(
        f"- {line.split()[1]} {line.split()[2]} {at}" for at, line in enumerate(LINES * 2)
    )
    for text in (short, listed):
        _, found = passages(page("lamp.md", text), page("kettle.md", text))
        assert {severity for _, severity, _ in found} == {"note"}


@pytest.mark.parametrize(
    "pages",
    [
        [page("5.1/lamp.md", PASSAGE), page("7.4/lamp.md", PASSAGE)],
        [page("en/lamp.md", PASSAGE), page("fr/lamp.md", PASSAGE)],
        [
            page("a.md", PASSAGE, title="Lamp 1.5 is out"),
            page("b.md", PASSAGE, title="Lamp 1.6 is out"),
        ],
    ],
)
def test_versions_translations_and_series_get_one_note_without_points(
    pages: list[Article],
) -> None:
    analysis, found = passages(*pages)
    assert [severity for _, severity, _ in found] == ["note"]
    assert set(analysis.articles["originality"]) == {100}
    assert len(analysis.passages) == 2


def test_pages_that_link_to_each_other_get_notes() -> None:
    link = "More is in [the other guide](../guides/kettle.md)."
    _, found = passages(
        page("lamp.md", PASSAGE, link), page("guides/kettle.md", PASSAGE), page("x.md")
    )
    assert [severity for _, severity, _ in found] == ["note", "note"]
    assert all(message.endswith(" (linked page)") for _, _, message in found)


@pytest.mark.parametrize("folder", ["includes", "_partials"])
def test_texts_that_pages_include_get_notes(folder: str) -> None:
    names = (f"{folder}/lamp.md", f"{folder}/kettle.md")
    _, found = passages(*(page(name, PASSAGE) for name in names))
    assert {severity for _, severity, _ in found} == {"note"}


@pytest.mark.parametrize(
    ("news", "guide", "expected"),
    [
        ("whatsnew/22.md", "herons", "note"),
        ("2026-05-02-news.md", "herons", "note"),
        ("whatsnew/22.md", "foxes", "note"),
        ("2026-05-02-news.md", "foxes", "warning"),
    ],
)
def test_what_news_and_a_page_about_its_subject_share_is_a_note(
    news: str, guide: str, expected: str
) -> None:
    lasting = page("guide/kettle.md", PASSAGE, "How herons are counted at night.")
    post = page(news, PASSAGE, f"Since May every guide lists where {guide} breed.")
    others = [page(f"{name}.md") for name in PLACES]
    _, found = passages(post, lasting, *others)
    assert [severity for _, severity, _ in found] == [expected, expected]


def test_release_notes_about_another_subject_are_no_announcement() -> None:
    lasting = page("guide/kettle.md", PASSAGE, "How foxes are tallied.")
    notes = page("whatsnew/22.md", PASSAGE, "Since May every guide lists where herons breed.")
    _, found = passages(notes, lasting, *(page(f"{name}.md") for name in PLACES))
    assert [severity for _, severity, _ in found] == ["warning", "warning"]


@pytest.mark.parametrize(("subject", "expected"), [("heron", "note"), ("gravel", "warning")])
def test_posts_about_one_subject_may_share_a_paragraph(subject: str, expected: str) -> None:
    def about(topic: str, step: int = 1) -> str:
        words = " ".join(f"{topic}{letter}" for letter in "abcdefghijklmnopqrstuvwx"[::step])
        return f"They say that {words} are here."

    topics = [first + last for first in ("ro", "ta", "mi", "ku") for last in "bcdfghjklmnpq"]
    others = [Article(name, about(name), "", f"posts/{name}.md") for name in topics]
    first, second = (
        Article(
            name, f"{about(name)}\n\n{PASSAGE}\n\n{about(topic, step)}", "", f"posts/{name}.md"
        )
        for name, topic, step in (("a", "heron", 1), ("b", subject, -1))
    )
    _, found = passages(first, second, *others)
    assert [severity for _, severity, _ in found] == [expected, expected]


CHANGED = PASSAGE.replace(LINES[3].split()[-2], "nobody", 1)


@pytest.mark.parametrize(
    ("titles", "subject", "copied", "expected"),
    [
        (("trimLamp", "lamp.oil"), "heron", PASSAGE, ("note", " (same subject)")),
        (("trimLamp", "lamp.oil"), "heron", CHANGED, ("warning", '"nobody"')),
        (("trimLamp", "lamp.oil"), "gravel", PASSAGE, ("warning", ".md:5")),
        (("Trim a lamp", "Oil"), "heron", PASSAGE, ("warning", ".md:5")),
    ],
    ids=["documentation", "a changed word", "another subject", "no code"],
)
def test_pages_of_documentation_about_one_subject_may_describe_it_in_the_same_words(
    titles: tuple[str, str], subject: str, copied: str, expected: tuple[str, str]
) -> None:
    def about(topic: str, step: int = 1) -> str:
        words = [" ".join(f"{topic}{a}{b}" for a in "abcdefghijkl"[::step]) for b in "xyz"]
        return "\n\n".join(f"They say that {some} are here." for some in words)

    topics = [first + last for first in ("ro", "ta", "mi", "ku") for last in "bcdfghjklmnpq"]
    others = [Article(name, about(name), "", f"{name}/page.md") for name in topics]
    first, second = (
        Article(name, f"{about(name)}\n\n{text}\n\n{about(topic, step)}", title, name)
        for name, text, topic, step, title in (
            ("first/one.md", PASSAGE, "heron", 1, titles[0]),
            ("second/two.md", copied, subject, -1, titles[1]),
        )
    )
    _, found = passages(first, second, *others)
    severity, ending = expected
    assert [one[1] for one in found] == [severity, severity]
    assert [message for _, _, message in found if ending not in message] == []


def test_a_page_and_its_versions_are_one_page_that_shares_a_passage() -> None:
    versions = [page(f"{version}/lamp.md", PASSAGE) for version in ("5.1", "7.4", "7.5")]
    _, found = passages(*versions, page("guides/kettle.md", PASSAGE))
    named = {article: (severity, message) for article, severity, message in found}
    assert named["7.4/lamp.md"] == (
        "warning",
        f"{WORDS}-word passage also appears in guides/kettle.md:3",
    )
    assert named["guides/kettle.md"][1].endswith("also appears in 5.1/lamp.md:3")


def test_a_passage_with_one_word_in_ten_changed_is_one_passage() -> None:
    text = " ".join(LINES[:9])
    words = text.split()
    words[4::10] = ["harbour"] * len(words[4::10])
    words[7:9] = ["narrow", "bright"]
    _, found = passages(page("lamp.md", text), page("kettle.md", " ".join(words)))
    assert [severity for _, severity, _ in found] == ["warning", "warning"]


def test_siblings_share_a_frame_that_a_third_page_has(tmp_path: Path) -> None:
    frame = "\n\n".join(("# What it is", "# How to fit it", "# Where to buy it"))
    for name in ("lamp", "kettle", "quay"):
        blocks = (frame, PASSAGE) if name != "quay" else (frame,)
        (tmp_path / f"{name}.md").write_text(page(f"{name}.md", *blocks).text)
    three = severities(tmp_path)
    (tmp_path / "quay.md").unlink()
    assert (three, severities(tmp_path)) == (["note"], ["warning", "warning"])


def severities(folder: Path) -> list[str]:
    """Return those of the passages of a folder."""
    found = analyze(list(read(folder)), settings=Settings(select=(RULE.name,))).findings
    severity: list[str] = found["severity"].tolist()
    return severity


def test_a_passage_around_a_changed_sentence_is_one() -> None:
    copied = PASSAGE.replace(
        LINES[3], "Snow came early, so nobody could make any cider at all."
    )
    _, found = passages(page("lamp.md", PASSAGE), page("kettle.md", copied))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("Open until 12 today", "Open until 14 today", ", but for a number: 12 / 14"),
        ("It is supported here", "It is not supported here", ', but for "not"'),
        ("Ask Ann or Bo", "Ask Eve or Bo", ', but for "Ann" / "Eve"'),
        ("It’s fine", "It's FINE", ""),
        ("one two three four five", "six seven eight nine ten", ""),
    ],
)
def test_a_passage_that_drifted_says_in_what(here: str, there: str, expected: str) -> None:
    assert drift(here, there) == expected


def test_the_table_has_a_row_for_each_article() -> None:
    analysis, _ = passages(*(page(f"{name}/a.md", PASSAGE) for name in PLACES))
    table = analysis.passages
    assert table["article"].tolist() == ["lamp/a.md", "mill/a.md", "quay/a.md"]
    assert table["first_article"].tolist() == ["mill/a.md", "lamp/a.md", "lamp/a.md"]
    assert set(table["articles"]) == {3}
    assert set(table["passage"]) == {1}
    assert set(table["line"]) == set(table["first_line"]) == {3}
    assert set(table["text"]) == {PASSAGE[:-1]}


def test_the_other_location_is_the_one_in_the_nearest_folder() -> None:
    pages = [
        page(f"{version}/{name}.md", PASSAGE)
        for version in ("5.1", "7.4")
        for name in ("lamp", "mill")
    ]
    found, _ = passages(*pages)
    named = dict(zip(found.findings["article"], found.findings["other_article"], strict=True))
    assert named["7.4/mill.md"] == "7.4/lamp.md"
    assert all(one.split("/")[0] == other.split("/")[0] for one, other in named.items())


def test_a_third_article_with_a_part_of_a_passage_changes_nothing() -> None:
    part = " ".join(LINES[:5])
    assert len(part.split()) < 76 <= WORDS
    pages = [page("a/lamp.md", PASSAGE), page("b/mill.md", PASSAGE), page("c/quay.md", part)]
    _, rows = passages(*pages)
    assert [severity for _, severity, _ in rows] == ["warning", "warning", "note"]
