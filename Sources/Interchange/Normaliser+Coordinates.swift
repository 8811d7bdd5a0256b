import CampaignModel

/// Points and polygons on their way to WGS 84: read as plain numbers, converted all at once, then looked at.
extension Normaliser {
  typealias Columns = (xs: ContiguousArray<Double>, ys: ContiguousArray<Double>)

  /// The file's own coordinates, from its geometry or from two columns; nil if it has none.
  mutating func coordinates() -> Columns? {
    guard kind.geometry == .point else { return nil }
    // Where a file has geometry, columns of coordinates are bound only if the user says so.
    guard let (longitude, latitude) = binding.coordinates else { return source.points }
    let points = (xs: numbers(in: longitude), ys: numbers(in: latitude))
    let headers = coordinateHeaders
    for row in 0..<source.rowCount where points.xs[row].isNaN != points.ys[row].isNaN && !isRejected[row] {
      let missing = points.xs[row].isNaN ? headers.x : headers.y
      let other = points.xs[row].isNaN ? headers.y : headers.x
      reject(row, missing, .missingValue, "a value, as the row has one for \(other)", "nothing")
    }
    return points
  }

  /// The same points in WGS 84; those that have no place on the earth reject their row.
  mutating func placed(_ own: Columns) throws(InterchangeError) -> Columns {
    var points = own
    let headers = coordinateHeaders
    try convert(&points, field: headers.x == headers.y ? headers.x : "\(headers.x), \(headers.y)")
    for row in 0..<source.rowCount where !own.xs[row].isNaN && !own.ys[row].isNaN {
      if own.xs[row] == 0, own.ys[row] == 0 {
        reject(
          row, headers.x, .outOfRange, "the place of the record, or nothing if it is unknown",
          "0, 0 (a point in the Atlantic that stands for a missing place)")
      } else if let complaint = complaint(own.xs[row], own.ys[row], points.xs[row], points.ys[row]) {
        reject(
          row, complaint.isLatitude ? headers.y : headers.x, .outOfRange, complaint.expected, complaint.found)
      }
    }
    return points
  }

  /// The same polygons in WGS 84, vertex by vertex; one with a vertex that has no place on the earth rejects its row.
  mutating func placed(_ own: [Region]) throws(InterchangeError) -> [Region] {
    guard conversion?.isIdentity == false else {
      // What is not changed is only judged, for which a vertex of each is enough.
      var first: Columns = (
        ContiguousArray(own.compactMap(\.xs.first)), ContiguousArray(own.compactMap(\.ys.first))
      )
      try convert(&first, field: "geometry")
      for row in own.indices { rejectUnlessOnEarth(row, own[row], own[row]) }
      return own
    }
    var all = allVertices(own)
    try convert(&all, field: "geometry")
    var start = 0
    var regions: [Region] = []
    regions.reserveCapacity(own.count)
    for row in own.indices {
      let range = start..<start + own[row].xs.count
      let region = own[row].withCoordinates(
        xs: ContiguousArray(all.xs[range]), ys: ContiguousArray(all.ys[range]))
      rejectUnlessOnEarth(row, own[row], region)
      regions.append(region)
      start = range.upperBound
    }
    return regions
  }

  // MARK: Steps

  private mutating func convert(_ columns: inout Columns, field: String) throws(InterchangeError) {
    guard let conversion else { return }
    do throws(CoordinateConversion.Refusal) {
      conversionNotes += try conversion.convert(xs: &columns.xs, ys: &columns.ys)
    } catch { throw .coordinates(source.path, field: field, error) }
  }

  private func allVertices(_ regions: [Region]) -> Columns {
    var all: Columns = ([], [])
    let count = regions.reduce(0) { $0 + $1.xs.count }
    all.xs.reserveCapacity(count)
    all.ys.reserveCapacity(count)
    for region in regions {
      all.xs.append(contentsOf: region.xs)
      all.ys.append(contentsOf: region.ys)
    }
    return all
  }

  /// The first vertex without a place speaks for its polygon.
  private mutating func rejectUnlessOnEarth(_ row: Int, _ own: Region, _ region: Region) {
    for i in region.xs.indices {
      if let complaint = complaint(own.xs[i], own.ys[i], region.xs[i], region.ys[i]) {
        return reject(row, "geometry", .outOfRange, complaint.expected, complaint.found)
      }
    }
  }

  /// What is wrong with a place, or nil: `x` and `y` as the file has them, `longitude` and `latitude` after conversion.
  private func complaint(
    _ x: Double, _ y: Double, _ longitude: Double, _ latitude: Double
  ) -> (isLatitude: Bool, expected: String, found: String)? {
    if longitude.isNaN || latitude.isNaN {
      return (false, "a point that has a place by \(conversion?.name ?? "WGS 84")", "\(shown(x)) \(shown(y))")
    }
    guard let complaint = CoordinateRange.complaint(longitude: longitude, latitude: latitude) else {
      return nil
    }
    return (complaint.isLatitude, complaint.expected, shown(complaint.value))
  }

  /// A coordinate as a message shows it. The largest of any CRS have eight digits before the point; what has more may be a
  /// telephone number in the wrong column.
  private func shown(_ number: Double) -> String {
    abs(number) < 1e9 ? number.description : "a number of more than nine digits"
  }

  private var coordinateHeaders: (x: String, y: String) {
    guard let (longitude, latitude) = binding.coordinates else { return ("geometry", "geometry") }
    return (source.headers[longitude], source.headers[latitude])
  }

  private mutating func numbers(in column: Int) -> ContiguousArray<Double> {
    let expected = conversion?.numberExpected ?? "decimal degrees, as 113.5"
    var numbers: ContiguousArray<Double> = []
    numbers.reserveCapacity(source.rowCount)
    source.forEachText(in: column) { row, text in
      let number = DecimalNumber.parse(text)
      numbers.append(number ?? .nan)
      if number == nil, !text.isEmpty {
        reject(
          row, source.headers[column], .badNumber, expected, ShownValue.plain(UTF8Text.string(text)))
      }
    }
    return numbers
  }
}
