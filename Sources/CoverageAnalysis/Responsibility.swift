internal import CampaignModel

/// Which working group is responsible for each target, by the plan.
struct Responsibility {
  /// Index of the group for each target, or -1.
  let groups: ContiguousArray<Int32>
  /// Index of the group for each village or cell of the plan, or -1.
  let unitGroups: ContiguousArray<Int32>

  /// A target belongs to the group of its cell (or village, if villages were shared out). One without a cell, because
  /// it has no coordinates or lies outside the grid, belongs to the group that holds most of its village's work, the
  /// first by id if two hold as much.
  ///
  /// - Complexity: O(targets + units · log units).
  init(_ campaign: Campaign) {
    let targets = campaign.targets
    guard let plan = campaign.plan else {
      groups = ContiguousArray(repeating: -1, count: targets.count)
      unitGroups = []
      return
    }
    let groupIndex = Dictionary(
      campaign.groups.enumerated().map { ($1.id, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    let unitIDs = plan.unit == .village ? campaign.villages.map(\.code) : campaign.cells.map(\.id)
    let unitIndex = Dictionary(
      unitIDs.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var ofUnit = ContiguousArray<Int32>(repeating: -1, count: unitIDs.count)
    for entry in plan.entries {
      if let unit = unitIndex[entry.unit], let group = groupIndex[entry.group] { ofUnit[unit] = group }
    }
    unitGroups = ofUnit

    let units = plan.unit == .village ? targets.villages : targets.cells
    var ofTarget = ContiguousArray<Int32>(repeating: -1, count: targets.count)
    for i in ofTarget.indices where units[i] >= 0 { ofTarget[i] = ofUnit[Int(units[i])] }
    if plan.unit == .cell {
      let ofVillage = Responsibility.mainGroups(of: campaign, groups: ofTarget)
      for i in ofTarget.indices where units[i] < 0 && targets.villages[i] >= 0 {
        ofTarget[i] = ofVillage[Int(targets.villages[i])]
      }
    }
    groups = ofTarget
  }

  /// The group that holds most of each village's work, or -1.
  static func mainGroups(of campaign: Campaign, groups: ContiguousArray<Int32>) -> [Int32] {
    let work = TargetWork(campaign)
    var workOfPair: [VillageGroup: Double] = [:]
    for i in groups.indices where groups[i] >= 0 && campaign.targets.villages[i] >= 0 {
      workOfPair[VillageGroup(village: campaign.targets.villages[i], group: groups[i]), default: 0] += work[i]
    }
    var main = [Int32](repeating: -1, count: campaign.villages.count)
    var most = [Double](repeating: 0, count: campaign.villages.count)
    for (pair, work) in workOfPair.sorted(by: { $0.key.group < $1.key.group }) {
      let village = Int(pair.village)
      if main[village] < 0 || work > most[village] { (main[village], most[village]) = (pair.group, work) }
    }
    return main
  }

  private struct VillageGroup: Hashable {
    var village: Int32
    var group: Int32
  }
}
