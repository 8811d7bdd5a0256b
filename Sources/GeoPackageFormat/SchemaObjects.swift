// What others may have put into a file beside tables. A trigger changes what is written behind the back of whoever writes; a view or
// virtual table runs code when it is read. QGIS and GDAL add tables and columns of their own, which is fine, and triggers that
// the standard asks for, which are known by what they do and not by their names: anybody can take a name.

/// A trigger, view or virtual table of a file.
public struct SchemaObject: Sendable, Equatable {
  /// What it is; the raw value is what messages call it.
  public enum Kind: String, Sendable { case trigger, view, virtualTable = "virtual table" }

  /// What it is.
  public var kind: Kind
  /// Its name.
  public var name: String
  /// The table that a trigger watches; for others their own name.
  public var table: String

  /// Kind and name, as `trigger "tr" on visits`.
  public var title: String {
    "\(kind.rawValue) \(quotedIdentifier(name))" + (kind == .trigger ? " on \(quotedIdentifier(table))" : "")
  }
}

extension Connection {
  /// The triggers, views and virtual tables that do not belong to a GeoPackage, by kind and name.
  ///
  /// Those that do are R-trees of layers, the triggers that keep them, the triggers that keep GDAL's count of features, and
  /// triggers that only refuse (`RAISE(ABORT …)`), as the standard has for its own tables.
  ///
  /// - Complexity: O(bytes of the schema).
  public func foreignSchemaObjects() throws -> [SchemaObject] {
    var objects: [SchemaObject] = []
    try forEachRow(
      """
      SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_schema
      WHERE type IN ('trigger', 'view') OR (type = 'table' AND rootpage = 0) ORDER BY type, name
      """
    ) { row in
      let (name, table, words) = (row.text(1) ?? "", row.text(2) ?? "", SQLWords(row.text(3) ?? "").words)
      switch row.text(0) {
      case "trigger" where !SchemaObject.isHarmlessTrigger(words, named: name, on: table):
        objects.append(SchemaObject(kind: .trigger, name: name, table: table))
      case "view": objects.append(SchemaObject(kind: .view, name: name, table: name))
      case "table" where !SchemaObject.isTree(words, named: name):
        objects.append(SchemaObject(kind: .virtualTable, name: name, table: name))
      default: break
      }
    }
    return objects
  }
}

extension SchemaObject {
  fileprivate static func isTree(_ words: [SQLWords.Word], named name: String) -> Bool {
    name.lowercased().hasPrefix("rtree_") && words.contains { $0.isKeyword("RTREE") }
  }

  /// True if all that a trigger does is to keep the R-tree of its table or a count of features, or to refuse.
  fileprivate static func isHarmlessTrigger(
    _ words: [SQLWords.Word], named name: String, on table: String
  ) -> Bool {
    // A row that a trigger ignores is not written, and nobody is told.
    if words.contains(where: { $0.isKeyword("IGNORE") }) { return false }
    guard let begin = words.firstIndex(where: { $0.isKeyword("BEGIN") }), words.last?.isKeyword("END") == true
    else {
      return false
    }
    let body = words[(begin + 1)..<(words.endIndex - 1)]
    return body.split(whereSeparator: { $0.isKeyword(";") }).allSatisfy { statement in
      guard let verb = statement.first else { return true }
      if verb.isKeyword("SELECT") { return statement.contains { $0.isKeyword("RAISE") } }
      guard let target = target(of: statement)?.lowercased() else { return false }
      if target == "gpkg_ogr_contents" { return name.lowercased().contains("feature_count") }
      return target.hasPrefix("rtree_\(table.lowercased())_")
    }
  }

  /// The table that an INSERT, REPLACE, DELETE or UPDATE writes to.
  private static func target(of statement: ArraySlice<SQLWords.Word>) -> String? {
    var rest = statement.dropFirst()
    if rest.first?.isKeyword("OR") == true { rest = rest.dropFirst(2) }
    switch statement.first {
    case let verb? where verb.isKeyword("INSERT") || verb.isKeyword("REPLACE"):
      guard rest.popFirst()?.isKeyword("INTO") == true else { return nil }
    case let verb? where verb.isKeyword("DELETE"):
      guard rest.popFirst()?.isKeyword("FROM") == true else { return nil }
    case let verb? where verb.isKeyword("UPDATE"): break
    default: return nil
    }
    return rest.first?.text
  }
}

/// The words of one SQL statement: names, keywords and marks, without blanks, comments and the insides of strings.
private struct SQLWords {
  struct Word {
    var text: String
    /// True for what stands in quotes and is thus no keyword.
    var isQuoted: Bool

    func isKeyword(_ keyword: String) -> Bool { !isQuoted && text.uppercased() == keyword }
  }

  private(set) var words: [Word] = []

  init(_ sql: String) {
    let scalars = Array(sql.unicodeScalars)
    var i = 0
    func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }
    while i < scalars.count {
      switch scalars[i] {
      case "\"", "'", "`", "[":
        let (start, close) = (i + 1, scalars[i] == "[" ? "]" : scalars[i])
        i = start
        // A doubled quote stands for itself, and parts a name in two here: such a name is none that is looked for.
        while i < scalars.count, scalars[i] != close { i += 1 }
        words.append(Word(text: text(start..<i), isQuoted: true))
        i += 1
      case "-" where i + 1 < scalars.count && scalars[i + 1] == "-":
        while i < scalars.count, scalars[i] != "\n" { i += 1 }
      case "/" where i + 1 < scalars.count && scalars[i + 1] == "*":
        i += 2
        while i < scalars.count, !(scalars[i] == "/" && scalars[i - 1] == "*") { i += 1 }
        i += 1
      case let scalar where SQLWords.isOfWord(scalar):
        let start = i
        while i < scalars.count, SQLWords.isOfWord(scalars[i]) { i += 1 }
        words.append(Word(text: text(start..<i), isQuoted: false))
      case let scalar:
        if !scalar.properties.isWhitespace { words.append(Word(text: String(scalar), isQuoted: false)) }
        i += 1
      }
    }
  }

  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "$" || scalar.value >= 0x80 || scalar.properties.isAlphabetic
      || (0x30...0x39).contains(scalar.value)
  }
}
