"""How large the HTML report is, how long it takes to write, and to open in Chromium.

    python benchmarks/report_page.py PATH...

Each path is a report of its own. Writing is timed apart from the analysis and in
processor time, the fastest of three runs, so that other work on the machine shows
little. The index is opened five times in headless Chromium, where that is installed;
the time is that of the `load` event, the median of them.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from analyzer.analysis import Analysis, analyze
from analyzer.readers import read

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from browser import Browser, installed

RUNS, OPENED = 3, 5
LOADED = "return performance.getEntriesByType('navigation')[0].loadEventEnd"


def written(analysis: Analysis, folder: Path) -> float:
    """Write the report and return how many seconds of the processor that took."""
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        analysis.write(folder, ["html"])
        seconds.append(time.process_time() - start)
    return min(seconds)


def opened(page: Path) -> float:
    """Return in how many milliseconds a page is loaded."""
    times = []
    with Browser() as browser:
        for _ in range(OPENED):
            browser.open(page)
            times.append(browser.run(LOADED))
    return median(times)


def main(paths: list[str]) -> None:
    """Print a row for each path."""
    print(
        f"{'articles':>8} {'kB in all':>10} {'kB index':>9} {'ms/article':>10} {'ms open':>8}"
    )
    for path in paths:
        analysis = analyze(list(read([path])))
        with TemporaryDirectory() as name:
            folder = Path(name)
            took = 1000 * written(analysis, folder) / max(len(analysis), 1)
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            index = folder / "index.html"
            ready = f"{opened(index):8.0f}" if installed() else f"{'-':>8}"
            own = index.stat().st_size
            print(
                f"{len(analysis):>8} {size / 1000:10.0f} {own / 1000:9.0f} {took:10.2f} {ready}"
                f"  {Path(path).name}"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
