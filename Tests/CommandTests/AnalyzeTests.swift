import Foundation
import TestSupport
import Testing

/// `analyze` writes what `coverage` says of the same files taken into a workspace: byte for byte.
@Suite struct AnalyzeTests {
  /// The tiny campaign without what only a workspace has: groups, members, exclusions.
  static let rosters =
    "--villages villages.geojson --households households.csv --enterprises enterprises.csv --visits visits.csv"

  private func workspace(at desk: Desk, visits: Bool = true) throws {
    try desk.does("new w.gpkg")
    for kind in ["villages", "households", "enterprises"] + (visits ? ["visits"] : []) {
      try desk.does("import w.gpkg \(kind) \(TinyCampaign.file(kind))")
    }
  }

  /// - Parameter proof: Whether the analysis tells what is verified: it cannot where it reads visits.
  private func expectSame(
    _ desk: Desk, _ folder: String, level: String = "village", file: String = "villages", proof: Bool = false
  ) throws {
    let csv = try desk.does("coverage w.gpkg --by \(level) --format csv")
    #expect(try desk.text("\(folder)/\(file).csv") == (proof ? csv : Self.withoutProof(csv: csv)))
    let map = try desk.does("coverage w.gpkg --by \(level) --format geojson")
    #expect(try desk.text("\(folder)/\(file).geojson") == (proof ? map : Self.withoutProof(map: map)))
  }

  /// The list without what is verified and unproven; its fields hold no commas.
  private static func withoutProof(csv: String) throws -> String {
    try #require(!csv.contains("\""))
    var lines = csv.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let columns = try ["households_verified", "households_unproven"].map {
      try #require(lines[0].firstIndex(of: $0))
    }
    for i in lines.indices.dropFirst() where lines[i].count > 1 { for k in columns { lines[i][k] = "" } }
    return lines.map { $0.joined(separator: ",") }.joined(separator: "\n")
  }

  private static func withoutProof(map: String) -> String {
    map.replacing(#/"(households_verified|households_unproven)":\d+/#) { "\"\($0.output.1)\":null" }
  }

  @Test func writesTheBytesOfTheWorkspace() throws {
    try Desk.lend(.files) { desk in
      try workspace(at: desk)
      try desk.does("analyze \(Self.rosters) -o out")
      try expectSame(desk, "out")
      #expect(try desk.text("out/gaps.csv") == desk.does("gaps w.gpkg --by village --format csv"))
      let totals = try desk.coverage(of: "w.gpkg").totals
      let summary = try desk.text("out/summary.json")
      #expect(summary.contains("\"households_expected\":\(totals.households_expected ?? -1)"))
      #expect(summary.contains("\"households\":{\"read\":"))
    }
  }

  @Test(arguments: [1, 2, 8])
  func writesTheSameBytesForAnyNumberOfThreads(threads: Int) throws {
    try Desk.lend(.files) { desk in
      try desk.does("analyze \(Self.rosters) --cell-size 500 -o one --threads 1")
      try desk.does("analyze \(Self.rosters) --cell-size 500 -o many --threads \(threads)")
      for name in [
        "villages.csv", "villages.geojson", "cells.csv", "cells.geojson", "gaps.csv", "summary.json",
      ] {
        #expect(try desk.bytes("one/\(name)") == desk.bytes("many/\(name)"), "\(name)")
      }
    }
  }

  @Test func countsCellsAsTheWorkspaceDoes() throws {
    try Desk.lend(.files) { desk in
      try workspace(at: desk)
      try desk.does("grid w.gpkg square --size 500")
      try desk.does("analyze \(Self.rosters) --cell-size 500 -o out")
      try expectSame(desk, "out", level: "cell", file: "cells")
      try expectSame(desk, "out")
    }
  }

  @Test func countsTheCountyAsTheWorkspaceDoes() throws {
    try Desk.lend(.empty) { desk in
      try desk.copyFiles(of: CountyJob.geodata.appendingPathComponent("county"))
      try workspace(at: desk)
      try desk.does("analyze \(Self.rosters) -o out")
      try expectSame(desk, "out")
      try desk.does("analyze \(Self.rosters) --as-of 2016-12-10 -o early")
      let csv = try desk.does("coverage w.gpkg --by village --as-of 2016-12-10 --format csv")
      #expect(try desk.text("early/villages.csv") == Self.withoutProof(csv: csv))
    }
  }

  @Test func readsPackedFilesAndStandardInput() throws {
    try Desk.lend(.files) { desk in
      let plain = "--villages villages.geojson --households"
      try desk.does("analyze \(plain) households.csv -o out")
      _ = try run("/bin/sh", ["-c", "gzip -k households.csv villages.geojson"], in: desk.folder)
      try desk.does("analyze --villages villages.geojson.gz --households households.csv.gz -o packed")
      #expect(try desk.bytes("packed/villages.geojson") == desk.bytes("out/villages.geojson"))
      let piped = try run(
        "/bin/sh", ["-c", "\(program) analyze \(plain) - -o piped < households.csv.gz"], in: desk.folder)
      #expect(piped.status == 0, "\(piped.stderr)")
      #expect(try desk.bytes("piped/villages.csv") == desk.bytes("out/villages.csv"))
      try desk.bytes("households.csv.gz").dropLast(9).write(to: desk.path("cut.csv.gz"))
      #expect(
        try desk.refuses("analyze \(plain) cut.csv.gz -o cut")
          == "cut.csv.gz: expected whole gzip data, found its end in the middle; get the file anew")
    }
  }

  @Test func refusesBadRowsAsImportDoes() throws {
    try Desk.lend(.files) { desk in
      let rows = try desk.text("households.csv").split(separator: "\n").map(String.init)
      let headers = rows[0].split(separator: ",", omittingEmptySubsequences: false)
      let lon = try #require(headers.firstIndex(of: "lon"))
      var bad = rows[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      bad[lon] = "x"
      try desk.write(
        ([rows[0], bad.joined(separator: ",")] + rows.dropFirst(2)).joined(separator: "\n"), "bad.csv")
      let outcome = try desk.run("analyze --villages villages.geojson --households bad.csv -o out")
      #expect(outcome.status == 1 && outcome.stdout.isEmpty)
      #expect(outcome.stderr.contains("row 1 (line 2), field lon: expected decimal degrees"))
      #expect(!FileManager.default.fileExists(atPath: desk.path("out").path))
      let text = try desk.does(
        "analyze --villages villages.geojson --households bad.csv -o out --skip-rejected")
      #expect(text.contains("1 rejected") && text.contains("rejected: 1 × not a number"))
      try desk.does("new w.gpkg")
      try desk.does("import w.gpkg villages villages.geojson")
      try desk.does("import w.gpkg households bad.csv --skip-rejected")
      try expectSame(desk, "out", proof: true)
    }
  }

  @Test func findsRepeatedIDs() throws {
    try Desk.lend(.files) { desk in
      let rows = try desk.text("households.csv").split(separator: "\n").map(String.init)
      try desk.write((rows + [rows[1]]).joined(separator: "\n"), "twice.csv")
      try desk.does("analyze --villages villages.geojson --households twice.csv -o out")
      try desk.does("analyze --villages villages.geojson --households households.csv -o once --check-ids")
      let outcome = try desk.run(
        "analyze --villages villages.geojson --households twice.csv -o out --check-ids")
      #expect(outcome.status == 1)
      #expect(
        outcome.stderr.contains(
          "row \(rows.count), field id: expected one row for each id, found the id of row 1 of the households"
        ))
    }
  }
}

/// Tallies of parts add up to the analysis of the whole, however the input is parted and in whatever order they are merged.
@Suite struct TallyTests {
  @Test(arguments: 1...6) func addsUpToTheWhole(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    try Desk.lend(.empty) { desk in
      try desk.copyFiles(of: CountyJob.geodata.appendingPathComponent("county"))
      let isParted = seed.isMultiple(of: 2)
      let cells = seed > 3 ? " --cell-size 2000" : ""
      let places = "--villages villages.geojson" + cells
      try desk.does(
        "analyze \(places) --households households.csv --enterprises enterprises.csv --visits visits.csv -o whole"
      )
      // Visits go with their targets, or each part is given all of them.
      let count = Int.random(in: 2...4, using: &random)
      var partOfTarget: [Substring: Int] = [:]
      for kind in ["households", "enterprises"] {
        let lines = try desk.text("\(kind).csv").split(separator: "\n")
        var parts = [[Substring]](repeating: [lines[0]], count: count)
        for line in lines.dropFirst() {
          let part = Int.random(in: 0..<count, using: &random)
          parts[part].append(line)
          partOfTarget[line.prefix { $0 != "," }] = part
        }
        for part in 0..<count { try desk.write(parts[part].joined(separator: "\n"), "\(kind)-\(part).csv") }
      }
      if isParted {
        let lines = try desk.text("visits.csv").split(separator: "\n")
        let target = try #require(lines[0].split(separator: ",").firstIndex(of: "target"))
        var parts = [[Substring]](repeating: [lines[0]], count: count)
        for line in lines.dropFirst() {
          let id = line.split(separator: ",", omittingEmptySubsequences: false)[target]
          parts[partOfTarget[id] ?? 0].append(line)
        }
        for part in 0..<count { try desk.write(parts[part].joined(separator: "\n"), "visits-\(part).csv") }
      }
      for part in 0..<count {
        let visits = isParted ? "visits-\(part).csv" : "visits.csv"
        try desk.does(
          "tally \(places) --households households-\(part).csv --enterprises enterprises-\(part).csv --visits \(visits) "
            + "-o \(part).tally")
      }
      #expect(try desk.mode("0.tally") == "600")
      let order = (0..<count).shuffled(using: &random).map { "\($0).tally" }.joined(separator: " ")
      for day in ["", " --as-of 2016-12-12"] {
        try desk.does(
          "analyze \(places) --households households.csv --enterprises enterprises.csv --visits visits.csv -o whole\(day)"
        )
        try desk.does("merge \(places) \(order) -o merged\(day)")
        for name in ["villages.csv", "villages.geojson", "gaps.csv", "summary.json"]
          + (cells.isEmpty ? [] : ["cells.csv", "cells.geojson"])
        {
          #expect(try desk.bytes("whole/\(name)") == desk.bytes("merged/\(name)"), "\(name)\(day)")
        }
      }
    }
  }

  @Test func refusesTalliesOfOthers() throws {
    try Desk.lend(.files) { desk in
      try desk.does("tally --villages villages.geojson --households households.csv -o a.tally")
      #expect(
        try desk.refuses("merge --villages villages.geojson --cell-size 500 a.tally -o out")
          == "a.tally: expected a tally by cells of 500.0 m, found one by no cells; make it anew with the same options"
      )
      #expect(
        try desk.refuses("merge --villages villages.geojson --set locate_by=declared a.tally -o out")
          == "a.tally: expected a tally by locate_by=declared, found one by locate_by=geometry-then-declared; "
          + "make it anew with the same options")
      #expect(
        try desk.refuses("merge --villages villages.geojson households.csv -o out")
          == "households.csv: expected a tally as gridcover tally writes it, found something else; make it anew"
      )
      let text = try desk.text("a.tally").replacing("\"gridcoverTally\":1", with: "\"gridcoverTally\":9")
      try desk.write(text, "new.tally")
      #expect(
        try desk.refuses("merge --villages villages.geojson new.tally -o out")
          == "new.tally: expected a tally as gridcover tally writes it, found version 9 (expected 1); make it anew"
      )
    }
  }
}
