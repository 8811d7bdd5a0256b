/// Places on the ground as geometry: which village a point lies in, what a polygon's faults are, how far and how
/// large things are, and the cells of a regular grid. The only module that imports GEOS and PROJ; neither shows in
/// its interface.
///
/// Start with ``RegionIndex`` (millions of points to villages, exactly), ``PolygonValidity`` (what is wrong with a
/// boundary, in a sentence), ``SourceCoordinates`` (what a file's coordinates are, and the way to WGS 84),
/// ``Projection`` and ``CampaignCRS`` (degrees to metres), ``RegularGrid`` (cells whose
/// names stay) and ``Adjacency`` (who borders on whom).
///
/// Two kinds of arithmetic live here. Whatever decides where a target *belongs* is exact (``Orientation``), so that
/// a border has one owner whatever the order of the input or the number of threads. Whatever is *measured* (areas,
/// distances) is in double precision, by GEOS.
public enum SpatialCore {
  /// The version of GEOS in use, for logs and bug reports.
  public static var geosVersion: String { GEOSContext.version }
  /// The version of PROJ in use, for logs and bug reports.
  public static var projVersion: String { Projection.version }
}
