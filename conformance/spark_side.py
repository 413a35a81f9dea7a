"""Run by the Python that has PySpark: the steps of a Parquet file, in local mode, as one line of JSON."""

import json
import sys

from pyspark.sql import SparkSession

from openhall.mining.portable import portable_steps

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.driver.memory", "4g")
    .config("spark.sql.shuffle.partitions", "4")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
rows = portable_steps(spark.read.parquet(sys.argv[1])).collect()
print(json.dumps([[r["from"], r["to"], r["count"], r["cases"], r["mean_s"]] for r in rows]))
spark.stop()
