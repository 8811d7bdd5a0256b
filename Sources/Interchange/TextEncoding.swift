/// An encoding that text may have, as `--encoding` names it.
///
/// UTF-16 is known by its byte order mark and needs no name. GB18030 holds GBK and GB2312, so that one name does for
/// whatever Excel writes in China.
public enum TextEncoding: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
  case gb18030
  case big5

  /// Reads a name in any case, with or without `-` and `_`; also `gbk`, `gb2312`, `cp936` for ``gb18030``.
  public init?(named name: String) {
    switch name.lowercased().filter({ $0 != "-" && $0 != "_" }) {
    case "utf8": self = .utf8
    case "utf16": self = .utf16
    case "gb18030", "gbk", "gb2312", "cp936": self = .gb18030
    case "big5", "cp950": self = .big5
    default: return nil
    }
  }

  /// The name in sentences.
  public var title: String { rawValue.uppercased() }

  /// The name that iconv(3) has for an encoding that it converts.
  var converterName: String? {
    switch self {
    case .utf8, .utf16: nil
    case .gb18030: "GB18030"
    case .big5: "BIG5"
    }
  }
}
