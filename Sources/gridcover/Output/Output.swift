internal import Foundation
internal import Interchange

/// Standard output, written with a check: a full disk behind a redirection is an error, not a shorter file. And standard error.
enum Output {
  /// Prints text for people, without characters that would steer their terminal.
  static func print(_ text: String) throws { try print(bytes: Array(TerminalText.cleaned(text).utf8)) }

  /// Prints what programs read, byte by byte.
  static func print(bytes: [UInt8]) throws { try OutputFile.write(bytes, to: "-", personal: false) }

  /// Says something on standard error, without characters that would steer a terminal.
  static func say(_ text: String) {
    FileHandle.standardError.write(Data(TerminalText.cleaned(text).utf8))
  }
}
