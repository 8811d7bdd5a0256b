#!/usr/bin/env python3
"""Coverage of a partitioned roster on Spark: what `gridcover analyze` makes of it on one machine, byte for byte.

    scripts/spark/submit [spark-submit's options] scripts/spark/coverage.py --villages VILLAGES --households PATH… -o FOLDER
        [--enterprises PATH…] [--visits FILE] [gridcover's options: --columns --set --cell-size --crs --as-of --roster-day
        --skip-rejected --mend --lang] [--parts N] [--records-in-lines] [--gridcover PROGRAM] [--program-on-nodes PATH]

PATH is what Spark reads: folders, files or patterns, on any of its file systems, each of Parquet or of CSV with a header. The
villages, the visits and the program are shipped to every executor once. Each partition of the roster is written as CSV to the
standard input of `gridcover tally`, whose tally (counts, no ids) comes back as one row; the driver fetches one after the
other and adds them up by `gridcover merge`. A partition whose executor is lost is tallied anew elsewhere and counted once,
since results travel as Spark's own rows and not as files of a task's making.

A bad row stops the job as it stops an analysis, with the same sentence, and is not tried again. Exit status: 0 done, 1 the data
did not allow it, 64 wrong usage.
"""
import argparse
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULT = "part int, status int, said string, tally binary"


def tallier(kind, villages, visits, program, options):
    """A function for mapInArrow: batches of roster rows in, one row with their tally out."""

    def tally(batches):
        import gzip

        import pyarrow
        import pyarrow.csv
        from pyspark import SparkFiles, TaskContext

        first = next(iter(batches), None)
        if first is None:
            return
        # A program that was not shipped is named by its path on the nodes.
        local = program if os.path.isabs(program) else SparkFiles.get(program)
        with tempfile.TemporaryDirectory(prefix="gridcover-") as folder:
            output, errors = os.path.join(folder, "tally"), os.path.join(folder, "errors")
            command = [local, "tally", "--villages", SparkFiles.get(villages), f"--{kind}", "-", "-o", output, *options]
            if visits:
                command += ["--visits", SparkFiles.get(visits)]
            with open(errors, "wb") as said:
                process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)
            try:
                with pyarrow.csv.CSVWriter(process.stdin, first.schema) as rows:
                    rows.write_batch(first)
                    for batch in batches:
                        rows.write_batch(batch)
                process.stdin.close()
            except OSError:
                # The tally has ended before its input has, and says why by itself.
                pass
            except BaseException:
                process.kill()
                raise
            status = process.wait()
            said = Path(errors).read_text(encoding="utf-8", errors="replace").strip()
            if status not in (0, 1):
                # Not the data's fault: Spark tries the partition again, on another executor if it must.
                raise RuntimeError(f"gridcover tally: exit status {status}: {said}")
            result = gzip.compress(Path(output).read_bytes(), 6, mtime=0) if status == 0 else b""
            yield pyarrow.RecordBatch.from_arrays(
                [pyarrow.array([TaskContext.get().partitionId()], pyarrow.int32()), pyarrow.array([status], pyarrow.int32()),
                 pyarrow.array([said]), pyarrow.array([result], pyarrow.binary())],
                names=["part", "status", "said", "tally"])

    return tally


def roster(spark, paths, options):
    """The rows of a roster as they stand in their files: CSV as texts, Parquet by its types."""
    is_parquet = options.format == "parquet" or (options.format is None and any("parquet" in path for path in paths))
    if is_parquet:
        rows = spark.read.parquet(*paths)
    else:
        rows = spark.read.csv(
            paths, header=True, inferSchema=False, encoding="UTF-8", quote='"', escape='"', nullValue=None, emptyValue="",
            # A record may hold line breaks: a file is then read from its beginning, and is a partition.
            multiLine=not options.records_in_lines, enforceSchema=False, mode="FAILFAST", maxCharsPerColumn=-1)
    nested = [field.name for field in rows.schema.fields if field.dataType.typeName() in ("array", "map", "struct", "binary")]
    if nested:
        rows = rows.drop(*nested)
        print(f"{paths[0]}: columns of lists or structures are left out: {', '.join(nested)}", file=sys.stderr)
    parts = options.parts or 2 * spark.sparkContext.defaultParallelism
    return rows.coalesce(parts) if rows.rdd.getNumPartitions() > parts else rows


def today(rules):
    """The campaign's day, one for all parts: midnight may pass while they run."""
    offset = next((rule.split("=", 1)[1].strip() for rule in rules if rule.split("=", 1)[0].strip() == "utc_offset"), "+08:00")
    hours, minutes = offset.lstrip("+-").split(":")
    sign = -1 if offset.startswith("-") else 1
    return (datetime.now(timezone.utc) + sign * timedelta(hours=int(hours), minutes=int(minutes))).date().isoformat()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--villages", required=True)
    parser.add_argument("--households", nargs="+", default=[], metavar="PATH")
    parser.add_argument("--enterprises", nargs="+", default=[], metavar="PATH")
    parser.add_argument("--visits", metavar="FILE", help="all visits; given to every part")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER")
    parser.add_argument("--columns", action="append", default=[])
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--cell-size")
    parser.add_argument("--crs")
    parser.add_argument("--as-of")
    parser.add_argument("--roster-day", help="the day of visits that a roster has without one; today by default")
    parser.add_argument("--skip-rejected", action="store_true")
    parser.add_argument("--mend", action="store_true")
    parser.add_argument("--lang")
    parser.add_argument("--format", choices=["csv", "parquet"], help="of the rosters; told by their names by default")
    parser.add_argument("--records-in-lines", action="store_true",
                        help="no field of the CSV holds a line break: large files may be split")
    parser.add_argument("--parts", type=int, help="the most partitions of a roster; twice the cores by default")
    parser.add_argument("--gridcover", default=str(HERE.parent.parent / ".build" / "release" / "gridcover"),
                        help="the program, which is shipped to the nodes")
    parser.add_argument("--program-on-nodes", metavar="PATH", help="where the nodes have the program; it is then not shipped")
    options = parser.parse_args()
    if not options.households and not options.enterprises:
        parser.exit(64, "expected --households or --enterprises, found neither; give one roster or both\n")
    return options


def count(spark, options):
    """Tallies in parts, merges, and returns the exit status, or a sentence that says why not."""
    rules = [part for rule in options.set for part in ("--set", rule)]
    common = rules + (["--cell-size", options.cell_size] if options.cell_size else [])
    common += ["--crs", options.crs] if options.crs else []
    common += [flag for flag, on in (("--skip-rejected", options.skip_rejected), ("--mend", options.mend)) if on]
    mapped = [part for one in options.columns for part in ("--columns", one)]
    of_villages = [part for one in options.columns if one.startswith("villages:") for part in ("--columns", one)]

    context = spark.sparkContext
    threads = context.getConf().get("spark.task.cpus", "1")
    part_options = common + mapped + ["--roster-day", options.roster_day or today(options.set), "--threads", threads]
    for path in filter(None, [options.villages, options.visits, None if options.program_on_nodes else options.gridcover]):
        if not os.path.isfile(path):
            return f"{path}: expected a file, found none"
        context.addFile(os.path.abspath(path))
    program = options.program_on_nodes or os.path.basename(options.gridcover)
    visits = os.path.basename(options.visits) if options.visits else None

    with tempfile.TemporaryDirectory(prefix="gridcover-spark-") as folder:
        tallies = []
        for kind, paths in (("households", options.households), ("enterprises", options.enterprises)):
            if not paths:
                continue
            run = tallier(kind, os.path.basename(options.villages), visits, program, part_options)
            # Kept with the executors, so that all parts run side by side and the driver holds one tally at a time.
            parts = roster(spark, paths, options).mapInArrow(run, RESULT).persist()
            parts.count()
            for part in parts.toLocalIterator():
                if part.status != 0:
                    return f"{kind}, partition {part.part}: {part.said.removeprefix('Error: ')}"
                tallies.append(os.path.join(folder, f"{kind}-{part.part:06d}.tally.gz"))
                Path(tallies[-1]).write_bytes(part.tally)
            parts.unpersist()
        if not tallies:
            return "the rosters have no rows; expected one at least"
        command = [options.gridcover, "merge", "--villages", options.villages, *tallies, *common, *of_villages,
                   "-o", options.output]
        command += ["--as-of", options.as_of] if options.as_of else []
        command += ["--lang", options.lang] if options.lang else []
        return subprocess.run(command).returncode


def main():
    options = arguments()
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("gridcover coverage").getOrCreate()
    try:
        return count(spark, options)
    except PySparkException as error:
        return f"Spark cannot do it: {' '.join(str(error).split())[:600]}"
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(main())
