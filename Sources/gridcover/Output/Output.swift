internal import Foundation
internal import Interchange

/// Standard output, written with a check: a full disk behind a redirection is an error, not a shorter file. And standard error.
enum Output {
  /// Prints text for people, without characters that would steer their terminal.
  static func print(_ text: String) throws { try print(bytes: Array(TerminalText.cleaned(text).utf8)) }

  /// Prints what programs read, byte by byte.
  static func print(bytes: [UInt8]) throws { try print(bytes: bytes, to: nil, isPersonal: false) }

  /// Writes to a file, for its owner alone if it is personal; without a file to standard output.
  static func print(bytes: [UInt8], to file: String?, isPersonal: Bool) throws {
    try OutputFile.write(bytes, to: file ?? "-", personal: isPersonal)
  }

  /// True if a person looks at standard output, and no file or program takes it.
  static let isTerminal = isatty(STDOUT_FILENO) == 1

  /// Says something on standard error, without characters that would steer a terminal.
  static func say(_ text: String) {
    FileHandle.standardError.write(Data(TerminalText.cleaned(text).utf8))
  }

  /// A line beside the output.
  static func note(_ text: String) { say("note: \(text)\n") }
}
