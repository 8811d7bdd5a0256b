/// Where the rows of a table of targets belong, as columns of one entry a row.
public struct LocatedTargets: Sendable, Equatable {
  /// Index of the village in the list located against, or -1.
  public var villages: ContiguousArray<Int32>
  /// How each came by its village.
  public var locatedBy: ContiguousArray<LocatedBy>
  /// Metres from the point to the declared village, where both are known and the point is not in it; NaN elsewhere.
  public var disagreements: ContiguousArray<Double>

  /// Columns that their maker keeps equally long.
  public init(
    villages: ContiguousArray<Int32>, locatedBy: ContiguousArray<LocatedBy>,
    disagreements: ContiguousArray<Double>
  ) {
    self.villages = villages
    self.locatedBy = locatedBy
    self.disagreements = disagreements
  }
}
