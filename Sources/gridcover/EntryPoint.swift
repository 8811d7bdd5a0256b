internal import ArgumentParser
internal import Foundation
internal import Interchange

/// Where the program begins: a mistyped verb gets the nearest one named, all else goes to the command line.
@main
enum EntryPoint {
  static func main() {
    // A file that grows past a limit (ulimit -f) is then an error of the write, which ends in a sentence.
    signal(SIGXFSZ, SIG_IGN)
    // Swift's report of a crash shows memory, and memory holds people's names: a crash ends as the system has it.
    for crash in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(crash, SIG_DFL) }
    OutputFile.keepWhatIsRead()
    let arguments = Array(CommandLine.arguments.dropFirst())
    // `help VERB` names a verb too.
    let verb = arguments.first == "help" ? arguments.dropFirst().first : arguments.first
    if let verb, !verb.hasPrefix("-"), verb != "help", !verbs.contains(verb) {
      let nearest = verbs.min { (distance(verb, $0), $0) < (distance(verb, $1), $1) }
      let hint = nearest.flatMap { distance(verb, $0) <= 2 ? "; did you mean '\($0)'?" : nil } ?? ""
      let line = "Error: there is no verb '\(verb)'\(hint) (gridcover --help lists all)\n"
      Output.say(line)
      exit(ExitCode.validationFailure.rawValue)
    }
    do {
      // Here, and not in the parser's configuration, which is made for every verb: it asks other programs.
      if arguments == ["--version"] { return try Output.print(VersionText.text()) }
      var command = try Gridcover.parseAsRoot()
      try command.run()
    } catch { end(with: error) }
  }

  /// Says why the program ends, as the parser words it: help on standard output, written with a check, and all else on
  /// standard error.
  private static func end(with error: any Error) -> Never {
    let message = Gridcover.fullMessage(for: error)
    let code = Gridcover.exitCode(for: error)
    if message.isEmpty { exit(code.rawValue) }
    guard code == .success else {
      Output.say(message + "\n")
      exit(code.rawValue)
    }
    do { try Output.print(bytes: Array((message + "\n").utf8)) } catch {
      Output.say(Gridcover.fullMessage(for: error) + "\n")
      exit(ExitCode.failure.rawValue)
    }
    exit(code.rawValue)
  }

  private static let verbs = Gridcover.configuration.groupedSubcommands
    .flatMap { $0.subcommands }.compactMap { $0.configuration.commandName }

  /// The number of letters to add, drop or change (V. Levenshtein, 1965). - Complexity: O(letters²).
  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let next = min(row[j], row[j + 1], letter == other ? diagonal - 1 : diagonal) + 1
        (diagonal, row[j + 1]) = (row[j + 1], next)
      }
    }
    return row[b.count]
  }
}
