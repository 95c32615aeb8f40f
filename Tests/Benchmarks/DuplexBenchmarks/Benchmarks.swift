import Benchmark

/// What the plugin runs.
let benchmarks: @Sendable () -> Void = {
  StepBenchmarks.register()
  ScheduleBenchmarks.register()
  RoutingBenchmarks.register()
  QuantizationBenchmarks.register()
  ProductBenchmarks.register()
  BaselineBenchmarks.register()
}
