public import ArgumentParser
internal import CampaignModel
public import CoverageAnalysis
internal import Interchange

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Which visits look made up; claimed beside verified coverage.",
    discussion: """
      A target that counts as visited is claimed. It is verified by one effective visit with a GPS fix near it and no flag, \
      unproven if its visits have neither flag nor such a fix, and doubtful if some are flagged and none verifies it.

      Flags: \(VisitFlag.allCases.map(\.name).joined(separator: ", ")). A flag is a reason to ask, not a verdict: flagged visits \
      go on counting. Thresholds are settings (audit_…) and are printed; off takes a rule out. 'sample' draws what to check on the spot.

      A group's claims are those of the targets it is responsible for; its visits are those that its members made. GeoJSON has \
      a point for each flagged visit, at its fix, else at its target.

      Examples:
        gridcover audit C.gpkg
        gridcover audit C.gpkg --by visit --group G07 -o G07.csv
        gridcover audit C.gpkg --by visit --flag far-from-target
        gridcover audit C.gpkg --format geojson > flagged.geojson
        gridcover settings C.gpkg set audit_distance_m=300 audit_hours=off
      """)

  enum Unit: String, ExpressibleByArgument, CaseIterable {
    case campaign, township, village, group, member, visit

    var level: AuditLevel? { AuditLevel(rawValue: rawValue) }
  }

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "\(Unit.allCases.map(\.rawValue).joined(separator: ", ")); group by default.") var by: Unit?
  @Option(help: "With --by visit: only visits that this group made, by id or name.") var group: String?
  @Option(help: "With --by visit: only visits with this flag.") var flag: VisitFlag?
  @Option(help: "Look at what happened by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @OptionGroup var round: RoundOption
  @OptionGroup var known: KnownAtOption
  @Option(help: "members: names with --by member; ids without.") var include: Include?
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "The file to write, .csv, .json or .geojson; readable by you alone if rows are visits or members.",
      valueName: "FILE"))
  var file: String?
  @OptionGroup var output: OutputOptions

  enum Include: String, ExpressibleByArgument, CaseIterable { case members }

  private var format: OutputFormat { file.flatMap { OutputFormat(ofFile: $0) } ?? output.format }

  /// Points of visits are what GeoJSON is for.
  private var unit: Unit {
    by ?? (format == .geojson || group != nil || flag != nil ? .visit : .group)
  }

  func validate() throws {
    try OutputFormat.validate(file, output.format)
    if include != nil && unit != .member {
      throw ValidationError("--include members goes with --by member alone")
    }
    if unit != .visit && (group != nil || flag != nil) {
      throw ValidationError("--group and --flag choose visits; give --by visit")
    }
    if format == .geojson && (unit == .member || unit == .campaign) {
      throw ValidationError(
        "--format geojson: expected --by visit, village, township or group, found \(unit.rawValue)")
    }
  }

  func run() throws {
    let hasRegions = format == .geojson && unit != .visit
    let loaded = try Pipeline.load(
      workspace.campaign, withRegions: hasRegions, withEvidence: true, asKnownAt: known.knownAt)
    let settings = loaded.campaign.settings
    let round = try round.chosen(by: settings, file: workspace.campaign)
    try settings.mustRead(
      Settings.entries.map(\.key).filter { $0.hasPrefix("audit_") }, file: workspace.campaign)
    let ledger = CampaignLedger(loaded.campaign, asOf: asOf, round: round)
    if let level = unit.level {
      try printRows(ledger, loaded, level)
    } else {
      try printVisits(ledger)
    }
  }

  private func printRows(_ ledger: CampaignLedger, _ loaded: LoadedCampaign, _ level: AuditLevel) throws {
    guard let (counted, total) = ledger.auditTable(by: level) else { return }
    var rows = counted
    if level == .member && include == nil { for i in rows.indices { rows[i].name = nil } }
    let attributes = rows.map { $0.attributes(level: level) }
    switch format {
    case .table:
      try Output.print(AuditText(ledger: ledger, language: output.lang).rows(rows, total, level))
    case .csv:
      try print(
        Rows.csv(
          attributes, empty: AuditRow(code: "").attributes(level: level), forExcel: output.marked.excel))
    case .json:
      try print(
        AuditRows.json(
          attributes, total: total.attributes(level: .campaign), by: level.rawValue, ledger))
    case .geojson:
      let regions = try loaded.regions(
        for: rows.map { CoverageRow(level: level.coverage, code: $0.code) }, level: level.coverage)
      try print(Rows.geoJSON(attributes, regions: regions))
    }
  }

  /// Writes to the file that was named, else to standard output.
  private func print(_ bytes: [UInt8]) throws {
    try Output.print(bytes: bytes, to: file, isPersonal: unit == .visit || unit == .member)
  }

  private func printVisits(_ ledger: CampaignLedger) throws {
    let campaign = ledger.campaign
    let group = try group.map { try campaign.group(called: $0, file: workspace.campaign).id }
    let visits = ledger.flaggedVisits(with: flag, by: group)
    let attributes = visits.map { $0.attributes(in: campaign) }
    switch format {
    case .table: try Output.print(AuditText(ledger: ledger, language: output.lang).visits(visits))
    case .csv:
      try print(Rows.csv(attributes, empty: FlaggedVisit.columns, forExcel: output.marked.excel))
    case .json: try print(AuditRows.json(attributes, total: nil, by: "visit", ledger))
    case .geojson:
      try print(Rows.geoJSON(attributes, points: visits.map { $0.place(in: campaign) }))
    }
  }
}

extension VisitFlag: ExpressibleByArgument {
  /// Reads `far-from-target`.
  public init?(argument: String) { self.init(named: argument) }

  /// The flags as they are typed.
  public static var allValueStrings: [String] { allCases.map { $0.name.replacing(" ", with: "-") } }
}
