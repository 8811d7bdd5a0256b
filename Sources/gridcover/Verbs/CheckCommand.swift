internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore
internal import Interchange

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Where the list and the map disagree.",
    discussion: """
      Lists targets whose point lies outside their declared village (with the distance), whose declared village is \
      unknown, that lie in no known village, or that have no coordinates; and visits to targets that are not on the roster.

      Example: gridcover check C.gpkg --format csv > check.csv
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Flag(help: "Exit with 3 if there are findings.") var strict = false
  @Option(help: "table, json or csv.") var format: OutputFormat = .table

  func validate() throws {
    if format == .geojson { throw ValidationError("--format: expected table, json or csv") }
  }

  func run() throws {
    let findings = try Finding.all(in: workspace.campaign)
    let rows = findings.map(\.attributes)
    switch format {
    case .csv: try Output.print(bytes: Rows.csv(rows, empty: Finding(subject: .nowhere, id: "").attributes))
    case .json: try Output.print(bytes: Rows.json("findings", rows))
    case .table, .geojson: try Output.print(text(findings))
    }
    if strict && !findings.isEmpty { throw ExitCode.findings }
  }

  /// Counts of all, and the first rows of each kind of finding.
  private func text(_ findings: [Finding]) -> String {
    guard !findings.isEmpty else { return "nothing found\n" }
    let shown = 12
    var text = ""
    for subject in Finding.Subject.allCases {
      let these = findings.filter { $0.subject == subject }
      if these.isEmpty { continue }
      text += "\(subject.rawValue): \(grouped(these.count))\n"
      var table = TextTable([("id", .left), ("declared", .left), ("located", .left), ("distance", .right)])
      for finding in these.prefix(shown) {
        table.add([
          finding.id, finding.declared ?? "–", finding.located ?? "–",
          finding.distance.map(metres) ?? "",
        ])
      }
      text += table.text
      if these.count > shown {
        text += "… and \(grouped(these.count - shown)) more (--format csv lists all)\n"
      }
      text += "\n"
    }
    return text
  }
}

/// One thing on which list and map disagree.
struct Finding {
  enum Subject: String, CaseIterable {
    case disagreement = "point outside the declared village"
    case unknownVillage = "declared village is unknown"
    case nowhere = "in no known village"
    case missingCoordinates = "missing coordinates"
    case unlisted = "visit to an unlisted target"
  }

  var subject: Subject
  var id: String
  var declared: String?
  var located: String?
  /// Metres from the point to the declared village.
  var distance: Double?

  var attributes: [Attribute] {
    [
      Attribute("finding", .text(subject.rawValue)), Attribute("id", .text(id)),
      Attribute("declared_village", AttributeValue(declared)),
      Attribute("located_village", AttributeValue(located)),
      Attribute("distance_m", AttributeValue(distance.map { ($0 * 10).rounded() / 10 })),
    ]
  }

  /// All findings: by subject, the farthest first, then by id.
  static func all(in path: String) throws -> [Finding] {
    let findings = try Workspace.open(at: path, writable: false).read { reader in
      let known = Set(try reader.villages().villages.map(\.code))
      var findings: [Finding] = []
      for kind in TargetKind.allCases {
        let points = try reader.targetPoints(of: kind)
        for i in points.fids.indices { findings += Finding.of(points, i, known: known) }
      }
      let visits = try reader.records(of: .visits)
      if let targets = visits.texts("target") {
        let isHousehold = try reader.existingKeys(of: .households, among: targets)
        let isEnterprise = try reader.existingKeys(of: .enterprises, among: targets)
        for i in 0..<visits.rowCount where !isHousehold[i] && !isEnterprise[i] {
          findings.append(Finding(subject: .unlisted, id: "\(visits.keys[i] ?? "") → \(targets[i] ?? "")"))
        }
      }
      return findings
    }
    let rank = Dictionary(uniqueKeysWithValues: zip(Subject.allCases, 0...))
    return findings.sorted { a, b in
      if a.subject != b.subject { return rank[a.subject, default: 0] < rank[b.subject, default: 0] }
      if a.distance != b.distance { return (a.distance ?? 0) > (b.distance ?? 0) }
      return Identifier(a.id) < Identifier(b.id)
    }
  }

  private static func of(_ points: TargetPoints, _ i: Int, known: Set<Identifier>) -> [Finding] {
    let declared = points.declaredVillages[i].flatMap { $0.isEmpty ? nil : $0 }
    let located = points.located.villageCode[i]
    let distance = points.located.disagreement[i]
    var findings: [Finding] = []
    func add(_ subject: Subject, distance: Double? = nil) {
      findings.append(
        Finding(
          subject: subject, id: points.ids[i] ?? "", declared: declared, located: located, distance: distance)
      )
    }
    if !distance.isNaN { add(.disagreement, distance: distance) }
    if let declared, !known.contains(Identifier(declared)) { add(.unknownVillage) }
    if located == nil { add(.nowhere) }
    if points.xs[i].isNaN { add(.missingCoordinates) }
    return findings
  }
}
