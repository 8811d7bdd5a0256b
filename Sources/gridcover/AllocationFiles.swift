internal import CampaignModel
internal import Interchange
internal import Planning

/// The files by which an office decides on single units: pins, forbidden pairs, borders, and whole plans. Each is a table of
/// any format that `import` reads, with named columns; every row must be good.
enum AllocationFile {
  /// A line that names a unit and a group.
  struct Decision: Equatable {
    /// 1 for the first row after the header.
    var row: Int
    var unit: Identifier
    var group: Identifier
  }

  private static let unitNames = ["unit_id", "unit", "code", "id", "单元", "行政村代码", "格网编号"]
  private static let groupNames = ["group", "group_id", "工作组"]

  /// Reads columns `unit_id` and `group`; others are left alone.
  ///
  /// - Parameters:
  ///   - isUnit: whether a unit of that id is in the plan.
  ///   - groups: ids that a group may have; nil takes any.
  /// - Throws: ``PlanError`` at the first row that is not good, ``InterchangeError`` if the file cannot be read.
  static func decisions(
    _ path: String, what: Plan.Unit, isUnit: (Identifier) -> Bool, groups: [Identifier]?
  ) throws -> [Decision] {
    let table = try read(path)
    let unitColumn = try column("unit", unitNames, of: table, path)
    let groupColumn = try column("group", groupNames, of: table, path)
    let known = groups.map(Set.init)
    return try (0..<table.rowCount).map { i in
      let row = table.sourceRow(i)
      let unit = table.text(row: i, column: unitColumn)
      let group = table.text(row: i, column: groupColumn)
      guard isUnit(Identifier(unit)) else {
        throw PlanError.unknownUnit(
          file: path, row: row, field: table.headers[unitColumn], unit: unit, what: what)
      }
      guard !group.isEmpty, known?.contains(Identifier(group)) ?? true else {
        throw PlanError.unknownGroup(
          file: path, row: row, group: group, known: groups?.map(\.text) ?? ["of the campaign"])
      }
      return Decision(row: row, unit: Identifier(unit), group: Identifier(group))
    }
  }

  /// Reads columns `u`, `v` and `shared_m` as borders between units.
  ///
  /// - Throws: ``PlanError`` at the first row that is not good, ``InterchangeError`` if the file cannot be read.
  static func borders(
    _ path: String, what: Plan.Unit, indexOfUnit: [Identifier: Int]
  ) throws -> [AllocationProblem.Edge] {
    let table = try read(path)
    let ends = try ["u", "v"].map { try column("unit", [$0], of: table, path) }
    let metresColumn = try column("length of the border", ["shared_m", "metres"], of: table, path)
    return try (0..<table.rowCount).map { i in
      let row = table.sourceRow(i)
      let units = try ends.map { column in
        let unit = table.text(row: i, column: column)
        guard let index = indexOfUnit[Identifier(unit)] else {
          throw PlanError.unknownUnit(
            file: path, row: row, field: table.headers[column], unit: unit, what: what)
        }
        return Int32(index)
      }
      let text = table.text(row: i, column: metresColumn)
      guard let metres = Double(text), metres >= 0, metres <= 1e9 else {
        throw PlanError.badLength(file: path, row: row, found: text)
      }
      return AllocationProblem.Edge(u: units[0], v: units[1], metres: metres)
    }
  }

  private static func read(_ path: String) throws -> SourceTable {
    // Any kind without a geometry reads the columns alone.
    let table = try readSource(.members, from: path)
    if let rejection = table.rejections.first {
      throw PlanError.badRow(file: path, sentence: rejection.sentence)
    }
    return table
  }

  private static func column(
    _ field: String, _ names: [String], of table: SourceTable, _ path: String
  ) throws -> Int {
    guard let column = names.lazy.compactMap({ table.column(named: $0) }).first else {
      throw PlanError.missingColumn(
        file: path, field: field, known: Array(names.prefix(2)), found: table.headers)
    }
    return column
  }
}
