"""The HTML report as a whole, read as a browser without scripts would."""

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from hostile import ATTACKS, hostile_articles
from samples import document

from analyzer.analysis import Analysis, analyze
from analyzer.archive import add, open_archive
from analyzer.article import Article
from analyzer.cli.main import main
from analyzer.readers import read
from analyzer.reports.html.context import IN_ONE_FILE
from analyzer.reports.html.templates import number

SEEDS = Path(__file__).parents[2] / "seeds"
VOID = {"meta", "link", "input", "br", "rect", "use", "path", "line", "circle", "wbr"}
OPEN_ENDED = {"td", "th", "tr", "option", "thead", "tbody"}


class Page(HTMLParser):
    """The elements of a page: names, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID | OPEN_ENDED:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID | OPEN_ENDED:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, name: str) -> list[str]:
        """Return every value of an attribute."""
        return [found[name] or "" for _, found in self.elements if name in found]


def pages(folder: Path) -> dict[str, Page]:
    """Return every page of a report, by its path below the folder."""
    return {
        path.relative_to(folder).as_posix(): Page(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def seeds() -> Analysis:
    return analyze(list(read([SEEDS])))


@pytest.fixture(scope="module")
def seed_page(seeds, tmp_path_factory) -> Page:
    folder = tmp_path_factory.mktemp("seeds")
    seeds.write(folder, ["html"])
    (page,) = pages(folder).values()
    return page


def many(count: int = IN_ONE_FILE + 1) -> list[Article]:
    return [
        Article(f"folder/{at}?*|<>.txt", f"Article number {at} says one thing only.")
        for at in range(count)
    ]


@pytest.fixture(scope="module")
def many_pages(tmp_path_factory) -> dict[str, Page]:
    folder = tmp_path_factory.mktemp("many")
    analyze(many()).write(folder, ["html"])
    return pages(folder)


def test_up_to_two_hundred_articles_are_one_file(tmp_path):
    analyze(many(IN_ONE_FILE)).write(tmp_path, ["html"])
    assert {path.name for path in tmp_path.iterdir()} == {"index.html", "run.json"}


def test_more_articles_have_a_page_each_with_a_portable_name(many_pages):
    assert len(many_pages) == IN_ONE_FILE + 2
    assert all(re.fullmatch(r"index\.html|articles/\d{3}\.html", name) for name in many_pages)


def test_every_link_leads_somewhere(seed_page, many_pages):
    for name, page in [("index.html", seed_page), *many_pages.items()]:
        others = {"index.html": seed_page} if page is seed_page else many_pages
        assert len(page.all("id")) == len(set(page.all("id"))), name
        for link in page.all("href"):
            path, _, anchor = link.partition("?")[0].partition("#")
            if path == "page.css":
                continue
            there = (Path("/", name).parent / path).resolve().relative_to("/") if path else name
            assert anchor in others[str(there)].all("id"), (name, link)


def test_a_message_links_to_the_line_that_it_names(tmp_path):
    shared = document(50, 12)
    texts = [
        f"{document(1, 9)}\n\n{shared}\n\n{document(2, 9)}",
        f"| part | text |\n| --- | --- |\n| one | {shared} |\n\n{document(3, 9)}",
    ]
    analyze(texts, markup="markdown").write(tmp_path, ["html"])
    text = (tmp_path / "index.html").read_text("utf-8")
    found = dict(re.findall(r'<a href="#(a\d-p\d+)" title="[^"]*">(\d:\d+)</a>', text))
    first = " ".join(shared.split()[:4])
    for target, name in found.items():
        article, line = map(int, name.split(":"))
        assert target.startswith(f"a{article}-")
        assert texts[article].splitlines()[line - 1]
        paragraph = re.sub("<[^>]+>", "", text.partition(f"<span id={target}></span>")[2])
        assert paragraph
        if name == "1:3":
            assert paragraph.startswith(first)
    assert "1:3" in found.values()


def test_a_page_loads_nothing_from_elsewhere(seed_page, many_pages):
    for page in [seed_page, *many_pages.values()]:
        assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", page.text)
        assert set(page.all("src")) <= {"page.js"}
        assert not any(name.startswith("on") for _, found in page.elements for name in found)
        assert "style" not in {name for _, found in page.elements for name in found}


def test_the_policy_allows_only_the_style_and_scripts_of_the_page(seed_page):
    policy = next(found["content"] for _, found in seed_page.elements if "http-equiv" in found)
    inline = re.findall(r"<(?:script|style)>(.*?)</", seed_page.text, re.DOTALL)
    hashes = {
        "'sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() + "'"
        for code in inline
    }
    assert policy.startswith("default-src 'none'; ")
    assert set(re.findall(r"'sha256-[^']*'", policy)) == hashes
    assert "unsafe" not in policy


def test_the_same_articles_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        analyze(list(read([SEEDS]))).write(tmp_path / name, ["html"])
    one, two = (tmp_path / name / "index.html" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_the_text_of_every_article_can_be_read_on_the_page(seeds, seed_page):
    shown = squeeze("".join(Page(re.sub(r"<sup>[\d ]*</sup>", "", seed_page.text)).words))
    for article in range(len(seeds.texts)):
        for block in seeds.body(article).split("\n\n"):
            assert squeeze(block) in shown


def test_every_finding_has_an_anchor_or_is_about_the_whole_article(seeds, seed_page):
    ids = set(seed_page.all("id"))
    for finding in seeds.judged:
        whole = not finding.group or finding.rule == "near-duplicate-article"
        assert whole or f"a{finding.article}-{finding.start}" in ids, finding


def test_every_score_is_100_minus_the_points_listed(seeds, seed_page):
    sections = re.findall(r"<article.*?</article>", seed_page.text, re.DOTALL)
    for at, section in enumerate(sections):
        for heading, score in (("Quality", "quality"), ("Originality", "originality")):
            value = seeds.tables["articles"][score][at]
            if value is None:  # without a sentence
                continue
            card = re.search(rf"<h2>{heading} <b>(.*?)</section>", section, re.DOTALL)
            rows = re.findall(r"<p class=muted><b>−([\d.]+)</b>", card[1]) if card else []
            assert max(100 - sum(map(float, rows)), 0) == value
            assert f"{heading} <b>{number(value)}</b>" in section


def test_an_article_is_marked_with_its_language_and_direction(seed_page):
    assert re.search(r"<div class=text dir=auto lang=ar>", seed_page.text)
    assert re.search(r"<div class=text dir=auto lang=zh>", seed_page.text)


def test_hostile_articles_are_shown_as_text(tmp_path):
    analyze(hostile_articles()).write(tmp_path, ["html"])
    (page,) = pages(tmp_path).values()
    assert page.text.count("<script") == 2
    assert {tag for tag, _ in page.elements}.isdisjoint(
        {"img", "iframe", "form", "base", "object"}
    )
    assert not [name for _, found in page.elements for name in found if name.startswith("on")]
    assert not [link for link in page.all("href") if not link.startswith("#")]
    words = "".join(page.words)
    for attack in ATTACKS[:16]:
        assert attack in words
    assert "\0" not in page.text
    assert "\u202e" not in page.text


def test_the_report_of_one_article_and_of_none_can_be_written(tmp_path):
    for count in (0, 1):
        analyze(many(count)).write(tmp_path / str(count), ["html"])
        (page,) = pages(tmp_path / str(count)).values()
        assert "".join(page.words).count("no warnings or errors") == 1


def test_articles_of_the_same_name_have_a_page_each(tmp_path):
    analyze([Article("same", "One text."), Article("same", "Another text.")]).write(
        tmp_path, ["html"]
    )
    (page,) = pages(tmp_path).values()
    assert {"a0", "a1"} <= set(page.all("id"))


def test_the_comments_to_copy_suppress_the_findings_of_the_article(tmp_path):
    repeated = "The lamp of the harbour burns all night long and nobody knows who lights it."
    for suffix in ("md", "mdx"):
        source = tmp_path / f"lamp.{suffix}"
        source.write_text(f"# Lamps\n\n{repeated}\n\nIt is old.\n\n{repeated}\n", "utf-8")
        analyze(list(read([source]))).write(tmp_path / suffix, ["html"])
        (page,) = pages(tmp_path / suffix).values()
        section = page.text.split("<details class=accept>")[1].split("</details>")[0]
        comment, whole = map(unescape, re.findall(r"<code>(.*?)</code>", section))
        text = source.read_text("utf-8")
        for suppressed in (
            text.replace(f"\n{repeated}\n\nIt", f"\n{comment}\n\n{repeated}\n\nIt").replace(
                f"old.\n\n{repeated}", f"old.\n\n{comment}\n\n{repeated}"
            ),
            f"---\n{whole}\n---\n{text}",
        ):
            source.write_text(suppressed, "utf-8")
            run = CliRunner().invoke(main, ["check", "--isolated", str(source)])
            assert run.exit_code == 0, run.output
            assert "suppressed" in run.output


def test_plain_text_is_offered_the_configuration_that_suppresses_its_findings(
    tmp_path, monkeypatch
):
    repeated = "The lamp of the harbour burns all night long and nobody knows who lights it."
    source = tmp_path / "lamp [1].txt"
    source.write_text(f"Lamps\n\n{repeated}\n\nIt is old.\n\n{repeated}\n", "utf-8")
    (tmp_path / "report").mkdir()
    analyze(list(read([source]))).write(tmp_path / "report", ["html"])
    (page,) = pages(tmp_path / "report").values()
    section = page.text.split("<details class=accept>")[1].split("</details>")[0]
    assert "analyzer-disable" not in section
    (override,) = re.findall(r"<p class=snippet><code>(.*?)</code>", section, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["check", source.name])
    assert run.exit_code == 1, run.output
    Path("analyzer.toml").write_text(unescape(override), "utf-8")
    run = CliRunner().invoke(main, ["check", source.name])
    assert run.exit_code == 0, run.output


def test_comments_go_before_each_line_of_a_finding_with_several_locations(tmp_path):
    repeated = "The lamp of the harbour burns all night long and nobody knows who lights it."
    openings = [
        f"If you have {thing} at hand, so much the better."
        for thing in ("rope", "twine", "wire", "cord", "string", "tape", "glue", "wax", "oil")
    ]
    for text, several in ((repeated, False), (" ".join(openings), True)):
        article = f"# Lamps\n\n{text}\n\nIt is old.\n\n{text}\n"
        folder = tmp_path / str(several)
        analyze([article], markup="markdown").write(folder, ["html"])
        (page,) = pages(folder).values()
        section = page.text.split("<details class=accept>")[1].split("</details>")[0]
        assert ("before each of their lines" in section) is several


def test_an_archived_article_is_named_without_a_link(tmp_path):
    first = "The ferry to the outer islands leaves at nine and takes the post along."
    more = "Nobody has counted the gulls that follow it out of the harbour since spring."
    archive = open_archive(tmp_path / "a.db", create=True)
    add(archive, [Article("one.txt", f"{first}\n\n{more}", title="Islands")])
    archive.close()
    text = f"{first.replace('nine', 'ten')}\n\n{more}"
    articles = [Article("one.txt", "Something else is here."), Article("two.txt", text)]
    analyze(articles, archive=tmp_path / "a.db").write(tmp_path / "report", ["html"])
    (page,) = pages(tmp_path / "report").values()
    article = page.text.split("<article")[2]
    assert "<del>nine</del>" in article or "<ins>nine</ins>" in article
    assert "of <bdi>one.txt</bdi>" in article
    assert "Identical in <bdi>one.txt</bdi>" in article
    assert "#a0" not in article


def test_statistics_are_folded_below_the_message(seed_page):
    (folded,) = re.findall(
        r"</p><details class=muted><summary>Statistics</summary>([^<]+)</details>",
        seed_page.text.split("harbour_ferry_expansion.txt</bdi> ·")[1].split("</article>")[0],
    )
    messages = re.findall(r"<p dir=auto>([^<]+)</p>", seed_page.text)
    assert re.search(r"\+\d\.\d", folded)
    assert messages
    assert not [message for message in messages if re.search(r"\+\d\.\d", message)]
