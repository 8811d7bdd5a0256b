internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange

/// Findings as features, with their areas and points.
enum FindingRows {
  static func geoJSON(_ findings: [Finding]) -> [UInt8] {
    var writer = GeoJSONWriter()
    for finding in findings {
      let geometry: GeoJSONWriter.Geometry =
        switch finding.place {
        case .none: .none
        case .point(let x, let y): .point(x: x, y: y)
        case .region(let region, _, _): .region(region)
        }
      writer.append(geometry, properties: finding.attributes.map { ($0.name, $0.value) })
    }
    return writer.finished()
  }
}

/// Findings as text for a terminal: how many of each subject, what to do about them, and the first rows.
func findingsText(_ findings: [Finding], language: Language) -> String {
  let isEnglish = language == .english
  guard !findings.isEmpty else { return isEnglish ? "nothing found\n" : "未发现问题\n" }
  let bySubject = Dictionary(grouping: findings, by: \.subject)
  var text = ""
  for subject in FindingSubject.allCases {
    guard let these = bySubject[subject] else { continue }
    let mark = subject.severity == .note ? (isEnglish ? " (note)" : "（提示）") : ""
    text += "\(subject.title(in: language))\(mark): \(grouped(these.count))\n"
    text += "  → \(subject.advice(in: language))\n"
    text += rowsText(these.prefix(shownRows), language: language)
    if these.count > shownRows {
      let rest = grouped(these.count - shownRows)
      text +=
        isEnglish ? "… and \(rest) more (--format csv lists all)\n" : "…… 另有 \(rest) 条（--format csv 列出全部）\n"
    }
    text += "\n"
  }
  let problems = findings.count { $0.subject.severity == .problem }
  let notes = findings.count - problems
  return text
    + (isEnglish
      ? "\(counted(problems, "problem")), \(counted(notes, "note"))\n"
      : "问题 \(grouped(problems)) 条，提示 \(grouped(notes)) 条\n")
}

private let shownRows = 10

/// The first findings of a subject as a table, with the columns that any of them fills.
private func rowsText(_ findings: ArraySlice<Finding>, language: Language) -> String {
  typealias Column = (
    english: String, chinese: String, alignment: TextTable.Alignment, cell: (Finding) -> String?
  )
  let all: [Column] = [
    ("id", "编号", .left, { $0.id }),
    ("others", "相关编号", .left, { $0.others.isEmpty ? nil : shortened($0.others) }),
    ("declared", "申报村", .left, \.declaredVillage), ("located", "所在村", .left, \.locatedVillage),
    ("area", "面积", .right, { $0.area.map(squareMetres) }),
    ("width", "平均宽度", .right, { $0.width.map(width) }),
    ("distance", "距离", .right, { $0.distance.map(metres) }),
    ("count", "数量", .right, { $0.count.map(grouped) }),
    ("expected", "应有", .right, { $0.expected.map(grouped) }),
    (
      "change", "变化", .right,
      { finding in finding.change.map(finding.subject == .mended ? fineSignedPercent : signedPercent) }
    ),
    (
      "at", "位置", .left,
      { finding in
        if case .region(_, let x, let y) = finding.place { return "\(degrees(x)) \(degrees(y))" }
        return nil
      }
    ),
    ("detail", "说明", .left, \.detail),
  ]
  let columns = all.filter { column in findings.contains { column.cell($0) != nil } }
  var table = TextTable(columns.map { (language == .english ? $0.english : $0.chinese, $0.alignment) })
  for finding in findings { table.add(columns.map { $0.cell(finding) ?? "" }) }
  return table.text
}

private func shortened(_ ids: [String]) -> String {
  ids.prefix(3).joined(separator: " ") + (ids.count > 3 ? " … (\(ids.count))" : "")
}

private func squareMetres(_ area: Double) -> String {
  area < 100_000 ? "\(grouped(Int(area.rounded()))) m²" : "\(hundredths(area / 1e6)) km²"
}

private func width(_ metres: Double) -> String {
  metres < 10 ? "\(hundredths(metres)) m" : "\(grouped(Int(min(metres, 1e9).rounded()))) m"
}

/// A number to two decimals.
private func hundredths(_ value: Double) -> String {
  let hundredths = Int((min(max(value, 0), 1e12) * 100).rounded())
  return "\(grouped(hundredths / 100)).\(hundredths / 10 % 10)\(hundredths % 10)"
}

/// A coordinate to five decimals, about a metre.
private func degrees(_ value: Double) -> String { "\((value * 1e5).rounded() / 1e5)" }
