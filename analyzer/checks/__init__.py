"""The check: what of all that was found is new, wanted and worth telling."""
