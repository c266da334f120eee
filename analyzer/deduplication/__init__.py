"""Near-duplicates removed from tables in memory and from files of any size."""
