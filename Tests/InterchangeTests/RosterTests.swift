import Foundation
import TestSupport
import Testing

@testable import CampaignModel
@testable import Interchange

/// A roster read in chunks is what import reads: the same rows, the same rejections, for any number of threads.
@Suite struct RosterTests {
  struct Row: Hashable, Comparable {
    var key: String
    var village: String
    var x: String
    var y: String
    var categories: String
    var visit: Int32
    var row: Int

    static func < (a: Row, b: Row) -> Bool { a.row < b.row }
  }

  private struct State: Sendable {
    var rows: [(place: RosterPlace, row: Row, category: Int32)] = []
  }

  private func read(
    _ kind: RecordKind, _ path: String, threads: Int, mapping: ColumnMapping? = nil
  ) throws -> (rows: [Row], reading: (read: Int, rejected: [Rejection.Reason: Int], rejections: [Rejection]))
  {
    var options = RosterOptions()
    (options.threads, options.needsKeys, options.mapping) = (threads, true, mapping)
    let reading = try readRoster(kind, from: path, options: options) {
      State()
    } take: { state, block in
      for i in 0..<block.count {
        let row = Row(
          key: block.withKey(i) { String(decoding: $0, as: UTF8.self) },
          village: block.withVillage(i) { String(decoding: $0, as: UTF8.self) }, x: "\(block.xs[i])",
          y: "\(block.ys[i])", categories: "", visit: block.rosterVisits[i], row: 0)
        state.rows.append((block.place(i), row, block.categories[i]))
      }
    }
    var rows: [Row] = []
    for part in reading.parts {
      for one in part.state.rows {
        var row = one.row
        row.row = reading.row(at: one.place)
        row.categories = part.categories[Int(one.category)]
        rows.append(row)
      }
    }
    return (rows.sorted(), (reading.rowsRead, reading.rejectedRows, reading.rejections))
  }

  /// What import makes of the same file, ids not compared.
  private func imported(_ kind: RecordKind, _ path: String) throws -> (rows: [Row], normalised: Normalised) {
    let normalised = try Normaliser.normalise(
      readSource(kind, from: path), as: kind, mapping: nil, utcOffsetMinutes: 480, conversion: nil,
      looksForDuplicates: false)
    let table = normalised.table
    var flags: ContiguousArray<Int64>?
    if case .integers(let numbers)? = table.columns.first(where: { $0.field.name == "visited" })?.values {
      flags = numbers
    }
    let rows = (0..<table.rowCount).map { i in
      let day = table.texts("visited_on").flatMap { $0[i] }.flatMap { LocalDate(iso: $0) }?.dayNumber
      return Row(
        key: table.keys[i] ?? "", village: table.texts("village").flatMap { $0[i] } ?? "",
        x: "\(table.xs?[i] ?? .nan)", y: "\(table.ys?[i] ?? .nan)",
        categories: table.texts("category").flatMap { $0[i] } ?? "",
        visit: flags?[i] == 1 ? day ?? RosterBlock.undated : TargetColumns.notVisited,
        row: Int(table.sourceRows[i]))
    }
    return (rows, normalised)
  }

  /// Cells as offices write them, good and bad.
  private static let cells: [String: [String]] = [
    "id": ["H1", "户12", " H2 ", "\"H,3\"", "'=H4", "", "H\u{A0}", "a b", "\"say \"\"x\"\"\""],
    "lon": [
      "113.5", "-0.25", "113.12345678901234567", "181", "1e2", "", "x", " 113 ", "+5", "0", "113.", "00113.5",
    ],
    "lat": ["28.2", "0", "28.1234567890123456", "-91", "", "28,2", "28"],
    "village": ["990199001001", "", " 990199001002", "村一"],
    "category": ["", "low-income", "五保户", "disabled;low-income", "\"a;b\"", "无", "a, b"],
    "people": ["3", "", "x", "12.0", "9999999999999999999"],
    "visited": ["1", "0", "", "是", "yes", "2", "10"],
    "visited_on": ["2016-12-17", "", "2016/12/18", "20161219", "2016-02-30", "2016-12-17T09:00"],
    "name": ["张三", "", "\"Li\nSi\"", "O\"Neil"],
  ]

  private func roster(rows: Int, seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    let headers = Self.cells.keys.sorted()
    var text = headers.joined(separator: ",") + "\n"
    for _ in 0..<rows {
      // Mostly the first, plain spelling: a row is rejected by one bad cell.
      let cells = headers.map { header -> String in
        let choices = Self.cells[header] ?? []
        return choices[
          Int.random(in: 0..<8, using: &random) > 0 ? 0 : Int.random(in: 0..<choices.count, using: &random)]
      }
      text += cells.joined(separator: ",")
      switch Int.random(in: 0..<12, using: &random) {
      case 0: text += ",more"
      case 1: text += "\r"
      case 2: text += "\n"
      case 3: text += "\n,,,,,,,,"
      default: break
      }
      text += "\n"
    }
    return text
  }

  @Test(arguments: 1...12) func readsWhatImportReads(seed: UInt64) throws {
    try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("roster.csv")
      try Data(roster(rows: 400, seed: seed).utf8).write(to: file)
      let (expected, normalised) = try imported(.households, file.path)
      for threads in [1, 3] {
        let (rows, reading) = try read(.households, file.path, threads: threads)
        #expect(rows == expected)
        #expect(reading.read == normalised.rowsRead)
        #expect(reading.rejections == normalised.rejections)
        let counts = Rejection.countByReason(normalised.rejections)
        #expect(reading.rejected == Dictionary(uniqueKeysWithValues: counts.map { ($0.reason, $0.count) }))
      }
      #expect(!expected.isEmpty && !normalised.rejections.isEmpty)
    }
  }

  @Test func cutsChunksBetweenRecords() {
    func end(_ text: String) -> Int {
      Array(text.utf8).withUnsafeBufferPointer { RecordChunks.endOfRecords($0, delimiter: UInt8(ascii: ",")) }
    }
    #expect(end("a,b\nc,d\ne,") == 8)
    #expect(end("a,b") == 0)
    #expect(end("a,\"b\nc\"\nd,\"e\nf") == 8)
    #expect(end("a,b\"c\nd,e\nf") == 10)
    #expect(end("a,\"b\"\"\n\"\nc") == 9)
    #expect(end("a,b\rc,d\r") == 4)
  }

  @Test func readsManyChunksInOrder() throws {
    try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("long.csv")
      var text = "id,lon,lat,name\n"
      let filler = String(repeating: "x", count: 990)
      for i in 0..<14_000 {
        text += "H\(i),\(i == 9_000 ? "bad" : "113.5"),28,\(i % 7 == 0 ? "\"\(filler)\n\"" : filler)\n"
      }
      try Data(text.utf8).write(to: file)
      let (expected, normalised) = try imported(.households, file.path)
      for threads in [1, 2, 8] {
        let (rows, reading) = try read(.households, file.path, threads: threads)
        #expect(rows == expected)
        #expect(reading.rejections == normalised.rejections && reading.rejections.first?.row == 9_001)
      }
    }
  }

  @Test func namesTheFirstFaultOfTheFile() throws {
    try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("bad.csv")
      try Data("id,lon,lat\nH1,113,28\nH2,\"113,28\n".utf8).write(to: file)
      #expect {
        _ = try read(.households, file.path, threads: 2)
      } throws: {
        "\($0)" == "\(file.path): line 3: " + "\($0)".dropFirst("\(file.path): line 3: ".count)
      }
      try Data("id,lon,lat\nH1,113,28\nH2,11\u{0}3,28\n".utf8).write(to: file)
      #expect { _ = try read(.households, file.path, threads: 2) } throws: {
        "\($0)".contains("row 2 (line 3)")
      }
    }
  }
}
