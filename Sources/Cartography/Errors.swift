/// Why a drawing cannot be made.
public enum CartographyError: Error, Equatable {
  /// A picture of more pixels than memory should hold.
  case tooManyPixels(width: Int, height: Int, limit: Int)
  /// Cairo gave up, for a reason that it names.
  case cairo(String)
  /// There is nothing to draw.
  case noGround
  /// A page of an atlas that it does not have.
  case noSuchPage(Int, last: Int)
}

extension CartographyError: CustomStringConvertible {
  /// One sentence: what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .tooManyPixels(let width, let height, let limit):
      """
      the picture: expected at most \(limit / 1_000_000) million pixels, found \(width) × \(height); give a smaller --dpi \
      or --paper, or write .pdf or .svg, which have no pixels
      """
    case .cairo(let reason):
      "the drawing: expected Cairo to make it, found its error '\(reason)'; free some memory and try again"
    case .noSuchPage(let page, let last):
      "--pages: expected pages from 1 to \(last), found \(page); page 1 is the index, which has the numbers of all"
    case .noGround:
      "the map: expected at least one place with a polygon, found none; import villages first"
    }
  }
}
