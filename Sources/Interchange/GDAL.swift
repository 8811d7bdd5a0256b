#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The programs of GDAL, run in a process of their own: a crash or an attack in a driver stays there, and without GDAL
/// everything else still works.
struct GDAL {
  /// The folder for what the programs say, and for their results.
  let folder: PrivateFolder
  /// The file that it is all about, as messages name it.
  let path: String

  /// What a driver needs to be told in the environment, and nothing that a user has set for other purposes.
  private static let settings = [
    "LC_ALL": "C.UTF-8", "TZ": "UTC", "CPL_DEBUG": "OFF", "CPL_LOG_ERRORS": "ON",
    // Spreadsheets: the first row is the header, and cells stay as they look.
    "OGR_XLSX_HEADERS": "FORCE", "OGR_XLSX_FIELD_TYPES": "STRING",
    "OGR_ODS_HEADERS": "FORCE", "OGR_ODS_FIELD_TYPES": "STRING",
    // No network: drivers that fetch are left out, and files that name addresses find nothing there.
    "OGR_SKIP":
      "OGR_VRT,WFS,OAPIF,OGCAPI,CSW,Carto,AmigoCloud,Elasticsearch,PLSCENES,NGW,GMLAS,EEDA,MVT,HTTP,GPSBabel",
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none", "GDAL_HTTP_PROXY": "127.0.0.1:9", "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0", "CPL_VSIL_ZIP_ALLOWED_EXTENSIONS": "", "GDAL_PAM_ENABLED": "NO",
    // The intermediate file is read once and removed: it need not survive anything.
    "OGR_SQLITE_SYNCHRONOUS": "OFF", "OGR_SQLITE_JOURNAL": "OFF",
    // Lists of a database's layers name tables without geometry too: visits, groups.
    "PG_LIST_ALL_TABLES": "YES",
  ]

  /// Where libraries and their data are.
  private static let inherited = [
    "PATH", "LD_LIBRARY_PATH", "GDAL_DATA", "GDAL_DRIVER_PATH", "PROJ_LIB", "PROJ_DATA", "SHAPE_ENCODING",
  ]

  /// What a program said.
  struct Answer {
    var succeeded: Bool
    var output: String
    /// The first complaint.
    var complaint: String
  }

  /// Runs a program and waits for it.
  ///
  /// - Throws: ``InterchangeError`` if the program is not installed, or goes beyond the limits.
  func run(
    _ name: String, _ arguments: [String], isDatabase: Bool = false,
    limits: ChildProcess.Limits = ChildProcess.Limits()
  ) throws(InterchangeError) -> Answer {
    guard let program = ChildProcess.find(name) else { throw .needsGDAL(path, program: name) }
    var environment = GDAL.settings
    for variable in GDAL.inherited + (isDatabase ? DatabaseAddress.variables : []) {
      if let value = getenv(variable) { environment[variable] = String(cString: value) }
    }
    let tag = PrivateFolder.names(in: folder.path).count
    let (output, errors) = (folder.file("\(tag).out"), folder.file("\(tag).err"))
    let outcome: ChildProcess.Outcome
    do throws(SystemFailure) {
      outcome = try ChildProcess.run(
        program, arguments, environment: environment, output: output, errors: errors, limits: limits)
    } catch { throw .cannotRead(program, cause: error.cause) }
    switch outcome {
    case .exited(let status):
      return Answer(
        succeeded: status == 0, output: GDAL.text(of: output), complaint: complaint(in: GDAL.text(of: errors))
      )
    case .outOfTime: throw .gdalLimit(path, limit: "\(limits.seconds) seconds")
    case .ended(signal: SIGXFSZ): throw .gdalLimit(path, limit: "\(limits.fileSize) bytes")
    case .ended(let signal): throw .gdalFailed(path, cause: "it crashed (signal \(signal))")
    }
  }

  /// The first megabyte of what was said.
  private static func text(of file: String) -> String {
    let bytes = try? FileDescriptor.openForReading(file).bytes(at: 0, count: 1 << 20)
    return String(decoding: bytes ?? [], as: UTF8.self)
  }

  /// The first line that reports an error, without what is ours: the folder's name, the user's secrets.
  private func complaint(in text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
    // A failure to open is a bare `FAILURE:` with its sentence on the next line.
    let line =
      lines.first { $0.contains("ERROR") } ?? lines.first {
        !$0.hasPrefix("FAILURE") && !$0.hasPrefix("Warning")
      }
      ?? "it gives no reason"
    let sentence = line.replacing(#/ERROR \d+: /#, with: "").replacing("\(folder.path)/", with: "")
    return String(DatabaseAddress.shown(String(sentence)).prefix(300))
  }
}

/// The version of GDAL's programs, which are asked for it; nil if they are not there, or do not answer.
public func gdalVersion() -> String? {
  let answer = try? PrivateFolder.lend { folder throws(InterchangeError) in
    try GDAL(folder: folder, path: "GDAL").run("ogrinfo", ["--version"], limits: .init(seconds: 10))
  }
  guard let answer, answer.succeeded else { return nil }
  return answer.output.split(whereSeparator: \.isWhitespace).dropFirst().first.map {
    String($0.prefix { $0 != "," })
  }
}
