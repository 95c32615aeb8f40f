// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// Ground floor first; a target may use only targets on floors below its own.
let floors: [[Target]] = [
  [
    .systemLibrary(
      name: "COpenMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "CExchangeKernels"),
    .target(name: "CFloatKernels"),
    .target(name: "CGateKernels"),
    .target(name: "CLaneKernels"),
    .target(name: "CTrainingKernels"),
    .target(name: "Quantities", swiftSettings: strict),
  ],
  [
    .target(name: "CMPI", dependencies: ["COpenMPI"]),
    .target(name: "FloatFormats", dependencies: ["CFloatKernels"], swiftSettings: strict),
    .target(name: "TransformerModels", dependencies: ["Quantities"], swiftSettings: strict),
    .target(name: "ClusterModels", dependencies: ["Quantities"], swiftSettings: strict),
    .target(name: "PipelineSchedules", dependencies: ["Quantities"], swiftSettings: strict),
    // The feature shows the kernels' counted pointers as spans; optimising such a module as one
    // whole crashes Swift 6.3.
    .target(
      name: "ExpertParallelism", dependencies: ["CGateKernels", "Quantities"],
      swiftSettings: strict + [
        .enableExperimentalFeature("SafeInteropWrappers"),
        .unsafeFlags(["-no-whole-module-optimization"]),
      ]),
  ],
  [
    // The feature lets a buffer hand out its span; the package of collections does the same.
    .target(
      name: "MPIRuntime", dependencies: ["CMPI"],
      swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
    .target(
      name: "LinearAlgebra", dependencies: ["COpenBLAS", "FloatFormats"], swiftSettings: strict),
    .target(
      name: "Timelines", dependencies: ["Quantities", "PipelineSchedules"], swiftSettings: strict),
    .target(
      name: "CostModels",
      dependencies: ["Quantities", "TransformerModels", "ClusterModels", "PipelineSchedules"],
      swiftSettings: strict),
  ],
  [
    // The feature lets shared rows hand out their span, as in MPIRuntime.
    .target(
      name: "TokenExchange",
      dependencies: ["CExchangeKernels", "ExpertParallelism", "FloatFormats", "MPIRuntime"],
      swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")])
  ],
  [
    .target(
      name: "Simulation",
      dependencies: [
        "CLaneKernels", "Quantities", "TransformerModels", "PipelineSchedules", "ClusterModels",
        "CostModels", "Timelines", "MPIRuntime",
      ], swiftSettings: strict),
    .target(
      name: "Training",
      dependencies: [
        "CTrainingKernels", "Quantities", "TransformerModels", "PipelineSchedules",
        "ExpertParallelism", "FloatFormats", "LinearAlgebra", "MPIRuntime", "Timelines",
        "TokenExchange",
      ], swiftSettings: strict),
  ],
  [
    .target(
      name: "Analysis",
      dependencies: [
        "Quantities", "TransformerModels", "ClusterModels", "PipelineSchedules", "CostModels",
        "Timelines", "Simulation", "MPIRuntime", "ExpertParallelism", "LinearAlgebra", "Training",
      ], swiftSettings: strict),
    .target(
      name: "RunConfigurations",
      dependencies: [
        "Quantities", "FloatFormats", "TransformerModels", "ClusterModels", "PipelineSchedules",
        "CostModels", "Simulation", "Training", yams,
      ], swiftSettings: strict),
  ],
  [
    .target(
      name: "Validation",
      dependencies: [
        "Quantities", "TransformerModels", "ClusterModels", "PipelineSchedules", "MPIRuntime",
        "CostModels", "Timelines", "Simulation", "Analysis", "RunConfigurations",
      ], swiftSettings: strict)
  ],
  [
    .target(
      name: "Reports",
      dependencies: [
        "Quantities", "TransformerModels", "ClusterModels", "PipelineSchedules", "CostModels",
        "Timelines", "Simulation", "Analysis", "RunConfigurations", "Validation",
        "ExpertParallelism", "LinearAlgebra", "Training",
      ], swiftSettings: strict)
  ],
  [
    .executableTarget(
      name: "duplex",
      dependencies: [
        "Quantities", "TransformerModels", "ClusterModels", "PipelineSchedules", "MPIRuntime",
        "CostModels", "Simulation", "RunConfigurations", "Analysis", "Validation", "Reports",
        "Timelines", "ExpertParallelism", "LinearAlgebra", "Training", argumentParser, logging,
      ], swiftSettings: strict),
    .executableTarget(
      name: "rank-selftest",
      dependencies: [
        "ExpertParallelism", "FloatFormats", "LinearAlgebra", "MPIRuntime", "PipelineSchedules",
        "Quantities", "Timelines", "TokenExchange", "Training", "TransformerModels",
      ],
      swiftSettings: strict),
  ],
]

var below: Set<String> = []
for floor in floors {
  for target in floor {
    for case .byNameItem(let name, _) in target.dependencies where !below.contains(name) {
      fatalError("\(target.name) must not depend on \(name): it is not on a lower floor")
    }
  }
  below.formUnion(floor.map(\.name))
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "duplex",
  products: [
    // For the packages in Tests/Fuzz and Tests/Benchmarks.
    .library(name: "ExpertParallelism", targets: ["ExpertParallelism"]),
    .library(name: "FloatFormats", targets: ["FloatFormats"]),
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
    .library(name: "MPIRuntime", targets: ["MPIRuntime"]),
    .library(name: "PipelineSchedules", targets: ["PipelineSchedules"]),
    .library(name: "RunConfigurations", targets: ["RunConfigurations"]),
    .library(name: "Simulation", targets: ["Simulation"]),
    .library(name: "TokenExchange", targets: ["TokenExchange"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "TransformerModels", targets: ["TransformerModels"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: floors.flatMap { $0 } + [
    .target(
      name: "TestSupport", dependencies: [subprocess], path: "Tests/TestSupport",
      swiftSettings: strict),
    .target(
      name: "CBaselineKernels", dependencies: ["CFloatKernels"], path: "Tests/CBaselineKernels"),
    tests("Quantities", ["Quantities"]),
    tests(
      "FloatFormats", ["FloatFormats", "CFloatKernels", "CBaselineKernels"], exclude: ["Tables"]),
    tests("MPIRuntime", ["MPIRuntime", "TestSupport", "rank-selftest"]),
    tests("LinearAlgebra", ["LinearAlgebra", "FloatFormats"]),
    tests(
      "TokenExchange",
      [
        "TokenExchange", "CExchangeKernels", "ExpertParallelism", "FloatFormats", "MPIRuntime",
        "TestSupport", "rank-selftest",
      ]),
    tests("TransformerModels", ["TransformerModels", "Quantities"]),
    tests("ClusterModels", ["ClusterModels", "Quantities"]),
    tests("PipelineSchedules", ["PipelineSchedules", "Quantities"], exclude: ["Golden"]),
    tests("ExpertParallelism", ["ExpertParallelism", "Quantities"]),
    tests(
      "CostModels",
      ["CostModels", "PipelineSchedules", "ClusterModels", "TransformerModels", "Quantities"]),
    tests(
      "Calibration",
      [
        "RunConfigurations", "Simulation", "CostModels", "ClusterModels", "TransformerModels",
        "Quantities",
      ]),
    tests(
      "Validation",
      [
        "Validation", "Reports", "RunConfigurations", "Simulation", "CostModels",
        "TransformerModels", "MPIRuntime", "Quantities", "TestSupport",
      ]),
    tests(
      "Simulation",
      [
        "CLaneKernels", "Simulation", "Timelines", "CostModels", "PipelineSchedules",
        "ClusterModels", "TransformerModels", "MPIRuntime", "Quantities",
      ]),
    tests(
      "RunConfigurations",
      [
        "RunConfigurations", "FloatFormats", "Simulation", "CostModels", "ClusterModels",
        "TransformerModels", "Training", "Quantities",
      ]),
    tests(
      "Reports",
      [
        "Quantities", "TransformerModels", "ClusterModels", "PipelineSchedules", "CostModels",
        "Timelines", "Simulation", "Analysis", "Reports", "LinearAlgebra", "Training",
        "TestSupport",
      ]),
    tests(
      "Analysis",
      [
        "Analysis", "RunConfigurations", "Simulation", "Timelines", "PipelineSchedules",
        "CostModels", "ClusterModels", "ExpertParallelism", "MPIRuntime", "Quantities",
        "LinearAlgebra", "Training", "TransformerModels", "TestSupport",
      ]),
    tests(
      "Training",
      [
        "Training", "CTrainingKernels", "LinearAlgebra", "FloatFormats", "ExpertParallelism",
        "PipelineSchedules", "TransformerModels", "MPIRuntime", "Quantities", "Timelines",
        "Reports", "TestSupport", "duplex", "rank-selftest",
      ], exclude: ["Fixtures"]),
    tests("CommandLine", ["Quantities", "TestSupport", "duplex"], exclude: ["Fixtures"]),
    tests("Launch", ["TestSupport"]),
  ]
)
