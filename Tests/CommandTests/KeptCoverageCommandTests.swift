import Foundation
import TestSupport
import Testing

/// What `coverage` reads back is what it would count.
@Suite struct KeptCoverageCommandTests {
  /// The number of writes in the file's header, and the one for which coverage is kept.
  private func counts(_ desk: Desk) throws -> (file: Int, kept: Int?) {
    let header = try desk.bytes("c.gpkg").prefix(28).suffix(4)
    let kept = try outside(
      desk, "print(*next(base.execute('SELECT change_count FROM coverage_kept_state'), ()))")
    return (header.reduce(0) { $0 << 8 | Int($1) }, Int(kept.stdout.trimmingCharacters(in: .newlines)))
  }

  /// What another program does with the file, in Python.
  private func outside(_ desk: Desk, _ statement: String) throws -> ProgramOutcome {
    let script = "import sqlite3, sys; base = sqlite3.connect(sys.argv[1]); \(statement); base.commit()"
    let outcome = try run("/usr/bin/python3", ["-c", script, desk.path("c.gpkg").path])
    #expect(outcome.status == 0, "\(outcome.stderr)")
    return outcome
  }

  private func agree(_ desk: Desk, isKept: Bool = true, after step: String) throws {
    let counts = try counts(desk)
    #expect((counts.file == counts.kept) == isKept, "\(step): \(counts)")
    for level in IdempotenceTests.levels where level != "cell" {
      let more = level == "village" ? ["", " --lang zh-Hans", " --format csv"] : []
      for options in [" --format json"] + more {
        let line = "coverage c.gpkg --by \(level)\(options)"
        #expect(try desk.does(line) == desk.does(line + " --recount"), "\(step): \(line)")
      }
    }
    let line = "coverage c.gpkg --by village --require-full --require-targets"
    let (kept, recounted) = (try desk.run(line), try desk.run(line + " --recount"))
    #expect(kept.status == recounted.status && kept.stderr == recounted.stderr, "\(step)")
  }

  @Test("After every verb that writes, bytes are those of a recount")
  func agreesWithARecount() throws {
    try Desk.lend { desk in
      try agree(desk, after: "imports")
      for step in [
        "allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1",
        "grid c.gpkg square --size 500",
        "settings c.gpkg set target_shares=disabled=50%;孤儿=100%",
        "settings c.gpkg set rounds=one:2016-11-01..2016-12-03;two:2016-12-04..",
        "import c.gpkg visits visits.csv", "undo c.gpkg",
      ] {
        try desk.does(step)
        // Undoing an import that changed nothing may have nothing to count anew.
        try agree(desk, isKept: try counts(desk).file == counts(desk).kept, after: step)
        if !step.hasPrefix("undo") { #expect(try counts(desk).file == counts(desk).kept, "\(step)") }
      }
    }
  }

  @Test("What another program changes is counted")
  func countsWhatOthersChange() throws {
    try Desk.lend { desk in
      let before = try desk.does("coverage c.gpkg --by village")
      _ = try outside(desk, "base.execute('DELETE FROM exclusions')")
      try agree(desk, isKept: false, after: "an edit")
      #expect(try desk.does("coverage c.gpkg --by village") != before)
    }
  }
}
