import Benchmark

/// What the plugin runs.
let benchmarks: @Sendable () -> Void = {
  StepBenchmarks.register()
  ScheduleBenchmarks.register()
  RoutingBenchmarks.register()
  QuantizationBenchmarks.register()
  ProductBenchmarks.register()
  TrainingBenchmarks.register()
  BaselineBenchmarks.register()
}
