internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Foundation

struct CoverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage", abstract: "What is covered, by place, group, category or batch.",
    discussion: """
      Every share stands beside its two numbers. A place with nothing expected is 'empty'; rows of counties, townships, \
      villages, cells and groups add up to the campaign, rows of members, categories and batches overlap.

      --nested tells village, cell, kind of target and priority category one within the other: children add up to their \
      parent, since a target of several categories stands under its first one. --excluded lists what is out of all totals.

      These are working lists: they hold true figures, small ones too. --public is what may be handed on: small counts of priority \
      targets are withheld, with others that would give them back, as in export C.gpkg coverage. Members are told by \
      their ids; --include members adds names. Why a target is excluded is told where --include households asks for it, or where \
      as many are excluded in the same words as smallest_count says; other reasons are (other).

      Coverage is counted with each import and kept; as long as nobody has written to the file since, it is read back. \
      --recount counts anew, and says the same.

      Examples:
        gridcover coverage C.gpkg --by township
        gridcover coverage C.gpkg --by village --as-of 2016-12-17 --format geojson > villages.geojson
        gridcover coverage C.gpkg --as-of 2016-12-17 --known-at "2016-12-17 20:00"
        gridcover coverage C.gpkg --by village --require-full && echo all covered
        gridcover coverage C.gpkg --nested --format csv > nested.csv
        gridcover coverage C.gpkg --by village --public --format csv > public.csv
        gridcover coverage C.gpkg --by village --format csv --excel > villages.csv
        gridcover coverage C.gpkg --certificate monday.json --snapshot monday
      """)

  enum Include: String, ExpressibleByArgument, CaseIterable { case households, members }

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "\(CoverageLevel.allCases.map(\.rawValue).joined(separator: ", ")).")
  var by: CoverageLevel = .campaign
  @Flag(help: "Village, cell, kind and priority category, one within the other.") var nested = false
  @Flag(help: "List the excluded targets: reason, days, and with --include households who approved it.")
  var excluded = false
  @Flag(name: .customLong("public"), help: "Withhold small counts of priority targets: a list for others.")
  var isPublic = false
  @Option(
    help: "members: names with --by member; households: with --excluded reasons as written, and who approved."
  )
  var include: Include?
  @Option(help: "Count what happened by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @OptionGroup var round: RoundOption
  @OptionGroup var known: KnownAtOption
  @Flag(help: "Count anew what the latest import has counted already.") var recount = false
  @Option(help: "Locate anew for this run: geometry-then-declared, geometry or declared.")
  var locateBy: LocateRule?
  @Flag(help: "Exit with 3 if any row is partial or unvisited.") var requireFull = false
  @Flag(help: "Exit with 3 if any row misses a target share, and say which.") var requireTargets = false
  @Option(
    help: ArgumentHelp(
      "Also write a certificate of every figure at all levels, for 'verify' to recompute; small counts are in it.",
      valueName: "FILE.json"))
  var certificate: String?
  @Option(
    help: ArgumentHelp(
      "With --certificate: the figures of this snapshot, as it froze them, instead of today's.",
      valueName: "NAME"))
  var snapshot: String?
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if nested && excluded { throw ValidationError("--nested and --excluded are two lists; give one of them") }
    if (nested || excluded) && by != .campaign {
      throw ValidationError("\(nested ? "--nested" : "--excluded") has its own rows; leave --by out")
    }
    if nested && output.format == .geojson {
      throw ValidationError("--nested: expected --format table, json or csv, found geojson")
    }
    if excluded && (requireFull || requireTargets) {
      throw ValidationError(
        "--excluded lists what no share asks for; leave --require-full and --require-targets out")
    }
    if isPublic && (nested || excluded || requireTargets || certificate != nil || include != nil) {
      throw ValidationError(
        "--public goes with tables of one level; leave --nested, --excluded, --include, --certificate and --require-targets out"
      )
    }
    switch include {
    case .members where by != .member:
      throw ValidationError("--include members goes with --by member alone")
    case .households where !excluded:
      throw ValidationError("--include households goes with --excluded alone")
    default: break
    }
    if snapshot != nil {
      guard certificate != nil else {
        throw ValidationError("--snapshot: the certificate of a snapshot; give --certificate FILE.json")
      }
      if asOf != nil || known.knownAt != nil {
        throw ValidationError(
          "--snapshot has its own day and line of the log; leave --as-of and --known-at out")
      }
    }
    guard let certificate else { return }
    guard certificate.hasSuffix(".json") else {
      throw ValidationError("--certificate: expected a name that ends in .json, found \(certificate)")
    }
    if round.round != nil {
      throw ValidationError("--certificate states the round of its day; leave --round out")
    }
    if locateBy != nil {
      throw ValidationError("--certificate states what holds, --locate-by what would: give one of them")
    }
  }

  func run() throws {
    if let kept = try keptCoverage() {
      try print(kept.table, notes: kept.notes, settings: kept.settings)
      return try fail(kept.table)
    }
    let withRegions = output.format == .geojson && !excluded
    let certified = try certificate.map { _ in
      try snapshot.map {
        try Pipeline.count(toCertify: workspace.campaign, snapshot: $0, withRegions: withRegions)
      }
        ?? Pipeline.count(
          toCertify: workspace.campaign, asOf: asOf, asKnownAt: known.knownAt, withRegions: withRegions)
    }
    var loaded =
      try certified?.loaded
      ?? Pipeline.load(
        workspace.campaign, withRegions: withRegions, withEvidence: true, locateBy: locateBy,
        asKnownAt: known.knownAt)
    if by == .cell && loaded.grid == nil {
      throw CommandError.needsGrid(file: workspace.campaign, verb: "coverage --by cell")
    }
    let round = try round.chosen(by: loaded.campaign.settings, file: workspace.campaign)
    if let certified, let certificate {
      try Pipeline.certify(certified, of: workspace.campaign, to: certificate)
    }
    if excluded && include != .households {
      loaded.campaign.exclusions = loaded.campaign.exclusionsInFewWords
    }
    let ledger = CampaignLedger(loaded.campaign, asOf: certified?.asOf ?? asOf, round: round)
    if nested {
      try printNested(ledger)
    } else if excluded {
      try printExcluded(ledger)
    } else {
      try printTable(ledger, loaded)
    }
  }

  /// What the latest import has counted, if it is just what is asked for, and still holds.
  private func keptCoverage() throws -> (table: CoverageTable, notes: CoverageNotes, settings: Settings)? {
    guard !recount, !nested, !excluded, !isPublic, certificate == nil, asOf == nil, round.round == nil,
      locateBy == nil,
      known.knownAt == nil, output.format != .geojson
    else { return nil }
    return try Workspace.open(at: workspace.campaign, writable: false).read { reader in
      let settings = try reader.settings()
      return try reader.keptCoverage(by: by).map { ($0.table, $0.notes, settings) }
    }
  }

  private func printTable(_ ledger: CampaignLedger, _ loaded: LoadedCampaign) throws {
    let table = ledger.table(by: by)
    let told = isPublic ? PublicRows(ledger) : nil
    if output.format == .geojson {
      let rows = told?.told(table.rows) ?? table.rows
      let places = try loaded.regions(for: rows, level: by)
      try Output.print(bytes: Rows.geoJSON(rows.map { attributes(of: $0, told) }, regions: places))
      if told == nil { WorkingList.note(rows, loaded.campaign.settings) }
    } else {
      try print(table, notes: ledger.notes, settings: loaded.campaign.settings, told: told)
    }
    try fail(table)
  }

  private func attributes(of row: CoverageRow, _ told: PublicRows?) -> [Attribute] {
    told?.attributes(of: row) ?? row.attributes
  }

  private func print(
    _ table: CoverageTable, notes: @autoclosure () -> CoverageNotes, settings: Settings,
    told: PublicRows? = nil
  ) throws {
    var table = table
    if by == .member && include != .members { for i in table.rows.indices { table.rows[i].name = nil } }
    switch output.format {
    case .csv:
      let rows = (told?.told(table.rows) ?? table.rows).map { attributes(of: $0, told) }
      try Output.print(
        bytes: Rows.csv(
          rows, empty: attributes(of: CoverageRow(level: by, code: ""), told), forExcel: output.marked.excel))
    case .json: try Output.print(bytes: Rows.json(coverage: table, notes: notes(), told: told))
    case .table, .geojson:
      try Output.print(coverageText(table, notes: notes(), told: told, language: output.lang))
    }
    if told == nil { WorkingList.note(table.rows, settings) }
  }

  private func fail(_ table: CoverageTable) throws {
    try fail(
      isFull: !table.rows.contains { $0.status == .partial || $0.status == .unvisited },
      missed: table.rows.filter { $0.targetMet == false }
        .map { ([$0.code, $0.name == $0.code ? nil : $0.name], $0.missedShares) })
  }

  private func printNested(_ ledger: CampaignLedger) throws {
    let nested = ledger.nested()
    WorkingList.note(
      counts: nested.rows.lazy.filter { $0.level == .category && $0.code != NestedCoverage.otherCode }
        .flatMap { [$0.targets.expected, $0.targets.visited] }, ledger.campaign.settings)
    switch output.format {
    case .table, .geojson: try Output.print(nestedText(nested, ledger: ledger, language: output.lang))
    case .json: try Output.print(bytes: Rows.json(nested: nested, ledger: ledger))
    case .csv:
      try Output.print(
        bytes: Rows.csv(
          nested.rows.map(\.attributes), empty: NestedRow(level: .campaign, code: "").attributes,
          forExcel: output.marked.excel))
    }
    try fail(
      isFull: !nested.rows.contains { $0.status == .partial || $0.status == .unvisited },
      missed: nested.rows.filter { $0.targetMet == false }
        .map { ([$0.village, $0.cell, $0.kind, $0.code], $0.missedShares) })
  }

  private func printExcluded(_ ledger: CampaignLedger) throws {
    let campaign = ledger.campaign
    let list = ledger.excludedTargets()
    let attributes = list.map { $0.attributes(in: campaign) }
    switch output.format {
    case .table: try Output.print(excludedText(list, ledger: ledger, language: output.lang))
    case .csv:
      try Output.print(
        bytes: Rows.csv(attributes, empty: ExcludedTarget.columns, forExcel: output.marked.excel))
    case .json: try Output.print(bytes: Rows.json(excluded: attributes, ledger: ledger))
    case .geojson:
      let points = list.map { row -> (x: Double, y: Double) in
        let target = Int(row.exclusion.target)
        return target < 0 ? (.nan, .nan) : (campaign.targets.xs[target], campaign.targets.ys[target])
      }
      try Output.print(bytes: Rows.geoJSON(attributes, points: points))
    }
  }

  /// Ends with 3 if what was asked for is not so; which shares are missed goes to standard error.
  private func fail(isFull: Bool, missed: [(row: [String?], shares: [MissedShare])]) throws {
    if requireTargets && !missed.isEmpty {
      var text = "target shares are missed in \(counted(missed.count, "row")):\n"
      for (row, shares) in missed.prefix(10) {
        let title = row.compactMap { $0 }.joined(separator: " ")
        text +=
          "  \(title): \(shares.map { missedShareText($0, language: .english) }.joined(separator: "; "))\n"
      }
      if missed.count > 10 { text += "  … and \(counted(missed.count - 10, "more row"))\n" }
      Output.say(text)
      throw ExitCode.findings
    }
    if requireFull && !isFull { throw ExitCode.findings }
  }
}
