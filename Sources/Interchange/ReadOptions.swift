/// What the user says about a file that the file itself does not.
public struct ReadOptions: Sendable, Equatable {
  /// The layer or table to read, of a file or database that holds several.
  public var layer: String?
  /// The sheet to read, of a workbook that holds several.
  public var sheet: String?
  /// The encoding of the file's text where it does not say.
  public var encoding: TextEncoding?
  /// False if nobody wants to know the file's SHA-256: a file of text is then read without it.
  public var takesDigest = true

  /// Options, none by default.
  public init(layer: String? = nil, sheet: String? = nil, encoding: TextEncoding? = nil) {
    self.layer = layer
    self.sheet = sheet
    self.encoding = encoding
  }
}
