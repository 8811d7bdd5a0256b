public import CampaignModel

/// Reads a file as records of one kind: the way through this module.
///
/// The format is told by content, then by the file's name; headers and properties are matched to the kind's fields.
///
/// - Parameters:
///   - kind: What the rows are.
///   - path: A CSV or GeoJSON file; coordinates in WGS 84 degrees.
///   - mapping: The user's word on columns, before recognised names.
///   - encoding: How the file's text is written; nil is UTF-8, or UTF-16 where a byte order mark says so.
///   - utcOffsetMinutes: Minutes to add to UTC to get local time; moments with a zone are converted to it.
/// - Returns: The good rows, and a rejection for each of the others.
/// - Throws: ``InterchangeError``, where the file as a whole cannot be taken.
/// - Complexity: O(bytes) expected time; memory about twice the file and 8 bytes for each cell.
public func readRecords(
  _ kind: RecordKind, from path: String, mapping: ColumnMapping?, encoding: TextEncoding? = nil,
  utcOffsetMinutes: Int
) throws(InterchangeError) -> Normalised {
  try readRecords(
    kind, from: InputFile(path), mapping: mapping, encoding: encoding, utcOffsetMinutes: utcOffsetMinutes)
}

/// Reads a file that is in memory as records of one kind.
///
/// - Throws: ``InterchangeError``, where the file as a whole cannot be taken.
public func readRecords(
  _ kind: RecordKind, from file: InputFile, mapping: ColumnMapping?, encoding: TextEncoding? = nil,
  utcOffsetMinutes: Int
) throws(InterchangeError) -> Normalised {
  let source = try SourceTable.read(file, geometry: kind.geometry, encoding: encoding)
  return try Normaliser.normalise(
    source, as: kind, mapping: mapping, utcOffsetMinutes: utcOffsetMinutes, sha256: file.sha256)
}
