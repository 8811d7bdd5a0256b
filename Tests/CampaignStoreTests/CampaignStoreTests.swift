import Testing
@testable import CampaignStore
