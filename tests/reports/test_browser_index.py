"""The index of the report in Chromium: sorting, filters and the address that holds them."""

from pathlib import Path

import pytest
from browser import DESK, PHONE, Browser, installed
from samples import twice_said

from analyzer.analysis import analyze
from analyzer.article import Article
from analyzer.readers import read

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not installed(), reason="chromium and chromedriver are not installed"),
]
SEEDS = Path(__file__).parents[2] / "seeds"
ROWS = "#articles tbody tr:not(.group)"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    analyze(list(read([SEEDS]))).write(folder, ["html"])
    return folder / "index.html"


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    """A report with a page for each article, in three sections."""
    folder = tmp_path_factory.mktemp("many")
    articles = [twice_said(at) for at in range(240)]
    analyze(
        [Article(f"{'abc'[at % 3]}/{a.id}", a.text) for at, a in enumerate(articles)]
    ).write(folder, ["html"])
    return folder / "index.html"


def place(browser: Browser) -> str:
    return str(browser.run("return location.hash"))


def choose(browser: Browser, field: str, text: str) -> None:
    """Choose the option of a field that reads so."""
    browser.run(
        "const field = document.getElementById(arguments[0]);"
        "field.selectedIndex = [...field.options].findIndex(o => o.text === arguments[1]);"
        "field.dispatchEvent(new Event('change'))",
        field,
        text,
    )


def back(browser: Browser) -> None:
    """Go back as the button of a browser does."""
    history = browser.devtools("Page.getNavigationHistory")
    before = history["entries"][history["currentIndex"] - 1]["id"]
    browser.devtools("Page.navigateToHistoryEntry", entryId=before)
    browser.wait_for("return new Promise(done => setTimeout(done, 300))")


def numbers(browser: Browser, column: int) -> list[float]:
    cells = browser.texts(f"#articles tbody td:nth-child({column})")
    return [float(cell.replace("−", "-")) for cell in cells if cell]


def test_the_table_sorts_by_any_column_and_back(browser, seeds):
    browser.open(seeds)
    words = numbers(browser, 6)
    assert words != sorted(words)
    browser.click("#articles th:nth-child(6) button")
    assert numbers(browser, 6) == sorted(words)
    browser.click("#articles th:nth-child(6) button")
    assert numbers(browser, 6) == sorted(words, reverse=True)
    assert (
        browser.run("return document.querySelector('#articles th:nth-child(6)').ariaSort")
        == "descending"
    )


def test_titles_sort_as_text(browser, seeds):
    browser.open(seeds)
    browser.click("#articles th:nth-child(1) button")
    titles = browser.texts("#articles tbody td:nth-child(1) a")
    assert titles == sorted(titles, key=str.lower)


def test_the_table_filters_by_words(browser, seeds):
    browser.open(seeds)
    browser.type("#words", "paper weekend")
    assert len(browser.texts(ROWS)) == 2
    assert browser.texts("#count")[0].startswith("2 of ")


def test_no_field_has_the_name_of_a_column(browser, seeds):
    browser.open(seeds)
    labels = {label.split("\n")[0].strip() for label in browser.texts(".controls label")}
    heads = {head.rstrip(" ↕") for head in browser.texts("#articles thead th")}
    assert "Search" in labels
    assert not labels & heads


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_arrow_of_an_order_is_on_the_line_of_its_heading(browser, seeds, size):
    browser.size(*size)
    browser.open(seeds)
    heights = browser.run(
        "return [...document.querySelectorAll('#articles thead button')]"
        ".filter(e => e.checkVisibility())"
        ".map(e => e.offsetHeight / parseFloat(getComputedStyle(e).lineHeight))"
    )
    inside = browser.run(
        "return [...document.querySelectorAll('#articles thead button')]"
        ".every(e => e.offsetWidth <= e.parentElement.clientWidth)"
    )
    browser.size(*DESK)
    assert heights
    assert max(heights) < 1.5
    assert inside


def test_a_score_is_above_its_message_on_a_telephone_and_beside_it_elsewhere(browser, seeds):
    edges = (
        "const [score, text] = document.querySelector('.worst li').children;"
        "const [a, b] = [score, text].map(e => e.getBoundingClientRect());"
        "return [a.bottom <= b.top, b.left]"
    )
    browser.size(*PHONE)
    browser.open(seeds)
    above, left = browser.run(edges)
    browser.size(*DESK)
    assert above
    assert left < 50
    assert not browser.run(edges)[0]


def test_the_address_holds_the_filters_and_back_takes_the_last_one_off(browser, seeds):
    browser.open(seeds)
    everything = len(browser.texts(ROWS))
    choose(browser, "rule", "keyword-stuffing")
    assert place(browser) == "#all?rule=keyword-stuffing"
    stuffed = browser.texts(ROWS)
    choose(browser, "level", "errors")
    assert place(browser) == "#all?rule=keyword-stuffing&level=error"
    assert len(browser.texts(ROWS)) == 1 < len(stuffed)
    back(browser)
    assert browser.texts(ROWS) == stuffed
    assert browser.run("return document.getElementById('level').value") == ""
    back(browser)
    assert place(browser) == ""
    assert len(browser.texts(ROWS)) == everything


def test_an_address_with_filters_and_an_order_opens_the_table_like_that(browser, seeds, many):
    browser.open(seeds, "#all?words=ferry&sort=-words")
    words = numbers(browser, 6)
    assert len(words) >= 1
    assert words == sorted(words, reverse=True)
    assert browser.run("return document.getElementById('words').value") == "ferry"
    browser.open(many, "#all?section=b")
    assert browser.texts("#count") == ["80 of 240 shown"]
    assert browser.run("return document.getElementById('all').getBoundingClientRect().top < 99")


def test_letters_typed_one_after_the_other_are_one_step_back(browser, seeds):
    browser.open(seeds)
    browser.type("#words", "ferry")
    assert place(browser) == "#all?words=ferry"
    back(browser)
    assert place(browser) == ""
    assert browser.run("return document.getElementById('words').value") == ""


@pytest.mark.parametrize("report", ["seeds", "many"])
def test_back_from_an_article_returns_to_the_filtered_table(browser, report, request):
    browser.open(request.getfixturevalue(report))
    choose(browser, "rule", "near-duplicate-sentence")
    shown = browser.texts(ROWS)
    browser.run("window.scrollTo(0, document.querySelector('#articles a').offsetTop)")
    browser.click("#articles tbody a")
    assert browser.texts("article.view h1")
    back(browser)
    assert place(browser) == "#all?rule=near-duplicate-sentence"
    assert browser.texts(ROWS) == shown
    assert browser.run("return scrollY") > 0


def test_an_issue_leads_to_its_articles_in_the_table(browser, seeds):
    browser.open(seeds, "#rule-keyword-stuffing")
    assert browser.run("return document.getElementById('rule-keyword-stuffing').open")
    browser.click("#rule-keyword-stuffing .filter a")
    assert place(browser) == "#all?rule=keyword-stuffing"
    assert browser.texts("#count")[0].startswith("2 of ")


def test_articles_are_grouped_by_section_and_filtered_by_it(browser, many):
    browser.open(many)
    sections = [row.split()[0] for row in browser.texts("#by-1 tbody th")]
    assert sorted(sections) == ["a", "b", "c"]
    browser.click("#group")
    assert browser.texts("#articles .group") == [f"{sections[0]}: 80 articles"]
    browser.click("#more")
    assert sorted(browser.texts("#articles .group")) == [
        f"{name}: 80 articles" for name in "abc"
    ]
    browser.click("#by-1 tbody tr:nth-child(2) a")
    assert browser.texts("#count") == ["80 of 240 shown"]


def test_a_long_table_shows_its_first_rows_and_all_on_request(browser, many):
    browser.open(many)
    assert len(browser.texts(ROWS)) == 50
    assert browser.texts("#more") == ["Show all 240 articles"]
    browser.click("#more")
    assert len(browser.texts(ROWS)) == 240
    assert browser.texts("#more") == []
    browser.click("#reset")
    assert len(browser.texts(ROWS)) == 50
    browser.media("print")
    assert len(browser.texts(ROWS)) == 240


def test_a_snippet_is_copied(browser, seeds):
    browser.open(seeds, "#accept")
    browser.devtools("Browser.grantPermissions", permissions=["clipboardReadWrite"])
    browser.click("#accept .snippet button")
    assert browser.texts("#status") == ["Copied."]
    copied = browser.wait_for("return navigator.clipboard.readText()")
    assert copied == "analyzer check --baseline .analyzer-baseline.jsonl --update-baseline"


def test_a_snippet_that_cannot_be_copied_is_selected(browser, seeds):
    browser.open(seeds, "#accept")
    browser.run("document.execCommand = () => false")
    browser.click("#accept .snippet button")
    assert browser.run("return String(getSelection())").startswith("analyzer check --baseline")
    assert browser.texts("#status") == ["Selected: press Ctrl+C to copy."]
