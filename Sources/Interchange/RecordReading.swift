public import CampaignModel

/// Reads a file as a table of texts and its own geometry: the first half of the way through this module.
///
/// The format is told by content, then by the file's name. Coordinates stay as the file has them, and
/// ``SourceTable/crs`` is what the file says of them.
///
/// - Parameters:
///   - kind: What the rows are, which says what geometry they have.
///   - path: A CSV, GeoJSON or GeoPackage file; a file or folder of a format that GDAL reads (``ForeignFormat``); or
///     a PostgreSQL database as `PG:…`.
///   - options: Which layer or sheet, and the text's encoding, where the file leaves it open.
/// - Throws: ``InterchangeError``, where the file as a whole cannot be taken.
/// - Complexity: O(bytes) expected time; memory about twice the file and 8 bytes for each cell.
public func readSource(
  _ kind: RecordKind, from path: String, options: ReadOptions = ReadOptions()
) throws(InterchangeError) -> SourceTable {
  try SourceTable.read(path, geometry: kind.geometry, options: options)
}

/// Reads a file of text that is in memory as a table.
///
/// - Parameter encoding: How the text is written; nil is UTF-8, or UTF-16 where a byte order mark says so.
/// - Throws: ``InterchangeError``, where the file cannot be taken.
public func readSource(
  _ kind: RecordKind, from file: InputFile, encoding: TextEncoding? = nil
) throws(InterchangeError) -> SourceTable {
  try SourceTable.read(file, geometry: kind.geometry, encoding: encoding)
}

/// Turns a table into records of one kind: the second half of the way through.
///
/// Headers and properties are matched to the kind's fields; coordinates are converted to WGS 84.
///
/// - Parameters:
///   - source: What the file says.
///   - kind: What the rows are: the same as when it was read.
///   - mapping: The user's word on columns, before recognised names.
///   - utcOffsetMinutes: Minutes to add to UTC to get local time; moments with a zone are converted to it.
///   - conversion: The way from the file's coordinates to WGS 84; nil if they are that, which a file that names another
///     CRS contradicts.
/// - Returns: The good rows, and a rejection for each of the others.
/// - Throws: ``InterchangeError``, where the columns do not fit the kind, or the coordinates their CRS.
/// - Complexity: O(bytes) expected.
public func normalise(
  _ source: SourceTable, as kind: RecordKind, mapping: ColumnMapping?, utcOffsetMinutes: Int,
  conversion: CoordinateConversion?
) throws(InterchangeError) -> Normalised {
  var source = source
  try SurveyExport.recognise(&source, as: kind, mapping: mapping)
  return try Normaliser.normalise(
    source, as: kind, mapping: mapping, utcOffsetMinutes: utcOffsetMinutes, conversion: conversion)
}

/// Reads a file in WGS 84 as records of one kind: both halves at once.
///
/// - Throws: ``InterchangeError``, as both halves do, and where the file names another CRS.
public func readRecords(
  _ kind: RecordKind, from path: String, mapping: ColumnMapping?, utcOffsetMinutes: Int,
  options: ReadOptions = ReadOptions()
) throws(InterchangeError) -> Normalised {
  try normalise(
    readSource(kind, from: path, options: options), as: kind, mapping: mapping,
    utcOffsetMinutes: utcOffsetMinutes, conversion: nil)
}

/// Reads a file of text in WGS 84 that is in memory as records of one kind.
///
/// - Throws: ``InterchangeError``, as both halves do, and where the file names another CRS.
public func readRecords(
  _ kind: RecordKind, from file: InputFile, mapping: ColumnMapping?, encoding: TextEncoding? = nil,
  utcOffsetMinutes: Int
) throws(InterchangeError) -> Normalised {
  try normalise(
    readSource(kind, from: file, encoding: encoding), as: kind, mapping: mapping,
    utcOffsetMinutes: utcOffsetMinutes, conversion: nil)
}
