/// A zone of a Chinese Gauss–Krüger grid, and the two EPSG codes that it has: one whose eastings carry the number of the
/// zone (38,500,000 on the central meridian), one whose eastings do not (500,000).
///
/// The codes stand in blocks of consecutive numbers in the EPSG registry; a test asks PROJ for the name of each.
struct GaussKrugerZone: Equatable {
  /// The datums that have such grids.
  enum Datum: CaseIterable { case cgcs2000, xian1980, beijing1954 }

  let datum: Datum
  /// The zone's width in degrees of longitude: 3 or 6.
  let width: Int
  /// 25 to 45 for zones of 3°, 13 to 23 for zones of 6°.
  let number: Int
  /// True if eastings carry the number.
  let hasPrefix: Bool

  /// The central meridian in degrees east.
  var centralMeridian: Int { width == 3 ? 3 * number : 6 * number - 3 }

  /// The EPSG code.
  var code: Int {
    let block = GaussKrugerZone.block(datum, width: width, hasPrefix: hasPrefix)
    return block + number - GaussKrugerZone.numbers(width: width).lowerBound
  }

  init?(_ datum: Datum, width: Int, number: Int, hasPrefix: Bool) {
    guard GaussKrugerZone.numbers(width: width).contains(number) else { return nil }
    self.datum = datum
    self.width = width
    self.number = number
    self.hasPrefix = hasPrefix
  }

  /// The zone that an EPSG code means, or nil if it means something else.
  init?(code: Int) {
    for datum in Datum.allCases {
      for (width, hasPrefix) in [(6, true), (6, false), (3, true), (3, false)] {
        let block = GaussKrugerZone.block(datum, width: width, hasPrefix: hasPrefix)
        let numbers = GaussKrugerZone.numbers(width: width)
        guard (block..<block + numbers.count).contains(code) else { continue }
        self.init(datum, width: width, number: code - block + numbers.lowerBound, hasPrefix: hasPrefix)
        return
      }
    }
    return nil
  }

  /// The zone whose number an easting in metres carries, or nil if it carries none.
  init?(_ datum: Datum, prefixOf easting: Double) {
    guard easting.isFinite, (13e6..<46e6).contains(easting) else { return nil }
    let number = Int(easting / 1e6)
    // Eastings stay within some 400 km of 500,000, in any zone.
    guard (100_000...900_000).contains(easting - Double(number) * 1e6) else { return nil }
    self.init(datum, width: number < 25 ? 6 : 3, number: number, hasPrefix: true)
  }

  /// The same zone by its other code.
  var twin: GaussKrugerZone? {
    GaussKrugerZone(datum, width: width, number: number, hasPrefix: !hasPrefix)
  }

  private static func numbers(width: Int) -> ClosedRange<Int> { width == 3 ? 25...45 : 13...23 }

  /// The code of the first zone of a block.
  private static func block(_ datum: Datum, width: Int, hasPrefix: Bool) -> Int {
    switch (datum, width, hasPrefix) {
    case (.cgcs2000, 6, true): 4491
    case (.cgcs2000, 6, false): 4502
    case (.cgcs2000, _, true): 4513
    case (.cgcs2000, _, false): 4534
    case (.xian1980, 6, true): 2327
    case (.xian1980, 6, false): 2338
    case (.xian1980, _, true): 2349
    case (.xian1980, _, false): 2370
    case (.beijing1954, 6, true): 21413
    case (.beijing1954, 6, false): 21453
    case (.beijing1954, _, true): 2401
    case (.beijing1954, _, false): 2422
    }
  }
}
