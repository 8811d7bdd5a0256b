/// The way from the coordinates of a file to WGS 84 longitude and latitude.
///
/// A value that readers call without knowing what stands behind it: PROJ, GCJ-02, or nothing at all. It belongs to one
/// task, as what stands behind it may.
public struct CoordinateConversion {
  /// Coordinates that as a whole are not what they were said to be: axes swapped, degrees where metres were
  /// expected, another zone.
  public struct Refusal: Error, Equatable, Sendable {
    /// What coordinates were expected ("eastings and northings of EPSG:4547").
    public let expected: String
    /// What the file has instead.
    public let found: String
    /// What to do, as an imperative.
    public let remedy: String

    /// A refusal in three parts of one sentence.
    public init(expected: String, found: String, remedy: String) {
      self.expected = expected
      self.found = found
      self.remedy = remedy
    }
  }

  /// Changes columns in place and returns what the user should know, a sentence each.
  public typealias Body = (
    _ xs: inout ContiguousArray<Double>, _ ys: inout ContiguousArray<Double>
  ) throws(Refusal) -> [String]

  /// What the coordinates are called: `EPSG:4547`, `gcj02`, `WGS 84`.
  public let name: String
  /// What one number is, for the rejection of a cell that is none: `decimal degrees, as 113.5`.
  public let numberExpected: String
  /// True if every coordinate stays as it is, bit by bit.
  public let isIdentity: Bool
  private let body: Body

  /// A conversion by a function that keeps the columns' length and leaves NaN where a point has no image.
  public init(name: String, numberExpected: String, isIdentity: Bool = false, _ body: @escaping Body) {
    self.name = name
    self.numberExpected = numberExpected
    self.isIdentity = isIdentity
    self.body = body
  }

  /// Changes easting and northing (or longitude and latitude) to WGS 84 degrees in place; a point without an image
  /// becomes NaN, and NaN stays NaN. To be called once for a file, as it judges its coordinates as a whole.
  ///
  /// - Returns: What was done, a sentence each.
  /// - Throws: ``Refusal`` if most coordinates are plainly others than was said.
  public func convert(
    xs: inout ContiguousArray<Double>, ys: inout ContiguousArray<Double>
  ) throws(Refusal) -> [String] { try body(&xs, &ys) }
}
