internal import Foundation

/// A progress bar on standard error, for work that takes over a second; silent where that is no terminal.
///
/// The bar appears only once a second has passed, so that quick commands print nothing, and is wiped when the work
/// is done: what remains on the screen is the result.
struct ProgressBar: ~Copyable {
  private let label: String
  private let start = ContinuousClock.now
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastDrawn: ContinuousClock.Instant?

  init(_ label: String) { self.label = label }

  /// Shows that `done` of `total` steps are made.
  mutating func update(_ done: Int, of total: Int) {
    guard isTerminal, total > 0 else { return }
    let now = ContinuousClock.now
    guard now - start > .seconds(1), lastDrawn.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
    lastDrawn = now
    let width = 30
    let filled = width * min(done, total) / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    write("\r\u{1B}[K\(label) \(bar) \(100 * min(done, total) / total) %")
  }

  /// Wipes the bar.
  mutating func finish() {
    guard lastDrawn != nil else { return }
    write("\r\u{1B}[K")
    lastDrawn = nil
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
