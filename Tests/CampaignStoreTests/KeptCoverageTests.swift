import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import CampaignStore

/// Coverage that was counted with the latest import is read back as it was, and only as long as nothing has been written since.
@Suite struct KeptCoverageTests {
  /// A row in which every field has a value that no other has; every second one leaves out what may be missing.
  private static func row(_ level: CoverageLevel, _ code: String, _ random: inout SplitMix64) -> CoverageRow {
    func number() -> Int { Int.random(in: 0...1_000_000, using: &random) }
    var row = CoverageRow(level: level, code: code)
    row.households = Tally(expected: number(), visited: number())
    row.enterprises = Tally(expected: number(), visited: number())
    row.priority = Tally(expected: number(), visited: number())
    row.visits = number()
    row.excluded = number()
    row.missingCoordinates = number()
    guard Bool.random(using: &random) else { return row }
    row.name = "石桥村 \"\(number())\""
    row.township = "镇\(number())"
    row.group = "G\(number())"
    row.visitsByMembers = number()
    row.targetsVisited = number()
    row.lastVisit = LocalDate(dayNumber: Int32(number()))
    row.status = CoverageStatus.allCases.randomElement(using: &random)
    row.targetMet = Bool.random(using: &random)
    row.targetShare = Double.random(in: 0...1, using: &random)
    row.householdsVerified = number()
    row.householdsUnproven = number()
    for reason in GapReason.allCases where Bool.random(using: &random) { row.gaps[reason] = number() }
    for name in ["priority", "disabled", "其他"] where Bool.random(using: &random) {
      row.missedShares.append(
        MissedShare(
          name: name, share: Double.random(in: 0...1, using: &random),
          tally: Tally(expected: number(), visited: number()), needed: number()))
    }
    return row
  }

  private static func counted(_ random: inout SplitMix64) -> CountedCoverage {
    let totals = row(.campaign, "campaign", &random)
    let notes = CoverageNotes(
      campaign: "试点", asOf: LocalDate(dayNumber: 17_000),
      round: CampaignRound(name: "冬", start: LocalDate(dayNumber: 16_990), end: nil),
      townships: Tally(expected: 7, visited: 6), villages: Tally(expected: 5, visited: 4),
      cells: Tally(expected: 3, visited: 2), spread: 1 / 3, idleShares: ["孤儿;a"])
    let tables = CountedCoverage.levels.map { level in
      CoverageTable(
        level: level, asOf: notes.asOf,
        rows: level == .campaign
          ? [totals] : (0..<20).map { row(level, "\(level.rawValue) \($0)", &random) }, totals: totals,
        unlistedVisits: 11)
    }
    return CountedCoverage(tables: tables, notes: notes)
  }

  @Test("What is kept is read back", arguments: UInt64(1)...5)
  func readsBack(seed: UInt64) throws {
    try TestSupport.withTemporaryFolder { folder in
      var random = SplitMix64(seed: seed)
      let counted = Self.counted(&random)
      let path = folder.appendingPathComponent("c.gpkg").path
      let workspace = try Workspace.create(at: path)
      #expect(try workspace.read { try $0.keptCoverage(by: .village) == nil })
      try workspace.write { try $0.keepCoverage(counted) }
      try workspace.close()
      let reader = try Workspace.open(at: path, writable: false)
      for table in counted.tables {
        let kept = try reader.read { try $0.keptCoverage(by: table.level) }
        #expect(kept?.table == table)
        #expect(kept?.notes == counted.notes)
      }
      for level in [CoverageLevel.cell, .member, .batch] {
        #expect(try reader.read { try $0.keptCoverage(by: level) == nil })
      }
    }
  }

  /// Runs a statement as another program would.
  private func outside(_ path: String, _ statement: String) throws {
    let script =
      "import sqlite3, sys; base = sqlite3.connect(sys.argv[1]); base.execute(sys.argv[2]); base.commit()"
    let outcome = try run("/usr/bin/python3", ["-c", script, path, statement])
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }

  @Test("It holds until somebody writes to the file")
  func holdsUntilTheNextWrite() throws {
    try TestSupport.withTemporaryFolder { folder in
      var random = SplitMix64(seed: 9)
      let counted = Self.counted(&random)
      let path = folder.appendingPathComponent("c.gpkg").path
      let workspace = try Workspace.create(at: path)
      func holds() throws -> Bool { try workspace.read { try $0.keptCoverage(by: .village) != nil } }
      try workspace.write { try $0.keepCoverage(counted) }
      #expect(try holds())
      // One of our own that counts nothing.
      try workspace.write { try $0.setSetting("name", "another") }
      #expect(try !holds())
      try workspace.write { try $0.keepCoverage(counted) }
      #expect(try holds())
      // A rehearsal leaves no trace.
      try workspace.rehearse { try $0.setSetting("name", "a third") }
      #expect(try holds())
      // A tool that keeps no record of what it changes.
      try outside(path, "UPDATE settings SET value = 'a fourth' WHERE key = 'name'")
      #expect(try !holds())
      try workspace.write { try $0.keepCoverage(counted) }
      #expect(try holds())
      // In WAL mode the number in the header stands still.
      try outside(path, "PRAGMA journal_mode = WAL")
      #expect(try !holds())
    }
  }
}
