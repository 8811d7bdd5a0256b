internal import ArgumentParser

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Recompute a certificate of coverage, and say where it does not hold.",
    discussion: """
      Every figure is counted again from the workspace as it was known at the certificate's line of the log, under the \
      certificate's settings and plan: later imports do not break it. The files of the log and the records themselves \
      are compared by their SHA-256, so that an edit elsewhere is seen. Exit status 0 if all agrees, 3 with one line for \
      each difference if not.

      Examples:
        gridcover coverage C.gpkg --as-of 2016-12-19 --certificate monday.json
        gridcover verify monday.json
        gridcover verify monday.json --campaign copy/C.gpkg
      """)

  @Argument(help: "The certificate.", completion: .file(extensions: ["json"])) var certificate: String
  @Option(help: "The workspace; by default the one that the certificate names, from its own folder.")
  var campaign: String?

  func run() throws {
    let check = try Pipeline.verify(certificate, workspace: campaign)
    try Output.print(check.text)
    if !check.differences.isEmpty { throw ExitCode.findings }
  }
}
