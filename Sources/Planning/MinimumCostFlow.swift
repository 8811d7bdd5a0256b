/// Gives each task to at most one worker, each worker at most so many, at least total cost: the transportation problem.
///
/// It is an exact minimum-cost flow by successive shortest paths with potentials (Edmonds and Karp, "Theoretical
/// improvements in algorithmic efficiency for network flow problems", 1972; Tomizawa 1971), in the form of Jonker and
/// Volgenant ("A shortest augmenting path algorithm for dense and sparse linear assignment problems", 1987): tasks come
/// one after the other, and each is taken in along the cheapest chain of changes. Potentials are kept for workers alone,
/// as prices: a task's own is the least of cost + price over its arcs. Between two workers only the cheapest change is
/// kept, so that a path looks at workers and not at tasks.
///
/// Leaving a task out costs its penalty, by an arc to a worker of its own without a limit: with penalties above what any
/// chain of changes can save, as few as possible are left out, the dearest last. Costs are whole numbers, so that the result
/// is the optimum and no rounding of it.
struct MinimumCostFlow {
  /// The costs of tasks at workers, task by task.
  struct Arcs {
    private(set) var starts: ContiguousArray<Int> = [0]
    private(set) var workers: ContiguousArray<Int32> = []
    private(set) var costs: ContiguousArray<Int> = []

    var taskCount: Int { starts.count - 1 }

    /// Adds an arc of the task that is being written.
    mutating func append(worker: Int, cost: Int) {
      workers.append(Int32(worker))
      costs.append(cost)
    }

    /// Ends the task that is being written; one may have no arc.
    mutating func endTask() { starts.append(workers.count) }

    subscript(task: Int) -> Range<Int> { starts[task]..<starts[task + 1] }
  }

  /// The worker of each task, or -1.
  private(set) var owners: ContiguousArray<Int32>
  /// The price of each worker: above 0 only if as many tasks as allowed are his.
  private(set) var prices: ContiguousArray<Int>

  private let capacities: [Int]
  private let arcs: Arcs
  private let penalties: ContiguousArray<Int>
  private var ownCosts: ContiguousArray<Int>
  private var tasks: [[Int32]]
  private var places: ContiguousArray<Int32>
  private var changes: [[Change]]
  private var hasStaleChanges: [Bool]
  /// Scratch: the place in a list of changes for each worker, or -1.
  private var slots: ContiguousArray<Int32>
  private var search: Search

  /// The cheapest way in which a worker can hand a task on: to another worker, or (`worker` = their number) to nobody.
  private struct Change {
    var worker: Int32
    var task: Int32
    var cost: Int
  }

  /// Labels of one shortest-path search.
  private struct Search {
    var distances: ContiguousArray<Int>
    var tasks: ContiguousArray<Int32>
    var previous: ContiguousArray<Int32>
    var isSettled: [Bool]
    var touched: [Int] = []

    init(_ count: Int) {
      distances = ContiguousArray(repeating: .max, count: count)
      tasks = ContiguousArray(repeating: -1, count: count)
      previous = tasks
      isSettled = Array(repeating: false, count: count)
    }

    mutating func reset() {
      for i in touched { (distances[i], isSettled[i]) = (.max, false) }
      touched.removeAll(keepingCapacity: true)
    }

    /// Takes a shorter way to a node; true if it is one. Ties go to the lower task, so that no order of arcs shows.
    mutating func relax(_ node: Int, _ distance: Int, task: Int32, previous from: Int32) -> Bool {
      guard distance < distances[node] else { return false }
      if distances[node] == .max { touched.append(node) }
      (distances[node], tasks[node], previous[node]) = (distance, task, from)
      return true
    }
  }

  /// Solves at once.
  ///
  /// - Parameters:
  ///   - capacities: How many tasks each worker has at most.
  ///   - arcs: The costs, each at least 0; labels of paths must stay below 2⁵³ (they are keys of the queue).
  ///   - penalties: The cost of leaving out each task, at least 0.
  ///   - order: All tasks, in the order in which they are taken in; where optima tie, it decides.
  /// - Complexity: O(n · (a log a + q k)) at worst for n tasks, a pairs of workers between whom a task can change hands,
  ///   q tasks of a worker and k arcs of a task; the searches are mostly short. Memory O(arcs + a).
  init(capacities: [Int], arcs: Arcs, penalties: ContiguousArray<Int>, order: some Sequence<Int>) {
    self.capacities = capacities
    self.arcs = arcs
    self.penalties = penalties
    let (workerCount, taskCount) = (capacities.count, arcs.taskCount)
    owners = ContiguousArray(repeating: -1, count: taskCount)
    prices = ContiguousArray(repeating: 0, count: workerCount)
    ownCosts = ContiguousArray(repeating: 0, count: taskCount)
    tasks = Array(repeating: [], count: workerCount)
    places = owners
    changes = Array(repeating: [], count: workerCount)
    hasStaleChanges = Array(repeating: true, count: workerCount)
    slots = ContiguousArray(repeating: -1, count: workerCount + 1)
    search = Search(workerCount + 1)
    for task in order { takeIn(task) }
  }

  /// The sum of costs of all tasks that have a worker.
  var cost: Int { owners.indices.reduce(0) { owners[$1] >= 0 ? $0 + ownCosts[$1] : $0 } }

  /// What a task costs where it is: cost + price, or its penalty. No worker offers it for less.
  func value(of task: Int) -> Int {
    owners[task] < 0 ? penalties[task] : ownCosts[task] + prices[Int(owners[task])]
  }

  private mutating func takeIn(_ task: Int) {
    let nobody = capacities.count
    var queue = PriorityQueue()
    search.reset()
    func push(_ node: Int, _ distance: Int) { queue.push(Int32(node), key: Double(distance)) }
    if search.relax(nobody, penalties[task], task: Int32(task), previous: -1) {
      push(nobody, penalties[task])
    }
    for arc in arcs[task] {
      let worker = Int(arcs.workers[arc])
      let distance = arcs.costs[arc] + prices[worker]
      if search.relax(worker, distance, task: Int32(task), previous: -1) { push(worker, distance) }
    }
    var end = nobody
    while let item = queue.pop() {
      let node = Int(item.number)
      if search.isSettled[node] { continue }
      search.isSettled[node] = true
      if node == nobody || tasks[node].count < capacities[node] {
        end = node
        break
      }
      if hasStaleChanges[node] { findChanges(of: node) }
      for change in changes[node] {
        let next = Int(change.worker)
        if search.isSettled[next] { continue }
        let price = next == nobody ? 0 : prices[next]
        let distance = search.distances[node] + change.cost + price - prices[node]
        if search.relax(next, distance, task: change.task, previous: Int32(node)) { push(next, distance) }
      }
    }
    let length = search.distances[end]
    for node in search.touched where node != nobody && search.isSettled[node] {
      prices[node] += length - search.distances[node]
    }
    var node = end
    while true {
      let (moved, previous) = (Int(search.tasks[node]), Int(search.previous[node]))
      move(moved, to: node == nobody ? nil : node)
      if previous < 0 { break }
      node = previous
    }
  }

  /// Gives a task to a worker, or to nobody.
  private mutating func move(_ task: Int, to worker: Int?) {
    if owners[task] >= 0 {
      let old = Int(owners[task])
      let last = tasks[old].removeLast()
      if Int(last) != task {
        tasks[old][Int(places[task])] = last
        places[Int(last)] = places[task]
      }
      hasStaleChanges[old] = true
    }
    owners[task] = Int32(worker ?? -1)
    guard let worker else { return }
    places[task] = Int32(tasks[worker].count)
    tasks[worker].append(Int32(task))
    hasStaleChanges[worker] = true
    for arc in arcs[task] where Int(arcs.workers[arc]) == worker { ownCosts[task] = arcs.costs[arc] }
  }

  /// For each worker that could take one of this worker's tasks, the cheapest one to hand on.
  private mutating func findChanges(of worker: Int) {
    var list = changes[worker]
    list.removeAll(keepingCapacity: true)
    func offer(_ other: Int, _ task: Int32, _ cost: Int) {
      let slot = Int(slots[other])
      if slot < 0 {
        slots[other] = Int32(list.count)
        list.append(Change(worker: Int32(other), task: task, cost: cost))
      } else if (cost, task) < (list[slot].cost, list[slot].task) {
        (list[slot].task, list[slot].cost) = (task, cost)
      }
    }
    for task in tasks[worker] {
      let own = ownCosts[Int(task)]
      offer(capacities.count, task, penalties[Int(task)] - own)
      for arc in arcs[Int(task)] where Int(arcs.workers[arc]) != worker {
        offer(Int(arcs.workers[arc]), task, arcs.costs[arc] - own)
      }
    }
    for change in list { slots[Int(change.worker)] = -1 }
    changes[worker] = list
    hasStaleChanges[worker] = false
  }
}
