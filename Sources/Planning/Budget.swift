/// How much is tried, by the size of the ground and what the plan is for.
///
/// The numbers were found on real villages, 9 and 37 units to a group: where groups have few units each of them costs much, and it
/// takes more heat to get one past another. They are numbers of trials, never of seconds, so that a plan is the same on
/// every machine.
struct Budget {
  var rounds: Int
  var schedule: Annealing.Schedule
  /// For a plan that came out of `schedule` with a group outside the balance.
  var rescue: Annealing.Schedule

  init(_ problem: OrderedProblem, _ options: AllocationOptions) {
    let units = Double(problem.unitsWithWork)
    let perGroup = max(1, units / Double(problem.groupCount))
    let first = options.mode == .tight ? min(0.8, 7 / perGroup) : min(0.3, 4.4 / perGroup)
    let perUnit: Double
    var all: Double
    (perUnit, all) =
      switch options.mode {
      case .default: (28_000.0, 50e6)
      case .compact: (42_000.0, 400e6)
      case .tight, .fewCuts: (112_000.0, 240e6)
      }
    let trials = min(100e6, max(20_000, units * perUnit))
    schedule = Annealing.Schedule(
      trials: Int(trials), first: first, last: first / (options.mode == .fewCuts ? 15 : 35))
    if options.mode == .tight { schedule.lastBalance = min(12, max(3, perGroup / 3)) }
    if !problem.previous.isEmpty {
      // Warm for the price of a move (``AllocationSearch``), and imbalance dear from the start: the plan is bent, not melted.
      let heat = 0.3 * min(1, 8.8 / perGroup)
      schedule = Annealing.Schedule(
        trials: Int(min(40e6, max(20_000, units * 40_000))), first: heat, last: heat / 50, firstBalance: 3,
        lastBalance: 30, finalBalance: 60, passesOn: true)
      all = 170e6
    }
    let usual = max(1, min(24, Int(all / Double(schedule.trials))))
    schedule.trials = Int(Double(schedule.trials) * min(100, max(0.001, options.effort)))
    rescue = schedule
    rescue.passesOn = true
    rescue.trials /= 3
    if problem.previous.isEmpty {
      rescue.first = min(0.8, 7 / perGroup) / 2
      rescue.lastBalance = min(12, max(3, perGroup / 3))
    } else {
      (rescue.first, rescue.firstBalance, rescue.lastBalance) = (schedule.first / 3, 12, 40)
    }
    rescue.finalBalance = 160
    rounds = options.rounds ?? (options.seconds == nil ? usual : 100_000)
  }
}
