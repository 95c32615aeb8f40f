import FoundationEssentials
import Subprocess

/// The environment in which tests start programs.
enum QuietEnvironment {
  /// Root may start ranks, more ranks than cores are fine and give way to each other, messages stay
  /// inside the machine, OpenBLAS keeps to one thread, and a trap does not cost a symbolised stack.
  private static let settings = [
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_btl": "self,vader",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_pml": "ob1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "SWIFT_BACKTRACE": "enable=no",
  ]

  /// What tells a program that a launcher started it.
  private static let launcherPrefixes = ["OMPI_", "PMIX_", "PMI_"]

  /// The whole environment of one launch, which may add to the settings or override them.
  static func variables(adding own: [String: String]) -> [Environment.Key: String] {
    let inherited = ProcessInfo.processInfo.environment.filter { name, _ in
      !launcherPrefixes.contains { name.hasPrefix($0) }
    }
    let all = inherited.merging(settings) { $1 }.merging(own) { $1 }
    return Dictionary(
      uniqueKeysWithValues: all.compactMap { name, value in
        Environment.Key(rawValue: name).map { ($0, value) }
      })
  }
}
