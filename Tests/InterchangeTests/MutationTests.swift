import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import Interchange

/// Files with some bytes changed end in records or in a sentence that names the file, and no row vanishes.
///
/// The same as `Fuzz`, in seconds and by a seed; GeoJSON and geometry blobs have theirs beside the tests of their readers.
@Suite struct MutationTests {
  private static let roster = #"""
    id,name,village,lon,lat,category,address,people\#r
    H1,张三,V1,113.002,28.002,low-income;disabled,"东村1号, 后门",3\#r
    H2,"李 ""四""",V1,113.008,28.004,,东村2号,2\#r
    H3,王五,V2,,,,"两村
    之间",1\#r
    """#

  private static let visits = """
    id;target;date;outcome;lon;lat;note
    V1;H1;2016-12-01T09:00;met;113.002;28.002;
    V2;H2;2016/12/1 10:05;nobody home;;;回访
    V3;H3;42705;met;;;
    """

  /// Some bytes are replaced, dropped, doubled or cut off.
  private func mutate(_ bytes: [UInt8], using random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let i = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0...5, using: &random) {
      case 0: bytes[i] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes[i] = [0, 0x0A, 0x0D, 0x22, 0x2C, 0x3B, 0x80, 0xFF].randomElement(using: &random) ?? 0
      case 2: bytes.remove(at: i)
      case 3: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: i)
      case 4:
        let end = min(bytes.count, i + Int.random(in: 1...40, using: &random))
        bytes.insert(contentsOf: bytes[i..<end], at: i)
      default: if Int.random(in: 0...9, using: &random) == 0 { bytes.removeLast(bytes.count - i) }
      }
    }
    return bytes
  }

  @Test(arguments: [
    (RecordKind.households, roster, UInt64(21)), (.visits, visits, 22), (.groups, roster, 23),
  ])
  func textsOfTables(kind: RecordKind, text: String, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var read = 0
    for _ in 0..<1500 {
      let bytes = mutate(Array(text.utf8), using: &random)
      do throws(InterchangeError) {
        let result = try readRecords(
          kind, from: InputFile(path: "f.csv", bytes: bytes), mapping: nil, utcOffsetMinutes: 480)
        read += 1
        #expect(
          result.rowsRead == result.table.rowCount + Set(result.rejections.map(\.row)).count + result.repeats)
      } catch { #expect(error.description.hasPrefix("f.csv: "), "\(error.description)") }
    }
    #expect(kind == .groups || read > 150)
  }

  @Test func textsInOtherEncodings() {
    var random = SplitMix64(seed: 24)
    for _ in 0..<500 {
      let bytes = mutate(Array(MutationTests.roster.utf8), using: &random)
      for encoding in TextEncoding.allCases {
        do throws(InterchangeError) {
          let source = try readSource(
            .households, from: InputFile(path: "f.csv", bytes: bytes), encoding: encoding)
          #expect(source.rowsRead >= source.rows.count)
        } catch { #expect(error.description.contains("f.csv"), "\(error.description)") }
      }
    }
  }

  /// A GeoPackage of ours, its pages and header changed: what SQLite cannot make sense of is told in one line.
  @Test func pagesOfGeoPackages() throws {
    var table = ExportTable(
      name: "v", columns: ["code", "name"], rows: (0..<60).map { [.text("V\($0)"), .text("村\($0)")] })
    let square = [(113.0, 28.0), (113.1, 28.0), (113.1, 28.1), (113.0, 28.1)]
    table.geometries = table.rows.map { _ in .region(Region(exterior: square)) }
    try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("f.gpkg")
      try table.write(to: file.path, personal: false)
      let whole = [UInt8](try Data(contentsOf: file))
      #expect(try readRecords(.villages, from: file.path, mapping: nil, utcOffsetMinutes: 480).rowsRead == 60)
      var random = SplitMix64(seed: 25)
      var refused = 0
      for _ in 0..<100 {
        var bytes = whole
        let page = Int.random(in: 0..<bytes.count / 4096, using: &random) * 4096
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          // Headers of pages and the ends of cells are where damage tells.
          bytes[page + Int.random(in: 0...140, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        try Data(bytes).write(to: file)
        do {
          let result = try readRecords(.villages, from: file.path, mapping: nil, utcOffsetMinutes: 480)
          #expect(result.rowsRead == result.table.rowCount + Set(result.rejections.map(\.row)).count)
        } catch let error as InterchangeError {
          refused += 1
          #expect(error.description.hasPrefix(file.path) && !error.description.contains("\n"), "\(error)")
        }
      }
      #expect(refused > 10)
    }
  }
}
