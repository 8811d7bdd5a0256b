import ArgumentParser
import TestSupport
import Testing

@testable import gridcover

/// What somebody reads who has never seen the program: the version, and the help of each verb.
@Suite struct HelpTests {
  private static let verbs = Gridcover.configuration.groupedSubcommands.flatMap(\.subcommands)

  @Test func everyVerbShowsHowItIsUsed() {
    #expect(Self.verbs.count > 20)
    for verb in Self.verbs {
      let name = verb.configuration.commandName ?? ""
      let examples = verb.configuration.discussion.split(separator: "\n").filter {
        $0.hasPrefix("  gridcover \(name) ")
      }
      #expect(!examples.isEmpty, "gridcover help \(name) has no example of \(name)")
    }
  }

  @Test func saysWhichProgramAndWhichLibraries() throws {
    try Desk.lend(.empty) { desk in
      let outcome = try desk.run("--version")
      #expect(outcome.status == 0 && outcome.stderr.isEmpty)
      let lines = outcome.stdout.split(separator: "\n")
      // A checkout may hold anything: it names no commit.
      #expect(lines.first == "gridcover 0.1.0 (built from source)")
      let libraries = lines.dropFirst().joined()
      for name in ["GEOS 3.", "PROJ ", "SQLite 3.", "Cairo 1.", "Pango 1.", "GDAL"] {
        #expect(libraries.contains(name), "\(name)")
      }
    }
  }

  @Test func saysSoWhereGDALIsNotThere() throws {
    try Desk.lend(.empty) { desk in
      let outcome = try run(program, ["--version"], environment: ["PATH": "/nowhere"], in: desk.folder)
      #expect(outcome.status == 0 && outcome.stdout.contains("no GDAL (apt install gdal-bin"))
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completesItsVerbs(shell: String) throws {
    try Desk.lend(.empty) { desk in
      let script = try desk.run("--generate-completion-script \(shell)")
      #expect(script.status == 0)
      for verb in Self.verbs { #expect(script.stdout.contains(verb.configuration.commandName ?? "?")) }
    }
  }
}
