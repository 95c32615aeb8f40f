internal import Analysis
internal import PipelineSchedules
internal import Quantities
internal import Timelines

extension HTMLReport {
  /// Kernels up to the step, and beside them the step without each cost; nothing where the explained
  /// schedule is not in the comparison.
  func explanationSections(_ explanation: Explanation) -> Markup {
    guard
      let evaluation = comparison.evaluations.first(where: { $0.schedule == explanation.schedule })
    else { return Markup() }
    let kernels = kernelWaterfall(explanation, evaluation)
    let legend = Markup(
      legend: kernelLegend.filter { entry in kernels.bars.contains { $0.colour == entry.colour } })
    return section(
      "Why it takes so long",
      """
      <div class="beside"><div><h3>From kernels to the step of \(explanation.schedule)</h3>
      \(legend)\(kernels.figure(charted: charted))</div>
      <div><h3>What if</h3>
      \(Markup(legend: alternativeLegend))\
      \(alternativeWaterfall(explanation).figure(charted: charted))</div></div>
      <p>Kernels: seconds of the mean GPU's compute stream and their share of the step; every bar \
      begins where the one above it ends. What if: the step simulated again with one cost taken away. \
      That counts waits that one GPU causes another, so a cost may save more or less than its own bar \
      is long; savings overlap and do not add up.</p>

      """)
  }

  /// Operators, longest first, to computing; the other parts to the step.
  func kernelWaterfall(_ explanation: Explanation, _ evaluation: Evaluation) -> Waterfall {
    let step = evaluation.step.seconds
    let text = { (seconds: Double) in
      "\(figures.withUnit(seconds)), \(percent(step > 0 ? seconds / step : 0))"
        .keepingUnits.withTrueMinus
    }
    var waterfall = Waterfall(unit: "s", title: "kernels and other parts that add up to the step")
    let add = { (label: String, seconds: Double, colour: String) in
      let start = waterfall.end
      waterfall.append(
        Waterfall.Bar(
          label: label, from: start, to: start + seconds, colour: colour, text: text(seconds)))
    }
    let shown = explanation.parts.filter { $0.time.seconds >= 0.005 * step }
    for kernel in shown { add(kernel.name, kernel.time.seconds, kernel.colour) }
    let small = explanation.parts.dropFirst(shown.count)
    if !small.isEmpty {
      add(
        "\(small.count) small kernels", small.reduce(0) { $0 + $1.time.seconds }, Palette.faintInk)
    }
    let computing = evaluation.mean(of: .computing)
    // The kernels are those of one replica, whose GPUs may not be as slow as the mean.
    if !figures.vanishes(computing - waterfall.end) {
      add("other replicas", computing - waterfall.end, Palette.faintInk)
    }
    waterfall.append(
      Waterfall.Bar(
        label: "computing", from: 0, to: computing, colour: Palette.ink, text: text(computing)))
    for part in StepPart.allCases where part != .computing {
      add(part.heading, evaluation.mean(of: part), part.colour)
    }
    waterfall.append(
      Waterfall.Bar(
        label: "step", from: 0, to: step, colour: Palette.ink, text: figures.withUnit(step)))
    return waterfall
  }

  /// The step, then what is left of it without each cost.
  func alternativeWaterfall(_ explanation: Explanation) -> Waterfall {
    let step = explanation.step.seconds
    var waterfall = Waterfall(
      unit: "s", title: "the step simulated again without each cost", left: 45)
    waterfall.append(
      Waterfall.Bar(
        label: "the step", from: 0, to: step, colour: Palette.ink, text: figures.withUnit(step)))
    for alternative in explanation.alternatives {
      let left = alternative.step.seconds
      let change = percent(step > 0 ? left / step - 1 : 0)
      waterfall.append(
        Waterfall.Bar(
          label: alternative.name, from: left, to: step, colour: Palette.backward,
          ground: Palette.mix(Palette.forward, tint: 0.6),
          text: "\(figures.withUnit(left)), \(change)".keepingUnits.withTrueMinus))
    }
    return waterfall
  }

  private var kernelLegend: [(name: String, colour: String)] {
    PipelineAction.Kind.allCases.map {
      (PipelineLegend.name($0), PipelineStyle.colour($0))
    }
  }

  private var alternativeLegend: [(name: String, colour: String)] {
    [
      ("what is left of the step", Palette.mix(Palette.forward, tint: 0.6)),
      ("what it saves", Palette.backward),
    ]
  }
}

extension Explanation.Part {
  /// By the letter of its pass, the last of its name.
  fileprivate var colour: String {
    name.last.flatMap(PipelineAction.Kind.init).map(PipelineStyle.colour) ?? Palette.faintInk
  }
}

extension Markup {
  /// Names beside their colours.
  init(legend entries: [(name: String, colour: String)]) {
    let items = entries.map { entry -> Markup in
      "<li><i style=\"background:\(entry.colour)\"></i>\(entry.name)</li>"
    }
    self = "<ul class=\"legend\">\(items)</ul>\n"
  }
}
