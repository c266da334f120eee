"""Where the work runs: in processes of this machine, or on Spark."""
