import Testing
@testable import SpatialCore
