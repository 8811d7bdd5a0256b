internal import Crypto

/// The SHA-256 of bytes that are not a file, such as a script of a page.
public enum ContentDigest {
  /// 32 bytes. - Complexity: O(n).
  public static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
