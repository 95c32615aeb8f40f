public import Analysis
internal import Quantities
internal import Timelines

/// The path from kernels to the step as a tree with shares, for a terminal.
public struct ExplanationTree: Sendable, CustomStringConvertible {
  private let explanation: Explanation
  private let evaluation: Evaluation

  /// - Parameters:
  ///   - explanation: Of `evaluation`.
  ///   - evaluation: Its step and parts.
  public init(_ explanation: Explanation, of evaluation: Evaluation) {
    self.explanation = explanation
    self.evaluation = evaluation
  }

  public var description: String { (partLines + [""] + alternativeLines).joined(separator: "\n") }

  private var figures: Figures { Figures([evaluation]) }

  private func line(_ depth: Int, _ name: String, _ seconds: Double) -> String {
    let label = String(repeating: "  ", count: depth) + name
    let padding = String(repeating: " ", count: max(1, 44 - label.count))
    let share = seconds / explanation.step.seconds
    return label + padding + figures.timeAndShare(seconds, of: explanation.step.seconds)
      + "  " + String(repeating: "#", count: Int((max(0, min(share, 1)) * 30).rounded()))
  }

  private var partLines: [String] {
    var lines = [line(0, "\(evaluation.schedule) step", explanation.step.seconds)]
    for part in StepPart.allCases {
      lines.append(line(1, part.rawValue, evaluation.mean(of: part)))
      guard part == .computing else { continue }
      for kernel in explanation.parts { lines.append(line(2, kernel.name, kernel.time.seconds)) }
    }
    return lines
  }

  private var alternativeLines: [String] {
    var table = TextTable(headers: ["the step simulated again with", "step s", "saves s", ""])
    for alternative in explanation.alternatives {
      let saved = explanation.step.seconds - alternative.step.seconds
      table.rows.append([
        alternative.name, figures.seconds(alternative.step.seconds), figures.seconds(saved),
        percent(saved / explanation.step.seconds),
      ])
    }
    return table.lines
  }
}
