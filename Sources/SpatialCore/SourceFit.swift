internal import CampaignModel

/// Whether the coordinates of a file can be what they were said to be, judged by their range.
///
/// Most points decide. Where most lie in the area of the CRS, the others are left to be rejected or noted one by one.
/// Where they do not, the usual mistakes are tried on them: degrees for metres and metres for degrees, swapped axes, and
/// the other form of a Gauss–Krüger zone. A file is refused only if one of them explains most points, so
/// that nothing is guessed: the sentence names what to say instead, and the user says it.
struct SourceFit {
  private let coordinates: SourceCoordinates
  private let rawXs: ContiguousArray<Double>
  private let rawYs: ContiguousArray<Double>
  private let xs: ContiguousArray<Double>
  private let ys: ContiguousArray<Double>
  /// The rows that have a point. 0, 0 stands for none, and is rejected elsewhere.
  private let points: [Int]

  /// Looks at columns before and after conversion. - Complexity: O(points).
  init(
    _ coordinates: SourceCoordinates, rawXs: ContiguousArray<Double>, rawYs: ContiguousArray<Double>,
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>
  ) {
    self.coordinates = coordinates
    (self.rawXs, self.rawYs, self.xs, self.ys) = (rawXs, rawYs, xs, ys)
    points = rawXs.indices.filter {
      rawXs[$0].isFinite && rawYs[$0].isFinite && (rawXs[$0] != 0 || rawYs[$0] != 0)
    }
  }

  // MARK: The whole

  /// Why the file is refused, or nil if its coordinates may be what was said. - Complexity: O(points).
  func refusal() -> CoordinateConversion.Refusal? {
    guard !points.isEmpty else { return nil }
    if coordinates.isInDegrees {
      // Where nothing was said that they could contradict, one or two points are left to be rejected by themselves.
      if case .wgs84 = coordinates.system, points.count < 3 { return nil }
      if let example = most({ abs(rawXs[$0]) > 1000 || abs(rawYs[$0]) > 1000 }) {
        return metresForDegrees(example)
      }
    } else if let example = most({ abs(rawXs[$0]) <= 180 && abs(rawYs[$0]) <= 180 }) {
      return degreesForMetres(example)
    }
    // Swapped degrees of WGS 84 are out of range in their rows, which say so.
    if case .wgs84 = coordinates.system { return nil }
    let area = self.area
    if most({ area.holds(xs[$0], ys[$0]) }) != nil { return nil }
    return swapped(area) ?? otherZone()
  }

  /// A note on points that lie outside the area of the CRS although most do not; nil if there are none.
  func strayNote() -> String? {
    let area = self.area
    let strays = points.filter { !xs[$0].isNaN && !area.holds(xs[$0], ys[$0]) }
    guard let first = strays.first else { return nil }
    if case .shifted(let offset) = coordinates.system {
      return
        "\(SourceFit.count(strays.count)) outside China, where \(offset.rawValue) is not in use, left unmoved"
    }
    // In degrees of the whole earth a stray is out of range, and rejected with its row.
    guard !coordinates.isInDegrees else { return nil }
    return "\(SourceFit.count(strays.count)) far outside the area of \(coordinates.name), as "
      + "\(SourceFit.pair(rawXs[first], rawYs[first]))"
  }

  // MARK: The mistakes

  private func metresForDegrees(_ i: Int) -> CoordinateConversion.Refusal {
    var remedy = "name their CRS with --crs EPSG:n"
    // An easting with a zone's number says which zone, though not on which datum.
    for (easting, isSwapped) in [(rawXs[i], false), (rawYs[i], true)] {
      guard let zone = GaussKrugerZone(.cgcs2000, prefixOf: easting) else { continue }
      remedy =
        "eastings that begin with \(zone.number) are those of EPSG:\(zone.code) if they are CGCS2000: import with --crs "
        + "EPSG:\(zone.code)" + (isSwapped ? " and \(SourceFit.exchange)" : "")
    }
    return CoordinateConversion.Refusal(
      expected: "degrees of \(coordinates.name)", found: "metres, as \(shown(i))", remedy: remedy)
  }

  private func degreesForMetres(_ i: Int) -> CoordinateConversion.Refusal {
    CoordinateConversion.Refusal(
      expected: expectation, found: "degrees, as \(shown(i))",
      remedy:
        "import with --crs EPSG:4326 if they are WGS 84, gcj02 or bd09 if they come from a Chinese map service"
    )
  }

  private func swapped(_ area: Bounds) -> CoordinateConversion.Refusal? {
    guard let i = example(by: coordinates, area, isSwapped: true) else { return nil }
    return CoordinateConversion.Refusal(
      expected: expectation, found: "the two axes swapped, as \(shown(i))", remedy: SourceFit.exchange)
  }

  /// The zone is another, or written in its other form; perhaps the axes are swapped too, as surveyors have x to the
  /// north.
  private func otherZone() -> CoordinateConversion.Refusal? {
    guard case .crs(let transformation) = coordinates.system,
      let said = transformation.code.flatMap({ GaussKrugerZone(code: $0) })
    else { return nil }
    for isSwapped in [false, true] {
      let eastings = isSwapped ? rawYs : rawXs
      var candidates = [said.twin]
      candidates += points.prefix(1).map { GaussKrugerZone(said.datum, prefixOf: eastings[$0]) }
      for zone in candidates.compactMap(\.self) where zone != said {
        guard let other = try? SourceCoordinates(option: "EPSG:\(zone.code)", fileCRS: nil),
          case .crs(let transformation) = other.system, let area = transformation.area?.grown,
          let i = example(by: other, area, isSwapped: isSwapped)
        else { continue }
        let form =
          zone.hasPrefix
          ? "eastings that carry the number \(zone.number) of a zone"
          : "eastings without the number of a zone"
        return CoordinateConversion.Refusal(
          expected: expectation, found: "\(form), as \(shown(i))",
          remedy: "import with --crs EPSG:\(zone.code) (\(transformation.title))"
            + (isSwapped ? " and \(SourceFit.exchange)" : ""))
      }
    }
    return nil
  }

  // MARK: Counting

  /// The first point for which `isExample` is true, if it is for more than half of them; else nil.
  private func most(_ isExample: (Int) -> Bool) -> Int? {
    var (first, count) = (-1, 0)
    for i in points where isExample(i) {
      if count == 0 { first = i }
      count += 1
    }
    return 2 * count > points.count ? first : nil
  }

  /// As ``most(_:)``: the first point that other coordinates would put into an area, with the axes as they are or swapped.
  private func example(by other: SourceCoordinates, _ area: Bounds, isSwapped: Bool) -> Int? {
    var (xs, ys) = isSwapped ? (rawYs, rawXs) : (rawXs, rawYs)
    if case .crs(let transformation) = other.system { transformation.convert(xs: &xs, ys: &ys) }
    return most { area.holds(xs[$0], ys[$0]) }
  }

  /// Where points of these coordinates lie, in WGS 84 degrees.
  private var area: Bounds {
    switch coordinates.system {
    case .wgs84: .globe
    case .shifted: ChinaOffset.area
    case .crs(let transformation): transformation.area?.grown ?? .globe
    }
  }

  // MARK: Words

  private static let exchange = "exchange the two in the file, or with --columns lon=EASTING,lat=NORTHING"

  private var expectation: String {
    coordinates.isInDegrees
      ? "longitudes and latitudes of \(coordinates.name)" : "eastings and northings of \(coordinates.name)"
  }

  private func shown(_ i: Int) -> String { SourceFit.pair(rawXs[i], rawYs[i]) }

  private static func pair(_ x: Double, _ y: Double) -> String { "\(decimal(x)), \(decimal(y))" }

  /// A coordinate without the exponent that large numbers are described with. One that is too large for any CRS may be a
  /// telephone number in the wrong column, and is not shown.
  private static func decimal(_ value: Double) -> String {
    if abs(value) >= 1e9 { return "a number of more than nine digits" }
    return abs(value) >= 1000 ? whole(value) : "\(value)"
  }

  /// A number of points in words.
  static func count(_ points: Int) -> String { points == 1 ? "1 point" : "\(points) points" }

  /// A number without decimals; `many` where it would not fit.
  static func whole(_ value: Double) -> String {
    value.isFinite && abs(value) < 1e15 ? "\(Int(value.rounded()))" : "\(value)"
  }
}

extension Bounds {
  fileprivate static let globe = Bounds(minX: -180, minY: -90, maxX: 180, maxY: 90)

  /// Three degrees more on each side: what is used a little outside its area is used so on purpose.
  fileprivate var grown: Bounds {
    Bounds(minX: minX - 3, minY: minY - 3, maxX: maxX + 3, maxY: maxY + 3)
  }

  fileprivate func holds(_ x: Double, _ y: Double) -> Bool {
    minX <= x && x <= maxX && minY <= y && y <= maxY
  }
}
