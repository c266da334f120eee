"""Change kernels and scoring in small ways, and count the changes that tests notice.

    python benchmarks/mutation.py FOLDER [--sample 400] [--seed 1] [--again] [MODULE ...]

FOLDER keeps which tests run which lines, and ``results.jsonl``, so that a run that was cut
goes on, and one with a larger sample adds to it. ``--again`` tries once more those that
survived, as after tests were written. MODULE is a path in the package, such as
``matching/clusters.py``; without one, all of `MODULES` are taken.

A process that has imported what the tests need, but not the package, forks for every mutant
(see `mutants`) and imports the package with the changed module in it. Then the tests that
run the changed lines run, file by file, quickest first, until one fails. A mutant that takes
much longer than the tests did, or much memory, is noticed too. One that no test runs
survives. It needs ``coverage``, and a system that can fork.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import covering_tests
from covering_tests import Tests
from mutant_runs import ARGUMENTS, PACKAGE, ROOT, Trial, forked, warm
from mutants import Mutant, mutants

MODULES = (
    *(f"matching/{name}.py" for name in (
        "similarity", "prefixjoin", "rankedsets", "equalrows", "postings", "corefilter",
        "indexjoin", "partitionjoin", "combinations", "signatures", "overlaps", "numbering",
        "ngramrows", "likeness", "clusters", "shingles", "relations", "sharedplaces",
        "likelystretches", "commonruns", "passages", "sentences", "wording",
    )),
    *(f"phrasing/{name}.py" for name in (
        "ngrams", "phrases", "repetition", "stuffing", "stuffing_model", "keyphrases",
        "candidates",
    )),
    "text/order.py", "scoring.py", "merge_superseded.py", "originality.py", "reference.py",
)  # fmt: skip
# So often a mutant's tests run on the module as it is, too: they must pass.
CONTROL = 25


def measured(folder: Path, scratch: Path, names: Sequence[str]) -> list[Tests]:
    """Return the tests of the files, measured where that is not up to date."""
    found = []
    arguments = [*(a for a in ARGUMENTS if a != "-x"), f"--basetemp={scratch / 'pytest'}"]
    files = {file for name in names for file in (ROOT / "tests").glob(f"test_{name}.py")}
    for file in sorted(files):
        path = folder / f"{file.stem}.json"
        known = covering_tests.read(path) if path.exists() else None
        if known is None or known.digest != covering_tests.digest(PACKAGE, file):
            path.unlink(missing_ok=True)

            def measure(file: Path = file, path: Path = path) -> int:
                covering_tests.measure(PACKAGE, file, arguments, path)
                return 0

            if forked(measure, 600) or not path.exists():
                sys.exit(f"{file.name} could not be measured")
            known = covering_tests.read(path)
            print(f"{file.name}: {len(known.tests)} tests", flush=True)
        found.append(Tests(PACKAGE, file, known))
    return found


def interval(noticed: int, tried: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    z, share = 1.96, noticed / tried
    middle = share + z * z / (2 * tried)
    wide = z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    scale = 1 + z * z / tried
    return (middle - wide) / scale, (middle + wide) / scale


def report(results: Sequence[dict[str, Any]], n_all: int) -> None:
    """Print who survived, and the shares."""
    ends, every = Counter[str](), Counter[str]()
    for result in sorted(results, key=lambda each: (each["module"], each["line"])):
        ends[result["end"]] += 1
        every[result["module"]] += 1
        ends[f"{result['module']} lost"] += lost(result)
        if lost(result):
            print(f"{result['end']} {result['key']} (line {result['line']})")
    for module, count in every.items():
        print(f"{module}: {count - ends[f'{module} lost']} of {count} noticed")
    noticed = len(results) - ends["survived"] - ends["uncovered"]
    low, high = interval(noticed, len(results))
    told = {name: n for name, n in ends.items() if " " not in name}
    print(f"{noticed} of {len(results)} noticed: {noticed / len(results):.1%} "
          f"({low:.1%} to {high:.1%}); {told}; {n_all} possible")  # fmt: skip


def lost(result: dict[str, Any]) -> bool:
    """Tell whether a mutant was not noticed."""
    return result["end"] in ("survived", "uncovered")


def kept(path: Path) -> dict[str, dict[str, Any]]:
    """Return the results of earlier runs; of several of one mutant the last."""
    if not path.exists():
        return {}
    results = map(json.loads, path.read_text("utf-8").splitlines())
    return {result["key"]: result for result in results}


def tried(chosen: Sequence[Mutant], trial: Trial, path: Path, *, again: bool) -> list[Any]:
    """Try the mutants that were not tried, or survived where that is asked for."""
    known, results = kept(path), []
    for module in {mutant.module for mutant in chosen}:
        trial.prefer(module)
    for result in known.values():
        if not lost(result):
            trial.noticed[result["key"].split()[0], result["file"]] += 1
    for done, mutant in enumerate(chosen, 1):
        result = known.get(mutant.key)
        if result is None or (again and lost(result)):
            if done % CONTROL == 0:
                control = trial.run(mutant, mutant.unchanged(PACKAGE))
                if not lost(control):
                    sys.exit(f"without a change too: {control['end']} {control['by']}")
            result = {"key": mutant.key} | trial.run(mutant, mutant.code(PACKAGE))
            with path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(result) + "\n")
            print(f"{done} of {len(chosen)}: {result['end']} {mutant.key}", flush=True)
        results.append(result | {"module": mutant.module, "line": mutant.first})
    return results


def main() -> None:
    """Print the mutants that survive, and the share of those that do not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("modules", nargs="*", default=MODULES, metavar="MODULE")
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="*", default="*", help="as in order for test_order.py")
    parser.add_argument("--seconds", type=float, default=120.0, help="of tests for a mutant")
    parser.add_argument("--examples", type=int, default=100, help="of a test, at most")
    parser.add_argument("--again", action="store_true")
    given = parser.parse_intermixed_args()
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    every = [mutant for module in given.modules for mutant in mutants(PACKAGE, module)]
    chosen = sorted(every, key=lambda mutant: mutant.rank(given.seed))[: given.sample]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        warm(scratch, given.examples)
        trial = Trial(measured(folder, scratch, given.tests), scratch, given.seconds)
        results = tried(chosen, trial, folder / "results.jsonl", again=given.again)
    report(results, len(every))


if __name__ == "__main__":
    main()
