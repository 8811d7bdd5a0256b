import CampaignModel
import CampaignStore
import Foundation

/// A folder that goes away with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("gridcover-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// The answer of another program; nil if it is not installed.
func output(of program: String, _ arguments: [String]) throws -> (status: Int32, text: String)? {
  guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}

func square(_ x: Double, _ y: Double, side: Double = 1) -> Region {
  Region(exterior: [(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
}

/// A table from texts, one array for each row; an empty text is missing, `lon` and `lat` are the point.
func table(_ kind: RecordKind, _ headers: [String], _ rows: [[String]], regions: [Region]? = nil)
  -> RecordTable
{
  func texts(_ name: String) -> [String?]? {
    headers.firstIndex(of: name).map { i in rows.map { $0[i].isEmpty ? nil : $0[i] } }
  }
  let columns = kind.fields.compactMap { field -> RecordTable.Column? in
    guard let texts = texts(field.name) else { return nil }
    let values: RecordTable.Values =
      switch field.kind {
      case .integer, .flag:
        .integers(ContiguousArray(texts.map { $0.flatMap { Int64($0) } ?? RecordTable.noInteger }))
      case .real: .reals(ContiguousArray(texts.map { $0.flatMap { Double($0) } ?? .nan }))
      default: .texts(TextColumn(texts))
      }
    return RecordTable.Column(field: field, values: values)
  }
  func numbers(_ name: String) -> ContiguousArray<Double>? {
    texts(name).map { ContiguousArray($0.map { $0.flatMap { Double($0) } ?? .nan }) }
  }
  return RecordTable(
    kind: kind, columns: columns, xs: numbers("lon"), ys: numbers("lat"), regions: regions,
    sourceRows: ContiguousArray((0..<rows.count).map { Int32($0 + 1) }))
}

func entry(_ kind: RecordKind, at: String = "2016-12-17T01:00:00Z") -> ImportEntry {
  ImportEntry(at: at, kind: kind.rawValue, file: "\(kind.rawValue).csv", sha256: "00")
}

/// Two villages beside each other, three households of which one has no coordinates, one enterprise, and four visits.
func smallCampaign(at path: String) throws -> Workspace {
  let workspace = try Workspace.create(at: path, settings: ["name": "示例"])
  try workspace.write { writer in
    try writer.apply(
      table(
        .villages, ["code", "name", "township"],
        [["110101001002", "东村", "甲乡"], ["110101001001", "西村", "甲乡"]], regions: [square(1, 0), square(0, 0)]),
      log: entry(.villages))
    var located = LocatedColumns()
    located.append(villageCode: "110101001001", by: .geometry, cellID: nil)
    located.append(villageCode: "110101001002", by: .geometry, cellID: nil, disagreement: 12.5)
    located.append(villageCode: "110101001001", by: .declared, cellID: nil)
    try writer.apply(
      table(
        .households, ["id", "name", "village", "lon", "lat", "category", "visited"],
        [
          ["h3", "丙", "", "0.25", "0.5", "残疾;低保", ""], ["h1", "甲", "110101001001", "1.5", "0.5", "低保", "1"],
          ["h2", "乙", "110101001001", "", "", "", "0"],
        ]), located: located, log: entry(.households, at: "2016-12-16T20:00:00Z"))
    try writer.apply(
      table(.enterprises, ["id", "name", "lon", "lat"], [["e1", "小学", "1.25", "0.25"]]),
      log: entry(.enterprises))
    try writer.apply(
      table(
        .groups, ["id", "name", "members", "hookups"],
        [["g2", "二组", "5", ""], ["g1", "一组", "9", "110101001001"]]),
      log: entry(.groups))
    try writer.apply(
      table(.members, ["id", "name", "group"], [["m1", "王", "g1"], ["m2", "李", "g1"]]), log: entry(.members))
    try writer.apply(
      table(
        .visits, ["id", "target", "date", "group", "member", "outcome", "batch"],
        [
          ["v1", "h3", "2016-12-18T09:00:00", "g2", "m1", "met", "二"],
          ["v2", "h3", "2016-12-18", "", "m2", "refused", ""],
          ["v3", "nobody", "2016-12-17T23:59:59", "", "", "nobody home", "一"],
          ["v4", "e1", "2016-12-18T09:00:00", "g1", "", "met", "二"],
        ]), log: entry(.visits))
  }
  return workspace
}

extension TextColumn {
  var texts: [String?] { (0..<count).map { self[$0] } }
}
