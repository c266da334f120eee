"""How the time of a check grows with texts that are made to be slow.

    python benchmarks/growth_shapes.py [--seconds 2] [--shapes NAME ...]

Each shape is checked with all rules, from files to findings, at growing sizes: four times
the size each, until one takes so many seconds of processor time. The exponent is that of
the last two steps: 1 is linear, 2 a square. One step alone is also steeper where arrays
no longer fit into the caches of the processor. The table is sorted by it.
"""

from __future__ import annotations

import argparse
import itertools
import math
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analyzer.checks.analyze import CheckRequest, analyze_paths
from analyzer.configuration import Configuration
from analyzer.path_patterns import compile_patterns, decide
from analyzer.rules.registry import BY_NAME

FIRST, FACTOR, LARGEST = 2_000, 4, 9_000_000  # characters
TIMES, ONCE = 3, 1.0  # how often a size is measured, up to so many seconds
LEAST = 0.05  # seconds; shorter times are noise
MOST = 1.15
SAID = "The kettle sings on the stove while nobody is there. "
REPEATED = {
    "md": [
        "![", "[", "](", "[a](", "[a]: ", "[a][", "1.1.", "*a ", "**", "_a_", "`", "` ``",
        "|a", "|-|\n", "> ", "- ", "1. ", "\t", "# ", "<", "<a ", "<div>\n\n", "<!--", "-->",
        "&", "&amp;", "&#x", ":a:", "{{<", "{%", "{a='", ":::a\n", "!!! a\n    ", "[^a]: x ",
        "[^a]", "[[a|", "$", "$$\n", "\\", "~~~\n", "---\n", "***\n", "===\n", "\r", "\r\n",
        "\0", "<!-- analyzer-disable ", "<!-- analyzer-disable-line hard-to-read -->\n",
        "<!-- analyzer-disable -->\n", "---\na: ", "import x\n", "http://a.", "a@b.", "www.",
    ],
    "html": [
        "<a ", "<div>", "</div>", "<b>", "<p>", "<td>", "<table>", "<li>", "<!--", "-->",
        "<![CDATA[", "&amp;", "&#x", "<a b='", "<script>", "<style>", "<svg>", "<math>",
        "<meta ", "<title>", "<br>", "<h1>a</h1>", "<p hidden>", "<iframe>", "<select>",
    ],
    "txt": [
        "a", "a ", "a. ", "1.1.", ".", "...", "?!", "Mr. ", "\n", "a\n", "a\n\n", "(", "\"",
        "“", "'", "A. ", "é", "e\u0301", "漢", "漢字。", "ا ", "ไ", "http://a/", "- a\n", "a-",
        "7 ", "\u202e", "👩‍👩‍👧", "ß", "Aa", SAID, f"{SAID}\n\n", "The same ", "no. no. ",
    ],
    "csv": [
        '"', '"a', "a,", "a\n", '""', "\0", ";", "\r", '"\n',
    ],
    "jsonl": [
        "[", '{"text": "', '{"text": "a b c."}\n', "{", "\\u0041", "1", '"',
    ],
    "json": [
        "[", '{"a":', "[[],", '{"text": "a b c."},', "1,",
    ],
    "mdx": [
        "{", "<A ", "<A>\n", "import ", "export const a = {\n\n", "`${", "/*", "//", "<></>",
    ],
}  # fmt: skip
HEADS = {"csv": "text\n", "json": "[", "jsonl": ""}
FRONT = [
    "a: [", "- ", "? ", "a: &a b\n", "a: *a\n", "{", "!!x ", "a: |\n", "'", "# a\n", "a:\n ",
]  # fmt: skip
PATTERNS = ["*a", "**/", "**/a/", "*", "[a]*", "?*", "a*/**/", "[", "\\", "!(a", "a**b"]
Check = Callable[[int], float]


def seconds(files: dict[str, str]) -> float:
    """Return the processor time of a check of files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, "utf-8", newline="")
        configuration = Configuration(extend_select=tuple(BY_NAME), root=folder)
        # Of a folder, tables are not read.
        paths = (folder,) if len(files) > 1 else (str(Path(folder, *files)),)
        request = CheckRequest(paths, configuration, folder)
        begun = time.process_time()
        analyze_paths(request, lambda _: None)
        return time.process_time() - begun


def repeated(suffix: str, unit: str) -> Check:
    """Return the check of one file that repeats a unit."""
    head = HEADS.get(suffix, "")
    return lambda size: seconds({f"a.{suffix}": head + unit * (size // len(unit))})


def front_matter(unit: str) -> Check:
    """Return the check of front matter that repeats a unit, up to its limit."""
    return lambda size: seconds(
        {"a.md": f"---\n{unit * (min(size, 60_000) // len(unit))}\n---\n{SAID}"}
    )


def articles(make: Callable[[int], str]) -> Check:
    """Return the check of many articles, each of which is made of its number."""
    length = len(make(0)) + 40
    return lambda size: seconds({f"{n}.md": make(n) for n in range(max(size // length, 2))})


def nested(opening: str, closing: str, suffix: str) -> Check:
    """Return the check of one deeply nested file."""
    unit = len(opening) + len(closing)
    return lambda size: seconds(
        {f"a.{suffix}": opening * (size // unit) + SAID + closing * (size // unit)}
    )


def pattern(unit: str) -> Check:
    """Return the time to match an ignore pattern of a size with long paths."""

    def check(size: int) -> float:
        patterns = compile_patterns([unit * (min(size, 4000) // len(unit)) + "b"])
        paths = ["a" * size, "/".join(["a" * 50] * (size // 51)), "a/" * (size // 2)]
        begun = time.process_time()
        for path in paths:
            decide(patterns, path)
        return time.process_time() - begun

    return check


def letters(number: int) -> str:
    """Return a number as a word."""
    return "".join(chr(97 + int(digit)) for digit in str(number))


def permuted(number: int) -> str:
    words = ["harbour", "ferry", "ticket", "island", "captain", "lantern", "winter"]
    orders = itertools.islice(itertools.permutations(words), number % 5040, None)
    return f"# {letters(number)}\n\nThe {' '.join(next(orders)).capitalize()}.\n"


CORPORA: dict[str, Callable[[int], str]] = {
    "articles that share one sentence": lambda n: f"{SAID}Page {letters(n)} ends here.\n",
    "articles that share one title": lambda n: f"# The kettle\n\nPage {letters(n)} is new.\n",
    "articles of permutations": permuted,
    "articles that are one word": letters,
    "articles that share a sentence in turn": lambda n: (
        f"The kettle number {letters(n // 2)} sings on the stove today. And {letters(n)}.\n"
    ),
    "articles of one template": lambda n: (
        f"# Plumber in {letters(n)}\n\nWe are the best plumbers of {letters(n)} and come to "
        f"you in an hour. Call us in {letters(n)} today, we answer every call.\n"
    ),
}


def shapes() -> dict[str, Check]:
    """Return all shapes by their names."""
    found = {
        f"{suffix} {unit[:24]!r}": repeated(suffix, unit)
        for suffix, units in REPEATED.items()
        for unit in units
    }
    found |= {f"front matter {unit!r}": front_matter(unit) for unit in FRONT}
    found |= {f"ignore pattern {unit!r}": pattern(unit) for unit in PATTERNS}
    found |= {name: articles(make) for name, make in CORPORA.items()}
    for opening, closing, suffix in (
        ("<div>", "</div>", "html"), ("<ul><li>", "</li></ul>", "html"),
        ("<b>", "</b>", "html"), ("> ", "", "md"), ("- ", "", "md"), ("[", "]", "md"),
        ("*", "*", "md"), ("![", "](a)", "md"),
    ):  # fmt: skip
        found[f"nested {opening}{closing} in {suffix}"] = nested(opening, closing, suffix)
    return found


def exponent(check: Check, most: float) -> tuple[float, int, float]:
    """Return the exponent of the last two steps, and the largest size with its time."""
    size, times = FIRST, [quickest(check, FIRST)]
    while times[-1] <= most and size * FACTOR <= LARGEST:
        size *= FACTOR
        times.append(quickest(check, size))
    steps = min(len(times) - 1, 2)
    ratio = max(times[-1], LEAST) / max(times[-1 - steps], LEAST)
    return math.log(ratio, FACTOR**steps), size, times[-1]


def quickest(check: Check, size: int) -> float:
    """Return the shortest of some times, of a long one the only one."""
    times = [check(size)]
    while len(times) < TIMES and sum(times) < ONCE:
        times.append(check(size))
    return min(times)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--shapes", nargs="*", default=[])
    options = parser.parse_args()
    chosen = {
        name: check
        for name, check in shapes().items()
        if not options.shapes or any(part in name for part in options.shapes)
    }
    seconds({"a.md": SAID * 50})  # loads what is loaded once
    rows = []
    for name, check in chosen.items():
        rows.append((*exponent(check, options.seconds), name))
        grown, size, taken, _ = rows[-1]
        print(f"{grown:5.2f} {size:9,} characters {taken:7.2f} s  {name}", flush=True)
    print("\nabove", MOST)
    for grown, size, taken, name in sorted(rows, reverse=True):
        if grown > MOST:
            print(f"{grown:5.2f} {size:9,} characters {taken:7.2f} s  {name}")
    worst = max(rows)
    print(f"{len(rows)} shapes; the greatest exponent is {worst[0]:.2f}")


if __name__ == "__main__":
    main()
