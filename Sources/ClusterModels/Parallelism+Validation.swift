internal import Quantities

extension Parallelism {
  /// Refuses what cannot be placed; the cases are those of ``Placement/init(cluster:parallelism:)``.
  func validate(on cluster: Cluster) throws(ClusterError) {
    let dimensions = [
      ("pipeline", pipeline), ("data", data), ("expert", expert), ("tensor", tensor),
      ("context", context),
    ]
    for (name, size) in dimensions where size < 1 {
      throw ClusterError(code: .notPositive, detail: "\(name) is \(size); expected at least 1")
    }
    try validateProduct(cluster)
    guard (data * context).isMultiple(of: expert) else {
      throw ClusterError(
        code: .indivisibleExperts,
        detail: "expert is \(expert), which does not divide data \(data) x context \(context) = "
          + "\(data * context); expected \(nearestDivisor(of: data * context, to: expert)) or "
          + "another divisor")
    }
    guard cluster.gpusPerNode.isMultiple(of: tensor) else {
      throw ClusterError(
        code: .tensorBeyondNode,
        detail: "tensor is \(tensor), but a tensor group stays inside a node of "
          + "\(cluster.gpusPerNode) GPUs; expected "
          + "\(nearestDivisor(of: cluster.gpusPerNode, to: tensor)) or another divisor")
    }
  }

  private func validateProduct(_ cluster: Cluster) throws(ClusterError) {
    let product = [pipeline, data, tensor, context].reduce(Int?.some(1)) { product, size in
      let (next, overflow) = (product ?? 0).multipliedReportingOverflow(by: size)
      return product == nil || overflow ? nil : next
    }
    guard product != cluster.gpus else { return }
    let others = product.map { $0 / data } ?? 0
    let remedy =
      others > 0 && cluster.gpus.isMultiple(of: others)
      ? "data \(grouped(cluster.gpus / others)) would fit" : "expected equal counts"
    throw ClusterError(
      code: .gpuCountMismatch,
      detail: "pipeline \(pipeline) x data \(data) x tensor \(tensor) x context \(context) = "
        + "\(product.map { "\(grouped($0)) GPUs" } ?? "more GPUs than can be counted"), but "
        + "\(cluster.name) has \(grouped(cluster.gpus)); \(remedy)")
  }

  /// The divisor of `whole` that lies nearest to `size`; of two, the smaller.
  private func nearestDivisor(of whole: Int, to size: Int) -> Int {
    let start = min(size, whole)
    return (0..<whole).lazy.flatMap { [start - $0, start + $0] }
      .first { $0 > 0 && $0 <= whole && whole.isMultiple(of: $0) } ?? 1
  }
}
