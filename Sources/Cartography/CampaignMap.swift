internal import CampaignModel

/// A drawn map: the file's bytes, and what could not be shown.
public struct DrawnMap: Sendable {
  /// The file.
  public var bytes: [UInt8]
  /// Names of places in the focus for which there was no room, the more important first.
  public var unplacedNames: [String]
  /// True if some character is in no font of this machine.
  public var lacksFont: Bool
  /// The scale: 1 to this.
  public var scaleDenominator: Double
}

/// Draws a campaign's map. The same content and style make the same bytes, with the same fonts.
public enum CampaignMap {
  /// Draws one page.
  ///
  /// - Throws: ``CartographyError`` if there is no ground to draw, or the picture would be too large.
  /// - Complexity: O(vertices · log vertices) for borders, and O(names) for labels.
  public static func draw(_ content: MapContent, style: MapStyle) throws(CartographyError) -> DrawnMap {
    var page = try MapPage(content, style: style)
    let size = page.composition.sheet.size
    let canvas = try Canvas(
      width: size.width, height: size.height, format: style.format, dpi: style.dpi,
      about: content.about(style.language), date: content.day)
    page.draw(on: canvas)
    let lacksFont = page.lacksGlyphs(canvas)
    return DrawnMap(
      bytes: try canvas.finished(), unplacedNames: page.unplacedNames, lacksFont: lacksFont,
      scaleDenominator: page.frame.denominator)
  }

  /// The distinct names, sorted by bytes, and which one each place has (-1: none).
  static func index(of names: [String?]) -> (ofPlace: [Int], names: [String]) {
    let distinct = Set(names.compactMap { $0.map { Identifier($0) } }).sorted()
    let indexOfName = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    return (names.map { $0.flatMap { indexOfName[Identifier($0)] } ?? -1 }, distinct.map(\.text))
  }
}
