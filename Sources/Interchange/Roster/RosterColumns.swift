import CampaignModel

/// Which columns of a roster mean what to coverage, told by its header once for all chunks.
///
/// What a column holds that coverage does not ask for still has to be what import would take, so that both reject the
/// same rows: a column of whole numbers is looked at, one of texts is not.
struct RosterColumns: Sendable {
  /// What is done with a column's cells.
  enum Role: Sendable {
    /// Any text will do.
    case text
    case key, village, category
    case longitude, latitude
    case wholeNumber
    case visited, visitedOn
  }

  let kind: RecordKind
  let path: String
  let headers: [String]
  let roles: [Role]
  /// True if ids are made of other fields, for which every row goes the long way.
  let hasDerivedKeys: Bool
  let mapping: ColumnMapping?
  let delimiter: UInt8

  /// No columns: the table is normalised already.
  init(wholeTableOf kind: RecordKind) {
    self.kind = kind
    (path, headers, roles, hasDerivedKeys, mapping, delimiter) = ("", [], [], false, nil, UInt8(ascii: ","))
  }

  /// Takes the meaning of each column from the binding that import makes.
  init(
    _ kind: RecordKind, header: SourceTable, binding: ColumnBinding, mapping: ColumnMapping?, delimiter: UInt8
  ) {
    self.kind = kind
    path = header.path
    headers = header.headers
    hasDerivedKeys = binding.hasDerivedKeys
    self.mapping = mapping
    self.delimiter = delimiter
    var roles = [Role](repeating: .text, count: header.headers.count)
    for (field, column) in binding.fields {
      switch (field.name, field.kind) {
      case (kind.keyField.name, _): roles[column] = .key
      case ("village", _): roles[column] = .village
      case ("category", _): roles[column] = .category
      case ("visited", _): roles[column] = .visited
      case ("visited_on", _): roles[column] = .visitedOn
      case (_, .integer): roles[column] = .wholeNumber
      default: roles[column] = .text
      }
    }
    if let (longitude, latitude) = binding.coordinates {
      roles[longitude] = .longitude
      roles[latitude] = .latitude
    }
    self.roles = roles
  }
}

/// Category texts of a roster by number, in the order in which a reader met them; 0 is none.
struct CategoryTexts: Sendable {
  private(set) var texts = [""]
  private var spellings: ValueSpellings
  private var numberOfText: [[UInt8]: Int32] = [[]: 0]
  private var numberOfSpelling: [[UInt8]: Int32] = [[]: 0]
  private var last: (spelling: [UInt8], number: Int32) = ([], 0)

  /// More spellings than this are no categories; those that come after cost a string each.
  private static let limit = 1 << 16

  init(of kind: RecordKind) {
    let field = kind.fields.first { $0.name == "category" } ?? kind.keyField
    spellings = ValueSpellings(field, of: kind)
  }

  /// The number of the categories that a cell's plain text means.
  @inline(__always)
  mutating func number(ofSpelling text: UnsafeBufferPointer<UInt8>) -> Int32 {
    if text.count == last.spelling.count, last.spelling.elementsEqual(text) { return last.number }
    return lookUp(text)
  }

  private mutating func lookUp(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
    let spelling = Array(text)
    let known = numberOfSpelling[spelling]
    let number = known ?? self.number(ofText: spellings.canonical(text) ?? [])
    if known == nil, numberOfSpelling.count < CategoryTexts.limit { numberOfSpelling[spelling] = number }
    last = (spelling, number)
    return number
  }

  /// The number of categories in their own words.
  mutating func number(ofText text: [UInt8]) -> Int32 {
    if let known = numberOfText[text] { return known }
    let number = Int32(texts.count)
    numberOfText[text] = number
    texts.append(String(decoding: text, as: UTF8.self))
    return number
  }

  /// The spellings that stand for another word, `低保户→low-income`.
  var translations: [String] { spellings.translations }
}
