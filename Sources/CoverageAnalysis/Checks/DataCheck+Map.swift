internal import CampaignModel
internal import SpatialCore

extension DataCheck {
  /// The map against itself: polygons that are invalid or were, overlaps, gaps.
  func mapFindings(in projection: Projection) throws(SpatialError) -> [Finding] {
    var findings: [Finding] = []
    for (village, region) in zip(villages, regions) {
      if region.isEmpty {
        findings.append(Finding(.noPolygon, layer: "villages", id: village.code.text))
      } else if let defect = PolygonValidity.check(region) {
        var finding = Finding(.invalidPolygon, layer: "villages", id: village.code.text)
        finding.detail = defect.description
        if let place = defect.place { finding.place = .point(x: place.x, y: place.y) }
        findings.append(finding)
      }
    }
    for mending in mendings {
      var finding = Finding(.mended, layer: "villages", id: mending.village.text)
      finding.change = mending.areaChange
      finding.detail = mending.defect
      findings.append(finding)
    }
    for flaw in try VillageTopology.flaws(regions: regions, projection: projection) {
      findings.append(finding(flaw))
    }
    return findings
  }

  private func finding(_ flaw: VillageTopology.Flaw) -> Finding {
    let isSliver = flaw.width < settings.sliverWidth
    let codes = flaw.villages.map { villages[Int($0)].code.text }
    let subject: FindingSubject =
      switch flaw.kind {
      case .overlap: isSliver ? .overlapSliver : .overlap
      case .gap: isSliver ? .gapSliver : .gap
      }
    var finding = Finding(subject, layer: "villages", id: codes.first ?? "")
    finding.others = Array(codes.dropFirst())
    finding.area = flaw.area
    finding.width = flaw.width
    finding.place = .region(flaw.region, x: flaw.inside.x, y: flaw.inside.y)
    return finding
  }
}
