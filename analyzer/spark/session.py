"""The Spark session of a run, or an error that says what to install."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from analyzer.errors import SettingError

JAVA = "--engine spark needs Java 17 or later: set JAVA_HOME, or put java on the PATH"
PACKAGE = "--engine spark needs PySpark: pip install 'analyzer[spark]'"
SUBMITTED = "PYSPARK_GATEWAY_PORT"  # set by spark-submit


def get_session() -> Any:
    """Return the active session, or a new one with the settings of ``spark-submit``.

    Without ``spark-submit`` a new one runs on all processors of this machine, unless the
    environment variable ``SPARK_MASTER`` or Spark's own configuration says otherwise.

    Raises
    ------
    SettingError
        If PySpark or Java is missing.
    """
    # Workers must use the Python of this process.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SettingError(PACKAGE) from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin").is_dir()) and shutil.which("java") is None:
        raise SettingError(JAVA)
    # Without Java a configuration is empty, and would override what was submitted.
    SparkContext._ensure_initialized()
    conf = SparkConf()
    if SUBMITTED not in os.environ:
        conf.set("spark.ui.showConsoleProgress", "false")
        conf.setMaster(os.environ.get("SPARK_MASTER") or conf.get("spark.master") or "local[*]")
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    conf.setIfMissing("spark.executorEnv.PYTHONPATH", path)
    if str(conf.get("spark.master")).startswith("local"):
        # As many partitions as this machine has processors, not as a cluster has.
        conf.setIfMissing("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1)))
        conf.setIfMissing("spark.ui.enabled", "false")
    return SparkSession.builder.config(conf=conf).appName("analyzer").getOrCreate()
