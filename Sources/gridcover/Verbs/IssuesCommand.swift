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
      filed, success rate is resolved ÷ handled.

      Example: gridcover issues C.gpkg --by kind --as-of 2016-12-31
      """)

  enum Place: String, ExpressibleByArgument, CaseIterable { case campaign, kind, county, township, village }

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "campaign, kind, county, township or village.") var by: Place = .kind
  @Option(help: "The register at the end of this day, as 2016-12-31.") var asOf: LocalDate?
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @Option(help: "Language of tables: en or zh-Hans.") var lang: Language = .english

  func validate() throws {
    if format == .geojson { throw ValidationError("--format: expected table, json or csv") }
  }

  func run() throws {
    let workspace = try Workspace.open(at: workspace.campaign, writable: false)
    let (issues, villages) = try workspace.read { reader in
      let villages = try reader.villages().villages
      let targets = try reader.targets(villages: villages, cells: [])
      return (try reader.issues(villages: villages, targets: targets), villages)
    }
    func village(_ issue: Issue) -> Village? { issue.village < 0 ? nil : villages[Int(issue.village)] }
    let rows = IssueRegister.summarise(issues, asOf: asOf) { issue in
      switch by {
      case .campaign: "campaign"
      case .kind: issue.kind
      case .county: village(issue)?.countyKey
      case .township: village(issue)?.townshipKey
      case .village: village(issue)?.code.text
      }
    }
    var names: [String: String] = [:]
    for place in villages {
      switch by {
      case .county: names[place.countyKey ?? ""] = place.county
      case .township: names[place.townshipKey ?? ""] = place.township
      case .village: names[place.code.text] = place.name
      case .campaign, .kind: break
      }
    }
    let attributes = rows.map { $0.attributes(level: by.rawValue, name: names[$0.key]) }
    switch format {
    case .csv:
      try Output.print(
        bytes: Rows.csv(
          attributes, empty: RegisterRow(key: "").attributes(level: by.rawValue, name: nil)))
    case .json: try Output.print(bytes: Rows.json("rows", attributes))
    case .table, .geojson: try Output.print(text(rows, names: names))
    }
  }

  private func text(_ rows: [RegisterRow], names: [String: String]) -> String {
    guard !rows.isEmpty else { return "no issues; gridcover import CAMPAIGN issues FILE takes them in\n" }
    let numbers = ["filed", "handled", "resolved", "escalated", "open", "overdue", "people"]
    var table = TextTable(
      [(lang.word(by.rawValue), .left), (lang.word("name"), .left)]
        + (numbers + ["closure rate", "success rate"]).map { (lang.word($0), .right) })
    func add(_ row: RegisterRow, as title: String) {
      let counts = [row.filed, row.handled, row.resolved, row.escalated, row.open, row.overdue, row.people]
      table.add(
        [title, names[row.key] ?? ""] + counts.map(grouped) + [
          share(row.resolved, of: row.filed, row.closureRate),
          share(row.resolved, of: row.handled, row.successRate),
        ])
    }
    for row in rows { add(row, as: lang.word(row.key)) }
    if rows.count > 1 { add(IssueRegister.total(of: rows, key: ""), as: lang.word("total")) }
    return table.text
  }

  private func share(_ part: Int, of whole: Int, _ rate: Double?) -> String {
    rate == nil ? "–" : "\(grouped(part))/\(grouped(whole)) \(percent(rate))"
  }
}

extension RegisterRow {
  fileprivate func attributes(level: String, name: String?) -> [Attribute] {
    [
      Attribute("level", .text(level)), Attribute("code", .text(key)),
      Attribute("name", AttributeValue(name)),
      Attribute("filed", .integer(filed)), Attribute("handled", .integer(handled)),
      Attribute("resolved", .integer(resolved)), Attribute("escalated", .integer(escalated)),
      Attribute("open", .integer(open)), Attribute("overdue", .integer(overdue)),
      Attribute("people", .integer(people)), Attribute("closure_rate", AttributeValue(share: closureRate)),
      Attribute("success_rate", AttributeValue(share: successRate)),
    ]
  }
}
