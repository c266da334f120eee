"""Spark as an engine of the pipeline: executors read, measure and join."""
