import ClusterModels
import TransformerModels

extension OperatorCosts {
  /// The matrix products of an operator.
  ///
  /// Forward, data gradient and weight gradient have equal FLOPs. FP8 is for the linear layers of
  /// attention, MLPs and the MTP projection; gate, embedding and head stay in BF16.
  ///
  /// - Source: DeepSeek-V3 Technical Report, arXiv:2412.19437, section 3.3.1.
  func products(_ part: ModelPart, _ pass: Pass) -> [ProductCost] {
    let (model, tensor) = (workload.model, workload.parallelism.tensor)
    let linear = { ProductCost(flopsPerToken: $0, precision: workload.precision) }
    let unrounded = { ProductCost(flopsPerToken: $0, precision: .bf16) }
    let hidden = model.hiddenSize
    switch part {
    case .attention:
      var result = [linear(attention.projections.flopsPerToken)]
      if pass == .input, workload.recomputation.includes(.mlaUpProjection) {
        result.append(linear(attention.projections.filter(\.isUpProjection).flopsPerToken))
      }
      if model.experts != nil { result.append(unrounded(Double(2 * model.gateParameters))) }
      return result
    case .denseMLP:
      return [linear(Double(2 * model.denseMLPParameters / tensor))]
    case .sharedExpert:
      let shared = model.experts?.shared ?? 0
      return shared == 0 ? [] : [linear(Double(2 * shared * model.expertParameters / tensor))]
    case .routedExperts:
      let active = model.experts?.active ?? 0
      return active == 0 ? [] : [linear(Double(2 * active * model.expertParameters / tensor))]
    case .embedding:
      return []
    case .projection:
      return model.multiTokenPredictionModules == 0 ? [] : [linear(Double(4 * hidden * hidden))]
    case .head:
      return [unrounded(Double(2 * hidden * model.vocabularySize) / Double(tensor))]
    }
  }

  /// Seconds of the attention core over this GPU's share of the sequences, and what a ring over the
  /// context-parallel group leaves exposed.
  ///
  /// - Source: causal FLOPs as in ``AttentionShape``; recomputation of the core alone after
  ///   Korthikanti et al. 2022, arXiv:2205.05198, section 5.
  func attentionCore(_ pass: Pass, share: Double) -> Double {
    let context = workload.parallelism.context
    let sequences = Double(workload.microbatch) / Double(context)
    let length = workload.sequenceLength
    let forward = rates.attention(
      flops: attention.coreForwardFlops(sequenceLength: length) * sequences, backward: false,
      share: share)
    let backward = rates.attention(
      flops: attention.coreBackwardFlops(sequenceLength: length) * sequences, backward: true,
      share: share)
    switch pass {
    case .forward: return forward + exposedRing(core: forward, copies: 1)
    case .input:
      let again = workload.recomputation == .selective ? forward : 0
      return backward + again + exposedRing(core: backward, copies: 2)
    case .weight: return 0
    }
  }
}
