public import PipelineSchedules
public import Quantities
import TransformerModels

extension OperatorCosts {
  /// Unpaired forward and full backward of a unit, exchanges that nothing hides included: what
  /// stages are balanced by.
  ///
  /// As in an unpaired action, dispatch hides behind the shared expert, gradient dispatch behind
  /// attention's weight gradient, gradient combine behind the MLP's; combine is exposed.
  ///
  /// - Parameters:
  ///   - unit: What the stage holds.
  ///   - layer: The layer's number, behind the last layer for a multi-token-prediction unit; no
  ///     matter for embedding and head.
  /// - Returns: The time of the unit's operators one after the other, hidden ones left out.
  public func unitCost(_ unit: StageUnit, layer: Int) -> VirtualTime {
    switch unit {
    case .embedding: whole(.embedding)
    case .head: whole(.head)
    case .layer: layerCost(layer)
    case .multiTokenPrediction: whole(.projection) + layerCost(layer) + whole(.head)
    }
  }

  private func whole(_ part: ModelPart) -> VirtualTime {
    Pass.allCases.reduce(.zero) { $0 + compute(part, $1, besideCommunication: false) }
  }

  private func layerCost(_ layer: Int) -> VirtualTime {
    let runs = workload.recomputation == .full ? 2 : 1
    guard workload.model.hasExperts(layer: layer) else {
      let again = alone(.attention, .forward) + alone(.denseMLP, .forward)
      return whole(.attention) + whole(.denseMLP) + again * (runs - 1)
    }
    // A replay needs no combine: nothing in the layer's backward reads what it gives.
    let replayed =
      alone(.attention, .forward)
      + hidden(.dispatch, behind: [(.sharedExpert, .forward)])
      + alone(.routedExperts, .forward)
    let backward =
      hidden(.gradientDispatch, behind: [(.attention, .weight)])
      + alone(.routedExperts, .input) + alone(.sharedExpert, .input)
      + hidden(.gradientCombine, behind: [(.routedExperts, .weight), (.sharedExpert, .weight)])
      + alone(.attention, .input)
    return replayed * runs + exchange(.combine) + backward
  }

  private func alone(_ part: ModelPart, _ pass: Pass) -> VirtualTime {
    compute(part, pass, besideCommunication: false)
  }

  private func hidden(
    _ exchange: ExpertExchange, behind operators: [(ModelPart, Pass)]
  ) -> VirtualTime {
    let isExchanged = self.exchange(exchange) > .zero
    let work = operators.reduce(VirtualTime.zero) {
      $0 + compute($1.0, $1.1, besideCommunication: isExchanged)
    }
    return max(self.exchange(exchange, besideComputation: work), work)
  }
}
