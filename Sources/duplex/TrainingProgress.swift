import FoundationEssentials
import MPIRuntime
import Quantities
import Training

/// What a person sees of a run while it runs: a bar that is drawn again and again where there is a
/// terminal, else a line now and then.
struct TrainingProgress {
  /// A script that starts the processes for a terminal says so here, because mpirun hides it.
  static let variable = "DUPLEX_PROGRESS"
  private static let barWidth = 24
  /// Lines of a whole run, about.
  private static let lines = 20

  private let steps: Int
  private let first: Int
  private let drawsBar: Bool
  private var seconds = 0.0
  private var isOpen = false

  /// - Parameters:
  ///   - steps: The run's.
  ///   - first: Those that are done.
  init(steps: Int, first: Int) {
    self.steps = steps
    self.first = first
    drawsBar =
      StandardError.isTerminal || ProcessInfo.processInfo.environment[Self.variable] == "bar"
  }

  /// Shows a step that is done.
  mutating func show(_ metrics: StepMetrics) {
    seconds += metrics.seconds
    let every = max(1, (steps - first) / Self.lines)
    let isDue = metrics.step.isMultiple(of: every) || metrics.step == first + 1
    guard drawsBar || isDue || metrics.step == steps else { return }
    let left = seconds / Double(metrics.step - first) * Double(steps - metrics.step)
    let text =
      "step \(metrics.step)/\(steps)  loss \(fixed(metrics.loss, decimals: 3))  "
      + "\(significant(metrics.tokensPerSecond, digits: 3)) tokens/s  "
      + "MaxVio \(fixed(metrics.maxVio, decimals: 2))  \(Int(left.rounded(.up))) s left"
    guard drawsBar else { return StandardError.write(text + "\n") }
    let filled = metrics.step * Self.barWidth / steps
    let bar =
      String(repeating: "#", count: filled)
      + String(repeating: ".", count: Self.barWidth - filled)
    StandardError.write("\r\u{1B}[K[\(bar)] \(text)")
    isOpen = true
  }

  /// Leaves the bar's line.
  mutating func end() {
    if isOpen { StandardError.write("\n") }
    isOpen = false
  }
}
