/// The classes and colours of the interactive map: those of the printed one.
public enum PageColours {
  /// The shares, in percent, at which classes of coverage part, between none and all.
  public static let coverageBreaks = [50, 75, 90, 95]
  /// How the key names the classes of coverage, from none to all.
  public static var coverageLabels: [String] { Classing.CoverageClass.allCases.map(\.label) }
  /// A colour for each class of coverage.
  public static var coverage: [String] {
    Palette.coverageClasses.map(hexadecimal)
  }
  /// Colours of groups.
  public static var areas: [String] { Palette.areas.map(hexadecimal) }
  /// Where nothing is expected.
  public static let empty = "#d3d6da"
  /// Where there is nothing to count.
  public static let free = "#ffffff"

  /// Colours from few to many gaps.
  public static func gaps(_ count: Int) -> [String] {
    Palette.gaps(max(count, 2)).prefix(count).map(hexadecimal)
  }

  /// Colours from few to many issues.
  public static func issues(_ count: Int) -> [String] {
    Palette.ramp(max(count, 2), hues: (light: 315, dark: 295), lightest: 0.93, darkest: 0.42, strongest: 0.13)
      .prefix(count)
      .map(hexadecimal)
  }

  private static func hexadecimal(_ colour: Colour) -> String {
    "#"
      + [colour.red, colour.green, colour.blue].map { part in
        let digits = String(Int((part * 255).rounded()), radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }
}
