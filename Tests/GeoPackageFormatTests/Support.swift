import TestSupport
import CampaignModel
import Foundation
import GeoPackageFormat

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

let pointLayer = LayerDefinition(
  name: "places", identifier: "places 地点", description: "points", geometry: .point,
  columns: [.init("id", "TEXT NOT NULL UNIQUE")])

extension GeoPackage {
  /// A new file with one layer of points.
  static func withPlaces(at path: String) throws -> GeoPackage {
    let file = try GeoPackage(path: path, access: .write)
    try file.write { connection in
      try connection.createGeoPackage()
      try connection.create(pointLayer)
    }
    return file
  }
}

extension Connection {
  func insertPlaces(_ points: [(Double, Double)]) throws {
    let insert = try prepare("INSERT INTO places (geom, id) VALUES (?, ?)")
    for (i, (x, y)) in points.enumerated() {
      try insert.bind(1, blob: GeometryBlob.encode(x: x, y: y))
      try insert.bind(2, text: "p\(i)")
      try insert.run()
    }
  }
}

func randomPoints(_ count: Int, seed: UInt64) -> [(Double, Double)] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { _ in
    (Double.random(in: -180...180, using: &random), Double.random(in: -90...90, using: &random))
  }
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
