import Benchmark
import PipelineSchedules

/// Every schedule of the catalogue at the reference case's size, generated and validated.
enum ScheduleBenchmarks {
  private static let ranks = 16
  private static let microbatches = 120

  static func register() {
    for name in ScheduleCatalog.names {
      Benchmark(
        "Schedule \(name), \(ranks) ranks, \(microbatches) microbatches",
        configuration: .measuring(in: .microseconds)
      ) { _ in
        blackHole(
          try ScheduleCatalog.schedule(named: name, ranks: ranks, microbatches: microbatches))
      }
    }
  }
}
