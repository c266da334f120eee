"""Write SARIF of all kinds into a folder, to be validated by a schema that is not kept here.

    python tests/sarif_samples.py FOLDER

A name beginning with "samples" holds texts with emoji, combining marks, half a
surrogate pair, all line ends and a line of a megabyte.
"""

import subprocess
import sys
from pathlib import Path

from checks import made_check, written
from msgspec.structs import replace

from analyzer.checks.result import CheckResult

SEEDS = Path(__file__).parent.parent / "seeds"


def main(folder: Path) -> None:
    """Write the samples, a report that is capped, one without findings, and a real one."""
    folder.mkdir(parents=True, exist_ok=True)
    check, _ = made_check()
    capped = replace(check, annotations=check.annotations * 600)
    made = {"samples": check, "capped": capped, "empty": CheckResult((), ())}
    for name, one in made.items():
        (folder / f"{name}.sarif").write_text(written(one, "sarif"), "utf-8")
    real = folder / "seeds.sarif"
    arguments = ["--report-level", "note", "--exit-zero", "--format", f"sarif={real}"]
    command = [sys.executable, "-m", "analyzer", "check", str(SEEDS), *arguments]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
