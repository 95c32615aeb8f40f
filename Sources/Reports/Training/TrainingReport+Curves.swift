internal import Quantities
internal import Training

extension TrainingReport {
  /// More points than this are no finer on any screen.
  private static let mostPoints = 400

  /// Values over steps, neighbours averaged where there are many.
  private func curve(_ value: (StepMetrics) -> Double) -> [(x: Double, y: Double)] {
    let steps = history.steps
    let bucket = max(1, (steps.count + Self.mostPoints - 1) / Self.mostPoints)
    return stride(from: 0, to: steps.count, by: bucket).map { first in
      let part = steps[first..<min(first + bucket, steps.count)]
      return (
        Double(part[part.startIndex].step), part.map(value).reduce(0, +) / Double(part.count)
      )
    }
  }

  private func chart(_ title: String, _ lines: [LineChart.Line]) -> Markup {
    LineChart(title: "\(title) over steps", axis: "step", lines: lines).figure
  }

  var lossSection: Markup {
    var lines = [
      LineChart.Line(name: "next token", colour: Palette.forward, points: curve(\.loss))
    ]
    if history.steps.contains(where: { $0.predictionLoss > 0 }) {
      lines.insert(
        LineChart.Line(
          name: "token after the next (MTP)", colour: Palette.backwardWeight,
          points: curve(\.predictionLoss)), at: 0)
    }
    let rate = LineChart.Line(
      name: "learning rate, thousandths", colour: Palette.backward,
      points: curve { $0.learningRate * 1000 })
    let norm = LineChart.Line(
      name: "gradient norm before clipping", colour: Palette.optimizer,
      points: curve(\.gradientNorm))
    return """
      <p>Cross-entropy in nats a token, without weights.</p>
      \(chart("Loss", lines))<div class="beside"><div>\(chart("Learning rate", [rate]))</div>
      <div>\(chart("Gradient norm", [norm]))</div></div>

      """
  }

  var loadSection: Markup {
    let lines = [
      LineChart.Line(
        name: "MaxVio, of the worst layer", colour: Palette.exposedExpert, points: curve(\.maxVio)),
      LineChart.Line(
        name: "mean MaxVio, over layers", colour: Palette.forward, points: curve(\.meanMaxVio)),
    ]
    let maps = history.layers.enumerated().map { layer, name -> Markup in
      let samples = history.loadSamples.filter { $0.loads.count > layer }
        .map { (step: $0.step, loads: $0.loads[layer]) }
      let name = Self.shortName(ofLayer: name)
      let map = LoadHeatMap(title: "\(name): load of each expert over steps", samples: samples)
      return "<div><h3>\(name)</h3>\(map.figure)</div>\n"
    }
    return """
      <p>MaxVio: the greatest load of an expert over the mean, less 1, over the whole batch of each \
      step.</p>
      \(chart("MaxVio", lines))<p>Load of each expert over the mean of its layer, a row an expert, a \
      column \(mappedSteps):</p>
      \(LoadHeatMap.legend)<div class="beside">\(maps)</div>

      """
  }

  /// The steps that have a column in the maps of loads.
  private var mappedSteps: String {
    let samples = history.loadSamples
    var text = samples.count == 1 ? "a step" : "one of \(grouped(samples.count)) steps"
    if let first = samples.first, let begin = history.steps.first, begin.step < first.step {
      text +=
        " from step \(grouped(first.step)) on, where the run went on from a checkpoint; "
        + "loads of earlier steps are not kept"
    }
    return text
  }

  /// The number alone of a layer that is called after a tensor of its own, such as
  /// `model.layers.3.mlp.gate.weight`.
  static func shortName(ofLayer name: String) -> String {
    let parts = name.split(separator: ".")
    guard let place = parts.firstIndex(of: "layers"), place + 1 < parts.count,
      let number = Int(parts[place + 1])
    else { return name }
    return "layer \(number)"
  }

  var throughputSection: Markup {
    let line = LineChart.Line(
      name: "tokens a second", colour: Palette.forward, points: curve(\.tokensPerSecond))
    return """
      <p>Of all ranks together, without checkpoints.</p>
      \(chart("Tokens a second", [line]))
      """
  }
}

extension Precision {
  /// As in configuration files.
  var name: String {
    switch self {
    case .fp32: "fp32"
    case .bf16: "bf16"
    case .fp8(let recipe):
      switch recipe.scaling {
      case .tiles: "fp8"
      case .delayed: "fp8-delayed"
      }
    }
  }
}
