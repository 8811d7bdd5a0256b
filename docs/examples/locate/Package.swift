// swift-tools-version: 6.2
import PackageDescription

// A program of its own that uses gridcover's spatial core: swift run, in this folder.
let package = Package(
  name: "locate",
  dependencies: [.package(name: "gridcover", path: "../../..")],
  targets: [
    .executableTarget(name: "locate", dependencies: [.product(name: "SpatialCore", package: "gridcover")])
  ],
  swiftLanguageModes: [.v6]
)
