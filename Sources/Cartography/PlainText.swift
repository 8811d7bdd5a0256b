/// Text from data as it may stand on a page: one line, no character that steers the text beside it.
enum PlainText {
  /// The longest text that is shaped, in Unicode scalars; what is drawn is cut to its room anyway.
  static let longest = 300

  /// Control and format characters (bidirectional marks, zero-width ones) are dropped, line breaks become blanks.
  ///
  /// Nothing else is touched: Pango is given plain text, in which `<b>` is four letters.
  static func cleaned(_ text: String, longest: Int = longest) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(longest) {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator:
        if scalar.properties.isWhitespace { scalars.append(" ") }
      case .format, .privateUse, .surrogate, .unassigned: break
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}
