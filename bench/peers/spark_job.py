"""The job in PySpark, on all cores of this machine.

    python3 spark_job.py TIMEZONES FOLDER EVENTS…

Reads the events of each file with a schema, appends the clean ones to Parquet in
FOLDER, writes the daily aggregates of all events anew, and prints the seconds
and the sums.
"""

import json
import os
import shutil
import sys
import time

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as f

SCHEMA = """
    event_id LONG,
    event_type STRING,
    event_timestamp LONG,
    event_data STRUCT<
        user_id: STRING,
        type: STRING,
        country: STRING,
        device_os: STRING,
        match_id: STRING,
        home_user_id: STRING,
        away_user_id: STRING,
        home_goals_scored: INT,
        away_goals_scored: INT>
"""
UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
UUID_COLUMNS = ["user_id", "match_id", "home_user_id", "away_user_id"]


def main(timezones_path: str, folder: str, *files: str) -> None:
    spark = start_spark(folder)
    timezones = spark.read.schema("country STRING, timezone STRING").json(timezones_path)
    countries = [row.country for row in timezones.collect()]
    for number, events_path in enumerate(files):
        started_at = time.perf_counter()
        add_events(spark, events_path, os.path.join(folder, "events"), countries)
        tables = os.path.join(folder, f"tables-{number}")
        frames = derive(spark, os.path.join(folder, "events"), tables, timezones)
        seconds = time.perf_counter() - started_at
        print(json.dumps({"seconds": seconds, "sums": read_sums(*frames)}), flush=True)
        shutil.rmtree(os.path.join(folder, f"tables-{number - 1}"), ignore_errors=True)
    stop_spark(spark)


def add_events(spark: SparkSession, path: str, store: str, countries: list[str]) -> None:
    """Appends the valid events of a file whose ids have not come before."""
    read = spark.read.schema(SCHEMA).json(path)
    flat = read.select("event_id", "event_type", "event_timestamp", "event_data.*")
    lowered = flat.withColumns({name: f.lower(name) for name in UUID_COLUMNS})
    new = lowered.where(is_valid(countries)).dropDuplicates(["event_id"])
    if os.path.exists(store):
        new = new.join(spark.read.parquet(store).select("event_id"), "event_id", "left_anti")
    new.write.mode("append").parquet(store)


def derive(spark: SparkSession, store: str, folder: str, timezones: DataFrame) -> list[DataFrame]:
    """Computes everything anew from all events."""

    def keep(name: str, frame: DataFrame) -> DataFrame:
        path = os.path.join(folder, name)
        frame.write.parquet(path)
        return spark.read.parquet(path)

    events = spark.read.parquet(store)
    registrations = keep("registration_data", count_registrations(events, timezones))
    sessions = keep("session_data", count_sessions(events, registrations))
    matches = keep("matches", pair_matches(events, registrations))
    points = keep("match_data", count_points(matches))
    return [registrations, sessions, matches, points]


def start_spark(folder: str) -> SparkSession:
    cores = os.cpu_count() or 1
    spark = (
        SparkSession.builder.master("local[*]")
        .config("spark.driver.memory", "4g")
        # 200, the default, is meant for a cluster.
        .config("spark.sql.shuffle.partitions", 4 * cores)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.local.dir", os.path.join(folder, "spark"))
        .config("spark.driver.host", "localhost")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def stop_spark(spark: SparkSession) -> None:
    """Waits for the JVM, so that it is part of what is measured."""
    gateway = spark.sparkContext._gateway
    spark.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()


def is_valid(countries: list[str]):
    """The rules on one event alone."""
    is_uuid = lambda name: f.col(name).rlike(UUID)
    is_goals = lambda name: f.col(name).between(0, 99)
    no_goals = f.col("home_goals_scored").isNull() & f.col("away_goals_scored").isNull()
    by_type = (
        f.when(
            f.col("event_type") == "session_ping",
            is_uuid("user_id")
            & f.coalesce(f.col("type"), f.lit("")).isin("", "session_start", "session_end"),
        )
        .when(
            f.col("event_type") == "registration",
            is_uuid("user_id")
            & f.col("country").isin(countries)
            & f.col("device_os").isin("iOS", "Android", "Web"),
        )
        .when(
            f.col("event_type") == "match",
            is_uuid("match_id")
            & is_uuid("home_user_id")
            & is_uuid("away_user_id")
            & (f.col("home_user_id") != f.col("away_user_id"))
            & (no_goals | (is_goals("home_goals_scored") & is_goals("away_goals_scored"))),
        )
    )
    latest = f.least(f.lit(2**32 - 1), f.unix_timestamp() + 86_400)
    return (
        f.col("event_id").between(0, 2**53 - 1)
        & f.col("event_timestamp").between(f.lit(1), latest)
        & by_type
    )


def first_of(frame: DataFrame, key: str) -> DataFrame:
    """The earliest row of each key."""
    window = Window.partitionBy(key).orderBy("event_timestamp", "event_id")
    return frame.withColumn("nth", f.row_number().over(window)).where("nth = 1").drop("nth")


def count_registrations(events: DataFrame, timezones: DataFrame) -> DataFrame:
    first = first_of(events.where("event_type = 'registration'"), "user_id")
    local_time = f.from_utc_timestamp(f.timestamp_seconds("event_timestamp"), f.col("timezone"))
    return first.join(f.broadcast(timezones), "country").select(
        "user_id",
        f.col("event_timestamp").alias("registered_at"),
        "country",
        local_time.alias("registration_date_local_timezone"),
        f.col("device_os").alias("device"),
    )


def day_of(seconds: str):
    return f.to_date(f.timestamp_seconds(seconds))


def count_sessions(events: DataFrame, registrations: DataFrame) -> DataFrame:
    registered = registrations.select("user_id", "registered_at")
    pings = (
        events.where("event_type = 'session_ping'")
        .select("user_id", "event_timestamp")
        .join(registered, "user_id")
        .where("event_timestamp >= registered_at")
    )
    by_time = Window.partitionBy("user_id").orderBy("event_timestamp")
    gap = f.col("event_timestamp") - f.lag("event_timestamp").over(by_time)
    numbered = pings.withColumn("starts", f.coalesce((gap > 60).cast("int"), f.lit(1))).withColumn(
        "session", f.sum("starts").over(by_time)
    )
    sessions = numbered.groupBy("user_id", "session").agg(
        f.min("event_timestamp").alias("session_start"),
        f.max("event_timestamp").alias("session_end"),
    )
    return sessions.groupBy("user_id", day_of("session_start").alias("date")).agg(
        f.count("*").alias("session_count"),
        f.sum(f.col("session_end") - f.col("session_start")).alias("time_spent_in_game"),
    )


def pair_matches(events: DataFrame, registrations: DataFrame) -> DataFrame:
    def registered(role: str) -> DataFrame:
        return registrations.select(
            f.col("user_id").alias(f"{role}_user_id"),
            f.col("registered_at").alias(f"{role}_registered_at"),
        )

    played = (
        events.where("event_type = 'match'")
        .join(registered("home"), "home_user_id")
        .join(registered("away"), "away_user_id")
        .where("event_timestamp >= greatest(home_registered_at, away_registered_at)")
    )
    players = ["match_id", "home_user_id", "away_user_id"]
    starts = first_of(played.where("home_goals_scored IS NULL"), "match_id").select(
        *players, f.col("event_timestamp").alias("match_start")
    )
    ends = played.where("home_goals_scored IS NOT NULL").join(starts, players)
    return first_of(ends.where("event_timestamp > match_start"), "match_id").select(
        *players,
        "match_start",
        f.col("event_timestamp").alias("match_end"),
        "home_goals_scored",
        "away_goals_scored",
    )


def count_points(matches: DataFrame) -> DataFrame:
    def side(role: str, goals: str, goals_against: str) -> DataFrame:
        points = f.expr(f"CASE WHEN {goals} > {goals_against} THEN 3 WHEN {goals} = {goals_against} THEN 1 ELSE 0 END")
        none = f.lit(0)
        return matches.select(
            f.col(f"{role}_user_id").alias("user_id"),
            day_of("match_start").alias("date"),
            (f.col("match_end") - f.col("match_start")).alias("duration"),
            (points if role == "home" else none).alias("points_home"),
            (points if role == "away" else none).alias("points_away"),
        )

    sides = side("home", "home_goals_scored", "away_goals_scored").unionByName(
        side("away", "away_goals_scored", "home_goals_scored")
    )
    return sides.groupBy("user_id", "date").agg(
        f.sum("duration").alias("total_duration"),
        f.sum("points_home").alias("total_points_home"),
        f.sum("points_away").alias("total_points_away"),
    )


def read_sums(registrations: DataFrame, sessions: DataFrame, matches: DataFrame, points: DataFrame) -> dict[str, int]:
    in_game = sessions.agg(
        f.sum("session_count").alias("sessions"),
        f.sum("time_spent_in_game").alias("time_spent_in_game"),
        f.count("*").alias("session_data_rows"),
    ).first()
    in_match = points.agg(
        f.sum("total_duration").alias("total_duration"),
        f.sum("total_points_home").alias("points_home"),
        f.sum("total_points_away").alias("points_away"),
    ).first()
    return {
        "registrations": registrations.count(),
        **in_game.asDict(),
        "matches": matches.count(),
        **in_match.asDict(),
    }


main(*sys.argv[1:])
