internal import CampaignModel
internal import CoverageAnalysis

/// Gap areas, gap regions and who answers for a village's gaps, as rows: the same columns in every format.
enum AreaRows {
  static let areaColumns = attributes(of: nil, in: nil)
  static let regionColumns = attributes(ofRegion: nil, in: nil)

  static func attributes(of area: GapArea?, in campaign: Campaign?) -> [Attribute] {
    let village = area.flatMap { area in
      area.village < 0 ? nil : campaign.map { $0.villages[Int(area.village)] }
    }
    let group = area.flatMap { Self.group($0.group, in: campaign) }
    return [
      Attribute("kind", AttributeValue(area?.kind.rawValue)),
      Attribute("code", AttributeValue(area.map { code(of: $0, in: village) })),
      Attribute("name", AttributeValue(area.map { name(of: $0, in: village?.name) })),
      Attribute(
        "name_en",
        AttributeValue(village?.nameEnglish.flatMap { english in area.map { name(of: $0, in: english) } })),
      Attribute("village", AttributeValue(village?.code.text)),
      Attribute("village_name", AttributeValue(village?.name)),
      Attribute("township", AttributeValue(village?.township)),
      Attribute("must_visit", AttributeValue(area?.isMustVisit)),
      Attribute("group", AttributeValue(group?.id.text)),
      Attribute("group_name", AttributeValue(group?.name)),
      Attribute("leader", AttributeValue(group?.leader)),
      Attribute("targets", AttributeValue(area?.targets.count)),
      Attribute("households", AttributeValue(area?.households)),
      Attribute("enterprises", AttributeValue(area?.enterprises)),
      Attribute("priority", AttributeValue(area?.priority)),
      Attribute("gap_reason", AttributeValue(area?.reason?.name)),
      Attribute(
        "nearest_group", AttributeValue(area.flatMap { Self.group($0.nearestGroup, in: campaign) }?.id.text)),
      Attribute("nearest_m", AttributeValue(area?.nearestMetres.map { ($0 * 10).rounded() / 10 })),
      Attribute("lon", AttributeValue(area?.middle.map { ($0.x * 1e6).rounded() / 1e6 })),
      Attribute("lat", AttributeValue(area?.middle.map { ($0.y * 1e6).rounded() / 1e6 })),
    ] + reasons(area?.gaps)
  }

  /// - Parameter withPriority: false where cells tell nothing of priority targets.
  static func attributes(
    ofRegion region: GapRegion?, in campaign: Campaign?, withPriority: Bool = true
  ) -> [Attribute] {
    func list(_ items: [String]?) -> AttributeValue { AttributeValue(items?.joined(separator: ";")) }
    return [
      Attribute(
        "code", AttributeValue(region.flatMap { region in campaign?.cells[region.cells[0]].id.text })),
      Attribute("cells", AttributeValue(region?.cells.count)),
      Attribute("area_m2", AttributeValue(region?.area.rounded())),
      Attribute("targets", AttributeValue(region?.targets)),
      Attribute("households", AttributeValue(region?.households)),
      Attribute("enterprises", AttributeValue(region?.enterprises)),
      Attribute("priority", withPriority ? AttributeValue(region?.priority) : .none),
      Attribute("villages", list(region?.villages.compactMap { campaign?.villages[$0].code.text })),
      Attribute("village_names", list(region?.villages.compactMap { campaign?.villages[$0].name })),
      Attribute("groups", list(region?.groups.compactMap { campaign?.groups[$0].id.text })),
      Attribute("gap_reason", AttributeValue(region?.reason?.name)),
    ] + reasons(region?.gaps)
  }

  /// What a list for a phone call has beside a village's row: how many, whom to call, and whether it comes first.
  ///
  /// Of several groups the one with the most gaps stands first, in all three columns.
  static func callAttributes(
    of row: CoverageRow, groups: [WorkingGroup], isMustVisit: Bool, withLeaders: Bool
  ) -> [Attribute] {
    func list(_ items: [String]) -> AttributeValue {
      items.isEmpty ? .none : .text(items.joined(separator: ";"))
    }
    return [
      Attribute("gaps", .integer(row.targets.expected - row.targets.visited)),
      Attribute("must_visit", .flag(isMustVisit)),
      Attribute("responsible", list(groups.map(\.id.text))),
      Attribute("responsible_name", list(groups.map { $0.name ?? "" })),
    ] + (withLeaders ? [Attribute("leader", list(groups.map { $0.leader ?? "" }))] : [])
  }

  static func name(of area: GapArea, in village: String?) -> String {
    let place = village ?? CoverageRow.noneCode
    return area.kind == .area ? "\(place) \(area.number)" : place
  }

  private static func code(of area: GapArea, in village: Village?) -> String {
    let place = village?.code.text ?? CoverageRow.noneCode
    return "\(place)/\(area.kind == .area ? String(area.number) : area.kind.rawValue)"
  }

  private static func group(_ index: Int32, in campaign: Campaign?) -> WorkingGroup? {
    index < 0 ? nil : campaign?.groups[Int(index)]
  }

  private static func reasons(_ gaps: [GapReason: Int]?) -> [Attribute] {
    GapReason.allCases.map { reason in
      Attribute(
        "gaps_" + reason.name.replacing(" ", with: "_"), AttributeValue(gaps.map { $0[reason, default: 0] }))
    }
  }
}
