internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis

struct IssuesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "issues",
    abstract: "The issue register: filed, handled, resolved, escalated, open, overdue.",
    discussion: """
      filed = resolved + escalated + open; handled and overdue are marks beside that state. Closure rate is resolved ÷ \
      filed, success rate is resolved ÷ handled. An issue is overdue after its due day, or else after the limit of its kind \
      (setting issue_limits). Repeated: its target, or else its village, had one of the kind before. A group's issues are \
      those of the ground for which it is responsible. --by age tells open issues alone.

      As GeoJSON: the polygons of villages (or of what --by names) with counts; with --include households, a point and \
      the id of each target that has issues. Texts are in neither.

      Examples:
        gridcover issues C.gpkg --by kind --as-of 2016-12-31
        gridcover issues C.gpkg --by age
        gridcover issues C.gpkg --repeated
        gridcover issues C.gpkg --format geojson > issues.geojson
      """)

  enum Place: String, ExpressibleByArgument, CaseIterable {
    case campaign, kind, county, township, village, group, age

    /// The level of the map on which its rows lie, if they do.
    var level: CoverageLevel? {
      switch self {
      case .county: .county
      case .township: .township
      case .village: .village
      case .group: .group
      case .campaign, .kind, .age: nil
      }
    }
  }

  enum Include: String, ExpressibleByArgument, CaseIterable { case households }

  @OptionGroup var workspace: WorkspaceArgument
  @Option(
    help: "\(Place.allCases.map(\.rawValue).joined(separator: ", ")) (default: kind; as GeoJSON, village).")
  var by: Place?
  @Option(help: "The register at the end of this day, as 2016-12-31.") var asOf: LocalDate?
  @Flag(help: "List the places with more than one issue of a kind.") var repeated = false
  @Option(help: "households: ids and points of the targets are wanted.") var include: Include?
  @OptionGroup var output: OutputOptions

  private var isByTarget: Bool { output.format == .geojson && include != nil }

  func validate() throws {
    if repeated && by != nil { throw ValidationError("--repeated has its own rows; leave --by out") }
    if repeated && output.format == .geojson {
      throw ValidationError("--repeated: expected --format table, json or csv, found geojson")
    }
    if include != nil && !repeated && output.format != .geojson {
      throw ValidationError("--include households goes with --repeated or --format geojson")
    }
    if isByTarget && by != nil {
      throw ValidationError("--include households as GeoJSON has a point a target; leave --by out")
    }
    if output.format == .geojson, !repeated, let by, by.level == nil {
      throw ValidationError(
        "--format geojson: expected --by county, township, village or group, found \(by.rawValue)")
    }
  }

  func run() throws {
    let opened = try Workspace.open(at: workspace.campaign, writable: false)
    let (loaded, issues) = try opened.read { reader in
      let loaded = try LoadedCampaign(reading: reader, withRegions: output.format == .geojson && !isByTarget)
      let campaign = loaded.campaign
      return (loaded, try reader.issues(villages: campaign.villages, targets: campaign.targets))
    }
    try loaded.campaign.settings.mustRead(["issue_limits", "issue_ages"], file: workspace.campaign)
    if repeated {
      try printRepeated(IssueRegister.repeatedPlaces(issues, asOf: asOf), loaded.campaign)
    } else if isByTarget {
      try printTargets(issues, loaded.campaign)
    } else {
      try printRegister(issues, loaded)
    }
  }

  private func printRegister(_ issues: [Issue], _ loaded: LoadedCampaign) throws {
    let campaign = loaded.campaign
    let place = by ?? (output.format == .geojson ? .village : .kind)
    let places = IssuePlaces(campaign, withGroups: place == .group)
    let limits = campaign.settings.issueLimits
    let rows =
      place == .age
      ? IssueRegister.summariseByAge(issues, asOf: asOf, limits: limits, ages: campaign.settings.issueAges)
      : IssueRegister.summarise(issues, asOf: asOf, limits: limits) { places.key(of: $0, by: place) }
    let names = places.names(by: place)
    let attributes = rows.map { $0.attributes(level: place.rawValue, name: names[$0.key]) }
    switch output.format {
    case .csv:
      let empty = RegisterRow(key: "").attributes(level: place.rawValue, name: nil)
      try Output.print(bytes: Rows.csv(attributes, empty: empty, forExcel: output.marked.excel))
    case .json:
      let totals = IssueRegister.total(of: rows, key: "campaign")
      try Output.print(
        bytes: Rows.json(
          issues: attributes, totals: totals.attributes(level: "campaign", name: campaign.settings.name)))
    case .geojson:
      let level = place.level ?? .village
      let regions = try loaded.regions(
        for: rows.map { CoverageRow(level: level, code: $0.key) }, level: level)
      try Output.print(bytes: Rows.geoJSON(attributes, regions: regions))
    case .table: try Output.print(registerText(rows, by: place.rawValue, names: names, language: output.lang))
    }
  }

  /// A point for each target with issues; those of a village alone have none.
  private func printTargets(_ issues: [Issue], _ campaign: Campaign) throws {
    var rowOfTarget: [Identifier: Int] = [:]
    for i in 0..<campaign.targets.count { rowOfTarget[Identifier(campaign.targets.ids[i] ?? "")] = i }
    let rows = IssueRegister.summarise(issues, asOf: asOf, limits: campaign.settings.issueLimits) {
      $0.target?.text
    }
    let points = rows.map { row -> (x: Double, y: Double) in
      guard let target = rowOfTarget[Identifier(row.key)] else { return (.nan, .nan) }
      return (campaign.targets.xs[target], campaign.targets.ys[target])
    }
    try Output.print(
      bytes: Rows.geoJSON(rows.map { $0.attributes(level: "target", name: nil) }, points: points))
  }

  private func printRepeated(_ places: [RepeatedPlace], _ campaign: Campaign) throws {
    let withTargets = include != nil
    let attributes = places.map { $0.attributes(in: campaign, withTarget: withTargets) }
    switch output.format {
    case .table, .geojson:
      try Output.print(repeatedText(places, campaign, withTargets: withTargets, language: output.lang))
    case .csv:
      try Output.print(
        bytes: Rows.csv(
          attributes, empty: RepeatedPlace.columns(withTarget: withTargets), forExcel: output.marked.excel))
    case .json: try Output.print(bytes: Rows.json("rows", attributes))
    }
  }
}

/// Where issues belong: their villages, and the groups that are responsible for their places.
private struct IssuePlaces {
  let campaign: Campaign
  private let groupsOfVillages: [Int32]
  private let groupOfTarget: [Identifier: Int32]

  init(_ campaign: Campaign, withGroups: Bool) {
    self.campaign = campaign
    guard withGroups else {
      (groupsOfVillages, groupOfTarget) = ([], [:])
      return
    }
    let ledger = CampaignLedger(campaign)
    groupsOfVillages = ledger.groupsOfVillages
    var groups: [Identifier: Int32] = [:]
    for i in 0..<campaign.targets.count {
      groups[Identifier(campaign.targets.ids[i] ?? "")] = ledger.group(ofTarget: i)
    }
    groupOfTarget = groups
  }

  /// The row to which an issue belongs; nil for `(none)`.
  func key(of issue: Issue, by place: IssuesCommand.Place) -> String? {
    let village = issue.village < 0 ? nil : campaign.villages[Int(issue.village)]
    return switch place {
    case .campaign, .age: "campaign"
    case .kind: issue.kind
    case .county: village?.countyKey
    case .township: village?.townshipKey
    case .village: village?.code.text
    case .group: group(of: issue)
    }
  }

  private func group(of issue: Issue) -> String? {
    var group: Int32 = issue.target.flatMap { groupOfTarget[$0] } ?? -1
    if group < 0 && issue.village >= 0 { group = groupsOfVillages[Int(issue.village)] }
    return group < 0 ? nil : campaign.groups[Int(group)].id.text
  }

  /// The names of the rows that have one.
  func names(by place: IssuesCommand.Place) -> [String: String] {
    var names: [String: String] = [:]
    switch place {
    case .campaign, .kind, .age: break
    case .group: for group in campaign.groups { names[group.id.text] = group.name }
    case .county: for village in campaign.villages { names[village.countyKey ?? ""] = village.county }
    case .township: for village in campaign.villages { names[village.townshipKey ?? ""] = village.township }
    case .village: for village in campaign.villages { names[village.code.text] = village.name }
    }
    return names
  }
}
