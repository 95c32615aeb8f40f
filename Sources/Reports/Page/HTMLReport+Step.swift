internal import Analysis
internal import Quantities

extension HTMLReport {
  /// Means over all GPUs, one bar a schedule; the bars are as long as the steps.
  var stepBars: StackedBars {
    StackedBars(
      unit: "s", decimals: figures.decimals,
      parts: StepPart.allCases.map { StackedBars.Part(name: $0.rawValue, colour: $0.colour) },
      bars: comparison.evaluations.map { evaluation in
        StackedBars.Bar(
          label: evaluation.schedule, values: StepPart.allCases.map { evaluation.mean(of: $0) },
          total: figures.withUnit(evaluation.step.seconds))
      })
  }

  var stepSection: Markup {
    var table = PageTable(
      headers: ["schedule", "step (s)"] + StepPart.allCases.map(\.heading), best: best)
    for evaluation in comparison.evaluations {
      let step = evaluation.step.seconds
      let parts = StepPart.allCases.map { part -> Markup in
        let seconds = evaluation.mean(of: part)
        return
          "\(figures.seconds(seconds)) <small>\(percent(step > 0 ? seconds / step : 0))</small>"
      }
      table.rows.append(["\(evaluation.schedule)", "\(figures.seconds(step))"] + parts)
    }
    return """
      <p>Seconds of a GPU's compute stream, mean over all GPUs; the five parts add up to the step.</p>
      \(stepBars.figure(charted: charted))\(table.markup)
      """
  }

  var pipelineSection: Markup {
    let drawings = comparison.evaluations.map { evaluation in
      PipelineDrawing(
        evaluation.timeline,
        title: "\(evaluation.schedule), \(figures.withUnit(evaluation.step.seconds))")
    }
    let svg = PipelineSVG(drawings, hover: .script).fragment()
    let waits = drawings.contains { $0.rows.contains { $0.spans.contains { $0.exposed > 0 } } }
    let foot =
      waits
      ? " The red foot of a bar is the share of it that waits for expert communication, a grey "
        + "head the share that waits for the pipeline." : ""
    return """
      <p>One replica, a row per pipeline rank, all schedules on one time axis. Point at a bar to \
      read its action: stage, kind, microbatch.\(foot)</p>
      \(PipelineLegend(drawings).html)\(svg)
      """
  }

  var actionSection: Markup {
    let names = comparison.evaluations.first.map { $0.actionSeconds.map(\.name) } ?? []
    var table = PageTable(headers: ["schedule"] + names + ["step (s)"], best: best)
    for evaluation in comparison.evaluations {
      table.append(
        [evaluation.schedule] + evaluation.actionSeconds.map { figures.seconds($0.seconds) }
          + [figures.seconds(evaluation.step.seconds)])
    }
    return """
      <p>The same step by the rows of Table 4 of arXiv:2505.09343, seconds: forwards, backwards \
      and backwards for weight outside pairs, overlapped pairs, bubble, optimiser.</p>
      \(table.markup)
      """
  }

  var throughputSection: Markup {
    var table = PageTable(
      headers: [
        "schedule", "tokens/s", "tokens/day", "TFLOP/s causal", "TFLOP/s full", "MFU causal",
        "MFU full",
      ], best: best)
    for evaluation in comparison.evaluations {
      let throughput = evaluation.throughput
      table.append([
        evaluation.schedule, magnitude(throughput.tokensPerSecond),
        magnitude(throughput.tokensPerDay), fixed(throughput.teraflopsPerSecondCausal, decimals: 1),
        fixed(throughput.teraflopsPerSecondFull, decimals: 1),
        percent(throughput.mfuCausal, decimals: 2), percent(throughput.mfuFull, decimals: 2),
      ])
    }
    let peak = comparison.evaluations.first?.throughput.peakName ?? ""
    return "<p>TFLOP/s of one GPU; MFU of \(peak).</p>\n\(table.markup)"
  }

  var whatIfSection: Markup {
    let names = comparison.evaluations.first.map { $0.whatIfSteps.map(\.name) } ?? []
    var table = PageTable(headers: ["schedule", "step (s)"] + names, best: best)
    for evaluation in comparison.evaluations {
      let steps = evaluation.whatIfSteps.map { whatIf -> Markup in
        let saved = evaluation.step.seconds - whatIf.step.seconds
        let sign = saved < 0 ? "+" : "−"
        return """
          \(figures.seconds(whatIf.step.seconds)) \
          <small>\(sign)\(figures.seconds(saved.magnitude))</small>
          """
      }
      table.rows.append(
        ["\(evaluation.schedule)", "\(figures.seconds(evaluation.step.seconds))"] + steps)
    }
    return """
      <p>The step computed again with one cost taken away, and what it would save. Unlike the parts \
      above this counts waits that one GPU causes another.</p>
      \(table.markup)
      """
  }
}

extension StepPart {
  /// For a narrow column.
  var heading: String {
    switch self {
    case .exposedExpert: "exposed expert"
    case .exposedPipeline: "exposed pipeline"
    default: rawValue
    }
  }
}
