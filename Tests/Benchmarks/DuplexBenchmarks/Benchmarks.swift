import Benchmark

/// What the plugin runs.
let benchmarks: @Sendable () -> Void = {
  StepBenchmarks.register()
  ScheduleBenchmarks.register()
  RoutingBenchmarks.register()
  QuantizationBenchmarks.register()
  BaselineBenchmarks.register()
}
