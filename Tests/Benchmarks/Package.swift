// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func measured(_ name: String) -> Target.Dependency { .product(name: name, package: "duplex") }

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "duplex", path: "../.."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "DuplexBenchmarks",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"), measured("ExpertParallelism"),
        measured("FloatFormats"), measured("LinearAlgebra"), measured("MPIRuntime"),
        measured("PipelineSchedules"), measured("RunConfigurations"), measured("Simulation"),
        measured("Training"), measured("TransformerModels"),
      ],
      // The plugin takes a target only where its folder lies in one that is named "Benchmarks".
      path: "DuplexBenchmarks", swiftSettings: strict,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    // Started under mpirun, which the plugin does not do.
    .executableTarget(
      name: "exchange-benchmark",
      dependencies: [
        measured("ExpertParallelism"), measured("FloatFormats"), measured("MPIRuntime"),
        measured("TokenExchange"),
      ],
      path: "ExchangeBenchmark", swiftSettings: strict),
  ]
)
