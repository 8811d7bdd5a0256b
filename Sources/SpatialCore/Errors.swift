/// What geometry and coordinate systems can refuse. Bad polygons are not errors: see ``PolygonDefect``.
public enum SpatialError: Error, Equatable, Sendable {
  /// GEOS gave up; its own message.
  case geos(operation: String, message: String)
  /// PROJ does not know the coordinate reference system.
  case unknownCRS(String, message: String)
  /// The coordinate reference system is not a projected one.
  case notProjected(String, kind: String)
  /// The coordinate reference system counts in another unit than the metre.
  case notMetric(String, unit: String)
  /// A file's coordinate reference system says nothing of places on the earth (a plan of a building, heights alone).
  case notOnTheGround(String)
  /// `--crs` names something that cannot be the CRS of a file.
  case badCRSName(String)
  /// A point has no image in the coordinate reference system.
  case outsideProjection(String, x: Double, y: Double)
  /// A grid whose cells come from a file has no rule by which to make them.
  case irregularGrid(String)
  /// The size of a cell is not a usable length.
  case cellSize(Double)
  /// A regular grid has no coordinate reference system.
  case gridWithoutCRS(String)
  /// A grid of this size would have too many cells.
  case tooManyCells(size: Double, limit: Int)
}

extension SpatialError: CustomStringConvertible {
  /// One sentence: what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .geos(let operation, let message):
      "\(operation): expected a geometry that GEOS can work on, found \(message); "
        + "check the polygon, or import it with --mend"
    case .unknownCRS(let crs, let message):
      "CRS \(crs): expected EPSG:n or +proj=… that PROJ knows, found \(message); name another with --crs"
    case .notProjected(let crs, let kind):
      "CRS \(crs): expected a projected CRS in metres, found \(kind); name another with --crs, or auto"
    case .notMetric(let crs, let unit):
      "CRS \(crs): expected a projected CRS in metres, found the unit \(unit); name another with --crs, or auto"
    case .notOnTheGround(let crs):
      "CRS \(crs): expected longitude and latitude or a map projection, found another kind of CRS; name it with --crs"
    case .badCRSName(let name):
      "CRS \(name): expected EPSG:n (as EPSG:4547), gcj02 or bd09, found something else; name the CRS of the file"
    case .outsideProjection(let crs, let x, let y):
      "CRS \(crs): expected a point inside its area, found \(x) \(y); name another with --crs, or auto"
    case .irregularGrid(let name):
      "grid \(name): expected square or hexagon cells, found cells from a file; make a grid with another --name"
    case .cellSize(let size):
      "grid: expected a size from 1 to 1000000 metres, found \(size); give another --size"
    case .gridWithoutCRS(let name):
      "grid \(name): expected the CRS of its cells, found none; make the grid again with --replace"
    case .tooManyCells(let size, let limit):
      "grid: expected at most \(limit) cells, found more with a size of \(size) metres; give a larger --size"
    }
  }
}
