public import CampaignModel

/// The codes of management grids.
///
/// CJ/T 213 numbers a management grid by 15 digits: the 12 of its village (6 of the county, 3 of the township, 3 of the
/// village) and a serial of 3, in the order in which they lie: from west to east, then from north to south. Here that
/// order is by bands: a band is as high as a grid of mean area is wide, the first begins at the village's northern end,
/// a grid belongs to the band that holds the middle of its area, and within a band the grids run from west to east. A
/// village without a 12-digit code has `<code>-001`. Once a plan has used them, a code stays with its ground and is
/// never given to other ground: what is drawn anew takes the next number after the highest ever used.
public enum GridNumbering {
  /// The most management grids that three digits can number in one village.
  public static let limit = 999

  /// The order in which grids are numbered, as indices.
  ///
  /// - Parameters:
  ///   - centres: the middle of each grid's area in metres. - north: the northing of the village's northern end.
  ///   - area: the village's area in square metres.
  public static func order(centres: [SIMD2<Double>], north: Double, area: Double) -> [Int] {
    let height = max((area / Double(max(1, centres.count))).squareRoot(), 1e-3)
    func band(_ i: Int) -> Double { ((north - centres[i].y) / height).rounded(.down) }
    return centres.indices.sorted { (band($0), centres[$0].x, $0) < (band($1), centres[$1].x, $1) }
  }

  /// The code of a village's grid. - Precondition: `serial` is from 1 to ``limit``.
  public static func code(village: Identifier, serial: Int) -> Identifier {
    let digits = String(serial)
    let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    return Identifier(isStatistical(village) ? village.text + padded : "\(village.text)-\(padded)")
  }

  /// The serial in a code of a village's grid; nil if it is none.
  public static func serial(of code: Identifier, village: Identifier) -> Int? {
    let prefix = isStatistical(village) ? village.text : village.text + "-"
    guard code.text.utf8.count == prefix.utf8.count + 3, code.text.hasPrefix(prefix) else { return nil }
    return Int(code.text.dropFirst(prefix.count))
  }

  /// What the map prints: the village's name and the number.
  public static func label(village: Village, serial: Int) -> String { "\(village.name) \(serial)" }

  private static func isStatistical(_ village: Identifier) -> Bool {
    village.text.utf8.count == 12 && village.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
