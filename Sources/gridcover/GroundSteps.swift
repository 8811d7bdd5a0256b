internal import CampaignModel
internal import CampaignStore
internal import SpatialCore

extension Pipeline {
  /// Fixes the campaign's CRS at the first grid or plan: from then on ids and lengths stay what they are.
  static func fixCRS(
    _ settings: Settings, _ regions: [Region], _ writer: borrowing WorkspaceWriter
  ) throws -> String {
    let crs = CampaignProjection.name(settings, covering: regions)
    if settings.crs == "auto" { try writer.setSetting("crs", crs) }
    return crs
  }
}
