/// Gives areas few colours so that neighbours never have the same one.
///
/// DSATUR (D. Brélaz, 1979): the area whose neighbours already show most colours comes next, and gets the lowest colour
/// that none of them has. Exact on bipartite maps; on the maps of working groups four to six colours do.
public enum GroupColouring {
  /// The colour of each area, from 0.
  ///
  /// - Parameters:
  ///   - count: how many areas.
  ///   - neighbours: pairs of areas that share a border; order and repeats do not matter.
  /// - Complexity: O(areas² + pairs).
  public static func colours(count: Int, neighbours: some Sequence<(Int, Int)>) -> [Int] {
    var beside = [Set<Int>](repeating: [], count: count)
    for (a, b) in neighbours where a != b {
      beside[a].insert(b)
      beside[b].insert(a)
    }
    var colours = [Int](repeating: -1, count: count)
    var seen = [Set<Int>](repeating: [], count: count)
    for _ in 0..<count {
      guard
        let next = colours.indices.filter({ colours[$0] < 0 })
          .max(by: { (seen[$0].count, beside[$0].count, -$0) < (seen[$1].count, beside[$1].count, -$1) })
      else { break }
      let free = (0...count).first { !seen[next].contains($0) } ?? 0
      colours[next] = free
      for other in beside[next] { seen[other].insert(free) }
    }
    return colours
  }
}
