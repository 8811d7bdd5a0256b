internal import CampaignModel
internal import CampaignStore
internal import Interchange
internal import SpatialCore

/// A file's CRS cannot be used.
struct CoordinatesRefusal: Error, CustomStringConvertible {
  var file: String
  var cause: SpatialError

  var description: String { "\(file): \(cause)" }
}

extension ImportRequest {
  /// What a file's coordinates are: as the user says, else as the file says, else WGS 84; nil for records that have none.
  func coordinates(of source: SourceTable) throws -> SourceCoordinates? {
    guard kind.geometry != .none else { return nil }
    do throws(SpatialError) {
      return try SourceCoordinates(option: crs, fileCRS: source.crs)
    } catch { throw CoordinatesRefusal(file: file, cause: error) }
  }
}

/// Points far from every village: not wrong in themselves, but most often in another CRS, or with their axes swapped.
struct StrayPoints {
  /// Degrees beyond the villages' bounds within which a point is taken for a neighbour.
  static let margin = 0.5

  let note: String

  /// Looks for points more than ``margin`` outside the bounds of all villages; nil if there are none, or no villages.
  init?(in table: RecordTable, villages: @autoclosure () throws -> Bounds?) rethrows {
    guard table.regions == nil, let xs = table.xs, let ys = table.ys, let bounds = try villages(),
      let note = StrayPoints.note(xs: xs, ys: ys, rows: table.sourceRows, bounds: bounds)
    else { return nil }
    self.note = note
  }

  /// What is said of the points outside, with their number and the one that is farthest away.
  static func note(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, rows: ContiguousArray<Int32>, bounds: Bounds
  ) -> String? {
    let near = Bounds(
      minX: bounds.minX - margin, minY: bounds.minY - margin, maxX: bounds.maxX + margin,
      maxY: bounds.maxY + margin)
    var (count, swapped) = (0, 0)
    var farthest = (row: 0, metres: -1.0)
    for i in xs.indices where !xs[i].isNaN && !near.holds(xs[i], ys[i]) {
      count += 1
      if near.holds(ys[i], xs[i]) { swapped += 1 }
      let away = GroundDistance.metres(
        fromX: xs[i], y: ys[i], toX: min(max(xs[i], bounds.minX), bounds.maxX),
        y: min(max(ys[i], bounds.minY), bounds.maxY))
      if away > farthest.metres { farthest = (i, away) }
    }
    guard count > 0 else { return nil }
    let place = "\(xs[farthest.row]), \(ys[farthest.row])"
    // A few are single mistakes; most of a file are one.
    var hint = ""
    if 2 * count > xs.count(where: { !$0.isNaN }) {
      hint = 2 * swapped > count ? "; are longitude and latitude swapped?" : "; is their CRS another (--crs)?"
    }
    return "\(grouped(count)) points lie more than \(margin)° outside all villages, the farthest in row "
      + "\(rows[farthest.row]) (\(place)), \(metres(farthest.metres)) away\(hint)"
  }
}

extension Bounds {
  fileprivate func holds(_ x: Double, _ y: Double) -> Bool {
    minX <= x && x <= maxX && minY <= y && y <= maxY
  }

  /// The box around regions, or nil if they have no vertex. - Complexity: O(vertices).
  init?(around regions: [Region]) {
    guard var box = regions.lazy.compactMap(\.bounds).first else { return nil }
    for bounds in regions.lazy.compactMap(\.bounds) { box.formUnion(bounds) }
    self = box
  }
}
