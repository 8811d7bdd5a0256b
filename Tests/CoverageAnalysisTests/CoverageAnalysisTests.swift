import Testing
@testable import CoverageAnalysis
