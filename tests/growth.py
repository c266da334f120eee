"""Whether time grows with the size of the input and no faster, on a machine of any load."""

import time
from collections.abc import Callable

FACTOR = 4
# Four times the input may take this many times as long; a square would take sixteen times.
MOST = 9
SLOW = 0.5  # seconds of CPU time; less is too noisy to compare


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the CPU time of this process that a function takes."""
    begun = time.process_time()
    run()
    return time.process_time() - begun


def assert_linear(run: Callable[[int], object], size: int, slow: float = SLOW) -> None:
    """Assert that a function of a size takes time in proportion to it, up to a size."""
    large = cpu_seconds(lambda: run(size))
    if large >= slow:
        # The first run may have loaded what later ones find in memory.
        large = min(large, cpu_seconds(lambda: run(size)))
        small = min(cpu_seconds(lambda: run(size // FACTOR)) for _ in range(2))
        assert large < MOST * small, f"{size} takes {large:.2f} s, a quarter {small:.2f} s"
