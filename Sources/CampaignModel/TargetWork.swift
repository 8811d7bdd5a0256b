/// The work of each target in household-equivalents: 1 for a household, the settings' weights for a priority household
/// and an enterprise.
public struct TargetWork: Sendable {
  private let targets: TargetColumns
  private let isPriority: [Bool]
  private let priorityWork: Double
  private let enterpriseWork: Double

  /// Work by the campaign's weights.
  public init(_ campaign: Campaign) {
    targets = campaign.targets
    isPriority = campaign.prioritySets
    priorityWork = campaign.settings.priorityWork
    enterpriseWork = campaign.settings.enterpriseWork
  }

  /// The work of target `i`.
  public subscript(i: Int) -> Double {
    if targets.kinds[i] == .enterprise { return enterpriseWork }
    return isPriority[Int(targets.categorySet[i])] ? priorityWork : 1
  }
}
