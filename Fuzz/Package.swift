// swift-tools-version: 6.2
// libFuzzer over gridcover's readers; a package of its own, so that building gridcover knows nothing of it. Fuzz/run builds it.
import PackageDescription

let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "gridcover", path: "..")],
  targets: [
    .executableTarget(name: "fuzz", dependencies: [.product(name: "GridcoverKit", package: "gridcover")])
  ],
  swiftLanguageModes: [.v6]
)
