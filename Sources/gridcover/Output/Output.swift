internal import Foundation
internal import Interchange

/// Standard output, written with a check: a full disk behind a redirection is an error, not a shorter file.
enum Output {
  static func print(_ text: String) throws { try print(bytes: Array(text.utf8)) }

  static func print(bytes: [UInt8]) throws { try print(bytes: bytes, to: nil, isPersonal: false) }

  /// Writes to a file, for its owner alone if it is personal; without a file to standard output.
  static func print(bytes: [UInt8], to file: String?, isPersonal: Bool) throws {
    try OutputFile.write(bytes, to: file ?? "-", personal: isPersonal)
  }

  /// True if a person looks at standard output, and no file or program takes it.
  static let isTerminal = isatty(STDOUT_FILENO) == 1

  /// A line beside the output.
  static func note(_ text: String) { FileHandle.standardError.write(Data("note: \(text)\n".utf8)) }
}
