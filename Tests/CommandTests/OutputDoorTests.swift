import Foundation
import TestSupport
import Testing

@testable import GeoPackageFormat

/// Every door by which a verb writes a file: none leads over a campaign, or over what the run reads.
@Suite struct OutputDoorTests {
  /// All verbs that write a file of the user's naming, with `@` for it; `backup` and `new` replace nothing at all.
  static let doors = [
    "export c.gpkg villages -o @", "export c.gpkg coverage -o @", "export c.gpkg all -o @",
    "export c.gpkg issues --include households -o @",
    "import c.gpkg visits visits.csv --rejects @", "import c.gpkg visits visits.csv --replace --withdrawn @",
    "import c.gpkg visits visits.csv --dry-run --replace --withdrawn @",
    "pair c.gpkg --unpaired @", "coverage c.gpkg --certificate @",
    "tally --villages villages.geojson --households households.csv -o @",
    "map c.gpkg -o @", "report c.gpkg -o @", "packet c.gpkg --group G1 -o @", "trend c.gpkg -o @",
  ]

  /// Verbs whose format follows the name need a name of their kind: a link to the campaign has it.
  private static func target(_ door: String) -> String {
    switch door.split(separator: " ")[0] {
    case "map", "report", "packet", "trend": "link.pdf"
    case "coverage": "link.json"
    default: "link.gpkg"
    }
  }

  @Test(arguments: doors)
  func leadsOverNoCampaign(door: String) throws {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg")
      try TinyCampaign.workspace.get().write(to: desk.path("u.gpkg"))
      try FileManager.default.createDirectory(at: desk.path("w"), withIntermediateDirectories: false)
      let manager = FileManager.default
      let link = OutputDoorTests.target(door)
      for (name, isHard) in [(link, false), ("hard-\(link)", true)] {
        if isHard {
          try manager.linkItem(at: desk.path("c.gpkg"), to: desk.path(name))
        } else {
          try manager.createSymbolicLink(atPath: desk.path(name).path, withDestinationPath: "c.gpkg")
        }
      }
      var names = [link, "hard-\(link)"]
      if link.hasSuffix(".gpkg") { names += ["c.gpkg", "u.gpkg"] }
      if door == OutputDoorTests.doors[0] { names += ["./c.gpkg", "w/../c.gpkg", desk.path("c.gpkg").path] }
      for name in names {
        let said = try desk.refuses(door.replacing("@", with: name))
        #expect(
          said.hasPrefix("\(name): expected a file of its own for the output, found "), "\(door): \(said)")
        #expect(said.hasSuffix("; give another name"))
      }
    }
  }

  /// `@` stands for the input that is to be replaced.
  @Test(arguments: [
    ("visits.csv", "import c.gpkg visits @ --rejects @"),
    ("visits.csv", "import c.gpkg visits @ --replace --withdrawn ./@"),
    ("households.csv", "tally --villages villages.geojson --households @ -o @"),
    ("villages.geojson", "tally --villages @ --households households.csv -o @"),
    ("villages.geojson", "analyze --villages @ --households households.csv -o ."),
    ("villages.geojson", "analyze --villages @ --households households.csv --cell-size 500 -o ./"),
  ])
  func leadsOverNoInput(input: String, line: String) throws {
    try Desk.lend { desk in
      let said = try desk.refuses(line.replacing("@", with: input))
      #expect(said.contains("found one that this command reads; give another name"), "\(said)")
    }
  }

  @Test func leavesTheTalliesThatItMerges() throws {
    try Desk.lend(.files) { desk in
      try desk.does("tally --villages villages.geojson --households households.csv -o gaps.csv")
      let said = try desk.refuses("merge --villages villages.geojson gaps.csv -o .")
      #expect(said.hasPrefix("./villages.geojson: expected a file of its own"))
      try FileManager.default.moveItem(at: desk.path("villages.geojson"), to: desk.path("map.geojson"))
      #expect(
        try desk.refuses("merge --villages map.geojson gaps.csv -o .").hasPrefix("./gaps.csv: expected"))
    }
  }

  @Test(arguments: ["-journal", "-wal", "-shm"])
  func leavesWhatBelongsToADatabase(ending: String) throws {
    try Desk.lend { desk in
      let said = try desk.refuses(
        "tally --villages villages.geojson --households households.csv -o c.gpkg\(ending)")
      #expect(said.contains("found a campaign, which no output replaces"))
    }
  }

  @Test func knowsStandardInputByItsFile() throws {
    try Desk.lend(.files) { desk in
      let before = try desk.contents()
      let line = "tally --villages villages.geojson --households - -o households.csv"
      let outcome = try run("/bin/sh", ["-c", "\"$0\" \(line) < households.csv", program], in: desk.folder)
      #expect(outcome.status == 1)
      #expect(outcome.stderr.contains("households.csv: expected a file of its own"))
      #expect(try desk.contents() == before)
    }
  }

  @Test func replacesAnEarlierExport() throws {
    try Desk.lend { desk in
      try desk.does("export c.gpkg all -o share.gpkg")
      try desk.does("export c.gpkg all -o share.gpkg")
      try desk.does("export c.gpkg villages -o share.gpkg")
    }
  }

  // MARK: Files that belong together

  @Test func writesAnAnalysisWholeOrNotAtAll() throws {
    try Desk.lend(.files) { desk in
      let line = "analyze --villages villages.geojson --households households.csv -o out"
      try desk.does(line)
      func results() throws -> [String: Data] {
        try Dictionary(
          uniqueKeysWithValues: FileManager.default.contentsOfDirectory(atPath: desk.path("out").path).map {
            ($0, try desk.bytes("out/\($0)"))
          })
      }
      let old = try results()
      #expect(old.keys.sorted() == ["gaps.csv", "summary.json", "villages.csv", "villages.geojson"])
      // Visits that would change every file, and room for the first of them only.
      let limit = "ulimit -f 1; exec \"$0\" \(line) --visits visits.csv"
      let outcome = try run("/bin/bash", ["-c", limit, program], in: desk.folder)
      #expect(outcome.status == 1)
      #expect(outcome.stderr.contains("cannot be written: the file would be larger than the system allows"))
      #expect(try results() == old)
      try desk.does("\(line) --visits visits.csv")
      let new = try results()
      #expect(new.keys == old.keys && new["summary.json"] != old["summary.json"])
    }
  }

  // MARK: What killed processes leave

  @Test func clearsWhatDeadProcessesOfThisHostLeft() throws {
    try Desk.lend { desk in
      // The name that a process gave which is gone by now: that of a shell.
      let ended = try run("/bin/sh", ["-c", "echo $$"]).stdout.filter(\.isNumber)
      let own = ProcessInfo.processInfo.processIdentifier
      let left = TemporaryName(for: "b.gpkg", stem: "b.gpkg").path.replacing("-\(own)-", with: "-\(ended)-")
      try #require(left.hasPrefix(".b.gpkg.") && left.contains("-\(ended)-"))
      let parts = left.split(separator: "-", omittingEmptySubsequences: false)
      // A living process, another host, another file, and names that only look like ours.
      let kept = [
        "\(parts[0])-\(own)-\(parts[2])", left.replacing(".b.gpkg.", with: ".b.gpkg.x"),
        left.replacing(".b.gpkg.", with: ".c.gpkg."), ".b.gpkg.tmp", "\(left).csv",
      ]
      for name in kept { try desk.write("x", name) }
      try desk.write("x", "\(left)-journal")
      try desk.write("x", left)
      try desk.does("backup c.gpkg -o b.gpkg")
      let names = try desk.names
      for name in kept { #expect(names.contains(name)) }
      #expect(!names.contains(left) && !names.contains("\(left)-journal"))
      // Other outputs have a stem of their own.
      let export = left.replacing(".b.gpkg.", with: ".gridcover.")
      try desk.write("x", export)
      try desk.does("export c.gpkg villages -o v.csv")
      #expect(try !desk.names.contains(export))
    }
  }

  // MARK: Folders

  @Test func keepsFoldersOfPeopleToTheirOwner() throws {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg")
      for line in ["doctor c.gpkg --save people", "packet c.gpkg --all -o people"] {
        try? FileManager.default.removeItem(at: desk.path("people"))
        let outcome = try run("/bin/sh", ["-c", "umask 000; \"$0\" \(line)", program], in: desk.folder)
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(try desk.mode("people") == "700", "\(line)")
      }
    }
  }

  // MARK: Terminal

  @Test func letsNoTextSteerTheTerminal() throws {
    try Desk.lend(.empty) { desk in
      try desk.writeVillages(
        named: ["丰\u{1B}]0;x\u{07}水", "b\u{9B}31mc", "d\r\u{08}e", "f\u{202E}g", "h\ni"], "v.geojson")
      try desk.write(
        "id,village,lon,lat,col\u{1B}[31m,\"two\nlines\"\nH1,V0,113.002,28.003,x,y\n", "h.csv")
      try desk.does("new c.gpkg")
      var text = try desk.does("import c.gpkg villages v.geojson")
      text += try desk.does("import c.gpkg households h.csv")
      #expect(text.contains("columns not used: col\u{FFFD}[31m, two\u{FFFD}lines\n"), "\(text)")
      text += try desk.does("coverage c.gpkg --by village")
      for line in ["gaps c.gpkg --by village", "check c.gpkg", "log c.gpkg", "gaps c.gpkg"] {
        text += try desk.does(line)
      }
      text += try desk.run("coverage c.gpkg --group \u{1B}[2J").stderr
      text += try desk.run("allocate c.gpkg --groups 1 --move \u{1B}[2J=1").stderr
      for scalar in text.unicodeScalars {
        #expect(scalar == "\n" || (scalar.properties.generalCategory != .control && scalar.value != 0x202E))
      }
      // What programs read is as it is.
      #expect(try desk.does("coverage c.gpkg --by village --format csv").contains("b\u{9B}31mc"))
    }
  }

  @Test(arguments: ["name=a\u{1B}[2Jb", "name=a\nb"])
  func refusesSettingsThatAreNoLine(change: String) throws {
    try Desk.lend { desk in
      let before = try desk.contents()
      let outcome = try gridcover(["settings", "c.gpkg", "set", change], in: desk.folder)
      #expect(outcome.status == 64)
      #expect(outcome.stderr.contains("setting name: expected one line of text without control characters"))
      #expect(!outcome.stderr.contains("\u{1B}"))
      #expect(try desk.contents() == before)
    }
  }

  // MARK: Full disks

  @Test func saysThatTheWorkspaceCouldNotBeWritten() throws {
    try Desk.lend { desk in
      let rows = (0..<20_000).map { "N\($0),990199001001,a long address that fills pages \($0)\n" }.joined()
      try desk.write("id,village,address\n" + rows, "many.csv")
      let before = try desk.contents()
      let size = before["c.gpkg"].map { ($0.count + 1023) / 1024 + 64 } ?? 0
      let outcome = try run(
        "/bin/bash", ["-c", "ulimit -f \(size); exec \"$0\" import c.gpkg households many.csv", program],
        in: desk.folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.stderr == """
          Error: c.gpkg: the file could not be written (disk I/O error): the disk is full or failing, or the file would be \
          larger than this user's limit (ulimit -f); the file is as it was

          """)
      _ = try desk.does("coverage c.gpkg")
      #expect(try desk.contents() == before)
    }
  }

  @Test(arguments: [
    "help import", "--help", "import --help", "--generate-completion-script bash", "--version",
  ])
  func doesNotTakeAFullDiskForHelpRead(line: String) throws {
    let outcome = try run("/bin/sh", ["-c", "\"$0\" \(line) > /dev/full", program])
    #expect(outcome.status == 1)
    #expect(outcome.stderr == "Error: -: cannot be written: the disk is full\n")
  }
}
