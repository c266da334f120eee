"""Take the pictures of the report that the documents show.

    python docs/pictures/take.py

Headless Chromium opens the report of `seeds/`; Pillow, which comes with matplotlib,
reduces the pictures to a palette.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from analyzer.analysis import analyze
from analyzer.readers import read

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from browser import Browser

HERE = Path(__file__).parent
COLOURS = 64
# Name, article, width, height, colour scheme, medium, selector to click.
PICTURES = (
    ("index", "", 1200, 1180, "light", "", ""),
    ("article", "harbour_ferry_expansion.txt", 1200, 1280, "light", "", ""),
    ("dark", "harbour_ferry_expansion.txt", 1200, 1280, "dark", "", "article.on mark.quality"),
    ("similar", "story_v2.txt", 1200, 1900, "light", "", ""),
    ("phone", "harbour_ferry_expansion.txt", 390, 1400, "light", "", ""),
    ("print", "repeated_sentences.md", 794, 1123, "light", "print", ""),
)


def main() -> None:
    """Write a PNG for each row of `PICTURES`."""
    analysis = analyze(list(read([HERE.parents[1] / "seeds"])))
    with TemporaryDirectory() as folder, Browser() as browser:
        analysis.write(Path(folder), ["html"])
        for name, article, width, height, scheme, medium, clicked in PICTURES:
            browser.size(width, height)
            browser.media(medium, scheme)
            anchor = f"#a{analysis.position(article)}" if article else ""
            browser.open(Path(folder) / "index.html", anchor)
            if clicked:
                browser.click(clicked)
            browser.run("scrollTo(0, 0)")
            target = HERE / f"{name}.png"
            browser.picture(target)
            with Image.open(target) as taken:
                small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            small.save(target, optimize=True)
            print(f"{target.stat().st_size / 1000:6.0f} kB  {target.name}")


if __name__ == "__main__":
    main()
