/// What a plan is made for, beyond connected ground and fair shares.
public enum AllocationMode: String, Sendable, CaseIterable {
  /// Compact ground with smooth outlines: short ways, and a map that reads well.
  case `default`
  /// The least moment of inertia of the work: short ways, whatever the outlines look like.
  case compact
  /// Shares as equal as the units permit, then compact.
  case tight
  /// As few neighbours as possible in different groups.
  case fewCuts = "few-cuts"
}

/// What a plan may fall short of, if it cannot be had otherwise.
public enum Relaxation: String, Sendable, CaseIterable {
  /// Scattered pins may form parts of their own.
  case connectivity
  /// Groups may be farther from their fair share than the balance allows.
  case balance
}

/// How a plan is made.
public struct AllocationOptions: Sendable {
  /// What it is made for.
  public var mode = AllocationMode.default
  /// How far from its fair share a group may be: 0.05 is 5 %.
  public var balance = 0.05
  /// The seed of the random choices.
  public var seed: UInt64 = 1
  /// How many rounds run at one time. It does not change the plan of a number of rounds.
  public var threads = 1
  /// How many independent plans are made, of which the best is taken; nil: as many as the size of the ground permits in some
  /// seconds, or as `seconds` permits.
  public var rounds: Int?
  /// How much is tried in each round, as a multiple of the usual: 0.1 makes a draft.
  public var effort = 1.0
  /// Seconds after which no further round begins; nil: no limit. Which rounds were made is told in the result.
  public var seconds: Double?
  /// What the plan may fall short of.
  public var relaxed: Set<Relaxation> = []
  /// Told the share of the work that is done, 0...1, from any thread.
  public var progress: (@Sendable (Double) -> Void)?

  /// The usual way.
  public init() {}
}
