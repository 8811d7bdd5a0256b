import TestSupport
import Testing

@testable import Interchange

/// Zip files by hand: only their lists of contents matter here.
@Suite struct ZipDirectoryTests {
  private struct Entry {
    var name: String
    var packed = 0
    var size = 0
    var start: Int?
    var flags = 0
  }

  private func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func zip(_ entries: [Entry], comment: String = "") -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let start = entry.start ?? bytes.count
      bytes += little(0x0403_4B50, 4) + [UInt8](repeating: 0, count: 22) + little(entry.name.utf8.count, 2)
      bytes += little(0, 2) + Array(entry.name.utf8) + [UInt8](repeating: 0, count: entry.packed)
      directory += little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + little(entry.flags, 2)
      directory += little(8, 2) + little(0, 8) + little(entry.packed, 4) + little(entry.size, 4)
      directory +=
        little(entry.name.utf8.count, 2) + little(0, 12) + little(start, 4) + Array(entry.name.utf8)
    }
    let start = bytes.count
    bytes += directory + little(0x0605_4B50, 4) + little(0, 4) + little(entries.count, 2)
    bytes += little(entries.count, 2) + little(directory.count, 4) + little(start, 4)
    return bytes + little(comment.utf8.count, 2) + Array(comment.utf8)
  }

  private func opened(_ bytes: [UInt8]) throws -> (ZipDirectory?, said: String?) {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/f.zip"
    try OutputFile.write(bytes, to: path, personal: false)
    do throws(InterchangeError) {
      return (try ZipDirectory(path), nil)
    } catch { return (nil, error.description.replacing(folder.path + "/", with: "")) }
  }

  @Test func listsMembers() throws {
    let (directory, _) = try opened(
      zip([Entry(name: "a.shp", packed: 3, size: 3), Entry(name: "县/b.dbf")], comment: "c"))
    #expect(directory?.members.map(\.name) == ["a.shp", "县/b.dbf"])
  }

  @Test func refusesTraps() throws {
    let traps: [(Entry, String)] = [
      (Entry(name: "a", packed: 100, size: 900 << 20), "943718400 bytes packed into 100"),
      (Entry(name: "../a"), "leads out of its folder"), (Entry(name: "/etc/a"), "leads out of its folder"),
      (Entry(name: "a\\b"), "leads out of its folder"), (Entry(name: "a", flags: 1), "under a password"),
    ]
    for (entry, words) in traps {
      let said = try opened(zip([entry])).said
      #expect(
        said?.contains(words) == true && said?.hasPrefix("f.zip: expected a zip file as offices") == true)
    }
    let overlapping = [
      Entry(name: "a", packed: 50, size: 50), Entry(name: "b", packed: 50, size: 50, start: 10),
    ]
    #expect(try opened(zip(overlapping)).said?.contains("lie over one another") == true)
    let many = (0...10_000).map { Entry(name: "m\($0)") }
    #expect(try opened(zip(many)).said?.contains("10001 members") == true)
    let large = (0..<5).map { Entry(name: "m\($0)", packed: 3_000_000, size: 500 << 20) }
    #expect(try opened(zip(large)).said?.contains("bytes unpacked") == true)
  }

  /// Whatever a file says, reading its list ends in a list or a sentence.
  @Test func survivesDamage() throws {
    let good = zip((0..<5).map { Entry(name: "member-\($0)", packed: 20, size: 40) })
    var random = SplitMix64(seed: 10)
    for _ in 0..<400 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      if bytes.isEmpty { continue }
      let (directory, said) = try opened(bytes)
      #expect((directory == nil) != (said == nil))
    }
  }
}
