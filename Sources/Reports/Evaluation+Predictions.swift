internal import Analysis
internal import Quantities
internal import Timelines

extension Evaluation {
  /// Everything that has an interval, in the order in which reports show it; empty without samples.
  var predictions: [Prediction] {
    guard let uncertainty else { return [] }
    return times(uncertainty) + shares(uncertainty) + rows(uncertainty) + rates + runPredictions
  }

  private func times(_ uncertainty: Uncertainty) -> [Prediction] {
    [
      Prediction(
        name: "step, s", key: "stepSeconds", format: .seconds, value: step.seconds,
        interval: uncertainty.step)
    ]
      + StepPart.allCases.map { part in
        Prediction(
          name: "\(part.rawValue), s", key: "\(part.key)Seconds", format: .seconds,
          value: mean(of: part), interval: uncertainty.seconds(part.quantity))
      } + [
        Prediction(
          name: "waiting for the expert group, s", key: "expertWaitSeconds", format: .seconds,
          value: timeline.meanShares.expertWait.seconds,
          interval: uncertainty.seconds(.expertWait))
      ]
  }

  private func shares(_ uncertainty: Uncertainty) -> [Prediction] {
    StepPart.allCases.map { part in
      Prediction(
        name: "\(part.rawValue) of the step", key: "\(part.key)Fraction",
        format: .percent(decimals: 1), value: fraction(part.time(in: timeline.meanShares)),
        interval: uncertainty.fraction(part.quantity))
    } + [
      Prediction(
        name: "idle of the step", key: "idleFraction", format: .percent(decimals: 1),
        value: fraction(timeline.meanShares.idle), interval: uncertainty.fraction(.idle))
    ]
  }

  private func rows(_ uncertainty: Uncertainty) -> [Prediction] {
    let quantities: [Uncertainty.Quantity] = [
      .forward, .backward, .weight, .pairs, .bubbleRow, .optimizer,
    ]
    return zip(actionSeconds, quantities).map { column, quantity in
      Prediction(
        name: "\(column.name), row of the ISCA 2025 paper, s", key: column.key, isAction: true,
        format: .seconds, value: column.seconds, interval: uncertainty.seconds(quantity))
    }
  }

  private var rates: [Prediction] {
    let rates: [(String, String, Prediction.Format, Double)] = [
      ("tokens a second", "tokensPerSecond", .magnitude, throughput.tokensPerSecond),
      ("tokens a day", "tokensPerDay", .magnitude, throughput.tokensPerDay),
      (
        "TFLOP/s, causal", "teraflopsPerSecondCausal", .decimals(1),
        throughput.teraflopsPerSecondCausal
      ),
      (
        "TFLOP/s, full square", "teraflopsPerSecondFull", .decimals(1),
        throughput.teraflopsPerSecondFull
      ),
      ("MFU, causal", "mfuCausal", .percent(decimals: 2), throughput.mfuCausal),
      ("MFU, full square", "mfuFull", .percent(decimals: 2), throughput.mfuFull),
    ]
    return rates.compactMap { name, key, format, value in
      interval(ofRate: value).map {
        Prediction(name: name, key: key, format: format, value: value, interval: $0)
      }
    }
  }

  private var runPredictions: [Prediction] {
    guard let run, let hours = interval(of: run.phases, \.gpuHours) else { return [] }
    let days = { (hours: Double) in hours / Double(run.gpus) / 24 }
    var predictions = [
      Prediction(
        name: "GPU-hours of the run", key: "gpuHours", format: .magnitude,
        value: run.gpuHours, interval: hours),
      Prediction(
        name: "days of the run", key: "days", format: .decimals(1), value: run.days,
        interval: Uncertainty.Interval(low: days(hours.low), high: days(hours.high))),
    ]
    if let cost = run.cost, let interval = interval(of: run.phases, { $0.cost?.amount ?? 0 }) {
      predictions.append(
        Prediction(
          name: "cost of the run", key: "cost\(cost.currency)",
          format: .money(currency: cost.currency), value: cost.amount, interval: interval))
    }
    return predictions + phasePredictions(run)
  }

  /// Of the phases that are simulated.
  private func phasePredictions(_ run: RunCost) -> [Prediction] {
    guard run.phases.count > 1 else { return [] }
    return run.phases.filter(\.isSimulated).compactMap { phase in
      interval(ofTime: phase.gpuHours).map {
        Prediction(
          name: "GPU-hours of \(phase.name)", key: nil, format: .magnitude,
          value: phase.gpuHours, interval: $0)
      }
    }
  }
}

extension StepPart {
  fileprivate var quantity: Uncertainty.Quantity {
    switch self {
    case .computing: .computing
    case .bubble: .bubble
    case .exposedExpert: .exposedExpert
    case .exposedPipeline: .exposedPipeline
    case .optimizer: .optimizer
    }
  }
}
