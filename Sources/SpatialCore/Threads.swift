internal import Dispatch
internal import Synchronization

/// Does numbered pieces of work on several threads, each of which takes the next piece when it is done with one.
///
/// - Parameter threads: How many threads at most; one at least.
/// - Complexity: a few microseconds more than the pieces themselves.
public func onThreads(_ threads: Int, pieces: Int, _ work: @Sendable (Int) -> Void) {
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: max(1, min(threads, pieces))) { _ in
    while true {
      let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard piece < pieces else { return }
      work(piece)
    }
  }
}

/// Makes `count` values on several threads, each of which takes `taken` of them at a time; in order, for any number of threads.
public func valuesOnThreads<Value: Sendable>(
  _ threads: Int, count: Int, taking taken: Int = 1, _ make: @Sendable (Int) -> Value
) -> ContiguousArray<Value> {
  ContiguousArray(unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let values = buffer
    onThreads(threads, pieces: (count + taken - 1) / taken) { piece in
      for place in (piece * taken)..<min(count, (piece + 1) * taken) {
        values.initializeElement(at: place, to: make(place))
      }
    }
    initialized = count
  }
}
