internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Interchange

extension Rows {
  /// A certificate: one row a line, so that two of them can be compared by eye.
  static func json(certificate count: CertifiedCount, workspace: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.newline()
    writer.member("gridcover_certificate", .integer(Certificate.format))
    writer.member("program", .text("gridcover \(Program.version)"))
    writer.member("campaign", .text(count.loaded.campaign.settings.name))
    writer.member("workspace", .text(workspace))
    writer.member("as_of", AttributeValue(count.asOf?.description))
    writer.member("known_at_line", .integer(Int(count.line)))
    writer.newline()
    writer.key("settings")
    writer.beginObject()
    for (key, value) in count.rules.settings.sorted(by: { $0.key < $1.key }) {
      writer.member(key, .text(value))
    }
    writer.endObject()
    writer.newline()
    writer.member("grid", AttributeValue(count.rules.grid))
    if let plan = count.rules.plan {
      writer.key("plan")
      writer.beginObject()
      writer.member("name", .text(plan.name))
      writer.member("unit", .text(plan.unit.rawValue))
      writer.member("grid", AttributeValue(plan.grid))
      writer.key("entries")
      writer.beginArray()
      for entry in plan.entries {
        writer.beginArray()
        writer.value(.text(entry.unit.text))
        writer.value(.text(entry.group.text))
        writer.endArray()
      }
      writer.endArray()
      writer.endObject()
    }
    writer.newline()
    let files = count.files.map { file in
      [
        Attribute("line", .integer(file.line)), Attribute("kind", .text(file.kind)),
        Attribute("file", .text(file.file)), Attribute("sha256", .text(file.sha256)),
      ]
    }
    writer.rows(files, name: "files")
    let records = count.records.map { records in
      [
        Attribute("kind", .text(records.kind)), Attribute("rows", .integer(records.rows)),
        Attribute("sha256", .text(records.sha256)),
      ]
    }
    writer.rows(records, name: "records")
    writer.member("unlisted_visits", .integer(count.unlistedVisits))
    writer.key("levels")
    writer.beginObject()
    for (level, rows) in count.levels { writer.rows(rows, name: level.rawValue) }
    writer.endObject()
    return writer.ended()
  }
}

extension CertificateCheck {
  /// How many differences are told; what is wrong as a whole is known long before.
  private static let limit = 100

  /// A line that says what was agreed on, or one for each difference.
  var text: String {
    let day = certificate.asOf.map { "as of \($0), " } ?? ""
    let state = "\(day)as known at line \(certificate.knownAtLine)"
    guard differences.isEmpty else {
      let rest = differences.count - CertificateCheck.limit
      return differences.prefix(CertificateCheck.limit).map { $0 + "\n" }.joined()
        + (rest > 0 ? "… and \(counted(rest, "difference")) more\n" : "")
    }
    return
      """
      agrees: \(counted(figures, "figure")) at \(certificate.levels.count) levels, \(state); \
      \(counted(certificate.files.count, "file")), \(counted(certificate.records.map(\.rows).reduce(0, +), "record"))

      """
  }
}
