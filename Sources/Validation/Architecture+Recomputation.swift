import CostModels
import TransformerModels

extension Architecture {
  /// FLOPs of one token's forward and backward with what is computed again, attention over the full
  /// square.
  ///
  /// Under full recomputation of a GPT model 96 l h^2 (1 + s/6h + V/16lh), each layer's forward
  /// counted twice and the head's once. Under selective recomputation the published HFU counts
  /// attention's scores and values twice, backward included, 72 l h^2 (1 + s/3h + V/12lh), although
  /// their forward alone runs again.
  ///
  /// - Source: Narayanan et al. 2021, arXiv:2104.04473, equation 3; Korthikanti et al. 2022,
  ///   arXiv:2205.05198, appendix A.
  func trainingFLOPsPerToken(sequenceLength: Int, recomputing policy: Recomputation) -> Double {
    let plain = trainingFLOPsPerToken(sequenceLength: sequenceLength, causal: false)
    switch policy {
    case .items: return plain
    case .selective:
      return plain + 3 * Double(layers)
        * attentionScoreFLOPsPerToken(sequenceLength: sequenceLength, causal: false)
    case .full:
      let forward = forwardFLOPsPerToken(sequenceLength: sequenceLength, causal: false)
      return plain + forward - 2 * Double(vocabularySize * hiddenSize)
    }
  }
}
