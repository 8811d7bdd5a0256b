public import CampaignModel

/// Pairings as rows that the store takes in, with the ids that the same rows would get from a file without ids: to export
/// what was computed and to import it again changes nothing.
public func pairingTable(_ pairings: [(member: Identifier, contact: Identifier, kind: String)]) -> RecordTable
{
  let texts = [
    "member": TextColumn(pairings.map { $0.member.text }),
    "contact": TextColumn(pairings.map { $0.contact.text }),
    "kind": TextColumn(pairings.map(\.kind)),
  ]
  let fields = RecordKind.pairings.fields
  let columns = fields.compactMap { field in
    texts[field.name].map { RecordTable.Column(field: field, values: .texts($0)) }
  }
  let keys = DerivedKey(.pairings, columns: columns, xs: nil, ys: nil).column(rowCount: pairings.count)
  return RecordTable(
    kind: .pairings,
    columns: [RecordTable.Column(field: RecordKind.pairings.keyField, values: .texts(keys))] + columns,
    sourceRows: ContiguousArray(pairings.indices.map { Int32(clamping: $0 + 1) }))
}
