"""The HTML report in Chromium: `pytest -m browser`."""

from pathlib import Path

import pytest
from browser import DESK, PHONE, Browser, find, installed

from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.readers import read

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not installed(), reason="chromium and chromedriver are not installed"),
]
SEEDS = Path(__file__).parents[2] / "seeds"
STUFFED = "Marrow Sound ferry"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    analyze(list(read([SEEDS]))).write(folder, ["html"])
    return folder / "index.html"


def test_links_lead_to_an_article_and_back_to_the_index(browser, seeds):
    browser.open(seeds)
    title = browser.texts(".worst a")[0]
    browser.click(".worst a")
    assert browser.texts("h1") == [title]
    assert browser.texts("article.view h2")
    browser.click("header a")
    assert len(browser.texts("#articles tbody tr")) > 5


def test_a_click_highlights_every_copy_and_escape_clears(browser, seeds):
    at = find(browser, seeds, STUFFED)
    browser.open(seeds, f"#a{at}")
    browser.click(f"#a{at} mark[class]")
    assert highlighted(browser) == ["Marrow Sound ferry links widen"] * 4
    assert browser.texts("#status")[0].startswith("4 occurrences highlighted")
    press(browser, "Escape")
    assert not browser.texts("mark.active")


def test_clicks_on_one_mark_highlight_each_of_its_findings_in_turn_and_then_none(
    browser, seeds
):
    browser.open(seeds)
    page, mark, groups = browser.run(
        "const mark = document.querySelector('article mark[id][data-g*=\",\"]');"
        "return [mark.closest('article').id, mark.id, mark.dataset.g.split(',')]"
    )
    browser.open(seeds, f"#{page}")
    turns = []
    for _ in groups:
        browser.click(f"#{mark}")
        turns.append(tuple(highlighted(browser)))
    assert all(turns)
    assert len(set(turns)) == len(groups)
    browser.click(f"#{mark}")
    assert not browser.texts("mark.active")


def test_a_click_on_a_phrase_highlights_it_in_the_text(browser, seeds):
    at = find(browser, seeds, STUFFED)
    browser.open(seeds, f"#a{at}")
    browser.click(f"#a{at} .phrase b")
    assert highlighted(browser) == browser.texts(f"#a{at} .phrase b")[:1] * 4


def highlighted(browser: Browser) -> list[str]:
    """Return each highlighted span, joined where other marks divide it."""
    return browser.run(
        "const spans = []; let open = false;"
        "const walk = document.createTreeWalker(document.querySelector('article.on .text'));"
        "while (walk.nextNode()) {"
        "  const node = walk.currentNode, up = node.parentElement;"
        "  if (node.nodeType === 1 && !['MARK', 'SUP'].includes(node.tagName)) open = false;"
        "  if (node.nodeType !== 3 || up.tagName === 'SUP') continue;"
        "  if (!up.classList.contains('active')) open = false;"
        "  else if (open) spans.push(spans.pop() + node.data);"
        "  else { spans.push(node.data); open = true; }"
        "} return spans"
    )


def test_the_keyboard_moves_between_marks_and_highlights_them(browser, seeds):
    at = find(browser, seeds, STUFFED)
    browser.open(seeds, f"#a{at}")
    press(browser, "n")
    first = browser.run("return document.activeElement.id")
    assert first.startswith(f"a{at}-")
    press(browser, "Enter")
    assert len(browser.texts("mark.active")) > 1
    press(browser, "n")
    assert browser.run("return document.activeElement.classList.contains('active')")
    assert browser.run("return document.activeElement.id") != first


def press(browser: Browser, key: str) -> None:
    code = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
    for kind in ("keyDown", "keyUp"):
        browser.devtools("Input.dispatchKeyEvent", type=kind, key=key, text=code)
        code = ""


def test_without_scripts_everything_can_be_read(browser, seeds):
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(seeds)
    found = browser.devtools("DOM.getDocument")
    html = browser.devtools("DOM.getOuterHTML", nodeId=found["root"]["nodeId"])["outerHTML"]
    assert 'class="js"' not in html
    text = rendered(browser)
    for title in (
        "The man who keeps eleven towers on time",
        "مكتبة على ظهر قارب",
        "山城最后一家手工伞铺",
    ):
        assert text.count(title) >= 2, title
    assert "Filter" not in text
    assert "Theme" not in text


def rendered(browser: Browser) -> str:
    """Return the text of the page that a person can perceive."""
    tree = browser.devtools("Accessibility.getFullAXTree")
    names = (
        node.get("name", {}).get("value", "") for node in tree["nodes"] if not node["ignored"]
    )
    return " ".join(names)


def test_dark_and_light_follow_the_system_and_the_button(browser, seeds):
    paper = "return getComputedStyle(document.body).backgroundColor"
    browser.open(seeds)
    light = browser.run(paper)
    browser.media(scheme="dark")
    dark = browser.run(paper)
    assert light != dark
    browser.click("#theme")
    assert browser.run(paper) == light
    browser.click("#theme")
    browser.media(scheme="light")
    assert browser.run(paper) == dark
    browser.click("#theme")
    assert browser.run(paper) == light


def test_what_is_folded_is_printed(browser, three_cards):
    browser.open(three_cards, "#a0")
    folded = ".cards details:not(.muted) .finding"
    assert not browser.texts(folded)
    browser.media("print")
    assert browser.texts(folded)


def test_print_is_light_and_without_controls(browser, seeds):
    browser.media("print", "dark")
    browser.open(seeds)
    assert browser.run("return getComputedStyle(document.body).color") == "rgb(28, 32, 37)"
    assert not browser.texts("button, input, select")
    assert len(browser.texts("#articles tbody tr")) > 20


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_nothing_is_wider_than_the_window(browser, seeds, size):
    browser.size(*size)
    for anchor in ["", *(f"#a{at}" for at in range(0, 33, 3))]:
        browser.open(seeds, anchor)
        assert browser.run("return document.documentElement.scrollWidth") <= size[0]


def test_arabic_reads_from_the_right_and_chinese_from_the_left(browser, seeds):
    for title, direction in (("مكتبة", "rtl"), ("山城", "ltr")):
        at = find(browser, seeds, title)
        browser.open(seeds, f"#a{at}")
        style = "getComputedStyle(document.querySelector(arguments[0]))"
        assert browser.run(f"return {style}.direction", f"#a{at} .text") == direction
        edges = browser.run(
            "const p = document.querySelector(arguments[0]), r = document.createRange();"
            "r.selectNodeContents(p); const t = r.getBoundingClientRect(),"
            "b = p.getBoundingClientRect(); return [t.left - b.left, b.right - t.right]",
            f"#a{at} .text p",
        )
        assert edges[direction == "rtl"] < 2


@pytest.fixture(scope="module")
def three_cards(tmp_path_factory) -> Path:
    """A report whose first article has all three cards and more than nine rows."""
    (article,) = read([SEEDS / "harbour_ferry_expansion.txt"])
    paragraphs = [p for p in article.text.split("\n\n") if len(p.split()) > 40]
    copies = [
        Article(f"copy-{at}.txt", f"{paragraph}\n\nEdition {at} ends after this sentence.")
        for at, paragraph in enumerate(paragraphs * 3)
    ]
    folder = tmp_path_factory.mktemp("cards")
    analyze([article, *copies]).write(folder, ["html"])
    return folder / "index.html"


@pytest.mark.parametrize("width", [360, 768, 1000, 1280, 1920])
def test_messages_have_room_and_row_numbers_are_whole_at_any_width(browser, three_cards, width):
    browser.size(width, 900)
    browser.open(three_cards, "#a0")
    assert len(browser.texts("#a0 .cards > .card")) == 3
    browser.run("document.querySelectorAll('details').forEach(d => { d.open = true })")
    widths = browser.run(
        "return [...document.querySelectorAll('#a0 .body > p[dir]')].map(p => p.clientWidth)"
    )
    assert min(widths) >= 240
    cut = browser.run(
        "return [...document.querySelectorAll('#a0 .finding > i, #a0 aside i')].filter("
        "  i => i.scrollWidth > i.clientWidth || i.getClientRects().length > 1).length"
    )
    assert "10" in browser.texts("#a0 .finding > i")
    assert cut == 0
