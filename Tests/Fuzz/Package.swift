// swift-tools-version: 6.2
import PackageDescription

// Build with `swift build --sanitize=fuzzer`; libFuzzer brings the main function.
let flags: [SwiftSetting] = [.unsafeFlags(["-parse-as-library"])]

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "duplex", path: "../..")],
  targets: [
    .executableTarget(
      name: "fuzz-scenarios",
      dependencies: [.product(name: "RunConfigurations", package: "duplex")],
      swiftSettings: flags),
    .executableTarget(
      name: "fuzz-clusters",
      dependencies: [.product(name: "RunConfigurations", package: "duplex")],
      swiftSettings: flags),
    .executableTarget(
      name: "fuzz-models",
      dependencies: [.product(name: "TransformerModels", package: "duplex")],
      swiftSettings: flags),
  ]
)
