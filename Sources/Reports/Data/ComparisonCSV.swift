public import Analysis
internal import Quantities
internal import Timelines

/// A comparison as comma-separated values: a header, then one row a schedule, refused ones included.
///
/// Columns are named as the JSON keys; numbers have the digits that read back as the same value.
/// Refused schedules have a reason in the last column and nothing between.
public struct ComparisonCSV: Sendable, CustomStringConvertible {
  private let comparison: Comparison

  public init(_ comparison: Comparison) { self.comparison = comparison }

  /// Lines end with a line feed; fields are quoted where they must be (RFC 4180, section 2).
  public var description: String {
    let rows = comparison.evaluations.map(row)
    let header = rows.first.map { $0.map(\.key) + ["refused"] } ?? ["schedule", "refused"]
    let lines =
      [header] + rows.map { $0.map(\.value) + [""] }
      + comparison.refusals.map {
        [$0.schedule] + Array(repeating: "", count: header.count - 2) + [$0.reason]
      }
    return lines.map { $0.map(\.quotedField).joined(separator: ",") + "\n" }.joined()
  }

  private func row(_ evaluation: Evaluation) -> [(key: String, value: String)] {
    let throughput = evaluation.throughput
    let shares = evaluation.timeline.meanShares
    var row: [(key: String, value: String)] = [
      ("schedule", evaluation.schedule), ("chunks", "\(evaluation.chunks)"),
      ("copies", "\(evaluation.copies)"), ("stepSeconds", "\(evaluation.step.seconds)"),
    ]
    for part in StepPart.allCases {
      let time = part.time(in: shares)
      row.append(("\(part.key)Seconds", "\(time.seconds)"))
      row.append(("\(part.key)Fraction", "\(evaluation.fraction(time))"))
    }
    row.append(("expertWaitSeconds", "\(shares.expertWait.seconds)"))
    row.append(("idleFraction", "\(evaluation.fraction(shares.idle))"))
    for column in evaluation.actionSeconds {
      row.append(("actions.\(column.key)", "\(column.seconds)"))
    }
    row += [
      ("tokensPerStep", "\(throughput.tokensPerStep)"),
      ("tokensPerSecond", "\(throughput.tokensPerSecond)"),
      ("tokensPerDay", "\(throughput.tokensPerDay)"),
      ("teraflopsPerSecondCausal", "\(throughput.teraflopsPerSecondCausal)"),
      ("teraflopsPerSecondFull", "\(throughput.teraflopsPerSecondFull)"),
      ("mfuCausal", "\(throughput.mfuCausal)"), ("mfuFull", "\(throughput.mfuFull)"),
      ("peak", throughput.peakName), ("peakMemoryBytes", "\(evaluation.memory.peak.count)"),
      ("peakMemoryRank", "\(evaluation.memory.peakRank)"),
      ("fits", "\(evaluation.memory.fits)"),
    ]
    for (_, key, step) in evaluation.whatIfSteps {
      row.append(("whatIf.\(key)", "\(step.seconds)"))
    }
    return row + runColumns(evaluation) + intervalColumns(evaluation)
  }

  /// Low and high of everything that has an interval.
  private func intervalColumns(_ evaluation: Evaluation) -> [(key: String, value: String)] {
    evaluation.predictions.flatMap { prediction -> [(key: String, value: String)] in
      guard let key = prediction.key.map({ prediction.isAction ? "actions.\($0)" : $0 }) else {
        return []
      }
      return [
        (key + "Low", "\(prediction.interval.low)"), (key + "High", "\(prediction.interval.high)"),
      ]
    }
  }

  /// Columns of the run's cost, the same for every schedule of a comparison.
  private func runColumns(_ evaluation: Evaluation) -> [(key: String, value: String)] {
    let runs = comparison.evaluations.compactMap(\.run)
    guard !runs.isEmpty else { return [] }
    let run = evaluation.run
    var columns = [
      ("gpuHours", run.map { "\($0.gpuHours)" } ?? ""), ("days", run.map { "\($0.days)" } ?? ""),
    ]
    if let currency = runs.lazy.compactMap(\.cost).first?.currency {
      columns.append(("cost\(currency)", run?.cost.map { "\($0.amount)" } ?? ""))
    }
    return columns
  }
}

extension String {
  /// In quotes where the field holds a comma, a quote or a line break.
  fileprivate var quotedField: String {
    guard utf8.contains(where: { [34, 44, 10, 13].contains($0) }) else { return self }
    return "\""
      + split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
