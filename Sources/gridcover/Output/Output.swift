internal import Interchange

/// Standard output, written with a check: a full disk behind a redirection is an error, not a shorter file.
enum Output {
  static func print(_ text: String) throws { try print(bytes: Array(text.utf8)) }

  static func print(bytes: [UInt8]) throws { try OutputFile.write(bytes, to: "-", personal: false) }
}
