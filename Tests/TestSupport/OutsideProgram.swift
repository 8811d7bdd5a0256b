public import Foundation

/// What came of a program that was run.
public struct ProgramOutcome: Sendable {
  /// The exit status, or 128 + the signal that ended it.
  public let status: Int32
  /// All that it wrote to its standard output; bytes that are not UTF-8 are shown as U+FFFD.
  public let stdout: String
  /// All that it wrote to its standard error, likewise.
  public let stderr: String
}

/// Runs a program to its end: the binary under test, `ogrinfo`, `/usr/bin/python3` …
///
/// Output goes through files, since a program that fills one pipe while its reader waits at the other never ends.
///
/// - Parameters:
///   - executable: A path, or a name to look up in `PATH`.
///   - environment: Replaces the whole environment if it is given.
/// - Throws: If there is no such program.
public func run(
  _ executable: String, _ arguments: [String], environment: [String: String]? = nil, in folder: URL? = nil
) throws -> ProgramOutcome {
  try TestSupport.withTemporaryFolder { scratch in
    let process = Process()
    if executable.contains("/") {
      process.executableURL = URL(fileURLWithPath: executable)
      process.arguments = arguments
    } else {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [executable] + arguments
    }
    if let environment { process.environment = environment }
    if let folder { process.currentDirectoryURL = folder }
    let outputs = try ["stdout", "stderr"].map { name in
      let file = scratch.appendingPathComponent(name)
      try Data().write(to: file)
      return (file: file, handle: try FileHandle(forWritingTo: file))
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = outputs[0].handle
    process.standardError = outputs[1].handle
    try process.run()
    process.waitUntilExit()
    for output in outputs { try output.handle.close() }
    let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
    return ProgramOutcome(
      status: process.terminationStatus + signal,
      stdout: String(decoding: try Data(contentsOf: outputs[0].file), as: UTF8.self),
      stderr: String(decoding: try Data(contentsOf: outputs[1].file), as: UTF8.self))
  }
}

/// True if a program of this name is in `PATH`.
public func isInstalled(_ name: String) -> Bool {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
  }
}
