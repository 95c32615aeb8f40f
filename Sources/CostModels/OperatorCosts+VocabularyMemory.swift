import ClusterModels
import TransformerModels

extension OperatorCosts {
  /// Rows gathered, and their gradients added in FP32.
  func embeddingWork(_ pass: Pass) -> [MemoryBoundWork] {
    let hidden = ownHiddenSize
    return switch pass {
    case .forward: [MemoryBoundWork("gather", .streaming, bytesPerToken: 4 * hidden)]
    case .input: []
    case .weight: [MemoryBoundWork("scatter", .streaming, bytesPerToken: 10 * hidden)]
    }
  }

  /// The MTP module's own embedding of the next token, its two norms and the casts of its linear
  /// layer.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 2.2, equation 21.
  func projectionWork(_ pass: Pass) -> [MemoryBoundWork] {
    let hidden = ownHiddenSize
    var work = embeddingWork(pass) + normAndCastWork(pass, width: 2 * hidden)
    if pass == .input, workload.precision == .fp8 {
      work.append(MemoryBoundWork("FP8 casts", .rowwise, bytesPerToken: 4 * hidden + 4 * hidden))
    }
    return work
  }

  /// The final norm, and the cross-entropy over FP32 logits: read once forward, read and replaced by
  /// a BF16 gradient backward.
  func headWork(_ pass: Pass) -> [MemoryBoundWork] {
    let (model, tensor) = (workload.model, workload.parallelism.tensor)
    let logits = model.vocabularySize / tensor
    let again = workload.recomputation.includes(.norm)
    return switch pass {
    case .forward:
      [
        MemoryBoundWork("norm", .rowwise, bytesPerToken: 4 * ownHiddenSize),
        MemoryBoundWork("loss", .streaming, bytesPerToken: 4 * logits),
      ]
    case .input:
      [
        MemoryBoundWork("norm", .rowwise, bytesPerToken: (again ? 10 : 6) * ownHiddenSize),
        MemoryBoundWork("loss", .streaming, bytesPerToken: 6 * logits),
      ]
    case .weight: []
    }
  }
}
