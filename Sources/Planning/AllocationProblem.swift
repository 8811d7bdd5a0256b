public import CampaignModel

/// What is to be shared out, among whom, and what is decided already.
public struct AllocationProblem: Sendable {
  /// A border between two units, or a link between units that do not touch.
  public struct Edge: Sendable, Equatable {
    /// Index of one unit.
    public var u: Int32
    /// Index of the other unit.
    public var v: Int32
    /// Length of the shared border in metres; 0 for a link (a bridge, a ferry).
    public var metres: Double

    /// An edge; it has no direction, and of several between two units the longest counts.
    public init(u: Int32, v: Int32, metres: Double) {
      self.u = u
      self.v = v
      self.metres = metres
    }
  }

  /// A unit that must go to a group: a hook-up, or a line of a pins file.
  public struct Pin: Sendable, Hashable {
    /// Id of the unit.
    public var unit: Identifier
    /// Id of the group.
    public var group: Identifier

    /// A pin.
    public init(unit: Identifier, group: Identifier) {
      self.unit = unit
      self.group = group
    }
  }

  /// Village codes or cell ids, each once.
  public var units: [Identifier]
  /// Work of each unit in household-equivalents, 0 for an empty unit.
  public var work: [Double]
  /// Easting of each unit's work-weighted centre, in metres of the campaign's CRS.
  public var xs: [Double]
  /// Northing of each unit's work-weighted centre, in metres of the campaign's CRS.
  public var ys: [Double]
  /// Borders and links between units.
  public var edges: [Edge]
  /// Pairs of units that touch and have no way across: edges that are not there, and that nothing may replace. What they part
  /// is shared out apart.
  public var barriers: [Edge] = []
  /// Ids of the groups, each once.
  public var groups: [Identifier]
  /// Capacity of each group in any one unit, say members × days: shares of the work are in proportion to it.
  public var capacities: [Double]
  /// Units whose group is decided. The same pin twice is one pin.
  public var pins: [Pin]
  /// Units that a group must not get.
  public var forbidden: [Pin] = []
  /// Area of each unit in square metres; empty if shapes do not matter.
  public var areas: [Double] = []
  /// Length of each unit's whole outline in metres; empty if shapes do not matter.
  public var perimeters: [Double] = []
  /// Group that each unit has in the plan that is kept as far as possible, nil where it had none; empty for a new plan.
  public var previous: [Identifier?] = []

  /// A problem; groups without capacities are equal.
  public init(
    units: [Identifier], work: [Double], xs: [Double], ys: [Double], edges: [Edge], groups: [Identifier],
    capacities: [Double]? = nil, pins: [Pin] = []
  ) {
    self.units = units
    self.work = work
    self.xs = xs
    self.ys = ys
    self.edges = edges
    self.groups = groups
    self.capacities = capacities ?? Array(repeating: 1, count: groups.count)
    self.pins = pins
  }
}
