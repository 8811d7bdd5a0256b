/// The different sets of categories that targets have, from the texts of their rows (`low-income;disabled`).
///
/// Categories are sorted by bytes and sets by their categories, so that their numbers do not depend on the order of rows.
/// The empty set is always among them.
public struct CategorySetList: Sendable {
  /// All categories that occur, sorted by bytes.
  public let categories: [String]
  /// The different sets, each as rising indices into ``categories``.
  public let sets: [[Int]]
  /// For each text the index of its set.
  public let setOfText: [Int32]

  /// The sets that these texts stand for. - Complexity: O(n log n) for n texts.
  public init(_ texts: [String]) {
    let lists = texts.map { Set(Settings.list($0).map { Identifier($0) }) }
    let categories = lists.reduce(into: Set<Identifier>()) { $0.formUnion($1) }.sorted()
    let sets = lists.map { list in categories.indices.filter { list.contains(categories[$0]) } }
    let unique = Set(sets).union([[]]).sorted { $0.lexicographicallyPrecedes($1) }
    let numbersOfSets = Dictionary(uniqueKeysWithValues: unique.enumerated().map { ($1, Int32($0)) })
    self.categories = categories.map(\.text)
    self.sets = unique
    setOfText = sets.map { numbersOfSets[$0] ?? 0 }
  }
}
