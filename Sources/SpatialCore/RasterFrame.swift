internal import CampaignModel

/// A raster of columns and rows over a box, and the one function that takes a coordinate to its column or row.
///
/// Building and querying use the same function. It never decreases, so the points of a column form an interval
/// whatever the rounding: that is all the index relies on. Coordinates are halved before they are subtracted, so
/// that a box from −1e308 to 1e308 does not overflow (test "coordinates near the largest double").
struct RasterFrame: Sendable {
  let bounds: Bounds
  let columns: Int
  let rows: Int
  private let scaleX: Double
  private let scaleY: Double
  /// More than the rounding in a column's or row's borders and in a point interpolated along an edge.
  let slack: Double

  init(bounds: Bounds, columns: Int, rows: Int) {
    self.bounds = bounds
    (self.columns, scaleX) = RasterFrame.scale(from: bounds.minX, to: bounds.maxX, count: columns)
    (self.rows, scaleY) = RasterFrame.scale(from: bounds.minY, to: bounds.maxY, count: rows)
    let largest = max(max(abs(bounds.minX), abs(bounds.maxX)), max(abs(bounds.minY), abs(bounds.maxY)))
    slack = largest * 0x1p-45
  }

  /// An extent too small to be divided is one column with the scale 0.
  private static func scale(from low: Double, to high: Double, count: Int) -> (Int, Double) {
    let extent = high * 0.5 - low * 0.5
    let scale = Double(max(1, count)) / extent
    return extent > 0 && scale.isFinite ? (max(1, count), scale) : (1, 0)
  }

  /// False for NaN.
  @inline(__always)
  func contains(x: Double, y: Double) -> Bool {
    x >= bounds.minX && x <= bounds.maxX && y >= bounds.minY && y <= bounds.maxY
  }

  /// The column of an x inside the box.
  @inline(__always)
  func column(_ x: Double) -> Int { min(columns - 1, Int((x * 0.5 - bounds.minX * 0.5) * scaleX)) }

  /// The row of a y inside the box.
  @inline(__always)
  func row(_ y: Double) -> Int { min(rows - 1, Int((y * 0.5 - bounds.minY * 0.5) * scaleY)) }

  /// Two y between which all points of the row lie, and a little more.
  func span(ofRow row: Int) -> ClosedRange<Double> {
    guard scaleY > 0 else { return bounds.minY...bounds.maxY }
    let low = bounds.minY + Double(row) / scaleY * 2 - slack
    let high = bounds.minY + Double(row + 1) / scaleY * 2 + slack
    let start = min(max(low, bounds.minY), bounds.maxY)
    return start...max(start, min(high, bounds.maxY))
  }

  /// A point of the cell, or nil where doubles are too coarse for one to be found.
  func sample(column: Int, row: Int) -> SIMD2<Double>? {
    guard scaleX > 0, scaleY > 0 else { return nil }
    let point = SIMD2(
      bounds.minX + (Double(column) + 0.5) / scaleX * 2, bounds.minY + (Double(row) + 0.5) / scaleY * 2)
    guard contains(x: point.x, y: point.y), self.column(point.x) == column, self.row(point.y) == row else {
      return nil
    }
    return point
  }
}
