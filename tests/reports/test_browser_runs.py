"""Large reports, hostile articles and accessibility, in Chromium: `pytest -m browser`."""

import os
import re
from pathlib import Path

import pytest
from browser import DESK, PHONE, Browser, find, installed
from hostile import ATTACKS, hostile_articles
from samples import twice_said

from analyzer.analysis import analyze
from analyzer.readers import read

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not installed(), reason="chromium and chromedriver are not installed"),
]
SEEDS = Path(__file__).parents[2] / "seeds"
# Set by whoever runs the accessibility check: axe.min.js of the npm package axe-core.
AXE = os.environ.get("AXE_SCRIPT", "")
STUFFED = "Marrow Sound ferry"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    analyze(list(read([SEEDS]))).write(folder, ["html"])
    return folder / "index.html"


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    analyze([twice_said(at) for at in range(1000)]).write(folder, ["html"])
    return folder / "index.html"


WATCH = (
    "window.ran = []; for (const name of ['alert', 'eval', 'open', 'fetch'])"
    "window[name] = (...given) => window.ran.push([name, ...given])"
)


def touch_everything(browser: Browser, within: str) -> None:
    """Dispatch to every element the events that could run planted code."""
    browser.run(
        "for (const kind of ['mouseover', 'focus', 'mousedown', 'mouseup', 'error', 'load'])"
        "document.querySelectorAll(arguments[0]).forEach("
        "  node => node.dispatchEvent(new Event(kind, {bubbles: true})))",
        within,
    )


def assert_nothing_ran(browser: Browser) -> None:
    assert browser.run("return window.pwned") is None
    assert browser.run("return window.ran") == []
    assert browser.errors() == []
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert browser.run("return document.scripts.length") == 2
    planted = "return document.querySelectorAll('img, iframe, form, base').length"
    assert browser.run(planted) == 0


def test_hostile_articles_run_nothing_and_ask_for_nothing(browser, tmp_path):
    analyze(hostile_articles()).write(tmp_path, ["html"])
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
    browser.open(tmp_path / "index.html")
    for at in (None, *range(24)):
        browser.run("location.hash = arguments[0]", "" if at is None else f"#a{at}")
        touch_everything(browser, ".view.on *")
    assert_nothing_ran(browser)


def test_hostile_articles_run_nothing_on_pages_of_their_own(browser, tmp_path):
    attacks = hostile_articles()[: len(ATTACKS)]
    analyze([*attacks, *map(twice_said, range(200))]).write(tmp_path, ["html"])
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
    for page in sorted((tmp_path / "articles").glob("*.html"))[: len(ATTACKS)]:
        browser.open(page)
        touch_everything(browser, "*")
        assert_nothing_ran(browser)


def test_the_index_of_a_thousand_articles_opens_in_two_seconds_of_cpu_time(browser, many):
    times = []
    for _ in range(3):
        before = browser.cpu_seconds()
        browser.open(many)
        after = browser.cpu_seconds()
        times.append(after - before if after > before else after)
    assert 0 < sorted(times)[1] < 2


def test_pages_of_a_large_run_have_their_style_and_script(browser, many):
    browser.open(many)
    browser.click("#articles tbody a")
    assert re.search(r"/articles/\d+\.html#a\d+$", browser.run("return location.href"))
    browser.click("mark[class]")
    assert re.match(r"[2-9] occurrences highlighted", browser.texts("#status")[0])
    assert browser.errors() == []
    browser.click("header a")
    browser.click("#more")
    assert len(browser.texts("#articles tbody tr")) == 1000


@pytest.mark.skipif(not AXE, reason="AXE_SCRIPT does not name axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_axe_finds_nothing(browser, seeds, many, scheme, size):
    browser.size(*size)
    browser.media(scheme=scheme)
    script = Path(AXE).read_text("utf-8")
    stuffed = find(browser, seeds, STUFFED)
    seen = [(seeds, ""), *((seeds, f"#a{at}") for at in (0, 1, 5, stuffed, 21)), (many, "")]
    for page, anchor in [*seen, (many.parent / "articles" / "0007.html", "")]:
        browser.open(page, anchor)
        browser.run(script)
        if anchor == f"#a{stuffed}":
            browser.click(f"#a{stuffed} mark[class]")
        found = browser.wait_for("return axe.run().then(result => result.violations)")
        assert [(issue["id"], issue["nodes"][0]["html"]) for issue in found] == [], (
            page,
            anchor,
        )
