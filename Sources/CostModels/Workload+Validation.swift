import ClusterModels
import Quantities
import TransformerModels

extension Workload {
  /// Products of two such counts and a model's widths stay far inside 64 bits.
  private static let most = 1 << 24

  /// - Throws: `CostError` with code `outOfRange` or `indivisible` that names the values.
  func validate() throws(CostError) {
    try validateCounts()
    try validateDivisibility()
  }

  private func validateCounts() throws(CostError) {
    let (layout, multiprocessors) = (parallelism, cluster.accelerator.streamingMultiprocessors)
    let counts = [
      ("sequenceLength", sequenceLength), ("microbatch", microbatch),
      ("pipeline", layout.pipeline), ("data", layout.data), ("expert", layout.expert),
      ("tensor", layout.tensor), ("context", layout.context),
      ("gpusPerNode", cluster.gpusPerNode),
    ]
    for (name, count) in counts where !(1...Self.most).contains(count) {
      throw CostError(
        code: .outOfRange, detail: "\(name) \(count); 1 to \(Self.most) are accepted")
    }
    let factors = [layout.pipeline, layout.data, layout.tensor, layout.context]
    let gpus = factors.reduce(1.0) { $0 * Double($1) }
    guard gpus <= Double(Self.most) else {
      throw CostError(
        code: .outOfRange,
        detail: "parallelism of \(significant(gpus, digits: 3)) GPUs; at most \(Self.most)")
    }
    guard (0..<multiprocessors).contains(communicationSMs) else {
      throw CostError(
        code: .outOfRange,
        detail: "communicationSMs \(communicationSMs); 0 to \(multiprocessors - 1) are accepted")
    }
    guard (0...1).contains(zeroStage) else {
      throw CostError(code: .outOfRange, detail: "optimiser ZeRO stage \(zeroStage); 0 or 1")
    }
    guard let experts = model.experts else { return }
    guard experts.groups > 0, (1...experts.groups).contains(experts.keptGroups),
      experts.active > 0, experts.active * experts.groups <= experts.routed * experts.keptGroups
    else {
      throw CostError(
        code: .outOfRange,
        detail: """
          \(experts.active) active of \(experts.routed) experts in \(experts.keptGroups) of \
          \(experts.groups) groups; the kept groups must hold the active experts
          """)
    }
  }

  private func validateDivisibility() throws(CostError) {
    let layout = parallelism
    var divisions = [
      ("attention heads", model.attentionHeads, "tensor", layout.tensor),
      ("hidden size", model.hiddenSize, "tensor", layout.tensor),
      ("dense MLP width", model.denseIntermediateSize, "tensor", layout.tensor),
      ("tokens of a microbatch", sequenceLength * microbatch, "context", layout.context),
      ("data x context", layout.data * layout.context, "expert", layout.expert),
    ]
    if let experts = model.experts {
      divisions += [
        ("expert width", experts.intermediateSize, "tensor", layout.tensor),
        ("routed experts", experts.routed, "groups", experts.groups),
        ("routed experts", experts.routed, "expert", layout.expert),
      ]
    } else if layout.expert > 1 {
      throw CostError(
        code: .outOfRange, detail: "expert \(layout.expert) for a model without experts; 1")
    }
    for (name, count, group, size) in divisions where !count.isMultiple(of: size) {
      throw CostError(
        code: .indivisible, detail: "\(name) \(count) by \(group) \(size); a divisor is accepted")
    }
    let (perNode, tensor, expert) = (cluster.gpusPerNode, layout.tensor, layout.expert)
    let members = max(1, perNode / tensor)
    // Otherwise some groups would lie in more nodes than others.
    guard members.isMultiple(of: expert) || expert.isMultiple(of: members) else {
      throw CostError(
        code: .indivisible,
        detail: "expert \(expert) over nodes of \(members) members; a divisor or a multiple is "
          + "accepted")
    }
  }
}

extension Architecture {
  var attentionHeads: Int {
    switch attention {
    case .grouped(let heads, _, _, _): heads
    case .latent(let heads, _, _, _, _, _): heads
    }
  }
}
