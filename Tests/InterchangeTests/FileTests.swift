import CampaignModel
import Testing

@testable import Interchange

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct FileTests {
  private func mode(_ path: String) -> UInt32 {
    var status = stat()
    return stat(path, &status) == 0 ? UInt32(status.st_mode) & 0o777 : 0
  }

  @Test func readsBytesAndDigest() throws {
    let folder = TemporaryFolder()
    try OutputFile.write(Array("abc".utf8), to: "\(folder.path)/f.csv", personal: false)
    let file = try InputFile("\(folder.path)/f.csv")
    #expect(file.bytes == Array("abc".utf8))
    // The digest of "abc" in FIPS 180-2, appendix B.1.
    #expect(file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func namesWhatCannotBeRead() throws {
    let folder = TemporaryFolder()
    func opened(_ name: String) -> String? {
      complaint { () throws(InterchangeError) in try InputFile("\(folder.path)/\(name)") }
    }
    try OutputFile.write([], to: "\(folder.path)/empty", personal: false)
    try OutputFile.write([0xEF, 0xBB, 0xBF], to: "\(folder.path)/mark", personal: false)
    mkfifo("\(folder.path)/pipe", 0o600)
    let prefix = folder.path
    #expect(opened("none") == "\(prefix)/none: cannot be read: there is no such file or folder")
    #expect(opened("empty") == "\(prefix)/empty: the file is empty; expected a header and rows, or features")
    #expect(opened("mark") == "\(prefix)/mark: the file is empty; expected a header and rows, or features")
    #expect(opened("") == "\(prefix)/: expected a file, found a folder; name one of the files in it")
    #expect(
      opened("pipe")
        == "\(prefix)/pipe: expected a file on disk, found a device or pipe; save the data as a file first")
    #expect(opened("empty/x") == "\(prefix)/empty/x: cannot be read: a part of the path is not a folder")
  }

  @Test func tellsFormatsByContentThenByName() throws {
    func format(_ text: String, _ name: String) throws(InterchangeError) -> FileFormat.Readable {
      try FileFormat.recognise(InputFile(path: name, bytes: Array(text.utf8)))
    }
    #expect(try format("{}", "a.csv") == .geoJSON)
    #expect(try format("a,b", "dir.d/A.CSV") == .csv)
    #expect(try format("null", "a.json") == .geoJSON)
    #expect(
      complaint { () throws(InterchangeError) in try format("a,b", "a.dat") }
        == "a.dat: found text of an unknown kind; expected CSV (.csv, .tsv, .txt), GeoJSON (.geojson, .geojsonl, "
        + ".json), GeoPackage (.gpkg), \(ForeignFormat.names)")
    #expect(
      complaint { () throws(InterchangeError) in try format("PK\u{3}\u{4}", "a.csv") }?.contains("zip file")
        == true)
  }

  @Test func replacesAFileWholeOrNotAtAll() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/out.csv"
    try OutputFile.write(Array("old".utf8), to: path, personal: false)
    do {
      var abandoned = try OutputFile(path, personal: false)
      try abandoned.write(Array("half".utf8))
      #expect(folder.names.count == 2)
    }
    #expect(folder.names == ["out.csv"])
    #expect(try InputFile(path).bytes == Array("old".utf8))
    try OutputFile.write(Array("new".utf8), to: path, personal: true)
    #expect(try InputFile(path).bytes == Array("new".utf8))
    #expect(folder.names == ["out.csv"] && mode(path) == 0o600)
  }

  @Test func replacesALinkAndNotWhatItLeadsTo() throws {
    let folder = TemporaryFolder()
    try OutputFile.write(Array("kept".utf8), to: "\(folder.path)/target", personal: false)
    symlink("\(folder.path)/target", "\(folder.path)/link")
    try OutputFile.write(Array("new".utf8), to: "\(folder.path)/link", personal: false)
    #expect(try InputFile("\(folder.path)/target").bytes == Array("kept".utf8))
    #expect(try InputFile("\(folder.path)/link").bytes == Array("new".utf8))
    #expect(FileDescriptor.target(of: "\(folder.path)/link", followingLinks: false) == .regular)
  }

  @Test func namesWhatCannotBeWritten() {
    let folder = TemporaryFolder()
    func written(_ path: String) -> String? {
      complaint { () throws(InterchangeError) in try OutputFile.write([1], to: path, personal: false) }
    }
    let prefix = folder.path
    #expect(
      written("\(prefix)/no/out") == "\(prefix)/no/out: cannot be written: there is no such file or folder")
    #expect(written(prefix) == "\(prefix): cannot be written: it is a folder")
    #if os(Linux)
      #expect(written("/dev/full") == "/dev/full: cannot be written: the disk is full")
    #endif
    #expect(folder.names.isEmpty)
  }
}
