"""The body of a page is told from its boilerplate, by form and place."""

import textwrap
from itertools import chain, product

import pytest
from growth import assert_linear
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pages import ARTICLES, BACKS, ENGLISH, FRONTS, PROSE, REPORT, TITLE, TUTORIAL, wrapped

from analyzer.article import Block
from analyzer.text.blocks import split_blocks
from analyzer.text.body import _first_good_run
from analyzer.text.boilerplate import classify, classify_with_reasons
from analyzer.text.boilerplate_cues import Reason, _phrases, may_be_cue, reason_of


def told(text: str, title: str | None = None) -> list[tuple[str, Block, Reason]]:
    start, end = split_blocks(text)
    kinds, reasons = classify_with_reasons(text, start, end, title)
    return [
        (" ".join(text[first:last].split()), Block(kind), Reason(reason))
        for first, last, kind, reason in zip(start, end, kinds, reasons, strict=True)
    ]


def body(text: str, title: str | None = None) -> list[str]:
    return [block for block, kind, _ in told(text, title) if kind < Block.TITLE]


def kinds(text: str, title: str | None = "") -> dict[str, Block]:
    return {block: kind for block, kind, _ in told(text, title)}


PAGE = wrapped(ENGLISH, FRONTS[0], BACKS[0])


def test_body_title_and_boilerplate_of_a_scraped_page() -> None:
    found = told(PAGE)
    assert [block for block, kind, _ in found if kind == Block.TITLE] == [TITLE]
    assert body(PAGE) == ENGLISH.split("\n\n")
    assert [reason for _, kind, reason in found if kind == Block.BOILERPLATE] == [
        Reason.DATE, Reason.DATE, Reason.SHARE, Reason.RELATED, Reason.RELATED, Reason.RELATED,
        Reason.TEASER, Reason.TEASER, Reason.TEASER, Reason.TEASER,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("title", ["", TITLE], ids=["no title", "title"])
def test_boilerplate_around_an_article_changes_nothing(name: str, title: str) -> None:
    alone = body(ARTICLES[name], title)
    fronts = [[line for line in front if line or title] for front in FRONTS]
    for front, back in product(fronts, BACKS):
        assert body(wrapped(ARTICLES[name], front, back), title) == alone


@pytest.mark.parametrize("name", PROSE)
@pytest.mark.parametrize("gap", ["\n\n", "\n"], ids=["blank lines", "no blank lines"])
def test_the_body_of_a_scraped_page_is_the_article(name: str, gap: str) -> None:
    whole = PROSE[name].split("\n\n")
    for front, back in product(FRONTS, BACKS):
        page = wrapped(PROSE[name], front, back)
        assert body(page.replace("\n\n", gap)) == whole


@given(st.sampled_from(sorted(PROSE)), st.data())
@settings(max_examples=40)
def test_boilerplate_may_be_heaped(name: str, data: st.DataObject) -> None:
    front = data.draw(st.lists(st.sampled_from(FRONTS), min_size=1, max_size=3))
    back = data.draw(st.lists(st.sampled_from(BACKS), min_size=1, max_size=3))
    page = wrapped(PROSE[name], list(chain(*front)), list(chain(*back)))
    assert body(page, TITLE) == PROSE[name].split("\n\n")


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("title", [None, ""], ids=["scraped", "exported"])
def test_an_article_alone_loses_nothing_but_code_and_title(
    name: str, title: str | None
) -> None:
    assert all(kind != Block.BOILERPLATE for _, kind, _ in told(ARTICLES[name], title))


@pytest.mark.parametrize("width", [60, 72, 80])
def test_wrapping_changes_nothing(width: int) -> None:
    page = "\n\n".join(textwrap.fill(block, width) for block in PAGE.split("\n\n"))
    assert told(page) == told(PAGE)
    assert told(page.replace("\n", "\r\n")) == told(PAGE)


def test_headings_and_items_of_an_article() -> None:
    found = kinds(REPORT)
    assert found["What we did"] == found["Next steps"] == Block.HEADING
    assert found["- the weather"] == Block.LIST_ITEM


def test_a_cue_alone_above_a_paragraph_is_a_heading() -> None:
    assert kinds(TUTORIAL)["Comments"] == Block.HEADING


def test_what_is_typed_at_a_console_is_code() -> None:
    found = kinds(TUTORIAL)
    assert found["$ watcher --version"] == found["folder = /srv/incoming"] == Block.CODE
    assert found["Install the tool first:"] < Block.TITLE


CODE = [
    "ada@harbour:~$ ls -l", ">>> print(1)", "#include <stdio.h>", "if (x > 0) { y = 2; }",
    "drwxr-xr-x 2 ada ada 4096 May 1 10:02 incoming", "sudo reboot", "sail.set = full",
]  # fmt: skip
NO_CODE = [
    "It costs $ 5 (about 4 euros)", "Mail us: post@island.example", "Salt & pepper",
    "A > B in all of our tests", "Why 1 + 1 = 2 is harder than you think",
]  # fmt: skip


@pytest.mark.parametrize("line", CODE)
def test_code_is_told_by_its_marks(line: str) -> None:
    assert kinds(f"{ENGLISH}\n\n{line}\n\n{ENGLISH}")[line] == Block.CODE


@pytest.mark.parametrize("line", NO_CODE)
def test_words_with_a_mark_are_no_code(line: str) -> None:
    assert kinds(f"{ENGLISH}\n\n{line}\n\n{ENGLISH}")[line] < Block.TITLE


SAID = {
    Reason.DATE: [
        "Friday, 26 December 2025", "2025-12-26 10:15", "26.12.2025", "2 hours ago",
        "Updated: 5 May 2024", "12. März 2024, 10:15 Uhr", "2024年3月12日", "3 часа назад",
    ],
    Reason.BYLINE: ["By Ada Lund", "BY ADA LUND", "Von Ada Lund", "Written by Ada Lund"],
    Reason.CREDIT: [
        "Photo: Ada Lund", "The harbour at dawn (AP Photo/Ada Lund)", "Foto: Ada Lund",
        "The harbour at dawn. Credit: Ada Lund", "Getty Images",
    ],
    Reason.SHARE: ["Share post:", "Share on Facebook", "Teilen", "Поделиться", "分享"],
    Reason.SUBSCRIBE: ["Subscribe to our newsletter", "Sign up", "ログイン"],
    Reason.ADVERT: ["Advertisement", "Read more: The mill turns", "Anzeige", "- Реклама -"],
    Reason.TAGS: ["Tags: sea, boats", "Filed under", "タグ"],
    Reason.RELATED: ["More like this", "You may also like", "相关阅读", "Читайте также:"],
    Reason.COMMENTS: ["3 comments", "Leave a reply", "댓글", "12 Kommentare"],
    Reason.NAVIGATION: ["Skip to main content", "Home » News", "News | Sport | Culture"],
    Reason.LEGAL: ["© 2025 The Island Post", "All rights reserved.", "Datenschutz"],
}  # fmt: skip
NOT_SAID = [
    "The ferry leaves at 10:15.", "Opening hours: 10:00 - 16:00", "In 1920 the mill burned",
    "Sharing a boat with gulls", "By and large it went well", "Comments in code are notes",
    "Related work has shown that this is so", "The photo shows the harbour (in 1920)",
    "Reuters said so.", "Morning Session (9:00 am - 12:10 pm)",
]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "line"), [(reason, line) for reason, lines in SAID.items() for line in lines]
)
def test_a_line_tells_what_it_is(reason: Reason, line: str) -> None:
    sentence = line.endswith(".")
    assert may_be_cue([line]) == [0]
    assert reason_of(line, sentence)[0] == reason


@pytest.mark.parametrize("line", NOT_SAID)
def test_a_line_that_could_be_prose_tells_nothing(line: str) -> None:
    assert not may_be_cue([line]) or reason_of(line, line.endswith("."))[0] == Reason.NONE


def test_every_cue_of_the_list_is_told() -> None:
    whole = _phrases()[0]
    lines = [f"  {cue.capitalize()}:" for cue in whole]
    assert may_be_cue(lines) == list(range(len(lines)))
    assert [reason_of(line, False) for line in lines] == [(why, True) for why in whole.values()]


def test_a_question_in_the_body_is_no_title_and_no_loss() -> None:
    text = f"{TITLE}\n\n{ENGLISH}\n\nWho will pay?\n\n{ENGLISH}"
    assert kinds(text, None)[TITLE] == Block.TITLE
    assert kinds(text, None)["Who will pay?"] < Block.TITLE


def test_the_title_is_the_one_that_speaks_of_the_body() -> None:
    menu = ["Harvest festival", "Tide tables for sailors", "Ferry every hour between islands"]
    text = "\n\n".join(["Home", *menu, "3 March 2025", "Share", "Print", ENGLISH])
    assert [block for block, kind, _ in told(text) if kind == Block.TITLE] == [menu[-1]]


def test_a_text_that_repeats_its_title_has_it_once() -> None:
    found = told(f"{TITLE}\n\n3 March 2025\n\n{TITLE.upper()}\n\n{ENGLISH}", TITLE)
    assert [kind for _, kind, _ in found][:3] == [
        Block.TITLE,
        Block.BOILERPLATE,
        Block.BOILERPLATE,
    ]


LITTLE = [
    "Boats\n\nBoats and nets\n\nCheap boats",
    "The ferry between the islands will soon run...",
    f"{TITLE}\n\nThe ferry between the islands will soon...",
    "Boats, cheap boats, best boats, buy boats, boats for sale, boats near you " * 9,
]


@pytest.mark.parametrize("text", LITTLE)
@pytest.mark.parametrize("title", [None, "", TITLE])
def test_a_text_that_does_not_look_like_prose_keeps_a_body(
    text: str, title: str | None
) -> None:
    assert body(text, title)


def test_a_page_of_cues_only_has_no_body() -> None:
    assert body("Home\n\nShare\n\nSubscribe\n\nPrivacy Policy") == []


def test_comments_longer_than_the_article_are_no_body() -> None:
    comments = [
        line
        for number in range(20)
        for line in (
            f"Reader {number}",
            f"March {number + 1}, 2025 at 9:{number + 10} am",
            "I have said for years that one boat an hour is the least we can ask for.",
        )
    ]
    page = "\n\n".join(
        [TITLE, "By Ada Lund", "Share", "Print", ENGLISH, "20 comments", *comments]
    )
    assert body(page) == ENGLISH.split("\n\n")


DIALOGS = """
    Log in
    You have to confirm your address before you can log in to your new account here.
    We have sent you a letter with a code, and you can enter this code in the field below.
    Your account has been removed, and you can restore it within thirty days of today.
    Please read the terms of our service, which say what we keep of what you write.
    We ask you to be polite to all the others who write here, and to stay on the subject.
"""
SHORT = """
    A ferry was held up at the old pier this morning, after two swans had built a nest on it.

    The harbour master said that the next one will leave as soon as they can be moved.
"""


@pytest.mark.parametrize("site", ["", " - The Heron Gazette", " | Heron"])
def test_a_short_article_is_below_the_headline_that_the_page_is_named_by(site: str) -> None:
    headline = "Swans hold up the morning ferry"
    areas, kinds = ("Town", "Coast", "Sport"), ("News", "Tips", "Views")
    menu = [f"{area} {kind}" for area in areas for kind in kinds]
    front = [headline + site, "Subscribe", *menu]
    article = textwrap.dedent(SHORT).strip().split("\n\n")
    back = ["Share", "Print", *menu, *menu, *textwrap.dedent(DIALOGS).strip().split("\n")]
    named = [*front, headline, "By Ada Lund", "5 May 2024", *article, *back]
    assert body("\n\n".join(named)) == article
    assert body("\n\n".join([*front, "By Ada Lund", "5 May 2024", *article, *back])) != article


def test_no_blocks_have_no_kinds() -> None:
    assert classify("", [], [], None) == classify(" ", [], [], "") == []


@example([3.0, 3.0, -6.0, 0.5, 3.0, 3.0])
@given(st.lists(st.sampled_from([-6.0, -1.0, -0.5, 0.0, 0.5, 2.0, 3.0]), max_size=30))
def test_the_run_is_maximal_and_the_first_near_the_best(scores: list[float]) -> None:
    """Against every run there is, summed one by one."""
    sums = {
        (first, last): sum(scores[first:last])
        for first in range(len(scores))
        for last in range(first + 1, len(scores) + 1)
    }
    first, last = _first_good_run(scores, [])
    best = max(sums.values(), default=0.0)
    if best <= 0:
        assert (first, last) == (0, 0)
        return
    total = sums[first, last]
    assert total >= min(best, max(best / 2, 6.0))
    assert all(sums[first, cut] > 0 for cut in range(first + 1, last + 1))
    assert all(sums[cut, last] > 0 for cut in range(first, last))
    # A longer run may only be better across a stretch that takes all it had.
    assert all(
        sums[begin, last] <= total or min(sums[cut, last] for cut in range(begin, last)) <= 0
        for begin in range(first)
    )
    assert all(
        sums[first, finish] <= total
        or min(sums[first, cut] for cut in range(first + 1, finish)) <= 0
        for finish in range(last + 1, len(scores) + 1)
    )


@pytest.mark.parametrize(
    "text",
    [
        "word ", "Related\n", "Some headline here\nCut off...\n", "1 May 2024 at 10:15\n",
        "a b. ", "x = 1;\n", "|", "A headline that gets shorter\n", "@",
        "The same headline\nShare\nA sentence that is of some length, and ends.\n",
    ],
    ids=["words", "cues", "teasers", "times", "stops", "code", "bars", "headlines", "marks",
         "headlines of runs"],
)  # fmt: skip
@pytest.mark.parametrize("title", [None, ""])
def test_hostile_texts_are_classified_in_linear_time(text: str, title: str | None) -> None:
    def classify_repeated(characters: int) -> None:
        repeated = text * (characters // len(text))
        start, end = split_blocks(repeated)
        assert len(classify(repeated, start, end, title)) == len(start)

    assert_linear(classify_repeated, 200_000)


def test_a_digest_keeps_every_item() -> None:
    """Equal cues between single sentences are no end of the body."""
    items = [
        f"The {name} of the village opens again after a winter of hard work." for name in
        ("mill", "forge", "chapel", "bakery", "quarry")
    ]  # fmt: skip
    text = "Short news\n\n" + "\n\n".join(f"{item}\nRead more: www.a.example" for item in items)
    found = body(text, None)
    assert [block for block in found if block in items] == items
    assert not any(block.startswith("Read more") for block in found)
