import Foundation
import TransformerModels

@testable import Training

extension ReferenceLayers {
  /// A layer, dense or with experts.
  func layer(_ x: ReferenceMatrix, number: Int) throws -> ReferenceMatrix {
    let prefix = "model.layers.\(number)."
    let h =
      x + (try attention(norm(x, prefix + "input_layernorm.weight"), prefix + "self_attn."))
    let normed = try norm(h, prefix + "post_attention_layernorm.weight")
    return h
      + (try model.architecture.hasExperts(layer: number)
        ? experts(normed, prefix + "mlp.") : swiGLU(normed, prefix + "mlp."))
  }

  /// The losses of a microbatch, summed over tokens.
  func losses(_ microbatch: Microbatch) throws -> LossSums {
    restart()
    let architecture = model.architecture
    let embedding = try weight("model.embed_tokens.weight")
    var x = rows(of: embedding, microbatch.shifted(by: 0))
    for number in 0..<architecture.layers { x = try layer(x, number: number) }
    var losses = LossSums()
    let modules = architecture.multiTokenPredictionModules
    var previous = x
    for module in 0..<modules {
      let prefix = "model.layers.\(architecture.layers + module)."
      let tokens = microbatch.shifted(by: module + 1).map { max(0, $0) }
      let left = try norm(rows(of: embedding, tokens), prefix + "enorm.weight")
      let right = try norm(previous, prefix + "hnorm.weight")
      let both = ReferenceMatrix(rows: left.rows, columns: 2 * left.columns) {
        $1 < left.columns ? left[$0, $1] : right[$0, $1 - left.columns]
      }
      previous = try layer(
        both.times(weight(prefix + "eh_proj.weight")), number: architecture.layers + module)
      losses.prediction +=
        try crossEntropy(
          norm(previous, prefix + "shared_head.norm.weight"), microbatch.shifted(by: module + 2))
        / Double(modules)
    }
    losses.main = try crossEntropy(
      norm(x, "model.norm.weight"), microbatch.shifted(by: 1))
    losses.balance = balance
    return losses
  }

  private func rows(of embedding: ReferenceMatrix, _ tokens: [Int32]) -> ReferenceMatrix {
    ReferenceMatrix(rows: tokens.count, columns: embedding.columns) {
      embedding[Int(tokens[$0]), $1]
    }
  }

  private func crossEntropy(_ x: ReferenceMatrix, _ targets: [Int32]) throws -> Double {
    let head = model.architecture.tiedEmbedding ? "model.embed_tokens.weight" : "lm_head.weight"
    let logits = x.times(try weight(head))
    return targets.indices.filter { targets[$0] >= 0 }.reduce(0) { sum, i in
      let total = logits.row(i).reduce(0) { $0 + exp($1) }
      return sum + log(total) - logits[i, Int(targets[i])]
    }
  }
}
