import Foundation

@testable import CampaignModel
@testable import GeoPackageFormat
@testable import Interchange

/// What is fuzzed. Each reader must end in a value whose rows add up, or in an error that names the file.
enum Reader: String, CaseIterable {
  case csv, geojson, encodings, roster, zip, geopackage, blob

  func take(_ bytes: [UInt8]) {
    switch self {
    case .csv: read(bytes, as: "f.csv", kinds: [.households, .visits, .groups, .issues, .exclusions])
    case .geojson: read(bytes, as: "f.geojson", kinds: [.villages, .households, .cells])
    case .encodings: readInEncoding(bytes)
    case .roster: compareRosters(bytes)
    case .zip: withFile(bytes, "f.zip") { _ = try ZipDirectory($0) }
    case .geopackage:
      withFile(bytes, "f.gpkg") { path in
        for kind in [RecordKind.villages, .households] {
          expectRows(try readRecords(kind, from: path, mapping: nil, utcOffsetMinutes: 480))
        }
      }
    case .blob: decode(bytes)
    }
  }

  // MARK: Text

  /// The first byte chooses the kind, so that one corpus serves them all.
  private func read(_ bytes: [UInt8], as name: String, kinds: [RecordKind]) {
    guard let first = bytes.first else { return }
    let file = InputFile(path: name, bytes: Array(bytes.dropFirst()))
    expectSentence(about: name) {
      let source = try readSource(kinds[Int(first) % kinds.count], from: file)
      expectRows(
        try normalise(
          source, as: kinds[Int(first) % kinds.count], mapping: nil, utcOffsetMinutes: 480, conversion: nil))
    }
  }

  private func readInEncoding(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let encodings = TextEncoding.allCases
    let file = InputFile(path: "f.csv", bytes: Array(bytes.dropFirst()))
    expectSentence(about: "f.csv") {
      let source = try readSource(.households, from: file, encoding: encodings[Int(first) % encodings.count])
      expectRows(
        try normalise(source, as: .households, mapping: nil, utcOffsetMinutes: 0, conversion: nil))
    }
  }

  /// The same file by the reader of workspaces and by that of large rosters: as many rows, and as many good ones.
  private func compareRosters(_ bytes: [UInt8]) {
    withFile(bytes, "f.csv") { path in
      var options = RosterOptions()
      (options.threads, options.needsKeys) = (1, true)
      let streamed = try readRoster(.households, from: path, options: options) {
        0
      } take: {
        $0 += $1.count
      }
      let whole = try readRecords(.households, from: path, mapping: nil, utcOffsetMinutes: 480)
      precondition(streamed.rowsRead == whole.rowsRead, "\(streamed.rowsRead) rows or \(whole.rowsRead)")
    }
  }

  // MARK: Geometry

  /// A geometry that is read is written again, and read as the same.
  private func decode(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { GeometryBlob.bounds($0) }
    guard let value = try? bytes.withUnsafeBytes({ try GeometryBlob.decode($0) }) else { return }
    switch value {
    case .empty: break
    case .point(let x, let y):
      let again = try? GeometryBlob.encode(x: x, y: y).withUnsafeBytes { try GeometryBlob.decode($0) }
      guard case .point(let x2, let y2)? = again else { preconditionFailure("a point is lost") }
      precondition(x.bitPattern == x2.bitPattern && y.bitPattern == y2.bitPattern)
    case .region(let region):
      let again = try? GeometryBlob.encode(region).withUnsafeBytes { try GeometryBlob.decode($0) }
      if case .region(let other)? = again {
        precondition(region.xs.count == other.xs.count && region.ringEnds == other.ringEnds)
      } else {
        precondition(region.isEmpty, "a polygon is lost")
      }
    }
  }

  // MARK: Expectations

  private func expectRows(_ result: Normalised) {
    let rejected = Set(result.rejections.map(\.row)).count
    precondition(
      result.rowsRead == result.table.rowCount + rejected + result.repeats,
      "\(result.rowsRead) rows read, \(result.table.rowCount) good, \(rejected) rejected")
  }

  private func expectSentence(about name: String, _ body: () throws -> Void) {
    do { try body() } catch let error as InterchangeError {
      precondition(error.description.contains(name), error.description)
    } catch { preconditionFailure("\(error)") }
  }

  /// Readers of paths get a file in memory, of this process alone.
  private func withFile(_ bytes: [UInt8], _ name: String, _ body: (String) throws -> Void) {
    let path = "/dev/shm/gridcover-fuzz-\(getpid())-\(name)"
    guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
      fatalError("no /dev/shm")
    }
    defer { unlink(path) }
    expectSentence(about: name) { try body(path) }
  }
}
