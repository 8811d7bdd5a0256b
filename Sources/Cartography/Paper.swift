/// A sheet of the ISO 216 A series.
public enum Paper: String, Sendable, CaseIterable {
  case a0 = "A0", a1 = "A1", a2 = "A2", a3 = "A3", a4 = "A4"

  /// Shorter and longer side in points.
  public var size: (short: Double, long: Double) {
    let millimetres: (Double, Double) =
      switch self {
      case .a0: (841, 1189)
      case .a1: (594, 841)
      case .a2: (420, 594)
      case .a3: (297, 420)
      case .a4: (210, 297)
      }
    return (millimetres.0 * 72 / 25.4, millimetres.1 * 72 / 25.4)
  }

  /// How many times larger letters and lines are than on A4: sheets on a wall are read from farther away.
  var enlargement: Double {
    switch self {
    case .a4: 1
    case .a3: 1.2
    case .a2: 1.5
    case .a1: 1.9
    case .a0: 2.5
    }
  }
}

extension Paper {
  /// How many times larger names of places are than on A4. Ground grows faster with the sheet than letters do
  /// (``enlargement``), so that names can have some of what it gains, and there is still room for more of them.
  var nameEnlargement: Double {
    switch self {
    case .a4: 1
    case .a3: 1.32
    case .a2: 1.8
    case .a1: 2.4
    case .a0: 3.3
    }
  }
}

/// How the sheet lies.
public enum Orientation: String, Sendable, CaseIterable {
  case portrait, landscape
  /// Whichever gives the larger map.
  case auto
}

/// How a map is drawn.
public struct MapStyle: Sendable {
  /// What kind of file.
  public var format = DrawingFormat.pdf
  /// The sheet.
  public var paper = Paper.a4
  /// How it lies.
  public var orientation = Orientation.auto
  /// Pixels per inch of a PNG.
  public var dpi = 150.0
  /// Patterns for colours.
  public var isMono = false
  /// The language of the words on it.
  public var language = MapLanguage.english
  /// False leaves out the names of places.
  public var hasLabels = true

  /// A4, in colour and English, as PDF.
  public init() {}
}
