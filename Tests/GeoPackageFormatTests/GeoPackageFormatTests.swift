import Testing
@testable import GeoPackageFormat
