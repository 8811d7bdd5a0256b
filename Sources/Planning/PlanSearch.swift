internal import Dispatch
internal import Synchronization

/// Makes several plans that do not know of each other and keeps the best: many short rounds find more than one long one, and
/// they run on as many threads as there are.
///
/// A round is known by its number, and its random choices by seed and number, so that the best of the first so many
/// rounds is the same plan whatever the threads.
struct PlanSearch {
  let ground: Ground
  let options: AllocationOptions
  let weights: Annealing.Weights

  /// What came of it.
  struct Found {
    var owner: ContiguousArray<Int32>
    var outcome: Annealing.Outcome
    /// How many rounds were made.
    var rounds: Int
  }

  /// - Parameter make: one round, by its number.
  /// - Returns: the best of all rounds; nil if there was none.
  func run(rounds: Int, round make: @Sendable (Int) -> Found) -> Found? {
    let state = Mutex<(next: Int, found: [Int: Found])>((0, [:]))
    let clock = ContinuousClock()
    let deadline = options.seconds.map { clock.now + .seconds($0) }
    let progress = options.progress
    DispatchQueue.concurrentPerform(iterations: max(1, min(options.threads, rounds))) { _ in
      while true {
        let number: Int? = state.withLock { state in
          guard state.next < rounds, state.next == 0 || deadline.map({ clock.now < $0 }) ?? true else {
            return nil
          }
          state.next += 1
          return state.next - 1
        }
        guard let number else { return }
        let found = make(number)
        let done = state.withLock { state in
          state.found[number] = found
          return state.found.count
        }
        progress?(Double(done) / Double(rounds))
      }
    }
    let found = state.withLock { $0.found }.sorted { $0.key < $1.key }.map(\.value)
    guard let first = found.first else { return nil }
    let scale = first.outcome.inertia > 0 ? Double(ground.shares.count) / first.outcome.inertia : 0
    let best = found.min { a, b in
      (a.outcome.excess, a.outcome.cost(weights, momentScale: scale))
        < (b.outcome.excess, b.outcome.cost(weights, momentScale: scale))
    }
    return best.map { Found(owner: $0.owner, outcome: $0.outcome, rounds: found.count) }
  }
}
