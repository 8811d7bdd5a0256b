public import CampaignModel

/// Reads a file as records of one kind: the way through this module.
///
/// The format is told by content, then by the file's name; headers and properties are matched to the kind's fields.
///
/// - Parameters:
///   - kind: What the rows are.
///   - path: A CSV, GeoJSON or GeoPackage file; a file or folder of a format that GDAL reads (``ForeignFormat``); or
///     a PostgreSQL database as `PG:…`. Coordinates are in WGS 84 degrees, or in the CRS that the file names.
///   - mapping: The user's word on columns, before recognised names.
///   - utcOffsetMinutes: Minutes to add to UTC to get local time; moments with a zone are converted to it.
///   - options: Which layer or sheet, and the text's encoding, where the file leaves it open.
/// - Returns: The good rows, and a rejection for each of the others.
/// - Throws: ``InterchangeError``, where the file as a whole cannot be taken.
/// - Complexity: O(bytes) expected time; memory about twice the file and 8 bytes for each cell.
public func readRecords(
  _ kind: RecordKind, from path: String, mapping: ColumnMapping?, utcOffsetMinutes: Int,
  options: ReadOptions = ReadOptions()
) throws(InterchangeError) -> Normalised {
  let (source, sha256) = try SourceTable.read(path, geometry: kind.geometry, options: options)
  return try normalise(source, kind, mapping, utcOffsetMinutes, sha256: sha256)
}

/// Reads a file of text that is in memory as records of one kind.
///
/// - Throws: ``InterchangeError``, where the file as a whole cannot be taken.
public func readRecords(
  _ kind: RecordKind, from file: InputFile, mapping: ColumnMapping?, utcOffsetMinutes: Int,
  options: ReadOptions = ReadOptions()
) throws(InterchangeError) -> Normalised {
  let source = try SourceTable.read(file, geometry: kind.geometry)
  return try normalise(source, kind, mapping, utcOffsetMinutes, sha256: file.sha256)
}

private func normalise(
  _ source: SourceTable, _ kind: RecordKind, _ mapping: ColumnMapping?, _ utcOffsetMinutes: Int,
  sha256: String
) throws(InterchangeError) -> Normalised {
  var source = source
  try SurveyExport.recognise(&source, as: kind, mapping: mapping)
  return try Normaliser.normalise(
    source, as: kind, mapping: mapping, utcOffsetMinutes: utcOffsetMinutes, sha256: sha256)
}
