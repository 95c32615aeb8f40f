import ClusterModels
public import Quantities
import TransformerModels

/// How long each operator of a step takes on one GPU.
///
/// Bottom-up: products by FLOPs, memory-bound kernels by bytes, messages by bytes and links, each
/// with a constant share of the peak. No duration is fitted to the time of a step.
public struct OperatorCosts: Sendable {
  public let workload: Workload
  let rates: ComputeRates
  let attention: AttentionShape
  /// Nil without routed experts.
  let spread: RoutingSpread?

  /// - Throws: `CostError` with code `unsupportedPrecision` when the accelerator lacks FP8,
  ///   `indivisible` when heads, widths, experts or tokens do not divide over their groups, and
  ///   `outOfRange` when a count of the workload makes no sense or an operator would take absurdly
  ///   long.
  public init(_ workload: Workload) throws(CostError) {
    try workload.validate()
    self.workload = workload
    let (model, cluster) = (workload.model, workload.cluster)
    rates = try ComputeRates(cluster.accelerator, precision: workload.precision)
    attention = AttentionShape(model, tensor: workload.parallelism.tensor)
    spread = model.experts.map {
      RoutingSpread($0, ranks: workload.parallelism.expert, nodes: workload.expertNodes)
    }
    try validateDurations()
  }

  /// Duration of a compute operator for one microbatch.
  ///
  /// In a model with experts the gate and the norm before it count with ``ModelPart/attention`` in
  /// every layer, so a dense layer carries one gate too much: about 1 % of its attention.
  ///
  /// - Parameters:
  ///   - part: What runs.
  ///   - pass: Forward, backward for input, or backward for weight.
  ///   - besideCommunication: Whether expert kernels hold `communicationSMs` meanwhile.
  /// - Returns: 0 for a part that the model does not have.
  public func compute(
    _ part: ModelPart, _ pass: Pass, besideCommunication: Bool
  ) -> VirtualTime {
    VirtualTime(seconds: computeSeconds(part, pass, besideCommunication: besideCommunication))
  }

  func computeSeconds(_ part: ModelPart, _ pass: Pass, besideCommunication: Bool) -> Double {
    let multiprocessors = workload.cluster.accelerator.streamingMultiprocessors
    let taken = besideCommunication ? workload.communicationSMs : 0
    let share = Double(multiprocessors - taken) / Double(multiprocessors)
    var seconds = tensorParallelSum(part, pass)
    for product in products(part, pass) {
      seconds += rates.product(
        flops: product.flopsPerToken * tokens, precision: product.precision,
        weightGradient: pass == .weight, share: share)
    }
    for work in memoryBoundWork(part, pass) {
      seconds += rates.memory(bytes: work.bytesPerToken * tokens, work.access)
    }
    return part == .attention ? seconds + attentionCore(pass, share: share) : seconds
  }

  var tokens: Double { Double(workload.tokensPerGPU) }

  /// Elements of one token's hidden vector that fall to each GPU outside the linear layers.
  ///
  /// Tensor parallelism divides the sequence there: Korthikanti et al. 2022, arXiv:2205.05198,
  /// section 4.2.2.
  var ownHiddenSize: Int { workload.model.hiddenSize / workload.parallelism.tensor }
}
