"""keyword-cannibalization: articles that aim at the same phrase, and articles that do not."""

import pytest
from examples import LINES, PLAIN, aiming
from rule_examples import flags

from analyzer import Article, analyze
from analyzer.rules.keyword_cannibalization import RULE
from analyzer.settings import Settings


def messages(*articles: Article) -> dict[str, str]:
    analysis = analyze(list(articles), settings=Settings(select=("keyword-cannibalization",)))
    return dict(zip(analysis.findings["article"], analysis.findings["message"], strict=True))


def about(phrase: str, title: str, first: int = 0, source: str = "") -> Article:
    """An article whose lead and end have a phrase."""
    lines = " ".join(LINES[first : first + 4])
    text = f"We write of {phrase} today. {lines}\n\nSo much for {phrase}."
    return Article(f"{title} {first} {source}", text, title=title, source=source)


CANOE, OVEN = "How to repair a wooden canoe", "Building a stone oven"


def test_the_message_names_the_article_that_should_keep_the_phrase() -> None:
    strong = aiming(CANOE, 0)
    strong = Article(CANOE, strong.text + " To repair a wooden canoe takes time.", title=CANOE)
    found = messages(aiming("Repairing wooden canoes", 6), strong, aiming(OVEN, 3))
    assert found == {
        CANOE: '2 articles aim at "repair a wooden canoe"; keep this one for it and merge or '
        "refocus Repairing wooden canoes",
        "Repairing wooden canoes": '2 articles aim at "repair a wooden canoe"; keep '
        f"{CANOE} for it and merge or refocus this one",
    }


def test_of_equally_strong_articles_the_longest_should_keep_the_phrase() -> None:
    short, long = aiming(CANOE, 0), aiming("Repairing wooden canoes", 2)
    long = Article(long.id, f"{long.text}\n\n{PLAIN}", title=long.title)
    assert "keep Repairing wooden canoes for it" in messages(short, long)[CANOE]


@pytest.mark.parametrize(
    ("titles", "phrases"),
    [
        # Another order, another form, words around and between.
        (
            ("Rooms for old clocks", "Old clock rooms"),
            ("old clocks in rooms", "old clock rooms"),
        ),
        (
            (
                "Water filters for small kitchens",
                "Five cheap water filters for a small kitchen",
            ),
            ("water filters for small kitchens", "a water filter for the small kitchen"),
        ),
        (
            ("Quiet garden pumps: power and price", "Which quiet pump fits your garden?"),
            ("quiet garden pumps", "a quiet pump for the garden"),
        ),
        # A name beside two ordinary words, where it is all of the title.
        (("Boat repair in Namur", "Repair your boat in Namur"), ("boat repair in Namur",) * 2),
    ],
)
def test_the_rule_flags_the_same_words_in_another_order_or_form(titles, phrases) -> None:
    pages = [
        about(phrase, title, 4 * at)
        for at, (title, phrase) in enumerate(zip(titles, phrases, strict=True))
    ]
    assert flags(RULE, *pages) == [True, True]


@pytest.mark.parametrize(
    "change",
    [
        # Not in the title; not in the lead; not said again; a small part of the title.
        lambda a: Article("x", a.text, title="From the workshop"),
        lambda a: Article("x", "Rain and snow fell. " * 20 + a.text, title=a.title),
        lambda a: Article("x", a.text[: a.text.index("Now, ")], title=a.title),
        lambda a: Article(
            "x", a.text, title=f"{a.title} beside lake boats, nets, oars and tents"
        ),
    ],
)
def test_an_article_that_does_not_aim_at_the_phrase_does_not_compete(change) -> None:
    other = aiming("Repairing wooden canoes", 6)
    assert messages(other, aiming(CANOE, 0))
    assert not messages(change(other), aiming(CANOE, 0))


@pytest.mark.parametrize(
    "titles",
    [
        # Two words are a subject.
        ("Wooden canoes", "A wooden canoe"),
        # Series.
        ("Repairs of wooden canoes 2023", "Repairs of wooden canoes 2024"),
        ("Wooden canoe repairs, part 1: the hull", "Wooden canoe repairs, part 2: the paint"),
        ("News of wooden canoe repairs, May", "Wooden canoe repairs in June"),
        ("Wooden canoe repair 3.1", "Wooden canoe repairs 3.2"),
        ("Wooden canoe repair 7", "Wooden canoe repair 8"),
        # One title: for the rule duplicate-title.
        ("Repair wooden canoes", "Repair wooden canoes"),
    ],
)
def test_series_and_subjects_do_not_compete(titles) -> None:
    pages = [
        about("repairs of wooden canoes", title, 4 * at) for at, title in enumerate(titles)
    ]
    assert flags(RULE, *pages) == [False, False]


def test_an_official_name_is_a_subject() -> None:
    name = "National Water Survey Reports"
    titles = (f"{name}: what they cost", f"How to read {name}")
    assert flags(RULE, *(about(name, title, 4 * at) for at, title in enumerate(titles))) == [
        False,
        False,
    ]


@pytest.mark.parametrize(
    "sources", [("fr/canoe.md", "en/canoe.md"), ("5.1/canoe.md", "7.4/canoe.md")]
)
def test_editions_of_one_page_do_not_compete(sources) -> None:
    titles = ("Repair of wooden canoes", "Repairing wooden canoes")
    pages = [
        about("repairs of wooden canoes", title, source=source)
        for title, source in zip(titles, sources, strict=True)
    ]
    assert flags(RULE, *pages) == [False, False]


def test_each_article_is_in_the_cluster_of_its_longest_phrase() -> None:
    titles = ["Repair of wooden canoes", "Repair wooden canoes", "Repair wooden canoes fast"]
    found = messages(*(aiming(title, 3 * at) for at, title in enumerate(titles)))
    assert len(found) == 3
    assert all(message.startswith("3 articles") for message in found.values())


def test_it_takes_no_points() -> None:
    analysis = analyze([aiming(CANOE, 0), aiming("Repairing wooden canoes", 6)])
    rows = analysis.findings.query("rule == 'keyword-cannibalization'")
    assert rows["points"].tolist() == [0, 0]
    assert rows["severity"].tolist() == ["note", "note"]


def test_the_order_of_the_articles_changes_nothing() -> None:
    pages = [aiming(CANOE, 0), aiming(OVEN, 2), aiming("Repairing wooden canoes", 6)]
    assert messages(*pages) == messages(*pages[::-1])


def test_in_chinese_a_phrase_is_longer() -> None:
    def article(name: str, title: str, phrase: str) -> Article:
        text = f"{phrase}。今天下雨。河水上涨。{phrase}。"
        return Article(name, text, title=title, language="zh")

    assert not messages(article("a", "木船", "木船"), article("b", "木船大全", "木船"))
    phrase = "修理旧木船方法"
    assert messages(article("a", phrase, phrase), article("b", f"{phrase}大全", phrase))


def test_the_rule_passes_titles_that_share_words_only() -> None:
    oven = aiming("How to repair a stone oven", 6)
    uncle = Article("uncle", PLAIN, title="How to repair the wooden canoe of an uncle")
    assert flags(RULE, aiming(CANOE, 0), oven, uncle) == [False] * 3
