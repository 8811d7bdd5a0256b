import TestSupport
import CampaignModel

@testable import CampaignStore

/// Imports drawn from a seed: few ids and few values, so that rows are added, changed, withdrawn and brought back, in
/// kinds with and without places, in lists that are full or not, with and without all fields.
struct HistoryScript {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// Takes in one import, drawn anew.
  mutating func takeOne(into writer: borrowing WorkspaceWriter) throws {
    let kinds: [RecordKind] = [.villages, .households, .households, .enterprises, .groups, .cells]
    let kind = kinds[Int.random(in: kinds.indices, using: &random)]
    let ids = (0..<8).filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
    let headers =
      switch kind {
      case .villages: ["code", "name"]
      case .households:
        Bool.random(using: &random) ? ["id", "name", "visited"] : ["id", "name", "lon", "lat"]
      case .enterprises: ["id", "name", "lon", "lat"]
      case .cells: ["id", "label"]
      default: ["id", "name"]
      }
    let rows = ids.map { id in
      headers.indices.map {
        $0 == 0 ? "\(kind.rawValue.prefix(1))\(id)" : "\(Int.random(in: 0...1, using: &random))"
      }
    }
    let regions = ids.map { _ in square(Double.random(in: 0...1, using: &random).rounded(), 0) }
    let isRegional = kind.geometry == .region
    let grid = ImportedGrid(
      grid: Grid(name: Bool.random(using: &random) ? "甲" : "乙", shape: .file, size: 0, crs: nil),
      areas: ContiguousArray(ids.map { _ in 1 }))
    try writer.apply(
      table(kind, headers, rows, regions: isRegional ? regions : nil), grid: kind == .cells ? grid : nil,
      isFullList: !ids.isEmpty && Int.random(in: 0..<3, using: &random) == 0, log: entry(kind))
    if kind == .cells { try writer.setSetting("grid", grid.grid.name) }
  }
}

extension WorkspaceReader {
  /// All that the workspace holds of its records, one line for each kind; nothing that depends on the order of rows.
  func content(asKnownAt importID: Int64? = nil) throws -> [String] {
    try RecordKind.allCases.map { "\(try records(of: $0, asKnownAt: importID).text)" }
  }

  /// The grids that there are, and the one that is counted.
  func gridContent() throws -> [String] {
    try grids().map(\.name).sorted() + [try settings().grid]
  }
}

extension RecordTable {
  fileprivate var text: String {
    let columns = columns.map { column in
      switch column.values {
      case .texts(let texts): "\(column.field.name) \(texts.texts)"
      case .integers(let numbers): "\(column.field.name) \(numbers)"
      case .reals(let numbers): "\(column.field.name) \(numbers)"
      }
    }
    return
      "\(kind) \(columns) \(xs.map { "\($0)" } ?? "") \(ys.map { "\($0)" } ?? "") \(regions?.map(\.xs) ?? [])"
  }
}
