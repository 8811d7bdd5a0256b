import CampaignModel

/// Turns the cells of a ``SourceTable`` into the typed columns of a `RecordTable`, column by column.
///
/// A cell that its field cannot hold rejects its row; all fields of a row are looked at, so that one look at the
/// rejects is enough to mend it.
struct Normaliser {
  let kind: RecordKind
  let source: SourceTable
  let binding: ColumnBinding
  private let utcOffsetMinutes: Int
  private var rejections: [Rejection] = []
  private(set) var isRejected: [Bool]
  /// Rows of a form that nobody has filled in yet: no records, and no faults.
  private var isOpen: [Bool]
  private var repeats = 0
  private var nameless = 0
  /// For each field, the spellings that were taken for another word.
  private var translations: [(field: String, words: [String])] = []
  private var invisible: (count: Int, row: Int, header: String)?
  private var dayNumbers: (count: Int, row: Int, header: String, text: String)?
  let conversion: CoordinateConversion?
  /// What the conversion of coordinates has to tell.
  var conversionNotes: [String] = []

  private init(
    _ kind: RecordKind, _ source: SourceTable, _ binding: ColumnBinding, utcOffsetMinutes: Int,
    conversion: CoordinateConversion?
  ) {
    self.kind = kind
    self.conversion = conversion
    self.source = source
    self.binding = binding
    self.utcOffsetMinutes = utcOffsetMinutes
    isRejected = [Bool](repeating: false, count: source.rowCount)
    isOpen = isRejected
  }

  /// Normalises a table as records of a kind.
  ///
  /// - Parameter looksForDuplicates: false if the table is a part of a file, in which ids are looked at elsewhere.
  /// - Throws: ``InterchangeError`` if the columns do not fit the kind.
  /// - Complexity: O(bytes) expected.
  static func normalise(
    _ source: SourceTable, as kind: RecordKind, mapping: ColumnMapping?, utcOffsetMinutes: Int,
    conversion: CoordinateConversion?, looksForDuplicates: Bool = true
  ) throws(InterchangeError) -> Normalised {
    guard (-1440...1440).contains(utcOffsetMinutes) else { throw .badOffset(utcOffsetMinutes) }
    if kind.geometry == .region, source.regions == nil { throw .noPolygons(source.path, kind: kind) }
    if conversion == nil, kind.geometry != .none, let crs = source.crs, crs != "EPSG:4326" {
      throw .unsupportedCRS(source.path, found: crs)
    }
    let binding = try binding(of: source, as: kind, mapping: mapping)
    var normaliser = Normaliser(
      kind, source, binding, utcOffsetMinutes: utcOffsetMinutes, conversion: conversion)
    return try normaliser.run(looksForDuplicates: looksForDuplicates)
  }

  /// Which column holds which field, told by the headers alone.
  ///
  /// - Throws: ``InterchangeError`` if the columns do not fit the kind, or are those of another.
  static func binding(
    of source: SourceTable, as kind: RecordKind, mapping: ColumnMapping?
  ) throws(InterchangeError) -> ColumnBinding {
    if mapping == nil, let other = HeaderNames.betterKind(than: kind, for: source.headers) {
      throw .otherKind(source.path, kind: kind, other: other)
    }
    return try ColumnBinding(kind, in: source, mapping: mapping)
  }

  private mutating func run(looksForDuplicates: Bool) throws(InterchangeError) -> Normalised {
    var columns: [RecordTable.Column] = []
    findOpenRows()
    for (field, column) in binding.fields {
      columns.append(RecordTable.Column(field: field, values: values(of: field, in: column)))
    }
    // Keys are made of what the file says: a converted coordinate may differ in its last bit on another machine.
    let own = coordinates()
    let points = try own.map { own throws(InterchangeError) in try placed(own) }
    let regions = try source.regions.map { regions throws(InterchangeError) in try placed(regions) }
    requireSubjects(columns)
    if binding.hasDerivedKeys {
      let keys = DerivedKey(kind, columns: columns, xs: own?.xs, ys: own?.ys)
        .column(rowCount: source.rowCount)
      columns.insert(RecordTable.Column(field: kind.keyField, values: .texts(keys)), at: 0)
    }
    nameByKey(&columns)
    var table = RecordTable(
      kind: kind, columns: columns, xs: points?.xs, ys: points?.ys, regions: regions,
      sourceRows: source.rows)
    let isRepeat = looksForDuplicates ? rejectDuplicates(table.keys) : []
    table = table.filtered { !isRejected[$0] && !isOpen[$0] && (isRepeat.isEmpty || !isRepeat[$0]) }
    rejections += source.rejections
    // Stable by hand: rows first, then the order in which fields were looked at.
    let order = rejections.indices.sorted { (rejections[$0].row, $0) < (rejections[$1].row, $1) }
    return Normalised(
      table: table, rejections: order.map { rejections[$0] }, unusedHeaders: binding.unusedHeaders,
      recognised: binding.recognised, hints: hints(), derivedKeys: binding.hasDerivedKeys,
      rowsRead: source.rowsRead - openRows, repeats: repeats, warnings: warnings(), sha256: source.sha256)
  }

  // MARK: Columns

  private mutating func values(of field: Field, in column: Int) -> RecordTable.Values {
    switch field.kind {
    case .text, .list, .date, .moment, .outcome, .confirmation: return .texts(texts(of: field, in: column))
    case .integer, .flag:
      var numbers: ContiguousArray<Int64> = []
      numbers.reserveCapacity(source.rowCount)
      source.forEachText(in: column) { row, text in
        let number = field.kind == .flag ? FieldText.flag(text) : FieldText.integer(text)
        numbers.append(number ?? RecordTable.noInteger)
        if number == nil { rejectUnlessBlank(row, field, column, text) }
      }
      return .integers(numbers)
    case .real:
      var numbers: ContiguousArray<Double> = []
      numbers.reserveCapacity(source.rowCount)
      source.forEachText(in: column) { row, text in
        let number = DecimalNumber.parse(text).flatMap { $0 >= 0 ? $0 : nil }
        numbers.append(number ?? .nan)
        if number == nil { rejectUnlessBlank(row, field, column, text) }
      }
      return .reals(numbers)
    }
  }

  private mutating func texts(of field: Field, in column: Int) -> TextColumn {
    var texts = TextColumn()
    var spellings = ValueSpellings(field, of: kind)
    let offset = utcOffsetMinutes
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 19) { buffer in
      buffer.initialize(repeating: 0)
      source.forEachText(in: column) { row, text in
        // An escape of JSON or a database can say NUL; other databases and C would end the text there.
        if source.format != .csv, text.contains(0) {
          texts.append(nil)
          return rejectUnlessBlank(row, field, column, text)
        }
        var canonical: UnsafeBufferPointer<UInt8>?
        switch field.kind {
        case .date:
          if let day = MomentText.day(text, utcOffsetMinutes: offset) {
            noteDayNumber(row, column, text)
            MomentText.write(day, into: buffer)
            canonical = UnsafeBufferPointer(rebasing: buffer[..<10])
          }
        case .moment:
          if let moment = MomentText.moment(text, utcOffsetMinutes: offset) {
            noteDayNumber(row, column, text)
            canonical = UnsafeBufferPointer(rebasing: buffer[..<MomentText.write(moment, into: buffer)])
          }
        case .text where !spellings.isNeeded: canonical = plainText(row, column, text)
        case .outcome, .confirmation, .list, .text:
          let plain = plainText(row, column, text)
          if !plain.isEmpty, let known = spellings.canonical(plain) {
            // A value may say that there is none.
            if known.isEmpty { return texts.append(nil) }
            return known.withUnsafeBufferPointer { texts.append(utf8: $0) }
          }
        case .integer, .real, .flag: break
        }
        if let canonical, !canonical.isEmpty {
          texts.append(utf8: canonical)
        } else {
          texts.append(nil)
          rejectUnlessBlank(row, field, column, text)
        }
      }
    }
    if !spellings.translations.isEmpty { translations.append((field.name, spellings.translations)) }
    return texts
  }

  /// Notes a day that was written as a number, as a spreadsheet does that has lost the column's format.
  private mutating func noteDayNumber(_ row: Int, _ column: Int, _ text: UnsafeBufferPointer<UInt8>) {
    guard MomentText.isDayNumber(text) else { return }
    dayNumbers = (
      (dayNumbers?.count ?? 0) + 1, dayNumbers?.row ?? source.sourceRow(row),
      dayNumbers?.header ?? source.headers[column], dayNumbers?.text ?? UTF8Text.string(text)
    )
  }

  /// The text without the guard of spreadsheets; notes if it has characters that no one sees.
  private mutating func plainText(
    _ row: Int, _ column: Int, _ text: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    if UTF8Text.hasInvisible(text) {
      let header = source.headers[column]
      invisible = (
        (invisible?.count ?? 0) + 1, invisible?.row ?? source.sourceRow(row), invisible?.header ?? header
      )
    }
    return source.format.hasFormulaGuards ? FormulaGuard.removed(text) : text
  }

  // MARK: Rows

  private var openRows: Int { isOpen.count { $0 } }

  /// A form of rechecks is given out with a row for each visit to check: a row with neither a day nor a result is still to be
  /// done.
  private mutating func findOpenRows() {
    guard kind == .rechecks else { return }
    let answers = binding.fields.filter { $0.field.name == "date" || $0.field.name == "result" }
    guard answers.count == 2 else { return }
    var filledIn = isOpen
    for (_, column) in answers {
      source.forEachText(in: column) { row, text in if !text.isEmpty { filledIn[row] = true } }
    }
    isOpen = filledIn.map { !$0 }
  }

  /// A recheck is of a visit or of a target: a row that names neither is of nothing.
  private mutating func requireSubjects(_ columns: [RecordTable.Column]) {
    guard kind == .rechecks else { return }
    let subjects = columns.filter { $0.field.name == "visit" || $0.field.name == "target" }
    for row in 0..<source.rowCount {
      let isNamed = subjects.contains { column in
        guard case .texts(let texts) = column.values else { return false }
        return !texts.isBlank(row)
      }
      if !isNamed { reject(row, "visit, target", .missingValue, "a visit or a target", "nothing") }
    }
  }

  /// Rejects rows whose key an earlier good row has; a visit whose key was made of what it says is a repeat instead.
  private mutating func rejectDuplicates(_ keys: TextColumn) -> [Bool] {
    var isRepeat = [Bool](repeating: false, count: source.rowCount)
    var table = KeyTable(count: source.rowCount)
    let header = binding.fields.first { $0.field == kind.keyField }.map { source.headers[$0.column] }
    for row in 0..<source.rowCount where !isRejected[row] && !isOpen[row] {
      guard let earlier = table.insert(row, of: keys) else { continue }
      if kind == .visits, binding.hasDerivedKeys {
        isRepeat[row] = true
        repeats += 1
        continue
      }
      let found =
        header.map { _ in "\(kind.keyField.shown(keys[row] ?? "")) again" } ?? "the same values again"
      reject(
        row, header ?? kind.keyParts.joined(separator: ", "), .duplicateKey,
        "one row for each \(kind.keyField.name); row \(source.sourceRow(earlier)) has the same", found)
    }
    return isRepeat
  }

  private mutating func rejectUnlessBlank(
    _ row: Int, _ field: Field, _ column: Int, _ text: UnsafeBufferPointer<UInt8>
  ) {
    let header = source.headers[column]
    if !text.isEmpty {
      reject(
        row, header, FieldText.reason(field.kind), FieldText.expectation(field.kind, for: text),
        field.shown(UTF8Text.string(text)))
    } else if field.presence == .required || field.presence == .derived {
      reject(row, header, .missingValue, FieldText.expectation(field.kind), "nothing")
    }
  }

  mutating func reject(
    _ row: Int, _ field: String, _ reason: Rejection.Reason, _ expected: String, _ found: String
  ) {
    if isOpen[row] { return }
    isRejected[row] = true
    rejections.append(
      Rejection(
        row: source.sourceRow(row), line: source.line(row), field: field, reason: reason, expected: expected,
        found: found))
  }

  /// Calls records without a name by their key.
  private mutating func nameByKey(_ columns: inout [RecordTable.Column]) {
    guard case .texts(let keys)? = columns.first?.values else { return }
    for i in columns.indices where columns[i].field.presence == .keyIfBlank {
      guard case .texts(let names) = columns[i].values else { continue }
      let blank = (0..<names.count).count { names.isBlank($0) && !isRejected[$0] }
      guard blank > 0 else { continue }
      nameless += blank
      columns[i].values = .texts(
        TextColumn((0..<names.count).lazy.map { names.isBlank($0) ? keys[$0] : names[$0] }))
    }
  }

  // MARK: Warnings

  private func hints() -> [String] {
    guard let header = binding.villageNameHeader else { return [] }
    return [
      "\(source.path): the column \(Rejection.quote(header)) holds names of villages, and the field village is a code: "
        + "not used; if it holds codes, give --columns village=\(header)"
    ]
  }

  private func warnings() -> [String] {
    var warnings = (source.notes + conversionNotes).map { "\(source.path): \($0)" }
    if source.format == .geoJSON, kind.geometry != .none, let crs = source.crs {
      warnings.append(
        "\(source.path): the member crs names \(crs); GeoJSON is WGS 84 by RFC 7946, so that other programs may "
          + "misplace this file")
    }
    if openRows > 0 {
      warnings.append(
        "\(source.path): rows not filled in yet (neither date nor result), left out: \(openRows)")
    }
    if source.rowsRead == 0 { warnings.append("\(source.path): the file has no rows") }
    if source.blankRows > 0 {
      warnings.append("\(source.path): rows without any value, left out: \(source.blankRows)")
    }
    if binding.hasDerivedKeys, source.rowCount > 0 {
      warnings.append(
        "\(source.path): there is no column \(kind.keyField.name): ids were made of "
          + "\(kind.keyParts.joined(separator: ", ")), so that a row whose values change becomes another record"
      )
    }
    for (field, words) in translations {
      let shown = words.prefix(12).joined(separator: ", ") + (words.count > 12 ? " …" : "")
      warnings.append("\(source.path): values of \(field) read as \(shown)")
    }
    if nameless > 0 {
      warnings.append(
        "\(source.path): rows without a name, called by their \(kind.keyField.name): \(nameless)")
    }
    if repeats > 0 {
      warnings.append("\(source.path): rows that repeat an earlier visit, left out: \(repeats)")
    }
    if let dayNumbers {
      warnings.append(
        "\(source.path): days written as Excel's day numbers (1900 system): \(dayNumbers.count); the first in row "
          + "\(dayNumbers.row), field \(dayNumbers.header): \(dayNumbers.text), read as "
          + (MomentText.day(dayNumbers.text)?.description ?? ""))
    }
    if let invisible {
      warnings.append(
        "\(source.path): values with invisible characters, kept as they are: \(invisible.count); "
          + "the first in row \(invisible.row), field \(invisible.header)")
    }
    return warnings
  }
}
