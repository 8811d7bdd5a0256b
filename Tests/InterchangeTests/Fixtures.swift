import CampaignModel

@testable import Interchange

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a text as a file of that name.
func read(
  _ text: String, as kind: RecordKind, name: String = "f.csv", columns: String? = nil,
  offset: Int = 480
) throws(InterchangeError) -> Normalised {
  let mapping: ColumnMapping? = if let columns { try ColumnMapping(columns) } else { nil }
  return try readRecords(
    kind, from: InputFile(path: name, bytes: Array(text.utf8)), mapping: mapping, utcOffsetMinutes: offset)
}

/// The error of a reading that must fail, as its sentence; nil if it does not.
func complaint(_ body: () throws(InterchangeError) -> some Any) -> String? {
  do throws(InterchangeError) {
    _ = try body()
    return nil
  } catch { return error.description }
}

/// Rows of a CSV text as strings, without a kind of record.
func cells(_ bytes: [UInt8]) throws(InterchangeError) -> (
  headers: [String], rows: [[String]], rejected: [Int]
) {
  let table = try CSVReader.read(InputFile(path: "f.csv", bytes: bytes))
  let rows = (0..<table.rowCount).map { row in
    // Whole cells: what is trimmed is the normaliser's choice.
    table.cells.map { String(decoding: table.bytes[$0[row].range], as: UTF8.self) }
  }
  return (table.headers, rows, table.rejections.map(\.row))
}

/// The folder of shared test cases, if `GRIDCOVER_SHARED` names one; tests that need it are skipped without.
let sharedFolder: String? = getenv("GRIDCOVER_SHARED").map { String(cString: $0) }

/// Reads a shared file's bytes.
func shared(_ path: String) throws -> [UInt8] {
  try InputFile("\(sharedFolder ?? "")/cases/\(path)").bytes
}

/// The names of the files in a shared folder, sorted.
func sharedNames(_ folder: String) -> [String] {
  guard let stream = opendir("\(sharedFolder ?? "")/cases/\(folder)") else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix(".") { names.append(name) }
  }
  return names.sorted()
}

/// A folder that is made for a test and taken away with it.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() {
    var template = Array("/tmp/gridcover-test-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? ""
    }
  }

  var names: [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
