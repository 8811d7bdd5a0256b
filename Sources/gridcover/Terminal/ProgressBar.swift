internal import Foundation

/// A progress bar on standard error for work that takes over a second; silent where that is no terminal.
///
/// The bar appears only once a second has passed, so that quick commands print nothing, and is wiped when the work
/// is done: what remains on the screen is the result.
struct ProgressBar: ~Copyable {
  private var step = ""
  private let start = ContinuousClock.now
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastDrawn: ContinuousClock.Instant?

  /// Begins a step of the work, whose length is not known yet.
  mutating func begin(_ step: String) {
    self.step = step
    draw("")
  }

  /// Shows that `done` of `total` rows of this step are made.
  mutating func update(_ done: Int, of total: Int) {
    guard isTerminal, total > 0, lastDrawn.map({ ContinuousClock.now - $0 > .milliseconds(100) }) ?? true
    else {
      return
    }
    let share = min(max(Double(done) / Double(total), 0), 1)
    let filled = Int(30 * share)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    draw(" \(bar) \(Int(100 * share)) %")
  }

  private mutating func draw(_ bar: String) {
    let now = ContinuousClock.now
    guard isTerminal, now - start > .seconds(1) else { return }
    lastDrawn = now
    write("\r\u{1B}[K\(step)\(bar)")
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  deinit { if lastDrawn != nil { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) } }
}
