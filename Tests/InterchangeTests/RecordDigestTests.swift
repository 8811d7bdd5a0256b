import CampaignModel
import Interchange
import Testing

/// The digest of records: equal for equal values, and another one for every value that differs.
@Suite struct RecordDigestTests {
  static let table = visits(["a", "b"], ["h1", "h2"], notes: [nil, nil], xs: [1, .nan])

  static func visits(
    _ ids: [String], _ targets: [String], notes: [String?], xs: ContiguousArray<Double>
  ) -> RecordTable {
    func column(_ name: String, _ texts: [String?]) -> RecordTable.Column? {
      RecordKind.visits.fields.first { $0.name == name }.map {
        RecordTable.Column(field: $0, values: .texts(TextColumn(texts)))
      }
    }
    return RecordTable(
      kind: .visits,
      columns: [column("id", ids), column("target", targets), column("note", notes)].compactMap { $0 },
      xs: xs, ys: xs, sourceRows: ContiguousArray(ids.indices.map { Int32($0 + 1) }))
  }

  @Test func isThatOfTheValues() {
    let digest = RecordDigest.sha256(of: Self.table)
    #expect(digest.count == 64)
    #expect(RecordDigest.sha256(of: Self.table) == digest)
    // An empty text is stored as a missing one, and every missing coordinate is the same.
    #expect(
      RecordDigest.sha256(
        of: Self.visits(["a", "b"], ["h1", "h2"], notes: ["", nil], xs: [1, -.nan])) == digest)
    // A field without a value is as if it were not there.
    var shorter = Self.table
    shorter.columns.removeLast()
    #expect(RecordDigest.sha256(of: shorter) == digest)
  }

  @Test func differsWithEachValue() {
    let others = [
      Self.visits(["a", "b"], ["h1", "h3"], notes: [nil, nil], xs: [1, .nan]),
      Self.visits(["a", "b"], ["h1h", "2"], notes: [nil, nil], xs: [1, .nan]),
      Self.visits(["a", "b"], ["h2", "h1"], notes: [nil, nil], xs: [1, .nan]),
      Self.visits(["a", "b"], ["h1", "h2"], notes: [nil, "x"], xs: [1, .nan]),
      Self.visits(["a", "b"], ["h1", "h2"], notes: ["x", nil], xs: [1, .nan]),
      Self.visits(["a", "b"], ["h1", "h2"], notes: [nil, nil], xs: [1, 1]),
      Self.visits(["a", "b"], ["h1", "h2"], notes: [nil, nil], xs: [1 + 1e-15, .nan]),
      Self.visits(["a"], ["h1"], notes: [nil], xs: [1]),
    ]
    let digests = Set((others + [Self.table]).map(RecordDigest.sha256))
    #expect(digests.count == others.count + 1)
  }
}
