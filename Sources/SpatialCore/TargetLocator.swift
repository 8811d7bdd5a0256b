public import CampaignModel

/// Gives every target its village: by its point, by the village its row declares, or both in turn.
///
/// A point belongs to the village that holds it (closed; the lowest code on shared borders and overlaps, as
/// ``RegionIndex`` has it). Where point and declared village disagree, the rule decides, and the distance from the
/// point to the declared village is kept so that the disagreement can be reported.
public struct TargetLocator: Sendable {
  private let regions: [Region]
  private let index: RegionIndex
  private let villageOfCode: [Identifier: Int32]
  private let rule: LocateRule

  /// A locator for villages in WGS 84.
  ///
  /// - Parameters:
  ///   - codes: the villages' codes, sorted by bytes: their order decides ties.
  ///   - threads: how many threads to use; the answers are the same for any number.
  /// - Complexity: O(vertices + cells of the index).
  public init(codes: [Identifier], regions: [Region], rule: LocateRule, threads: Int = 1) {
    self.regions = regions
    self.rule = rule
    index = RegionIndex(regions: regions, threads: threads)
    villageOfCode = Dictionary(
      codes.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// True if there is a village of this code.
  public func knows(_ code: String) -> Bool { villageOfCode[Identifier(code)] != nil }

  /// Locates targets.
  ///
  /// - Parameters:
  ///   - xs: longitudes in degrees, NaN where missing.
  ///   - ys: latitudes in degrees, NaN where missing.
  ///   - declared: the village codes that the rows declare, if there is such a column.
  ///   - threads: how many threads to use; the result is the same for any number.
  /// - Complexity: O(targets · edges near each point).
  public func locate(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, declared: TextColumn?, threads: Int = 1
  ) -> LocatedTargets {
    let byPoint = index.locate(xs: xs, ys: ys, threads: threads)
    var located = LocatedTargets(
      villages: byPoint, locatedBy: ContiguousArray(repeating: .geometry, count: xs.count),
      disagreements: ContiguousArray(repeating: .nan, count: xs.count))
    for i in xs.indices {
      let declaredVillage = declared.flatMap { village(declaredIn: $0, row: i) } ?? -1
      let hasPoint = !xs[i].isNaN
      (located.villages[i], located.locatedBy[i]) = place(
        byPoint: byPoint[i], hasPoint: hasPoint, declared: declaredVillage)
      if hasPoint && declaredVillage >= 0 && declaredVillage != byPoint[i] {
        let distance = GroundDistance.metres(fromX: xs[i], y: ys[i], to: regions[Int(declaredVillage)])
        // A point on a border that the declared village shares is in that village too, whoever owns the border.
        if let distance, distance > 0 { located.disagreements[i] = distance }
      }
    }
    return located
  }

  /// The village of each target and how it came by it, without distances: for rosters that are read as they come.
  ///
  /// - Parameter declared: The index of the village that a row declares, or -1; asked only where it matters.
  /// - Complexity: O(targets) expected.
  public func locate(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, declared: (Int) -> Int32
  ) -> (villages: ContiguousArray<Int32>, locatedBy: ContiguousArray<LocatedBy>) {
    var villages = index.locate(xs: xs, ys: ys, threads: 1)
    var locatedBy = ContiguousArray(repeating: LocatedBy.geometry, count: xs.count)
    for i in villages.indices where villages[i] < 0 || rule == .declared {
      (villages[i], locatedBy[i]) = place(byPoint: villages[i], hasPoint: !xs[i].isNaN, declared: declared(i))
    }
    return (villages, locatedBy)
  }

  /// The rule itself, for one target.
  private func place(byPoint: Int32, hasPoint: Bool, declared: Int32) -> (village: Int32, by: LocatedBy) {
    if byPoint >= 0 && (rule != .declared || declared < 0) { return (byPoint, .geometry) }
    if declared >= 0 && !(rule == .geometry && hasPoint) { return (declared, .declared) }
    return (-1, .none)
  }

  private func village(declaredIn column: TextColumn, row: Int) -> Int32? {
    guard !column.isBlank(row), let code = column[row] else { return nil }
    return villageOfCode[Identifier(code)]
  }
}
