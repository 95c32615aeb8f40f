import ClusterModels
import Quantities
import Simulation
import TransformerModels

extension TrainingStep {
  /// Tokens and model FLOPs per second of a step that takes `length`.
  ///
  /// Model FLOPs exclude recomputation and multi-token prediction, as the reported figures do, and
  /// MFU is against the BF16 peak whatever the precision (ISCA 2025, arXiv:2505.09343, section
  /// 5.1.2).
  func throughput(length: VirtualTime) -> Evaluation.Throughput {
    let tokens = configuration.sequences * configuration.sequenceLength
    let rate = Double(tokens) / length.seconds
    let gpus = Double(configuration.parallelism.gpus)
    let perGPU = { (causal: Bool) in
      model.trainingFLOPsPerToken(
        sequenceLength: configuration.sequenceLength, causal: causal) * rate / gpus
    }
    let peak = cluster.accelerator.peakBF16
    return Evaluation.Throughput(
      tokensPerStep: tokens, tokensPerSecond: rate,
      teraflopsPerSecondCausal: perGPU(true) / 1e12, teraflopsPerSecondFull: perGPU(false) / 1e12,
      mfuCausal: perGPU(true) / peak.flopsPerSecond, mfuFull: perGPU(false) / peak.flopsPerSecond,
      peakName: "\(cluster.accelerator.name) BF16 dense, \(peak)")
  }
}
