"""``analyzer`` and ``python -m analyzer``."""

import signal

# Until `run` handles signals, an interrupt ends the process without a traceback.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import atexit
import gc
import os
import sys
import threading
from typing import NoReturn

# New objects from which the garbage collector looks for cycles.
FEWEST_COLLECTED = 100_000


def run() -> None:
    """Run a command; signals are handled before anything else is loaded."""
    from analyzer.cli.signals import exit_at_once, exit_if_interrupted, handle

    handle(exit_at_once)
    # A closed stream is None, and what is opened next would get its number.
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = open(os.devnull)  # noqa: PTH123, SIM115 - each write is an error
    # Nothing that is loaded becomes garbage; looking for it takes a tenth of the start.
    gc.set_threshold(FEWEST_COLLECTED, 20, 20)
    # The threads of NumPy would take memory, and do nothing here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from analyzer.cli.main import main

        main(prog_name="analyzer")
    except SystemExit as end:
        end_process(end)
    except (ImportError, MemoryError, SystemError) as error:
        # A library that was interrupted while it was loaded cannot be loaded again.
        exit_if_interrupted()
        # Too little memory for a library, or a library that does not fit. Where memory
        # runs out, the interpreter may lose its error: that is a SystemError.
        known = "" if isinstance(error, SystemError) else " ".join(str(error).split())[-300:]
        cause = known or "too little memory"
        sys.stderr.write(f"error: cannot load the program: {cause}\n")
        os._exit(2)


def end_process(end: SystemExit) -> NoReturn:
    """End the process with a status; freeing all that is loaded takes a tenth of a check."""
    if not isinstance(end.code, int) or threading.active_count() > 1:
        raise end
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        raise end from None
    atexit._run_exitfuncs()
    os._exit(end.code)


if __name__ == "__main__":
    run()
