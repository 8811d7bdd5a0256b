internal import ArgumentParser
internal import CampaignModel
internal import Planning

struct AllocateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allocate", abstract: "Share villages or cells out among the working groups.",
    discussion: """
      Each group gets connected ground with work in proportion to its members × days. Hook-ups are kept; a group with \
      scattered hook-ups has several parts, which are named. Work is 1 for a household, more for a priority household or \
      an enterprise (settings work_priority, work_enterprise).

      Examples:
        gridcover allocate C.gpkg
        gridcover allocate C.gpkg --unit cell --groups 12 --plan twelve
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "village or cell.") var unit: Plan.Unit = .village
  @Option(help: "So many nameless groups of equal capacity, instead of those that are listed.") var groups:
    Int?
  @Option(help: "Name of the plan; one of the same name is replaced.") var plan = "plan"
  @Option(help: "Seed of the random choices; the same seed gives the same plan.") var seed: UInt64 = 1
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @Option(help: "Language of tables: en or zh-Hans.") var lang: Language = .english

  func validate() throws {
    if let groups, groups < 1 { throw ValidationError("--groups: expected 1 or more, found \(groups)") }
    if format == .geojson {
      throw ValidationError("--format: expected table, json or csv; export writes the plan")
    }
  }

  func run() throws {
    let summary = try Pipeline.allocate(
      workspace.campaign, unit: unit, groupCount: groups, planName: plan, seed: seed)
    let rows = summary.groups.indices.map { row(summary, $0) }
    switch format {
    case .csv: try Output.print(bytes: Rows.csv(rows, empty: []))
    case .json: try Output.print(bytes: Rows.json("groups", rows))
    case .table, .geojson: try Output.print(text(summary))
    }
  }

  private func row(_ summary: AllocationSummary, _ i: Int) -> [Attribute] {
    let share = summary.result.shares[i]
    let units = summary.result.groups.count { $0 == Int32(i) }
    return [
      Attribute("group", .text(summary.groups[i].id.text)),
      Attribute("name", AttributeValue(summary.groups[i].name)),
      Attribute("units", .integer(units)), Attribute("work", .real(share.work)),
      Attribute("fair_share", .real(share.target)),
      Attribute("deviation", share.target > 0 ? AttributeValue(share: share.deviation) : .none),
      Attribute("parts", .integer(share.parts)),
    ]
  }

  private func text(_ summary: AllocationSummary) -> String {
    var table = TextTable([
      (lang.word("group"), .left), (lang.word("name"), .left), ("units", .right), ("work", .right),
      ("fair share", .right), ("deviation", .right), ("parts", .right),
    ])
    for i in summary.groups.indices {
      let share = summary.result.shares[i]
      let units = summary.result.groups.count { $0 == Int32(i) }
      table.add([
        summary.groups[i].id.text, summary.groups[i].name ?? "", grouped(units), whole(share.work),
        whole(share.target), share.target > 0 ? signedPercent(share.deviation) : "–", String(share.parts),
      ])
    }
    let replaced = summary.replacedPlan ? " (it replaced the earlier one)" : ""
    return table.text + summary.result.notes.map { "· \($0)\n" }.joined()
      + "plan \(summary.plan.name)\(replaced): \(grouped(summary.plan.entries.count)) "
      + "\(unit == .village ? "villages" : "cells") among \(grouped(summary.groups.count)) groups\n"
  }

  private func whole(_ work: Double) -> String { grouped(Int(min(work, 1e15).rounded())) }
}

/// A deviation with its sign: `+4.2 %`.
func signedPercent(_ share: Double) -> String {
  let tenths = Int((min(max(share, -1), 1e6) * 1000).rounded())
  return "\(tenths < 0 ? "−" : "+")\(tenths.magnitude / 10).\(tenths.magnitude % 10) %"
}
