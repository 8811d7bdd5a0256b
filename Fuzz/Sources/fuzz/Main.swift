// One program for all readers: `fuzz READER CORPUS… [-options of libFuzzer]`. libFuzzer hands each reader bytes that the
// compiler's counters of branches have found to be new ways through it.

import Foundation

/// libFuzzer's loop, as a function: its own `main` is left out of the link.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ argumentCount: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// The reader of this run; set once, before the loop begins.
nonisolated(unsafe) private var reader = Reader.csv

@main
enum Fuzz {
  static func main() {
    guard CommandLine.argc > 1, let chosen = Reader(rawValue: CommandLine.arguments[1]) else {
      print("expected a reader: \(Reader.allCases.map(\.rawValue).joined(separator: ", "))")
      exit(64)
    }
    reader = chosen
    // The reader's name is no argument of libFuzzer's.
    var count = CommandLine.argc - 1
    var arguments = CommandLine.unsafeArgv + 1
    arguments[0] = CommandLine.unsafeArgv[0]
    exit(
      runFuzzer(&count, &arguments) { start, count in
        reader.take([UInt8](UnsafeBufferPointer(start: start, count: count)))
        return 0
      })
  }
}
