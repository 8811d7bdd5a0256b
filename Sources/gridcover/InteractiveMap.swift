internal import CampaignModel
internal import CampaignStore
internal import Cartography
internal import CoverageAnalysis
internal import Interchange
internal import SpatialCore

extension Pipeline {
  /// The interactive map of a campaign, as one HTML file.
  ///
  /// - Parameter withLeaders: Whether groups are told with their leaders' names.
  /// - Throws: `CommandError` without villages or without Leaflet; errors of the workspace.
  static func interactiveMap(_ request: MapRequest, withLeaders: Bool) throws -> [UInt8] {
    let leaflet = try leafletFiles()
    let workspace = try Workspace.open(at: request.workspace, writable: false)
    var (loaded, issues) = try workspace.read { reader in
      let loaded = try LoadedCampaign(reading: reader, withRegions: true, withEvidence: true)
      return (
        loaded, try reader.issues(villages: loaded.campaign.villages, targets: loaded.campaign.targets)
      )
    }
    guard !loaded.campaign.villages.isEmpty else {
      throw CommandError.needsVillages(file: request.workspace, verb: "map")
    }
    if !withLeaders { for i in loaded.campaign.groups.indices { loaded.campaign.groups[i].leader = nil } }
    let language: MapLanguage = request.language == .english ? .english : .chinese
    let map = try InteractiveFigures(request, loaded, issues).map(language)
    return InteractivePage.html(
      title: map.title, language: language, data: map.json, leaflet: leaflet, sha256: ContentDigest.sha256)
  }

  private static func leafletFiles() throws -> (script: [UInt8], styles: [UInt8]) {
    let folder = InteractivePage.leafletFolder
    guard let script = try? InputFile("\(folder)/leaflet.min.js"),
      let styles = try? InputFile("\(folder)/leaflet.css")
    else { throw CommandError.needsLeaflet(folder: folder) }
    return (script.bytes, styles.bytes)
  }
}

/// What an interactive map shows, from the ledger.
private struct InteractiveFigures {
  let request: MapRequest
  let loaded: LoadedCampaign
  let issues: [Issue]
  let ledger: CampaignLedger
  private var campaign: Campaign { loaded.campaign }

  init(_ request: MapRequest, _ loaded: LoadedCampaign, _ issues: [Issue]) {
    self.request = request
    self.loaded = loaded
    self.issues = issues
    ledger = CampaignLedger(loaded.campaign, asOf: request.asOf)
  }

  func map(_ language: MapLanguage) throws -> InteractiveMap {
    let table = ledger.table(by: .village)
    let suppression = Suppression(threshold: campaign.settings.smallestCount)
    let priority = PublicPriority(rows: table.rows, villages: campaign.villages, suppression: suppression)
    // Each day of the replay is a ledger, and shows nothing that needs an audit.
    var plain = campaign
    plain.visits.evidence = nil
    let replay = CoverageReplay(plain, issues: issues, asOf: request.asOf)
    let isByCell = campaign.plan?.unit == .cell
    // Cells on which nobody lives tell nothing and are most of the bytes; unless they are somebody's ground.
    let counted = Set(replay.cells.joined().map(\.place))
    let shownCells = campaign.cells.indices.filter { isByCell || counted.contains($0) }
    let placeOfCell = Dictionary(uniqueKeysWithValues: zip(shownCells, shownCells.indices))
    var map = InteractiveMap(
      title: request.title ?? campaign.settings.name, language: language,
      replay: InteractiveMap.Replay(
        days: replay.days, villages: replay.villages.map { $0.flatMap { [$0.place] + $0.differences } },
        cells: replay.cells.map { frame in
          frame.flatMap { change in
            let d = change.differences
            return [placeOfCell[change.place] ?? shownCells.count, d[0] + d[2], d[1] + d[3]]
          }
        }),
      priority: InteractiveMap.Priority(priority.total), smallestCount: suppression.threshold)
    map.missingCoordinates = table.totals.missingCoordinates
    map.excluded = table.totals.excluded
    let townships = try townships()
    map.townships = townships.list
    map.groups = try groups()
    map.isPlannedByCell = isByCell
    let groupOfCell = isByCell ? self.groupOfCell : [:]
    map.cells = shownCells.map { i in
      InteractiveMap.Cell(
        label: campaign.cells[i].label, group: groupOfCell[campaign.cells[i].id] ?? -1,
        shape: QuantisedShape(loaded.cellRegions[i]))
    }
    let register = registerRows()
    let mainGroups = ledger.groupsOfVillages
    map.villages = campaign.villages.indices.map { i in
      let village = campaign.villages[i]
      return InteractiveMap.Village(
        row: table.rows[i], nameEnglish: village.nameEnglish,
        township: village.townshipKey.flatMap { townships.index[$0] } ?? -1, group: Int(mainGroups[i]),
        isMustVisit: !village.categories.isEmpty, priority: InteractiveMap.Priority(priority.villages[i]),
        issues: register[village.code.text], shape: QuantisedShape(loaded.villageRegions[i]))
    }
    if request.includesTargets { map.points = points() }
    return map
  }

  private func townships() throws -> (list: [InteractiveMap.Township], index: [String: Int]) {
    let rows = ledger.table(by: .township).rows.filter { $0.code != CoverageRow.noneCode }
    let regions = try loaded.regions(for: rows, level: .township)
    let english = Dictionary(
      campaign.villages.compactMap { village in
        village.townshipKey.flatMap { key in village.townshipEnglish.map { (key, $0) } }
      },
      uniquingKeysWith: { first, _ in first })
    let list = zip(rows, regions).map { row, region in
      // Where villages do not meet exactly, their union has slivers of holes.
      InteractiveMap.Township(
        name: row.name ?? row.code, nameEnglish: english[row.code],
        shape: QuantisedShape(region ?? Region(), smallestRing: 2000))
    }
    return (list, Dictionary(uniqueKeysWithValues: zip(rows.map(\.code), rows.indices)))
  }

  private func groups() throws -> [InteractiveMap.Group] {
    guard let plan = campaign.plan else { return [] }
    let isByCell = plan.unit == .cell
    let groupOfCell = self.groupOfCell
    let groups: [Int] =
      isByCell ? campaign.cells.map { groupOfCell[$0.id] ?? -1 } : ledger.groupsOfVillages.map { Int($0) }
    let regions = isByCell ? loaded.cellRegions : loaded.villageRegions
    let projection = try CampaignProjection.resolve(campaign.settings, covering: loaded.villageRegions)
    let pairs = try Adjacency.shared(regions: regions, projection: projection).compactMap { edge in
      let pair = (groups[Int(edge.u)], groups[Int(edge.v)])
      return pair.0 >= 0 && pair.1 >= 0 && pair.0 != pair.1 ? pair : nil
    }
    let colours = GroupColouring.colours(count: campaign.groups.count, neighbours: pairs)
    return zip(campaign.groups, colours).map { group, colour in
      InteractiveMap.Group(id: group.id.text, name: group.name, leader: group.leader, colour: colour)
    }
  }

  private var groupOfCell: [Identifier: Int] {
    let index = Dictionary(
      zip(campaign.groups.map(\.id), campaign.groups.indices), uniquingKeysWith: { a, _ in a })
    return Dictionary(
      campaign.plan?.entries.compactMap { entry in index[entry.group].map { (entry.unit, $0) } } ?? [],
      uniquingKeysWith: { a, _ in a })
  }

  /// Filed, resolved, escalated and overdue of each village.
  private func registerRows() -> [String: [Int]] {
    let rows = IssueRegister.summarise(issues, asOf: request.asOf) { issue in
      issue.village < 0 ? nil : campaign.villages[Int(issue.village)].code.text
    }
    return Dictionary(
      rows.map { ($0.key, [$0.filed, $0.resolved, $0.escalated, $0.overdue]) },
      uniquingKeysWith: { first, _ in first })
  }

  private func points() -> [InteractiveMap.Point] {
    let targets = campaign.targets
    return ledger.targetGaps().compactMap { gap in
      guard targets.kinds[gap.target] == .household, targets.hasCoordinates(gap.target) else { return nil }
      return InteractiveMap.Point(
        id: targets.ids[gap.target] ?? "", village: Int(gap.village), reason: gap.reason,
        x: QuantisedShape.steps(targets.xs[gap.target]), y: QuantisedShape.steps(targets.ys[gap.target]))
    }
  }
}

extension InteractiveMap.Priority {
  fileprivate init(_ figure: PublicPriority.Figure) {
    switch figure {
    case .open(let tally): self = .open(tally)
    case .expected(let count): self = .expected(count)
    case .withheld(let isSmall): self = .withheld(isSmall: isSmall)
    }
  }
}
