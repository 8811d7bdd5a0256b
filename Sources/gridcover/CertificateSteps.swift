internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Foundation
internal import Interchange

/// What a certificate states, as it is counted from a workspace: made once to be written, and again to be compared.
struct CertifiedCount {
  var loaded: LoadedCampaign
  var line: Int64
  var rules: RulesInForce
  var asOf: LocalDate?
  var ledger: CampaignLedger
  var files: [Certificate.File]
  var records: [Certificate.Records]

  /// Visits to targets that are not on the roster.
  var unlistedVisits: Int { ledger.table(by: .campaign).unlistedVisits }

  /// The rows of each level that the campaign has.
  var levels: [(level: CoverageLevel, rows: [[Attribute]])] {
    Certificate.levels.filter { $0 != .cell || loaded.grid != nil }.map {
      ($0, ledger.table(by: $0).rows.map(\.attributes))
    }
  }
}

extension Pipeline {
  /// Counts what a certificate will state: as known at the latest line or at another one, under the rules in force.
  static func count(
    toCertify path: String, asOf: LocalDate?, asKnownAt known: KnownAt?, withRegions: Bool
  ) throws -> CertifiedCount {
    let workspace = try Workspace.open(at: path, writable: false)
    let line = try workspace.read { try known?.line(in: $0) ?? $0.latestImport() }
    let rules = try workspace.read(asKnownAt: line) { reader in
      let settings = try reader.settings()
      var rules = try reader.rulesInForce(
        plan: try reader.currentPlan(settings), grid: try reader.currentGrid(settings)?.name)
      // Defaults as well: a later version may have others.
      for entry in Settings.entries { rules.settings[entry.key] = settings[entry.key] }
      return rules
    }
    return try count(workspace, line: line, rules: rules, asOf: asOf, withRegions: withRegions)
  }

  /// Counts what a certificate of a snapshot will state: what was known when it was taken, up to its day, under its rules.
  ///
  /// - Throws: `StoreError` for a snapshot that is not there.
  static func count(
    toCertify path: String, snapshot name: String, withRegions: Bool
  ) throws -> CertifiedCount {
    let workspace = try Workspace.open(at: path, writable: false)
    let snapshot = try workspace.read { try $0.snapshot(named: name) }
    var rules = snapshot.rules
    try workspace.read(asKnownAt: snapshot.importID, by: rules) { reader in
      let settings = try reader.settings()
      for entry in Settings.entries { rules.settings[entry.key] = settings[entry.key] }
    }
    return try count(
      workspace, line: snapshot.importID, rules: rules, asOf: snapshot.asOf, withRegions: withRegions)
  }

  /// Counts again what a certificate states.
  static func count(again certificate: Certificate, in path: String) throws -> CertifiedCount {
    try count(
      Workspace.open(at: path, writable: false), line: Int64(certificate.knownAtLine),
      rules: certificate.rules,
      asOf: certificate.asOf.flatMap { LocalDate(iso: $0) }, withRegions: false)
  }

  private static func count(
    _ workspace: Workspace, line: Int64, rules: RulesInForce, asOf: LocalDate?, withRegions: Bool
  ) throws -> CertifiedCount {
    try workspace.read(asKnownAt: line, by: rules) { reader in
      var loaded = try LoadedCampaign(reading: reader, withRegions: withRegions, withEvidence: true)
      try loaded.relocate(by: nil, reading: reader)
      let kinds: [RecordKind] = [
        .villages, .households, .enterprises, .groups, .members, .visits, .exclusions, .cells,
      ]
      let grid = loaded.grid?.name
      let records = try kinds.filter { $0 != .cells || grid != nil }.map { kind in
        let table = try reader.records(of: kind, grid: kind == .cells ? grid : nil)
        return Certificate.Records(
          kind: kind.rawValue, rows: table.rowCount, sha256: RecordDigest.sha256(of: table))
      }
      let files = try reader.importLog().filter { $0.id <= line }.compactMap { line in
        line.entry.sha256.map {
          Certificate.File(
            line: Int(line.id), kind: line.entry.kind, file: line.entry.file ?? "", sha256: $0)
        }
      }
      return CertifiedCount(
        loaded: loaded, line: line, rules: rules, asOf: asOf,
        ledger: CampaignLedger(loaded.campaign, asOf: asOf), files: files, records: records)
    }
  }

  /// Writes a certificate, whole or not at all; it holds small counts, and is readable by its owner alone.
  static func certify(_ count: CertifiedCount, of path: String, to file: String) throws {
    try OutputFile.write(
      Rows.json(certificate: count, workspace: relative(path, to: file)), to: file, personal: true)
  }

  /// The path of a workspace from the folder of a certificate.
  private static func relative(_ workspace: String, to file: String) -> String {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().resolvingSymlinksInPath()
    let target = URL(fileURLWithPath: workspace).resolvingSymlinksInPath()
    let (from, to) = (folder.pathComponents, target.pathComponents)
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let parts = Array(repeating: "..", count: from.count - shared) + to[shared...]
    return parts.joined(separator: "/")
  }

  /// What a certificate says otherwise than its workspace, a line each; empty if it says the same.
  ///
  /// - Parameter workspace: Another workspace than the one that is noted in the certificate.
  static func verify(_ path: String, workspace: String?) throws -> CertificateCheck {
    let certificate = try Certificate(readingFrom: path)
    let noted = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(
      certificate.workspace)
    let campaign = workspace ?? noted.path
    if workspace == nil && !FileManager.default.fileExists(atPath: campaign) {
      throw CertificateError.noWorkspace(path: path, workspace: certificate.workspace)
    }
    let latest = try Workspace.open(at: campaign, writable: false).read { try $0.latestImport() }
    if certificate.knownAtLine < 0 || certificate.knownAtLine > latest {
      return CertificateCheck(
        certificate: certificate,
        differences: [
          "known_at_line: the certificate knows line \(certificate.knownAtLine), the log of the workspace has \(latest)"
        ])
    }
    return CertificateCheck(certificate, try count(again: certificate, in: campaign))
  }
}

/// A certificate beside what its workspace says.
struct CertificateCheck {
  var certificate: Certificate
  /// One line for each difference.
  var differences: [String]
  /// How many figures were compared.
  var figures = 0

  init(certificate: Certificate, differences: [String]) {
    self.certificate = certificate
    self.differences = differences
  }

  /// Compares every statement.
  init(_ certificate: Certificate, _ count: CertifiedCount) {
    self.certificate = certificate
    differences = []
    if let asOf = certificate.asOf, LocalDate(iso: asOf) == nil {
      differences.append("as_of: expected a day, as 2016-12-17, found \(Rejection.quote(asOf))")
    }
    compareFiles(count.files)
    for (stated, found) in paired(certificate.records, count.records, key: \.kind) where stated != found {
      let kind = stated?.kind ?? found?.kind ?? ""
      differences.append(
        """
        records of \(kind): certificate \(describe(stated)), workspace \(describe(found)): added, changed or gone without \
        a line of the log
        """)
    }
    if certificate.unlistedVisits != count.unlistedVisits {
      differences.append(
        "unlisted_visits: certificate \(certificate.unlistedVisits), workspace \(count.unlistedVisits)"
      )
    }
    var levels: [String: [[Attribute]]] = [:]
    for (level, rows) in count.levels { levels[level.rawValue] = rows }
    for level in Certificate.levels.map(\.rawValue) {
      compare(level, certificate.levels[level] ?? [], levels[level] ?? [])
    }
  }

  private mutating func compareFiles(_ found: [Certificate.File]) {
    for (stated, found) in paired(certificate.files, found, key: \.line) where stated != found {
      func describe(_ file: Certificate.File?) -> String {
        file.map { "\($0.kind) from \($0.file), SHA-256 \($0.sha256.prefix(12))" } ?? "no file"
      }
      differences.append(
        "file of line \(stated?.line ?? found?.line ?? 0): certificate \(describe(stated)), workspace \(describe(found))"
      )
    }
  }

  private func describe(_ records: Certificate.Records?) -> String {
    records.map { "\(counted($0.rows, "row")), SHA-256 \($0.sha256.prefix(12))" } ?? "none"
  }

  private mutating func compare(_ level: String, _ stated: [[String: CertifiedValue]], _ found: [[Attribute]])
  {
    func code(_ row: [String: CertifiedValue]) -> String {
      if case .text(let code)? = row["code"]?.value { code } else { "" }
    }
    func code(_ row: [Attribute]) -> String {
      if case .text(let code)? = row.first(where: { $0.name == "code" })?.value { code } else { "" }
    }
    let known = Dictionary(found.map { (code($0), $0) }, uniquingKeysWith: { first, _ in first })
    var seen: Set<String> = []
    for row in stated {
      let place = level == "campaign" ? "campaign" : "\(level) \(code(row))"
      guard let actual = known[code(row)] else {
        differences.append("\(place): in the certificate, and not in the workspace")
        continue
      }
      if !seen.insert(code(row)).inserted { differences.append("\(place): twice in the certificate") }
      for attribute in actual {
        guard let value = row[attribute.name] else { continue }
        figures += 1
        if !value.isSame(as: attribute.value) {
          differences.append(
            "\(place), \(attribute.name): certificate \(text(value.value)), workspace \(text(attribute.value))"
          )
        }
      }
    }
    for row in found where !seen.contains(code(row)) {
      differences.append("\(level) \(code(row)): in the workspace, and not in the certificate")
    }
  }

  private func text(_ value: AttributeValue) -> String {
    switch value {
    case .none: "nothing"
    case .text(let text): Rejection.quote(text)
    case .integer(let number): String(number)
    case .real(let number): "\(number)"
    case .flag(let flag): flag ? "true" : "false"
    }
  }
}

/// Entries of two lists beside each other by key, in the order of the first list; nil for one that a list does not have.
private func paired<Entry, Key: Hashable>(
  _ a: [Entry], _ b: [Entry], key: (Entry) -> Key
) -> [(Entry?, Entry?)] {
  let other = Dictionary(b.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
  let known = Set(a.map(key))
  return a.map { ($0, other[key($0)]) } + b.filter { !known.contains(key($0)) }.map { (nil, $0) }
}
