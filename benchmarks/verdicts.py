"""What readers said of findings on real sites: a table per rule, and how often they agree.

    python benchmarks/verdicts.py benchmarks/verdicts/2026-11-30-reader-*.jsonl

Each file holds the verdicts of one reader, as JSON lines with repository, commit,
fingerprint, rule, verdict (useful, noise or wrong) and cause. Where readers disagree the
stricter verdict counts.
"""

import json
import math
import sys
from collections import Counter
from pathlib import Path

STRICTNESS = ("useful", "noise", "wrong")


def interval(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson (1927)."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - half) / (1 + z * z / total), (middle + half) / (1 + z * z / total)


def read(path: str) -> dict[tuple[str, str], dict[str, str]]:
    """Return the verdicts of a reader by repository and fingerprint."""
    lines = Path(path).read_text("utf-8").splitlines()
    return {(v["repository"], v["fingerprint"]): v for v in map(json.loads, lines)}


def main() -> None:
    """Print the table."""
    readers = [read(path) for path in sys.argv[1:]]
    common = set.intersection(*(set(reader) for reader in readers))
    agreed = sum(len({reader[key]["verdict"] for reader in readers}) == 1 for key in common)
    print(f"{len(common)} findings, {len(readers)} readers, agreed on {agreed}")
    counts: dict[str, Counter[str]] = {}
    for key in common:
        verdict = max((r[key]["verdict"] for r in readers), key=STRICTNESS.index)
        for name in (readers[0][key]["rule"], "all"):
            counts.setdefault(name, Counter())[verdict] += 1
    for name, count in sorted(counts.items()):
        low, high = interval(count["useful"], count.total())
        shown = ", ".join(f"{count[verdict]} {verdict}" for verdict in STRICTNESS)
        print(f"{name}: {shown}; useful {low:.0%} to {high:.0%}")


if __name__ == "__main__":
    main()
