public import CampaignModel

/// Rejections as CSV: `row,line,field,reason,expected,found`, one line for each. - Complexity: O(rejections).
public func rejectsFile(_ rejections: [Rejection]) -> [UInt8] {
  var writer = CSVWriter(headers: ["row", "line", "field", "reason", "expected", "found"])
  for rejection in rejections {
    writer.append([
      .integer(rejection.row), AttributeValue(rejection.line), .text(rejection.field),
      .text(rejection.reason.rawValue), .text(rejection.expected), .text(rejection.found),
    ])
  }
  return writer.bytes
}
