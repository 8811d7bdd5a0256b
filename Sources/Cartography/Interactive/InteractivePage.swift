/// One HTML file that needs no other: the map's data, Leaflet, and our own script and styles, all inline.
///
/// A content security policy (W3C CSP 3) names each script and style by its SHA-256, and allows nothing else: even a name
/// that got into the markup could not run, and the page cannot ask the network for anything.
public enum InteractivePage {
  /// The folder of Debian's libjs-leaflet.
  public static let leafletFolder = "/usr/share/javascript/leaflet"

  /// Puts the page together.
  ///
  /// - Parameters:
  ///   - data: The map's data as JSON, in which `<` is written as an escape.
  ///   - leaflet: Leaflet's minified script and its style sheet.
  ///   - sha256: The digest of bytes.
  /// - Complexity: O(bytes).
  public static func html(
    title: String, language: MapLanguage, data: [UInt8], leaflet: (script: [UInt8], styles: [UInt8]),
    sha256: ([UInt8]) -> [UInt8]
  ) -> [UInt8] {
    let script = withoutSourceMap(leaflet.script)
    let leafletStyles = withoutPictures(leaflet.styles)
    let scripts = [script, PackageResources.page_js]
    let styles = [leafletStyles, PackageResources.page_css]
    func sources(_ parts: [[UInt8]]) -> String {
      parts.map { "'sha256-\(Base64.text(sha256($0)))'" }.joined(separator: " ")
    }
    let policy =
      "default-src 'none'; script-src \(sources(scripts)); style-src \(sources(styles)); img-src data:; "
      + "base-uri 'none'; form-action 'none'"
    return filled(
      PackageResources.page_html,
      [
        "lang": Array(language.rawValue.utf8), "policy": Array(policy.utf8), "title": escaped(title),
        "leaflet.css": leafletStyles, "page.css": PackageResources.page_css, "data": data,
        "leaflet.js": script, "page.js": PackageResources.page_js,
      ])
  }

  /// Replaces each `{{name}}` of the template; what is put in is not looked at again.
  private static func filled(_ template: [UInt8], _ parts: [String: [UInt8]]) -> [UInt8] {
    let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
    var page: [UInt8] = []
    page.reserveCapacity(template.count + parts.values.reduce(0) { $0 + $1.count })
    var i = 0
    while i < template.count {
      if template[i] == open, i + 1 < template.count, template[i + 1] == open,
        let end = template[(i + 2)...].firstIndex(of: close)
      {
        page += parts[String(decoding: template[(i + 2)..<end], as: UTF8.self)] ?? []
        i = end + 2
      } else {
        page.append(template[i])
        i += 1
      }
    }
    return page
  }

  /// Text as it may stand in markup.
  private static func escaped(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
      case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
      case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
      case 0..<0x20: bytes.append(0x20)
      default: bytes.append(byte)
      }
    }
    return bytes
  }

  /// The script without its last line's pointer to a file that is not there.
  private static func withoutSourceMap(_ script: [UInt8]) -> [UInt8] {
    let mark = Array("//# sourceMappingURL=".utf8)
    guard let line = script.lastIndex(of: UInt8(ascii: "/")).flatMap({ _ in script.lastIndex(of: 0x0A) }),
      script[(line + 1)...].starts(with: mark)
    else { return script }
    return Array(script[...line])
  }

  /// The style sheet with `url(images/…)` emptied: pictures of controls that the page does not have.
  private static func withoutPictures(_ styles: [UInt8]) -> [UInt8] {
    String(decoding: styles, as: UTF8.self).split(separator: "url(images/", omittingEmptySubsequences: false)
      .enumerated().reduce(into: [UInt8]()) { sheet, part in
        guard part.offset > 0 else { return sheet += Array(part.element.utf8) }
        let rest = part.element.firstIndex(of: ")").map { part.element[part.element.index(after: $0)...] }
        sheet += Array("none".utf8) + Array((rest ?? "").utf8)
      }
  }
}

/// RFC 4648, section 4.
enum Base64 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for i in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[i..<min(i + 3, bytes.count)]
      let bits = part.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
      for k in 0..<4 {
        text.append(k <= part.count ? letters[Int(bits >> UInt32(18 - 6 * k)) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
