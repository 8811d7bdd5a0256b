internal import CampaignModel
internal import CoverageAnalysis

/// Gap areas as a table for a terminal: where to send whom first, and what no area holds.
func gapAreasText(_ areas: [GapArea], _ campaign: Campaign, language: Language) -> String {
  guard !areas.isEmpty else { return "no gaps\n" }
  let numbers: Set = ["gaps", "households", "enterprises", "priority gaps", "distance"]
  let headers = [
    "area", "township", "first call", "gaps", "households ", "enterprises ", "priority gaps", "group",
    "leader",
    "nearest group",
    "distance", "reason",
  ]
  var text = TextTable(
    headers.map { (language.word($0), numbers.contains($0.trimmingBlanks()) ? .right : .left) })
  for area in areas {
    let village = area.village < 0 ? nil : campaign.villages[Int(area.village)]
    let place = language == .english ? village?.nameEnglish ?? village?.name : village?.name
    let name = AreaRows.name(of: area, in: place ?? language.word(CoverageRow.noneCode))
    let group = area.group < 0 ? nil : campaign.groups[Int(area.group)]
    text.add([
      area.kind == .area ? name : "\(name) · \(language.word(area.kind.rawValue))", village?.township ?? "",
      area.isMustVisit ? language.word("must visit") : "", grouped(area.targets.count),
      grouped(area.households),
      grouped(area.enterprises), grouped(area.priority), group?.id.text ?? "–", group?.leader ?? "",
      area.nearestGroup < 0 ? "" : campaign.groups[Int(area.nearestGroup)].id.text,
      area.nearestMetres.map(metres) ?? "", reasonsText(area.gaps, language),
    ])
  }
  func sum(_ kind: GapArea.Kind) -> Int { areas.reduce(0) { $0 + ($1.kind == kind ? $1.targets.count : 0) } }
  let all = areas.reduce(0) { $0 + $1.targets.count }
  let count = areas.count { $0.kind == .area }
  return text.text
    + "\(counted(all, "gap")): \(grouped(sum(.area))) in \(counted(count, "area")), "
    + "\(grouped(sum(.scattered))) scattered, \(grouped(sum(.missingCoordinates))) without coordinates\n"
}

/// Gap regions as a table for a terminal.
func gapRegionsText(
  _ regions: [GapRegion], _ campaign: Campaign, withPriority: Bool, language: Language
) -> String {
  guard !regions.isEmpty else { return "no unvisited cells\n" }
  let numbers: Set = ["cells", "area km²", "gaps", "households ", "enterprises ", "priority gaps"]
  let headers = [
    "region", "cells", "area km²", "gaps", "households ", "enterprises ", "priority gaps", "village", "group",
    "reason",
  ]
  var text = TextTable(headers.map { (language.word($0), numbers.contains($0) ? .right : .left) })
  func short(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " +\(names.count - 3)" : "")
  }
  for region in regions {
    let hundredths = Int((region.area / 10_000).rounded())
    text.add([
      campaign.cells[region.cells[0]].id.text, grouped(region.cells.count),
      "\(grouped(hundredths / 100)).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)",
      grouped(region.targets), grouped(region.households), grouped(region.enterprises),
      withPriority ? grouped(region.priority) : "–",
      short(region.villages.map { campaign.villages[$0].name }),
      region.groups.isEmpty ? "–" : short(region.groups.map { campaign.groups[$0].id.text }),
      reasonsText(region.gaps, language),
    ])
  }
  let gaps = regions.reduce(0) { $0 + $1.targets }
  let cells = regions.reduce(0) { $0 + $1.cells.count }
  return text.text
    + "\(counted(gaps, "gap")) in \(counted(cells, "unvisited cell")), \(counted(regions.count, "region"))\n"
}

/// All reasons with their counts, the dominant one first.
func reasonsText(_ gaps: [GapReason: Int], _ language: Language) -> String {
  GapReason.allCases.filter { gaps[$0, default: 0] > 0 }
    .sorted { (gaps[$0] ?? 0, $1) > (gaps[$1] ?? 0, $0) }
    .map { "\(language.word($0.name)) \(grouped(gaps[$0] ?? 0))" }.joined(separator: ", ")
}
