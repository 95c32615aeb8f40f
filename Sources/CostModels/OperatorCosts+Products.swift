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
    let hidden = model.hiddenSize
    let matrices =
      switch part {
      case .attention: attention.projections
      case .denseMLP:
        mlp(width: model.denseIntermediateSize / tensor, halves: model.gatedMLP ? 2 : 1)
      case .sharedExpert, .routedExperts, .embedding: [LinearShape]()
      case .projection:
        model.multiTokenPredictionModules == 0
          ? [] : [LinearShape(inputs: 2 * hidden, outputs: hidden)]
      case .head: [LinearShape(inputs: hidden, outputs: model.vocabularySize / tensor)]
      }
    let precision = part == .head ? .bf16 : workload.precision
    let products = matrices.map { ProductCost(matrix: $0, pass: pass, precision: precision) }
    return products + (part == .attention ? besideProjections(pass) : expertProducts(part, pass))
  }

  /// Up-projections computed again, and the gate.
  private func besideProjections(_ pass: Pass) -> [ProductCost] {
    let again = pass == .input && workload.recomputation.includes(.mlaUpProjection)
    let projections = attention.projections.filter { again && $0.isUpProjection }.map {
      ProductCost(matrix: $0, pass: .forward, precision: workload.precision)
    }
    guard let experts = workload.model.experts else { return projections }
    let gate = LinearShape(inputs: workload.model.hiddenSize, outputs: experts.routed)
    return projections + [ProductCost(matrix: gate, pass: pass, precision: .bf16)]
  }

  private func expertProducts(_ part: ModelPart, _ pass: Pass) -> [ProductCost] {
    guard let experts = workload.model.experts else { return [] }
    let layout = workload.parallelism
    switch part {
    case .sharedExpert where experts.shared > 0:
      return mlp(width: experts.shared * experts.intermediateSize / layout.tensor, halves: 2).map {
        ProductCost(matrix: $0, pass: pass, precision: workload.precision)
      }
    case .routedExperts where experts.active > 0:
      let own = experts.routed / layout.expert
      return mlp(width: experts.intermediateSize / layout.tensor, halves: 2).map {
        ProductCost(
          matrix: $0, pass: pass, precision: workload.precision,
          rowsPerToken: Double(experts.active) / Double(own), matrices: own)
      }
    default: return []
    }
  }

  private func mlp(width: Int, halves: Int) -> [LinearShape] {
    let hidden = workload.model.hiddenSize
    return [
      LinearShape(inputs: hidden, outputs: halves * width),
      LinearShape(inputs: width, outputs: hidden),
    ]
  }

  /// Seconds of the attention core over this GPU's share of the sequences, and what a ring over the
  /// context-parallel group leaves exposed.
  ///
  /// - Source: causal FLOPs as in ``AttentionShape``; recomputation of the core alone after
  ///   Korthikanti et al. 2022, arXiv:2205.05198, section 5.
  func attentionCore(_ pass: Pass, busy: Int) -> Double {
    let context = workload.parallelism.context
    let sequences = Double(workload.microbatch) / Double(context)
    let length = workload.sequenceLength
    let forward = kernels.attention(
      flops: attention.coreForwardFlops(sequenceLength: length) * sequences, backward: false,
      busy: busy)
    let backward = kernels.attention(
      flops: attention.coreBackwardFlops(sequenceLength: length) * sequences, backward: true,
      busy: busy)
    switch pass {
    case .forward: return forward + exposedRing(core: forward, copies: 1)
    case .input:
      let again = workload.recomputation == .selective ? forward : 0
      return backward + again + exposedRing(core: backward, copies: 2)
    case .weight: return 0
    }
  }
}
