/// How much is tried, by the size of the ground and what the plan is for.
///
/// The numbers were found on real villages, 9 and 37 units to a group: where groups have few units each of them costs much, and it
/// takes more heat to get one past another. They are numbers of trials, never of seconds, so that a plan is the same on
/// every machine.
struct Budget {
  var rounds: Int
  var schedule: Annealing.Schedule

  init(_ problem: OrderedProblem, _ options: AllocationOptions) {
    let units = Double(problem.unitsWithWork)
    let perGroup = max(1, units / Double(problem.groupCount))
    let first = options.mode == .tight ? min(0.8, 7 / perGroup) : min(0.3, 4.4 / perGroup)
    let perUnit: Double
    var all: Double
    (perUnit, all) =
      switch options.mode {
      case .default: (28_000.0, 60e6)
      case .compact: (42_000.0, 240e6)
      case .tight, .fewCuts: (112_000.0, 240e6)
      }
    let trials = min(100e6, max(20_000, units * perUnit))
    schedule = Annealing.Schedule(
      trials: Int(trials), first: first, last: first / (options.mode == .fewCuts ? 15 : 35))
    if options.mode == .tight { schedule.lastBalance = min(12, max(3, perGroup / 3)) }
    if !problem.previous.isEmpty {
      // Hot for the price of a move (``AllocationSearch``): the way to fewer moves leads through more of them.
      let heat = min(1, 8.8 / perGroup)
      schedule = Annealing.Schedule(
        trials: Int(min(40e6, max(20_000, units * 40_000))), first: heat, last: heat / 50)
      all = 240e6
    }
    let usual = max(1, min(16, Int(all / Double(schedule.trials))))
    schedule.trials = Int(Double(schedule.trials) * min(100, max(0.001, options.effort)))
    rounds = options.rounds ?? (options.seconds == nil ? usual : 100_000)
  }
}
