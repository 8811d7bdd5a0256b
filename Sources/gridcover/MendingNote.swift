internal import CampaignModel
internal import CoverageAnalysis
internal import SpatialCore

/// The note that an import leaves in the log on the polygons it mended: one line that people can read, and `check`
/// reads back.
///
///     mended 2 polygons: A1 +0.012 % (self-intersection at 113.5 28.5); B2 −0.100 % (a ring that touches itself)
enum MendingNote {
  private static let escapes: [(character: String, escape: String)] = [
    ("%", "%25"), (" ", "%20"), (";", "%3B"),
  ]

  /// The note; nil if nothing was mended.
  static func text(of mended: [NormalisedRows.Mending]) -> String? {
    if mended.isEmpty { return nil }
    let entries = mended.map { mending in
      var key = mending.key
      for (character, escape) in escapes { key = key.replacing(character, with: escape) }
      let defect = mending.defect.description.replacing(";", with: ",")
      return "\(key) \(fineSignedPercent(mending.areaChange)) (\(defect))"
    }
    return "mended \(mended.count) polygon\(mended.count == 1 ? "" : "s"): \(entries.joined(separator: "; "))"
  }

  /// The mendings that a note tells of; none if it tells of something else.
  static func mendings(in note: String) -> [DataCheck.Mending] {
    guard note.hasPrefix("mended "), let colon = note.firstRange(of: ": ") else { return [] }
    return note[colon.upperBound...].split(separator: "; ").compactMap { entry in
      let parts = entry.split(separator: " ", maxSplits: 3)
      guard parts.count == 4, parts[2] == "%", parts[3].hasPrefix("("), parts[3].hasSuffix(")"),
        let percentage = Double(parts[1].replacing("−", with: "-"))
      else { return nil }
      var key = String(parts[0])
      for (character, escape) in escapes.reversed() { key = key.replacing(escape, with: character) }
      return DataCheck.Mending(
        village: Identifier(key), defect: String(parts[3].dropFirst().dropLast()),
        areaChange: percentage / 100)
    }
  }
}

/// A change as a percentage to three decimals, with its sign: mending mostly changes thousandths.
func fineSignedPercent(_ share: Double) -> String {
  let bounded = share.isFinite ? min(max(share, -1), 1000) : 0
  let thousandths = Int((bounded * 100_000).rounded())
  let digits = String(thousandths.magnitude % 1000)
  return "\(thousandths < 0 ? "−" : "+")\(thousandths.magnitude / 1000)."
    + String(repeating: "0", count: 3 - digits.count) + digits + " %"
}
