// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "gridcover",
  products: [
    .executable(name: "gridcover", targets: ["gridcover"]),
    .library(name: "SpatialCore", targets: ["SpatialCore", "CampaignModel"]),
    .library(
      name: "GridcoverKit",
      targets: ["CampaignModel", "SpatialCore", "Planning", "CoverageAnalysis", "Interchange", "Cartography"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"])]),
    .systemLibrary(name: "CPROJ", pkgConfig: "proj", providers: [.apt(["libproj-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),

    .target(name: "CampaignModel", swiftSettings: settings),
    .target(
      name: "SpatialCore", dependencies: ["CampaignModel", "CGEOS", "CPROJ"],
      swiftSettings: settings),
    .target(
      name: "Planning", dependencies: ["CampaignModel", "SpatialCore"], swiftSettings: settings),
    .target(
      name: "CoverageAnalysis", dependencies: ["CampaignModel", "SpatialCore"],
      swiftSettings: settings),
    .target(
      name: "Interchange",
      dependencies: [
        "CampaignModel", "GeoPackageFormat", "CZlib", "CZstd",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .target(
      name: "GeoPackageFormat",
      dependencies: ["CampaignModel", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: settings),
    .target(
      name: "CampaignStore", dependencies: ["CampaignModel", "GeoPackageFormat"],
      swiftSettings: settings),
    .target(
      name: "Cartography", dependencies: ["CampaignModel", "SpatialCore", "CCairo", "CPango"],
      resources: [
        .embedInCode("Interactive/page.html"), .embedInCode("Interactive/page.css"),
        .embedInCode("Interactive/page.js"), .embedInCode("Brief/brief.css"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "gridcover",
      dependencies: [
        "CampaignModel", "SpatialCore", "Planning", "CoverageAnalysis", "Interchange",
        "CampaignStore", "Cartography",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["CampaignModel"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "CampaignModelTests", dependencies: ["CampaignModel", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SpatialCoreTests", dependencies: ["SpatialCore", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PlanningTests", dependencies: ["Planning", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "CoverageAnalysisTests", dependencies: ["CoverageAnalysis", "SpatialCore", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "InterchangeTests", dependencies: ["Interchange", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "GeoPackageFormatTests", dependencies: ["GeoPackageFormat", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CampaignStoreTests", dependencies: ["CampaignStore", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CartographyTests", dependencies: ["Cartography", "TestSupport"], exclude: ["Goldens"],
      swiftSettings: settings),
    .testTarget(
      name: "CommandTests", dependencies: ["gridcover", "TestSupport"], exclude: ["Fixtures", "Goldens"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
