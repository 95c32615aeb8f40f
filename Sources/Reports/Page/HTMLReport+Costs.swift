internal import Analysis
internal import CostModels
internal import Quantities

extension HTMLReport {
  /// The fullest GPU of each schedule by kind, against what a GPU has.
  var memoryBars: StackedBars {
    let first = comparison.evaluations.first
    let names = first?.memory.perRank.first?.kinds.map(\.name) ?? []
    return StackedBars(
      unit: "GiB", decimals: 1,
      parts: zip(names, Palette.memory).map { StackedBars.Part(name: $0, colour: $1) },
      bars: comparison.evaluations.map { evaluation in
        let memory = evaluation.memory
        return StackedBars.Bar(
          label: evaluation.schedule,
          values: memory.perRank[memory.peakRank].kinds.map(\.bytes.gibibytes),
          total: "\(memory.peak) on rank \(memory.peakRank), \(memory.verdict)")
      },
      limit: first.map { ($0.memory.capacity.gibibytes, "GPU: \($0.memory.capacity)") })
  }

  var memorySection: Markup {
    let ranks = comparison.evaluations.map(\.memory.perRank.count).max() ?? 0
    var table = PageTable(
      headers: ["rank"] + (0..<ranks).map { "\($0)" }, best: best)
    for evaluation in comparison.evaluations {
      let totals = evaluation.memory.perRank.map { fixed($0.total.gibibytes, decimals: 1) }
      table.append(
        [evaluation.schedule] + totals + Array(repeating: "", count: ranks - totals.count))
    }
    return """
      <p>The fullest GPU of each schedule at its peak.</p>
      \(memoryBars.figure(charted: charted))<h3>GiB, by pipeline rank</h3>
      <div class="dense">\(table.markup)</div>
      """
  }

  var runSection: Markup {
    var table = PageTable(headers: ["schedule", "GPU-hours", "days", "cost"], best: best)
    for evaluation in comparison.evaluations {
      guard let run = evaluation.run else {
        table.append([evaluation.schedule, "", "", ""])
        continue
      }
      table.append([
        evaluation.schedule, grouped(Int(run.gpuHours.rounded())), fixed(run.days, decimals: 1),
        run.cost.map(\.description) ?? "no price",
      ])
    }
    let phases = comparison.evaluations.enumerated().compactMap { index, evaluation in
      evaluation.run.map { run -> Markup in
        """
        <details\(index == best ? " open" : "" as Markup)>\
        <summary>Phases under \(evaluation.schedule)</summary>
        \(phaseTable(run))</details>

        """
      }
    }
    return "\(table.markup)\(phases)"
  }

  private func phaseTable(_ run: RunCost) -> Markup {
    var table = PageTable(
      headers: ["phase", "steps", "tokens", "GPU-hours", "cost", "schedules", "remark"],
      words: [5, 6])
    for phase in run.phases {
      let schedules = phase.schedules.map { "\($0.name) (\(grouped($0.steps)) steps)" }
      table.append([
        phase.name, phase.steps > 0 ? grouped(phase.steps) : "",
        phase.tokens > 0 ? magnitude(phase.tokens) : "",
        grouped(Int(phase.gpuHours.rounded())), phase.cost?.description ?? "",
        schedules.joined(separator: ", "), phase.note ?? "",
      ])
    }
    return table.markup
  }

  var noteSection: Markup {
    let items = comparison.evaluations.flatMap { evaluation in
      evaluation.notes.map { note -> Markup in
        "<li><b>\(evaluation.schedule)</b>: \(note)</li>\n"
      }
    }
    return "<ul>\n\(items)</ul>\n"
  }

  var refusalSection: Markup {
    let items = comparison.refusals.map { refusal -> Markup in
      "<li><b>\(refusal.schedule)</b>: \(refusal.reason)</li>\n"
    }
    return "<ul>\n\(items)</ul>\n"
  }

  var assumptionSection: Markup {
    let rows = comparison.assumptions.map { assumption -> Markup in
      """
      <tr><th class="words">\(assumption.name)</th><td class="words">\(assumption.value)</td>\
      <td class="words"><span class="grade \(assumption.grade.rawValue)">\
      \(assumption.grade.rawValue)</span></td><td class="words">\(assumption.source)</td></tr>

      """
    }
    return """
      <p>Everything that the numbers rest on: measured on this very system, calibrated on its \
      kernels and links, extrapolated from elsewhere, or assumed.</p>
      <table class="assumptions"><thead><tr><th class="words">what</th><th class="words">value</th>\
      <th class="words">grade</th><th class="words">source</th></tr></thead><tbody>
      \(rows)</tbody></table>

      """
  }
}
