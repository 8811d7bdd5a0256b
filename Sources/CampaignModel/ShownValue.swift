/// What a message may show of a value that stands in somebody's file.
///
/// Messages are mailed, photographed and kept in logs, and columns slip: under `date` may stand a name, under `lon` a telephone
/// number. So what is shown depends on the field, in this one place: of fields about people nothing; of all others what
/// looks as their values do. The rest is told as `text of 6 characters`; its row and field lead to it.
public enum ShownValue: Sendable {
  /// Names of people, addresses, notes: never shown.
  case nothing
  /// Ids, days, numbers, flags, outcomes: up to 20 digits, ASCII letters and signs, as `2016-02-30`, `113°2"` or `H-17`.
  case plain
  /// Codes and names of places: as ``plain``, or a name that ends as a place's, as `丰水村`.
  case place

  /// The value in quotation marks on one line if it may be shown, else how long it is; `nothing` for an empty one.
  public func callAsFunction(_ text: String) -> String {
    if text.isEmpty { return "nothing" }
    let count = text.unicodeScalars.count
    let isShown =
      switch self {
      case .nothing: false
      case .plain: ShownValue.isPlain(text)
      case .place: ShownValue.isPlain(text) || ShownValue.isPlace(text)
      }
    return isShown ? Rejection.quote(text) : "text of \(count) character\(count == 1 ? "" : "s")"
  }

  private static let signs = Set("-:./+ ,_°'\"%".unicodeScalars)
  /// What stands between the digits of a Chinese day or a number with its unit.
  private static let units = Set("年月日时分秒号度".unicodeScalars)

  private static func isPlain(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard scalars.count <= 20, !hasPersonalNumber(text) else { return false }
    let hasDigit = scalars.contains { isDigit($0) }
    return scalars.allSatisfy { scalar in
      isDigit(scalar) || scalar.isASCII && scalar.properties.isAlphabetic || signs.contains(scalar)
        || hasDigit && units.contains(scalar)
    }
  }

  private static let placeEndings = [
    "村", "社区", "居委会", "村委会", "组", "屯", "寨", "乡", "镇", "街道", "县", "区", "市", "village", "township", "town",
    "county",
  ]

  /// True for a short name of letters that ends as a place's does.
  private static func isPlace(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard (2...20).contains(scalars.count), scalars.allSatisfy({ $0.properties.isAlphabetic || $0 == " " })
    else { return false }
    let folded = text.lowercased()
    return placeEndings.contains { folded.hasSuffix($0) && folded.count > $0.count }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

  /// True if a run of digits, whatever separates its parts, may be a mobile telephone (11 digits from 13 to 19) or an identity
  /// card (16 and more; codes of places have up to 15).
  private static func hasPersonalNumber(_ text: String) -> Bool {
    // A fraction is as long as it is.
    let joined = text.unicodeScalars.filter { $0 != "-" && $0 != " " }
    return joined.split(whereSeparator: { !isDigit($0) }).contains { run in
      if run.count >= 16 { return joined.allSatisfy { $0 != "." } }
      return run.count == 11 && run.first == "1" && run.dropFirst().first.map { $0.value >= 0x33 } ?? false
    }
  }
}

extension Field {
  /// What a message may show of this field's values.
  public var shown: ShownValue {
    switch name {
    case "name", "name_en", "address", "leader", "roles", "note", "text", "reason", "approved_by",
      "checked_by":
      .nothing
    case "village", "code", "township", "township_en", "township_code", "county", "county_code", "hookups",
      "label":
      .place
    default: .plain
    }
  }
}
