public import CampaignModel

/// What a file means: rows of one kind, and what became of the others.
///
/// Rows read = rows of `table` + rows with a rejection + `repeats`.
public struct Normalised: Sendable {
  /// The good rows, in the file's order.
  public var table: RecordTable
  /// What is wrong with the others, by row and then by field; a row may have several.
  public var rejections: [Rejection]
  /// The headers that speak of no field of the kind.
  public var unusedHeaders: [String]
  /// The headers that were taken for a field though they are not its name, in the order of the kind's fields.
  public var recognised: [(field: String, header: String)]
  /// What may explain rejected rows and is worth saying with them, a sentence each.
  public var hints: [String]
  /// True if the file has no key column and keys were made of other fields.
  public var derivedKeys: Bool
  /// The rows that the file has, good or not; empty ones do not count.
  public var rowsRead: Int
  /// Rows that say the same visit again, by a derived key; the first is kept.
  public var repeats: Int
  /// What the user should know though nothing is wrong, a sentence each.
  public var warnings: [String]
  /// SHA-256 of the file that was read, in lower-case hexadecimal.
  public var sha256: String
}
