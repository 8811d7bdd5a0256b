// Interchange turns the files that offices hand in into tables of one kind of record, and rows into files.
//
// A file passes through three values. ``InputFile`` is bytes with their SHA-256. ``SourceTable`` is what the file
// says: headers, cells as text, geometry; made by ``CSVReader`` or ``GeoJSONReader``, which know their format and
// nothing of campaigns. ``Normalised`` is what it means: a `RecordTable` with typed columns, and a `Rejection` for
// each row that cannot be taken. ``readSource(_:from:encoding:)`` and then
// ``normalise(_:as:mapping:utcOffsetMinutes:conversion:)`` are the way through; between the two it is settled what the
// file's coordinates are, by its own word or the user's.
//
// One more format is one more case of ``FileFormat`` and one more reader that makes a `SourceTable`; one more
// spelling of a header is one more line in ``HeaderNames``, of a value one in `ValueNames`.
//
// Out of the house go bytes made by ``CSVWriter``, ``JSONWriter`` and ``GeoJSONWriter``, through ``OutputFile``, which
// replaces a file whole or leaves it as it was.
//
// Nothing here trusts its input: text is in the encoding that the user or a byte order mark names, or refused
// (``TextDecoding``); numbers follow a written grammar; and a damaged file ends in one sentence.
