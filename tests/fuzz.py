"""Fuzz targets guided by coverage, with atheris.

    python tests/fuzz.py [--seconds 60] [--runs N] [TARGET ...]

Each target runs for so many seconds, or so many times with the same luck, in a process
of its own, from the pieces that the tests of hypothesis use. An input that breaks a
target is printed as Python writes it, to be put into `CRASHES` of ``test_fuzz.py``, and
the exit status is 1.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def one(name: str, seconds: int, runs: int) -> int:
    """Fuzz one target in this process."""
    import atheris

    with atheris.instrument_imports(include=["analyzer"]):
        from contracts.test_fuzz import PIECES
        from fuzz_targets import TARGETS

    def target(data: bytes) -> None:
        try:
            TARGETS[name](data)
        except BaseException:
            print(f"broken: ({name!r}, {data!r}),", flush=True)
            raise

    folder = Path(tempfile.mkdtemp())
    words = folder / "words"
    escaped = ("".join(f"\\x{byte:02x}" for byte in piece) for piece in PIECES)
    words.write_text("".join(f'"{piece}"\n' for piece in escaped))
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, piece in enumerate(PIECES):
        (corpus / str(number)).write_bytes(piece * 3)
    options = [
        f"-max_total_time={seconds}",
        "-timeout=20",
        "-max_len=2000",
        "-rss_limit_mb=3000",
    ]
    quiet = ["-verbosity=0", f"-dict={words}", f"-artifact_prefix={folder}/"]
    if runs:
        options += [f"-runs={runs}", "-seed=1"]
    atheris.Setup([sys.argv[0], *options, *quiet, str(corpus)], target)
    atheris.Fuzz()
    return 0


def main() -> int:
    """Fuzz each target in turn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--here", action="store_true", help="In this process.")
    parser.add_argument("targets", nargs="*")
    given = parser.parse_args()
    if given.here:
        return one(given.targets[0], given.seconds, given.runs)
    from fuzz_targets import TARGETS

    broken = []
    for name in given.targets or TARGETS:
        bounds = ["--seconds", str(given.seconds), "--runs", str(given.runs)]
        command = [sys.executable, __file__, "--here", *bounds, name]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, errors="replace",
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
        found = [line for line in done.stdout.splitlines() if line.startswith("broken: ")]
        print(f"{name}: {'broken' if done.returncode else 'holds'}", *found[:1], flush=True)
        if done.returncode:
            broken.append(name)
            print(done.stderr[-3000:], flush=True)
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
