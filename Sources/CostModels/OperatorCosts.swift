import ClusterModels
public import Quantities
import TransformerModels

/// How long each operator of a step takes on one GPU.
///
/// Bottom-up: products by tiles, attention's core by FLOPs, memory-bound kernels by bytes and
/// launches, messages by bytes and links, as kernels and links were measured; without calibration each
/// by a constant share of the peak. No duration is fitted to the time of a step.
public struct OperatorCosts: Sendable {
  public let workload: Workload
  let kernels: KernelTimes
  let attention: AttentionShape
  /// Nil without routed experts.
  let spread: RoutingSpread?
  /// Whether pipeline transfers go through the network card while exchanges do: not where slots wait
  /// for their transfers, nor in what-ifs without transfers.
  public var transfersMeetExchanges = true
  /// Seconds of each part, pass and share of the SMs: a step's compilation asks for them again and
  /// again.
  private var computeTimes: [Double] = []

  /// - Throws: `CostError` with code `unsupportedPrecision` when the accelerator lacks FP8,
  ///   `indivisible` when heads, widths, experts or tokens do not divide over their groups, and
  ///   `outOfRange` when a count of the workload makes no sense or an operator would take absurdly
  ///   long.
  public init(_ workload: Workload) throws(CostError) {
    try workload.validate()
    self.workload = workload
    let model = workload.model
    kernels = try KernelTimes(workload)
    attention = AttentionShape(model, tensor: workload.parallelism.tensor)
    spread = model.experts.map {
      RoutingSpread($0, ranks: workload.parallelism.expert, nodes: workload.expertNodes)
    }
    computeTimes = ModelPart.allCases.flatMap { part in
      Pass.allCases.flatMap { pass in
        [false, true].map { kernelSeconds(part, pass, besideCommunication: $0) }
      }
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
    let place = part.index * Pass.allCases.count + pass.index
    return computeTimes[2 * place + (besideCommunication ? 1 : 0)]
  }

  private func kernelSeconds(
    _ part: ModelPart, _ pass: Pass, besideCommunication: Bool
  ) -> Double {
    let multiprocessors = workload.cluster.accelerator.streamingMultiprocessors
    let busy = multiprocessors - (besideCommunication ? workload.communicationSMs : 0)
    let busyForProducts =
      multiprocessors
      - (besideCommunication || workload.parallelism.expert > 1 ? workload.communicationSMs : 0)
    // The rates of weight gradients were measured beside expert kernels.
    let contends = besideCommunication && pass != .weight
    var seconds = tensorParallelSum(part, pass)
    seconds +=
      productSeconds(part, pass, busy: busyForProducts)
      * (contends ? workload.calibration?.productSlowdown ?? 1 : 1)
    for work in memoryBoundWork(part, pass) { seconds += kernels.memory(work, tokens: tokens) }
    return part == .attention ? seconds + attentionCore(pass, busy: busy) : seconds
  }

  /// Seconds of an operator's products on the SMs that expert kernels leave, no slowdown counted.
  func productSecondsBesideCommunication(_ part: ModelPart, _ pass: Pass) -> Double {
    let multiprocessors = workload.cluster.accelerator.streamingMultiprocessors
    return productSeconds(part, pass, busy: multiprocessors - workload.communicationSMs)
  }

  private func productSeconds(_ part: ModelPart, _ pass: Pass, busy: Int) -> Double {
    products(part, pass).reduce(0) { $0 + kernels.product($1, tokens: tokens, busy: busy) }
  }

  var tokens: Double { Double(workload.tokensPerGPU) }

  /// Elements of one token's hidden vector that fall to each GPU outside the linear layers.
  ///
  /// Tensor parallelism divides the sequence there: Korthikanti et al. 2022, arXiv:2205.05198,
  /// section 4.2.2.
  var ownHiddenSize: Int { workload.model.hiddenSize / workload.parallelism.tensor }
}
