public import Analysis
internal import ClusterModels
internal import CostModels
internal import Quantities
internal import Simulation
internal import Timelines
internal import TransformerModels

/// A comparison for people at a terminal: tables and a few sentences, at most 120 columns wide.
public struct ComparisonTable: Sendable, CustomStringConvertible {
  private let comparison: Comparison
  private let figures: Figures
  private let bold: Bool

  /// Takes what to print, and whether titles carry the escape codes for bold text.
  public init(_ comparison: Comparison, bold: Bool = false) {
    self.comparison = comparison
    self.bold = bold
    figures = Figures(comparison.evaluations)
  }

  /// All sections, a blank line between them, without a final line break.
  public var description: String {
    var sections = [heading]
    if !comparison.evaluations.isEmpty {
      sections += [stepSection, actionSection]
      if comparison.evaluations.contains(where: { $0.expertCommunication > .zero }) {
        sections.append(expertSection)
      }
      if comparison.evaluations.contains(where: { $0.uncertainty != nil }) {
        sections += IntervalTables(comparison.evaluations, figures).sections.map {
          [title($0.title)] + $0.lines
        }
      }
      sections += [throughputSection, memorySection]
      if comparison.evaluations.contains(where: { $0.run != nil }) { sections.append(costSection) }
    }
    if !comparison.refusals.isEmpty { sections.append(refusalSection) }
    sections.append(summarySection)
    let notes = noteSection
    if notes.count > 1 { sections.append(notes) }
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var heading: [String] {
    let (scenario, step) = (comparison.scenario, comparison.scenario.step)
    return [
      title(scenario.name),
      "\(scenario.model.name) on \(grouped(step.parallelism.gpus)) \(scenario.cluster.accelerator.name)"
        + ", \(step.parallelism.summary)",
      "\(grouped(step.sequences)) sequences of \(grouped(step.sequenceLength)) tokens a step, "
        + "\(grouped(step.microbatches)) microbatches a pipeline, \(step.precision.rawValue)",
    ]
  }

  private var stepSection: [String] {
    var table = TextTable(headers: [
      "schedule", "step\ns", "computing\ns", "bubble\ns", "exposed\nexpert s",
      "exposed\npipeline s", "optimiser\ns",
    ])
    for evaluation in comparison.evaluations {
      let step = evaluation.step.seconds
      let part = { figures.timeAndShare(evaluation.mean(of: $0), of: step) }
      table.rows.append([
        evaluation.schedule, figures.seconds(step),
        figures.seconds(evaluation.mean(of: .computing)), part(.bubble), part(.exposedExpert),
        part(.exposedPipeline), part(.optimizer),
      ])
    }
    return [title("Where the step goes, mean over all GPUs")] + table.lines
  }

  private var actionSection: [String] {
    var table = TextTable(headers: [
      "schedule", "1F", "1B", "1W", "1F1B", "bubble", "opt", "step",
    ])
    for evaluation in comparison.evaluations {
      let columns = evaluation.actionSeconds.map { figures.seconds($0.seconds) }
      table.rows.append(
        [evaluation.schedule] + columns + [figures.seconds(evaluation.step.seconds)])
    }
    return [title("The same by the rows of the ISCA 2025 paper's Table 4, seconds")] + table.lines
  }

  /// What a fair comparison turns on: who hides expert communication, behind what, and how much.
  private var expertSection: [String] {
    var table = TextTable(headers: [
      "schedule", "all-to-all\ns", "hidden", "behind", "exposed\ns", "waiting for\nthe group s",
    ])
    for evaluation in comparison.evaluations {
      let shares = evaluation.timeline.meanShares
      table.rows.append([
        evaluation.schedule, figures.seconds(evaluation.expertCommunication.seconds),
        evaluation.hiddenExpertFraction.map { percent($0) } ?? "", evaluation.hiding.rawValue,
        figures.seconds((shares.exposedExpert - shares.expertWait).seconds),
        figures.seconds(shares.expertWait.seconds),
      ])
    }
    return [title("Expert all-to-all of a GPU, mean over all")] + table.lines
  }

  private var throughputSection: [String] {
    var table = TextTable(headers: [
      "schedule", "tokens/s", "tokens/day", "TFLOP/s\ncausal", "TFLOP/s\nfull", "MFU\ncausal",
      "MFU\nfull",
    ])
    for evaluation in comparison.evaluations {
      let throughput = evaluation.throughput
      table.rows.append([
        evaluation.schedule, magnitude(throughput.tokensPerSecond),
        magnitude(throughput.tokensPerDay), fixed(throughput.teraflopsPerSecondCausal, decimals: 1),
        fixed(throughput.teraflopsPerSecondFull, decimals: 1),
        percent(throughput.mfuCausal, decimals: 2), percent(throughput.mfuFull, decimals: 2),
      ])
    }
    let peak = comparison.evaluations.first?.throughput.peakName ?? ""
    return [title("Throughput; TFLOP/s per GPU, MFU of \(peak)")] + table.lines
  }

  private var memorySection: [String] {
    var table = TextTable(headers: [
      "schedule", "peak", "rank", "weights", "gradients", "optimiser", "activations", "buffers",
      "",
    ])
    for evaluation in comparison.evaluations {
      let memory = evaluation.memory
      let use = memory.perRank[memory.peakRank]
      table.rows.append(
        [evaluation.schedule, fixed(memory.peak.gibibytes, decimals: 1), "\(memory.peakRank)"]
          + use.kinds.map { fixed($0.bytes.gibibytes, decimals: 1) } + [memory.verdict])
    }
    let capacity = comparison.evaluations.first?.memory.capacity ?? .zero
    return [title("Memory of the fullest GPU, GiB of \(capacity)")] + table.lines
  }

  private var costSection: [String] {
    var table = TextTable(headers: ["schedule", "GPU-hours", "days", "cost"])
    for evaluation in comparison.evaluations {
      guard let run = evaluation.run else { continue }
      table.rows.append([
        evaluation.schedule, magnitude(run.gpuHours), fixed(run.days, decimals: 1),
        run.cost.map(\.description) ?? "no price",
      ])
    }
    return [title("The whole run")] + table.lines
  }

  private var refusalSection: [String] {
    [title("Cannot run here")]
      + comparison.refusals.flatMap {
        "\($0.schedule): \($0.reason)".wrapped(width: 100, indentation: "  ")
      }
  }

  private var summarySection: [String] {
    let summary = ComparisonSummary(comparison)
    return ([summary.headline] + summary.paragraphs).flatMap { $0.wrapped(width: 80) }
  }

  private var noteSection: [String] {
    [title("Notes")]
      + comparison.evaluations.flatMap { evaluation in
        evaluation.notes.flatMap {
          "\(evaluation.schedule): \($0)".wrapped(width: 100, indentation: "  ")
        }
      }
  }

  private func title(_ text: String) -> String { bold ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
