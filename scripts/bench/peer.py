#!/usr/bin/env python3
"""One peer's way of the main job: villages and households in, coverage by village as GeoJSON out. Run by scripts/bench/run.

    peer.py sedonadb|duckdb|geopandas VILLAGES.geojson HOUSEHOLDS.csv OUT.geojson

Each in its best idiomatic form: SedonaDB and DuckDB in SQL with their spatial join, GeoPandas with sjoin. A household
that several villages cover goes to the lowest code. Nothing is written but code, expected, visited and the geometry.
"""
import sys


def sedonadb(villages, households, out):
    import sedonadb as engine

    db = engine.connect()
    db.read_pyogrio(villages).to_view("villages", overwrite=True)
    db.sql(f"SELECT 1").execute()
    import pyarrow.csv
    table = pyarrow.csv.read_csv(households, convert_options=pyarrow.csv.ConvertOptions(
        include_columns=["id", "lon", "lat", "visited"],
        column_types={"id": "string", "lon": "float64", "lat": "float64", "visited": "int64"}))
    db.create_data_frame(table).to_view("households", overwrite=True)
    result = db.sql("""
        WITH located AS (
          SELECT h.id, min(v.code) AS code, min(h.visited) AS visited
          FROM households h JOIN villages v ON ST_Intersects(v.wkb_geometry, ST_Point(h.lon, h.lat, 4326))
          GROUP BY h.id),
        counts AS (SELECT code, count(*) AS expected, sum(visited) AS visited FROM located GROUP BY code)
        SELECT v.code, coalesce(c.expected, 0) AS expected, coalesce(c.visited, 0) AS visited, v.wkb_geometry
        FROM villages v LEFT JOIN counts c ON v.code = c.code
    """)
    result.to_pandas().to_file(out, driver="GeoJSON", engine="pyogrio")


def duckdb(villages, households, out):
    import duckdb
    import duckdb_extension_spatial  # noqa: F401

    db = duckdb.connect()
    try:
        db.execute("LOAD spatial")
    except duckdb.Error:
        import glob
        import os
        folder = os.path.dirname(duckdb_extension_spatial.__file__)
        path = glob.glob(f"{folder}/**/spatial.duckdb_extension", recursive=True)[0]
        db.execute(f"LOAD '{path}'")
    db.execute(f"CREATE TABLE villages AS SELECT code, geom FROM ST_Read('{villages}')")
    db.execute(f"""
        COPY (
          WITH located AS (
            SELECT h.id, min(v.code) AS code, min(h.visited) AS visited
            FROM read_csv('{households}', columns={{'id':'VARCHAR','lon':'DOUBLE','lat':'DOUBLE',
              'village_code':'VARCHAR','category':'VARCHAR','visited':'INTEGER'}}, header=true) h
            JOIN villages v ON ST_Intersects(v.geom, ST_Point(h.lon, h.lat))
            GROUP BY h.id),
          counts AS (SELECT code, count(*) AS expected, sum(visited) AS visited FROM located GROUP BY code)
          SELECT v.code, coalesce(c.expected, 0)::BIGINT AS expected, coalesce(c.visited, 0)::BIGINT AS visited, v.geom
          FROM villages v LEFT JOIN counts c ON v.code = c.code
        ) TO '{out}' WITH (FORMAT gdal, DRIVER 'GeoJSON')
    """)


def geopandas(villages, households, out):
    import geopandas
    import pandas

    places = geopandas.read_file(villages, engine="pyogrio")[["code", "geometry"]]
    rows = pandas.read_csv(households, usecols=["id", "lon", "lat", "visited"], engine="pyarrow")
    points = geopandas.GeoDataFrame(
        rows[["id", "visited"]], geometry=geopandas.points_from_xy(rows.lon, rows.lat), crs=places.crs)
    joined = geopandas.sjoin(points, places, predicate="intersects")
    located = joined.sort_values("code").drop_duplicates("id")
    counts = located.groupby("code")["visited"].agg(["size", "sum"])
    places["expected"] = places.code.map(counts["size"]).fillna(0).astype(int)
    places["visited"] = places.code.map(counts["sum"]).fillna(0).astype(int)
    places.to_file(out, driver="GeoJSON", engine="pyogrio")


if __name__ == "__main__":
    if len(sys.argv) != 5 or sys.argv[1] not in ("sedonadb", "duckdb", "geopandas"):
        print(__doc__.strip(), file=sys.stderr)
        sys.exit(64)
    globals()[sys.argv[1]](*sys.argv[2:])
